/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-value: who is still there, how many orders will come, and what they are worth. churn-value(1) has the formulas. */
#include "value/value.h"

static const char *const SOURCES[] = { "transactions", "ledger", "customers", NULL };
static const char *const MODELS[] = { "bg-nbd", "mbg-nbd", "pareto-nbd", "auto", NULL };
static const char *const UNITS[] = { "week", "day", NULL };

#define AT(member) offsetof(struct value_settings, member)

static const struct cli_option OPTIONS[] = {
    { "input", 'i', CLI_CHOICE, AT(source), NULL, "Input", "what the rows are", "transactions", SOURCES },
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customer's id: a header name, or #N", "customer_id", NULL },
    { "date", 0, CLI_TEXT, AT(date), "COLUMN", "Input", "of transactions: day of the row", "date", NULL },
    { "amount", 0, CLI_TEXT, AT(amount), "COLUMN", "Input", "of transactions: money, or A*B", "amount", NULL },
    { "first-date", 0, CLI_TEXT, AT(first_date), "COLUMN", "Input", "of customers: first purchase", "first_date", NULL },
    { "last-date", 0, CLI_TEXT, AT(last_date), "COLUMN", "Input", "of customers: last purchase", "last_date", NULL },
    { "purchase-days", 0, CLI_TEXT, AT(purchase_days), "COLUMN", "Input", "of customers: distinct days with a purchase",
      "purchase_days", NULL },
    { "spend", 0, CLI_TEXT, AT(spend), "COLUMN", "Input", "of customers: money of all purchases", "spend if there", NULL },
    { "first-spend", 0, CLI_TEXT, AT(first_spend), "COLUMN", "Input", "of customers: money of the first day",
      "first_spend if there", NULL },
    { "as-of", 0, CLI_TEXT, AT(as_of), "DATE", "Input", "the day to look from; rows after it are left out; or today, yesterday",
      "last date in the data", NULL },
    { "model", 'm', CLI_CHOICE, AT(model), NULL, "Model", "how customers buy and drop out; auto: the most likely", "auto",
      MODELS },
    { "unit", 0, CLI_CHOICE, AT(unit), NULL, "Model", "of time, in the model", "week", UNITS },
    { "no-spend", 0, CLI_FLAG, AT(no_spend), NULL, "Model", "leave money out", NULL, NULL },
    { "fit", 0, CLI_FLAG, AT(fit), NULL, "Model", "report the fit instead of customers", NULL, NULL },
    { "save", 0, CLI_OUTPUT_FILE, AT(save), "FILE", "Model", "write the fitted model, for --load", NULL, NULL },
    { "load", 0, CLI_INPUT_FILE, AT(load), "FILE", "Model", "score by this model; nothing is fitted", NULL, NULL },
    { "calibrate-until", 0, CLI_DATE, AT(calibrate_until), "DATE", "Model",
      "fit up to this day, and report expected against actual orders after it", NULL, NULL },
    { "horizon", 0, CLI_COUNT, AT(horizon), "DAYS", "Prediction", "how far ahead", "365", NULL },
    { "annual-discount", 0, CLI_TEXT, AT(annual_discount), "SHARE", "Prediction",
      "add lifetime_value: money to come, discounted by so much a year", NULL, NULL },
    { "period", 0, CLI_TEXT, AT(period), "DAYS", "Prediction", "discount at the end of each so many days", "30", NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-value --annual-discount=0.1 samples/transactions.csv",
    "churn-value --fit --save=model.csv -f table samples/transactions.csv",
    "churn-value --calibrate-until=2026-04-30 -f table samples/transactions.csv",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-value", "expect each customer's orders, and what they are worth",
    "[FILE]...",   EXAMPLES,
    OPTIONS,       CLI_READS | CLI_WRITES | CLI_REPORTS,
};

static enum churn_status run(struct cli *cli, const struct value_settings *settings, struct value_people *people,
                             struct churn_error *err)
{
    struct value_plan plan;
    struct value_fits fits;
    enum churn_status status = value_plan_make(cli, settings, &plan, err);
    if (status == CHURN_OK)
        status = settings->source == VALUE_CUSTOMERS ? value_table_read(cli, settings, &plan, people, err)
                                                     : value_people_read(cli, settings, &plan, people, err);
    if (status == CHURN_OK)
        status = value_fit(cli, settings, &plan, people, &fits, err);
    if (status == CHURN_OK && settings->save != NULL)
        status = value_save(cli, settings, &fits, err);
    if (status != CHURN_OK)
        return status;
    if (settings->calibrate_until != CHURN_DAY_NONE)
        status = value_hold_out(cli, people, &fits.chosen, err);
    else if (settings->fit)
        status = value_report(cli, &fits, err);
    else
        status = value_write(cli, &plan, people, &fits.chosen, err);
    return status == CHURN_OK ? cli_writer_close(cli, err) : status;
}

int main(int argc, char **argv)
{
    struct value_settings settings = { .model = VALUE_AUTO, .horizon = VALUE_NO_HORIZON, .calibrate_until = CHURN_DAY_NONE };
    struct value_people people = { .ledger = NULL };
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    code = run(&cli, &settings, &people, &err) == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err);
    value_people_clear(&people);
    return cli_end(&cli, code);
}
