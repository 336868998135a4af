/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Churn risk: rules over whatever is known of a customer, each with a reason in words, combined into one figure.
 *
 * Every rule has a threshold, from which it is flagged and named, and a weight, the chance of leaving that it alone stands for.
 * Risks are combined as if each could make the customer leave by itself (noisy-or, Pearl 1988): 1 - prod(1 - w_i). Protections
 * lower what comes out: times prod(1 - p_j). The weights are judgements, stated in churn-risk(1) and replaceable, but for
 * silence, which is measured:
 *
 * Purchases are a Poisson process at a rate of the customer's own, and rates are gamma distributed over customers (Ehrenberg
 * 1959; Schmittlein, Morrison, Colombo 1987 for the active customer). Two such gammas are fitted by maximum likelihood:
 *   exposure  x repeat purchases in the T days since the first:       ln G(r+x)/G(r) + r ln A - (r+x) ln(A+T)
 *   rhythm    the same over the t days from first to last purchase,
 *             of those that came back (x >= 1)
 * The usual gap of a customer is (A+t) / (r+x) of the rhythm: its own mean gap drawn towards everybody's, the more the fewer
 * purchases it has. Leavers do not slow the rhythm, since their silence is no part of t. The chance that a customer who stays
 * buys nothing in the next h days is ((A+T) / (A+T+h))^(r+x) of the exposure.
 *
 * Where a buying model with drop-out was fitted (churn/value.h) and its chance of no order within the horizon is known, that
 * chance is the part of silence: rules of silence and of newness are flagged and named as before, but add nothing. With nothing
 * else known of a customer the risk then is that chance.
 */
#ifndef CHURN_RISK_H
#define CHURN_RISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/date.h>
#include <churn/error.h>

CHURN_BEGIN_DECLS

/* What may be known of a customer. The names are those of the columns, in lower case. Days and dates as numbers of days. */
enum churn_risk_feature {
    CHURN_RISK_FIRST_DATE,
    CHURN_RISK_LAST_DATE,
    CHURN_RISK_RECENCY_DAYS,
    CHURN_RISK_ORDERS,
    CHURN_RISK_MONETARY,
    CHURN_RISK_PURCHASE_DAYS, /* distinct ones; taken before orders where it is known */
    CHURN_RISK_RECENT_PURCHASE_DAYS,
    CHURN_RISK_PREVIOUS_PURCHASE_DAYS,
    CHURN_RISK_RECENT_ORDERS,
    CHURN_RISK_PREVIOUS_ORDERS,
    CHURN_RISK_RECENT_MONETARY,
    CHURN_RISK_PREVIOUS_MONETARY,
    CHURN_RISK_LATEST_SCORE,
    CHURN_RISK_DAYS_SINCE_SURVEY,
    CHURN_RISK_RETENTION_PROBABILITY,
    CHURN_RISK_ZONE, /* 0 defection, 1 indifference, 2 affection */
    CHURN_RISK_SCORE_TREND,
    CHURN_RISK_SCORE_CHANGE,
    CHURN_RISK_EXPECTATION_GAP,
    CHURN_RISK_COMPLAINTS,
    CHURN_RISK_OPEN_COMPLAINTS,
    CHURN_RISK_POOR_RESPONSES, /* the two below added up where it is not known */
    CHURN_RISK_UNANSWERED_COMPLAINTS,
    CHURN_RISK_REJECTED_COMPLAINTS,
    CHURN_RISK_DAYS_OVERDUE,
    CHURN_RISK_OVERDUE_AMOUNT,
    CHURN_RISK_CONTRACT_END,
    CHURN_RISK_LAST_CONTACT,
    CHURN_RISK_DAYS_SINCE_CONTACT,
    CHURN_RISK_SHARE_OF_WALLET,
    CHURN_RISK_PREVIOUS_SHARE_OF_WALLET,
    CHURN_RISK_HOLDINGS, /* taken before products where it is known */
    CHURN_RISK_PRODUCTS,
    CHURN_RISK_SINCE,
    CHURN_RISK_P_NO_ORDER, /* within the horizon; of a buying model, see churn/value.h */
    CHURN_RISK_FEATURES
};

enum churn_risk_kind {
    CHURN_RISK_DATE,
    CHURN_RISK_COUNT,
    CHURN_RISK_REAL,
    CHURN_RISK_SHARE, /* 0 to 1 */
    CHURN_RISK_SCORE, /* at most the scale */
    CHURN_RISK_ZONE_NAME
};

CHURN_API const char *churn_risk_feature_name(enum churn_risk_feature feature);
CHURN_API enum churn_risk_kind churn_risk_feature_kind(enum churn_risk_feature feature);

struct churn_risk_features {
    bool known[CHURN_RISK_FEATURES];
    double value[CHURN_RISK_FEATURES];
};

enum churn_risk_type { /* of the departure that threatens */
                       CHURN_RISK_NATURAL,
                       CHURN_RISK_COMPETITIVE,
                       CHURN_RISK_FAULT,
                       CHURN_RISK_MALICIOUS,
                       CHURN_RISK_OTHER,
                       CHURN_RISK_TYPES
};
CHURN_API const char *churn_risk_type_name(enum churn_risk_type type);

#define CHURN_RISK_LEVELS 4
CHURN_API const char *churn_risk_level_name(unsigned level); /* low, medium, high, critical */

/* The registry of rules, in the order of their flag columns. */
#define CHURN_RISK_RULES_MAX 32
CHURN_API size_t churn_risk_rules(void);
CHURN_API const char *churn_risk_rule_name(size_t rule);
CHURN_API const char *churn_risk_rule_meaning(size_t rule); /* one line, with the unit of the threshold */
CHURN_API bool churn_risk_rule_protects(size_t rule);

/* What a person may set of a rule. */
struct churn_risk_setting {
    bool on;
    double threshold; /* in the unit of the rule */
    double weight;    /* 0 to 1 */
};

struct churn_risk_model; /* opaque: settings, as-of date, fitted gammas */

/* With the built-in settings. as_of: the day to look from; horizon_days: how far ahead, 1 to 36500; scale: the highest score of
 * the surveys, for words and for scores without a curve. The caller frees *model. */
CHURN_API enum churn_status churn_risk_new(churn_day as_of, unsigned horizon_days, double scale,
                                           struct churn_risk_model **model, struct churn_error *err);
CHURN_API void churn_risk_free(struct churn_risk_model *model);
/* Another day to look from; before the first customer is added. */
CHURN_API void churn_risk_set_as_of(struct churn_risk_model *model, churn_day as_of);
/* Another horizon, likewise. CHURN_USAGE where it is not from 1 to 36500 days. */
CHURN_API enum churn_status churn_risk_set_horizon(struct churn_risk_model *model, uint64_t horizon_days,
                                                   struct churn_error *err);
CHURN_API struct churn_risk_setting churn_risk_setting_of(const struct churn_risk_model *model, size_t rule);
/* CHURN_USAGE for an impossible weight or threshold. */
CHURN_API enum churn_status churn_risk_set(struct churn_risk_model *model, size_t rule,
                                           const struct churn_risk_setting *setting, struct churn_error *err);
/* Three borders, ascending, above 0 and below 1: from each on the next level; default 0.25, 0.5, 0.75. */
CHURN_API enum churn_status churn_risk_set_levels(struct churn_risk_model *model, const double borders[CHURN_RISK_LEVELS - 1],
                                                  struct churn_error *err);

/* Are the features that a rule needs among those that are there? */
CHURN_API bool churn_risk_rule_can_work(size_t rule, const bool there[CHURN_RISK_FEATURES]);
/* Those features, for a message: "first_date, orders or purchase_days". Returns buffer. */
CHURN_API char *churn_risk_rule_needs(size_t rule, char *buffer, size_t size);

/* A fitted gamma over customers' purchase rates. */
struct churn_risk_gamma {
    bool fitted;
    const char *why_not; /* in words where it is not; static */
    double shape;        /* r */
    double rate;         /* A, in days; the mean rate is r / A purchases a day */
    double log_likelihood;
    double gradient_norm; /* per customer, at the end, in the logs of the parameters */
    uint64_t customers;
    uint64_t purchases; /* repeat purchases */
};

/*
 * Fit both gammas to customers; _add each, in any order, then _fit once. Rules of silence stay off where a fit has no answer
 * (nobody came back), which is no error. Memory: 16 bytes for each day of the longest time seen and each number of purchases.
 */
CHURN_API enum churn_status churn_risk_add(struct churn_risk_model *model, const struct churn_risk_features *features,
                                           struct churn_error *err);
CHURN_API enum churn_status churn_risk_fit(struct churn_risk_model *model, struct churn_error *err);
CHURN_API const struct churn_risk_gamma *churn_risk_exposure(const struct churn_risk_model *model);
CHURN_API const struct churn_risk_gamma *churn_risk_rhythm(const struct churn_risk_model *model);

enum churn_risk_flag { CHURN_RISK_UNKNOWN = -1, CHURN_RISK_CLEAR, CHURN_RISK_FLAGGED };

struct churn_risk_result {
    signed char flags[CHURN_RISK_RULES_MAX]; /* enum churn_risk_flag */
    double weights[CHURN_RISK_RULES_MAX];    /* what each rule adds alone or, a protection, takes off; 0 where it is silent */
    bool known;                              /* some rule could judge; else risk is 0 and means nothing */
    double risk;                             /* 0 to 1, rounded to four decimals, by which the level goes */
    unsigned level;
    bool typed; /* from the second level on, where a flagged rule speaks for a type */
    enum churn_risk_type type;
};

CHURN_API void churn_risk_judge(const struct churn_risk_model *model, const struct churn_risk_features *features,
                                struct churn_risk_result *result);

/*
 * The reasons of a result as a person would say them, strongest first, at most most of them, between them "; ", protections
 * last behind "but": "no order for 94 days; usually every 21". Those of the flagged rules and, from the second level on, of the
 * rule that weighs most, flagged or not: such a risk always has a reason. Returns buffer, cut at a reason's end where size is
 * short.
 */
CHURN_API char *churn_risk_reasons(const struct churn_risk_model *model, const struct churn_risk_features *features,
                                   const struct churn_risk_result *result, unsigned most, char *buffer, size_t size);

CHURN_END_DECLS

#endif
