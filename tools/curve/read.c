/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Observations from a table that has score and outcome, from surveys and the purchases after them, or from two tables joined.
 */
#include <stdlib.h>
#include <string.h>

#include "curve/read.h"

/* The library would advise --id and --date, which are of the surveys. */
static enum churn_status find_purchase_columns(const struct churn_reader *reader, const struct curve_settings *settings,
                                               struct churn_error *err)
{
    const char *id = other_id(settings);
    size_t column;
    enum churn_status status = churn_reader_find(reader, id != NULL ? id : "customer_id", "--other-id", &column, err);
    if (status != CHURN_OK)
        return status;
    return churn_reader_find(reader, settings->purchase_date != NULL ? settings->purchase_date : "date", "--purchase-date",
                             &column, err);
}

static enum churn_status read_purchases(struct cli *cli, struct reading *reading, struct churn_error *err)
{
    const struct curve_settings *settings = reading->settings;
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_transactions *transactions = NULL;
    struct churn_reader *reader;
    roles.id = other_id(settings);
    roles.date = settings->purchase_date;
    roles.amount = settings->amount;
    roles.order = "";
    enum churn_status status = cli_reader_open_paths(cli, &settings->transactions, 1, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = find_purchase_columns(reader, settings, err);
    if (status == CHURN_OK)
        status = churn_transactions_new(reader, &roles, &reading->rules, &transactions, err);
    if (status == CHURN_OK)
        status = churn_follow_up_purchases(reading->follow_up, transactions, err);
    churn_transactions_free(transactions);
    return cli_reader_close(cli, status == CHURN_OK ? CHURN_END : status, NULL, 0, err);
}

static enum churn_status begin_follow_up(struct cli *cli, struct reading *reading, struct churn_error *err)
{
    struct churn_follow_up_options options = CHURN_FOLLOW_UP_OPTIONS_INIT;
    uint64_t days = curve_within_days(reading->settings);
    options.within_days = days > UINT32_MAX ? UINT32_MAX : (uint32_t)days;
    options.as_of = reading->settings->as_of;
    options.used = (enum churn_surveys_used)reading->settings->surveys_used;
    options.everyone = reading->settings->population == CURVE_EVERYONE;
    enum churn_status status = churn_follow_up_new(&options, &reading->follow_up, err);
    return status == CHURN_OK ? read_purchases(cli, reading, err) : status;
}

static enum churn_status take(struct reading *reading, struct churn_response *response, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    reading->rows++;
    if (response->weight == 0) {
        reading->weightless++;
        return CHURN_OK;
    }
    if (reading->outcome_store != NULL)
        status = join_outcome(reading, response, err);
    if (status == CHURN_OK && reading->customer_store != NULL)
        join_customer(reading, response);
    if (status != CHURN_OK)
        return status;
    reading->valueless += reading->settings->value != NULL && !response->has_value;
    if (reading->follow_up != NULL)
        return churn_follow_up_survey(reading->follow_up, response, reading->data->outcomes, err);
    if (!response->has_score || !response->has_outcome) {
        reading->unscored += !response->has_score;
        reading->without_outcome += response->has_score;
        return CHURN_OK;
    }
    reading->used++;
    return churn_outcomes_add(reading->data->outcomes, response, err);
}

static bool is_named(const char *option, const char *column)
{
    return option != NULL && strcmp(option, column) == 0;
}

/* In a table that has outcomes a column called weight is one, unless an option has another use for it. */
static const char *choose_weight(struct cli *cli, const struct curve_settings *settings, const struct churn_reader *reader)
{
    static const char usual[] = "weight";
    if (settings->weight != NULL)
        return settings->weight[0] != '\0' ? settings->weight : NULL;
    if (!churn_reader_has(reader, usual) || is_named(settings->score, usual) || is_named(settings->value, usual) ||
        is_named(settings->group, usual) || is_named(settings->retained, usual) || is_named(settings->churned, usual))
        return NULL;
    cli_note(cli, "weight: the column weight, how many customers a row stands for; --weight= counts each row once");
    return usual;
}

static enum churn_status choose_outcome(struct cli *cli, struct reading *reading, const struct churn_reader *reader,
                                        struct churn_response_roles *roles, struct churn_error *err)
{
    const struct curve_settings *settings = reading->settings;
    enum churn_status status =
        cli_outcome_find(cli, reader, settings->retained, settings->churned, false, &reading->outcome, err);
    if (status != CHURN_OK)
        return status;
    *(reading->outcome.churned ? &roles->churned : &roles->retained) = reading->outcome.column;
    roles->weight = choose_weight(cli, settings, reader);
    return CHURN_OK;
}

static enum churn_status choose_roles(struct cli *cli, struct reading *reading, const struct churn_reader *reader,
                                      struct churn_response_roles *roles, struct churn_error *err)
{
    const struct curve_settings *settings = reading->settings;
    roles->score = settings->score;
    if (settings->customers == NULL) {
        roles->value = settings->value;
        roles->group = settings->group;
    }
    if (settings->transactions == NULL && settings->retained_from == NULL)
        return choose_outcome(cli, reading, reader, roles, err);
    roles->weight = settings->weight != NULL && settings->weight[0] != '\0' ? settings->weight : NULL;
    roles->id = settings->id != NULL ? settings->id : "customer_id";
    if (settings->transactions != NULL)
        roles->date = settings->date != NULL ? settings->date : "date";
    return CHURN_OK;
}

static enum churn_status read_rows(struct cli *cli, struct reading *reading, struct churn_error *err)
{
    struct churn_response_roles roles = CHURN_RESPONSE_ROLES_INIT;
    struct churn_responses *responses = NULL;
    struct churn_response response;
    struct churn_reader *reader;
    enum churn_status status = cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = choose_roles(cli, reading, reader, &roles, err);
    if (status == CHURN_OK && churn_reader_columns(reader) > 0)
        status = churn_responses_new(reader, &roles, &reading->rules, &responses, err);
    while (status == CHURN_OK && responses != NULL && (status = churn_responses_next(responses, &response, err)) == CHURN_OK)
        status = take(reading, &response, err);
    if (responses != NULL) {
        reading->data->weight_decimals = churn_responses_weight_decimals(responses);
        reading->data->value_decimals = churn_responses_value_decimals(responses);
    }
    churn_responses_free(responses);
    status = cli_reader_close(cli, status == CHURN_OK ? CHURN_END : status, NULL, 0, err);
    if (status == CHURN_OK && reading->follow_up != NULL)
        status = churn_follow_up_finish(reading->follow_up, reading->data->outcomes, err);
    return status;
}

enum churn_status curve_data_read(struct cli *cli, const struct curve_settings *settings, struct curve_data *data,
                                  struct churn_error *err)
{
    struct reading reading = { .settings = settings, .data = data };
    enum churn_status status = cli_cell_rules(cli, &reading.rules, err);
    if (status == CHURN_OK)
        status = churn_outcomes_new(&data->outcomes, err);
    if (status == CHURN_OK && settings->transactions != NULL)
        status = begin_follow_up(cli, &reading, err);
    if (status == CHURN_OK && settings->retained_from != NULL)
        status = read_join_outcomes(cli, &reading, err);
    if (status == CHURN_OK && settings->customers != NULL)
        status = read_join_customers(cli, &reading, err);
    if (status == CHURN_OK)
        status = read_rows(cli, &reading, err);
    if (status == CHURN_OK)
        reading_say(cli, &reading);
    if (status == CHURN_OK && reading.customer_store != NULL && settings->value != NULL)
        data->value_decimals = churn_store_decimals(reading.customer_store, CUSTOMER_VALUE);
    churn_follow_up_free(reading.follow_up);
    churn_store_free(reading.outcome_store);
    churn_store_free(reading.customer_store);
    free(reading.scored);
    return status == CHURN_OK ? churn_outcomes_sort(data->outcomes, err) : status;
}

void curve_data_clear(struct curve_data *data)
{
    churn_outcomes_free(data->outcomes);
}
