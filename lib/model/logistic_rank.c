/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns before a fit: centred, scaled, and held against each other. Problem: one sentinel of 999999 among scores from 1 to 5
 * moves the mean to where no customer is, and differences of scores drown beside it; and a column that nearly is a sum of
 * others is another thing than one that is. Method: the centre is a median, so that differences of ordinary values stay as
 * exact as they came. The pivots of the correlation matrix are right to half of the digits only; a column that they call
 * nearly told is regressed on those before it, and the rest regressed again (iterative refinement), until what remains is right
 * to the rounding of the values themselves. If no more than that remains it is a sum; otherwise the rest takes its place in the
 * fit, which then has no column that nearly is another.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/logistic.h"

#define SAMPLE 4001      /* rows that a centre is found by: any middle value will do */
#define SPREAD_MAX 1e150 /* its square is no double any more */
#define NEARLY_TOLD 1e-6 /* share of a column's variance: above, pivots are right to ten digits */
#define REFINEMENTS 3    /* each leaves a millionth of a billionth */
#define ROUNDING 64      /* units in the last place of all parts of a sum */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double middle_of(const struct churn_logistic_data *data, size_t column)
{
    double sample[SAMPLE];
    size_t step = data->rows / SAMPLE + 1, count = 0;
    for (size_t i = 0; i < data->rows; i += step)
        sample[count++] = data->x[i * data->columns + column];
    qsort(sample, count, sizeof *sample, by_value);
    return sample[count / 2];
}

bool logistic_find_scales(struct logistic_climb *climb, size_t *column)
{
    const struct churn_logistic_data *data = climb->data;
    struct churn_logistic_fit *fit = climb->fit;
    for (size_t j = 0; j < data->columns; j++) {
        double sum = 0, squares = 0, first = data->x[j];
        fit->constant[j] = true;
        for (size_t i = 0; i < data->rows; i++) {
            double x = data->x[i * data->columns + j];
            sum += logistic_trials(data, i) * x;
            fit->constant[j] = fit->constant[j] && x == first;
        }
        fit->mean[j] = sum / fit->observations;
        for (size_t i = 0; i < data->rows; i++) {
            double away = data->x[i * data->columns + j] - fit->mean[j];
            squares += logistic_trials(data, i) * away * away;
        }
        climb->scale[j] = sqrt(squares / fit->observations);
        climb->centre[j] = middle_of(data, j);
        *column = j;
        if (!fit->constant[j] && !(climb->scale[j] < SPREAD_MAX && climb->scale[j] > 1 / SPREAD_MAX))
            return false;
    }
    return true;
}

void logistic_plain_row(const struct logistic_climb *climb, size_t row, double *z)
{
    const double *x = climb->data->x + row * climb->data->columns;
    z[0] = 1;
    for (size_t j = 1; j < climb->size; j++) {
        size_t column = climb->used[j];
        z[j] = (x[column] - climb->centre[column]) / climb->scale[column];
    }
}

void logistic_mixed_row(const struct logistic_climb *climb, size_t row, double *u)
{
    size_t size = climb->size;
    logistic_plain_row(climb, row, u);
    /* from the last on, as each is made of those before it */
    for (size_t a = size; climb->mixed && a-- > 1;)
        u[a] = logistic_dot(climb->mixing + a * size, u, a + 1);
}

void logistic_unmix(const struct logistic_climb *climb, const double *by_u, double *by_z)
{
    size_t size = climb->size;
    memcpy(by_z, by_u, size * sizeof *by_z);
    for (size_t b = 0; climb->mixed && b < size; b++) {
        by_z[b] = 0;
        for (size_t a = b; a < size; a++)
            by_z[b] += climb->mixing[a * size + b] * by_u[a];
    }
}

/* The Cholesky factor of the correlations of u; the first column of which those before it leave less than NEARLY_TOLD. */
static size_t find_nearly_told(struct logistic_climb *climb, size_t from)
{
    size_t size = climb->size;
    double *r = climb->factor;
    memset(r, 0, size * size * sizeof *r);
    for (size_t i = 0; i < climb->data->rows; i++) {
        logistic_mixed_row(climb, i, climb->row);
        double n = logistic_trials(climb->data, i) / climb->fit->observations;
        for (size_t a = 0; a < size; a++)
            for (size_t b = 0; b <= a; b++)
                r[a * size + b] += n * climb->row[a] * climb->row[b];
    }
    for (size_t a = 0; a < size; a++)
        for (size_t b = 0; b <= a; b++) {
            double left = r[a * size + b] - logistic_dot(r + a * size, r + b * size, b);
            if (a == b && left < NEARLY_TOLD && a >= from)
                return a;
            r[a * size + b] = a == b ? sqrt(left) : left / r[b * size + b];
        }
    return size;
}

/* x of R R' x = x, in place, of the first count columns. */
static void solve(const double *r, size_t size, size_t count, double *x)
{
    for (size_t a = 0; a < count; a++)
        x[a] = (x[a] - logistic_dot(r + a * size, x, a)) / r[a * size + a];
    for (size_t a = count; a-- > 0;) {
        for (size_t b = a + 1; b < count; b++)
            x[a] -= r[b * size + a] * x[b];
        x[a] /= r[a * size + a];
    }
}

/* Take off column a what the columns before it tell of the rest. Mean squares of the rest before it, and of its rounding. */
static void refine(struct logistic_climb *climb, size_t a, double *rest, double *rounding)
{
    size_t size = climb->size;
    double *mix = climb->mixing + a * size, *told = climb->step;
    memset(told, 0, size * sizeof *told);
    *rest = *rounding = 0;
    for (size_t i = 0; i < climb->data->rows; i++) {
        const double *x = climb->data->x + i * climb->data->columns;
        double n = logistic_trials(climb->data, i) / climb->fit->observations, sizes = fabs(mix[0]);
        logistic_mixed_row(climb, i, climb->row);
        for (size_t b = 1; b <= a; b++)
            sizes += fabs(mix[b] * x[climb->used[b]] / climb->scale[climb->used[b]]);
        for (size_t b = 0; b < a; b++)
            told[b] += n * climb->row[a] * climb->row[b];
        *rest += n * climb->row[a] * climb->row[a];
        *rounding += n * sizes * sizes;
    }
    solve(climb->factor, size, a, told);
    for (size_t b = 0; b < a; b++)
        for (size_t c = 0; c <= b; c++)
            mix[c] -= told[b] * climb->mixing[b * size + c];
}

bool logistic_find_collinear(struct logistic_climb *climb, size_t *column)
{
    size_t size = climb->size;
    for (size_t a = 0; a < size; a++)
        climb->mixing[a * size + a] = 1;
    for (size_t a = 1; (a = find_nearly_told(climb, a)) < size; a++) {
        double rest, rounding;
        climb->mixed = true;
        for (int i = 0; i <= REFINEMENTS; i++)
            refine(climb, a, &rest, &rounding);
        if (sqrt(rest) <= ROUNDING * DBL_EPSILON * sqrt(rounding)) {
            *column = climb->used[a];
            return true;
        }
        for (size_t b = 0; b <= a; b++)
            climb->mixing[a * size + b] /= sqrt(rest);
    }
    return false;
}
