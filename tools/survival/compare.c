/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether groups differ: one row for each test and group. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/report.h"
#include "survival/survival.h"

#define DECIMALS 9 /* of sums and statistics */

static const struct cli_column TESTS[] = {
    { "test", CLI_COLUMN_TEXT },       { "group", CLI_COLUMN_TEXT },        { "observed", CLI_COLUMN_NUMBER },
    { "expected", CLI_COLUMN_NUMBER }, { "chi_square", CLI_COLUMN_NUMBER }, { "df", CLI_COLUMN_NUMBER },
    { "p", CLI_COLUMN_NUMBER },
};

/* Digits, not decimals: of a small p it matters how small. */
static void put_p(double p, struct cli_report *report)
{
    char text[SURVIVAL_TIME_SIZE] = "";
    if (isfinite(p))
        snprintf(text, sizeof text, "%.9g", p);
    cli_report_name(report, text);
}

static enum churn_status put_test(const struct survival_groups *groups, enum churn_survival_test test, double *sums,
                                  struct cli_report *report, struct churn_error *err)
{
    struct churn_survival_result result;
    double *observed = sums, *expected = sums + groups->count;
    enum churn_status status = churn_survival_compare(groups->curves, groups->count, test, &result, observed, expected, err);
    for (size_t group = 0; status == CHURN_OK && group < groups->count; group++) {
        cli_report_name(report, churn_survival_test_name(test));
        cli_report_text(report, groups->groups[group].name);
        cli_report_real(report, observed[group], DECIMALS);
        cli_report_real(report, expected[group], DECIMALS);
        cli_report_real(report, result.statistic, DECIMALS);
        cli_report_integer(report, (int64_t)result.df);
        put_p(result.p, report);
        status = cli_report_row(report, err);
    }
    return status;
}

enum churn_status survival_report_tests(struct cli *cli, const struct survival_groups *groups, struct churn_error *err)
{
    struct cli_report *report;
    double *sums = calloc(2 * groups->count + 1, sizeof *sums);
    enum churn_status status = sums != NULL ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "out of memory");
    if (status == CHURN_OK)
        status = cli_report_open(cli, "tests", TESTS, sizeof TESTS / sizeof TESTS[0], &report, err);
    for (int test = 0; status == CHURN_OK && test < CHURN_SURVIVAL_TESTS; test++)
        status = put_test(groups, (enum churn_survival_test)test, sums, report, err);
    free(sums);
    return status;
}
