/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Churn risk inside: a rule is a row of the registry (risk_rules.c) and two functions beside its kin (risk_rules_*.c). */
#ifndef MODEL_RISK_H
#define MODEL_RISK_H

#include <churn/risk.h>

#include "model/rhythm.h"

struct churn_risk_model {
    churn_day as_of;
    double horizon;
    double scale;
    struct churn_risk_setting settings[CHURN_RISK_RULES_MAX];
    double borders[CHURN_RISK_LEVELS - 1];
    struct rhythm_counts exposure_counts, rhythm_counts;
    struct churn_risk_gamma exposure, rhythm;
};

/* What the rules share of one customer. */
struct risk_purchases {
    bool known; /* all of it; else perhaps silent alone */
    bool silent_known;
    double repeats; /* x */
    double active;  /* t: days from first to last purchase */
    double exposed; /* T: days from first purchase to as-of */
    double silent;  /* days since the last */
};

/* One customer before one rule. */
struct risk_case {
    const struct churn_risk_model *model;
    const struct churn_risk_features *features;
    struct risk_purchases purchases;
    struct churn_risk_setting setting;
};

#define RISK_NEEDS_MAX 3
#define RISK_WAYS_MAX 3
#define RISK_HAVE(feature) (UINT64_C(1) << (feature))

struct risk_rule {
    const char *name;
    const char *meaning;
    struct churn_risk_setting setting; /* built-in */
    bool has_type;
    enum churn_risk_type type;
    bool share; /* the threshold is one, from 0 to 1 */
    bool protects;
    bool background;     /* named only behind all others: it is true of many */
    bool silence;        /* of several rules on silence the strongest speaks for all */
    bool models_silence; /* where it can judge, rules of silence and of newness add nothing: it has seen what they see */
    bool surveyed;       /* as old as the latest survey, which is told once */
    bool newness;        /* says nothing new of a customer of one purchase once silence has been said */
    /* Where the type depends on the customer: false if nothing speaks for one. */
    bool (*type_of)(const struct risk_case *it, enum churn_risk_type *type);
    /* All of the needs, each in one of several ways; a way is a set of features (RISK_HAVE), 0 ends the list. */
    uint64_t needs[RISK_NEEDS_MAX][RISK_WAYS_MAX];
    /* CHURN_RISK_UNKNOWN where this customer's cells do not tell; *weight: what it adds (set to 0 before). */
    enum churn_risk_flag (*judge)(const struct risk_case *it, double *weight);
    /* Leaves buffer as it was, empty, where a rule that weighs without being flagged has nothing to say. */
    void (*say)(const struct risk_case *it, char *buffer, size_t size);
};

extern const struct risk_rule RISK_RULES[];
extern const size_t RISK_RULE_COUNT;

struct risk_case risk_case_of(const struct churn_risk_model *model, const struct churn_risk_features *features, size_t rule);

/* Of a feature that is known. */
static inline double risk_value(const struct risk_case *it, enum churn_risk_feature feature)
{
    return it->features->value[feature];
}

static inline bool risk_known(const struct risk_case *it, enum churn_risk_feature feature)
{
    return it->features->known[feature];
}

bool risk_type_of_arrears(const struct risk_case *it, enum churn_risk_type *type);

/* Behind what a survey said: when that was, where it is no news. Appends. */
void risk_say_survey_age(const struct risk_case *it, char *buffer, size_t size);

/* Words: "1 day", "2 days"; "once", "twice", "3 times"; "40 days", "14 months". The latter two return buffer. */
#define RISK_WORDS_SIZE 40
const char *risk_plural(double count);
const char *risk_times(double count, char buffer[RISK_WORDS_SIZE]);
const char *risk_span(double days, char buffer[RISK_WORDS_SIZE]);

#define RISK_JUDGE(name) enum churn_risk_flag name(const struct risk_case *it, double *weight)
#define RISK_SAY(name) void name(const struct risk_case *it, char *buffer, size_t size)

RISK_JUDGE(risk_judge_overdue);
RISK_SAY(risk_say_overdue);
RISK_JUDGE(risk_judge_infrequent);
RISK_SAY(risk_say_infrequent);
RISK_JUDGE(risk_judge_no_order);
RISK_SAY(risk_say_no_order);
RISK_JUDGE(risk_judge_lapsed);
RISK_SAY(risk_say_lapsed);
RISK_JUDGE(risk_judge_one_off);
RISK_SAY(risk_say_one_off);
RISK_JUDGE(risk_judge_declining);
RISK_SAY(risk_say_declining);
RISK_JUDGE(risk_judge_early_stage);
RISK_SAY(risk_say_early_stage);
RISK_JUDGE(risk_judge_dissatisfied);
RISK_SAY(risk_say_dissatisfied);
RISK_JUDGE(risk_judge_satisfaction_falling);
RISK_SAY(risk_say_satisfaction_falling);
RISK_JUDGE(risk_judge_expectation_missed);
RISK_SAY(risk_say_expectation_missed);
RISK_JUDGE(risk_judge_open_complaint);
RISK_SAY(risk_say_open_complaint);
RISK_JUDGE(risk_judge_repeated_complaints);
RISK_SAY(risk_say_repeated_complaints);
RISK_JUDGE(risk_judge_poor_response);
RISK_SAY(risk_say_poor_response);
RISK_JUDGE(risk_judge_arrears);
RISK_SAY(risk_say_arrears);
RISK_JUDGE(risk_judge_late_follow_up);
RISK_SAY(risk_say_late_follow_up);
RISK_JUDGE(risk_judge_contract_ending);
RISK_SAY(risk_say_contract_ending);
RISK_JUDGE(risk_judge_falling_share);
RISK_SAY(risk_say_falling_share);
RISK_JUDGE(risk_judge_contract_holds);
RISK_SAY(risk_say_contract_holds);
RISK_JUDGE(risk_judge_holdings_hold);
RISK_SAY(risk_say_holdings_hold);
RISK_JUDGE(risk_judge_long_tenure);
RISK_SAY(risk_say_long_tenure);

#endif
