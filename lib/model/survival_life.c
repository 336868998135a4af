/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a survival curve says of the length of a life. The median, because it is known as soon as half have left, with the
 * interval of Brookmeyer and Crowley (1982, Biometrics 38, 29-41): the times at which S is not significantly other than a half.
 * The mean only up to a limit: beyond the last time seen the curve is not known, and any other "mean life" is a guess at its
 * tail. Its error after Irwin (1949) and Meier (1975), as Klein and Moeschberger (2003, eq. 4.5.1-2) write it.
 */
#include <math.h>

#include "model/survival.h"

#define EQUAL 1e-10 /* a product of 10^5 factors is off by some 10^-11; shares of 10^9 customers differ by more */

/* survival, low or high of the points: one that is not known is no crossing, unless all have left. */
static double crossing(const struct churn_survival *survival, size_t member, double level)
{
    for (size_t i = 0; i < survival->count; i++) {
        double value = *(const double *)((const char *)&survival->points[i] + member);
        if (isnan(value) || value > level + EQUAL)
            continue;
        if (value < level - EQUAL)
            return survival->points[i].time;
        size_t next = i + 1;
        while (next + 1 < survival->count && survival->points[next].events <= 0)
            next++;
        return (survival->points[i].time + survival->points[next < survival->count ? next : i].time) / 2;
    }
    return INFINITY;
}

void churn_survival_quantile(const struct churn_survival *survival, double p, double *time, double *low, double *high)
{
    *time = crossing(survival, offsetof(struct churn_survival_point, survival), 1 - p);
    *low = crossing(survival, offsetof(struct churn_survival_point, low), 1 - p);
    *high = crossing(survival, offsetof(struct churn_survival_point, high), 1 - p);
}

/* S just before the point. */
static double share_before(const struct churn_survival *survival, size_t index)
{
    return index > 0 ? survival->points[index - 1].survival : 1;
}

bool churn_survival_mean(const struct churn_survival *survival, double limit, double *mean, double *error)
{
    double area = 0, variance = 0, until = limit;
    size_t end = survival_find(survival, limit);
    if (end == survival->count && share_before(survival, end) > 0)
        return false;
    /* from the limit down: area is what lies between the point and the limit */
    for (size_t i = end; i > 0; i--) {
        const struct churn_survival_point *point = &survival->points[i - 1];
        area += point->survival * (until - point->time);
        until = point->time;
        if (point->events > 0 && point->events < point->at_risk)
            variance += area * area * point->events / point->at_risk / (point->at_risk - point->events);
    }
    *mean = area + until;
    *error = sqrt(variance);
    return true;
}

bool churn_life_of_purchases(churn_day first, churn_day last, churn_day as_of, uint32_t gone_after, struct churn_life *life)
{
    int64_t until = (int64_t)as_of - gone_after;
    *life = (struct churn_life){ (int64_t)last - first, last < until };
    if (!life->gone)
        life->days = until - first;
    return first <= until;
}

bool churn_life_of_contract(churn_day start, churn_day end, churn_day as_of, struct churn_life *life)
{
    bool over = end != CHURN_DAY_NONE && end <= as_of;
    *life = (struct churn_life){ (int64_t)(over ? end : as_of) - start, over };
    return start <= as_of && (end == CHURN_DAY_NONE || start <= end);
}
