/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gamma-Poisson model by maximum likelihood. The problem: a customer with two purchases has one gap, which says next to
 * nothing of its rhythm; all customers together say how rhythms are spread, and each one's own is drawn towards that. The
 * method: with x purchases in t days at rate lambda, and lambda gamma distributed with shape r and rate A, the likelihood of
 * all customers is
 *     sum over x of n_x [ln G(r+x) - ln G(r)]  +  N r ln A  -  sum over t of (r n_t + X_t) ln(A + t)
 * (n_x customers with x purchases, n_t customers seen for t days, X_t their purchases): it falls apart into one sum over x and
 * one over t, so a million customers cost as little as their distinct values. BFGS with analytic gradient in ln r and ln A,
 * which keeps both positive; three starts, since the surface is flat where rates hardly differ; the best is kept. Sums run in
 * the order of x and t, so the row order of the input leaves no trace. Source: Ehrenberg 1959, The Pattern of Consumer
 * Purchases; Schmittlein, Morrison, Colombo 1987.
 */
#include "model/rhythm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>

#define STEPS_MAX 500        /* BFGS takes 10 to 40; more means it goes nowhere */
#define GRADIENT_ENOUGH 1e-7 /* per customer: the log-likelihood is then flat to about 1e-10 of itself */
#define SHAPE_MAX 1e6        /* from here on all customers are alike: the gamma is a point to six digits */
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

/* Minus the log-likelihood per customer and its gradient in (ln r, ln A). gradient may be NULL. */
static double evaluate(const struct rhythm_counts *counts, double shape, double rate, double gradient[2])
{
    double customers = (double)counts->customers, sum = customers * shape * log(rate);
    double by_shape = customers * log(rate), by_rate = customers * shape / rate;
    double gamma0 = gsl_sf_lngamma(shape), psi0 = gsl_sf_psi(shape);
    for (size_t x = 1; x < counts->purchases_size; x++) {
        double n = (double)counts->by_purchases[x];
        if (n == 0)
            continue;
        sum += n * (gsl_sf_lngamma(shape + (double)x) - gamma0);
        by_shape += n * (gsl_sf_psi(shape + (double)x) - psi0);
    }
    for (size_t t = 0; t < counts->days_size; t++) {
        double n = (double)counts->by_days[t], bought = (double)counts->bought[t];
        if (n == 0)
            continue;
        sum -= (shape * n + bought) * log(rate + (double)t);
        by_shape -= n * log(rate + (double)t);
        by_rate -= (shape * n + bought) / (rate + (double)t);
    }
    if (gradient != NULL) {
        gradient[0] = -by_shape * shape / customers;
        gradient[1] = -by_rate * rate / customers;
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

/* From one start; keeps what is better than *gamma has. */
static void descend(gsl_multimin_fdfminimizer *minimizer, gsl_multimin_function_fdf *function, gsl_vector *at, double customers,
                    struct churn_risk_gamma *gamma)
{
    int status = gsl_multimin_fdfminimizer_set(minimizer, function, at, 0.1, 0.1);
    for (int step = 0; status == GSL_SUCCESS && step < STEPS_MAX; step++) {
        status = gsl_multimin_fdfminimizer_iterate(minimizer);
        if (gsl_blas_dnrm2(minimizer->gradient) < GRADIENT_ENOUGH)
            break;
    }
    double shape = exp(gsl_vector_get(minimizer->x, 0)), likelihood = -minimizer->f * customers;
    double norm = gsl_blas_dnrm2(minimizer->gradient);
    /* At the limit of alike customers the surface runs out flat; that is an answer, too. */
    bool found = norm < 100 * GRADIENT_ENOUGH || (shape > SHAPE_MAX && norm < 1e-3);
    if (!found || !isfinite(likelihood) || (gamma->fitted && likelihood <= gamma->log_likelihood))
        return;
    gamma->fitted = true;
    gamma->shape = shape;
    gamma->rate = exp(gsl_vector_get(minimizer->x, 1));
    gamma->log_likelihood = likelihood;
    gamma->gradient_norm = norm;
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
        gsl_vector_set(at, 1, log(starts[i] * days / (double)counts->purchases));
        descend(minimizer, &function, at, (double)counts->customers, gamma);
    }
    if (!gamma->fitted)
        gamma->why_not = "the spread of rhythms could not be fitted";
    if (at != NULL)
        gsl_vector_free(at);
    if (minimizer != NULL)
        gsl_multimin_fdfminimizer_free(minimizer);
    return status;
}
