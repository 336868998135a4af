/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hold-outs: fitted to some customers, judged by others. By fold: each customer is judged once, by a model that never saw it.
 * In time: each block of days by a model of the days before.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/report.h"
#include "model/model.h"

static const struct cli_column COLUMNS[] = {
    { "fold", CLI_COLUMN_TEXT },
    { "fitted_until", CLI_COLUMN_TEXT },
    { "fitted_to", CLI_COLUMN_NUMBER },
    { "judged_by", CLI_COLUMN_NUMBER },
    { "churned", CLI_COLUMN_NUMBER },
    { "auc", CLI_COLUMN_NUMBER },
    { "auc_low", CLI_COLUMN_NUMBER },
    { "auc_high", CLI_COLUMN_NUMBER },
    { "log_loss", CLI_COLUMN_NUMBER },
    { "brier", CLI_COLUMN_NUMBER },
    { "calibration_intercept", CLI_COLUMN_NUMBER },
    { "calibration_slope", CLI_COLUMN_NUMBER },
};

#define NEVER UINT32_MAX /* a part that is neither fitted to nor judged by */

struct holding {
    const struct model_plan *plan;
    struct model_data *data;
    unsigned folds;
    unsigned *fold; /* by row: from 0; in time the block, of which 0 is only fitted to */
    unsigned *part; /* by row, of the fold under way: 0 fitted to, 1 judged by */
    double *share;  /* what was foretold */
    double *score;  /* of the rows that are judged, packed, with their outcomes */
    bool *outcome;
    struct cli_report *report;
};

struct key {
    uint64_t order;
    size_t row;
};

static int by_order(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    return x->order != y->order ? (x->order > y->order) - (x->order < y->order) : (x->row > y->row) - (x->row < y->row);
}

/* splitmix64 (Steele, Lea and Flood 2014): the same numbers everywhere. */
static uint64_t mix(uint64_t state)
{
    state += UINT64_C(0x9e3779b97f4a7c15);
    state = (state ^ state >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    state = (state ^ state >> 27) * UINT64_C(0x94d049bb133111eb);
    return state ^ state >> 31;
}

/* Customers in the order of their ids are shuffled and dealt out; in time they are cut into blocks, a day never cut in two. */
static enum churn_status deal(const struct model_settings *settings, struct holding *holding, struct churn_error *err)
{
    size_t count = holding->data->count;
    unsigned blocks = holding->folds + (settings->time != NULL);
    struct key *keys = reallocarray(NULL, count + 1, sizeof *keys);
    if (keys == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        keys[i] =
            (struct key){ settings->time != NULL
                              ? (uint64_t)((int64_t)churn_store_day(holding->data->store, holding->data->rows[i], MODEL_TIME) +
                                           INT64_C(100000000))
                              : mix(mix(settings->seed) ^ i),
                          i };
    qsort(keys, count, sizeof *keys, by_order);
    for (size_t i = 0; i < count; i++) {
        unsigned block = (unsigned)(i * blocks / count);
        if (settings->time != NULL && i > 0 && keys[i].order == keys[i - 1].order)
            block = holding->fold[keys[i - 1].row];
        holding->fold[keys[i].row] = settings->time != NULL ? block : (unsigned)(i % blocks);
    }
    free(keys);
    return CHURN_OK;
}

static void write_figures(struct cli_report *report, const struct churn_evaluation *evaluation, double confidence,
                          const struct churn_calibration *calibration, const struct churn_brier *brier)
{
    uint64_t impossible;
    struct churn_estimate auc = churn_evaluation_auc(evaluation, confidence);
    cli_report_integer(report, (int64_t)churn_evaluation_rows(evaluation));
    cli_report_integer(report, (int64_t)churn_evaluation_churned(evaluation));
    cli_report_real(report, auc.value, 6);
    cli_report_real(report, auc.low, 6);
    cli_report_real(report, auc.high, 6);
    cli_report_real(report, churn_evaluation_log_loss(evaluation, &impossible), 6);
    cli_report_real(report, brier->score, 6);
    cli_report_real(report, calibration->found ? calibration->intercept.value : NAN, 6);
    cli_report_real(report, calibration->found ? calibration->slope.value : NAN, 6);
}

/* The rows whose fold is from first on and before end. */
static enum churn_status judge(struct holding *holding, unsigned first, unsigned end, const char *name, churn_day until,
                               size_t fitted_to, struct churn_error *err)
{
    struct churn_evaluation *evaluation;
    struct churn_calibration calibration;
    struct churn_brier brier;
    size_t count = 0;
    for (size_t i = 0; i < holding->data->count; i++)
        if (holding->fold[i] >= first && holding->fold[i] < end) {
            holding->score[count] = holding->share[i];
            holding->outcome[count++] = holding->data->outcome[i];
        }
    enum churn_status status = churn_evaluation_new(holding->score, holding->outcome, NULL, count, &evaluation, err);
    if (status != CHURN_OK)
        return status;
    status = churn_evaluation_calibration(evaluation, holding->plan->confidence, &calibration, err);
    if (status == CHURN_OK)
        status = churn_evaluation_brier(evaluation, 10, &brier, err);
    if (status == CHURN_OK) {
        cli_report_name(holding->report, name);
        cli_report_day(holding->report, until);
        if (fitted_to > 0)
            cli_report_integer(holding->report, (int64_t)fitted_to);
        else
            cli_report_null(holding->report);
        write_figures(holding->report, evaluation, holding->plan->confidence, &calibration, &brier);
        status = cli_report_row(holding->report, err);
    }
    churn_evaluation_free(evaluation);
    return status;
}

static enum churn_status hold_out(struct holding *holding, bool in_time, unsigned fold, struct churn_error *err)
{
    size_t fitted_to = 0;
    churn_day until = CHURN_DAY_NONE;
    enum churn_logistic_end end = CHURN_LOGISTIC_CONVERGED;
    char name[24];
    struct churn_error cause;
    for (size_t i = 0; i < holding->data->count; i++) {
        bool fitted = in_time ? holding->fold[i] < fold : holding->fold[i] != fold;
        holding->part[i] = holding->fold[i] == fold ? 1 : fitted ? 0 : NEVER;
        fitted_to += fitted;
        churn_day day = in_time && fitted ? churn_store_day(holding->data->store, holding->data->rows[i], MODEL_TIME) : until;
        until = until == CHURN_DAY_NONE || (day != CHURN_DAY_NONE && day > until) ? day : until;
    }
    unsigned shown = in_time ? fold : fold + 1;
    snprintf(name, sizeof name, "%u", shown);
    enum churn_status status = churn_logistic_hold_out(&holding->data->numbers, &holding->plan->options, holding->part, 0, 1,
                                                       holding->share, &end, &cause);
    if (status == CHURN_OK && end != CHURN_LOGISTIC_CONVERGED)
        return churn_error_set(err, CHURN_NUMERIC, "fold %u: the fit %s; use --ridge=1, or fewer features", shown,
                               end == CHURN_LOGISTIC_SEPARATED   ? "is separated"
                               : end == CHURN_LOGISTIC_COLLINEAR ? "has columns that are sums of others"
                               : end == CHURN_LOGISTIC_BEYOND    ? "has a column that varies beyond what can be reckoned with"
                                                                 : "does not converge");
    if (status == CHURN_OK)
        status = judge(holding, fold, fold + 1, name, until, fitted_to, &cause);
    return status == CHURN_OK ? CHURN_OK
                              : churn_error_set(err, status, "fold %u: %.400s; use fewer folds", shown, cause.message);
}

static enum churn_status lay_out(struct holding *holding, struct churn_error *err)
{
    size_t rows = holding->data->count + 1;
    holding->fold = reallocarray(NULL, rows, sizeof *holding->fold);
    holding->part = reallocarray(NULL, rows, sizeof *holding->part);
    holding->share = reallocarray(NULL, rows, sizeof *holding->share);
    holding->score = reallocarray(NULL, rows, sizeof *holding->score);
    holding->outcome = reallocarray(NULL, rows, sizeof *holding->outcome);
    if (holding->fold == NULL || holding->part == NULL || holding->share == NULL || holding->score == NULL ||
        holding->outcome == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    return CHURN_OK;
}

enum churn_status model_folds(struct cli *cli, const struct model_settings *settings, const struct model_plan *plan,
                              struct model_data *data, struct churn_error *err)
{
    struct holding holding = { .plan = plan, .data = data, .folds = (unsigned)settings->folds };
    bool in_time = settings->time != NULL;
    model_say_constant(cli, data);
    enum churn_status status = lay_out(&holding, err);
    if (status == CHURN_OK)
        status = deal(settings, &holding, err);
    if (status == CHURN_OK)
        status = cli_report_open(cli, "folds", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &holding.report, err);
    for (unsigned i = 0; status == CHURN_OK && i < holding.folds; i++)
        status = hold_out(&holding, in_time, i + in_time, err);
    if (status == CHURN_OK)
        status = judge(&holding, in_time, holding.folds + in_time, "all", CHURN_DAY_NONE, 0, err);
    free(holding.fold);
    free(holding.part);
    free(holding.share);
    free(holding.score);
    free(holding.outcome);
    return status;
}
