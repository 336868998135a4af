/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logistic regression by iteratively reweighted least squares. Problem: columns of all units, tenure in months beside money,
 * and data that have no answer. Method: Newton's steps on standardized columns (McCullagh and Nelder 1989, section 2.5;
 * expected and observed information are one here), halved until the likelihood grows; columns that are sums of others are found
 * before (logistic_rank.c), and separated data are certified on the way (logistic_separation.c). The curves
 * (curve_likelihood.c) climb by a damping of their own: four parameters that are no sum, several peaks, bounds.
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/curve.h"
#include "model/logistic.h"

#define ROUNDS_MAX 400 /* one huge value takes two rounds for each e-fold that it lies beyond the others */
#define HALVINGS_MAX 40
#define CERTIFY_FROM 4      /* rounds before which a direction has not settled */
#define SETTLED 1e-9        /* of a standard error, and of a coefficient or of 1, at the end */
#define NEARLY_SETTLED 1e-6 /* the same where rounding lets no step help any more */
#define NOTHING 1e-13       /* a standardized coefficient that is a 0 with the rounding of its sums */

double churn_logistic_share(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

/* ln(1 + exp(x)) */
static double soft_plus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static double offset_of(const struct churn_logistic_data *data, size_t row)
{
    return data->offset != NULL ? data->offset[row] : 0;
}

static double penalty(const struct logistic_climb *climb, const double *beta)
{
    return climb->ridge / 2 * logistic_dot(beta + 1, beta + 1, climb->size - 1);
}

/* Likelihood less the ridge's part at beta. */
static double height(struct logistic_climb *climb, const double *beta)
{
    double sum = 0;
    for (size_t i = 0; i < climb->data->rows; i++) {
        logistic_mixed_row(climb, i, climb->row);
        double eta = logistic_dot(beta, climb->row, climb->size) + offset_of(climb->data, i);
        double churned = climb->data->churned[i], stayed = logistic_trials(climb->data, i) - churned;
        /* no difference of large numbers: one customer may stand at log odds of a million */
        sum -= (churned > 0 ? churned * soft_plus(-eta) : 0) + (stayed > 0 ? stayed * soft_plus(eta) : 0);
    }
    return sum - penalty(climb, beta);
}

/* Gradient, and information without the ridge, at climb->beta. */
static void look(struct logistic_climb *climb)
{
    size_t size = climb->size;
    memset(climb->gradient, 0, size * sizeof *climb->gradient);
    memset(climb->information, 0, size * size * sizeof *climb->information);
    for (size_t i = 0; i < climb->data->rows; i++) {
        double *z = climb->row, n = logistic_trials(climb->data, i);
        logistic_mixed_row(climb, i, z);
        double eta = logistic_dot(climb->beta, z, size) + offset_of(climb->data, i), y = climb->data->churned[i];
        double less = exp(-fabs(eta)), larger = 1 / (1 + less), smaller = less * larger; /* neither as 1 less the other */
        double p = eta >= 0 ? larger : smaller, q = eta >= 0 ? smaller : larger;
        double rest = y * q - (n - y) * p, weight = n * p * q;
        for (size_t a = 0; a < size; a++) {
            double weighted = weight * z[a];
            climb->gradient[a] += rest * z[a];
            for (size_t b = 0; b <= a; b++)
                climb->information[a * size + b] += weighted * z[b];
        }
    }
    for (size_t a = 0; a < size; a++) {
        climb->gradient[a] -= a > 0 ? climb->ridge * climb->beta[a] : 0;
        for (size_t b = a + 1; b < size; b++)
            climb->information[a * size + b] = climb->information[b * size + a];
    }
}

/* The Cholesky factor of information and ridge into climb->factor. false: not positive definite. */
static bool factorize(struct logistic_climb *climb)
{
    size_t size = climb->size;
    memcpy(climb->factor, climb->information, size * size * sizeof *climb->factor);
    for (size_t a = 1; a < size; a++)
        climb->factor[a * size + a] += climb->ridge;
    for (size_t a = 0; a < size; a++)
        if (!(climb->factor[a * size + a] > 0) || !isfinite(climb->factor[a * size + a]))
            return false;
    gsl_matrix_view m = gsl_matrix_view_array(climb->factor, size, size);
    return gsl_linalg_cholesky_decomp1(&m.matrix) == GSL_SUCCESS;
}

static bool solve(struct logistic_climb *climb, const double *right, double *solution)
{
    gsl_matrix_const_view m = gsl_matrix_const_view_array(climb->factor, climb->size, climb->size);
    gsl_vector_const_view b = gsl_vector_const_view_array(right, climb->size);
    gsl_vector_view x = gsl_vector_view_array(solution, climb->size);
    return gsl_linalg_cholesky_solve(&m.matrix, &b.vector, &x.vector) == GSL_SUCCESS;
}

/* Take the step, or half of it, and so on. false: nothing helps. */
static bool advance(struct logistic_climb *climb, double *at)
{
    double part = 1;
    for (int i = 0; i < HALVINGS_MAX; i++, part /= 2) {
        for (size_t j = 0; j < climb->size; j++)
            climb->next[j] = climb->beta[j] + part * climb->step[j];
        double there = height(climb, climb->next);
        /* at the top the likelihood is flat to its last digits, and the step knows better */
        if (there >= *at - 1e-12 * fabs(*at)) {
            memcpy(climb->beta, climb->next, climb->size * sizeof *climb->beta);
            *at = there;
            return true;
        }
    }
    return false;
}

/*
 * By the decrement the coefficients are right to a share of their errors, whatever the scale of a column with one huge value;
 * by their own steps none of them is still on its way to infinity.
 */
static bool settled(const struct logistic_climb *climb, double within)
{
    if (!(logistic_dot(climb->gradient, climb->step, climb->size) < within * within))
        return false;
    for (size_t j = 0; j < climb->size; j++)
        if (!(fabs(climb->step[j]) < within * fmax(1, fabs(climb->beta[j]))))
            return false;
    return true;
}

static bool separated(struct logistic_climb *climb)
{
    if (climb->ridge > 0 || climb->size == 1)
        return false;
    return logistic_certify(climb, climb->step) || logistic_certify(climb, climb->beta);
}

void logistic_climb(struct logistic_climb *climb)
{
    struct churn_logistic_fit *fit = climb->fit;
    double at = height(climb, climb->beta);
    fit->end = CHURN_LOGISTIC_STALLED;
    for (fit->iterations = 0; fit->iterations < ROUNDS_MAX; fit->iterations++) {
        look(climb);
        if (!factorize(climb) || !solve(climb, climb->gradient, climb->step)) {
            if (separated(climb)) /* by the last step that there was */
                fit->end = CHURN_LOGISTIC_SEPARATED;
            return;
        }
        if (settled(climb, SETTLED)) {
            fit->end = CHURN_LOGISTIC_CONVERGED;
            return;
        }
        if (fit->iterations >= CERTIFY_FROM && separated(climb)) {
            fit->end = CHURN_LOGISTIC_SEPARATED;
            return;
        }
        if (!advance(climb, &at)) {
            if (settled(climb, NEARLY_SETTLED))
                fit->end = CHURN_LOGISTIC_CONVERGED;
            return;
        }
    }
}

/* Errors of the standardized coefficients, brought back to the columns' units: V = T (F^-1 I F^-1) T', F with the ridge. */
static bool find_covariance(struct logistic_climb *climb)
{
    size_t size = climb->size, whole = climb->fit->columns + 1;
    double *inverse = climb->inverse, *transform = climb->transform, *half = climb->half;
    for (size_t a = 0; a < size; a++) {
        memset(climb->next, 0, size * sizeof *climb->next);
        climb->next[a] = 1;
        if (!solve(climb, climb->next, climb->step))
            return false;
        logistic_unmix(climb, climb->step, climb->plain);
        for (size_t b = 0; b < size; b++)
            inverse[b * size + a] = climb->plain[b];
    }
    /* transform: T F^-1, whole by size */
    for (size_t b = 0; b < size; b++) {
        double shift = 0;
        for (size_t j = 1; j < size; j++) {
            size_t column = climb->used[j];
            transform[(column + 1) * size + b] = inverse[j * size + b] / climb->scale[column];
            shift += climb->centre[column] * inverse[j * size + b] / climb->scale[column];
        }
        transform[b] = inverse[b] - shift;
    }
    for (size_t a = 0; a < whole; a++)
        for (size_t b = 0; b < size; b++)
            half[a * size + b] = logistic_dot(transform + a * size, climb->information + b * size, size);
    for (size_t a = 0; a < whole; a++)
        for (size_t b = 0; b < whole; b++)
            climb->fit->covariance[a * whole + b] = logistic_dot(half + a * size, transform + b * size, size);
    return true;
}

static void bring_back(struct logistic_climb *climb)
{
    struct churn_logistic_fit *fit = climb->fit;
    double *by_z = climb->plain;
    logistic_unmix(climb, climb->beta, by_z);
    double intercept = by_z[0];
    for (size_t j = 1; j < climb->size; j++) {
        size_t column = climb->used[j];
        double coefficient = fabs(by_z[j]) < NOTHING ? 0 : by_z[j] / climb->scale[column];
        intercept -= coefficient * climb->centre[column];
        fit->coefficient[column + 1] = curve_round(coefficient);
    }
    fit->coefficient[0] = curve_round(intercept);
}

void logistic_conclude(struct logistic_climb *climb)
{
    struct churn_logistic_fit *fit = climb->fit;
    size_t whole = fit->columns + 1;
    fit->log_likelihood = height(climb, climb->beta) + penalty(climb, climb->beta);
    for (size_t j = 0; j < climb->size; j++)
        fit->gradient_norm = fmax(fit->gradient_norm, fabs(climb->gradient[j]) / fit->observations);
    bring_back(climb);
    if (!find_covariance(climb)) {
        fit->end = CHURN_LOGISTIC_STALLED;
        return;
    }
    for (size_t a = 0; a < whole; a++)
        fit->standard_error[a] = a == 0 || !fit->constant[a - 1] ? sqrt(fit->covariance[a * whole + a]) : NAN;
}
