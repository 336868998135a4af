/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-curve: observations from three kinds of input, curves fitted to them, tables and remarks, prediction. */
#ifndef CURVE_CURVE_H
#define CURVE_CURVE_H

#include <churn/churn.h>

#include "common/cli.h"

struct curve_settings {
    /* a table, or the surveys, or the scores */
    const char *score, *retained, *churned, *weight, *value, *group;
    /* customers followed up, or joined */
    const char *id, *date, *other_id, *purchase_date, *amount;
    const char *surveys, *transactions, *score_from, *retained_from, *customers;
    uint64_t within_days;
    churn_day as_of;
    unsigned surveys_used; /* enum churn_surveys_used */
    unsigned population;   /* enum curve_population */
    /* curves */
    unsigned model;
    const char *zones, *reference, *confidence;
    /* what comes out */
    bool models, parameters, all_fits;
    const char *save, *predict;
};

#define CURVE_NOT_GIVEN UINT64_MAX /* --retained-within */

enum curve_population { CURVE_BUYERS, CURVE_EVERYONE };

static inline uint64_t curve_within_days(const struct curve_settings *settings)
{
    return settings->within_days != CURVE_NOT_GIVEN ? settings->within_days : 180;
}

/* Observations by group and score, and how to print their sums. */
struct curve_data {
    struct churn_outcomes *outcomes;
    unsigned weight_decimals, value_decimals;
};

/* What the words of the options come to. */
struct curve_plan {
    struct churn_curve_options options;
    bool has_thresholds; /* given; else they serve curves without bends */
    double threshold[2]; /* shares retained */
    bool automatic;      /* the model is chosen by AICc */
    enum churn_curve_model model;
};

/* Read --zones, --reference, --confidence and --model. */
enum churn_status curve_plan_make(const struct curve_settings *settings, struct curve_plan *plan, struct churn_error *err);

/* Contradictions between options, before a byte is read. --surveys and --score-from become the operands. */
enum churn_status curve_settings_check(struct cli *cli, const struct curve_settings *settings, struct churn_error *err);

/* Read all input; what was left out and why is said. */
enum churn_status curve_data_read(struct cli *cli, const struct curve_settings *settings, struct curve_data *data,
                                  struct churn_error *err);
void curve_data_clear(struct curve_data *data);

/* --predict: rows through, two columns appended. */
enum churn_status curve_predict(struct cli *cli, const struct curve_settings *settings, struct churn_error *err);

#endif
