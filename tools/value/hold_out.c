/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --calibrate-until: orders that were expected of the days after, against those that came, by the repeat orders before. */
#include <math.h>
#include <stdio.h>

#include "common/report.h"
#include "value/value.h"

#define GROUPS 8 /* 0 to 6, and 7 or more */

static const struct cli_column COLUMNS[] = {
    { "repeat_orders", CLI_COLUMN_TEXT }, { "customers", CLI_COLUMN_NUMBER },   { "actual", CLI_COLUMN_NUMBER },
    { "expected", CLI_COLUMN_NUMBER },    { "actual_mean", CLI_COLUMN_NUMBER }, { "expected_mean", CLI_COLUMN_NUMBER },
    { "p_alive", CLI_COLUMN_NUMBER },
};

struct group {
    uint64_t customers, actual;
    double expected, alive;
    double absolute, square; /* errors */
};

static void add(struct group *group, const struct value_person *person, double expected, double alive)
{
    double error = expected - person->later;
    group->customers++;
    group->actual += person->later;
    group->expected += expected;
    group->alive += alive;
    group->absolute += fabs(error);
    group->square += error * error;
}

static enum churn_status report_group(struct cli_report *report, const char *name, const struct group *group,
                                      struct churn_error *err)
{
    double n = (double)group->customers;
    cli_report_name(report, name);
    cli_report_integer(report, (int64_t)group->customers);
    cli_report_integer(report, (int64_t)group->actual);
    cli_report_real(report, group->expected, 4);
    cli_report_real(report, n > 0 ? (double)group->actual / n : NAN, 6);
    cli_report_real(report, n > 0 ? group->expected / n : NAN, 6);
    cli_report_real(report, n > 0 ? group->alive / n : NAN, 6);
    return cli_report_row(report, err);
}

/* The last of the groups is all of them. */
static void sum_groups(const struct value_people *people, const struct churn_value_model *model,
                       struct group groups[GROUPS + 1])
{
    double time = (people->until - people->from) / model->unit_days;
    for (size_t i = 0; i < people->count; i++) {
        const struct value_person *person = &people->person[i];
        if (person->days == 0)
            continue;
        struct churn_buyer buyer = value_buyer_of(person, people->from, model->unit_days);
        double expected = churn_buying_expected(&model->buying.buying, &buyer, time);
        double alive = churn_buying_alive(&model->buying.buying, &buyer);
        add(&groups[person->days > GROUPS ? GROUPS - 1 : person->days - 1], person, expected, alive);
        add(&groups[GROUPS], person, expected, alive);
    }
}

static void say(struct cli *cli, const struct value_people *people, const struct group *all)
{
    char from[CHURN_DAY_TEXT_SIZE] = "", until[CHURN_DAY_TEXT_SIZE] = "";
    double n = (double)all->customers;
    churn_day_write(people->from, from);
    churn_day_write(people->until, until);
    cli_note(cli,
             "after %s, up to %s (%d days): %llu orders, %.1f expected; per customer off by %.4f in the mean, %.4f in the root "
             "mean square",
             from, until, people->until - people->from, (unsigned long long)all->actual, all->expected, all->absolute / n,
             sqrt(all->square / n));
}

enum churn_status value_hold_out(struct cli *cli, const struct value_people *people, const struct churn_value_model *model,
                                 struct churn_error *err)
{
    struct group groups[GROUPS + 1] = { { 0, 0, 0, 0, 0, 0 } };
    struct cli_report *report;
    sum_groups(people, model, groups);
    enum churn_status status = cli_report_open(cli, "hold_out", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &report, err);
    for (unsigned i = 0; status == CHURN_OK && i < GROUPS; i++) {
        char name[16];
        snprintf(name, sizeof name, "%u%s", i, i + 1 == GROUPS ? "+" : "");
        status = report_group(report, name, &groups[i], err);
    }
    if (status == CHURN_OK)
        status = report_group(report, "all", &groups[GROUPS], err);
    if (status == CHURN_OK && groups[GROUPS].customers > 0)
        say(cli, people, &groups[GROUPS]);
    return status;
}
