/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report in words: what a manager reads first. */
#include <stdio.h>

#include "satisfaction/levels.h"

static const char *const UNITS[] = { "month", "quarter", "year" };

static unsigned long long ull(uint64_t number)
{
    return (unsigned long long)number;
}

/* How many rows: 24 months, or 72 pairs of month and group. */
static void name_rows(const struct levels *levels, uint64_t count, char *text, size_t size)
{
    const char *unit = UNITS[levels->plan->per], *plural = count == 1 ? "" : "s";
    if (levels->plan->roles.group != NULL)
        snprintf(text, size, "%llu pair%s of %s and group", ull(count), plural, unit);
    else
        snprintf(text, size, "%llu %s%s", ull(count), unit, plural);
}

static void say_share(struct cli *cli, const struct levels *levels)
{
    char least[CHURN_AMOUNT_TEXT_SIZE];
    struct level all = level_of(levels, levels->satisfied, levels->responses);
    churn_amount_write(levels->plan->satisfied, 0, least);
    if (levels->responses > 0)
        cli_note(cli, "satisfied, with a score of %s or more: %llu of %llu, %.1f %% (95 %% interval %.1f to %.1f %%)", least,
                 ull(levels->satisfied), ull(levels->responses), 100 * churn_quotient_to_double(all.share), 100 * all.low,
                 100 * all.high);
}

static void say_target(struct cli *cli, const struct levels *levels)
{
    char target[CHURN_AMOUNT_TEXT_SIZE], rows[80];
    churn_amount_write(100 * levels->plan->target, 0, target);
    name_rows(levels, levels->rows - levels->empty, rows, sizeof rows);
    cli_note(cli, "target %s %%: met in %llu of %s, clearly in %llu; clearly missed in %llu", target, ull(levels->met), rows,
             ull(levels->clearly_met), ull(levels->clearly_missed));
}

/* A month that is not over has few responses, and may end otherwise. */
static void say_unfinished(struct cli *cli, const struct levels *levels)
{
    char period[CHURN_PERIOD_TEXT_SIZE], day[CHURN_DAY_TEXT_SIZE];
    enum churn_period_kind per = levels->plan->per;
    churn_day as_of = levels->plan->as_of != CHURN_DAY_NONE ? levels->plan->as_of : levels->counts.last_day;
    if (as_of == CHURN_DAY_NONE || churn_period_last_day(per, churn_period_of(per, as_of)) == as_of)
        return;
    churn_period_write(per, churn_period_of(per, as_of), period);
    churn_day_write(as_of, day);
    cli_note(cli, "the last %s, %s, is seen up to %s only", UNITS[per], period, day);
}

void levels_say(struct cli *cli, const struct levels *levels)
{
    char rows[80];
    satisfaction_say(cli, levels->plan, &levels->counts);
    if (levels->rows == 0)
        return;
    say_share(cli, levels);
    if (levels->plan->target > 0 && levels->responses > 0)
        say_target(cli, levels);
    name_rows(levels, levels->rows, rows, sizeof rows);
    if (levels->empty > 0)
        cli_note(cli, "no response in %llu of %s", ull(levels->empty), rows);
    say_unfinished(cli, levels);
}
