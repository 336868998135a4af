/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-tiers: who matters. Ranks, shares and tiers by value, and the real split in place of 80/20. churn-tiers(1) defines
 * them. */
#include "tiers/tiers.h"

static const char *const BYS[] = { "customers", "value", NULL };

#define AT(member) offsetof(struct tiers_settings, member)

static const struct cli_option OPTIONS[] = {
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customer's id: a header name, or #N", "customer_id", NULL },
    { "value", 0, CLI_TEXT, AT(value), "COLUMN", "Input", "what a customer is worth", "monetary", NULL },
    { "cost", 0, CLI_TEXT, AT(cost), "COLUMN", "Input", "cost of serving the customer, taken off the value", "none", NULL },
    { "group-by", 'g', CLI_TEXT, AT(group), "COLUMN", "Input", "rank within each group of this column", NULL, NULL },
    { "by", 0, CLI_CHOICE, AT(by), NULL, "Tiers", "what the cuts are shares of", "customers", BYS },
    { "cuts", 0, CLI_TEXT, AT(cuts), "LIST", "Tiers", "shares at which one tier ends and the next begins",
      "4%,20%,80%; by value 50%,80%,95%", NULL },
    { "tiers", 0, CLI_TEXT, AT(names), "LIST", "Tiers", "names from the best down, one more than cuts",
      "platinum,gold,iron,lead", NULL },
    { "share", 0, CLI_TEXT, AT(share), "SHARE", "Tiers", "share of value that the vital few bring", "80%", NULL },
    { "summary", 0, CLI_FLAG, AT(summary), NULL, "Reports", "what each tier brings, the real split and Gini, not the customers",
      NULL, NULL },
    { "lorenz", 0, CLI_COUNT, AT(lorenz), "POINTS", "Reports", "so many points of the Lorenz curve, not the customers", NULL,
      NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-rfm samples/transactions.csv | churn-tiers",
    "churn-rfm samples/transactions.csv | churn-tiers --by=value --summary -f table",
    "churn-rfm samples/transactions.csv | churn-tiers --cuts=10%,50% --tiers=A,B,C",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-tiers", "rank customers by value, and say what the few really bring",
    "[FILE]...",   EXAMPLES,
    OPTIONS,       CLI_READS | CLI_WRITES | CLI_REPORTS,
};

static const char *const COLUMNS[] = { "value_rank", "value_share", "cumulative_share", "vital", "tier" };
#define COLUMN_COUNT (sizeof COLUMNS / sizeof COLUMNS[0])

static void write_place(const struct tiers_plan *plan, struct churn_tier_place place, struct churn_writer *writer)
{
    if (place.rank > 0) {
        churn_writer_integer(writer, (int64_t)place.rank);
        churn_writer_amount(writer, place.value_share, CHURN_AMOUNT_DECIMALS);
        churn_writer_amount(writer, place.cumulative_share, CHURN_AMOUNT_DECIMALS);
    } else {
        for (int i = 0; i < 3; i++)
            churn_writer_null(writer);
    }
    churn_writer_integer(writer, place.vital);
    churn_writer_name(writer, plan->name[place.tier]);
}

/* What the rows are made of. */
struct placed {
    const struct tiers_plan *plan;
    const struct churn_store *store;
    const struct tiers_groups *groups;
};

static enum churn_status write_rows(void *context, size_t from, size_t to, struct churn_writer *writer, struct churn_error *err)
{
    const struct placed *placed = context;
    const struct tiers_groups *groups = placed->groups;
    enum churn_status status = CHURN_OK;
    for (size_t row = from; status == CHURN_OK && row < to; row++) {
        const struct churn_tiers *tiers = groups->groups[groups->group_of[row]].tiers;
        churn_store_write_cells(placed->store, row, writer);
        write_place(placed->plan, churn_tiers_place(tiers, groups->known[row], groups->values[row]), writer);
        status = churn_writer_row(writer, err);
    }
    return status;
}

static enum churn_status write_customers(struct cli *cli, const struct tiers_plan *plan, const struct churn_store *store,
                                         const struct tiers_groups *groups, struct churn_error *err)
{
    struct churn_writer *writer;
    enum churn_status status = cli_writer_open(cli, &writer, err);
    if (status != CHURN_OK)
        return status;
    churn_store_write_names(store, writer);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        churn_writer_name(writer, COLUMNS[i]);
    struct placed placed = { plan, store, groups };
    status = churn_writer_row(writer, err);
    return status == CHURN_OK ? churn_writer_rows(writer, churn_store_rows(store), cli_jobs(cli), write_rows, &placed, err)
                              : status;
}

/* What a person should know before believing in 80/20. */
static void say_split(struct cli *cli, const struct tiers_plan *plan, const struct tiers_groups *groups)
{
    char words[200];
    size_t unknown = 0, rows = 0;
    for (size_t i = 0; i < groups->count; i++) {
        rows += groups->groups[i].count;
        unknown += groups->groups[i].count - churn_tiers_concentration(groups->groups[i].tiers).customers;
    }
    if (unknown > 0)
        cli_note(cli, "%zu of %zu customers %s no value: no rank, and the last tier", unknown, rows,
                 unknown == 1 ? "has" : "have");
    if (groups->count != 1)
        return;
    tiers_write_split(plan, groups->groups[0].tiers, words, sizeof words);
    cli_note(cli, "%s", words);
}

static enum churn_status work(struct cli *cli, const struct tiers_settings *settings, const struct tiers_plan *plan,
                              const struct churn_store *store, struct churn_error *err)
{
    struct tiers_groups groups = { .rows = NULL };
    enum churn_status status = tiers_groups_make(store, plan, &groups, err);
    if (status == CHURN_OK)
        say_split(cli, plan, &groups);
    if (status == CHURN_OK && settings->summary)
        status = tiers_report_summary(cli, plan, &groups, err);
    else if (status == CHURN_OK && settings->lorenz != TIERS_NO_LORENZ)
        status = tiers_report_lorenz(cli, plan, &groups, settings->lorenz, err);
    else if (status == CHURN_OK)
        status = write_customers(cli, plan, store, &groups, err);
    tiers_groups_clear(&groups);
    return status;
}

static enum churn_status run(struct cli *cli, const struct tiers_settings *settings, struct churn_error *err)
{
    struct tiers_plan plan;
    struct churn_store *store = NULL;
    enum churn_status status = tiers_plan_make(settings, &plan, err);
    if (status == CHURN_OK)
        status = cli_store_read(cli, settings->id, plan.fields, plan.field_count, &store, err);
    if (status == CHURN_OK && !settings->summary && settings->lorenz == TIERS_NO_LORENZ)
        status = churn_store_check_new(store, COLUMNS, COLUMN_COUNT, err);
    if (status == CHURN_OK)
        status = work(cli, settings, &plan, store, err);
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err);
    churn_store_free(store);
    tiers_plan_clear(&plan);
    return status;
}

int main(int argc, char **argv)
{
    struct tiers_settings settings = { .lorenz = TIERS_NO_LORENZ };
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    code = run(&cli, &settings, &err) == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err);
    return cli_end(&cli, code);
}
