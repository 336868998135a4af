/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of the rows: nothing is left out unsaid, and what makes the figures less sure than they look is said too. */
#include "curve/read.h"

static unsigned long long ull(uint64_t number)
{
    return (unsigned long long)number;
}

static const char *plural(uint64_t number)
{
    return number == 1 ? "" : "s";
}

static void say_window(struct cli *cli, const struct reading *reading, const struct churn_follow_up_counts *counts)
{
    char first[CHURN_DAY_TEXT_SIZE] = "", last[CHURN_DAY_TEXT_SIZE] = "", as_of[CHURN_DAY_TEXT_SIZE] = "";
    churn_day_write(counts->first_day, first);
    churn_day_write(counts->last_day, last);
    if (counts->first_day == CHURN_DAY_NONE) {
        cli_note(cli, "there are no transactions to follow anybody up in");
        return;
    }
    cli_note(cli, "retained: bought within %llu days after the survey; transactions from %s to %s%s",
             ull(curve_within_days(reading->settings)), first, last,
             counts->last_day == reading->settings->as_of ? ", the as-of date" : ", the last date in the data");
    if (reading->settings->as_of != CHURN_DAY_NONE && counts->last_day < reading->settings->as_of) {
        churn_day_write(reading->settings->as_of, as_of);
        cli_note(
            cli,
            "the as-of date, %s, is after the last transaction: what was bought since then is not known, so the data end at %s",
            as_of, last);
    }
    if (counts->later_rows > 0)
        cli_note(cli, "%llu transaction%s after the as-of date left out", ull(counts->later_rows), plural(counts->later_rows));
}

static void say_left_out(struct cli *cli, const struct reading *reading, const struct churn_follow_up_counts *counts)
{
    char day[CHURN_DAY_TEXT_SIZE] = "";
    if (counts->late > 0) {
        churn_day_write(counts->last_day - (churn_day)curve_within_days(reading->settings), day);
        cli_note(cli, "%llu survey%s after %s left out: what came of %s is not known yet (neither kept nor lost)",
                 ull(counts->late), plural(counts->late), day, counts->late == 1 ? "it" : "them");
    }
    if (counts->early > 0)
        cli_note(cli, "%llu survey%s older than the transactions left out", ull(counts->early), plural(counts->early));
    if (counts->strangers > 0)
        cli_note(cli,
                 "%llu survey%s left out: nothing bought by then, so it could not be bought again "
                 "(--population=everyone counts %s)",
                 ull(counts->strangers), plural(counts->strangers), counts->strangers == 1 ? "it" : "them");
    if (counts->passed_over > 0)
        cli_note(cli, "%llu survey%s passed over: of each customer the %s one that counts is used", ull(counts->passed_over),
                 plural(counts->passed_over), reading->settings->surveys_used == CHURN_SURVEYS_LAST ? "last" : "first");
}

static void say_follow_up(struct cli *cli, const struct reading *reading)
{
    struct churn_follow_up_counts counts = churn_follow_up_counts(reading->follow_up);
    say_window(cli, reading, &counts);
    if (counts.unscored > 0)
        cli_note(cli, "%llu survey%s without a score left out", ull(counts.unscored), plural(counts.unscored));
    say_left_out(cli, reading, &counts);
    cli_note(cli, "%llu survey%s of %llu customer%s used", ull(counts.used), plural(counts.used), ull(counts.customers),
             plural(counts.customers));
    if (counts.used > counts.customers)
        cli_note(cli,
                 "surveys of one customer are not independent, so the intervals are somewhat too narrow%s; "
                 "--surveys-used=first takes one of each",
                 reading->settings->value != NULL ? ", and its value counts with each" : "");
}

static void say_join(struct cli *cli, const struct reading *reading)
{
    uint64_t unscored = 0, joined = 0;
    for (size_t i = 0; i < churn_store_rows(reading->outcome_store); i++) {
        unscored += (reading->scored[i] & SCORED) == 0;
        joined += (reading->scored[i] & JOINED) != 0;
    }
    if (unscored > 0)
        cli_note(cli, "%llu customer%s of %s without a score", ull(unscored), plural(unscored),
                 reading->settings->retained_from);
    if (reading->used > joined)
        cli_note(cli,
                 "%llu scores of %llu customers: scores of one customer share one outcome and are not independent, "
                 "so the intervals are too narrow",
                 ull(reading->used), ull(joined));
}

void reading_say(struct cli *cli, const struct reading *reading)
{
    const struct curve_settings *settings = reading->settings;
    if (reading->follow_up != NULL)
        say_follow_up(cli, reading);
    if (reading->unscored > 0)
        cli_note(cli, "%llu row%s without a score left out", ull(reading->unscored), plural(reading->unscored));
    if (reading->without_outcome > 0)
        cli_note(cli, "%llu row%s with a score and no outcome left out", ull(reading->without_outcome),
                 plural(reading->without_outcome));
    if (reading->weightless > 0)
        cli_note(cli, "%llu row%s of weight 0 left out", ull(reading->weightless), plural(reading->weightless));
    if (reading->outcome_store != NULL)
        say_join(cli, reading);
    if (reading->unknown > 0)
        cli_note(cli, "%llu row%s of customers who are not in %s%s", ull(reading->unknown), plural(reading->unknown),
                 settings->customers, settings->group != NULL ? ": their group is empty" : "");
    if (reading->valueless > 0)
        cli_note(cli, "%llu row%s without a value: counted, and worth 0", ull(reading->valueless), plural(reading->valueless));
}
