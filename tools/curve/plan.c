/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of the options to settings of the fit. */
#include <string.h>

#include "curve/curve.h"

static bool parse_number(struct churn_text text, double *value)
{
    static const struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    churn_amount amount;
    unsigned decimals;
    if (churn_amount_parse(text, &format, &amount, &decimals, NULL) != CHURN_OK)
        return false;
    *value = churn_amount_to_double(amount);
    return true;
}

/* 0.95 or 95%. */
static bool parse_share(struct churn_text text, double *share)
{
    bool percent = text.length > 0 && text.data[text.length - 1] == '%';
    if (!parse_number((struct churn_text){ text.data, text.length - percent }, share))
        return false;
    *share = percent ? *share / 100 : *share;
    return *share >= 0 && *share <= 1;
}

static struct churn_text all_of(const char *text)
{
    return (struct churn_text){ text, strlen(text) };
}

static enum churn_status parse_zones(const char *text, struct curve_plan *plan, struct churn_error *err)
{
    const char *comma = strchr(text, ',');
    bool sound = comma != NULL && parse_share((struct churn_text){ text, (size_t)(comma - text) }, &plan->threshold[0]) &&
                 parse_share(all_of(comma + 1), &plan->threshold[1]) && plan->threshold[0] <= plan->threshold[1];
    plan->has_thresholds = sound;
    return sound ? CHURN_OK
                 : churn_error_set(err, CHURN_USAGE, "--zones takes two shares retained, the lower first, such as 50%%,80%%");
}

enum churn_status curve_plan_make(const struct curve_settings *settings, struct curve_plan *plan, struct churn_error *err)
{
    *plan = (struct curve_plan){ .options = CHURN_CURVE_OPTIONS_INIT, .threshold = { 0.5, 0.8 } };
    double *confidence = &plan->options.confidence;
    if (settings->confidence != NULL &&
        (!parse_share(all_of(settings->confidence), confidence) || *confidence < 0.5 || *confidence > 0.9999))
        return churn_error_set(err, CHURN_USAGE, "--confidence takes a share from 50%% to 99.99%%, such as 95%% or 0.95");
    if (settings->reference != NULL && !parse_number(all_of(settings->reference), &plan->options.reference))
        return churn_error_set(err, CHURN_USAGE, "--reference takes a score, such as 3 or 7.5");
    plan->options.has_reference = settings->reference != NULL;
    plan->automatic = settings->model == 0;
    plan->model = (enum churn_curve_model)settings->model; /* the words stand in the models' order, auto for the first */
    return settings->zones != NULL ? parse_zones(settings->zones, plan, err) : CHURN_OK;
}
