/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows with scores and outcomes. All scores are judged by the same rows, or they could not be held against each other. */
#include <stdlib.h>
#include <string.h>

#include "eval/eval.h"

/* Columns; the outcome first. */
struct reading {
    struct churn_reader *reader;
    struct churn_cell_rules rules;
    struct eval_plan *plan;
    struct eval_rows *rows;
    bool inverted; /* the outcome is who stayed */
    bool has_value;
    size_t outcome, value, score[EVAL_SCORES_MAX];
};

/* Where other tools take it unasked, it may not be passed over unsaid. */
static void say_weight(struct cli *cli, const struct reading *reading)
{
    size_t column;
    bool used = !churn_reader_has(reading->reader, "weight") ||
                churn_reader_find(reading->reader, "weight", NULL, &column, NULL) != CHURN_OK || column == reading->outcome ||
                (reading->has_value && column == reading->value);
    for (size_t i = 0; !used && i < reading->plan->score_count; i++)
        used = column == reading->score[i];
    if (!used)
        cli_note(cli, "the column weight is not used: each row counts once");
}

static enum churn_status bind(struct cli *cli, const struct eval_settings *settings, struct reading *reading,
                              struct churn_error *err)
{
    struct cli_outcome outcome;
    enum churn_status status =
        cli_outcome_find(cli, reading->reader, settings->retained, settings->churned, true, &outcome, err);
    reading->inverted = !outcome.churned;
    reading->has_value = settings->value_column != NULL;
    if (status == CHURN_OK)
        status = churn_reader_find(reading->reader, outcome.column, outcome.option, &reading->outcome, err);
    if (status == CHURN_OK && reading->has_value)
        status = churn_reader_find(reading->reader, settings->value_column, "--value-column", &reading->value, err);
    for (size_t i = 0; status == CHURN_OK && i < reading->plan->score_count; i++)
        status = churn_reader_find(reading->reader, reading->plan->scores[i].name, "--score", &reading->score[i], err);
    if (status == CHURN_OK)
        say_weight(cli, reading);
    return status;
}

static enum churn_status grow(struct reading *reading, struct churn_error *err)
{
    struct eval_rows *rows = reading->rows;
    if (rows->count < rows->capacity)
        return CHURN_OK;
    size_t capacity = rows->capacity == 0 ? 1024 : 2 * rows->capacity;
    bool *churned = reallocarray(rows->churned, capacity, sizeof *churned);
    if (churned == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    rows->churned = churned;
    for (size_t i = 0; i < reading->plan->score_count; i++) {
        double *values = reallocarray(reading->plan->scores[i].values, capacity, sizeof *values);
        if (values == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        reading->plan->scores[i].values = values;
    }
    if (reading->has_value) {
        churn_amount *value = reallocarray(rows->value, capacity, sizeof *value);
        if (value == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        rows->value = value;
    }
    rows->capacity = capacity;
    return CHURN_OK;
}

static bool is_null(struct churn_text cell, const struct churn_cell_rules *rules)
{
    return cell.length == 0 ||
           (rules->null_word != NULL &&
            churn_text_compare(cell, (struct churn_text){ rules->null_word, strlen(rules->null_word) }) == 0);
}

/* The cells of a row. CHURN_DATA: reason says why, *column which cell. */
static enum churn_status read_cells(struct reading *reading, const struct churn_text *cells, bool *outcome, bool *scored,
                                    bool *valued, size_t *column, struct churn_error *reason)
{
    size_t at = reading->rows->count;
    bool null = false, has = false, churned = false;
    *column = reading->outcome;
    enum churn_status status = churn_outcome_parse(cells[reading->outcome], &reading->rules, &churned, &null, reason);
    *outcome = !null;
    reading->rows->churned[at] = churned != reading->inverted;
    *scored = true;
    for (size_t i = 0; status == CHURN_OK && i < reading->plan->score_count; i++) {
        *column = reading->score[i];
        status = churn_score_parse(cells[*column], &reading->rules, &reading->plan->scores[i].values[at], &has, reason);
        *scored = *scored && has;
    }
    *valued = true;
    if (status != CHURN_OK || !reading->has_value)
        return status;
    unsigned decimals;
    *column = reading->value;
    *valued = !is_null(cells[*column], &reading->rules);
    return *valued ? churn_amount_parse(cells[*column], &reading->rules.amount, &reading->rows->value[at], &decimals, reason)
                   : CHURN_OK;
}

static enum churn_status take_row(struct reading *reading, const struct churn_text *cells, struct churn_error *err)
{
    struct churn_error reason;
    bool outcome, scored, valued;
    size_t column;
    enum churn_status status = grow(reading, err);
    if (status != CHURN_OK)
        return status;
    status = read_cells(reading, cells, &outcome, &scored, &valued, &column, &reason);
    if (status != CHURN_OK)
        return churn_reader_reject(reading->reader, column, false, &reason, err);
    if (!outcome)
        reading->rows->without_outcome++;
    else if (!scored)
        reading->rows->without_score++;
    else if (!valued)
        reading->rows->without_value++;
    else
        reading->rows->count++;
    return CHURN_OK;
}

/* Lower is riskier: a share of staying becomes one of leaving, anything else its negative. */
static void turn(struct eval_score *score, size_t count)
{
    bool share = true;
    for (size_t i = 0; i < count; i++)
        share = share && score->values[i] >= 0 && score->values[i] <= 1;
    for (size_t i = 0; i < count; i++)
        score->values[i] = share ? 1 - score->values[i] : 0 - score->values[i];
}

static enum churn_status judge(struct eval_plan *plan, const struct eval_rows *rows, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < plan->score_count; i++) {
        struct eval_score *score = &plan->scores[i];
        if (score->falls)
            turn(score, rows->count);
        status = churn_evaluation_new(score->values, rows->churned, rows->value, rows->count, &score->evaluation, err);
    }
    return status;
}

enum churn_status eval_rows_read(struct cli *cli, const struct eval_settings *settings, struct eval_plan *plan,
                                 struct eval_rows *rows, struct churn_error *err)
{
    struct reading reading = { .plan = plan, .rows = rows };
    const struct churn_text *cells;
    enum churn_status status = cli_cell_rules(cli, &reading.rules, err);
    if (status == CHURN_OK)
        status = cli_reader_open(cli, &reading.reader, err);
    if (status != CHURN_OK)
        return status;
    if (churn_reader_columns(reading.reader) > 0)
        status = bind(cli, settings, &reading, err);
    while (status == CHURN_OK && (status = churn_reader_next(reading.reader, &cells, err)) == CHURN_OK)
        status = take_row(&reading, cells, err);
    status = cli_reader_close(cli, status, NULL, 0, err);
    return status == CHURN_OK ? judge(plan, rows, err) : status;
}

void eval_rows_clear(struct eval_rows *rows)
{
    free(rows->churned);
    free(rows->value);
}
