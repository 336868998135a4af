/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of coefficients with their tests. */
#include <math.h>

#include "common/report.h"
#include "model/model.h"

static const struct cli_column COLUMNS[] = {
    { "feature", CLI_COLUMN_TEXT },
    { "kind", CLI_COLUMN_TEXT },
    { "level", CLI_COLUMN_TEXT },
    { "coefficient", CLI_COLUMN_NUMBER },
    { "standard_error", CLI_COLUMN_NUMBER },
    { "z", CLI_COLUMN_NUMBER },
    { "p", CLI_COLUMN_NUMBER },
    { "odds_ratio", CLI_COLUMN_NUMBER },
    { "odds_low", CLI_COLUMN_NUMBER },
    { "odds_high", CLI_COLUMN_NUMBER },
    { "lr", CLI_COLUMN_NUMBER },
    { "lr_df", CLI_COLUMN_NUMBER },
    { "lr_p", CLI_COLUMN_NUMBER },
};

/* Half of the interval, in standard errors: the z that Wald's test calls as rare as the confidence leaves. */
static double reach_of(double confidence)
{
    double low = 0, high = 10;
    for (int i = 0; i < 100; i++) {
        double middle = (low + high) / 2;
        *(churn_normal_beyond(middle) > 1 - confidence ? &low : &high) = middle;
    }
    return low;
}

static void write_estimate(struct cli_report *report, const struct model_plan *plan, double coefficient, double error,
                           bool odds)
{
    bool tested = plan->options.ridge == 0 && error > 0;
    double reach = reach_of(plan->confidence) * error;
    cli_report_real(report, coefficient, 10);
    cli_report_real(report, error, 10);
    cli_report_real(report, tested ? coefficient / error : NAN, 6);
    cli_report_real(report, tested ? churn_normal_beyond(coefficient / error) : NAN, 6);
    cli_report_real(report, odds ? exp(coefficient) : NAN, 6);
    cli_report_real(report, odds && tested ? exp(coefficient - reach) : NAN, 6);
    cli_report_real(report, odds && tested ? exp(coefficient + reach) : NAN, 6);
}

static enum churn_status write_intercept(struct cli_report *report, const struct model_plan *plan,
                                         const struct model_data *data, struct churn_error *err)
{
    double error, coefficient = churn_logistic_model_intercept(data->model, &error);
    cli_report_null(report);
    cli_report_name(report, "intercept");
    cli_report_null(report);
    write_estimate(report, plan, coefficient, error, false);
    for (int i = 0; i < 3; i++)
        cli_report_null(report);
    return cli_report_row(report, err);
}

/* The test of a feature stands with its first term. */
static enum churn_status write_test(struct cli_report *report, const struct model_plan *plan, const struct model_data *data,
                                    const struct churn_logistic_fit *fit, size_t number, bool first, struct churn_error *err)
{
    struct churn_logistic_test test = { NAN, 0, NAN };
    enum churn_status status = CHURN_OK;
    if (first && plan->options.ridge == 0)
        status = churn_logistic_test_feature(data->model, &data->numbers, fit, number, &test, err);
    if (status != CHURN_OK)
        return status;
    cli_report_real(report, test.df > 0 ? test.statistic : NAN, 6);
    if (test.df > 0)
        cli_report_integer(report, (int64_t)test.df);
    else
        cli_report_null(report);
    cli_report_real(report, test.p, 6);
    return cli_report_row(report, err);
}

enum churn_status model_report(struct cli *cli, const struct model_plan *plan, const struct model_data *data,
                               const struct churn_logistic_fit *fit, struct churn_error *err)
{
    struct cli_report *report;
    size_t before = SIZE_MAX;
    enum churn_status status = cli_report_open(cli, "coefficients", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &report, err);
    if (status == CHURN_OK)
        status = write_intercept(report, plan, data, err);
    for (size_t i = 0; status == CHURN_OK && i < churn_logistic_model_terms(data->model); i++) {
        struct churn_logistic_term term = churn_logistic_model_term(data->model, i);
        bool reference = term.kind == CHURN_LOGISTIC_REFERENCE;
        cli_report_text(report, term.feature);
        cli_report_name(report, churn_logistic_kind_name(term.kind));
        cli_report_text(report, term.level);
        write_estimate(report, plan, term.coefficient, reference ? NAN : term.standard_error, true);
        status = write_test(report, plan, data, fit, term.number, term.number != before, err);
        before = term.number;
    }
    return status;
}
