/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lift and gain by tenth, calibration by bin, profit by threshold: a row a part, score after score. */
#include <math.h>

#include "common/report.h"
#include "eval/eval.h"

static const struct cli_column LIFT[] = {
    { "score", CLI_COLUMN_TEXT },          { "bin", CLI_COLUMN_NUMBER },     { "rows", CLI_COLUMN_NUMBER },
    { "lowest_score", CLI_COLUMN_NUMBER }, { "churned", CLI_COLUMN_NUMBER }, { "churn_rate", CLI_COLUMN_NUMBER },
    { "lift", CLI_COLUMN_NUMBER },         { "gain", CLI_COLUMN_NUMBER },    { "cumulative_lift", CLI_COLUMN_NUMBER },
};

static const struct cli_column CALIBRATION[] = {
    { "score", CLI_COLUMN_TEXT },       { "bin", CLI_COLUMN_NUMBER },    { "rows", CLI_COLUMN_NUMBER },
    { "foretold", CLI_COLUMN_NUMBER },  { "came", CLI_COLUMN_NUMBER },   { "came_low", CLI_COLUMN_NUMBER },
    { "came_high", CLI_COLUMN_NUMBER }, { "inside", CLI_COLUMN_NUMBER },
};

static const struct cli_column PROFIT[] = {
    { "score", CLI_COLUMN_TEXT },     { "threshold", CLI_COLUMN_NUMBER }, { "called", CLI_COLUMN_NUMBER },
    { "churned", CLI_COLUMN_NUMBER }, { "profit", CLI_COLUMN_NUMBER },
};

static enum churn_status report_lift(struct cli_report *report, const struct eval_plan *plan, const struct eval_score *score,
                                     struct churn_error *err)
{
    struct churn_evaluation_bin bins[EVAL_BINS_MAX];
    double all = (double)churn_evaluation_churned(score->evaluation), rows = (double)churn_evaluation_rows(score->evaluation);
    double churned = 0, seen = 0;
    size_t made;
    enum churn_status status = CHURN_OK;
    churn_evaluation_bins(score->evaluation, plan->bins, true, bins, &made);
    for (size_t i = 0; status == CHURN_OK && i < made; i++) {
        churned += bins[i].churned;
        seen += (double)bins[i].rows;
        cli_report_name(report, score->name);
        cli_report_integer(report, (int64_t)i + 1);
        cli_report_integer(report, (int64_t)bins[i].rows);
        cli_report_real(report, bins[i].low, 6);
        cli_report_real(report, bins[i].churned, 2);
        cli_report_real(report, bins[i].churned / (double)bins[i].rows, 6);
        cli_report_real(report, bins[i].churned / (double)bins[i].rows / (all / rows), 6);
        cli_report_real(report, churned / all, 6);
        cli_report_real(report, churned / seen / (all / rows), 6);
        status = cli_report_row(report, err);
    }
    return status;
}

enum churn_status eval_report_lift(struct cli *cli, const struct eval_plan *plan, struct churn_error *err)
{
    struct cli_report *report;
    enum churn_status status = cli_report_open(cli, "lift", LIFT, sizeof LIFT / sizeof LIFT[0], &report, err);
    for (size_t i = 0; status == CHURN_OK && i < plan->score_count; i++)
        status = report_lift(report, plan, &plan->scores[i], err);
    return status;
}

static enum churn_status report_calibration(struct cli_report *report, const struct eval_plan *plan,
                                            const struct eval_score *score, struct churn_error *err)
{
    struct churn_evaluation_bin bins[EVAL_BINS_MAX];
    size_t made;
    enum churn_status status = CHURN_OK;
    churn_evaluation_bins(score->evaluation, plan->bins, false, bins, &made);
    for (size_t i = 0; status == CHURN_OK && i < made; i++) {
        double low, high;
        churn_wilson((double)bins[i].rows, bins[i].churned, plan->confidence, &low, &high);
        cli_report_name(report, score->name);
        cli_report_integer(report, (int64_t)i + 1);
        cli_report_integer(report, (int64_t)bins[i].rows);
        cli_report_real(report, bins[i].mean, 6);
        cli_report_real(report, bins[i].churned / (double)bins[i].rows, 6);
        cli_report_real(report, low, 6);
        cli_report_real(report, high, 6);
        cli_report_integer(report, bins[i].mean >= low && bins[i].mean <= high);
        status = cli_report_row(report, err);
    }
    return status;
}

enum churn_status eval_report_calibration(struct cli *cli, const struct eval_plan *plan, struct churn_error *err)
{
    struct cli_report *report;
    for (size_t i = 0; i < plan->score_count; i++)
        if (!churn_evaluation_is_share(plan->scores[i].evaluation))
            return churn_error_set(err, CHURN_NUMERIC, "--calibration wants probabilities, and %.60s goes beyond 0 to 1",
                                   plan->scores[i].name);
    enum churn_status status =
        cli_report_open(cli, "calibration", CALIBRATION, sizeof CALIBRATION / sizeof CALIBRATION[0], &report, err);
    for (size_t i = 0; status == CHURN_OK && i < plan->score_count; i++)
        status = report_calibration(report, plan, &plan->scores[i], err);
    return status;
}

static enum churn_status report_profit(struct cli_report *report, const struct eval_plan *plan, const struct eval_score *score,
                                       struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < churn_evaluation_distinct(score->evaluation); i++) {
        struct churn_profit found = churn_evaluation_profit(score->evaluation, &plan->economics, i);
        cli_report_name(report, score->name);
        cli_report_real(report, found.threshold, 6);
        cli_report_integer(report, (int64_t)found.called);
        cli_report_integer(report, (int64_t)found.churned);
        cli_report_real(report, found.profit, 2);
        status = cli_report_row(report, err);
    }
    return status;
}

enum churn_status eval_report_profit(struct cli *cli, const struct eval_plan *plan, struct churn_error *err)
{
    struct cli_report *report;
    enum churn_status status = cli_report_open(cli, "profit", PROFIT, sizeof PROFIT / sizeof PROFIT[0], &report, err);
    for (size_t i = 0; status == CHURN_OK && i < plan->score_count; i++)
        status = report_profit(report, plan, &plan->scores[i], err);
    return status;
}
