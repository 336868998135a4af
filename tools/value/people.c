/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers from transactions or from ledgers. All that the models need is in a ledger that keeps days and first spend. */
#include <math.h>
#include <stdlib.h>

#include "value/value.h"

void value_people_clear(struct value_people *people)
{
    churn_ledger_free(people->ledger);
    churn_store_free(people->store);
    free(people->person);
    *people = (struct value_people){ .ledger = NULL };
}

struct churn_buyer value_buyer_of(const struct value_person *person, churn_day from, double unit_days)
{
    return (struct churn_buyer){ person->days - 1, (person->last - person->first) / unit_days,
                                 (from - person->first) / unit_days, 1 };
}

struct churn_spender value_spender_of(const struct value_person *person)
{
    if (person->days < 2 || isnan(person->mean))
        return (struct churn_spender){ 0, 0 };
    return (struct churn_spender){ person->days - 1, person->mean };
}

/* Without money and without a column of it, each row is a purchase; with it, refunds are known for what they are. */
static const char *amount_role(struct cli *cli, const struct value_settings *settings, const struct churn_reader *reader)
{
    if (!settings->no_spend || settings->amount != NULL || churn_reader_has(reader, "amount") ||
        churn_reader_columns(reader) == 0)
        return settings->amount;
    cli_note(cli, "no column amount: each row is a purchase");
    return "";
}

static enum churn_status fold(struct cli *cli, const struct value_settings *settings, struct churn_reader *reader,
                              const struct value_plan *plan, struct value_people *people, struct churn_error *err)
{
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_transactions *transactions = NULL;
    struct churn_cell_rules rules;
    uint64_t later = 0;
    roles.id = settings->id;
    roles.date = settings->date;
    roles.amount = amount_role(cli, settings, reader);
    roles.order = "";
    options.keep_days = true;
    options.keep_spend = !settings->no_spend;
    enum churn_status status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_transactions_new(reader, &roles, &rules, &transactions, err);
    if (status == CHURN_OK)
        status = churn_ledger_new(&options, &people->ledger, err);
    if (status == CHURN_OK)
        status = churn_ledger_fold(people->ledger, transactions, plan->as_of, &later, err);
    if (later > 0)
        cli_note(cli, "%llu row%s after the as-of date left out", (unsigned long long)later, later == 1 ? "" : "s");
    churn_transactions_free(transactions);
    people->spend_known = !settings->no_spend;
    people->amounts_known = roles.amount == NULL || roles.amount[0] != '\0';
    return status;
}

static enum churn_status merge(struct cli *cli, const struct value_settings *settings, struct churn_reader *reader,
                               struct value_people *people, struct churn_error *err)
{
    struct churn_ledger_options carries = CHURN_LEDGER_OPTIONS_INIT, options = CHURN_LEDGER_OPTIONS_INIT;
    enum churn_status status = churn_ledger_inspect(reader, &carries, err);
    if (status != CHURN_OK)
        return status;
    if (!carries.keep_days && churn_reader_columns(reader) > 0)
        return churn_error_set(err, CHURN_DATA, "the ledger does not carry days; make it with churn-ledger --keep=days,spend");
    options.keep_days = true;
    options.keep_spend = carries.keep_spend && !settings->no_spend;
    if (!options.keep_spend && !settings->no_spend && churn_reader_columns(reader) > 0)
        cli_note(cli, "money is left out: the ledger does not carry first spend (churn-ledger --keep=days,spend)");
    people->spend_known = options.keep_spend;
    status = churn_ledger_new(&options, &people->ledger, err);
    return status == CHURN_OK ? churn_ledger_merge(people->ledger, reader, err) : status;
}

/* Purchases after until are the hold-out; spend is known of all days together only, so a calibration goes without. */
static void take_person(const struct value_people *people, size_t index, struct value_person *person)
{
    struct churn_customer customer;
    churn_ledger_customer(people->ledger, index, &customer);
    *person = (struct value_person){ .first = customer.first_day, .last = customer.last_day, .days = (uint32_t)customer.days };
    person->mean = people->spend_known ? 0 : NAN;
    if (customer.first_day == CHURN_DAY_NONE || customer.first_day > people->from) {
        person->first = person->last = CHURN_DAY_NONE;
        person->days = 0;
        return;
    }
    if (customer.last_day > people->from) {
        person->last = churn_ledger_last_between(people->ledger, index, CHURN_DAY_NONE, people->from);
        person->days = (uint32_t)churn_ledger_days_between(people->ledger, index, CHURN_DAY_NONE, people->from);
        person->later = (uint32_t)customer.days - person->days;
    } else if (people->spend_known && person->days > 1) {
        person->mean = churn_amount_to_double(customer.gross - customer.first_spend) / (person->days - 1);
    }
}

static enum churn_status take_people(struct value_people *people, struct churn_error *err)
{
    enum churn_status status = churn_ledger_sort(people->ledger, err);
    if (status != CHURN_OK)
        return status;
    people->count = churn_ledger_count(people->ledger);
    people->person = calloc(people->count + 1, sizeof *people->person);
    if (people->person == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for %zu customers", people->count);
    for (size_t i = 0; i < people->count; i++)
        take_person(people, i, &people->person[i]);
    return CHURN_OK;
}

/* The days that ages are counted to, and orders looked for. */
static enum churn_status settle_days(struct cli *cli, const struct value_settings *settings, struct value_plan *plan,
                                     struct value_people *people, struct churn_error *err)
{
    churn_day last = churn_ledger_last_day(people->ledger);
    bool given = plan->as_of != CHURN_DAY_NONE;
    if (!given)
        plan->as_of = last;
    if (last != CHURN_DAY_NONE && last > plan->as_of)
        return churn_error_set(err, CHURN_DATA,
                               "the ledger holds rows after --as-of, and cannot look back; make it up to that day");
    cli_say_as_of(cli, plan->as_of, given ? "" : ", the last date in the data");
    people->from = people->until = plan->as_of;
    if (settings->calibrate_until == CHURN_DAY_NONE)
        return CHURN_OK;
    people->from = settings->calibrate_until;
    people->spend_known = false;
    if (plan->as_of != CHURN_DAY_NONE && settings->calibrate_until >= plan->as_of)
        return churn_error_set(err, CHURN_DATA,
                               "the data end on the day of --calibrate-until or before: nothing is left to check against");
    return CHURN_OK;
}

enum churn_status value_people_read(struct cli *cli, const struct value_settings *settings, struct value_plan *plan,
                                    struct value_people *people, struct churn_error *err)
{
    struct churn_reader *reader;
    churn_amount total = 0;
    bool ledgers = settings->source == VALUE_LEDGER;
    people->amounts_known = true;
    enum churn_status status = ledgers ? cli_reader_open_ledgers(cli, &reader, err) : cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = ledgers ? merge(cli, settings, reader, people, err) : fold(cli, settings, reader, plan, people, err);
    if (people->ledger != NULL)
        total = churn_ledger_total(people->ledger);
    status = cli_reader_close(cli, status == CHURN_OK ? CHURN_END : status, people->amounts_known ? &total : NULL,
                              people->ledger != NULL ? churn_ledger_decimals(people->ledger) : 0, err);
    if (status == CHURN_OK)
        status = settle_days(cli, settings, plan, people, err);
    return status == CHURN_OK ? take_people(people, err) : status;
}
