/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All figures of each score, one a row. */
#include <math.h>

#include "common/report.h"
#include "eval/eval.h"

static const struct cli_column COLUMNS[] = {
    { "score", CLI_COLUMN_TEXT },   { "measure", CLI_COLUMN_TEXT },
    { "value", CLI_COLUMN_NUMBER }, { "standard_error", CLI_COLUMN_NUMBER },
    { "low", CLI_COLUMN_NUMBER },   { "high", CLI_COLUMN_NUMBER },
    { "p", CLI_COLUMN_NUMBER },
};

/* Where the rows go, of which score, and whether they still go. */
struct summary {
    struct cli_report *report;
    const struct eval_plan *plan;
    const struct eval_score *score;
    enum churn_status status;
    struct churn_error *err;
};

static void write_row(struct summary *summary, const char *measure, struct churn_estimate estimate, double p)
{
    if (summary->status != CHURN_OK)
        return;
    cli_report_name(summary->report, summary->score->name);
    cli_report_name(summary->report, measure);
    cli_report_real(summary->report, estimate.value, 6);
    cli_report_real(summary->report, estimate.standard_error, 6);
    cli_report_real(summary->report, estimate.low, 6);
    cli_report_real(summary->report, estimate.high, 6);
    cli_report_real(summary->report, p, 6);
    summary->status = cli_report_row(summary->report, summary->err);
}

static void write_real(struct summary *summary, const char *measure, double value)
{
    write_row(summary, measure, (struct churn_estimate){ value, NAN, NAN, NAN }, NAN);
}

static void write_count(struct summary *summary, const char *measure, uint64_t count)
{
    if (summary->status != CHURN_OK)
        return;
    cli_report_name(summary->report, summary->score->name);
    cli_report_name(summary->report, measure);
    cli_report_integer(summary->report, (int64_t)count);
    for (int i = 0; i < 4; i++)
        cli_report_null(summary->report);
    summary->status = cli_report_row(summary->report, summary->err);
}

static void write_probability(struct summary *summary)
{
    const struct eval_plan *plan = summary->plan;
    struct churn_brier brier;
    struct churn_calibration calibration;
    uint64_t impossible;
    if (!churn_evaluation_is_share(summary->score->evaluation) || summary->status != CHURN_OK)
        return;
    write_real(summary, "log_loss", churn_evaluation_log_loss(summary->score->evaluation, &impossible));
    summary->status = churn_evaluation_brier(summary->score->evaluation, plan->bins, &brier, summary->err);
    if (summary->status != CHURN_OK)
        return;
    write_real(summary, "brier", brier.score);
    write_real(summary, "brier_reliability", brier.reliability);
    write_real(summary, "brier_resolution", brier.resolution);
    write_real(summary, "brier_uncertainty", brier.uncertainty);
    write_real(summary, "brier_within", brier.within);
    summary->status = churn_evaluation_calibration(summary->score->evaluation, plan->confidence, &calibration, summary->err);
    if (summary->status != CHURN_OK)
        return;
    if (!calibration.found)
        calibration.intercept = calibration.slope = calibration.at_large = (struct churn_estimate){ NAN, NAN, NAN, NAN };
    write_row(summary, "calibration_intercept", calibration.intercept, NAN);
    write_row(summary, "calibration_slope", calibration.slope, NAN);
    write_row(summary, "calibration_at_large", calibration.at_large, NAN);
}

static double ratio(uint64_t part, uint64_t rest)
{
    return part + rest == 0 ? NAN : (double)part / (double)(part + rest);
}

static void write_confusion(struct summary *summary)
{
    struct churn_confusion found = churn_evaluation_confusion(summary->score->evaluation, summary->plan->threshold);
    uint64_t wrong = found.false_alarms + found.misses;
    write_real(summary, "threshold", summary->plan->threshold);
    write_count(summary, "hits", found.hits);
    write_count(summary, "false_alarms", found.false_alarms);
    write_count(summary, "misses", found.misses);
    write_count(summary, "passed", found.passed);
    write_real(summary, "precision", ratio(found.hits, found.false_alarms));
    write_real(summary, "recall", ratio(found.hits, found.misses));
    write_real(summary, "specificity", ratio(found.passed, found.false_alarms));
    write_real(summary, "accuracy", ratio(found.hits + found.passed, wrong));
    write_real(summary, "f1", ratio(2 * found.hits, wrong));
}

static void write_profit(struct summary *summary)
{
    const struct churn_economics *economics = &summary->plan->economics;
    const struct churn_evaluation *evaluation = summary->score->evaluation;
    struct churn_profit best = churn_evaluation_best(evaluation, economics);
    struct churn_profit all = churn_evaluation_profit(evaluation, economics, churn_evaluation_distinct(evaluation) - 1);
    write_real(summary, "best_threshold", best.threshold);
    write_count(summary, "best_called", best.called);
    write_count(summary, "best_churned", best.churned);
    write_real(summary, "best_profit", best.profit);
    write_real(summary, "profit_of_calling_all", all.profit);
}

/* Against the first score of the list, on the same rows. */
static void write_difference(struct summary *summary, const struct eval_rows *rows)
{
    const struct eval_score *first = &summary->plan->scores[0];
    struct churn_auc_difference found;
    if (summary->score == first || summary->status != CHURN_OK)
        return;
    summary->status = churn_evaluation_compare(summary->score->values, first->values, rows->churned, rows->count,
                                               summary->plan->confidence, &found, summary->err);
    write_row(summary, "auc_less_first", found.difference, found.p);
}

static void write_score(struct summary *summary, const struct eval_rows *rows)
{
    const struct churn_evaluation *evaluation = summary->score->evaluation;
    uint64_t count = churn_evaluation_rows(evaluation), churned = churn_evaluation_churned(evaluation);
    struct churn_evaluation_bin bins[EVAL_BINS_MAX];
    size_t made;
    write_count(summary, "rows", count);
    write_count(summary, "churned", churned);
    write_real(summary, "churn_rate", (double)churned / (double)count);
    write_row(summary, "auc", churn_evaluation_auc(evaluation, summary->plan->confidence), NAN);
    write_difference(summary, rows);
    write_real(summary, "average_precision", churn_evaluation_average_precision(evaluation));
    churn_evaluation_bins(evaluation, summary->plan->bins, true, bins, &made);
    write_real(summary, "lift_of_first_bin", bins[0].churned / (double)bins[0].rows / ((double)churned / (double)count));
    write_probability(summary);
    if (summary->plan->has_threshold)
        write_confusion(summary);
    if (summary->plan->has_economics)
        write_profit(summary);
}

enum churn_status eval_report_summary(struct cli *cli, const struct eval_plan *plan, const struct eval_rows *rows,
                                      struct churn_error *err)
{
    struct summary summary = { .plan = plan, .err = err };
    summary.status = cli_report_open(cli, "evaluation", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &summary.report, err);
    for (size_t i = 0; summary.status == CHURN_OK && i < plan->score_count; i++) {
        summary.score = &plan->scores[i];
        write_score(&summary, rows);
    }
    return summary.status;
}
