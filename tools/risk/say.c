/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a careful person wants to know before believing a risk: which rules could not work, and what counts as usual. */
#include <stdio.h>
#include <string.h>

#include "risk/risk.h"

#define LIST_SIZE 700

static void append(char list[LIST_SIZE], const char *text)
{
    size_t used = strlen(list);
    snprintf(list + used, LIST_SIZE - used, "%s%s", used > 0 ? ", " : "", text);
}

static void say_off(struct cli *cli, const struct churn_store *store, const struct churn_risk_model *model)
{
    char list[LIST_SIZE] = "";
    bool there[CHURN_RISK_FEATURES], any_works = false;
    for (enum churn_risk_feature feature = 0; feature < CHURN_RISK_FEATURES; feature++)
        there[feature] = churn_store_has(store, feature);
    for (size_t rule = 0; rule < churn_risk_rules(); rule++) {
        bool works = churn_risk_rule_can_work(rule, there), on = churn_risk_setting_of(model, rule).on;
        any_works = any_works || (on && works && !churn_risk_rule_protects(rule));
        if (on && !works)
            append(list, churn_risk_rule_name(rule));
    }
    if (list[0] != '\0')
        cli_note(cli, "rules off for want of columns (--print-rules says which): %s", list);
    if (!any_works)
        cli_note(cli, "no rule can raise a risk here, so nobody has one; churn-rfm makes the columns of purchases");
}

static void say_gammas(struct cli *cli, const struct churn_risk_model *model)
{
    const struct churn_risk_gamma *rhythm = churn_risk_rhythm(model), *exposure = churn_risk_exposure(model);
    if (exposure->customers == 0)
        return;
    if (!rhythm->fitted || !exposure->fitted) {
        cli_note(cli, "overdue, one_off and infrequent are off: %s", rhythm->fitted ? exposure->why_not : rhythm->why_not);
        return;
    }
    cli_note(
        cli,
        "usual gap of all: %.0f days, of %llu customers who came back (gamma-Poisson by maximum likelihood, shape %.4g, rate "
        "%.4g days)",
        rhythm->rate / rhythm->shape, (unsigned long long)rhythm->customers, rhythm->shape, rhythm->rate);
}

static void say_later(struct cli *cli, const struct churn_store *store, churn_day as_of)
{
    uint64_t later = 0;
    for (size_t row = 0; row < churn_store_rows(store); row++)
        later +=
            !churn_store_null(store, row, CHURN_RISK_LAST_DATE) && churn_store_day(store, row, CHURN_RISK_LAST_DATE) > as_of;
    if (later > 0)
        cli_note(cli, "%llu customer%s bought after the as-of date: silence cannot be judged there; score them as of that day",
                 (unsigned long long)later, later == 1 ? "" : "s");
}

static void say_horizon(struct cli *cli, const struct churn_store *store, uint64_t horizon)
{
    if (churn_store_has(store, CHURN_RISK_P_NO_ORDER) && !churn_store_has(store, RISK_HORIZON_DAYS))
        cli_note(cli, "p_no_order is taken for the chance over %llu days: no column horizon_days says of how many it is",
                 (unsigned long long)(horizon == RISK_NO_HORIZON ? RISK_HORIZON : horizon));
}

void risk_say_rules(struct cli *cli, const struct risk_settings *settings, const struct churn_store *store,
                    const struct churn_risk_model *model, churn_day as_of)
{
    say_horizon(cli, store, settings->horizon);
    say_off(cli, store, model);
    say_later(cli, store, as_of);
    say_gammas(cli, model);
}

void risk_say_levels(struct cli *cli, const uint64_t levels[CHURN_RISK_LEVELS], uint64_t unknown)
{
    char list[LIST_SIZE] = "", part[80];
    for (unsigned level = CHURN_RISK_LEVELS; level > 0; level--) {
        snprintf(part, sizeof part, "%s %llu", churn_risk_level_name(level - 1), (unsigned long long)levels[level - 1]);
        append(list, part);
    }
    if (unknown > 0) {
        snprintf(part, sizeof part, "unknown %llu", (unsigned long long)unknown);
        append(list, part);
    }
    cli_note(cli, "customers by level: %s", list);
}
