/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of coefficients with their tests. */
#include <math.h>

#include "common/report.h"
#include "model/model.h"

#define DIGITS 6                      /* significant, of tests and odds ratios */
#define DIGITS_OF_COEFFICIENTS 10     /* their size says nothing: money has small ones */
#define DIGITS_AWAY 2                 /* of an odds ratio's distance from 1, and one more */
#define DIGITS_MOST 15                /* a double holds no more */
#define ODDS_MOST 690.775527898213705 /* ln 10^300 */
#define FLAT 1e-14                    /* log odds: less leaves DIGITS_MOST digits as they are */

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

/* What a table of odds ratios cannot show, to be said. */
struct unshown {
    size_t beyond, flat;
};

/* Digits enough to tell it from 1: a unit of money does little to the odds, and that little is the answer. */
static void write_odds(struct cli_report *report, double log_odds, struct unshown *unshown)
{
    bool beyond = fabs(log_odds) > ODDS_MOST;
    double away = fabs(expm1(log_odds)), digits = away > 0 && away < 1 ? DIGITS_AWAY - floor(log10(away)) : 0;
    unshown->beyond += beyond;
    cli_report_digits(report, beyond ? NAN : exp(log_odds), (unsigned)fmin(fmax(digits, DIGITS), DIGITS_MOST));
}

static void write_estimate(struct cli_report *report, const struct model_plan *plan, double coefficient, double error,
                           bool odds, struct unshown *unshown)
{
    bool tested = plan->options.ridge == 0 && error > 0;
    double reach = reach_of(plan->confidence) * error;
    cli_report_digits(report, coefficient, DIGITS_OF_COEFFICIENTS);
    cli_report_digits(report, error, DIGITS_OF_COEFFICIENTS);
    cli_report_digits(report, tested ? coefficient / error : NAN, DIGITS);
    cli_report_digits(report, tested ? churn_normal_beyond(coefficient / error) : NAN, DIGITS);
    for (int side = 0; side <= 2; side++)
        if (odds && (side == 0 || tested))
            write_odds(report, coefficient + (side == 0 ? 0 : side == 1 ? -reach : reach), unshown);
        else
            cli_report_null(report);
    unshown->flat += odds && coefficient != 0 && fabs(coefficient) < FLAT;
}

static void say_unshown(struct cli *cli, const struct unshown *unshown)
{
    if (unshown->beyond > 0)
        cli_note(cli, "%zu odds ratio%s or limit%s left empty: over 10^300 or under 10^-300", unshown->beyond,
                 unshown->beyond == 1 ? "" : "s", unshown->beyond == 1 ? " is" : "s are");
    if (unshown->flat > 0)
        cli_note(cli, "%zu odds ratio%s 1 to all digits shown, as a unit is so little: scale the column%s", unshown->flat,
                 unshown->flat == 1 ? " is" : "s are", unshown->flat == 1 ? "" : "s");
}

static enum churn_status write_intercept(struct cli_report *report, const struct model_plan *plan,
                                         const struct model_data *data, struct unshown *unshown, struct churn_error *err)
{
    double error, coefficient = churn_logistic_model_intercept(data->model, &error);
    cli_report_null(report);
    cli_report_name(report, "intercept");
    cli_report_null(report);
    write_estimate(report, plan, coefficient, error, false, unshown);
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
    cli_report_digits(report, test.p, DIGITS);
    return cli_report_row(report, err);
}

enum churn_status model_report(struct cli *cli, const struct model_plan *plan, const struct model_data *data,
                               const struct churn_logistic_fit *fit, struct churn_error *err)
{
    struct cli_report *report;
    struct unshown unshown = { 0, 0 };
    size_t before = SIZE_MAX;
    enum churn_status status = cli_report_open(cli, "coefficients", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &report, err);
    if (status == CHURN_OK)
        status = write_intercept(report, plan, data, &unshown, err);
    for (size_t i = 0; status == CHURN_OK && i < churn_logistic_model_terms(data->model); i++) {
        struct churn_logistic_term term = churn_logistic_model_term(data->model, i);
        bool reference = term.kind == CHURN_LOGISTIC_REFERENCE;
        cli_report_text(report, term.feature);
        cli_report_name(report, churn_logistic_kind_name(term.kind));
        cli_report_text(report, term.level);
        write_estimate(report, plan, term.coefficient, reference ? NAN : term.standard_error, true, &unshown);
        status = write_test(report, plan, data, fit, term.number, term.number != before, err);
        before = term.number;
    }
    if (status == CHURN_OK)
        say_unshown(cli, &unshown);
    return status;
}
