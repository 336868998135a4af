/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers to features and outcomes, and a look at each feature alone: one that tells all is seldom a cause. */
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

static enum churn_status read_outcomes(struct cli *cli, const struct model_plan *plan, struct model_data *data,
                                       struct churn_error *err)
{
    size_t rows = churn_store_rows(data->store), column = churn_store_column(data->store, plan->fields[MODEL_OUTCOME].name);
    struct churn_cell_rules rules;
    enum churn_status status = cli_cell_rules(cli, &rules, err);
    data->rows = reallocarray(NULL, rows + 1, sizeof *data->rows);
    data->churned = reallocarray(NULL, rows + 1, sizeof *data->churned);
    data->outcome = reallocarray(NULL, rows + 1, sizeof *data->outcome);
    if (data->rows == NULL || data->churned == NULL || data->outcome == NULL)
        return no_memory(err);
    for (size_t row = 0; status == CHURN_OK && row < rows; row++) {
        struct churn_error reason;
        bool null = true, flag = false;
        status = churn_store_null(data->store, row, MODEL_OUTCOME)
                     ? CHURN_OK
                     : churn_outcome_parse(churn_store_text(data->store, row, MODEL_OUTCOME), &rules, &flag, &null, &reason);
        if (status != CHURN_OK)
            return churn_store_refuse(data->store, row, column, false, &reason, err);
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

/* A column of the design against the outcome; the most telling one of a feature. */
static enum churn_status judge_column(const struct model_data *data, size_t column, double *score, double *auc,
                                      struct churn_error *err)
{
    struct churn_evaluation *evaluation;
    for (size_t i = 0; i < data->count; i++)
        score[i] = data->x[i * data->numbers.columns + column];
    enum churn_status status = churn_evaluation_new(score, data->outcome, NULL, data->count, &evaluation, err);
    if (status != CHURN_OK)
        return status;
    *auc = churn_evaluation_auc(evaluation, 0.95).value;
    churn_evaluation_free(evaluation);
    return CHURN_OK;
}

static enum churn_status warn_of_leaks(struct cli *cli, const struct model_plan *plan, const struct model_data *data,
                                       struct churn_error *err)
{
    double *score = reallocarray(NULL, data->count + 1, sizeof *score);
    enum churn_status status = score != NULL ? CHURN_OK : no_memory(err);
    for (size_t column = 0; status == CHURN_OK && column < data->numbers.columns; column++) {
        double auc = 0.5;
        status = judge_column(data, column, score, &auc, err);
        if (status == CHURN_OK && (auc > plan->leak || auc < 1 - plan->leak)) {
            size_t term = churn_logistic_model_term_of(data->model, column);
            cli_note(cli,
                     "warning: %.60s alone tells nearly all who churned (AUC %.4f): was it known before they did, or is it "
                     "the outcome by another name?",
                     plan->features[churn_logistic_model_term(data->model, term).number].name, auc);
        }
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

static enum churn_status read_table(struct cli *cli, const struct model_settings *settings, struct model_plan *plan,
                                    struct model_data *data, struct churn_error *err)
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
    return cli_store_read_open(cli, reader, settings->id, NULL, plan->fields, MODEL_FIRST_FEATURE + plan->count, &data->store,
                               err);
}

enum churn_status model_data_read(struct cli *cli, const struct model_settings *settings, struct model_plan *plan,
                                  struct model_data *data, struct churn_error *err)
{
    enum churn_status status = read_table(cli, settings, plan, data, err);
    if (status == CHURN_OK)
        say_weight(cli, plan, data->store);
    if (status == CHURN_OK)
        status = read_outcomes(cli, plan, data, err);
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
