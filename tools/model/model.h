/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-model: settings from words, features and outcomes, the fit and its report, hold-outs, prediction. */
#ifndef MODEL_MODEL_TOOL_H
#define MODEL_MODEL_TOOL_H

#include <churn/churn.h>

#include "common/cli.h"

#define MODEL_FEATURES_MAX 200
#define MODEL_FOLDS_MAX 100

enum model_missing { MODEL_MISSING_FAIL, MODEL_MISSING_LEVEL };
enum model_unknown { MODEL_UNKNOWN_FAIL, MODEL_UNKNOWN_AVERAGE };

struct model_settings {
    const char *id, *churned, *retained, *numeric, *categorical;
    unsigned missing; /* enum model_missing */
    const char *ridge, *confidence, *leak;
    const char *save, *predict;
    unsigned unknown; /* enum model_unknown */
    uint64_t folds, seed;
    const char *time;
};

/* One feature that is asked for. */
struct model_feature {
    char *name;
    char *reference; /* or NULL */
    bool categorical;
};

/* Fields of the store: the outcome, the time, then the features. */
enum { MODEL_OUTCOME, MODEL_TIME, MODEL_FIRST_FEATURE };

struct model_plan {
    char *numeric, *categorical; /* owned; the names lie in them */
    struct model_feature features[MODEL_FEATURES_MAX];
    size_t count;
    struct churn_field fields[MODEL_FIRST_FEATURE + MODEL_FEATURES_MAX];
    bool inverted; /* the outcome is who stayed */
    double confidence, leak;
    struct churn_logistic_options options;
};

enum churn_status model_plan_make(const struct cli *cli, const struct model_settings *settings, struct model_plan *plan,
                                  struct churn_error *err);
void model_plan_clear(struct model_plan *plan);

/* The customers whose outcome is known, as columns. Row i here is row rows[i] of the store. */
struct model_data {
    struct churn_store *store;
    size_t *rows;
    size_t count;
    uint64_t without_outcome;
    double *churned;
    bool *outcome; /* the same */
    struct churn_logistic_feature features[MODEL_FEATURES_MAX];
    struct churn_logistic_model *model;
    double *x;
    struct churn_logistic_data numbers; /* x and churned, for the fit */
};

/* Read everything; warn of leaks. Cleared by the caller, also on failure. */
enum churn_status model_data_read(struct cli *cli, const struct model_settings *settings, struct model_plan *plan,
                                  struct model_data *data, struct churn_error *err);
void model_data_clear(struct model_data *data);

/* Fit, say how it went, save; and the table of coefficients. */
enum churn_status model_fit(struct cli *cli, const struct model_settings *settings, const struct model_plan *plan,
                            struct model_data *data, struct churn_error *err);
enum churn_status model_report(struct cli *cli, const struct model_plan *plan, const struct model_data *data,
                               const struct churn_logistic_fit *fit, struct churn_error *err);
/* A fit that has no answer, in words. */
enum churn_status model_refuse_fit(const struct model_data *data, const struct churn_logistic_fit *fit,
                                   struct churn_error *err);

/* Columns of one value are left out of every fit: say so. */
void model_say_constant(struct cli *cli, const struct model_data *data);

/* --folds: fitted to some customers, judged by others. */
enum churn_status model_folds(struct cli *cli, const struct model_settings *settings, const struct model_plan *plan,
                              struct model_data *data, struct churn_error *err);

/* --predict: customers through, with their chance of churning and what it is made of. */
enum churn_status model_predict(struct cli *cli, const struct model_settings *settings, struct churn_error *err);

#endif
