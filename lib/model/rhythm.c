/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gamma-Poisson model by maximum likelihood. The problem: a customer with two purchases has one gap, which says next to
 * nothing of its rhythm; all customers together say how rhythms are spread, and each one's own is drawn towards that. The
 * method: with x purchases in t days at rate lambda, and lambda gamma distributed with shape r and rate A, the likelihood of
 * all customers is
 *     sum over customers of  ln G(r+x) - ln G(r) + r ln A - (r+x) ln(A+t)
 *   = X ln(r/A)  +  sum over k of m_k ln(1 + k/r)  -  sum over t of (r n_t + X_t) ln(1 + t/A)
 * (m_k customers with more than k purchases, n_t customers seen for t days, X_t their purchases, X all purchases): a million
 * customers cost as little as their distinct values, and without gamma functions no digits are lost however large r grows. BFGS
 * with analytic gradient in ln r and ln(r/A), spread and mean rate, which keeps both positive and hardly correlated; three
 * starts; the best is kept. Where rates spread less than chance alone would make them, r has no end: all customers are then
 * taken as alike. Sums run in the order of k and t, so the row order of the input leaves no trace. Source: Ehrenberg 1959, The
 * Pattern of Consumer Purchases; Schmittlein, Morrison, Colombo 1987.
 */
#include "model/rhythm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>

#define STEPS_MAX 500        /* BFGS takes 10 to 40; more means it goes nowhere */
#define GRADIENT_ENOUGH 1e-7 /* per customer: the log-likelihood is then flat to about 1e-10 of itself */
#define SHAPE_MAX 1e6        /* from here on all customers are alike: rates differ by a thousandth */
#define PURCHASERS_MIN 2     /* of these gaps a spread can be told */

static enum churn_status grow(uint64_t **array, size_t *size, size_t wanted, struct churn_error *err)
{
    size_t grown = *size == 0 ? 256 : *size;
    while (grown <= wanted)
        grown *= 2;
    if (grown == *size)
        return CHURN_OK;
    uint64_t *larger = reallocarray(*array, grown, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    memset(larger + *size, 0, (grown - *size) * sizeof *larger);
    *array = larger;
    *size = grown;
    return CHURN_OK;
}

enum churn_status rhythm_add(struct rhythm_counts *counts, size_t purchases, size_t days, struct churn_error *err)
{
    size_t bought_size = counts->days_size;
    enum churn_status status = CHURN_OK;
    if (purchases >= counts->purchases_size)
        status = grow(&counts->by_purchases, &counts->purchases_size, purchases, err);
    if (status == CHURN_OK && days >= counts->days_size)
        status = grow(&counts->bought, &bought_size, days, err);
    if (status == CHURN_OK && days >= counts->days_size)
        status = grow(&counts->by_days, &counts->days_size, days, err);
    if (status != CHURN_OK)
        return status;
    counts->by_purchases[purchases]++;
    counts->by_days[days]++;
    counts->bought[days] += purchases;
    counts->customers++;
    counts->purchases += purchases;
    return CHURN_OK;
}

void rhythm_clear(struct rhythm_counts *counts)
{
    free(counts->by_purchases);
    free(counts->by_days);
    free(counts->bought);
    *counts = (struct rhythm_counts){ .by_purchases = NULL };
}

/* Minus the log-likelihood per customer and its gradient in (ln r, ln(r/A)). gradient may be NULL. */
static double evaluate(const struct rhythm_counts *counts, double shape, double mean, double gradient[2])
{
    double rate = shape / mean, customers = (double)counts->customers, purchases = (double)counts->purchases;
    double sum = purchases * log(mean), more = customers, by_shape = 0, by_rate = -purchases / rate;
    for (size_t k = 0; k < counts->purchases_size; k++) {
        more -= (double)counts->by_purchases[k];
        sum += more * log1p((double)k / shape);
        by_shape += more / (shape + (double)k);
    }
    for (size_t t = 0; t < counts->days_size; t++) {
        double n = (double)counts->by_days[t], bought = (double)counts->bought[t], days = (double)t;
        if (n == 0)
            continue;
        sum -= (shape * n + bought) * log1p(days / rate);
        by_shape -= n * log1p(days / rate);
        by_rate += (shape * n + bought) * days / (rate * (rate + days));
    }
    if (gradient != NULL) {
        gradient[0] = -(shape * by_shape + rate * by_rate) / customers;
        gradient[1] = rate * by_rate / customers;
    }
    return -sum / customers;
}

static double value_at(const gsl_vector *at, void *context)
{
    return evaluate(context, exp(gsl_vector_get(at, 0)), exp(gsl_vector_get(at, 1)), NULL);
}

static void both_at(const gsl_vector *at, void *context, double *value, gsl_vector *slope)
{
    double gradient[2];
    *value = evaluate(context, exp(gsl_vector_get(at, 0)), exp(gsl_vector_get(at, 1)), gradient);
    gsl_vector_set(slope, 0, gradient[0]);
    gsl_vector_set(slope, 1, gradient[1]);
}

static void slope_at(const gsl_vector *at, void *context, gsl_vector *slope)
{
    double value;
    both_at(at, context, &value, slope);
}

/* Keep what is better than *gamma has. */
static void keep(const struct rhythm_counts *counts, double shape, double mean, double norm, struct churn_risk_gamma *gamma)
{
    double likelihood = -evaluate(counts, shape, mean, NULL) * (double)counts->customers;
    if (!isfinite(likelihood) || (gamma->fitted && likelihood <= gamma->log_likelihood))
        return;
    gamma->fitted = true;
    gamma->shape = shape;
    gamma->rate = shape / mean;
    gamma->log_likelihood = likelihood;
    gamma->gradient_norm = norm;
}

static void descend(gsl_multimin_fdfminimizer *minimizer, gsl_multimin_function_fdf *function, gsl_vector *at, double alike,
                    struct churn_risk_gamma *gamma)
{
    const struct rhythm_counts *counts = function->params;
    double limit = log(SHAPE_MAX), gradient[2];
    int status = gsl_multimin_fdfminimizer_set(minimizer, function, at, 0.1, 0.1);
    for (int step = 0; status == GSL_SUCCESS && step < STEPS_MAX; step++) {
        status = gsl_multimin_fdfminimizer_iterate(minimizer);
        if (gsl_vector_get(minimizer->x, 0) > limit || gsl_blas_dnrm2(minimizer->gradient) < GRADIENT_ENOUGH)
            break;
    }
    double norm = gsl_blas_dnrm2(minimizer->gradient);
    if (gsl_vector_get(minimizer->x, 0) > limit) {
        evaluate(counts, SHAPE_MAX, alike, gradient);
        keep(counts, SHAPE_MAX, alike, hypot(gradient[0], gradient[1]), gamma);
    } else if (norm < 100 * GRADIENT_ENOUGH) {
        keep(counts, exp(gsl_vector_get(minimizer->x, 0)), exp(gsl_vector_get(minimizer->x, 1)), norm, gamma);
    }
}

enum churn_status rhythm_fit(const struct rhythm_counts *counts, struct churn_risk_gamma *gamma, struct churn_error *err)
{
    static const double starts[] = { 0.3, 1, 5 };
    double days = 0;
    *gamma = (struct churn_risk_gamma){ .customers = counts->customers, .purchases = counts->purchases };
    for (size_t t = 0; t < counts->days_size; t++)
        days += (double)counts->by_days[t] * (double)t;
    if (counts->customers < PURCHASERS_MIN || counts->purchases == 0 || days == 0) {
        gamma->why_not = "too few customers came back to tell a rhythm";
        return CHURN_OK;
    }
    gsl_multimin_function_fdf function = { value_at, slope_at, both_at, 2, (void *)counts };
    gsl_multimin_fdfminimizer *minimizer = gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, 2);
    gsl_vector *at = gsl_vector_alloc(2);
    enum churn_status status = CHURN_OK;
    if (minimizer == NULL || at == NULL)
        status = churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (size_t i = 0; status == CHURN_OK && i < sizeof starts / sizeof starts[0]; i++) {
        gsl_vector_set(at, 0, log(starts[i]));
        gsl_vector_set(at, 1, log((double)counts->purchases / days));
        descend(minimizer, &function, at, (double)counts->purchases / days, gamma);
    }
    if (!gamma->fitted)
        gamma->why_not = "the spread of rhythms could not be fitted";
    if (at != NULL)
        gsl_vector_free(at);
    if (minimizer != NULL)
        gsl_multimin_fdfminimizer_free(minimizer);
    return status;
}
