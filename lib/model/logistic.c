/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A logistic fit from data to result: memory, means and scales, where to begin, and the chances of its tests. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "model/logistic.h"

void churn_logistic_fit_free(struct churn_logistic_fit *fit)
{
    if (fit == NULL)
        return;
    free(fit->memory);
    free(fit->constant);
    free(fit);
}

double churn_chi_square_above(double statistic, double df)
{
    return gsl_cdf_chisq_Q(statistic, df);
}

double churn_normal_beyond(double z)
{
    return 2 * gsl_cdf_ugaussian_Q(fabs(z));
}

static enum churn_status lay_out(size_t columns, struct churn_logistic_fit **fit, struct churn_error *err)
{
    size_t whole = columns + 1;
    struct churn_logistic_fit *made = *fit = calloc(1, sizeof **fit);
    if (made == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    made->columns = columns;
    made->constant = calloc(whole, sizeof *made->constant);
    made->memory = calloc(whole * (4 + whole), sizeof *made->memory);
    if (made->constant == NULL || made->memory == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    made->coefficient = made->memory;
    made->standard_error = made->memory + whole;
    made->mean = made->memory + 2 * whole;
    made->separating = made->memory + 3 * whole;
    made->covariance = made->memory + 4 * whole;
    return CHURN_OK;
}

static double count(const struct churn_logistic_data *data, struct churn_logistic_fit *fit)
{
    double churned = 0;
    for (size_t i = 0; i < data->rows; i++) {
        fit->observations += data->trials != NULL ? data->trials[i] : 1;
        churned += data->churned[i];
    }
    return churned;
}

static void fit_columns(struct logistic_climb *climb, double churned)
{
    struct churn_logistic_fit *fit = climb->fit;
    if (!logistic_find_scales(climb, &fit->column)) {
        fit->end = CHURN_LOGISTIC_BEYOND;
        return;
    }
    climb->size = 1;
    for (size_t j = 0; j < fit->columns; j++)
        if (!fit->constant[j])
            climb->used[climb->size++] = j;
    fit->parameters = climb->size;
    climb->beta[0] = climb->data->offset != NULL ? 0 : log(churned / (fit->observations - churned));
    if (climb->ridge == 0 && logistic_find_collinear(climb, &fit->column)) {
        fit->end = CHURN_LOGISTIC_COLLINEAR;
        return;
    }
    logistic_climb(climb);
    if (fit->end == CHURN_LOGISTIC_CONVERGED)
        logistic_conclude(climb);
}

static enum churn_status fit_in(struct logistic_climb *climb, double churned, struct churn_error *err)
{
    size_t whole = climb->data->columns + 1;
    double *memory = calloc(whole * (9 + 6 * whole), sizeof *memory);
    climb->used = calloc(whole, sizeof *climb->used);
    enum churn_status status = CHURN_OK;
    if (memory == NULL || climb->used == NULL) {
        status = churn_error_set(err, CHURN_MEMORY, "out of memory");
    } else {
        double **const vectors[] = { &climb->scale, &climb->centre,   &climb->beta,  &climb->next,     &climb->step,
                                     &climb->row,   &climb->gradient, &climb->plain, &climb->direction };
        double **const squares[] = { &climb->information, &climb->factor, &climb->inverse,
                                     &climb->transform,   &climb->half,   &climb->mixing };
        for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
            *vectors[i] = memory + i * whole;
        for (size_t i = 0; i < sizeof squares / sizeof squares[0]; i++)
            *squares[i] = memory + 9 * whole + i * whole * whole;
        fit_columns(climb, churned);
    }
    free(memory);
    free(climb->used);
    return status;
}

enum churn_status churn_logistic_fit_new(const struct churn_logistic_data *data, const struct churn_logistic_options *options,
                                         struct churn_logistic_fit **fit, struct churn_error *err)
{
    enum churn_status status = lay_out(data->columns, fit, err);
    double churned = status == CHURN_OK ? count(data, *fit) : 0;
    if (status == CHURN_OK && !(churned > 0))
        status = churn_error_set(err, CHURN_NUMERIC, "nobody churned: there is nothing to tell apart");
    else if (status == CHURN_OK && !(churned < (*fit)->observations))
        status = churn_error_set(err, CHURN_NUMERIC, "everybody churned: there is nothing to tell apart");
    if (status == CHURN_OK) {
        double n = (*fit)->observations;
        struct logistic_climb climb = { .data = data, .fit = *fit, .ridge = options->ridge };
        (*fit)->null_likelihood =
            data->offset != NULL ? NAN : churned * log(churned / n) + (n - churned) * log((n - churned) / n);
        status = fit_in(&climb, churned, err);
    }
    if (status != CHURN_OK) {
        churn_logistic_fit_free(*fit);
        *fit = NULL;
    }
    return status;
}
