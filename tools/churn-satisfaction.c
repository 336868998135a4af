/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-satisfaction: what surveys say of each customer, or of each month. churn-satisfaction(1) has the formulas. */
#include "satisfaction/satisfaction.h"

static const char *const PERIODS[] = { "month", "quarter", "year", NULL };

#define AT(member) offsetof(struct satisfaction_settings, member)

static const struct cli_option OPTIONS[] = {
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customer's id: a header name, or #N", "customer_id", NULL },
    { "date", 0, CLI_TEXT, AT(date), "COLUMN", "Input", "day of the survey", "date", NULL },
    { "score", 0, CLI_TEXT, AT(score), "COLUMN", "Input", "how satisfied the customer is", "score", NULL },
    { "expected", 0, CLI_TEXT, AT(expected), "COLUMN", "Input", "what the customer had expected, on the same scale",
      "expected if there", NULL },
    { "scale", 0, CLI_TEXT, AT(scale), "MIN..MAX", "Input", "refuse scores outside of these, such as 1..5", "any score", NULL },
    { "as-of", 0, CLI_TEXT, AT(as_of), "DATE", "Input",
      "the day to look from; surveys after it are left out; or today, yesterday", "last date in the data", NULL },
    { "curve", 'c', CLI_INPUT_FILE, AT(curve), "FILE", "Customers", "add what churn-curve --save wrote: retention, zone", NULL,
      NULL },
    { "per", 'p', CLI_CHOICE, AT(per), NULL, "Report", "report each month, quarter or year instead of each customer", NULL,
      PERIODS },
    { "group-by", 'g', CLI_TEXT, AT(group), "COLUMN", "Report", "a row for each value of this column too", NULL, NULL },
    { "satisfied", 0, CLI_TEXT, AT(satisfied), "SCORE", "Report", "the least score that counts as satisfied",
      "4 on a scale 1..5", NULL },
    { "target", 0, CLI_TEXT, AT(target), "SHARE", "Report", "share that is to be satisfied, such as 90% or 0.9", NULL, NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-satisfaction samples/surveys.csv",
    "churn-satisfaction --as-of=2026-09-30 --scale=1..5 samples/surveys.csv",
    "churn-satisfaction --per=quarter -g channel --target=90% -f table samples/surveys.csv",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-satisfaction",
    "say what surveys tell of each customer, or of each month against a target",
    "[FILE]...",
    EXAMPLES,
    OPTIONS,
    CLI_READS | CLI_WRITES | CLI_REPORTS,
};

enum churn_status satisfaction_open(struct cli *cli, const struct satisfaction_plan *plan, struct churn_surveys **surveys,
                                    struct churn_error *err)
{
    struct churn_cell_rules rules;
    struct churn_reader *reader;
    enum churn_status status = cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_surveys_new(reader, &plan->roles, &rules, surveys, err);
    return status == CHURN_OK ? CHURN_OK : cli_reader_close(cli, status, NULL, 0, err);
}

/* A sum of scores tells nobody anything; it is a control for those who ask for it. */
enum churn_status satisfaction_close(struct cli *cli, enum churn_status status, const struct churn_survey_counts *counts,
                                     struct churn_error *err)
{
    const churn_amount *total = cli->settings.expect_total != NULL ? &counts->total : NULL;
    return cli_reader_close(cli, status == CHURN_OK ? CHURN_END : status, total, counts->decimals, err);
}

void satisfaction_say(struct cli *cli, const struct satisfaction_plan *plan, const struct churn_survey_counts *counts)
{
    bool given = plan->as_of != CHURN_DAY_NONE;
    cli_say_as_of(cli, given ? plan->as_of : counts->last_day, given ? "" : ", the last date in the data");
    if (counts->later > 0)
        cli_note(cli, "%llu survey%s after the as-of date left out", (unsigned long long)counts->later,
                 counts->later == 1 ? "" : "s");
    if (counts->unscored > 0)
        cli_note(cli, "%llu survey%s without a score left out", (unsigned long long)counts->unscored,
                 counts->unscored == 1 ? "" : "s");
}

int main(int argc, char **argv)
{
    struct satisfaction_settings settings = { .per = SATISFACTION_NOT_GIVEN };
    struct satisfaction_plan plan;
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    enum churn_status status = satisfaction_plan_make(&cli, &settings, &plan, &err);
    if (status == CHURN_OK)
        status = settings.per != SATISFACTION_NOT_GIVEN ? satisfaction_periods(&cli, &plan, &err)
                                                        : satisfaction_customers(&cli, &plan, &err);
    code = cli_end(&cli, status == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err));
    satisfaction_plan_clear(&plan);
    return code;
}
