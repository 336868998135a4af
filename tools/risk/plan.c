/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of churn-risk's options as a model. */
#include <string.h>

#include "common/share.h"
#include "risk/risk.h"

static enum churn_status set_levels(const char *list, struct churn_risk_model *model, struct churn_error *err)
{
    double borders[CHURN_RISK_LEVELS - 1];
    unsigned count = 0;
    for (const char *at = list;; at++) {
        size_t length = strcspn(at, ",");
        churn_amount share;
        if (count == CHURN_RISK_LEVELS - 1 || !cli_share((struct churn_text){ at, length }, &share))
            return churn_error_set(err, CHURN_USAGE, "--levels takes three shares, such as 0.25,0.5,0.75");
        borders[count++] = churn_amount_to_double(share);
        at += length;
        if (*at == '\0')
            break;
    }
    if (count < CHURN_RISK_LEVELS - 1)
        return churn_error_set(err, CHURN_USAGE, "--levels takes three shares, such as 0.25,0.5,0.75");
    return churn_risk_set_levels(model, borders, err);
}

enum churn_status risk_plan_make(const struct risk_settings *settings, struct churn_risk_model **model, struct churn_error *err)
{
    uint64_t days = settings->horizon == RISK_NO_HORIZON ? RISK_HORIZON : settings->horizon;
    unsigned horizon = days > 36500 ? 0 : (unsigned)days;
    *model = NULL;
    if (settings->max_reasons < 1 || settings->max_reasons > CHURN_RISK_RULES_MAX)
        return churn_error_set(err, CHURN_USAGE, "--max-reasons is from 1 to %d", CHURN_RISK_RULES_MAX);
    enum churn_status status = churn_risk_new(0, horizon, churn_amount_to_double(settings->scale), model, err);
    if (status == CHURN_OK && settings->levels != NULL)
        status = set_levels(settings->levels, *model, err);
    if (status == CHURN_OK && settings->rules != NULL)
        status = churn_risk_rules_read(settings->rules, *model, err);
    return status;
}
