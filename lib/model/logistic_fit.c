/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logistic regression by iteratively reweighted least squares. Problem: columns of all units, tenure in months beside money,
 * and data that have no answer. Method: Newton's steps on standardized columns (McCullagh and Nelder 1989, section 2.5;
 * expected and observed information are one here), halved until the likelihood grows; columns that are sums of others are found
 * before by the pivots of the correlation matrix. Separation (Albert and Anderson 1984) is not guessed from large coefficients
 * but certified: where the likelihood grows for ever, Newton's step runs along a direction in which every observation moves to
 * its own side or not at all, and such a direction is a proof. The curves (curve_likelihood.c) climb by a damping of their own:
 * four parameters that are no sum, several peaks, bounds.
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/curve.h"
#include "model/logistic.h"

#define ROUNDS_MAX 100
#define HALVINGS_MAX 40
#define CERTIFY_FROM 4  /* rounds before which a direction has not settled */
#define SETTLED 1e-9    /* the longest step of a standardized coefficient at the end */
#define COLLINEAR 1e-10 /* share of a column's variance that those before it leave: below it is rounding */
#define STEP_ALIVE 1e-2 /* log odds that a separating step still moves somebody: it tends to 1 */
#define WRONG_SIDE 1e-5 /* of the largest move: less is rounding */
#define NOTHING 1e-13   /* a standardized coefficient that is a 0 with the rounding of its sums */
#define TAKES_PART 1e-3 /* of the largest: coefficients below have no part in what separates */

double churn_logistic_share(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

/* ln(1 + exp(x)) */
static double soft_plus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static double trials_of(const struct churn_logistic_data *data, size_t row)
{
    return data->trials != NULL ? data->trials[row] : 1;
}

static double offset_of(const struct churn_logistic_data *data, size_t row)
{
    return data->offset != NULL ? data->offset[row] : 0;
}

/* The row as standardized columns behind a 1. */
static void standard_row(const struct logistic_climb *climb, size_t row, double *z)
{
    const double *x = climb->data->x + row * climb->data->columns;
    z[0] = 1;
    for (size_t j = 1; j < climb->size; j++) {
        size_t column = climb->used[j];
        z[j] = (x[column] - climb->fit->mean[column]) / climb->scale[column];
    }
}

static double dot(const double *a, const double *b, size_t size)
{
    double sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += a[i] * b[i];
    return sum;
}

static double penalty(const struct logistic_climb *climb, const double *beta)
{
    return climb->ridge / 2 * dot(beta + 1, beta + 1, climb->size - 1);
}

/* Likelihood less the ridge's part at beta. */
static double height(struct logistic_climb *climb, const double *beta)
{
    double sum = 0;
    for (size_t i = 0; i < climb->data->rows; i++) {
        standard_row(climb, i, climb->row);
        double eta = dot(beta, climb->row, climb->size) + offset_of(climb->data, i);
        sum += climb->data->churned[i] * eta - trials_of(climb->data, i) * soft_plus(eta);
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
        double *z = climb->row, n = trials_of(climb->data, i);
        standard_row(climb, i, z);
        double p = churn_logistic_share(dot(climb->beta, z, size) + offset_of(climb->data, i));
        double rest = climb->data->churned[i] - n * p, weight = n * p * (1 - p);
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

/* Does everybody move to the own side along direction, or stay, and somebody move? A mixed row may not move at all. */
static bool separates(struct logistic_climb *climb, const double *direction, double alive)
{
    double right = 0, wrong = 0;
    for (size_t i = 0; i < climb->data->rows; i++) {
        standard_row(climb, i, climb->row);
        double move = dot(direction, climb->row, climb->size), n = trials_of(climb->data, i), y = climb->data->churned[i];
        if (y > 0)
            wrong = fmax(wrong, -move);
        if (y < n)
            wrong = fmax(wrong, move);
        right = fmax(right, fabs(move));
    }
    return right > alive && wrong <= WRONG_SIDE * right;
}

static void name_separating(struct logistic_climb *climb, const double *direction)
{
    double largest = 0;
    for (size_t j = 1; j < climb->size; j++)
        largest = fmax(largest, fabs(direction[j]));
    for (size_t j = 1; j < climb->size; j++)
        if (fabs(direction[j]) > TAKES_PART * largest)
            climb->fit->separating[climb->used[j]] = direction[j] / climb->scale[climb->used[j]];
    climb->fit->end = CHURN_LOGISTIC_SEPARATED;
}

/* By the step, or, where everything is told without a fault, by the coefficients themselves. */
static bool certify(struct logistic_climb *climb)
{
    if (climb->ridge > 0 || climb->size == 1)
        return false;
    if (separates(climb, climb->step, STEP_ALIVE)) {
        name_separating(climb, climb->step);
        return true;
    }
    if (climb->data->offset != NULL || !separates(climb, climb->beta, STEP_ALIVE))
        return false;
    name_separating(climb, climb->beta);
    return true;
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

void logistic_climb(struct logistic_climb *climb)
{
    struct churn_logistic_fit *fit = climb->fit;
    double at = height(climb, climb->beta), longest = INFINITY;
    fit->end = CHURN_LOGISTIC_STALLED;
    for (fit->iterations = 0; fit->iterations < ROUNDS_MAX; fit->iterations++) {
        look(climb);
        if (!factorize(climb) || !solve(climb, climb->gradient, climb->step)) {
            certify(climb); /* by the last step that there was */
            return;
        }
        longest = 0;
        for (size_t j = 0; j < climb->size; j++)
            longest = fmax(longest, fabs(climb->step[j]));
        if (longest < SETTLED) {
            fit->end = CHURN_LOGISTIC_CONVERGED;
            return;
        }
        if ((fit->iterations >= CERTIFY_FROM && certify(climb)) || !advance(climb, &at))
            return;
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
        for (size_t b = 0; b < size; b++)
            inverse[b * size + a] = climb->step[b];
    }
    /* transform: T F^-1, whole by size */
    for (size_t b = 0; b < size; b++) {
        double shift = 0;
        for (size_t j = 1; j < size; j++) {
            size_t column = climb->used[j];
            transform[(column + 1) * size + b] = inverse[j * size + b] / climb->scale[column];
            shift += climb->fit->mean[column] * inverse[j * size + b] / climb->scale[column];
        }
        transform[b] = inverse[b] - shift;
    }
    for (size_t a = 0; a < whole; a++)
        for (size_t b = 0; b < size; b++)
            half[a * size + b] = dot(transform + a * size, climb->information + b * size, size);
    for (size_t a = 0; a < whole; a++)
        for (size_t b = 0; b < whole; b++)
            climb->fit->covariance[a * whole + b] = dot(half + a * size, transform + b * size, size);
    return true;
}

static void bring_back(struct logistic_climb *climb)
{
    struct churn_logistic_fit *fit = climb->fit;
    double intercept = climb->beta[0];
    for (size_t j = 1; j < climb->size; j++) {
        size_t column = climb->used[j];
        double coefficient = fabs(climb->beta[j]) < NOTHING ? 0 : climb->beta[j] / climb->scale[column];
        intercept -= coefficient * fit->mean[column];
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

/* Pivots of the correlations, one column after another: what those before it leave of its variance. */
bool logistic_find_collinear(struct logistic_climb *climb, size_t *column)
{
    size_t size = climb->size, rows = climb->data->rows;
    double *r = climb->factor;
    memset(r, 0, size * size * sizeof *r);
    for (size_t i = 0; i < rows; i++) {
        standard_row(climb, i, climb->row);
        double n = trials_of(climb->data, i) / climb->fit->observations;
        for (size_t a = 0; a < size; a++)
            for (size_t b = 0; b <= a; b++)
                r[a * size + b] += n * climb->row[a] * climb->row[b];
    }
    for (size_t a = 0; a < size; a++)
        for (size_t b = 0; b <= a; b++) {
            double left = r[a * size + b] - dot(r + a * size, r + b * size, b);
            if (a == b && left < COLLINEAR) {
                *column = climb->used[a];
                return true;
            }
            r[a * size + b] = a == b ? sqrt(left) : left / r[b * size + b];
        }
    return false;
}
