/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over purchases: silence against the usual gap, too few to expect another soon, long gone, never back, fading, new. */
#include <math.h>
#include <stdio.h>

#include "model/risk.h"

/*
 * At so many usual gaps of silence the odds of having left are even. Measured, not fitted: ranking next quarter's silence on
 * Online Retail and next three quarters' on CDNOW is best and flat from 3 to 10. Lower makes longer silence weigh more.
 */
#define EVEN_ODDS_GAPS 5

#define PREVIOUS_MIN 3 /* purchase days in the period before: below, a fall by half is chance */

/* Of the rhythm of all, drawn to the customer's own by its purchases. */
static double usual_gap(const struct risk_case *it)
{
    const struct churn_risk_gamma *rhythm = &it->model->rhythm;
    return (rhythm->rate + it->purchases.active) / (rhythm->shape + it->purchases.repeats);
}

RISK_JUDGE(risk_judge_overdue)
{
    if (!it->purchases.known || !it->model->rhythm.fitted)
        return CHURN_RISK_UNKNOWN;
    double gaps = it->purchases.silent / usual_gap(it);
    *weight = it->setting.weight * gaps / (gaps + EVEN_ODDS_GAPS);
    /* Who bought once has no gap to be late by: that is one_off's to say. */
    return it->purchases.repeats > 0 && gaps >= it->setting.threshold ? CHURN_RISK_FLAGGED : CHURN_RISK_CLEAR;
}

RISK_SAY(risk_say_overdue)
{
    double silent = it->purchases.silent, repeats = it->purchases.repeats;
    double own = repeats > 0 ? it->purchases.active / repeats : 0;
    if (repeats >= 2 && own >= 1)
        snprintf(buffer, size, "no order for %.0f day%s; usually every %.0f", silent, risk_plural(silent), own);
    else
        snprintf(buffer, size, "no order for %.0f day%s; customers like this order every %.0f", silent, risk_plural(silent),
                 fmax(usual_gap(it), 1));
}

static double chance_of_none(const struct risk_case *it)
{
    const struct churn_risk_gamma *exposure = &it->model->exposure;
    double seen = exposure->rate + it->purchases.exposed;
    return exp((exposure->shape + it->purchases.repeats) * log(seen / (seen + it->model->horizon)));
}

RISK_JUDGE(risk_judge_infrequent)
{
    if (!it->purchases.known || !it->model->exposure.fitted)
        return CHURN_RISK_UNKNOWN;
    double chance = chance_of_none(it);
    *weight = it->setting.weight * chance;
    return chance >= it->setting.threshold ? CHURN_RISK_FLAGGED : CHURN_RISK_CLEAR;
}

RISK_SAY(risk_say_infrequent)
{
    double bought = it->purchases.repeats + 1, exposed = it->purchases.exposed;
    snprintf(buffer, size, "buys rarely (%.0f time%s in %.0f day%s)", bought, risk_plural(bought), exposed,
             risk_plural(exposed));
}

RISK_JUDGE(risk_judge_lapsed)
{
    if (!it->purchases.known)
        return CHURN_RISK_UNKNOWN;
    if (it->purchases.silent < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_lapsed)
{
    if (it->purchases.repeats == 0)
        snprintf(buffer, size, "bought once, %.0f days ago, and did not come back", it->purchases.silent);
    else
        snprintf(buffer, size, "nothing bought for %.0f months", floor(it->purchases.silent / (365.2425 / 12)));
}

RISK_JUDGE(risk_judge_one_off)
{
    if (!it->purchases.known || !it->model->rhythm.fitted)
        return CHURN_RISK_UNKNOWN;
    if (it->purchases.repeats > 0 || it->purchases.silent < it->setting.threshold * usual_gap(it))
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_one_off)
{
    snprintf(buffer, size, "bought once, %.0f days ago, and did not come back", it->purchases.silent);
}

RISK_JUDGE(risk_judge_declining)
{
    if (!risk_known(it, CHURN_RISK_RECENT_PURCHASE_DAYS) || !risk_known(it, CHURN_RISK_PREVIOUS_PURCHASE_DAYS))
        return CHURN_RISK_UNKNOWN;
    double recent = risk_value(it, CHURN_RISK_RECENT_PURCHASE_DAYS), before = risk_value(it, CHURN_RISK_PREVIOUS_PURCHASE_DAYS);
    if (before < PREVIOUS_MIN || recent > it->setting.threshold * before)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_declining)
{
    double recent = risk_value(it, CHURN_RISK_RECENT_PURCHASE_DAYS);
    snprintf(buffer, size, "buys less: on %.0f day%s lately, on %.0f in the period before", recent, risk_plural(recent),
             risk_value(it, CHURN_RISK_PREVIOUS_PURCHASE_DAYS));
}

RISK_JUDGE(risk_judge_early_stage)
{
    if (!risk_known(it, CHURN_RISK_FIRST_DATE))
        return CHURN_RISK_UNKNOWN;
    double age = (double)it->model->as_of - risk_value(it, CHURN_RISK_FIRST_DATE);
    if (age >= it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_early_stage)
{
    double age = (double)it->model->as_of - risk_value(it, CHURN_RISK_FIRST_DATE);
    snprintf(buffer, size, "a customer for only %.0f day%s", age, risk_plural(age));
}
