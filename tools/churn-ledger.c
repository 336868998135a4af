/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-ledger: transactions to a mergeable ledger, and ledgers to one. churn-ledger(1) has the columns. */
#include <stdlib.h>
#include <string.h>

#include <churn/churn.h>

#include "common/cli.h"

struct settings {
    bool merge;
    const char *id, *date, *amount, *order;
    const char *keep; /* NULL: orders, where there are order ids */
    churn_day until;
};

#define AT(member) offsetof(struct settings, member)

static const struct cli_option OPTIONS[] = {
    { "merge", 'm', CLI_FLAG, AT(merge), NULL, "Input", "the files are ledgers: make one of them", NULL, NULL },
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customer's id: a header name, or #N", "customer_id", NULL },
    { "date", 0, CLI_TEXT, AT(date), "COLUMN", "Input", "day of the row", "date", NULL },
    { "amount", 0, CLI_TEXT, AT(amount), "COLUMN", "Input", "money, or A*B: two columns multiplied", "amount", NULL },
    { "order", 0, CLI_TEXT, AT(order), "COLUMN", "Input", "order's id", "order_id if there", NULL },
    { "keep", 'k', CLI_TEXT, AT(keep), "LIST", "Ledger", "sets to carry for distinct counts: orders, days, orders,days, none",
      "orders if there are order ids; all, when merging", NULL },
    { "until", 0, CLI_DATE, AT(until), "DATE", "Ledger", "leave out rows after this day", "no limit", NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-ledger -o ledger.csv samples/transactions.csv",
    "churn-ledger --keep=orders,days --until=2026-09-30 samples/transactions.csv",
    "churn-ledger samples/transactions.csv | churn-rfm --input=ledger",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-ledger", "fold transactions into a ledger, one row per customer, that merges exactly",
    "[FILE]...",    EXAMPLES,
    OPTIONS,        CLI_READS | CLI_WRITES,
};

static enum churn_status parse_keep(const char *text, struct churn_ledger_options *options, struct churn_error *err)
{
    if (strcmp(text, "orders") == 0)
        options->keep_orders = true;
    else if (strcmp(text, "days") == 0)
        options->keep_days = true;
    else if (strcmp(text, "orders,days") == 0 || strcmp(text, "days,orders") == 0)
        options->keep_orders = options->keep_days = true;
    else if (strcmp(text, "none") != 0)
        return churn_error_set(err, CHURN_USAGE, "--keep takes orders, days, orders,days or none");
    return CHURN_OK;
}

static enum churn_status check_settings(const struct settings *settings, struct churn_error *err)
{
    bool names = settings->id != NULL || settings->date != NULL || settings->amount != NULL || settings->order != NULL;
    if (settings->merge && (names || settings->until != CHURN_DAY_NONE))
        return churn_error_set(err, CHURN_USAGE, "--id, --date, --amount, --order and --until have no meaning with --merge");
    return CHURN_OK;
}

static enum churn_status fold(const struct settings *settings, struct cli *cli, struct churn_reader *reader,
                              struct churn_ledger_options *options, struct churn_ledger **ledger, struct churn_error *err)
{
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_transactions *transactions = NULL;
    struct churn_cell_rules rules;
    uint64_t later = 0;
    roles.id = settings->id;
    roles.date = settings->date;
    roles.amount = settings->amount;
    roles.order = settings->order;
    if (settings->keep != NULL && roles.order == NULL)
        roles.order = options->keep_orders ? "order_id" : "";
    enum churn_status status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_transactions_new(reader, &roles, &rules, &transactions, err);
    if (status == CHURN_OK) {
        if (settings->keep == NULL)
            options->keep_orders = churn_transactions_have_orders(transactions);
        status = churn_ledger_new(options, ledger, err);
    }
    if (status == CHURN_OK)
        status = churn_ledger_fold(*ledger, transactions, settings->until, &later, err);
    if (later > 0)
        cli_note(cli, "%llu row%s after --until left out", (unsigned long long)later, later == 1 ? "" : "s");
    churn_transactions_free(transactions);
    return status;
}

/* A set that is asked for must be in every file; a set that is not asked for may be dropped, which --keep then says. */
static enum churn_status merge(const struct settings *settings, struct churn_reader *reader,
                               struct churn_ledger_options *options, struct churn_ledger **ledger, struct churn_error *err)
{
    struct churn_ledger_options carries = CHURN_LEDGER_OPTIONS_INIT;
    enum churn_status status = churn_ledger_inspect(reader, &carries, err);
    if (status == CHURN_OK && settings->keep == NULL)
        *options = carries;
    if (status == CHURN_OK)
        status = churn_ledger_new(options, ledger, err);
    return status == CHURN_OK ? churn_ledger_merge(*ledger, reader, err) : status;
}

static enum churn_status run(struct cli *cli, const struct settings *settings, struct churn_ledger **ledger,
                             struct churn_error *err)
{
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_reader *reader = NULL;
    struct churn_writer *writer;
    churn_amount total = 0;
    enum churn_status status = check_settings(settings, err);
    if (status == CHURN_OK && settings->keep != NULL)
        status = parse_keep(settings->keep, &options, err);
    if (status == CHURN_OK)
        status = settings->merge ? cli_reader_open_ledgers(cli, &reader, err) : cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    status =
        settings->merge ? merge(settings, reader, &options, ledger, err) : fold(settings, cli, reader, &options, ledger, err);
    if (*ledger != NULL)
        total = churn_ledger_total(*ledger);
    status = cli_reader_close(cli, status == CHURN_OK ? CHURN_END : status, &total,
                              *ledger != NULL ? churn_ledger_decimals(*ledger) : 0, err);
    if (status == CHURN_OK)
        status = cli_writer_open(cli, &writer, err);
    if (status == CHURN_OK)
        status = churn_ledger_write(*ledger, writer, err);
    return status == CHURN_OK ? cli_writer_close(cli, err) : status;
}

int main(int argc, char **argv)
{
    struct settings settings = { .until = CHURN_DAY_NONE };
    struct churn_ledger *ledger = NULL;
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    code = run(&cli, &settings, &ledger, &err) == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err);
    churn_ledger_free(ledger);
    return cli_end(&cli, code);
}
