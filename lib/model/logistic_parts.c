/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits to a part of the columns, for tests, or of the rows, for hold-outs: the part is copied and fitted as any other data. */
#include <math.h>
#include <stdlib.h>

#include "model/logistic.h"

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

/* The columns that are no feature's of that number. */
static size_t copy_columns(const struct churn_logistic_model *model, const struct churn_logistic_data *data, size_t number,
                           double *x)
{
    size_t kept = 0, at = 0;
    for (size_t j = 0; j < data->columns; j++)
        kept += model->terms[churn_logistic_model_term_of(model, j)].number != number;
    for (size_t j = 0; j < data->columns; j++) {
        if (model->terms[churn_logistic_model_term_of(model, j)].number == number)
            continue;
        for (size_t i = 0; i < data->rows; i++)
            x[i * kept + at] = data->x[i * data->columns + j];
        at++;
    }
    return kept;
}

enum churn_status churn_logistic_test_feature(const struct churn_logistic_model *model, const struct churn_logistic_data *data,
                                              const struct churn_logistic_fit *whole, size_t number,
                                              struct churn_logistic_test *test, struct churn_error *err)
{
    struct churn_logistic_options options = CHURN_LOGISTIC_OPTIONS_INIT;
    struct churn_logistic_fit *fit = NULL;
    double *x = reallocarray(NULL, data->rows * data->columns + 1, sizeof *x);
    if (x == NULL)
        return no_memory(err);
    struct churn_logistic_data part = *data;
    part.columns = copy_columns(model, data, number, x);
    part.x = x;
    enum churn_status status = churn_logistic_fit_new(&part, &options, &fit, err);
    if (status == CHURN_OK && fit->end != CHURN_LOGISTIC_CONVERGED)
        status = churn_error_set(err, CHURN_NUMERIC, "the fit without a feature has no answer");
    if (status == CHURN_OK) {
        test->statistic = fmax(2 * (whole->log_likelihood - fit->log_likelihood), 0);
        test->df = whole->parameters - fit->parameters;
        test->p = test->df > 0 ? churn_chi_square_above(test->statistic, (double)test->df) : NAN;
    }
    churn_logistic_fit_free(fit);
    free(x);
    return status;
}

static size_t copy_rows(const struct churn_logistic_data *data, const unsigned *part, unsigned train, double *x,
                        double *churned)
{
    size_t rows = 0;
    for (size_t i = 0; i < data->rows; i++) {
        if (part[i] != train)
            continue;
        for (size_t j = 0; j < data->columns; j++)
            x[rows * data->columns + j] = data->x[i * data->columns + j];
        churned[rows++] = data->churned[i];
    }
    return rows;
}

static void foretell(const struct churn_logistic_data *data, const struct churn_logistic_fit *fit, const unsigned *part,
                     unsigned judge, double *share)
{
    for (size_t i = 0; i < data->rows; i++) {
        double log_odds = fit->coefficient[0];
        if (part[i] != judge)
            continue;
        for (size_t j = 0; j < data->columns; j++)
            log_odds += fit->coefficient[j + 1] * data->x[i * data->columns + j];
        share[i] = churn_logistic_share(log_odds);
    }
}

enum churn_status churn_logistic_hold_out(const struct churn_logistic_data *data, const struct churn_logistic_options *options,
                                          const unsigned *part, unsigned train, unsigned judge, double *share,
                                          enum churn_logistic_end *end, struct churn_error *err)
{
    struct churn_logistic_fit *fit = NULL;
    double *x = reallocarray(NULL, data->rows * data->columns + 1, sizeof *x);
    double *churned = reallocarray(NULL, data->rows + 1, sizeof *churned);
    enum churn_status status = CHURN_OK;
    if (x == NULL || churned == NULL) {
        status = no_memory(err);
    } else {
        struct churn_logistic_data training = { x, 0, data->columns, NULL, churned, NULL };
        training.rows = copy_rows(data, part, train, x, churned);
        status = churn_logistic_fit_new(&training, options, &fit, err);
    }
    if (status == CHURN_OK) {
        *end = fit->end;
        if (fit->end == CHURN_LOGISTIC_CONVERGED)
            foretell(data, fit, part, judge, share);
    }
    churn_logistic_fit_free(fit);
    free(churned);
    free(x);
    return status;
}
