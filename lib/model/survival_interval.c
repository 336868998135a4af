/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits of a survival curve. On the scale of log(-log S) (Kalbfleisch and Prentice 1980) the limits stay within 0 and 1 and
 * hold what they promise with few customers (Borgan and Liestol 1990), so that is what is used unless told. With
 * v = sum d/(n(n-d)), whose root is the error of log S, the limits of S are S^exp(-+ z sqrt(v) / log S).
 */
#include <math.h>

#include "model/survival.h"

static void log_log(double share, double spread, double *low, double *high)
{
    double power = spread / log(share);
    *low = pow(share, exp(-power));
    *high = pow(share, exp(power));
}

static void survival_share_limits(const struct churn_survival *survival, double greenwood, struct churn_survival_point *point)
{
    double share = point->survival, spread = survival->z * sqrt(greenwood);
    point->low = point->high = NAN;
    if (share <= 0)
        return;
    if (survival->interval == CHURN_SURVIVAL_PLAIN) {
        point->low = fmax(share - share * spread, 0);
        point->high = fmin(share + share * spread, 1);
    } else if (survival->interval == CHURN_SURVIVAL_LOG) {
        point->low = share * exp(-spread);
        point->high = fmin(share * exp(spread), 1);
    } else if (share < 1) {
        log_log(share, spread, &point->low, &point->high);
    }
}

void survival_limits(const struct churn_survival *survival, double greenwood, struct churn_survival_point *point)
{
    survival_share_limits(survival, greenwood, point);
    point->hazard_low = point->hazard_high = NAN;
    if (point->hazard > 0) {
        double factor = exp(survival->z * point->hazard_error / point->hazard);
        point->hazard_low = point->hazard / factor;
        point->hazard_high = point->hazard * factor;
    }
}
