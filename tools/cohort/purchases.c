/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --input=transactions: the triangle read, written and said. */
#include "cohort/cohort.h"

static const char *plural(uint64_t number)
{
    return number == 1 ? "" : "s";
}

static enum churn_status fold(struct cli *cli, const struct cohort_plan *plan, struct churn_cohorts *cohorts,
                              struct churn_error *err)
{
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_transactions *transactions = NULL;
    struct churn_cell_rules rules;
    struct churn_reader *reader;
    enum churn_status status = cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    roles.id = plan->settings->id;
    roles.date = plan->settings->date;
    roles.amount = plan->settings->amount;
    roles.order = "";
    status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_transactions_new(reader, &roles, &rules, &transactions, err);
    if (status == CHURN_OK)
        status = churn_cohorts_fold(cohorts, transactions, err);
    churn_transactions_free(transactions);
    struct churn_cohort_counts counts = churn_cohorts_counts(cohorts);
    status = cli_reader_close(cli, status == CHURN_OK ? CHURN_END : status, &counts.total, counts.decimals, err);
    return status == CHURN_OK ? churn_cohorts_finish(cohorts, err) : status;
}

static void say_left_out(struct cli *cli, const struct churn_cohort_counts *counts)
{
    char money[CHURN_AMOUNT_TEXT_SIZE];
    if (counts->later > 0)
        cli_note(cli, "%llu row%s after the as-of date left out", (unsigned long long)counts->later, plural(counts->later));
    if (counts->strangers > 0)
        cli_note(cli, "%llu customer%s in no cohort: never bought", (unsigned long long)counts->strangers,
                 plural(counts->strangers));
    if (counts->refunds_outside > 0) {
        churn_amount_write(counts->refunds_outside, counts->decimals, money);
        cli_note(cli, "%s given back before any purchase, in no cohort", money);
    }
}

/* What a reader of the triangle would get wrong. */
static void say(struct cli *cli, const struct cohort_plan *plan, const struct churn_cohorts *cohorts, churn_day last)
{
    enum churn_period_kind kind = plan->kind;
    char first[CHURN_PERIOD_TEXT_SIZE], day[CHURN_DAY_TEXT_SIZE];
    struct churn_cohort_counts counts = churn_cohorts_counts(cohorts);
    size_t count = churn_cohorts_count(cohorts), cells;
    uint64_t customers;
    cli_say_as_of(cli, last, plan->as_of != CHURN_DAY_NONE ? "" : ", the last date in the data");
    say_left_out(cli, &counts);
    if (count == 0)
        return;
    churn_period_write(kind, churn_cohorts_cohort(cohorts, 0, &customers, &cells), first);
    cli_note(cli, "%llu customer%s in %zu cohort%s; the first, %s, also holds those who bought before the data begin",
             (unsigned long long)counts.customers, plural(counts.customers), count, plural(count), first);
    if (churn_period_last_day(kind, churn_period_of(kind, last)) > last) {
        churn_day_write(last, day);
        cli_note(cli, "the last period of each cohort ends on %s and is not whole", day);
    }
}

enum churn_status cohort_purchases(struct cli *cli, const struct cohort_plan *plan, struct churn_error *err)
{
    struct churn_cohort_options options = CHURN_COHORT_OPTIONS_INIT;
    struct churn_cohorts *cohorts = NULL;
    options.kind = plan->kind;
    options.until = plan->as_of;
    options.any_row = plan->settings->refunds == COHORT_REFUNDS_ACTIVITY;
    enum churn_status status = churn_cohorts_new(&options, &cohorts, err);
    if (status == CHURN_OK)
        status = fold(cli, plan, cohorts, err);
    churn_day last = plan->as_of;
    if (status == CHURN_OK && last == CHURN_DAY_NONE)
        last = churn_cohorts_counts(cohorts).last_day;
    if (status == CHURN_OK && plan->settings->triangle != COHORT_NOT_GIVEN)
        status = cohort_report_matrix(cli, plan, cohorts, err);
    else if (status == CHURN_OK)
        status = cohort_report_cells(cli, plan, cohorts, last, err);
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err);
    if (status == CHURN_OK)
        say(cli, plan, cohorts, last);
    churn_cohorts_free(cohorts);
    return status;
}
