/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was seen of contracts beside what the model says, and the model's parameters. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cohort/cohort.h"
#include "common/report.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define EXPECTED_DECIMALS 3 /* of customers that are expected */
#define DIGITS_SIZE 40

static const struct cli_column PROJECTION[] = {
    { "cohort", CLI_COLUMN_TEXT },           { "period", CLI_COLUMN_NUMBER },      { "alive", CLI_COLUMN_NUMBER },
    { "share", CLI_COLUMN_NUMBER },          { "retention", CLI_COLUMN_NUMBER },   { "fitted_share", CLI_COLUMN_NUMBER },
    { "fitted_low", CLI_COLUMN_NUMBER },     { "fitted_high", CLI_COLUMN_NUMBER }, { "fitted_retention", CLI_COLUMN_NUMBER },
    { "expected_alive", CLI_COLUMN_NUMBER },
};

static const struct cli_column PARAMETERS[] = {
    { "cohort", CLI_COLUMN_TEXT },           { "customers", CLI_COLUMN_NUMBER },  { "renewals", CLI_COLUMN_NUMBER },
    { "finding", CLI_COLUMN_TEXT },          { "alpha", CLI_COLUMN_NUMBER },      { "alpha_error", CLI_COLUMN_NUMBER },
    { "beta", CLI_COLUMN_NUMBER },           { "beta_error", CLI_COLUMN_NUMBER }, { "churn", CLI_COLUMN_NUMBER },
    { "log_likelihood", CLI_COLUMN_NUMBER }, { "gradient", CLI_COLUMN_NUMBER },   { "steps", CLI_COLUMN_NUMBER },
};

static void put_share(double share, struct cli_report *report)
{
    cli_report_real(report, share, COHORT_SHARE_DECIMALS);
}

/* The customers to be expected: by the model of those who began, and beyond what was seen of those who are left. */
static double expect(const struct survivors *cohort, size_t period)
{
    size_t seen = cohort->count - 1;
    double share = churn_sbg_survival(&cohort->fit, period);
    return period <= seen ? cohort->alive[0] * share : cohort->alive[seen] * share / churn_sbg_survival(&cohort->fit, seen);
}

static void put_fit(const struct cohort_plan *plan, const struct survivors *cohort, size_t period, struct cli_report *report)
{
    double low, high;
    churn_sbg_limits(&cohort->fit, period, plan->z, &low, &high);
    put_share(churn_sbg_survival(&cohort->fit, period), report);
    put_share(low, report);
    put_share(high, report);
    put_share(period > 0 ? churn_sbg_retention(&cohort->fit, period) : NAN, report);
    cli_report_real(report, expect(cohort, period), EXPECTED_DECIMALS);
}

static enum churn_status put_row(const struct cohort_plan *plan, const struct survivor_table *table, size_t index,
                                 size_t period, struct cli_report *report, struct churn_error *err)
{
    const struct survivors *cohort = &table->cohorts[index];
    bool seen = period < cohort->count;
    cli_report_text(report, (struct churn_text){ cohort->name, strlen(cohort->name) });
    cli_report_integer(report, (int64_t)period);
    cli_report_real(report, seen ? cohort->alive[period] : NAN, table->decimals);
    put_share(seen ? cohort->alive[period] / cohort->alive[0] : NAN, report);
    put_share(seen && period > 0 ? cohort->alive[period] / cohort->alive[period - 1] : NAN, report);
    if (cohort->fitted) {
        put_fit(plan, cohort, period, report);
    } else {
        for (int i = 0; i < 5; i++)
            cli_report_null(report);
    }
    return cli_report_row(report, err);
}

enum churn_status cohort_report_projection(struct cli *cli, const struct cohort_plan *plan, const struct survivor_table *table,
                                           struct churn_error *err)
{
    struct cli_report *report;
    enum churn_status status = cli_report_open(cli, "periods", PROJECTION, COUNT(PROJECTION), &report, err);
    for (size_t i = 0; status == CHURN_OK && i < table->count; i++) {
        size_t periods = table->cohorts[i].count + (table->cohorts[i].fitted ? plan->project : 0);
        for (size_t period = 0; status == CHURN_OK && period < periods; period++)
            status = put_row(plan, table, i, period, report, err);
    }
    return status;
}

static void put_digits(double value, struct cli_report *report)
{
    char text[DIGITS_SIZE] = "";
    if (isfinite(value))
        snprintf(text, sizeof text, "%.9g", value);
    cli_report_name(report, text);
}

static void put_parameters(const struct churn_sbg *fit, struct cli_report *report)
{
    cli_report_integer(report, (int64_t)fit->renewals);
    cli_report_name(report, churn_sbg_finding_name(fit->finding));
    put_digits(fit->alpha, report);
    put_digits(fit->alpha_error, report);
    put_digits(fit->beta, report);
    put_digits(fit->beta_error, report);
    put_share(fit->churn, report);
    cli_report_real(report, fit->log_likelihood, COHORT_SHARE_DECIMALS);
    cli_report_real(report, fit->gradient, COHORT_SHARE_DECIMALS);
    cli_report_integer(report, fit->steps);
}

enum churn_status cohort_report_parameters(struct cli *cli, const struct cohort_plan *plan, const struct survivor_table *table,
                                           struct churn_error *err)
{
    struct cli_report *report;
    double customers = 0;
    enum churn_status status = cli_report_open(cli, "models", PARAMETERS, COUNT(PARAMETERS), &report, err);
    for (size_t i = 0; i < table->count; i++)
        customers += table->cohorts[i].alive[0];
    for (size_t i = 0; status == CHURN_OK && i < (plan->together && table->count > 0 ? 1 : table->count); i++) {
        const struct survivors *cohort = &table->cohorts[i];
        const char *name = plan->together ? "all" : cohort->name;
        cli_report_text(report, (struct churn_text){ name, strlen(name) });
        cli_report_real(report, plan->together ? customers : cohort->alive[0], table->decimals);
        if (cohort->fitted) {
            put_parameters(&cohort->fit, report);
        } else {
            cli_report_null(report);
            cli_report_name(report, "none");
            for (int j = 0; j < 8; j++)
                cli_report_null(report);
        }
        status = cli_report_row(report, err);
    }
    return status;
}
