/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A customer before the tables of win-back: how hard to try, what to do, what it may bring, and the first reason against it.
 *
 * Who is worth an effort follows the customer pyramid (Zeithaml, Rust and Lemon, California Management Review 43(4) 2001): more
 * for those who bring more, nothing for those who bring none; the promising are excepted, since what a customer brings today
 * is no measure of one that has just begun. The figure is the expected regain of Stauss and Friege (Journal of Service Research
 * 1(4) 1999) for one customer, with the value that is given in place of a second lifetime value.
 */
#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/ratio.h"
#include "model/winback.h"

static bool same(const char *name, struct churn_text text)
{
    size_t length = strlen(name);
    return length == text.length && memcmp(name, text.data, length) == 0;
}

static bool fits(const char *name, struct churn_text text)
{
    return name[0] == '\0' || (text.length > 0 && same(name, text));
}

static size_t find_effort(const struct churn_winback *winback, struct churn_text tier)
{
    size_t any = winback->effort_count;
    for (size_t i = 0; i < winback->effort_count; i++) {
        if (winback->efforts[i].tier[0] == '\0')
            any = i;
        else if (tier.length > 0 && same(winback->efforts[i].tier, tier))
            return i;
    }
    return tier.length > 0 ? any : winback->effort_count;
}

bool churn_winback_knows_tier(const struct churn_winback *winback, struct churn_text tier)
{
    return find_effort(winback, tier) < winback->effort_count;
}

/* What the promising get at least: the row of that name, or else the last one that pursues. */
static size_t promising_effort(const struct churn_winback *winback)
{
    static const struct churn_text promising = { CHURN_WINBACK_PROMISING, sizeof CHURN_WINBACK_PROMISING - 1 };
    size_t last = 0;
    for (size_t i = 0; i < winback->effort_count; i++) {
        if (same(winback->efforts[i].tier, promising))
            return i;
        last = winback->efforts[i].pursue ? i : last;
    }
    return last;
}

static const struct churn_winback_action *find_action(const struct churn_winback *winback,
                                                      const struct churn_winback_customer *customer)
{
    for (size_t i = 0; i < winback->action_count; i++) {
        const struct winback_action *action = &winback->actions[i];
        if (action->flag != WINBACK_NO_FLAG && !(customer->flags >> action->flag & 1))
            continue;
        if (fits(action->row.likely_type, customer->likely_type) && fits(action->row.tier, customer->tier))
            return &action->row;
    }
    return NULL;
}

/* Risk and chance have eight decimals each at most, so their product is exact in 16, and money is rounded once. */
static enum churn_status find_figures(const struct churn_winback_customer *customer, unsigned decimals,
                                      struct churn_winback_plan *plan, struct churn_error *err)
{
    churn_amount value = customer->value > 0 ? customer->value : 0;
    churn_amount success = plan->action != NULL ? plan->action->success : 0;
    plan->chance = plan->effort->success * success / CHURN_AMOUNT_UNIT;
    plan->cost = plan->effort->cost + (plan->action != NULL ? plan->action->cost : 0);
    plan->at_stake = ratio_share(value, (uint64_t)(customer->risk * CHURN_AMOUNT_UNIT), decimals);
    churn_amount saved = ratio_share(value, (uint64_t)(customer->risk * plan->chance), decimals);
    if (__builtin_sub_overflow(saved, plan->cost, &plan->gain))
        return churn_error_set(err, CHURN_NUMERIC, "the expected gain is too large");
    plan->weighed = true;
    return CHURN_OK;
}

static enum churn_winback_verdict judge(const struct churn_winback_customer *customer,
                                        const struct churn_winback_limits *limits, const struct churn_winback_plan *plan)
{
    static const struct churn_text natural = { "natural", 7 };
    if (customer->blocked)
        return CHURN_WINBACK_BLOCKED;
    if (customer->tier.length == 0)
        return CHURN_WINBACK_NO_TIER;
    if (!customer->has_value)
        return CHURN_WINBACK_NO_VALUE;
    if (!customer->has_risk)
        return CHURN_WINBACK_NO_RISK;
    if (churn_text_compare(customer->likely_type, natural) == 0)
        return CHURN_WINBACK_NATURAL;
    if (customer->too_low || customer->risk < limits->min_risk)
        return CHURN_WINBACK_LOW_RISK;
    if (customer->value <= 0 && !plan->spared)
        return CHURN_WINBACK_NO_PROFIT;
    if (!plan->effort->pursue)
        return CHURN_WINBACK_LET_GO;
    if (plan->action == NULL)
        return CHURN_WINBACK_NO_ACTION;
    if (limits->has_min_gain)
        return plan->gain < limits->min_gain ? CHURN_WINBACK_LOW_GAIN : CHURN_WINBACK_LISTED;
    return plan->gain < 0 && !plan->spared ? CHURN_WINBACK_COSTS_MORE : CHURN_WINBACK_LISTED;
}

enum churn_status churn_winback_weigh(const struct churn_winback *winback, const struct churn_winback_customer *customer,
                                      const struct churn_winback_limits *limits, unsigned decimals,
                                      struct churn_winback_plan *plan, struct churn_error *err)
{
    assert(decimals <= CHURN_AMOUNT_DECIMALS && customer->risk >= 0 && customer->risk <= CHURN_AMOUNT_UNIT);
    *plan = (struct churn_winback_plan){ .verdict = CHURN_WINBACK_NO_TIER };
    if (customer->tier.length > 0) {
        size_t effort = find_effort(winback, customer->tier);
        if (effort == winback->effort_count)
            return churn_error_set(err, CHURN_DATA, "has no effort; add a row to the table of efforts");
        size_t least = promising_effort(winback);
        plan->spared = customer->promising && effort >= least; /* whose tier stands higher is not small */
        plan->effort = &winback->efforts[plan->spared ? least : effort];
        plan->action = find_action(winback, customer);
    }
    if (plan->effort != NULL && customer->has_value && customer->has_risk) {
        enum churn_status status = find_figures(customer, decimals, plan, err);
        if (status != CHURN_OK)
            return status;
    }
    plan->verdict = judge(customer, limits, plan);
    return CHURN_OK;
}

const char *churn_winback_verdict_words(enum churn_winback_verdict verdict)
{
    static const char *const words[CHURN_WINBACK_VERDICTS] = {
        [CHURN_WINBACK_LISTED] = "",
        [CHURN_WINBACK_BLOCKED] = "",
        [CHURN_WINBACK_NO_TIER] = "no tier known",
        [CHURN_WINBACK_NO_VALUE] = "no value known",
        [CHURN_WINBACK_NO_RISK] = "no risk known",
        [CHURN_WINBACK_NATURAL] = "leaves for natural causes",
        [CHURN_WINBACK_LOW_RISK] = "risk below the threshold",
        [CHURN_WINBACK_NO_PROFIT] = "brings no profit",
        [CHURN_WINBACK_LET_GO] = "let go at this tier",
        [CHURN_WINBACK_NO_ACTION] = "no action fits",
        [CHURN_WINBACK_COSTS_MORE] = "costs more than it may save",
        [CHURN_WINBACK_LOW_GAIN] = "expected gain below the threshold",
        [CHURN_WINBACK_OVER_BUDGET] = "over budget",
        [CHURN_WINBACK_BEYOND_TOP] = "beyond the top",
    };
    return words[verdict];
}

bool churn_winback_verdict_postpones(enum churn_winback_verdict verdict)
{
    return verdict == CHURN_WINBACK_LOW_RISK || verdict == CHURN_WINBACK_COSTS_MORE || verdict == CHURN_WINBACK_LOW_GAIN ||
           verdict == CHURN_WINBACK_OVER_BUDGET || verdict == CHURN_WINBACK_BEYOND_TOP;
}

bool churn_winback_promising(const struct churn_winback_signs *signs)
{
    bool new_one = signs->has_age && signs->age_days >= 0 && signs->age_days <= CHURN_WINBACK_NEW_DAYS;
    bool scores = (signs->has_f_score && signs->f_score >= 4) || (signs->has_m_score && signs->m_score >= 4);
    uint64_t recent = signs->recent_purchase_days, previous = signs->previous_purchase_days;
    bool rising = signs->has_activity && recent >= 3 && recent >= previous && recent - previous >= previous / 2 + previous % 2;
    return (new_one && scores) || rising;
}
