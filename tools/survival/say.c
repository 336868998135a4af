/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result in words. */
#include <math.h>
#include <stdio.h>

#include "survival/survival.h"

#define GROUPS_SAID 12 /* more are in the table */
#define TEXT_SIZE 320

static void say_median(struct cli *cli, const struct survival_groups *groups, size_t group)
{
    char name[200], who[TEXT_SIZE] = "", at[3][SURVIVAL_TIME_SIZE], share[2][SURVIVAL_TIME_SIZE];
    const struct churn_survival *curve = groups->curves[group];
    struct churn_text text = groups->groups[group].name;
    double time, low, high;
    if (groups->plan->settings->group != NULL)
        snprintf(who, sizeof who, "group %s: ", text.length > 0 ? churn_text_escape(text, name, sizeof name) : "(empty)");
    churn_survival_quantile(curve, 0.5, &time, &low, &high);
    if (isfinite(time)) {
        bool limits = isfinite(low) || isfinite(high);
        cli_note(cli, "%smedian life %s%s%s%s%s", who, survival_time_text(time, at[0]), limits ? ", " : "",
                 isfinite(low) ? survival_time_text(low, at[1])
                 : limits      ? "an unknown time"
                               : "",
                 limits ? " to " : "",
                 isfinite(high) ? survival_time_text(high, at[2])
                 : limits       ? "beyond what is seen"
                                : "");
        return;
    }
    double last = churn_survival_last(curve);
    snprintf(share[0], sizeof share[0], "%.1f", 100 * churn_survival_at(curve, last).survival);
    cli_note(cli, "%sthe median is not reached: %s %% are still there after %s", who, share[0],
             survival_time_text(last, at[0]));
}

/* A mean whose limit the curve does not reach is left empty: why is said. */
static void say_means(struct cli *cli, const struct survival_groups *groups)
{
    char limit[SURVIVAL_TIME_SIZE];
    size_t unknown = 0;
    double mean, error;
    for (size_t i = 0; i < groups->count; i++)
        unknown += !churn_survival_mean(groups->curves[i], groups->limit, &mean, &error);
    survival_time_text(groups->limit, limit);
    if (!groups->plan->has_until)
        cli_note(cli, "means are restricted to %s, as far as %s", limit,
                 groups->count == 1 ? "the curve reaches" : "all curves reach");
    if (unknown > 0)
        cli_note(cli, "%zu group%s no mean until %s: nobody was seen so long", unknown, unknown == 1 ? " has" : "s have",
                 limit);
}

/* Why a test has no figure: an empty cell alone looks like a fault of the program. */
static void say_untested(struct cli *cli, const struct survival_groups *groups, double events)
{
    cli_note(cli, "nothing is tested: %s",
             groups->count < 2 ? "there is one group only"
             : events <= 0     ? "nobody left"
                               : "whenever somebody left, all who were at risk were of one group");
}

static enum churn_status say_difference(struct cli *cli, const struct survival_groups *groups, double events,
                                        struct churn_error *err)
{
    struct churn_survival_result result = { .df = 0 };
    bool asked = groups->plan->settings->tests;
    enum churn_status status = CHURN_OK;
    if (groups->count > CHURN_SURVIVAL_GROUPS_MAX) {
        cli_note(cli, "%zu groups are too many to test whether they differ", groups->count);
        return CHURN_OK;
    }
    if (groups->count > 1)
        status = churn_survival_compare(groups->curves, groups->count, CHURN_SURVIVAL_LOG_RANK, &result, NULL, NULL, err);
    if (status == CHURN_OK && result.df > 0)
        cli_note(cli, "%s: log-rank chi-square %.4g, %zu degree%s of freedom, p %.3g",
                 result.p < 0.05 ? "groups differ" : "groups cannot be told apart", result.statistic, result.df,
                 result.df == 1 ? "" : "s", result.p);
    else if (status == CHURN_OK && asked)
        say_untested(cli, groups, events);
    return status;
}

enum churn_status survival_say(struct cli *cli, const struct survival_groups *groups, struct churn_error *err)
{
    double customers = 0, events = 0;
    for (size_t i = 0; i < groups->count; i++) {
        customers += churn_survival_subjects(groups->curves[i]);
        events += churn_survival_events(groups->curves[i]);
    }
    if (groups->count == 0)
        return CHURN_OK;
    cli_note(cli, "%.15g customer%s: %.15g left, %.15g still there when last seen", customers, customers > 1 ? "s" : "", events,
             customers - events);
    for (size_t i = 0; i < groups->count && i < GROUPS_SAID; i++)
        say_median(cli, groups, i);
    if (groups->plan->settings->summary)
        say_means(cli, groups);
    return say_difference(cli, groups, events, err);
}
