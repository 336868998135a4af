/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-winback: whom to call tonight, how hard to try, what to do, and who is left alone for what reason. */
#include "winback/winback.h"

static const char *const LEVELS[] = { "low", "medium", "high", "critical", NULL };

#define AT(member) offsetof(struct winback_settings, member)

static const struct cli_option OPTIONS[] = {
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customer's id: a header name, or #N", "customer_id", NULL },
    { "value", 0, CLI_TEXT, AT(value), "COLUMN", "Input", "what is lost with a customer", "monetary", NULL },
    { "promising", 0, CLI_TEXT, AT(promising), "COLUMN", "Input", "1 for small customers that promise more",
      "judged by age, scores and purchase days", NULL },
    { "as-of", 0, CLI_TEXT, AT(as_of), "DATE", "Input", "the day ages are counted to; or today, yesterday",
      "last_date plus recency_days", NULL },
    { "efforts", 0, CLI_INPUT_FILE, AT(efforts), "FILE", "Tables", "effort, chance and cost by tier", "built in", NULL },
    { "actions", 0, CLI_INPUT_FILE, AT(actions), "FILE", "Tables", "action, chance and cost by likely type, flag and tier",
      "built in", NULL },
    { "print-efforts", 0, CLI_FLAG, AT(print_efforts), NULL, "Tables", "print the efforts, for --efforts, and stop", NULL,
      NULL },
    { "print-actions", 0, CLI_FLAG, AT(print_actions), NULL, "Tables", "print the actions, for --actions, and stop", NULL,
      NULL },
    { "level", 0, CLI_CHOICE, AT(level), NULL, "Whom to leave out", "whose risk is below this level", "low: nobody", LEVELS },
    { "min-risk", 0, CLI_TEXT, AT(min_risk), "SHARE", "Whom to leave out", "whose risk is below", "0", NULL },
    { "min-gain", 0, CLI_AMOUNT, AT(min_gain), "AMOUNT", "Whom to leave out", "whose expected gain is below",
      "0, promising ones excepted", NULL },
    { "exclude", 0, CLI_TEXT, AT(exclude), "LIST", "Whom to leave out", "where a column is 1: COLUMN:REASON,...",
      "do_not_contact and the like", NULL },
    { "top", 0, CLI_COUNT, AT(top), "N", "Whom to leave out", "all but the first N", "all stay", NULL },
    { "top-each", 0, CLI_COUNT, AT(top_each), "N", "Whom to leave out", "all but the first N of each owner", "all stay", NULL },
    { "budget", 0, CLI_AMOUNT, AT(budget), "AMOUNT", "Whom to leave out", "whom so much money does not pay for", "no limit",
      NULL },
    { "columns", 0, CLI_TEXT, AT(columns), "LIST", "Output", "columns of the list, in this order", "all", NULL },
    { "excluded", 0, CLI_OUTPUT_FILE, AT(excluded), "FILE", "Output", "who is left out goes there, not below the list", NULL,
      NULL },
    { "per-owner", 0, CLI_TEXT, AT(per_owner), "COLUMN", "Output", "a list for each name in this column", NULL, NULL },
    { "out-dir", 0, CLI_FOLDER, AT(out_dir), "DIR", "Output", "folder of these lists and of their index, owners.csv", NULL,
      NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-rfm samples/transactions.csv | churn-tiers | churn-risk | churn-winback --top=20",
    "churn-rfm samples/transactions.csv | churn-tiers | churn-risk | churn-winback --budget=2000",
    "churn-winback --print-actions",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-winback",        "list whom to win back, in the order of what it may save", "[FILE]...", EXAMPLES, OPTIONS,
    CLI_READS | CLI_WRITES,
};

static enum churn_status work(struct cli *cli, const struct winback_settings *settings, struct winback_run *run,
                              struct churn_error *err)
{
    size_t fields;
    enum churn_status status = winback_plan_make(settings, &run->plan, err);
    fields = WINBACK_FIXED + run->plan.flag_count + run->plan.exclusion_count;
    if (status == CHURN_OK)
        status = cli_store_read(cli, settings->id, run->plan.fields, fields, &run->store, err);
    if (status == CHURN_OK)
        status = winback_table_make(cli, settings, &run->plan, run->store, &run->table, err);
    if (status == CHURN_OK)
        status = winback_columns_of_list(run->store, settings, &run->columns, err);
    if (status == CHURN_OK)
        status = winback_choose(&run->table, settings, &run->choice, err);
    if (status == CHURN_OK)
        status = winback_write(cli, settings, run, err);
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err);
    if (status != CHURN_OK)
        return status;
    if (run->owners != NULL)
        winback_owners_sweep(cli, run->owners);
    winback_say_columns(cli, &run->table);
    winback_say_choice(cli, &run->table, &run->choice);
    return CHURN_OK;
}

static enum churn_status print_tables(struct cli *cli, const struct winback_settings *settings, struct winback_run *run,
                                      struct churn_error *err)
{
    struct churn_writer *writer;
    if (settings->print_efforts && settings->print_actions)
        return churn_error_set(err, CHURN_USAGE, "--print-efforts and --print-actions are two tables; ask for one");
    enum churn_status status = winback_tables_make(settings, &run->plan, err);
    if (status == CHURN_OK)
        status = cli_writer_open(cli, &writer, err);
    if (status == CHURN_OK && settings->print_efforts)
        status = churn_winback_write_efforts(run->plan.tables, writer, err);
    else if (status == CHURN_OK)
        status = churn_winback_write_actions(run->plan.tables, writer, err);
    return status == CHURN_OK ? cli_writer_close(cli, err) : status;
}

int main(int argc, char **argv)
{
    struct winback_settings settings = {
        .min_gain = WINBACK_NOT_GIVEN, .budget = WINBACK_NOT_GIVEN, .top = UINT64_MAX, .top_each = UINT64_MAX
    };
    struct winback_run run = { .store = NULL };
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    bool prints = settings.print_efforts || settings.print_actions;
    enum churn_status status = prints ? print_tables(&cli, &settings, &run, &err) : work(&cli, &settings, &run, &err);
    code = status == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err);
    code = cli_end(&cli, code);
    winback_run_clear(&run);
    return code;
}
