/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lives from first and last purchases (a table of customers, ledgers) and from contracts. */
#include "common/groups.h"
#include "common/store_as_of.h"
#include "survival/survival.h"

enum { FROM, TO, RECENCY, GROUP, FIELDS };

static const char *plural(uint64_t number)
{
    return number == 1 ? "" : "s";
}

static void choose_fields(const struct survival_settings *settings, struct churn_field fields[FIELDS])
{
    bool contracts = settings->input == SURVIVAL_CONTRACTS;
    const char *from = contracts ? settings->start : settings->first, *to = contracts ? settings->end : settings->last;
    fields[FROM] = (struct churn_field){ from != NULL ? from
                                         : contracts  ? "since"
                                                      : "first_date",
                                         contracts ? "--start" : "--first", CHURN_FIELD_DAY, true, false };
    fields[TO] = (struct churn_field){ to != NULL  ? to
                                       : contracts ? "contract_end"
                                                   : "last_date",
                                       contracts ? "--end" : "--last", CHURN_FIELD_DAY, true, false };
    /* an option that is not given names a column that cannot be */
    fields[RECENCY] = (struct churn_field){ contracts ? "" : "recency_days", NULL, CHURN_FIELD_COUNT, false, false };
    fields[GROUP] = (struct churn_field){ settings->group != NULL ? settings->group : "", "--group-by", CHURN_FIELD_TEXT,
                                          settings->group != NULL, false };
}

static enum churn_status look_back(churn_day last, churn_day as_of, struct churn_error *err)
{
    char day[CHURN_DAY_TEXT_SIZE] = "", wanted[CHURN_DAY_TEXT_SIZE] = "";
    churn_day_write(last, day);
    churn_day_write(as_of, wanted);
    return churn_error_set(err, CHURN_DATA,
                           "reaches to %s, after the as-of date %s, and cannot look back; make it from the rows up to that day",
                           day, wanted);
}

/* One row of the table as a life. */
static enum churn_status add_row(const struct churn_store *store, size_t row, const struct survival_plan *plan, churn_day as_of,
                                 struct survival_lives *lives, struct churn_error *err)
{
    bool contracts = plan->settings->input == SURVIVAL_CONTRACTS;
    struct churn_life life;
    if (churn_store_null(store, row, FROM) || (!contracts && churn_store_null(store, row, TO))) {
        lives->incomplete++;
        return CHURN_OK;
    }
    churn_day from = churn_store_day(store, row, FROM);
    churn_day to = churn_store_null(store, row, TO) ? CHURN_DAY_NONE : churn_store_day(store, row, TO);
    if (!contracts && to > as_of)
        return look_back(to, as_of, err);
    bool known = contracts ? churn_life_of_contract(from, to, as_of, &life)
                           : churn_life_of_purchases(from, to, as_of, (uint32_t)plan->settings->gone_after, &life);
    lives->later += !known;
    struct churn_text group =
        churn_store_has(store, GROUP) ? churn_store_text(store, row, GROUP) : (struct churn_text){ NULL, 0 };
    return known ? survival_lives_add(lives, life, group, err) : CHURN_OK;
}

static void say_rule(struct cli *cli, const struct survival_plan *plan, churn_day as_of, const struct survival_lives *lives)
{
    char day[CHURN_DAY_TEXT_SIZE] = "";
    uint64_t days = plan->settings->gone_after;
    if (as_of == CHURN_DAY_NONE)
        return;
    churn_day_write(as_of - (churn_day)days, day);
    cli_note(cli, "gone: silent for more than %llu days; so all are followed until %s, and a life ends at its last purchase",
             (unsigned long long)days, day);
    if (lives->later > 0)
        cli_note(cli, "%llu customer%s left out: first bought after %s, too late to say", (unsigned long long)lives->later,
                 plural(lives->later), day);
    if (lives->incomplete > 0)
        cli_note(cli, "%llu customer%s left out: never bought", (unsigned long long)lives->incomplete,
                 plural(lives->incomplete));
}

static enum churn_status read_table(struct cli *cli, const struct survival_plan *plan, struct churn_store **store,
                                    struct churn_field fields[FIELDS], churn_day *as_of, struct survival_lives *lives,
                                    struct churn_error *err)
{
    choose_fields(plan->settings, fields);
    *as_of = plan->as_of;
    struct cli_span span = { FROM, TO };
    enum churn_status status =
        cli_store_read_checked(cli, plan->settings->id, fields, FIELDS, cli_span_check, &span, store, err);
    if (status == CHURN_OK)
        status = cli_store_as_of(cli, *store, TO, RECENCY, as_of, err);
    for (size_t row = 0; status == CHURN_OK && row < churn_store_rows(*store); row++)
        status = add_row(*store, row, plan, *as_of, lives, err);
    return status;
}

enum churn_status survival_read_customers(struct cli *cli, const struct survival_plan *plan, struct survival_lives *lives,
                                          struct churn_error *err)
{
    struct churn_field fields[FIELDS];
    struct churn_store *store = NULL;
    churn_day as_of;
    enum churn_status status = read_table(cli, plan, &store, fields, &as_of, lives, err);
    if (status == CHURN_OK)
        say_rule(cli, plan, as_of, lives);
    churn_store_free(store);
    return status;
}

enum churn_status survival_read_contracts(struct cli *cli, const struct survival_plan *plan, struct survival_lives *lives,
                                          struct churn_error *err)
{
    struct churn_field fields[FIELDS];
    struct churn_store *store = NULL;
    churn_day as_of;
    enum churn_status status = read_table(cli, plan, &store, fields, &as_of, lives, err);
    if (status == CHURN_OK && lives->later > 0)
        cli_note(cli, "%llu contract%s left out: starts after the as-of date", (unsigned long long)lives->later,
                 plural(lives->later));
    if (status == CHURN_OK && lives->incomplete > 0)
        cli_note(cli, "%llu contract%s left out: no first day", (unsigned long long)lives->incomplete,
                 plural(lives->incomplete));
    churn_store_free(store);
    return status;
}

static enum churn_status add_ledger(const struct churn_ledger *ledger, const struct survival_plan *plan, churn_day as_of,
                                    struct survival_lives *lives, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < churn_ledger_count(ledger); i++) {
        struct churn_customer customer;
        struct churn_life life;
        churn_ledger_customer(ledger, i, &customer);
        if (customer.first_day == CHURN_DAY_NONE) {
            lives->incomplete++;
            continue;
        }
        bool known =
            churn_life_of_purchases(customer.first_day, customer.last_day, as_of, (uint32_t)plan->settings->gone_after, &life);
        lives->later += !known;
        if (known)
            status = survival_lives_add(lives, life, (struct churn_text){ NULL, 0 }, err);
    }
    return status;
}

static enum churn_status merge(struct cli *cli, struct churn_ledger **ledger, struct churn_error *err)
{
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_reader *reader;
    enum churn_status status = cli_reader_open_ledgers(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = churn_ledger_new(&options, ledger, err);
    if (status == CHURN_OK)
        status = churn_ledger_merge(*ledger, reader, err);
    status = cli_reader_close(cli, status == CHURN_OK ? CHURN_END : status, NULL, 0, err);
    return status == CHURN_OK ? churn_ledger_sort(*ledger, err) : status;
}

enum churn_status survival_read_ledger(struct cli *cli, const struct survival_plan *plan, struct survival_lives *lives,
                                       struct churn_error *err)
{
    struct churn_ledger *ledger = NULL;
    enum churn_status status = merge(cli, &ledger, err);
    if (status == CHURN_OK) {
        churn_day last = churn_ledger_last_day(ledger), as_of = plan->as_of != CHURN_DAY_NONE ? plan->as_of : last;
        cli_say_as_of(cli, as_of, plan->as_of != CHURN_DAY_NONE ? "" : ", the last date in the data");
        status =
            last != CHURN_DAY_NONE && last > as_of ? look_back(last, as_of, err) : add_ledger(ledger, plan, as_of, lives, err);
        if (status == CHURN_OK)
            say_rule(cli, plan, as_of, lives);
    }
    churn_ledger_free(ledger);
    return status;
}
