/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-cohort: customers by the month they came, and what is left of them later; contracts projected. churn-cohort(1) defines
 * it.
 */
#include "cohort/cohort.h"

static const char *const INPUTS[] = { "transactions", "contracts", "alive", NULL };
static const char *const PERIODS[] = { "month", "quarter", "year", NULL };
static const char *const REFUNDS[] = { "money", "activity", NULL };
static const char *const TRIANGLES[] = { "active", "share", "gross", "net", NULL };
static const char *const FITS[] = { "each", "together", NULL };

#define AT(member) offsetof(struct cohort_settings, member)

static const struct cli_option OPTIONS[] = {
    { "input", 'i', CLI_CHOICE, AT(input), NULL, "Input", "what the files are", "transactions", INPUTS },
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "transactions: the customer; contracts: what no two rows share",
      "customer_id", NULL },
    { "date", 0, CLI_TEXT, AT(date), "COLUMN", "Input", "transactions: day of the row", "date", NULL },
    { "amount", 0, CLI_TEXT, AT(amount), "COLUMN", "Input", "transactions: money, or A*B: two columns multiplied", "amount",
      NULL },
    { "start", 0, CLI_TEXT, AT(start), "COLUMN", "Input", "contracts: first day", "since", NULL },
    { "end", 0, CLI_TEXT, AT(end), "COLUMN", "Input", "contracts: day it ended or will end; empty: open", "contract_end",
      NULL },
    { "cohort", 0, CLI_TEXT, AT(cohort), "COLUMN", "Input", "alive: name of the cohort", "cohort", NULL },
    { "renewals", 0, CLI_TEXT, AT(renewals), "COLUMN", "Input", "alive: how many renewals, from 0 on", "period", NULL },
    { "alive", 0, CLI_TEXT, AT(alive), "COLUMN", "Input", "alive: customers left after them", "alive", NULL },
    { "per", 'p', CLI_CHOICE, AT(per), NULL, "Cohorts", "length of a period", "month", PERIODS },
    { "as-of", 0, CLI_TEXT, AT(as_of), "DATE", "Cohorts",
      "the day to look from; rows after it are left out; or today, yesterday", "last date; contracts need it", NULL },
    { "refunds", 0, CLI_CHOICE, AT(refunds), NULL, "Cohorts", "what a refund is: money back, or activity as well", "money",
      REFUNDS },
    { "triangle", 0, CLI_CHOICE, AT(triangle), NULL, "Reports", "a row a cohort, a column a period, with this in the cells",
      NULL, TRIANGLES },
    { "fit", 0, CLI_CHOICE, AT(fit), NULL, "Projection", "one model for each cohort, or one for all together",
      "alive: each; contracts: together", FITS },
    { "project", 0, CLI_COUNT, AT(project), "PERIODS", "Projection", "contracts, alive: so many periods beyond what is seen",
      "5", NULL },
    { "confidence", 0, CLI_TEXT, AT(confidence), "SHARE", "Projection", "of its intervals", "95%", NULL },
    { "parameters", 0, CLI_FLAG, AT(parameters), NULL, "Reports", "the fitted parameters, not the cohorts", NULL, NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-cohort samples/transactions.csv",
    "churn-cohort --per=quarter --triangle=share -f table samples/transactions.csv",
    "churn-cohort -i contracts --per=year --as-of=2026-10-31 -f table samples/customers.csv",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-cohort", "follow customers by the month they came, and project contracts",
    "[FILE]...",    EXAMPLES,
    OPTIONS,        CLI_READS | CLI_WRITES | CLI_REPORTS,
};

int main(int argc, char **argv)
{
    struct cohort_settings settings = { .per = COHORT_NOT_GIVEN,
                                        .refunds = COHORT_NOT_GIVEN,
                                        .triangle = COHORT_NOT_GIVEN,
                                        .fit = COHORT_NOT_GIVEN,
                                        .project = COHORT_PROJECT_NOT_GIVEN };
    struct cohort_plan plan;
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    enum churn_status status = cohort_plan_make(&cli, &settings, &plan, &err);
    if (status == CHURN_OK)
        status =
            settings.input == COHORT_TRANSACTIONS ? cohort_purchases(&cli, &plan, &err) : cohort_survivors(&cli, &plan, &err);
    return cli_end(&cli, status == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err));
}
