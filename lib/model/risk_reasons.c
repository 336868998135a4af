/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reasons in words, in the order in which a colleague would give them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/risk.h"

#define REASON_SIZE 200
#define DAYS_SAID_MAX 100

const char *risk_plural(double count)
{
    return count > 0.5 && count < 1.5 ? "" : "s";
}

const char *risk_times(double count, char buffer[RISK_WORDS_SIZE])
{
    if (count < 2.5)
        snprintf(buffer, RISK_WORDS_SIZE, "%s", count < 1.5 ? "once" : "twice");
    else
        snprintf(buffer, RISK_WORDS_SIZE, "%.0f times", count);
    return buffer;
}

/* Nobody counts a year in days. */
const char *risk_span(double days, char buffer[RISK_WORDS_SIZE])
{
    if (days < DAYS_SAID_MAX)
        snprintf(buffer, RISK_WORDS_SIZE, "%.0f day%s", days, risk_plural(days));
    else
        snprintf(buffer, RISK_WORDS_SIZE, "%.0f months", floor(days / (365.2425 / 12)));
    return buffer;
}

/* What is true of many comes behind what is true of this one. */
static double strength(const struct churn_risk_result *result, size_t rule)
{
    return RISK_RULES[rule].background ? result->weights[rule] - 1 : result->weights[rule];
}

/*
 * The rule that weighs most of all, where it is not flagged; else RISK_RULE_COUNT. Silence weighs by degrees, so a risk may
 * come mostly, or wholly, from rules below their thresholds. Who is told of a risk wants to know that, too.
 */
static size_t heaviest_unflagged(const struct churn_risk_model *model, const struct churn_risk_features *features,
                                 const struct churn_risk_result *result)
{
    size_t heaviest = RISK_RULE_COUNT;
    double most = 0;
    for (size_t rule = 0; rule < RISK_RULE_COUNT && result->level > 0; rule++) {
        char text[REASON_SIZE] = "";
        if (RISK_RULES[rule].protects || result->weights[rule] <= most)
            continue;
        struct risk_case it = risk_case_of(model, features, rule);
        if (result->flags[rule] != CHURN_RISK_FLAGGED)
            RISK_RULES[rule].say(&it, text, sizeof text);
        if (result->flags[rule] != CHURN_RISK_FLAGGED && text[0] == '\0')
            continue;
        heaviest = rule;
        most = result->weights[rule];
    }
    return heaviest < RISK_RULE_COUNT && result->flags[heaviest] == CHURN_RISK_FLAGGED ? RISK_RULE_COUNT : heaviest;
}

/* Flagged rules of one sort (risks or protections), and the one beside them, strongest first; ties in the registry's order. */
static size_t order_rules(const struct churn_risk_result *result, bool protects, size_t beside,
                          size_t order[CHURN_RISK_RULES_MAX])
{
    size_t count = 0;
    for (size_t rule = 0; rule < RISK_RULE_COUNT; rule++) {
        if ((result->flags[rule] != CHURN_RISK_FLAGGED && rule != beside) || RISK_RULES[rule].protects != protects)
            continue;
        size_t at = count++;
        for (; at > 0 && strength(result, order[at - 1]) < strength(result, rule); at--)
            order[at] = order[at - 1];
        order[at] = rule;
    }
    return count;
}

/* Whole or not at all. */
static void append(char *buffer, size_t size, size_t *used, const char *separator, const char *text)
{
    size_t room = size - *used, wanted = strlen(separator) + strlen(text);
    if (wanted >= room)
        return;
    *used += (size_t)snprintf(buffer + *used, room, "%s%s", separator, text);
}

/* Has what this rule would say been said by another? */
static bool is_said(const struct risk_case *it, const struct risk_rule *rule, bool silence_said)
{
    return silence_said && (rule->silence || (rule->newness && it->purchases.known && it->purchases.repeats < 1));
}

char *churn_risk_reasons(const struct churn_risk_model *model, const struct churn_risk_features *features,
                         const struct churn_risk_result *result, unsigned most, char *buffer, size_t size)
{
    size_t order[CHURN_RISK_RULES_MAX], used = 0;
    size_t beside = heaviest_unflagged(model, features, result);
    unsigned said = 0;
    bool silence_said = false, age_said = false;
    buffer[0] = '\0';
    for (int protects = 0; protects <= (used > 0); protects++) { /* nothing protects where nothing threatens */
        size_t count = order_rules(result, protects, beside, order);
        for (size_t i = 0; i < count && said < most; i++) {
            const struct risk_rule *rule = &RISK_RULES[order[i]];
            struct risk_case it = risk_case_of(model, features, order[i]);
            if (is_said(&it, rule, silence_said))
                continue;
            silence_said = silence_said || rule->silence;
            said++;
            char text[REASON_SIZE] = "";
            rule->say(&it, text, sizeof text);
            if (rule->surveyed && !age_said)
                risk_say_survey_age(&it, text, sizeof text);
            age_said = age_said || rule->surveyed;
            const char *separator = used == 0 ? "" : "; ";
            append(buffer, size, &used, protects && i == 0 && used > 0 ? "; but " : separator, text);
        }
    }
    return buffer;
}
