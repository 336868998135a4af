/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * churn-span: how far transactions reach: rows, first and last day, money.
 *
 * The skeleton of a tool: copy it, rename it, add it to tools/meson.build and write its page. The habit: a settings struct that
 * holds the defaults; a table of options; examples that run; run() that reads all, closes the reader, and only then opens the
 * output, so that refused data leave nothing on standard output; main() that owns what must be freed.
 */
#include <churn/churn.h>

#include "common/cli.h"

struct settings {
    const char *id, *date, *amount;
};

#define AT(member) offsetof(struct settings, member)

static const struct cli_option OPTIONS[] = {
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customer's id: a header name, or #N", "customer_id", NULL },
    { "date", 0, CLI_TEXT, AT(date), "COLUMN", "Input", "day of the row", "date", NULL },
    { "amount", 0, CLI_TEXT, AT(amount), "COLUMN", "Input", "money, or A*B: two columns multiplied", "amount", NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-span samples/transactions.csv",
    "churn-span --expect-rows=1.. --require-eol -o span.csv samples/transactions.csv",
    "zcat orders.csv.gz | churn-span --date=order_date -d ';' --decimal=,",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-span",           "say how far transactions reach: rows, first and last day, money", "[FILE]...", EXAMPLES, OPTIONS,
    CLI_READS | CLI_WRITES,
};

struct span {
    int64_t rows;
    churn_day first_day, last_day;
    churn_amount total;
    unsigned decimals; /* the most that any amount has */
};

static enum churn_status fold(struct span *span, const struct churn_transaction *row, struct churn_error *err)
{
    span->first_day = span->rows == 0 || row->day < span->first_day ? row->day : span->first_day;
    span->last_day = span->rows == 0 || row->day > span->last_day ? row->day : span->last_day;
    span->decimals = row->decimals > span->decimals ? row->decimals : span->decimals;
    span->rows++;
    return churn_amount_add(&span->total, row->amount, err);
}

static enum churn_status read_span(struct cli *cli, const struct settings *settings, struct span *span, struct churn_error *err)
{
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_transactions *transactions = NULL;
    struct churn_transaction row;
    struct churn_cell_rules rules;
    struct churn_reader *reader;
    enum churn_status status = cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    roles.id = settings->id;
    roles.date = settings->date;
    roles.amount = settings->amount;
    status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_transactions_new(reader, &roles, &rules, &transactions, err);
    while (status == CHURN_OK && (status = churn_transactions_next(transactions, &row, err)) == CHURN_OK)
        status = fold(span, &row, err);
    churn_transactions_free(transactions);
    return cli_reader_close(cli, status, &span->total, span->decimals, err);
}

static enum churn_status write_span(struct cli *cli, const struct span *span, struct churn_error *err)
{
    static const char *const names[] = { "rows", "first_date", "last_date", "amount" };
    struct churn_writer *writer;
    enum churn_status status = cli_writer_open(cli, &writer, err);
    if (status != CHURN_OK)
        return status;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        churn_writer_name(writer, names[i]);
    status = churn_writer_row(writer, err);
    churn_writer_integer(writer, span->rows);
    churn_writer_day(writer, span->first_day);
    churn_writer_day(writer, span->last_day);
    churn_writer_amount(writer, span->total, span->decimals);
    if (status == CHURN_OK)
        status = churn_writer_row(writer, err);
    return status == CHURN_OK ? cli_writer_close(cli, err) : status;
}

static enum churn_status run(struct cli *cli, const struct settings *settings, struct churn_error *err)
{
    struct span span = { .first_day = CHURN_DAY_NONE, .last_day = CHURN_DAY_NONE };
    enum churn_status status = read_span(cli, settings, &span, err);
    return status == CHURN_OK ? write_span(cli, &span, err) : status;
}

int main(int argc, char **argv)
{
    struct settings settings = { NULL, NULL, NULL };
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    code = run(&cli, &settings, &err) == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err);
    return cli_end(&cli, code);
}
