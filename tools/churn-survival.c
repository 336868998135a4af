/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-survival: how long customers stay, counting rightly those who are still there. churn-survival(1) has the formulas. */
#include "survival/survival.h"

static const char *const INPUTS[] = { "durations", "customers", "ledger", "contracts", NULL };
static const char *const INTERVALS[] = { "log-log", "log", "plain", NULL };

#define AT(member) offsetof(struct survival_settings, member)

static const struct cli_option OPTIONS[] = {
    { "input", 'i', CLI_CHOICE, AT(input), NULL, "Input", "what the files are", "durations", INPUTS },
    { "duration", 0, CLI_TEXT, AT(duration), "COLUMN", "Input", "durations: how long the customer stayed", "duration", NULL },
    { "event", 0, CLI_TEXT, AT(event), "COLUMN", "Input", "durations: 1, yes, true: left then; 0, no, false: still there",
      "event", NULL },
    { "weight", 0, CLI_TEXT, AT(weight), "COLUMN", "Input", "durations: how many customers the row stands for", "1", NULL },
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customers, contracts: what no two rows share", "customer_id", NULL },
    { "first", 0, CLI_TEXT, AT(first), "COLUMN", "Input", "customers: first purchase", "first_date", NULL },
    { "last", 0, CLI_TEXT, AT(last), "COLUMN", "Input", "customers: last purchase", "last_date", NULL },
    { "start", 0, CLI_TEXT, AT(start), "COLUMN", "Input", "contracts: first day", "since", NULL },
    { "end", 0, CLI_TEXT, AT(end), "COLUMN", "Input", "contracts: day it ended or will end; empty: open", "contract_end",
      NULL },
    { "group-by", 'g', CLI_TEXT, AT(group), "COLUMN", "Input", "a curve for each value of this column", NULL, NULL },
    { "gone-after", 0, CLI_COUNT, AT(gone_after), "DAYS", "Lives",
      "customers, ledger: gone is who is silent for more than so many days", NULL, NULL },
    { "as-of", 0, CLI_TEXT, AT(as_of), "DATE", "Lives", "the day to look from; or today, yesterday",
      "by the data; contracts need it", NULL },
    { "interval", 0, CLI_CHOICE, AT(interval), NULL, "Curves", "scale on which intervals are made", "log-log", INTERVALS },
    { "confidence", 0, CLI_TEXT, AT(confidence), "SHARE", "Curves", "of all intervals", "95%", NULL },
    { "at", 0, CLI_TEXT, AT(at), "LIST", "Reports", "only these times, such as 0,90,180,360, with all numbers up to each", NULL,
      NULL },
    { "summary", 0, CLI_FLAG, AT(summary), NULL, "Reports", "median, quartiles and restricted mean of each group", NULL, NULL },
    { "until", 0, CLI_TEXT, AT(until), "TIME", "Reports", "limit of the restricted mean", "as far as all curves reach", NULL },
    { "tests", 0, CLI_FLAG, AT(tests), NULL, "Reports", "do groups differ? five tests", NULL, NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-rfm -q samples/transactions.csv | churn-survival -i customers --gone-after=180 --summary",
    "churn-rfm -q samples/transactions.csv | churn-survival -i customers --gone-after=180 --at=90,365",
    "churn-survival -i contracts --as-of=2026-10-31 -g region --tests -f table samples/customers.csv",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-survival", "say how long customers stay, and whether groups differ",
    "[FILE]...",      EXAMPLES,
    OPTIONS,          CLI_READS | CLI_WRITES | CLI_REPORTS,
};

static enum churn_status work(struct cli *cli, const struct survival_plan *plan, struct churn_error *err)
{
    struct survival_lives lives = { .outcomes = NULL };
    struct survival_groups groups = { .groups = NULL };
    enum churn_status status = survival_lives_read(cli, plan, &lives, err);
    if (status == CHURN_OK)
        status = survival_groups_make(plan, &lives, &groups, err);
    if (status == CHURN_OK && plan->settings->summary)
        status = survival_report_summary(cli, &groups, err);
    else if (status == CHURN_OK && plan->settings->tests)
        status = survival_report_tests(cli, &groups, err);
    else if (status == CHURN_OK)
        status = survival_report_curves(cli, &groups, err);
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err);
    if (status == CHURN_OK)
        status = survival_say(cli, &groups, err);
    survival_groups_clear(&groups);
    survival_lives_clear(&lives);
    return status;
}

int main(int argc, char **argv)
{
    struct survival_settings settings = { .gone_after = SURVIVAL_NOT_GIVEN };
    struct survival_plan plan;
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    enum churn_status status = survival_plan_make(&cli, &settings, &plan, &err);
    if (status == CHURN_OK)
        status = work(&cli, &plan, &err);
    code = cli_end(&cli, status == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err));
    survival_plan_clear(&plan);
    return code;
}
