/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-join: several tables of customers side by side, on the customer's id. churn-join(1) has the rules. */
#include <stdlib.h>
#include <string.h>

#include <churn/churn.h>

#include "common/cli.h"

#define TABLES_MAX 60 /* streams that one run may open, and some left */

struct settings {
    bool full;
    bool prefix;
    const char *id;
    const char *right_id;
};

#define AT(member) offsetof(struct settings, member)

static const struct cli_option OPTIONS[] = {
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Join", "customer's id in the first file: a header name, or #N", "customer_id",
      NULL },
    { "right-id", 0, CLI_TEXT, AT(right_id), "COLUMN", "Join", "customer's id in the further files", "as --id", NULL },
    { "full", 0, CLI_FLAG, AT(full), NULL, "Join", "keep every customer of every file, not those of the first alone", NULL,
      NULL },
    { "prefix", 0, CLI_FLAG, AT(prefix), NULL, "Join", "put each further file's name before the names of its columns", NULL,
      NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-rfm samples/transactions.csv | churn-join - samples/customers.csv",
    "churn-join --full samples/customers.csv samples/truth.csv",
    "churn-join --prefix samples/customers.csv samples/truth.csv",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-join", "put tables of customers side by side, on the customer's id",
    "[FILE]...",  EXAMPLES,
    OPTIONS,      CLI_READS | CLI_WRITES | CLI_TABLES,
};

struct tables {
    struct churn_join_table joined[TABLES_MAX];
    struct churn_store *stores[TABLES_MAX];
    size_t matched[TABLES_MAX];
    size_t count;
};

/* surveys of a path like data/surveys.csv.gz */
static struct churn_text stem_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    return (struct churn_text){ base, strcspn(base, ".") };
}

/* "surveys_" as long as the run lasts. */
static enum churn_status make_prefix(const char *path, struct churn_text *prefix, struct churn_error *err)
{
    struct churn_text stem = stem_of(path);
    if (stem.length == 0 || strcmp(path, "-") == 0)
        return churn_error_set(err, CHURN_USAGE, "--prefix: a table needs a file name to take its prefix from");
    char *text = malloc(stem.length + 1);
    if (text == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    memcpy(text, stem.data, stem.length);
    text[stem.length] = '_';
    *prefix = (struct churn_text){ text, stem.length + 1 };
    return CHURN_OK;
}

static enum churn_status read_table(struct cli *cli, const struct settings *settings, struct tables *tables,
                                    struct churn_error *err)
{
    size_t table = tables->count++;
    const char *path = cli->operand_count > 0 ? cli->operands[table] : "-";
    struct churn_join_table *joined = &tables->joined[table];
    joined->name = strcmp(path, "-") == 0 ? "<stdin>" : path;
    enum churn_status status = settings->prefix && table > 0 ? make_prefix(path, &joined->prefix, err) : CHURN_OK;
    if (status != CHURN_OK)
        return status;
    if (table == 0)
        status = cli_store_read_first(cli, settings->id, NULL, 0, &tables->stores[table], err);
    else
        status = cli_store_read_path(cli, &cli->operands[table], settings->right_id != NULL ? settings->right_id : settings->id,
                                     "--right-id", NULL, 0, &tables->stores[table], err);
    joined->store = tables->stores[table];
    return status;
}

/* What a person would otherwise miss: rows that went nowhere. */
static void say_counts(struct cli *cli, const struct settings *settings, const struct tables *tables)
{
    for (size_t table = 1; table < tables->count; table++) {
        size_t rows = churn_store_rows(tables->stores[table]), matched = tables->matched[table];
        const char *plural = rows == 1 ? "" : "s";
        if (matched == rows)
            cli_note(cli, "%s: %zu of %zu row%s joined", tables->joined[table].name, matched, rows, plural);
        else
            cli_note(cli, "%s: %zu of %zu row%s joined; the first table does not have the other customers, %zu%s",
                     tables->joined[table].name, matched, rows, plural, rows - matched,
                     settings->full ? ", who have rows of their own" : "");
    }
}

static enum churn_status run(struct cli *cli, const struct settings *settings, struct tables *tables, struct churn_error *err)
{
    struct churn_join_counts counts = { 0, tables->matched };
    struct churn_writer *writer;
    enum churn_status status = CHURN_OK;
    size_t wanted = cli->operand_count > 0 ? cli->operand_count : 1;
    if (wanted > TABLES_MAX)
        return churn_error_set(err, CHURN_USAGE, "%zu tables; at most %d can be joined at once", wanted, TABLES_MAX);
    if (cli->settings.no_header && wanted > 1 && !settings->prefix)
        return churn_error_set(err, CHURN_USAGE, "without headers the columns of two tables have the same names; use --prefix");
    while (status == CHURN_OK && tables->count < wanted)
        status = read_table(cli, settings, tables, err);
    if (status == CHURN_OK)
        status = churn_join_check(tables->joined, tables->count, err);
    if (status == CHURN_OK)
        status = cli_writer_open(cli, &writer, err);
    if (status == CHURN_OK)
        status = churn_join_write(tables->joined, tables->count, settings->full, writer, &counts, err);
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err);
    if (status == CHURN_OK)
        say_counts(cli, settings, tables);
    return status;
}

int main(int argc, char **argv)
{
    struct settings settings = { .id = NULL };
    struct tables tables = { .count = 0 };
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    code = run(&cli, &settings, &tables, &err) == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err);
    for (size_t i = 0; i < tables.count; i++) {
        churn_store_free(tables.stores[i]);
        free((char *)tables.joined[i].prefix.data);
    }
    return cli_end(&cli, code);
}
