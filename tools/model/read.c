/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers to features and outcomes, and a look at each feature alone: one that tells all is seldom a cause. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

/* Outcomes while rows are read, so that a bad one is a fault of its row. */
static enum churn_status check_outcome(void *context, const struct churn_store *store, size_t row,
                                       const struct churn_text *cells, size_t *column, struct churn_error *reason)
{
    bool null = false, flag = false;
    (void)row;
    *column = churn_store_field_column(store, MODEL_OUTCOME);
    return churn_outcome_parse(cells[*column], context, &flag, &null, reason);
}

static enum churn_status take_outcomes(const struct churn_cell_rules *rules, const struct model_plan *plan,
                                       struct model_data *data, struct churn_error *err)
{
    size_t rows = churn_store_rows(data->store);
    enum churn_status status = CHURN_OK;
    data->rows = reallocarray(NULL, rows + 1, sizeof *data->rows);
    data->churned = reallocarray(NULL, rows + 1, sizeof *data->churned);
    data->outcome = reallocarray(NULL, rows + 1, sizeof *data->outcome);
    if (data->rows == NULL || data->churned == NULL || data->outcome == NULL)
        return no_memory(err);
    for (size_t row = 0; status == CHURN_OK && row < rows; row++) {
        bool null = true, flag = false;
        if (!churn_store_null(data->store, row, MODEL_OUTCOME))
            status = churn_outcome_parse(churn_store_text(data->store, row, MODEL_OUTCOME), rules, &flag, &null, err);
        data->without_outcome += null;
        if (null)
            continue;
        data->rows[data->count] = row;
        data->outcome[data->count] = flag != plan->inverted;
        data->churned[data->count] = data->outcome[data->count];
        data->count++;
    }
    return status;
}

static enum churn_status read_feature(const struct model_plan *plan, size_t number, struct model_data *data,
                                      struct churn_error *err)
{
    const struct model_feature *asked = &plan->features[number];
    struct churn_logistic_feature *feature = &data->features[number];
    bool *missing = reallocarray(NULL, data->count + 1, sizeof *missing);
    *feature = (struct churn_logistic_feature){ .name = { asked->name, strlen(asked->name) },
                                                .categorical = asked->categorical,
                                                .missing = missing };
    if (asked->reference != NULL)
        feature->reference = (struct churn_text){ asked->reference, strlen(asked->reference) };
    double *numbers = asked->categorical ? NULL : reallocarray(NULL, data->count + 1, sizeof *numbers);
    struct churn_text *words = asked->categorical ? reallocarray(NULL, data->count + 1, sizeof *words) : NULL;
    feature->numbers = numbers;
    feature->words = words;
    if (missing == NULL || (numbers == NULL && words == NULL))
        return no_memory(err);
    for (size_t i = 0; i < data->count; i++) {
        missing[i] = churn_store_null(data->store, data->rows[i], MODEL_FIRST_FEATURE + number);
        if (words != NULL)
            words[i] = missing[i] ? (struct churn_text){ NULL, 0 }
                                  : churn_store_text(data->store, data->rows[i], MODEL_FIRST_FEATURE + number);
        else
            numbers[i] = missing[i] ? 0 : churn_store_real(data->store, data->rows[i], MODEL_FIRST_FEATURE + number);
    }
    return CHURN_OK;
}

static enum churn_status judge(const struct model_data *data, const double *score, double *auc, struct churn_error *err)
{
    struct churn_evaluation *evaluation;
    enum churn_status status = churn_evaluation_new(score, data->outcome, NULL, data->count, &evaluation, err);
    if (status != CHURN_OK)
        return status;
    *auc = churn_evaluation_auc(evaluation, 0.95).value;
    churn_evaluation_free(evaluation);
    return CHURN_OK;
}

/* Which column of the row's level is set, from 1; 0: none, as of the reference. */
static size_t level_of(const struct model_data *data, size_t row, size_t first, size_t end)
{
    for (size_t column = first; column < end; column++)
        if (data->x[row * data->numbers.columns + column] > 0)
            return column - first + 1;
    return 0;
}

/*
 * Each level as a score: the share of its own customers who churned. Levels of one share are one score, as they should be: the
 * same quotient of the same whole numbers. Levels of one customer tell nothing of others, and count as one level.
 */
static void score_levels(const struct model_data *data, size_t first, size_t end, double *score)
{
    size_t rows[CHURN_LOGISTIC_LEVELS_MAX + 2] = { 0 }, churned[CHURN_LOGISTIC_LEVELS_MAX + 2] = { 0 };
    size_t singles = 0, churned_singles = 0;
    for (size_t i = 0; i < data->count; i++) {
        size_t level = level_of(data, i, first, end);
        rows[level]++;
        churned[level] += data->outcome[i];
    }
    for (size_t level = 0; level <= end - first; level++) {
        singles += rows[level] == 1;
        churned_singles += rows[level] == 1 ? churned[level] : 0;
    }
    for (size_t i = 0; i < data->count; i++) {
        size_t level = level_of(data, i, first, end);
        bool single = rows[level] == 1;
        score[i] = (double)(single ? churned_singles : churned[level]) / (double)(single ? singles : rows[level]);
    }
}

/* A feature alone against the outcome: a number by its size, and by whether it is missing; words by the shares of all their
 * levels. The more telling of the two. */
static enum churn_status judge_feature(const struct model_data *data, bool categorical, size_t first, size_t end, double *score,
                                       double *auc, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    *auc = 0.5;
    if (categorical) {
        score_levels(data, first, end, score);
        return judge(data, score, auc, err);
    }
    for (size_t column = first; status == CHURN_OK && column < end; column++) {
        double alone = 0.5;
        for (size_t i = 0; i < data->count; i++)
            score[i] = data->x[i * data->numbers.columns + column];
        status = judge(data, score, &alone, err);
        *auc = fabs(alone - 0.5) > fabs(*auc - 0.5) ? alone : *auc;
    }
    return status;
}

static size_t feature_of(const struct model_data *data, size_t column)
{
    return churn_logistic_model_term(data->model, churn_logistic_model_term_of(data->model, column)).number;
}

static enum churn_status warn_of_leaks(struct cli *cli, const struct model_plan *plan, const struct model_data *data,
                                       struct churn_error *err)
{
    size_t columns = data->numbers.columns;
    double *score = reallocarray(NULL, data->count + 1, sizeof *score);
    enum churn_status status = score != NULL ? CHURN_OK : no_memory(err);
    for (size_t first = 0, end; status == CHURN_OK && first < columns; first = end) {
        const struct model_feature *feature = &plan->features[feature_of(data, first)];
        double auc;
        for (end = first + 1; end < columns && feature_of(data, end) == feature_of(data, first); end++)
            continue;
        status = judge_feature(data, feature->categorical, first, end, score, &auc, err);
        if (status == CHURN_OK && (auc > plan->leak || auc < 1 - plan->leak))
            cli_note(cli,
                     "warning: %.60s alone tells nearly all who churned (AUC %.4f): was it known before they did, or is it "
                     "the outcome by another name?",
                     feature->name, auc);
    }
    free(score);
    return status;
}

/* Where other tools take it unasked, it may not be passed over unsaid. */
static void say_weight(struct cli *cli, const struct model_plan *plan, const struct churn_store *store)
{
    bool used = churn_store_column(store, "weight") == CHURN_NO_COLUMN;
    for (size_t i = 0; !used && i < MODEL_FIRST_FEATURE + plan->count; i++)
        used = strcmp(plan->fields[i].name, "weight") == 0;
    if (!used)
        cli_note(cli, "the column weight is not used: each row counts once");
}

static enum churn_status read_table(struct cli *cli, const struct model_settings *settings, struct churn_cell_rules *rules,
                                    struct model_plan *plan, struct model_data *data, struct churn_error *err)
{
    struct churn_reader *reader;
    struct cli_outcome outcome;
    enum churn_status status = cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = cli_outcome_find(cli, reader, settings->retained, settings->churned, true, &outcome, err);
    if (status != CHURN_OK)
        return cli_reader_close(cli, status, NULL, 0, err);
    plan->inverted = !outcome.churned;
    plan->fields[MODEL_OUTCOME] = (struct churn_field){ outcome.column, outcome.option, CHURN_FIELD_TEXT, true, false };
    return cli_store_read_open(cli, reader, settings->id, NULL, plan->fields, MODEL_FIRST_FEATURE + plan->count, check_outcome,
                               rules, &data->store, err);
}

enum churn_status model_data_read(struct cli *cli, const struct model_settings *settings, struct model_plan *plan,
                                  struct model_data *data, struct churn_error *err)
{
    struct churn_cell_rules rules;
    enum churn_status status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = read_table(cli, settings, &rules, plan, data, err);
    if (status == CHURN_OK)
        say_weight(cli, plan, data->store);
    if (status == CHURN_OK)
        status = take_outcomes(&rules, plan, data, err);
    for (size_t i = 0; status == CHURN_OK && i < plan->count; i++)
        status = read_feature(plan, i, data, err);
    if (status == CHURN_OK && data->count == 0)
        status = churn_error_set(err, CHURN_NUMERIC, "there are no customers with an outcome to learn from");
    if (status == CHURN_OK)
        status = churn_logistic_model_new(data->features, plan->count, data->count, &data->model, &data->x,
                                          &data->numbers.columns, err);
    if (status != CHURN_OK)
        return status;
    data->numbers.x = data->x;
    data->numbers.rows = data->count;
    data->numbers.churned = data->churned;
    if (data->without_outcome > 0)
        cli_note(cli, "%llu row%s without an outcome left out", (unsigned long long)data->without_outcome,
                 data->without_outcome == 1 ? "" : "s");
    return warn_of_leaks(cli, plan, data, err);
}

void model_data_clear(struct model_data *data)
{
    for (size_t i = 0; i < MODEL_FEATURES_MAX; i++) {
        free((void *)(uintptr_t)data->features[i].numbers);
        free((void *)(uintptr_t)data->features[i].words);
        free((void *)(uintptr_t)data->features[i].missing);
    }
    churn_logistic_model_free(data->model);
    free(data->x);
    free(data->churned);
    free(data->outcome);
    free(data->rows);
    churn_store_free(data->store);
}
