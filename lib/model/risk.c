/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A customer before all rules. Each rule speaks for itself; what they say is combined by noisy-or, so that a further reason
 * raises the risk and none can be argued away, and the order of rules does not matter. Protections are factors on the result:
 * a contract lowers whatever risk there is.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/risk.h"

#define HORIZON_MAX 36500 /* days */

enum churn_status churn_risk_new(churn_day as_of, unsigned horizon_days, double scale, struct churn_risk_model **model,
                                 struct churn_error *err)
{
    *model = NULL;
    if (!(scale > 0))
        return churn_error_set(err, CHURN_USAGE, "the highest score must be above 0");
    *model = calloc(1, sizeof **model);
    if (*model == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*model)->as_of = as_of;
    (*model)->scale = scale;
    for (size_t rule = 0; rule < RISK_RULE_COUNT; rule++)
        (*model)->settings[rule] = RISK_RULES[rule].setting;
    for (unsigned i = 0; i < CHURN_RISK_LEVELS - 1; i++)
        (*model)->borders[i] = 0.25 * (i + 1);
    enum churn_status status = churn_risk_set_horizon(*model, horizon_days, err);
    if (status != CHURN_OK) {
        churn_risk_free(*model);
        *model = NULL;
    }
    return status;
}

void churn_risk_free(struct churn_risk_model *model)
{
    if (model == NULL)
        return;
    rhythm_clear(&model->exposure_counts);
    rhythm_clear(&model->rhythm_counts);
    free(model);
}

void churn_risk_set_as_of(struct churn_risk_model *model, churn_day as_of)
{
    model->as_of = as_of;
}

enum churn_status churn_risk_set_horizon(struct churn_risk_model *model, uint64_t horizon_days, struct churn_error *err)
{
    if (horizon_days < 1 || horizon_days > HORIZON_MAX)
        return churn_error_set(err, CHURN_USAGE, "the horizon is from 1 to %d days", HORIZON_MAX);
    model->horizon = (double)horizon_days;
    return CHURN_OK;
}

struct churn_risk_setting churn_risk_setting_of(const struct churn_risk_model *model, size_t rule)
{
    return model->settings[rule];
}

enum churn_status churn_risk_set(struct churn_risk_model *model, size_t rule, const struct churn_risk_setting *setting,
                                 struct churn_error *err)
{
    if (!(setting->weight >= 0 && setting->weight <= 1))
        return churn_error_set(err, CHURN_USAGE, "a weight is from 0 to 1");
    if (!(setting->threshold >= 0))
        return churn_error_set(err, CHURN_USAGE, "a threshold is not below 0");
    if (RISK_RULES[rule].share && setting->threshold > 1)
        return churn_error_set(err, CHURN_USAGE, "the threshold of %s is a share from 0 to 1", RISK_RULES[rule].name);
    model->settings[rule] = *setting;
    return CHURN_OK;
}

enum churn_status churn_risk_set_levels(struct churn_risk_model *model, const double borders[CHURN_RISK_LEVELS - 1],
                                        struct churn_error *err)
{
    double before = 0;
    for (unsigned i = 0; i < CHURN_RISK_LEVELS - 1; i++) {
        if (!(borders[i] > before && borders[i] < 1))
            return churn_error_set(err, CHURN_USAGE, "the borders of levels must ascend, above 0 and below 1");
        before = borders[i];
    }
    memcpy(model->borders, borders, sizeof model->borders);
    return CHURN_OK;
}

/* Whole days that hang together; else nothing is known. */
static struct risk_purchases purchases_of(const struct churn_risk_model *model, const struct churn_risk_features *features)
{
    struct risk_purchases found = { .known = false };
    if (features->known[CHURN_RISK_LAST_DATE])
        found.silent = (double)model->as_of - features->value[CHURN_RISK_LAST_DATE];
    else if (features->known[CHURN_RISK_RECENCY_DAYS])
        found.silent = features->value[CHURN_RISK_RECENCY_DAYS];
    else
        return found;
    found.silent_known = found.silent >= 0;
    bool by_day = features->known[CHURN_RISK_PURCHASE_DAYS];
    enum churn_risk_feature count = by_day ? CHURN_RISK_PURCHASE_DAYS : CHURN_RISK_ORDERS;
    if (!features->known[count] || features->value[count] < 1 || !features->known[CHURN_RISK_FIRST_DATE])
        return found;
    found.exposed = (double)model->as_of - features->value[CHURN_RISK_FIRST_DATE];
    found.active = found.exposed - found.silent;
    /* Orders of one day are one purchase (Fader, Hardie, Lee 2005); of the days after the first there are no more than active:
     * a gap of no days would make the likelihood unbounded. One order of two days, such as a contract's, is two purchases. */
    found.repeats = fmin(fmax(features->value[count] - 1, found.active > 0), fmax(found.active, 0));
    found.known = found.silent_known && found.active >= 0;
    return found;
}

struct risk_case risk_case_of(const struct churn_risk_model *model, const struct churn_risk_features *features, size_t rule)
{
    return (struct risk_case){ model, features, purchases_of(model, features), model->settings[rule] };
}

enum churn_status churn_risk_add(struct churn_risk_model *model, const struct churn_risk_features *features,
                                 struct churn_error *err)
{
    struct risk_purchases purchases = purchases_of(model, features);
    if (!purchases.known || purchases.repeats > 1e7)
        return CHURN_OK;
    size_t repeats = (size_t)purchases.repeats;
    enum churn_status status = rhythm_add(&model->exposure_counts, repeats, (size_t)purchases.exposed, err);
    if (status == CHURN_OK && repeats > 0)
        status = rhythm_add(&model->rhythm_counts, repeats, (size_t)purchases.active, err);
    return status;
}

enum churn_status churn_risk_fit(struct churn_risk_model *model, struct churn_error *err)
{
    enum churn_status status = rhythm_fit(&model->exposure_counts, &model->exposure, err);
    return status == CHURN_OK ? rhythm_fit(&model->rhythm_counts, &model->rhythm, err) : status;
}

const struct churn_risk_gamma *churn_risk_exposure(const struct churn_risk_model *model)
{
    return &model->exposure;
}

const struct churn_risk_gamma *churn_risk_rhythm(const struct churn_risk_model *model)
{
    return &model->rhythm;
}

/* The type for which most speaks: weights add up as minus logarithms, as noisy-or has it. */
static void find_type(const struct churn_risk_model *model, const struct churn_risk_features *features,
                      struct churn_risk_result *result)
{
    double speaks[CHURN_RISK_TYPES] = { 0 };
    for (size_t rule = 0; rule < RISK_RULE_COUNT; rule++) {
        struct risk_case it = risk_case_of(model, features, rule);
        enum churn_risk_type type = RISK_RULES[rule].type;
        if (!RISK_RULES[rule].has_type || result->flags[rule] != CHURN_RISK_FLAGGED)
            continue;
        if (RISK_RULES[rule].type_of == NULL || RISK_RULES[rule].type_of(&it, &type))
            speaks[type] -= log1p(-fmin(result->weights[rule], 0.999));
    }
    result->type = CHURN_RISK_OTHER;
    for (enum churn_risk_type type = 0; type < CHURN_RISK_TYPES; type++)
        if (speaks[type] > speaks[result->type])
            result->type = type;
    result->typed = speaks[result->type] > 0;
}

/* Has a model of buying seen what the rules of silence see? */
static bool silence_is_modelled(const struct churn_risk_model *model, const struct churn_risk_features *features)
{
    for (size_t rule = 0; rule < RISK_RULE_COUNT; rule++) {
        struct risk_case it = risk_case_of(model, features, rule);
        double weight = 0;
        if (RISK_RULES[rule].models_silence && it.setting.on && RISK_RULES[rule].judge(&it, &weight) != CHURN_RISK_UNKNOWN)
            return true;
    }
    return false;
}

/* Purchases without a rhythm of all to hold them against: that none of the other rules is flagged says nothing of them. */
static bool silence_is_blind(const struct churn_risk_model *model, const struct churn_risk_features *features,
                             const struct churn_risk_result *result)
{
    for (size_t rule = 0; rule < RISK_RULE_COUNT; rule++) {
        struct risk_case it = risk_case_of(model, features, rule);
        if (RISK_RULES[rule].silence && it.setting.on && it.purchases.known && result->flags[rule] == CHURN_RISK_UNKNOWN)
            return true;
    }
    return false;
}

#define RISK_UNITS 1e4 /* a risk has four decimals, and its level is that of what is shown */

void churn_risk_judge(const struct churn_risk_model *model, const struct churn_risk_features *features,
                      struct churn_risk_result *result)
{
    double stays = 1, kept = 1;
    bool modelled = silence_is_modelled(model, features);
    *result = (struct churn_risk_result){ .known = false };
    for (size_t rule = 0; rule < RISK_RULE_COUNT; rule++) {
        struct risk_case it = risk_case_of(model, features, rule);
        double weight = 0;
        enum churn_risk_flag flag = it.setting.on ? RISK_RULES[rule].judge(&it, &weight) : CHURN_RISK_UNKNOWN;
        weight = fmin(fmax(weight, 0), 1); /* a chance, whatever a caller's features say */
        result->flags[rule] = (signed char)flag;
        result->weights[rule] = weight;
        if (RISK_RULES[rule].protects)
            kept *= 1 - weight;
        else if (!modelled || !(RISK_RULES[rule].silence || RISK_RULES[rule].newness))
            stays *= 1 - weight;
        result->known = result->known || (flag != CHURN_RISK_UNKNOWN && !RISK_RULES[rule].protects);
    }
    result->known = result->known && (stays < 1 || modelled || !silence_is_blind(model, features, result));
    result->risk = round((1 - stays) * kept * RISK_UNITS) / RISK_UNITS;
    while (result->level < CHURN_RISK_LEVELS - 1 && result->risk >= model->borders[result->level])
        result->level++;
    if (result->level > 0)
        find_type(model, features, result);
}
