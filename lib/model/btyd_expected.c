/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is to come of one customer. Problem: the usual formula of BG/NBD is 0/0 at a = 1 and takes large numbers from each other
 * around it. Method: Euler's transformation of its hypergeometric function brings out the same factor that stands beside it;
 * with the first term of the series taken out, what remains is (1 - exp(e L)) / e, which expm1 has without loss, and a series
 * of small terms (e = a - 1; L the logarithm of the share of time that is past).
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_hyperg.h>
#include <math.h>

#include "model/btyd.h"

#define TERMS_MAX 100000
#define ALTERNATES (-5.0) /* terms of changing sign that take digits from each other */
#define LARGE 100.0       /* terms that grow before they shrink */
#define LONG (-6.0)       /* nearly all time is ahead: terms shrink by the share that is */

enum { R, ALPHA, A, B, S = A, BETA = B };

static struct btyd_parts parts_of(const struct churn_buying *model, const struct churn_buyer *buyer)
{
    struct btyd_rises rises = btyd_rises_of(model, buyer->repeats);
    struct btyd_time last = btyd_time_of(model, buyer->last), age = btyd_time_of(model, buyer->age);
    return btyd_parts_of(model, buyer, &rises, &last, &age, NULL);
}

double churn_buying_likelihood(const struct churn_buying *model, const struct churn_buyer *buyer)
{
    struct btyd_parts parts = parts_of(model, buyer);
    return parts.base + btyd_log_add(parts.here, parts.gone);
}

double churn_buying_alive(const struct churn_buying *model, const struct churn_buyer *buyer)
{
    struct btyd_parts parts = parts_of(model, buyer);
    return 1 / (1 + exp(parts.gone - parts.here));
}

/* -expm1(e L) / e, which is -L at e = 0. */
static double grown(double e, double log_share)
{
    return e != 0 ? -expm1(e * log_share) / e : -log_share;
}

/* The sum over k >= 1 of (e + 1)_(k-1) (b)_k / ((c + 1)_(k-1) k!) z^k. */
static double series(double e, double b, double c, double z)
{
    double term = b * z, sum = term;
    for (double k = 1; k < TERMS_MAX && term != 0; k++) {
        term *= (e + k) * (b + k) / ((k + 1) * (c + k)) * z;
        sum += term;
        if (fabs(term) <= 1e-18 * fabs(sum) * (1 - z) && k > fabs(b) + fabs(e))
            break;
    }
    return sum;
}

/* Of a customer who is there: repeats orders within age, then a time. */
static double expected_alive(const struct churn_buying *model, double repeats, double age, double time)
{
    const double *p = model->parameter;
    double past = p[ALPHA] + age;
    if (!(time > 0))
        return 0;
    if (model->model == CHURN_BUYING_PARETO_NBD)
        return (p[R] + repeats) * (p[BETA] + age) / past * grown(p[S] - 1, -log1p(time / (p[BETA] + age)));
    double one = model->model == CHURN_BUYING_MBG_NBD ? 1 : 0, e = p[A] - 1, b = p[A] + p[B] - 1 - p[R] + one;
    double c = p[A] + p[B] + repeats - 1 + one, log_share = -log1p(time / past), z = time / (past + time);
    if (b < ALTERNATES || fabs(b) + fabs(e) > LARGE || log_share < LONG)
        return btyd_beta_orders(p[R] + repeats, past, p[A], p[B] + repeats + one, time);
    return c * grown(e, log_share) - exp(e * log_share) * series(e, b, c, z);
}

double churn_buying_expected(const struct churn_buying *model, const struct churn_buyer *buyer, double time)
{
    double alive = churn_buying_alive(model, buyer);
    double expected = alive > 0 ? alive * expected_alive(model, buyer->repeats, buyer->age, time) : 0;
    return expected > 0 ? expected : 0;
}

/* BG/NBD: nobody is gone before the first repeat; MBG/NBD: a / (a + b) are at once. */
double churn_buying_expected_new(const struct churn_buying *model, double time)
{
    const double *p = model->parameter;
    double alive = model->model == CHURN_BUYING_MBG_NBD ? p[B] / (p[A] + p[B]) : 1;
    return alive * expected_alive(model, 0, 0, time);
}

double churn_buying_silent(const struct churn_buying *model, const struct churn_buyer *buyer, double time)
{
    const double *p = model->parameter;
    double n = p[R] + buyer->repeats, alive = churn_buying_alive(model, buyer);
    if (!(time > 0))
        return 1;
    double none = -n * log1p(time / (p[ALPHA] + buyer->age)); /* there all the time, and still no order */
    if (model->model == CHURN_BUYING_PARETO_NBD) {
        double alpha = p[ALPHA] + buyer->age, beta = p[BETA] + buyer->age;
        double gone = log(p[S]) + p[S] * log(beta) + n * log(alpha) + btyd_integral(alpha, n, beta, p[S] + 1, 0, time, NULL);
        none = btyd_log_add(none - p[S] * log1p(time / beta), gone);
    }
    return fmin(1 - alive * -expm1(none), 1);
}

/* Orders, each at its negative binomial probability, and the drop-out after the last of them (equation 8 of 2005). */
double churn_buying_share(const struct churn_buying *model, double time, uint32_t orders)
{
    const double *p = model->parameter;
    if (model->model == CHURN_BUYING_PARETO_NBD)
        return NAN;
    uint32_t chances = orders + (model->model == CHURN_BUYING_MBG_NBD);
    double none = -p[R] * log1p(time / p[ALPHA]), log_share = log(time / (p[ALPHA] + time)), term = none, below = 0;
    double both = btyd_rise(p[A] + p[B], chances).value, stay = btyd_rise(p[B], chances).value - both;
    for (uint32_t k = 0; k < orders; k++) {
        below += exp(term);
        term += log((p[R] + k) / (k + 1)) + log_share;
    }
    double last = chances > 0 ? log(p[A]) + btyd_rise(p[B], chances - 1).value - both : -INFINITY;
    return exp(stay + term) + (chances > 0 ? exp(last) * (1 - below) : 0);
}

double churn_buying_discounted(const struct churn_buying *model, const struct churn_buyer *buyer, double time, double period,
                               double rate)
{
    double alive = churn_buying_alive(model, buyer), before = 0, sum = 0, factor = 1;
    if (!(alive > 0))
        return 0;
    for (double j = 1; (j - 1) * period < time * (1 - 1e-12); j++) {
        double until = expected_alive(model, buyer->repeats, buyer->age, fmin(j * period, time));
        factor /= 1 + rate;
        sum += fmax(until - before, 0) * factor;
        before = until;
    }
    return alive * sum;
}

double churn_buying_residual(const struct churn_buying *model, const struct churn_buyer *buyer, double rate)
{
    const double *p = model->parameter;
    gsl_sf_result value;
    if (model->model != CHURN_BUYING_PARETO_NBD)
        return NAN;
    double past = p[BETA] + buyer->age; /* of (past / (past + t))^s exp(-rate t) the integral is past U(1, 2 - s, rate past) */
    if (gsl_sf_hyperg_U_e(1, 2 - p[S], rate * past, &value) != GSL_SUCCESS)
        return NAN;
    return churn_buying_alive(model, buyer) * (p[R] + buyer->repeats) / (p[ALPHA] + buyer->age) * past * value.val;
}
