/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-ledger: transactions to a mergeable ledger, ledgers to one, and a ledger kept night after night. churn-ledger(1) has
 * the columns. */
#include "ledger/ledger.h"

#define AT(member) offsetof(struct settings, member)

static const struct cli_option OPTIONS[] = {
    { "merge", 'm', CLI_FLAG, AT(merge), NULL, "Input", "the files are ledgers: make one of them", NULL, NULL },
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customer's id: a header name, or #N", "customer_id", NULL },
    { "date", 0, CLI_TEXT, AT(date), "COLUMN", "Input", "day of the row", "date", NULL },
    { "amount", 0, CLI_TEXT, AT(amount), "COLUMN", "Input", "money, or A*B: two columns multiplied", "amount", NULL },
    { "order", 0, CLI_TEXT, AT(order), "COLUMN", "Input", "order's id", "order_id if there", NULL },
    { "keep", 'k', CLI_TEXT, AT(keep), "LIST", "Ledger", "what to carry beside the sums: none, or some of orders,days,spend",
      "orders if there are order ids; all, when merging", NULL },
    { "until", 0, CLI_DATE, AT(until), "DATE", "Ledger", "leave out rows after this day", "no limit", NULL },
    { "update", 'u', CLI_KEPT_FILE, AT(update), "LEDGER", "Keeping",
      "take the rows into this ledger file and replace it whole; each input once", NULL, NULL },
    { "again", 0, CLI_FLAG, AT(again), NULL, "Keeping", "take in inputs that were taken in before once more", NULL, NULL },
    { "forget", 0, CLI_INPUT_FILE, AT(forget), "FILE", "Keeping", "a table of customers whom the ledger is to lose", NULL,
      NULL },
    CLI_MEMORY_OPTIONS(AT(memory.most), AT(memory.folder)),
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-ledger -o ledger.csv samples/transactions.csv",
    "churn-ledger --keep=orders,days --until=2026-09-30 samples/transactions.csv",
    "churn-ledger --update=ledger.csv samples/transactions.csv",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-ledger", "fold transactions into a ledger, one row per customer, that merges exactly",
    "[FILE]...",    EXAMPLES,
    OPTIONS,        CLI_READS | CLI_WRITES,
};

/* One ledger to the output. */
static enum churn_status make(struct cli *cli, const struct settings *settings, struct churn_ledger_options *keeps,
                              struct churn_ledger **ledger, struct churn_error *err)
{
    struct churn_reader *reader = NULL;
    struct churn_writer *writer;
    churn_amount total = 0;
    bool chosen = settings->keep != NULL;
    enum churn_status status =
        settings->merge ? cli_reader_open_ledgers(cli, &reader, err) : cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = settings->merge ? ledger_merge(reader, chosen, keeps, ledger, err)
                             : ledger_fold(settings, cli, reader, chosen, keeps, ledger, err);
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
    struct churn_ledger_options keeps = CHURN_LEDGER_OPTIONS_INIT;
    struct ledger_night night = { .update = NULL };
    struct churn_ledger *ledger = NULL;
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    enum churn_status status = ledger_check(&cli, &settings, &keeps, &err);
    if (status == CHURN_OK && settings.update == NULL)
        status = cli_memory(&cli, &settings.memory, &keeps, &err);
    if (status == CHURN_OK)
        status = settings.update != NULL ? ledger_update(&night, &cli, &settings, &keeps, &err)
                                         : make(&cli, &settings, &keeps, &ledger, &err);
    code = cli_end(&cli, status == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err));
    churn_ledger_free(ledger);
    ledger_night_clear(&night);
    return code;
}
