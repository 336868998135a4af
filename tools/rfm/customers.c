/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers from transactions, from ledgers or from a summary. */
#include "rfm/rfm.h"

/* Frequency as asked for, or by what the input can tell: distinct orders where it has order ids, else rows. */
static enum churn_frequency choose_frequency(struct cli *cli, const struct rfm_settings *settings,
                                             const struct churn_reader *reader, bool orders_known)
{
    if (settings->frequency != RFM_NOT_GIVEN)
        return (enum churn_frequency)settings->frequency;
    if (orders_known)
        return CHURN_FREQUENCY_ORDERS;
    if (churn_reader_columns(reader) > 0) /* of an empty file nothing need be said */
        cli_note(cli, "frequency counts rows: there are no order ids (--order names their column)");
    return CHURN_FREQUENCY_ROWS;
}

static enum churn_status make_table(struct cli *cli, const struct rfm_settings *settings, enum churn_frequency frequency,
                                    struct rfm_plan *plan, struct rfm_customers *customers, struct churn_error *err)
{
    struct churn_features_options options = CHURN_FEATURES_OPTIONS_INIT;
    bool given = plan->as_of != CHURN_DAY_NONE;
    if (!given)
        plan->as_of = churn_ledger_last_day(customers->ledger);
    cli_say_as_of(cli, plan->as_of, given ? "" : ", the last date in the data");
    options.refunds = (enum churn_refunds)settings->refunds;
    options.frequency = frequency;
    options.as_of = plan->as_of;
    return churn_feature_table_of_ledger(customers->ledger, &options, &customers->table, err);
}

static enum churn_status fold(struct cli *cli, const struct rfm_settings *settings, struct churn_reader *reader,
                              const struct churn_cell_rules *rules, struct rfm_plan *plan, struct rfm_customers *customers,
                              enum churn_frequency *frequency, struct churn_error *err)
{
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_transactions *transactions = NULL;
    uint64_t later = 0;
    roles.id = settings->id;
    roles.date = settings->date;
    roles.amount = settings->amount;
    roles.order = settings->order;
    if (settings->frequency == CHURN_FREQUENCY_ORDERS && roles.order == NULL)
        roles.order = "order_id";
    else if (settings->frequency == CHURN_FREQUENCY_ROWS || settings->frequency == CHURN_FREQUENCY_DAYS)
        roles.order = "";
    enum churn_status status = churn_transactions_new(reader, &roles, rules, &transactions, err);
    if (status == CHURN_OK) {
        *frequency = choose_frequency(cli, settings, reader, churn_transactions_have_orders(transactions));
        options.keep_orders = *frequency == CHURN_FREQUENCY_ORDERS;
        options.keep_days = *frequency == CHURN_FREQUENCY_DAYS || settings->activity > 0;
        status = cli_memory(cli, &settings->memory, &options, err);
    }
    if (status == CHURN_OK)
        status = churn_ledger_new(&options, &customers->ledger, err);
    if (status == CHURN_OK)
        status = churn_ledger_fold(customers->ledger, transactions, plan->as_of, &later, err);
    if (later > 0)
        cli_note(cli, "%llu row%s after the as-of date left out", (unsigned long long)later, later == 1 ? "" : "s");
    churn_transactions_free(transactions);
    return status;
}

static enum churn_status merge(struct cli *cli, const struct rfm_settings *settings, struct churn_reader *reader,
                               struct rfm_customers *customers, enum churn_frequency *frequency, struct churn_error *err)
{
    struct churn_ledger_options carries = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    enum churn_status status = churn_ledger_inspect(reader, &carries, err);
    if (status != CHURN_OK)
        return status;
    *frequency = choose_frequency(cli, settings, reader, carries.keep_orders);
    options.keep_orders = *frequency == CHURN_FREQUENCY_ORDERS;
    options.keep_days = *frequency == CHURN_FREQUENCY_DAYS || settings->activity > 0;
    if (options.keep_orders && !carries.keep_orders && churn_reader_columns(reader) > 0)
        return churn_error_set(err, CHURN_DATA, "the ledger does not carry order ids; make it with churn-ledger --keep=orders");
    if (options.keep_days && !carries.keep_days && churn_reader_columns(reader) > 0)
        return churn_error_set(err, CHURN_DATA, "the ledger does not carry days; make it with churn-ledger --keep=days");
    status = cli_memory(cli, &settings->memory, &options, err);
    if (status == CHURN_OK)
        status = churn_ledger_new(&options, &customers->ledger, err);
    return status == CHURN_OK ? churn_ledger_merge(customers->ledger, reader, err) : status;
}

static enum churn_status summarise(const struct rfm_settings *settings, struct churn_reader *reader,
                                   const struct churn_cell_rules *rules, struct rfm_customers *customers,
                                   struct churn_error *err)
{
    struct churn_summary_roles roles = CHURN_SUMMARY_ROLES_INIT;
    roles.id = settings->id;
    roles.last_date = settings->date;
    roles.recency = settings->recency;
    roles.orders = settings->orders;
    roles.monetary = settings->amount;
    return churn_summary_new(reader, &roles, rules, &customers->summary, err);
}

static enum churn_status refuse_late(churn_day last, churn_day as_of, struct churn_error *err)
{
    char day[CHURN_DAY_TEXT_SIZE] = "", wanted[CHURN_DAY_TEXT_SIZE] = "";
    if (as_of == CHURN_DAY_NONE || last == CHURN_DAY_NONE || last <= as_of)
        return CHURN_OK;
    churn_day_write(last, day);
    churn_day_write(as_of, wanted);
    return churn_error_set(err, CHURN_DATA,
                           "holds rows up to %s, after --as-of=%s, and cannot look back; make it from the rows up to that day",
                           day, wanted);
}

/*
 * A row with both a date and days says from which day the days were counted; all rows must say the same one, and the same as
 * --as-of. Where only dates are there, the last of them counts, as it does for transactions.
 */
static enum churn_status settle_as_of(const struct churn_summary *summary, churn_day *as_of, struct churn_error *err)
{
    enum churn_status status = refuse_late(churn_summary_last_day(summary), *as_of, err);
    bool counted = false;
    for (size_t i = 0; status == CHURN_OK && i < churn_summary_count(summary); i++) {
        const struct churn_summary_row *row = churn_summary_at(summary, i);
        if (row->last_day == CHURN_DAY_NONE || row->recency_days < 0)
            continue;
        churn_day from = row->last_day + (churn_day)row->recency_days;
        if (*as_of == CHURN_DAY_NONE)
            *as_of = from;
        counted = true;
        if (from != *as_of)
            status = churn_error_set(err, CHURN_DATA,
                                     "dates and days since the last purchase were counted from different days; "
                                     "leave out one of the two columns, or give the right --as-of");
    }
    if (!counted && *as_of == CHURN_DAY_NONE)
        *as_of = churn_summary_last_day(summary);
    return status;
}

static enum churn_status finish_summary(struct cli *cli, struct rfm_plan *plan, struct rfm_customers *customers,
                                        struct churn_error *err)
{
    bool given = plan->as_of != CHURN_DAY_NONE;
    enum churn_status status = settle_as_of(customers->summary, &plan->as_of, err);
    if (status != CHURN_OK)
        return status;
    bool last = plan->as_of == churn_summary_last_day(customers->summary);
    cli_say_as_of(cli, plan->as_of, given ? "" : last ? ", the last date in the data" : ", from which the days were counted");
    return churn_feature_table_of_summary(customers->summary, plan->as_of, &customers->table, err);
}

static enum churn_status read_source(struct cli *cli, const struct rfm_settings *settings, struct churn_reader *reader,
                                     struct rfm_plan *plan, struct rfm_customers *customers, enum churn_frequency *frequency,
                                     struct churn_error *err)
{
    struct churn_cell_rules rules;
    enum churn_status status = cli_cell_rules(cli, &rules, err);
    if (status != CHURN_OK)
        return status;
    switch ((enum rfm_source)settings->source) {
    case RFM_LEDGER:
        return merge(cli, settings, reader, customers, frequency, err);
    case RFM_SUMMARY:
        return summarise(settings, reader, &rules, customers, err);
    default:
        return fold(cli, settings, reader, &rules, plan, customers, frequency, err);
    }
}

enum churn_status rfm_customers_read(struct cli *cli, const struct rfm_settings *settings, struct rfm_plan *plan,
                                     struct rfm_customers *customers, struct churn_error *err)
{
    struct churn_reader *reader;
    enum churn_frequency frequency = CHURN_FREQUENCY_ORDERS;
    enum churn_status status =
        settings->source == RFM_LEDGER ? cli_reader_open_ledgers(cli, &reader, err) : cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = read_source(cli, settings, reader, plan, customers, &frequency, err);
    if (customers->ledger != NULL) {
        customers->total = churn_ledger_total(customers->ledger);
        customers->decimals = churn_ledger_decimals(customers->ledger);
    } else if (customers->summary != NULL) {
        customers->total = churn_summary_total(customers->summary);
        customers->decimals = churn_summary_decimals(customers->summary);
    }
    status = cli_reader_close(cli, status == CHURN_OK ? CHURN_END : status, &customers->total, customers->decimals, err);
    if (status != CHURN_OK)
        return status;
    if (customers->summary != NULL)
        return finish_summary(cli, plan, customers, err);
    status = refuse_late(churn_ledger_last_day(customers->ledger), plan->as_of, err);
    return status == CHURN_OK ? make_table(cli, settings, frequency, plan, customers, err) : status;
}

void rfm_customers_clear(struct rfm_customers *customers)
{
    churn_feature_table_free(customers->table);
    churn_ledger_free(customers->ledger);
    churn_summary_free(customers->summary);
}
