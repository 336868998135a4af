/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The registry of rules: a row each; a new rule is a row here and its two functions. Weights are judgements of how likely a
 * customer with nothing else against it leaves for this alone within a quarter or two, set before any outcome was looked at and
 * kept low where several rules see the same thing (a falling score is mostly a low one, too).
 */
#include <stdio.h>
#include <string.h>

#include "model/risk.h"

#define NEEDS(...)                                                                                                             \
    .needs = { __VA_ARGS__ }, .need_count = sizeof((enum churn_risk_feature[]){ __VA_ARGS__ }) / sizeof(enum churn_risk_feature)
#define SETTING(threshold, weight)                                                                                             \
    {                                                                                                                          \
        true, threshold, weight                                                                                                \
    }
#define WORKS(rule) .judge = risk_judge_##rule, .say = risk_say_##rule
#define TYPE(kind) .has_type = true, .type = kind

const struct risk_rule RISK_RULES[] = {
    { "overdue", "silent for so many of its usual gaps; weighs by degrees from the first day on", SETTING(3, 1),
      NEEDS(CHURN_RISK_FIRST_DATE, CHURN_RISK_ORDERS), .silence = true, WORKS(overdue) },
    { "infrequent", "chance that a customer of this rhythm, staying, buys nothing within the horizon", SETTING(0.5, 1),
      .background = true, NEEDS(CHURN_RISK_FIRST_DATE, CHURN_RISK_ORDERS), .silence = true, WORKS(infrequent) },
    { "lapsed", "silent for so many days", SETTING(365, 0.5), NEEDS(CHURN_RISK_FIRST_DATE, CHURN_RISK_ORDERS), .silence = true,
      WORKS(lapsed) },
    { "one_off", "bought once and silent for so many usual gaps of all", SETTING(2, 0.1),
      NEEDS(CHURN_RISK_FIRST_DATE, CHURN_RISK_ORDERS), .silence = true, WORKS(one_off) },
    { "declining", "purchase days of late at most this share of those before (at least 3)", SETTING(0.5, 0.25),
      TYPE(CHURN_RISK_COMPETITIVE), NEEDS(CHURN_RISK_RECENT_PURCHASE_DAYS, CHURN_RISK_PREVIOUS_PURCHASE_DAYS),
      WORKS(declining) },
    { "early_stage", "first purchase less than so many days ago", SETTING(90, 0.05), .background = true,
      NEEDS(CHURN_RISK_FIRST_DATE), WORKS(early_stage) },
    { "dissatisfied", "in the zone of defection, or keeps fewer than this share; weight times the share that leaves",
      SETTING(0.5, 0.8), TYPE(CHURN_RISK_FAULT), .any = true,
      NEEDS(CHURN_RISK_RETENTION_PROBABILITY, CHURN_RISK_ZONE, CHURN_RISK_LATEST_SCORE), WORKS(dissatisfied) },
    { "satisfaction_falling", "fell by so many points since the survey before, or per quarter", SETTING(1, 0.15),
      TYPE(CHURN_RISK_FAULT), .any = true, NEEDS(CHURN_RISK_SCORE_CHANGE, CHURN_RISK_SCORE_TREND),
      WORKS(satisfaction_falling) },
    { "expectation_missed", "so many points below what was expected", SETTING(1, 0.1), TYPE(CHURN_RISK_FAULT),
      NEEDS(CHURN_RISK_EXPECTATION_GAP), WORKS(expectation_missed) },
    { "open_complaint", "so many complaints are open", SETTING(1, 0.3), TYPE(CHURN_RISK_FAULT),
      NEEDS(CHURN_RISK_OPEN_COMPLAINTS), WORKS(open_complaint) },
    { "repeated_complaints", "so many complaints", SETTING(2, 0.2), TYPE(CHURN_RISK_FAULT), NEEDS(CHURN_RISK_COMPLAINTS),
      WORKS(repeated_complaints) },
    { "poor_response", "so many complaints rejected or never answered", SETTING(1, 0.3), TYPE(CHURN_RISK_FAULT),
      NEEDS(CHURN_RISK_POOR_RESPONSES), WORKS(poor_response) },
    { "arrears", "an invoice so many days past due", SETTING(60, 0.5), TYPE(CHURN_RISK_OTHER), NEEDS(CHURN_RISK_DAYS_OVERDUE),
      WORKS(arrears) },
    { "late_follow_up", "no contact for so many days", SETTING(120, 0.1), TYPE(CHURN_RISK_FAULT),
      NEEDS(CHURN_RISK_LAST_CONTACT), WORKS(late_follow_up) },
    { "contract_ending", "contract ends within so many days", SETTING(60, 0.2), TYPE(CHURN_RISK_COMPETITIVE),
      NEEDS(CHURN_RISK_CONTRACT_END), WORKS(contract_ending) },
    { "falling_share", "share of wallet fell by so much", SETTING(0.1, 0.25), TYPE(CHURN_RISK_COMPETITIVE),
      NEEDS(CHURN_RISK_SHARE_OF_WALLET, CHURN_RISK_PREVIOUS_SHARE_OF_WALLET), WORKS(falling_share) },
    { "contract_holds", "protects: contract runs for more than so many days", SETTING(60, 0.4), .protects = true,
      NEEDS(CHURN_RISK_CONTRACT_END), WORKS(contract_holds) },
    { "holdings_hold", "protects: so many of our products in use", SETTING(2, 0.2), .protects = true,
      NEEDS(CHURN_RISK_HOLDINGS), WORKS(holdings_hold) },
    { "long_tenure", "protects: a customer for so many days", SETTING(1826, 0.1), .protects = true, .any = true,
      NEEDS(CHURN_RISK_SINCE, CHURN_RISK_FIRST_DATE), WORKS(long_tenure) },
};

const size_t RISK_RULE_COUNT = sizeof RISK_RULES / sizeof RISK_RULES[0];
_Static_assert(sizeof RISK_RULES / sizeof RISK_RULES[0] <= CHURN_RISK_RULES_MAX, "raise CHURN_RISK_RULES_MAX");

struct feature_info {
    const char *name;
    enum churn_risk_kind kind;
};

static const struct feature_info FEATURES[CHURN_RISK_FEATURES] = {
    [CHURN_RISK_FIRST_DATE] = { "first_date", CHURN_RISK_DATE },
    [CHURN_RISK_LAST_DATE] = { "last_date", CHURN_RISK_DATE },
    [CHURN_RISK_RECENCY_DAYS] = { "recency_days", CHURN_RISK_COUNT },
    [CHURN_RISK_ORDERS] = { "orders", CHURN_RISK_COUNT },
    [CHURN_RISK_PURCHASE_DAYS] = { "purchase_days", CHURN_RISK_COUNT },
    [CHURN_RISK_RECENT_PURCHASE_DAYS] = { "recent_purchase_days", CHURN_RISK_COUNT },
    [CHURN_RISK_PREVIOUS_PURCHASE_DAYS] = { "previous_purchase_days", CHURN_RISK_COUNT },
    [CHURN_RISK_LATEST_SCORE] = { "latest_score", CHURN_RISK_REAL },
    [CHURN_RISK_DAYS_SINCE_SURVEY] = { "days_since_survey", CHURN_RISK_COUNT },
    [CHURN_RISK_RETENTION_PROBABILITY] = { "retention_probability", CHURN_RISK_REAL },
    [CHURN_RISK_ZONE] = { "zone", CHURN_RISK_ZONE_NAME },
    [CHURN_RISK_SCORE_TREND] = { "score_trend", CHURN_RISK_REAL },
    [CHURN_RISK_SCORE_CHANGE] = { "score_change", CHURN_RISK_REAL },
    [CHURN_RISK_EXPECTATION_GAP] = { "expectation_gap", CHURN_RISK_REAL },
    [CHURN_RISK_COMPLAINTS] = { "complaints", CHURN_RISK_COUNT },
    [CHURN_RISK_OPEN_COMPLAINTS] = { "open_complaints", CHURN_RISK_COUNT },
    [CHURN_RISK_POOR_RESPONSES] = { "poor_responses", CHURN_RISK_COUNT },
    [CHURN_RISK_DAYS_OVERDUE] = { "days_overdue", CHURN_RISK_COUNT },
    [CHURN_RISK_CONTRACT_END] = { "contract_end", CHURN_RISK_DATE },
    [CHURN_RISK_LAST_CONTACT] = { "last_contact", CHURN_RISK_DATE },
    [CHURN_RISK_SHARE_OF_WALLET] = { "share_of_wallet", CHURN_RISK_REAL },
    [CHURN_RISK_PREVIOUS_SHARE_OF_WALLET] = { "previous_share_of_wallet", CHURN_RISK_REAL },
    [CHURN_RISK_HOLDINGS] = { "holdings", CHURN_RISK_COUNT },
    [CHURN_RISK_SINCE] = { "since", CHURN_RISK_DATE },
};

const char *churn_risk_feature_name(enum churn_risk_feature feature)
{
    return FEATURES[feature].name;
}

enum churn_risk_kind churn_risk_feature_kind(enum churn_risk_feature feature)
{
    return FEATURES[feature].kind;
}

size_t churn_risk_rules(void)
{
    return RISK_RULE_COUNT;
}

const char *churn_risk_rule_name(size_t rule)
{
    return RISK_RULES[rule].name;
}

const char *churn_risk_rule_meaning(size_t rule)
{
    return RISK_RULES[rule].meaning;
}

bool churn_risk_rule_protects(size_t rule)
{
    return RISK_RULES[rule].protects;
}

bool churn_risk_rule_can_work(size_t rule, const bool there[CHURN_RISK_FEATURES])
{
    size_t found = 0;
    for (size_t i = 0; i < RISK_RULES[rule].need_count; i++)
        found += there[RISK_RULES[rule].needs[i]];
    return RISK_RULES[rule].any ? found > 0 : found == RISK_RULES[rule].need_count;
}

char *churn_risk_rule_needs(size_t rule, char *buffer, size_t size)
{
    const struct risk_rule *row = &RISK_RULES[rule];
    size_t used = 0;
    buffer[0] = '\0';
    for (size_t i = 0; i < row->need_count && used < size; i++)
        used += (size_t)snprintf(buffer + used, size - used, "%s%s",
                                 i == 0     ? ""
                                 : row->any ? " or "
                                            : ", ",
                                 churn_risk_feature_name(row->needs[i]));
    return buffer;
}

const char *churn_risk_type_name(enum churn_risk_type type)
{
    static const char *const names[] = { "natural", "competitive", "fault", "malicious", "other" };
    return names[type];
}

const char *churn_risk_level_name(unsigned level)
{
    static const char *const names[CHURN_RISK_LEVELS] = { "low", "medium", "high", "critical" };
    return names[level];
}
