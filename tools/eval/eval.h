/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-eval: settings from words, rows with scores and outcomes, reports. */
#ifndef EVAL_EVAL_H
#define EVAL_EVAL_H

#include <churn/churn.h>

#include "common/cli.h"

#define EVAL_SCORES_MAX 64
#define EVAL_BINS_MAX 1000

struct eval_settings {
    const char *scores, *churned, *retained;
    const char *confidence, *leak;
    const char *threshold;
    const char *cost, *success, *value, *value_column;
    uint64_t bins;
    bool lift, calibration, profit;
};

/* One score to judge: a column, and which way it points. */
struct eval_score {
    char *name; /* as given, without the minus */
    bool falls; /* lower is riskier */
    double *values;
    struct churn_evaluation *evaluation;
};

/* What the words of the options come to. */
struct eval_plan {
    char *names; /* owned; those of the scores lie in it */
    struct eval_score scores[EVAL_SCORES_MAX];
    size_t score_count;
    double confidence, leak;
    bool has_threshold, has_economics;
    double threshold;
    struct churn_economics economics;
    size_t bins;
};

enum churn_status eval_plan_make(const struct cli *cli, const struct eval_settings *settings, struct eval_plan *plan,
                                 struct churn_error *err);
void eval_plan_clear(struct eval_plan *plan);

/* The rows that have an outcome, all scores and, where one is asked for, a value. */
struct eval_rows {
    bool *churned;
    churn_amount *value; /* NULL: no such column */
    size_t count, capacity;
    uint64_t without_outcome, without_score, without_value; /* left out */
};

/* Read all rows, and judge every score. Cleared by the caller, also on failure. */
enum churn_status eval_rows_read(struct cli *cli, const struct eval_settings *settings, struct eval_plan *plan,
                                 struct eval_rows *rows, struct churn_error *err);
void eval_rows_clear(struct eval_rows *rows);

/* Remarks: what was left out, leaks, scores that point the other way, which are no probabilities. */
void eval_say(struct cli *cli, const struct eval_plan *plan, const struct eval_rows *rows);

enum churn_status eval_report_summary(struct cli *cli, const struct eval_plan *plan, const struct eval_rows *rows,
                                      struct churn_error *err);
enum churn_status eval_report_lift(struct cli *cli, const struct eval_plan *plan, struct churn_error *err);
enum churn_status eval_report_calibration(struct cli *cli, const struct eval_plan *plan, struct churn_error *err);
enum churn_status eval_report_profit(struct cli *cli, const struct eval_plan *plan, struct churn_error *err);

#endif
