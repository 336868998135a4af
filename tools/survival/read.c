/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lives from durations; from tables with dates: read_dates.c. All are folded into counts by group and length. */
#include "survival/survival.h"

enum churn_status survival_lives_add(struct survival_lives *lives, struct churn_life life, struct churn_text group,
                                     struct churn_error *err)
{
    struct churn_response response = {
        .has_score = true,
        .has_outcome = true,
        .retained = !life.gone,
        .score = (double)life.days,
        .weight = CHURN_AMOUNT_UNIT,
        .group = group,
    };
    return churn_outcomes_add(lives->outcomes, &response, err);
}

static enum churn_status take(struct churn_reader *reader, size_t duration, struct survival_lives *lives,
                              const struct churn_response *response, struct churn_error *err)
{
    struct churn_error reason;
    if (!response->has_score || !response->has_outcome) {
        lives->incomplete++;
        return CHURN_OK;
    }
    if (response->score >= 0)
        return churn_outcomes_add(lives->outcomes, response, err);
    churn_error_set(&reason, CHURN_DATA, "is below 0, and nobody leaves before coming");
    return churn_reader_reject(reader, duration, false, &reason, err);
}

/* The columns are looked for here first, so that a message names this tool's options. */
static enum churn_status bind(struct churn_reader *reader, struct churn_response_roles *roles, size_t *duration,
                              struct churn_error *err)
{
    size_t column;
    enum churn_status status = churn_reader_find(reader, roles->score, "--duration", duration, err);
    return status == CHURN_OK ? churn_reader_find(reader, roles->churned, "--event", &column, err) : status;
}

static enum churn_status read_rows(struct cli *cli, struct churn_reader *reader, struct churn_response_roles *roles,
                                   struct survival_lives *lives, struct churn_error *err)
{
    struct churn_responses *responses = NULL;
    struct churn_response response;
    struct churn_cell_rules rules;
    size_t duration = 0;
    enum churn_status status = bind(reader, roles, &duration, err);
    if (status == CHURN_OK)
        status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_responses_new(reader, roles, &rules, &responses, err);
    while (status == CHURN_OK && (status = churn_responses_next(responses, &response, err)) == CHURN_OK)
        status = take(reader, duration, lives, &response, err);
    if (responses != NULL)
        lives->weight_decimals = churn_responses_weight_decimals(responses);
    churn_responses_free(responses);
    return status;
}

static enum churn_status read_durations(struct cli *cli, const struct survival_plan *plan, struct survival_lives *lives,
                                        struct churn_error *err)
{
    const struct survival_settings *settings = plan->settings;
    struct churn_response_roles roles = CHURN_RESPONSE_ROLES_INIT;
    struct churn_reader *reader;
    enum churn_status status = cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    roles.score = settings->duration != NULL ? settings->duration : "duration";
    roles.churned = settings->event != NULL ? settings->event : "event";
    roles.weight = settings->weight;
    roles.group = settings->group;
    status = churn_reader_columns(reader) > 0 ? read_rows(cli, reader, &roles, lives, err) : CHURN_END;
    status = cli_reader_close(cli, status, NULL, 0, err);
    if (status == CHURN_OK && lives->incomplete > 0)
        cli_note(cli, "%llu row%s without a duration or an event left out", (unsigned long long)lives->incomplete,
                 lives->incomplete == 1 ? "" : "s");
    return status;
}

enum churn_status survival_lives_read(struct cli *cli, const struct survival_plan *plan, struct survival_lives *lives,
                                      struct churn_error *err)
{
    static enum churn_status (*const readers[])(struct cli *, const struct survival_plan *, struct survival_lives *,
                                                struct churn_error *) = {
        [SURVIVAL_DURATIONS] = read_durations,
        [SURVIVAL_CUSTOMERS] = survival_read_customers,
        [SURVIVAL_LEDGER] = survival_read_ledger,
        [SURVIVAL_CONTRACTS] = survival_read_contracts,
    };
    enum churn_status status = churn_outcomes_new(&lives->outcomes, err);
    if (status == CHURN_OK)
        status = readers[plan->settings->input](cli, plan, lives, err);
    return status == CHURN_OK ? churn_outcomes_sort(lives->outcomes, err) : status;
}

void survival_lives_clear(struct survival_lives *lives)
{
    churn_outcomes_free(lives->outcomes);
}
