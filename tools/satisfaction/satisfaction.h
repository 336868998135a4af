/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-satisfaction: settings from words, the table of customers, the report by period. */
#ifndef SATISFACTION_SATISFACTION_H
#define SATISFACTION_SATISFACTION_H

#include <churn/churn.h>

#include "common/cli.h"
#include "common/report.h"

#define SATISFACTION_NOT_GIVEN 99u /* of --per */
#define SATISFACTION_DECIMALS 4    /* of means, slopes and shares, where the scores themselves have no more */

#define SATISFACTION_COLUMNS 11 /* the most that the report has */

struct satisfaction_settings {
    const char *id, *date, *score, *expected;
    const char *scale;
    const char *as_of;
    const char *curve;
    unsigned per; /* enum churn_period_kind, or SATISFACTION_NOT_GIVEN */
    const char *group;
    const char *satisfied;
    const char *target;
};

/* What the words mean. Owned: curves. */
struct satisfaction_plan {
    struct churn_survey_roles roles;
    churn_day as_of;                   /* CHURN_DAY_NONE: not given */
    struct churn_saved_curves *curves; /* NULL: none */
    enum churn_period_kind per;
    bool has_satisfied;
    churn_amount satisfied;                          /* the least score */
    churn_amount target;                             /* share, exact; 0: none */
    struct cli_column columns[SATISFACTION_COLUMNS]; /* of the report */
    size_t column_count;
};

enum churn_status satisfaction_plan_make(struct cli *cli, const struct satisfaction_settings *settings,
                                         struct satisfaction_plan *plan, struct churn_error *err);
void satisfaction_plan_clear(struct satisfaction_plan *plan);

/* Open the operands as surveys: on success the caller frees *surveys, and then closes. status: CHURN_OK, or why there is no
 * result. */
enum churn_status satisfaction_open(struct cli *cli, const struct satisfaction_plan *plan, struct churn_surveys **surveys,
                                    struct churn_error *err);

enum churn_status satisfaction_close(struct cli *cli, enum churn_status status, const struct churn_survey_counts *counts,
                                     struct churn_error *err);

/* The day that counts as today, said; and what was left out. */
void satisfaction_say(struct cli *cli, const struct satisfaction_plan *plan, const struct churn_survey_counts *counts);

void satisfaction_choose_columns(struct satisfaction_plan *plan);

/* Read, fold and write: one row a customer, or one a period and group. */
enum churn_status satisfaction_customers(struct cli *cli, const struct satisfaction_plan *plan, struct churn_error *err);
enum churn_status satisfaction_periods(struct cli *cli, const struct satisfaction_plan *plan, struct churn_error *err);

#endif
