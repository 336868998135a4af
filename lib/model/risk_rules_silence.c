/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over purchases: silence against the usual gap, too few to expect another soon, long gone, never back, fading, new. */
#include <math.h>
#include <stdio.h>

#include "model/risk.h"

/*
 * At so many usual gaps of silence the odds of having left are even; lower makes long silence weigh more against rarity. This
 * one constant was chosen by outcomes, at first with the hold-outs in view. It stands on earlier windows: 5 is best on CDNOW as
 * of 1997-06-30 for the 92 days after, which end before the hold-out of tests/oracle/risk.sh begins. On Online Retail as of
 * 2011-06-10 (91 days) the AUC still rises, from .717 at 1 over .739 at 5 to .744 at 50. On the hold-outs themselves 3 to 50
 * gives .731 to .736 and .766 to .770; 1 and 2 stay below .73 on Online Retail. BG/NBD, MBG/NBD and Pareto/NBD, which need no
 * such constant, reach .733, .733, .733 there and .747, .755, .763 on CDNOW.
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
    bool by_own = repeats >= 2 && own >= 1;
    double usual = by_own ? own : fmax(usual_gap(it), 1);
    bool flagged = repeats > 0 && silent >= it->setting.threshold * usual_gap(it);
    char every[RISK_WORDS_SIZE] = "day";
    if (!flagged && (repeats < 1 || silent < 1.5 * usual))
        return; /* nobody is late by that */
    if (usual >= 1.5)
        snprintf(every, sizeof every, "%.0f", usual);
    snprintf(buffer, size, "no order for %.0f day%s; %s every %s", silent, risk_plural(silent),
             by_own ? "usually" : "customers like this order", every);
}

static double chance_of_none(const struct risk_case *it)
{
    const struct churn_risk_gamma *exposure = &it->model->exposure;
    double seen = exposure->rate + it->purchases.exposed;
    return exp(-(exposure->shape + it->purchases.repeats) * log1p(it->model->horizon / seen));
}

RISK_JUDGE(risk_judge_infrequent)
{
    if (!it->purchases.known || !it->model->exposure.fitted)
        return CHURN_RISK_UNKNOWN;
    double chance = chance_of_none(it);
    *weight = it->setting.weight * chance;
    return chance >= it->setting.threshold ? CHURN_RISK_FLAGGED : CHURN_RISK_CLEAR;
}

/* How often, over how long, and when last where that is longer ago than usual. */
static void say_purchases(const struct risk_case *it, const char *words, char *buffer, size_t size)
{
    double silent = it->purchases.silent;
    char times[RISK_WORDS_SIZE], span[RISK_WORDS_SIZE], last[RISK_WORDS_SIZE] = "";
    if (it->model->rhythm.fitted && silent > fmax(usual_gap(it), 1))
        snprintf(last, sizeof last, ", last %.0f days ago", silent);
    snprintf(buffer, size, "%s %s in %s%s", words, risk_times(it->purchases.repeats + 1, times),
             risk_span(it->purchases.exposed, span), last);
}

/* All on one day: is that several orders? */
static bool has_several_orders(const struct risk_case *it)
{
    return risk_known(it, CHURN_RISK_ORDERS) && risk_value(it, CHURN_RISK_ORDERS) > 1.5;
}

RISK_SAY(risk_say_infrequent)
{
    double exposed = it->purchases.exposed;
    const char *once = has_several_orders(it) ? "bought on one day only" : "bought only once";
    if (it->purchases.repeats >= 1)
        say_purchases(it, chance_of_none(it) >= it->setting.threshold ? "buys rarely:" : "bought only", buffer, size);
    else if (exposed < 0.5)
        snprintf(buffer, size, "%s, today", once);
    else
        snprintf(buffer, size, "%s, %.0f day%s ago", once, exposed, risk_plural(exposed));
}

RISK_JUDGE(risk_judge_no_order)
{
    if (!risk_known(it, CHURN_RISK_P_NO_ORDER))
        return CHURN_RISK_UNKNOWN;
    double chance = risk_value(it, CHURN_RISK_P_NO_ORDER);
    *weight = it->setting.weight * chance;
    return chance >= it->setting.threshold ? CHURN_RISK_FLAGGED : CHURN_RISK_CLEAR;
}

RISK_SAY(risk_say_no_order)
{
    double days = it->model->horizon;
    snprintf(buffer, size, "%.0f %% likely to order nothing in the next %.0f day%s",
             100 * risk_value(it, CHURN_RISK_P_NO_ORDER), days, risk_plural(days));
}

RISK_JUDGE(risk_judge_lapsed)
{
    if (!it->purchases.silent_known)
        return CHURN_RISK_UNKNOWN;
    if (it->purchases.silent < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_lapsed)
{
    if (it->purchases.known && it->purchases.repeats == 0)
        risk_say_one_off(it, buffer, size);
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
    snprintf(buffer, size, "bought %s, %.0f day%s ago, and did not come back", has_several_orders(it) ? "on one day" : "once",
             it->purchases.silent, risk_plural(it->purchases.silent));
}

/* Two periods of the same measure; the first that is known, the steadiest first. */
struct decline {
    enum churn_risk_feature recent, previous;
    double least; /* in the period before: below, a fall by half is chance */
};

static const struct decline DECLINES[] = {
    { CHURN_RISK_RECENT_PURCHASE_DAYS, CHURN_RISK_PREVIOUS_PURCHASE_DAYS, PREVIOUS_MIN },
    { CHURN_RISK_RECENT_ORDERS, CHURN_RISK_PREVIOUS_ORDERS, PREVIOUS_MIN },
    { CHURN_RISK_RECENT_MONETARY, CHURN_RISK_PREVIOUS_MONETARY, 0 },
};
#define DECLINE_COUNT (sizeof DECLINES / sizeof DECLINES[0])
#define BY_MONEY (&DECLINES[DECLINE_COUNT - 1])

static const struct decline *find_decline(const struct risk_case *it)
{
    for (size_t i = 0; i < DECLINE_COUNT; i++)
        if (risk_known(it, DECLINES[i].recent) && risk_known(it, DECLINES[i].previous))
            return &DECLINES[i];
    return NULL;
}

RISK_JUDGE(risk_judge_declining)
{
    const struct decline *decline = find_decline(it);
    if (decline == NULL)
        return CHURN_RISK_UNKNOWN;
    double recent = risk_value(it, decline->recent), before = risk_value(it, decline->previous);
    if (before <= 0 && recent <= 0) /* nothing to compare */
        return CHURN_RISK_UNKNOWN;
    if (before <= 0 || before < decline->least || recent > it->setting.threshold * before)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_declining)
{
    const struct decline *decline = find_decline(it);
    double recent = risk_value(it, decline->recent), before = risk_value(it, decline->previous);
    if (recent <= 0 && decline == BY_MONEY)
        snprintf(buffer, size, "spent nothing lately, %.2f in the period before", before);
    else if (recent <= 0)
        snprintf(buffer, size,
                 decline == &DECLINES[0] ? "bought nothing lately, on %.0f days in the period before"
                                         : "no order lately, %.0f in the period before",
                 before);
    else if (decline == BY_MONEY)
        snprintf(buffer, size, "spends less: %.2f lately, %.2f in the period before", recent, before);
    else if (decline == &DECLINES[0])
        snprintf(buffer, size, "buys less: on %.0f day%s lately, on %.0f in the period before", recent, risk_plural(recent),
                 before);
    else
        snprintf(buffer, size, "buys less: %.0f order%s lately, %.0f in the period before", recent, risk_plural(recent),
                 before);
}

RISK_JUDGE(risk_judge_early_stage)
{
    if (!risk_known(it, CHURN_RISK_FIRST_DATE))
        return CHURN_RISK_UNKNOWN;
    double age = (double)it->model->as_of - risk_value(it, CHURN_RISK_FIRST_DATE);
    if (age < 0)
        return CHURN_RISK_UNKNOWN;
    if (age >= it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_early_stage)
{
    double age = (double)it->model->as_of - risk_value(it, CHURN_RISK_FIRST_DATE);
    if (age < 0.5)
        snprintf(buffer, size, "first order only today");
    else
        snprintf(buffer, size, "first order only %.0f day%s ago", age, risk_plural(age));
}
