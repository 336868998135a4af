/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader of the figures should know beside them. */
#include "eval/eval.h"

static void say_left_out(struct cli *cli, uint64_t rows, const char *what)
{
    if (rows > 0)
        cli_note(cli, "%llu row%s without %s left out", (unsigned long long)rows, rows == 1 ? "" : "s", what);
}

static void say_direction(struct cli *cli, const struct eval_plan *plan, const struct eval_score *score)
{
    double auc = churn_evaluation_auc(score->evaluation, plan->confidence).value;
    if (auc > plan->leak || auc < 1 - plan->leak)
        cli_note(cli,
                 "warning: %.60s alone tells nearly all who churned (AUC %.4f): was it known before they did, or is it the "
                 "outcome by another name?",
                 score->name, auc);
    else if (auc < 0.5)
        cli_note(cli, "%.60s points the other way (AUC %.4f); --score=%s%.60s turns it round", score->name, auc,
                 score->falls ? "" : "-", score->name);
}

static void say_kind(struct cli *cli, const struct eval_score *score)
{
    uint64_t impossible = 0;
    if (!churn_evaluation_is_share(score->evaluation)) {
        cli_note(cli, "%.60s goes beyond 0 to 1: no probability, so nothing is said of log loss, Brier score and calibration",
                 score->name);
        return;
    }
    churn_evaluation_log_loss(score->evaluation, &impossible);
    if (impossible > 0)
        cli_note(cli, "%.60s: log loss is infinite: %llu row%s with a score of 0 or 1 came out the other way", score->name,
                 (unsigned long long)impossible, impossible == 1 ? "" : "s");
}

void eval_say(struct cli *cli, const struct eval_plan *plan, const struct eval_rows *rows)
{
    say_left_out(cli, rows->without_outcome, "an outcome");
    say_left_out(cli, rows->without_score, plan->score_count == 1 ? "a score" : "all scores");
    say_left_out(cli, rows->without_value, "a value");
    for (size_t i = 0; i < plan->score_count; i++) {
        say_direction(cli, plan, &plan->scores[i]);
        say_kind(cli, &plan->scores[i]);
    }
}
