/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-cohort: settings, the triangle of purchases, survivors of contracts and their projection. */
#ifndef COHORT_COHORT_H
#define COHORT_COHORT_H

#include <churn/churn.h>

#include "common/cli.h"

enum cohort_input { COHORT_TRANSACTIONS, COHORT_CONTRACTS, COHORT_ALIVE };
enum cohort_refunds { COHORT_REFUNDS_MONEY, COHORT_REFUNDS_ACTIVITY };
enum cohort_triangle { COHORT_ACTIVE, COHORT_SHARE, COHORT_GROSS, COHORT_NET };
enum cohort_fit { COHORT_EACH, COHORT_TOGETHER };

#define COHORT_NOT_GIVEN 99u
#define COHORT_PROJECT_NOT_GIVEN UINT64_MAX
#define COHORT_PROJECT 5 /* periods beyond what is seen, unless told */
#define COHORT_PROJECT_MAX 1000
#define COHORT_SHARE_DECIMALS 6

struct cohort_settings {
    unsigned input; /* enum cohort_input */
    const char *id, *date, *amount;
    const char *start, *end;
    const char *cohort, *renewals, *alive;
    unsigned per; /* enum churn_period_kind, or COHORT_NOT_GIVEN */
    const char *as_of;
    unsigned refunds, triangle, fit; /* enums above, or COHORT_NOT_GIVEN */
    uint64_t project;
    const char *confidence;
    bool parameters;
};

struct cohort_plan {
    const struct cohort_settings *settings;
    churn_day as_of; /* CHURN_DAY_NONE: not given */
    enum churn_period_kind kind;
    bool together;
    size_t project;
    double z;
};

/* Options that contradict each other are said before a byte is read. */
enum churn_status cohort_plan_make(struct cli *cli, const struct cohort_settings *settings, struct cohort_plan *plan,
                                   struct churn_error *err);

/* Read, fold, write and say. */
enum churn_status cohort_purchases(struct cli *cli, const struct cohort_plan *plan, struct churn_error *err);
enum churn_status cohort_survivors(struct cli *cli, const struct cohort_plan *plan, struct churn_error *err);

/* The triangle as rows of cells, or with --triangle as a matrix. last: the day until which there are data. */
enum churn_status cohort_report_cells(struct cli *cli, const struct cohort_plan *plan, const struct churn_cohorts *cohorts,
                                      churn_day last, struct churn_error *err);
enum churn_status cohort_report_matrix(struct cli *cli, const struct cohort_plan *plan, const struct churn_cohorts *cohorts,
                                       struct churn_error *err);

/* A cohort of contracts: how many are left after 0, 1, 2 renewals. */
struct survivors {
    char *name; /* owned */
    double *alive;
    size_t count;
    bool fitted;
    struct churn_sbg fit;
    char why[CHURN_ERROR_MESSAGE_SIZE]; /* there is no fit */
};

struct survivor_table {
    struct survivors *cohorts; /* in order */
    size_t count;
    uint64_t incomplete; /* contracts without a first day */
    uint64_t later;      /* contracts that start after the as-of date */
    uint64_t young;      /* contracts whose first period is not over */
    unsigned decimals;   /* of alive */
};

/* The cohort of that name, made where it is new; *cohort is good until the next call. */
enum churn_status survivors_cohort(struct survivor_table *table, struct churn_text name, struct survivors **cohort,
                                   struct churn_error *err);
/* Room for so many counts; new ones are NAN. */
enum churn_status survivors_reach(struct survivors *cohort, size_t count, struct churn_error *err);
void survivors_clear(struct survivor_table *table);

/* --input=contracts: the table by the calendar. --input=alive: as it is given. */
enum churn_status cohort_read_contracts(struct cli *cli, const struct cohort_plan *plan, struct survivor_table *table,
                                        struct churn_error *err);
enum churn_status cohort_read_alive(struct cli *cli, const struct cohort_plan *plan, struct survivor_table *table,
                                    struct churn_error *err);

/* Fit each, or all together; write; say. */
enum churn_status cohort_fit(const struct cohort_plan *plan, struct survivor_table *table, struct churn_error *err);
enum churn_status cohort_report_projection(struct cli *cli, const struct cohort_plan *plan, const struct survivor_table *table,
                                           struct churn_error *err);
enum churn_status cohort_report_parameters(struct cli *cli, const struct cohort_plan *plan, const struct survivor_table *table,
                                           struct churn_error *err);

#endif
