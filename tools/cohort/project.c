/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shifted-beta-geometric model on each cohort, or on all, and what it says of the renewals to come. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cohort/cohort.h"

static const char *plural(uint64_t number)
{
    return number == 1 ? "" : "s";
}

static void add_renewals(const struct survivors *cohort, double *renewed, double *lost)
{
    for (size_t j = 1; j < cohort->count; j++) {
        renewed[j - 1] += cohort->alive[j];
        lost[j - 1] += cohort->alive[j - 1] - cohort->alive[j];
    }
}

static void take_fit(struct survivors *cohort, enum churn_status status, const struct churn_sbg *fit,
                     const struct churn_error *why)
{
    cohort->fitted = status == CHURN_OK;
    if (cohort->fitted)
        cohort->fit = *fit;
    else
        memcpy(cohort->why, why->message, sizeof cohort->why);
}

enum churn_status cohort_fit(const struct cohort_plan *plan, struct survivor_table *table, struct churn_error *err)
{
    size_t longest = 1;
    for (size_t i = 0; i < table->count; i++)
        longest = table->cohorts[i].count > longest ? table->cohorts[i].count : longest;
    double *renewed = calloc(longest, sizeof *renewed), *lost = calloc(longest, sizeof *lost);
    enum churn_status status = renewed != NULL && lost != NULL ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "out of memory");
    struct churn_error why;
    struct churn_sbg fit;
    for (size_t i = 0; status == CHURN_OK && i < table->count; i++) {
        add_renewals(&table->cohorts[i], renewed, lost);
        if (plan->together)
            continue;
        take_fit(&table->cohorts[i], churn_sbg_fit(renewed, lost, table->cohorts[i].count - 1, &fit, &why), &fit, &why);
        memset(renewed, 0, longest * sizeof *renewed);
        memset(lost, 0, longest * sizeof *lost);
    }
    if (status == CHURN_OK && plan->together) {
        enum churn_status fitted = churn_sbg_fit(renewed, lost, longest - 1, &fit, &why);
        for (size_t i = 0; i < table->count; i++)
            take_fit(&table->cohorts[i], fitted, &fit, &why);
    }
    free(renewed);
    free(lost);
    return status;
}

static void say_fit(struct cli *cli, const struct survivors *cohort, const char *who)
{
    if (!cohort->fitted) {
        cli_note(cli, "%s: no model: %s", who, cohort->why);
        return;
    }
    const struct churn_sbg *fit = &cohort->fit;
    if (fit->finding == CHURN_SBG_ALIKE)
        cli_note(cli, "%s: retention does not rise with time: one rate for all, %.1f %% leave at each renewal", who,
                 100 * fit->churn);
    else if (fit->finding == CHURN_SBG_TWO_KINDS)
        cli_note(cli, "%s: nobody left after the first renewal, at which %.1f %% did: the model lets the others stay for ever",
                 who, 100 * fit->churn);
    else
        cli_note(cli, "%s: alpha %.6g, beta %.6g; %.1f %% leave at the first renewal, at renewal %zu %.1f %% of those left",
                 who, fit->alpha, fit->beta, 100 * fit->churn, fit->renewals + 1,
                 100 * (1 - churn_sbg_retention(fit, fit->renewals + 1)));
}

#define COHORTS_SAID 12

static void say(struct cli *cli, const struct cohort_plan *plan, const struct survivor_table *table)
{
    char name[200], who[220];
    if (table->later > 0)
        cli_note(cli, "%llu contract%s left out: starts after the as-of date", (unsigned long long)table->later,
                 plural(table->later));
    if (table->young > 0)
        cli_note(cli, "%llu contract%s left out: the period in which it began is not over", (unsigned long long)table->young,
                 plural(table->young));
    if (table->incomplete > 0)
        cli_note(cli, "%llu contract%s left out: no first day", (unsigned long long)table->incomplete,
                 plural(table->incomplete));
    for (size_t i = 0; i < table->count && i < (plan->together ? 1 : COHORTS_SAID); i++) {
        struct churn_text text = { table->cohorts[i].name, strlen(table->cohorts[i].name) };
        snprintf(who, sizeof who, "cohort %s", text.length > 0 ? churn_text_escape(text, name, sizeof name) : "(empty)");
        say_fit(cli, &table->cohorts[i], plan->together ? "all cohorts" : who);
    }
}

enum churn_status cohort_survivors(struct cli *cli, const struct cohort_plan *plan, struct churn_error *err)
{
    struct survivor_table table = { .cohorts = NULL };
    enum churn_status status = plan->settings->input == COHORT_CONTRACTS ? cohort_read_contracts(cli, plan, &table, err)
                                                                         : cohort_read_alive(cli, plan, &table, err);
    if (status == CHURN_OK)
        status = cohort_fit(plan, &table, err);
    if (status == CHURN_OK)
        status = plan->settings->parameters ? cohort_report_parameters(cli, plan, &table, err)
                                            : cohort_report_projection(cli, plan, &table, err);
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err);
    if (status == CHURN_OK && plan->as_of != CHURN_DAY_NONE)
        cli_say_as_of(cli, plan->as_of, "");
    if (status == CHURN_OK)
        say(cli, plan, &table);
    survivors_clear(&table);
    return status;
}
