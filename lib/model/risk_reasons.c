/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reasons in words, in the order in which a colleague would give them. */
#include <stdio.h>
#include <string.h>

#include "model/risk.h"

#define REASON_SIZE 200
#define STANDS_OUT 2 /* the level "high" */

const char *risk_plural(double count)
{
    return count > 0.5 && count < 1.5 ? "" : "s";
}

/* What is true of many comes behind what is true of this one. */
static double strength(const struct churn_risk_result *result, size_t rule)
{
    return RISK_RULES[rule].background ? result->weights[rule] - 1 : result->weights[rule];
}

/* Flagged rules of one sort (risks or protections), strongest first; ties in the registry's order. */
static size_t order_rules(const struct churn_risk_result *result, bool protects, size_t order[CHURN_RISK_RULES_MAX])
{
    size_t count = 0;
    for (size_t rule = 0; rule < RISK_RULE_COUNT; rule++) {
        if (result->flags[rule] != CHURN_RISK_FLAGGED || RISK_RULES[rule].protects != protects)
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

/* Of a risk that many small things add up to, none of which is flagged: the weightiest says why; RISK_RULE_COUNT: there is
 * none. */
static size_t weightiest(const struct churn_risk_result *result)
{
    size_t found = RISK_RULE_COUNT;
    for (size_t rule = 0; rule < RISK_RULE_COUNT; rule++)
        if (!RISK_RULES[rule].protects && result->weights[rule] > 0 &&
            (found == RISK_RULE_COUNT || result->weights[rule] > result->weights[found]))
            found = rule;
    return found;
}

/* A customer that stands out by its level has a reason, whatever the thresholds of the rules say. */
static void say_weightiest(const struct churn_risk_model *model, const struct churn_risk_features *features,
                           const struct churn_risk_result *result, char *buffer, size_t size)
{
    size_t rule = result->known && result->level >= STANDS_OUT ? weightiest(result) : RISK_RULE_COUNT;
    size_t used = 0;
    char text[REASON_SIZE] = "";
    if (rule == RISK_RULE_COUNT)
        return;
    struct risk_case it = risk_case_of(model, features, rule);
    RISK_RULES[rule].say(&it, text, sizeof text);
    append(buffer, size, &used, "", text);
}

char *churn_risk_reasons(const struct churn_risk_model *model, const struct churn_risk_features *features,
                         const struct churn_risk_result *result, unsigned most, char *buffer, size_t size)
{
    size_t order[CHURN_RISK_RULES_MAX], used = 0;
    unsigned said = 0;
    bool silence_said = false;
    buffer[0] = '\0';
    if (order_rules(result, false, order) == 0) {
        say_weightiest(model, features, result, buffer, size);
        used = strlen(buffer);
        said = used > 0;
    }
    for (int protects = 0; protects <= 1; protects++) {
        size_t count = order_rules(result, protects, order);
        for (size_t i = 0; i < count && said < most; i++) {
            if (RISK_RULES[order[i]].silence && silence_said)
                continue;
            silence_said = silence_said || RISK_RULES[order[i]].silence;
            said++;
            char text[REASON_SIZE] = "";
            struct risk_case it = risk_case_of(model, features, order[i]);
            RISK_RULES[order[i]].say(&it, text, sizeof text);
            const char *separator = used == 0 ? "" : "; ";
            append(buffer, size, &used, protects && i == 0 && used > 0 ? "; but " : separator, text);
        }
    }
    return buffer;
}
