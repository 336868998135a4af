/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of churn-model's options: which columns are features, of which kind. Nothing is guessed from the data. */
#include <stdlib.h>
#include <string.h>

#include "common/share.h"
#include "model/model.h"

#define RIDGE_MOST 1e12 /* coefficients are 0 to the last digits long before */

static struct churn_text all_of(const char *text)
{
    return (struct churn_text){ text, strlen(text) };
}

static bool parse_share(const char *text, double *value)
{
    churn_amount share;
    if (!cli_share(all_of(text), &share))
        return false;
    *value = churn_amount_to_double(share);
    return true;
}

/* Not as an amount: those end at a thousand millions. */
static bool parse_ridge(const char *text, double *ridge)
{
    static const struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    bool given = false;
    return churn_score_parse(all_of(text), &rules, ridge, &given, NULL) == CHURN_OK && given && *ridge >= 0 &&
           *ridge <= RIDGE_MOST;
}

static enum churn_status add_features(const char *list, bool categorical, char **words, struct model_plan *plan,
                                      struct churn_error *err)
{
    if (list == NULL)
        return CHURN_OK;
    *words = strdup(list);
    if (*words == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (char *at = *words; at != NULL;) {
        char *name = strsep(&at, ","), *level = categorical ? strchr(name, '=') : NULL;
        if (plan->count == MODEL_FEATURES_MAX)
            return churn_error_set(err, CHURN_USAGE, "at most %d features", MODEL_FEATURES_MAX);
        if (level != NULL)
            *level++ = '\0';
        if (name[0] == '\0' || (level != NULL && level[0] == '\0'))
            return churn_error_set(err, CHURN_USAGE,
                                   categorical
                                       ? "--categorical takes columns, each maybe with its reference: region,contract=none"
                                       : "--numeric takes columns, such as recency_days,orders");
        for (size_t i = 0; i < plan->count; i++)
            if (strcmp(plan->features[i].name, name) == 0)
                return churn_error_set(err, CHURN_USAGE, "the feature %.60s is named twice", name);
        plan->features[plan->count++] = (struct model_feature){ name, level, categorical };
    }
    return CHURN_OK;
}

static void name_fields(const struct model_settings *settings, struct model_plan *plan)
{
    /* An option that is not given names a column that cannot be. */
    plan->fields[MODEL_TIME] = (struct churn_field){ settings->time != NULL ? settings->time : "", "--time", CHURN_FIELD_DAY,
                                                     settings->time != NULL, true };
    for (size_t i = 0; i < plan->count; i++)
        plan->fields[MODEL_FIRST_FEATURE + i] = (struct churn_field){
            plan->features[i].name,
            plan->features[i].categorical ? "--categorical" : "--numeric",
            plan->features[i].categorical ? CHURN_FIELD_TEXT : CHURN_FIELD_REAL,
            true,
            settings->missing == MODEL_MISSING_FAIL,
        };
}

static enum churn_status check_modes(const struct cli *cli, const struct model_settings *settings, struct churn_error *err)
{
    bool fits = settings->numeric != NULL || settings->categorical != NULL;
    if (cli->settings.expect_total != NULL)
        return churn_error_set(err, CHURN_USAGE, "--expect-total is not for this program: features have no sum");
    if (settings->predict != NULL && (fits || settings->save != NULL || settings->folds != 0 || settings->time != NULL ||
                                      settings->ridge != NULL || settings->churned != NULL || settings->retained != NULL))
        return churn_error_set(err, CHURN_USAGE, "--predict applies a saved model: of the options of a fit it takes none");
    if (settings->predict != NULL && cli->settings.format != CLI_FORMAT_CSV)
        return churn_error_set(err, CHURN_USAGE, "--predict passes a table through, as CSV: leave out --format");
    if (settings->predict != NULL)
        return CHURN_OK;
    if (!fits)
        return churn_error_set(err, CHURN_USAGE, "name the features: --numeric=COLUMN,... and --categorical=COLUMN,...");
    if (settings->churned != NULL && settings->retained != NULL)
        return churn_error_set(err, CHURN_USAGE, "--retained and --churned are opposites: give one");
    if (settings->unknown != MODEL_UNKNOWN_FAIL)
        return churn_error_set(err, CHURN_USAGE, "--unknown goes with --predict");
    if (settings->folds == 1 || settings->folds > MODEL_FOLDS_MAX)
        return churn_error_set(err, CHURN_USAGE, "--folds is from 2 to %d", MODEL_FOLDS_MAX);
    if (settings->folds == 0 && settings->time != NULL)
        return churn_error_set(err, CHURN_USAGE, "--time wants --folds=N, the number of blocks to judge");
    if (settings->folds != 0 && settings->save != NULL)
        return churn_error_set(err, CHURN_USAGE, "--folds judges models and keeps none: leave out --save");
    return CHURN_OK;
}

enum churn_status model_plan_make(const struct cli *cli, const struct model_settings *settings, struct model_plan *plan,
                                  struct churn_error *err)
{
    *plan = (struct model_plan){ .confidence = 0.95, .leak = 0.99, .options = CHURN_LOGISTIC_OPTIONS_INIT };
    enum churn_status status = check_modes(cli, settings, err);
    if (status != CHURN_OK)
        return status;
    if (settings->ridge != NULL && !parse_ridge(settings->ridge, &plan->options.ridge))
        return churn_error_set(err, CHURN_USAGE, "--ridge takes a number from 0 to 1000000000000, such as 1");
    if (settings->confidence != NULL &&
        (!parse_share(settings->confidence, &plan->confidence) || plan->confidence < 0.5 || plan->confidence > 0.9999))
        return churn_error_set(err, CHURN_USAGE, "--confidence takes a share from 50%% to 99.99%%, such as 95%% or 0.95");
    if (settings->leak != NULL && (!parse_share(settings->leak, &plan->leak) || plan->leak < 0.5))
        return churn_error_set(err, CHURN_USAGE, "--leak-above takes an AUC from 0.5 to 1, such as 0.99");
    status = add_features(settings->numeric, false, &plan->numeric, plan, err);
    if (status == CHURN_OK)
        status = add_features(settings->categorical, true, &plan->categorical, plan, err);
    if (status == CHURN_OK)
        name_fields(settings, plan);
    return status;
}

void model_plan_clear(struct model_plan *plan)
{
    free(plan->numeric);
    free(plan->categorical);
}
