/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problem: a mean over a beta distribution that may be a spike or have nearly all its mass at an end. Method: on w = ln(p / (1
 * - p)) the integrand is smooth and falls like an exponential to both sides, where the trapezoidal rule over the whole line has
 * all digits at a step of half a unit (Trefethen and Weideman 2014, SIAM Review 56, 385-458). Beyond what double can tell from
 * 0 and 1 it is an exponential, whose sum over the rest of the lattice is geometric.
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "model/btyd.h"

#define STEP 0.4
#define STEPS_MAX 100000
#define NEGLIGIBLE (-46.0)
#define FLAT (-40.0) /* logarithm of what is as good as nothing beside 1 */

struct mean {
    double n, ratio, a, b, log_beta; /* ratio: time by past */
};

/* Both logarithms without loss: p = 1 / (1 + exp(-w)). */
static double log_part(const struct mean *mean, double w)
{
    double log_p = w < 0 ? w - log1p(exp(w)) : -log1p(exp(-w)), log_q = log_p - w;
    double orders = -expm1(-mean->n * log1p(exp(log_p) * mean->ratio));
    double log_orders = orders > 0 ? log(orders) : log(mean->n * mean->ratio) + log_p;
    return mean->a * log_p + mean->b * log_q + log_orders - log_p - mean->log_beta;
}

/* From w on in steps, without w itself; the tail where the logarithm falls by rate per unit from here on. */
static double side(const struct mean *mean, double w, double step, double flat, double rate)
{
    double sum = 0, most = -INFINITY;
    for (int i = 0; i < STEPS_MAX; i++) {
        w += step;
        double part = log_part(mean, w);
        sum += exp(part);
        most = fmax(most, part);
        if (part < most + NEGLIGIBLE && part < NEGLIGIBLE)
            return sum;
        if (fabs(w) > flat && (w > 0) == (step > 0))
            return sum + exp(part) / expm1(rate * fabs(step));
    }
    return sum;
}

double btyd_beta_orders(double n, double past, double a, double b, double time)
{
    struct mean mean = { n, time / past, a, b, 0 };
    gsl_sf_result log_beta;
    if (gsl_sf_lnbeta_e(a, b, &log_beta) != GSL_SUCCESS)
        return NAN;
    mean.log_beta = log_beta.val;
    double begin = log(a) - log(b), step = fmin(STEP, 0.35 * sqrt(1 / a + 1 / b));
    double left = fmax(log(n), 0) + fmax(log(mean.ratio), 0) - FLAT, right = -FLAT;
    double sum = exp(log_part(&mean, begin)) + side(&mean, begin, step, right, b) + side(&mean, begin, -step, left, a);
    return sum * step;
}
