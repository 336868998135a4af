/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --input=alive: a table of cohort, renewals and customers left. */
#include <math.h>

#include "cohort/cohort.h"

#define RENEWALS_MAX 10000

struct columns {
    size_t cohort, renewals, alive;
};

/* The columns are looked for here first, so that a message names this tool's options. */
static enum churn_status bind(struct churn_reader *reader, const struct churn_response_roles *roles, struct columns *columns,
                              struct churn_error *err)
{
    enum churn_status status = churn_reader_find(reader, roles->group, "--cohort", &columns->cohort, err);
    if (status == CHURN_OK)
        status = churn_reader_find(reader, roles->score, "--renewals", &columns->renewals, err);
    return status == CHURN_OK ? churn_reader_find(reader, roles->weight, "--alive", &columns->alive, err) : status;
}

static enum churn_status take(struct churn_reader *reader, const struct columns *columns, const struct churn_response *row,
                              struct survivor_table *table, struct churn_error *err)
{
    struct churn_error reason;
    struct survivors *cohort;
    if (!row->has_score || row->score < 0 || row->score != floor(row->score) || row->score > RENEWALS_MAX) {
        churn_error_set(&reason, CHURN_DATA, "is no number of renewals: 0, 1, 2 and so on, up to %d", RENEWALS_MAX);
        return churn_reader_reject(reader, columns->renewals, false, &reason, err);
    }
    enum churn_status status = survivors_cohort(table, row->group, &cohort, err);
    if (status == CHURN_OK)
        status = survivors_reach(cohort, (size_t)row->score + 1, err);
    if (status != CHURN_OK)
        return status;
    double *alive = &cohort->alive[(size_t)row->score];
    if (!isnan(*alive)) {
        churn_error_set(&reason, CHURN_DATA, "comes twice in its cohort");
        return churn_reader_reject(reader, columns->renewals, false, &reason, err);
    }
    *alive = churn_amount_to_double(row->weight);
    return CHURN_OK;
}

static enum churn_status read_rows(struct cli *cli, struct churn_reader *reader, const struct churn_response_roles *roles,
                                   struct survivor_table *table, struct churn_error *err)
{
    struct churn_responses *responses = NULL;
    struct churn_response row;
    struct churn_cell_rules rules;
    struct columns columns;
    enum churn_status status = bind(reader, roles, &columns, err);
    if (status == CHURN_OK)
        status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_responses_new(reader, roles, &rules, &responses, err);
    while (status == CHURN_OK && (status = churn_responses_next(responses, &row, err)) == CHURN_OK)
        status = take(reader, &columns, &row, table, err);
    if (responses != NULL)
        table->decimals = churn_responses_weight_decimals(responses);
    churn_responses_free(responses);
    return status;
}

/* A cohort only shrinks, and has no holes. */
static enum churn_status check_cohort(const struct survivors *cohort, struct churn_error *err)
{
    char name[100];
    struct churn_text text = { cohort->name, 0 };
    while (cohort->name[text.length] != '\0')
        text.length++;
    churn_text_escape(text, name, sizeof name);
    for (size_t i = 0; i < cohort->count; i++) {
        if (isnan(cohort->alive[i]))
            return churn_error_set(err, CHURN_DATA, "cohort %s: period %zu is missing", name, i);
        if (i > 0 && cohort->alive[i] > cohort->alive[i - 1])
            return churn_error_set(err, CHURN_DATA,
                                   "cohort %s: more are left in period %zu than before; those who come back are no contract",
                                   name, i);
    }
    return CHURN_OK;
}

enum churn_status cohort_read_alive(struct cli *cli, const struct cohort_plan *plan, struct survivor_table *table,
                                    struct churn_error *err)
{
    const struct cohort_settings *settings = plan->settings;
    struct churn_response_roles roles = CHURN_RESPONSE_ROLES_INIT;
    struct churn_reader *reader;
    enum churn_status status = cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    roles.group = settings->cohort != NULL ? settings->cohort : "cohort";
    roles.score = settings->renewals != NULL ? settings->renewals : "period";
    roles.weight = settings->alive != NULL ? settings->alive : "alive";
    status = churn_reader_columns(reader) > 0 ? read_rows(cli, reader, &roles, table, err) : CHURN_END;
    status = cli_reader_close(cli, status, NULL, 0, err);
    for (size_t i = 0; status == CHURN_OK && i < table->count; i++)
        status = check_cohort(&table->cohorts[i], err);
    return status;
}
