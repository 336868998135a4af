/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known after fitting, as the tables and remarks of the tool share it. A share that is not known is NAN. */
#ifndef CURVE_RESULT_H
#define CURVE_RESULT_H

#include "common/report.h"
#include "curve/curve.h"

#define CURVE_COLUMNS_MAX 40

/* One score of a group. */
struct curve_level {
    struct churn_outcome_cell cell;
    double n, retained;
    double rate, low, high; /* observed, Wilson */
    double isotonic;
    double fit, fit_low, fit_high, slope; /* of the chosen curve */
    double gain;                          /* of one point more */
    double value_of_a_point;
    const char *zone; /* "" where there is none */
};

/* Where zones end. */
struct curve_zones {
    bool known;
    bool by_bends;
    double border[2]; /* scores: defection below the first, affection from the second */
};

struct curve_group {
    struct churn_text name; /* borrowed from the outcomes */
    struct curve_level *levels;
    size_t count;
    struct churn_curve_fits *fits; /* NULL: no curve can be fitted, for the reason in refusal */
    struct churn_error refusal;
    const struct churn_curve_fit *chosen; /* NULL: none */
    struct curve_zones zones;
};

/* The columns of the report, which borrows them until it is printed. */
struct curve_table {
    struct cli_column columns[CURVE_COLUMNS_MAX];
    size_t count;
};

struct curve_result {
    const struct curve_settings *settings;
    const struct curve_data *data;
    struct curve_plan plan;
    struct curve_group *groups;
    size_t count;
    size_t fitted; /* groups with a curve */
    bool tested;
    struct churn_curve_test test;
    struct curve_table table;
};

/* Fit every group. CHURN_NUMERIC where there is no observation, or no group with a curve. */
enum churn_status curve_result_make(const struct curve_settings *settings, const struct curve_data *data,
                                    const struct curve_plan *plan, struct curve_result *result, struct churn_error *err);
void curve_result_clear(struct curve_result *result);

/* Remarks. */
void curve_result_say(struct cli *cli, const struct curve_result *result);

/* Where lifting by a point keeps most, of each customer or in all. */
void curve_say_gains(struct cli *cli, const struct curve_result *result, const struct curve_group *group, bool each,
                     const char *who);

/* The tables. */
enum churn_status curve_levels_write(struct cli *cli, struct curve_result *result, struct churn_error *err);
enum churn_status curve_models_write(struct cli *cli, struct curve_result *result, struct churn_error *err);
enum churn_status curve_parameters_write(struct cli *cli, struct curve_result *result, struct churn_error *err);

/* --save. */
enum churn_status curve_result_save(struct cli *cli, const struct curve_result *result, struct churn_error *err);

/* A score with as many decimals as tell it: 4, 2.5. buffer holds CURVE_SCORE_SIZE bytes. */
#define CURVE_SCORE_SIZE 40
const char *curve_score_text(double score, char *buffer);

#endif
