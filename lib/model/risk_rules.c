/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The registry of rules: a row each; a new rule is a row here and its two functions. Weights are judgements of how likely a
 * customer with nothing else against it leaves for this alone within a quarter or two, kept low where several rules see the
 * same thing (a falling score is mostly a low one, too). None is fitted to an outcome.
 */
#include <stdio.h>
#include <string.h>

#include "model/risk.h"

#define HAVE(feature) RISK_HAVE(CHURN_RISK_##feature)
#define BOTH(feature, other) (HAVE(feature) | HAVE(other))
#define NEEDS(...) .needs = { __VA_ARGS__ }
#define PURCHASES NEEDS({ HAVE(FIRST_DATE) }, { HAVE(ORDERS), HAVE(PURCHASE_DAYS) }, { HAVE(LAST_DATE), HAVE(RECENCY_DAYS) })
#define SETTING(threshold, weight)                                                                                             \
    {                                                                                                                          \
        true, threshold, weight                                                                                                \
    }
#define WORKS(rule) .judge = risk_judge_##rule, .say = risk_say_##rule
#define TYPE(kind) .has_type = true, .type = kind

const struct risk_rule RISK_RULES[] = {
    { "overdue", "silent for so many of its usual gaps; weighs by degrees from the first day on", SETTING(3, 1), PURCHASES,
      .silence = true, WORKS(overdue) },
    { "infrequent", "chance that a customer of this rhythm, staying, buys nothing within the horizon", SETTING(0.5, 1),
      .share = true, .background = true, PURCHASES, .silence = true, WORKS(infrequent) },
    { "no_order", "chance of no order within the horizon, by a buying model; silence adds nothing beside it", SETTING(0.5, 1),
      .share = true, .background = true, NEEDS({ HAVE(P_NO_ORDER) }), .models_silence = true, WORKS(no_order) },
    { "lapsed", "silent for so many days", SETTING(365, 0.5), NEEDS({ HAVE(LAST_DATE), HAVE(RECENCY_DAYS) }), .silence = true,
      WORKS(lapsed) },
    { "one_off", "bought once and silent for so many usual gaps of all", SETTING(2, 0.1), PURCHASES, .silence = true,
      WORKS(one_off) },
    { "declining", "bought of late at most this share of the period before (which had 3 purchases or more)", SETTING(0.5, 0.25),
      .share = true,
      NEEDS({ BOTH(RECENT_PURCHASE_DAYS, PREVIOUS_PURCHASE_DAYS), BOTH(RECENT_ORDERS, PREVIOUS_ORDERS),
              BOTH(RECENT_MONETARY, PREVIOUS_MONETARY) }),
      WORKS(declining) },
    { "early_stage", "first purchase less than so many days ago", SETTING(90, 0.05), .background = true, .newness = true,
      NEEDS({ HAVE(FIRST_DATE) }), WORKS(early_stage) },
    { "dissatisfied",
      "up to 2 of 5, or in the zone of defection, or keeps fewer than this share; weight times the share that leaves",
      SETTING(0.5, 0.8), .share = true, TYPE(CHURN_RISK_FAULT),
      NEEDS({ HAVE(RETENTION_PROBABILITY), HAVE(ZONE), HAVE(LATEST_SCORE) }), .surveyed = true, WORKS(dissatisfied) },
    { "satisfaction_falling", "fell by so many points since the survey before, or per quarter", SETTING(1, 0.15),
      TYPE(CHURN_RISK_FAULT), NEEDS({ HAVE(SCORE_CHANGE), HAVE(SCORE_TREND) }), .surveyed = true, WORKS(satisfaction_falling) },
    { "expectation_missed", "so many points below what was expected", SETTING(1, 0.1), TYPE(CHURN_RISK_FAULT),
      NEEDS({ HAVE(EXPECTATION_GAP) }), .surveyed = true, WORKS(expectation_missed) },
    { "open_complaint", "so many complaints are open", SETTING(1, 0.3), TYPE(CHURN_RISK_FAULT),
      NEEDS({ HAVE(OPEN_COMPLAINTS) }), WORKS(open_complaint) },
    { "repeated_complaints", "so many complaints", SETTING(2, 0.2), TYPE(CHURN_RISK_FAULT), NEEDS({ HAVE(COMPLAINTS) }),
      WORKS(repeated_complaints) },
    { "poor_response", "so many complaints rejected or never answered", SETTING(1, 0.3), TYPE(CHURN_RISK_FAULT),
      NEEDS({ HAVE(POOR_RESPONSES), HAVE(UNANSWERED_COMPLAINTS), HAVE(REJECTED_COMPLAINTS) }), WORKS(poor_response) },
    { "arrears", "an invoice so many days past due; any amount where the days are not known", SETTING(60, 0.5),
      TYPE(CHURN_RISK_OTHER), .type_of = risk_type_of_arrears, NEEDS({ HAVE(DAYS_OVERDUE), HAVE(OVERDUE_AMOUNT) }),
      WORKS(arrears) },
    { "late_follow_up", "no contact for so many days", SETTING(120, 0.1), TYPE(CHURN_RISK_FAULT),
      NEEDS({ HAVE(LAST_CONTACT), HAVE(DAYS_SINCE_CONTACT) }), WORKS(late_follow_up) },
    { "contract_ending", "contract ends within so many days", SETTING(60, 0.2), TYPE(CHURN_RISK_COMPETITIVE),
      NEEDS({ HAVE(CONTRACT_END) }), WORKS(contract_ending) },
    { "falling_share", "share of wallet fell by so much", SETTING(0.1, 0.25), .share = true, TYPE(CHURN_RISK_COMPETITIVE),
      NEEDS({ BOTH(SHARE_OF_WALLET, PREVIOUS_SHARE_OF_WALLET) }), WORKS(falling_share) },
    { "contract_holds", "protects: contract runs for more than so many days", SETTING(60, 0.4), .protects = true,
      NEEDS({ HAVE(CONTRACT_END) }), WORKS(contract_holds) },
    { "holdings_hold", "protects: so many of our products in use", SETTING(2, 0.2), .protects = true,
      NEEDS({ HAVE(HOLDINGS), HAVE(PRODUCTS) }), WORKS(holdings_hold) },
    { "long_tenure", "protects: a customer for so many days", SETTING(1826, 0.1), .protects = true,
      NEEDS({ HAVE(SINCE), HAVE(FIRST_DATE) }), WORKS(long_tenure) },
};

const size_t RISK_RULE_COUNT = sizeof RISK_RULES / sizeof RISK_RULES[0];
_Static_assert(CHURN_RISK_FEATURES <= 64, "features are bits of a uint64_t");
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
    [CHURN_RISK_MONETARY] = { "monetary", CHURN_RISK_REAL },
    [CHURN_RISK_PURCHASE_DAYS] = { "purchase_days", CHURN_RISK_COUNT },
    [CHURN_RISK_RECENT_PURCHASE_DAYS] = { "recent_purchase_days", CHURN_RISK_COUNT },
    [CHURN_RISK_PREVIOUS_PURCHASE_DAYS] = { "previous_purchase_days", CHURN_RISK_COUNT },
    [CHURN_RISK_RECENT_ORDERS] = { "recent_orders", CHURN_RISK_COUNT },
    [CHURN_RISK_PREVIOUS_ORDERS] = { "previous_orders", CHURN_RISK_COUNT },
    [CHURN_RISK_RECENT_MONETARY] = { "recent_monetary", CHURN_RISK_REAL },
    [CHURN_RISK_PREVIOUS_MONETARY] = { "previous_monetary", CHURN_RISK_REAL },
    [CHURN_RISK_LATEST_SCORE] = { "latest_score", CHURN_RISK_SCORE },
    [CHURN_RISK_DAYS_SINCE_SURVEY] = { "days_since_survey", CHURN_RISK_COUNT },
    [CHURN_RISK_RETENTION_PROBABILITY] = { "retention_probability", CHURN_RISK_SHARE },
    [CHURN_RISK_ZONE] = { "zone", CHURN_RISK_ZONE_NAME },
    [CHURN_RISK_SCORE_TREND] = { "score_trend", CHURN_RISK_REAL },
    [CHURN_RISK_SCORE_CHANGE] = { "score_change", CHURN_RISK_REAL },
    [CHURN_RISK_EXPECTATION_GAP] = { "expectation_gap", CHURN_RISK_REAL },
    [CHURN_RISK_COMPLAINTS] = { "complaints", CHURN_RISK_COUNT },
    [CHURN_RISK_OPEN_COMPLAINTS] = { "open_complaints", CHURN_RISK_COUNT },
    [CHURN_RISK_POOR_RESPONSES] = { "poor_responses", CHURN_RISK_COUNT },
    [CHURN_RISK_UNANSWERED_COMPLAINTS] = { "unanswered_complaints", CHURN_RISK_COUNT },
    [CHURN_RISK_REJECTED_COMPLAINTS] = { "rejected_complaints", CHURN_RISK_COUNT },
    [CHURN_RISK_DAYS_OVERDUE] = { "days_overdue", CHURN_RISK_COUNT },
    [CHURN_RISK_OVERDUE_AMOUNT] = { "overdue_amount", CHURN_RISK_REAL },
    [CHURN_RISK_CONTRACT_END] = { "contract_end", CHURN_RISK_DATE },
    [CHURN_RISK_LAST_CONTACT] = { "last_contact", CHURN_RISK_DATE },
    [CHURN_RISK_DAYS_SINCE_CONTACT] = { "days_since_contact", CHURN_RISK_COUNT },
    [CHURN_RISK_SHARE_OF_WALLET] = { "share_of_wallet", CHURN_RISK_SHARE },
    [CHURN_RISK_PREVIOUS_SHARE_OF_WALLET] = { "previous_share_of_wallet", CHURN_RISK_SHARE },
    [CHURN_RISK_HOLDINGS] = { "holdings", CHURN_RISK_COUNT },
    [CHURN_RISK_PRODUCTS] = { "products", CHURN_RISK_COUNT },
    [CHURN_RISK_SINCE] = { "since", CHURN_RISK_DATE },
    [CHURN_RISK_P_NO_ORDER] = { "p_no_order", CHURN_RISK_SHARE },
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

/* Is one of the ways of a need open? */
static bool is_met(const uint64_t ways[RISK_WAYS_MAX], uint64_t there)
{
    for (size_t i = 0; i < RISK_WAYS_MAX && ways[i] != 0; i++)
        if ((ways[i] & ~there) == 0)
            return true;
    return false;
}

bool churn_risk_rule_can_work(size_t rule, const bool there[CHURN_RISK_FEATURES])
{
    uint64_t have = 0;
    for (enum churn_risk_feature feature = 0; feature < CHURN_RISK_FEATURES; feature++)
        have |= there[feature] ? RISK_HAVE(feature) : 0;
    for (size_t i = 0; i < RISK_NEEDS_MAX && RISK_RULES[rule].needs[i][0] != 0; i++)
        if (!is_met(RISK_RULES[rule].needs[i], have))
            return false;
    return true;
}

static void append(char *buffer, size_t size, const char *separator, const char *text)
{
    size_t used = strlen(buffer);
    snprintf(buffer + used, size - used, "%s%s", separator, text);
}

char *churn_risk_rule_needs(size_t rule, char *buffer, size_t size)
{
    buffer[0] = '\0';
    for (size_t i = 0; i < RISK_NEEDS_MAX; i++)
        for (size_t j = 0; j < RISK_WAYS_MAX; j++) {
            uint64_t way = RISK_RULES[rule].needs[i][j];
            const char *separator = j > 0 ? " or " : i > 0 ? ", " : "";
            for (enum churn_risk_feature feature = 0; feature < CHURN_RISK_FEATURES; feature++)
                if ((way & RISK_HAVE(feature)) != 0) {
                    append(buffer, size, separator, churn_risk_feature_name(feature));
                    separator = " with ";
                }
        }
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
