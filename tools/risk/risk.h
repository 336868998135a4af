/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-risk: settings from words, the day to look from, customers' features from cells, remarks. */
#ifndef RISK_RISK_H
#define RISK_RISK_H

#include <churn/churn.h>

#include "common/cli.h"

#define RISK_NO_HORIZON UINT64_MAX
#define RISK_HORIZON 91 /* days, where nothing else says it */

struct risk_settings {
    const char *id;
    const char *as_of;
    uint64_t horizon; /* RISK_NO_HORIZON: not given */
    churn_amount scale;
    const char *levels;
    const char *rules;
    bool print_rules;
    uint64_t max_reasons;
};

/* A model with the settings' rules and levels; it knows no day yet and is fitted to nobody. */
enum churn_status risk_plan_make(const struct risk_settings *settings, struct churn_risk_model **model,
                                 struct churn_error *err);

/* The fields of a store, by feature; behind them the days that p_no_order is of. */
#define RISK_HORIZON_DAYS CHURN_RISK_FEATURES
#define RISK_FIELDS (CHURN_RISK_FEATURES + 1)
void risk_fields(struct churn_field fields[RISK_FIELDS]);

/* The days of p_no_order are the model's, where the data know them; said on standard error. CHURN_DATA where the rows do not
 * agree on them, or not with
 * --horizon. */
enum churn_status risk_find_horizon(struct cli *cli, const struct risk_settings *settings, const struct churn_store *store,
                                    struct churn_risk_model *model, struct churn_error *err);

/* The cells of a row as features. CHURN_DATA with its place for a zone or a share that is none, or a score above scale. */
enum churn_status risk_features_of(const struct churn_store *store, size_t row, double scale,
                                   struct churn_risk_features *features, struct churn_error *err);

/* The day to look from: *as_of as given, or, where that is none, found in the data; said on standard error. */
enum churn_status risk_find_as_of(struct cli *cli, const struct churn_store *store, churn_day *as_of, struct churn_error *err);

/* Are the columns that will be appended free? Those of rules that are turned off are not. */
enum churn_status risk_check_columns(const struct churn_store *store, const struct churn_risk_model *model,
                                     struct churn_error *err);

/* Judge and write all customers, and say how many have which level. */
enum churn_status risk_write(struct cli *cli, const struct risk_settings *settings, const struct churn_store *store,
                             const struct churn_risk_model *model, struct churn_error *err);

/* Rules that are off for want of columns, customers who bought after the as-of date, and what was fitted. */
void risk_say_rules(struct cli *cli, const struct risk_settings *settings, const struct churn_store *store,
                    const struct churn_risk_model *model, churn_day as_of);
void risk_say_levels(struct cli *cli, const uint64_t levels[CHURN_RISK_LEVELS], uint64_t unknown);

#endif
