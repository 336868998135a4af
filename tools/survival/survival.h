/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-survival: settings, lives from four kinds of input, curves by group, tables and remarks. */
#ifndef SURVIVAL_SURVIVAL_H
#define SURVIVAL_SURVIVAL_H

#include <churn/churn.h>

#include "common/cli.h"

enum survival_input { SURVIVAL_DURATIONS, SURVIVAL_CUSTOMERS, SURVIVAL_LEDGER, SURVIVAL_CONTRACTS };

#define SURVIVAL_NOT_GIVEN UINT64_MAX /* --gone-after */

struct survival_settings {
    unsigned input; /* enum survival_input */
    const char *duration, *event, *weight;
    const char *id, *first, *last, *start, *end;
    const char *as_of;
    uint64_t gone_after;
    const char *group;
    unsigned interval; /* enum churn_survival_interval */
    const char *confidence;
    const char *at, *until;
    bool summary, tests;
};

/* What the words come to. Owned: times. */
struct survival_plan {
    const struct survival_settings *settings;
    struct churn_survival_options options;
    churn_day as_of; /* CHURN_DAY_NONE: not given */
    double *times;   /* --at, ascending */
    size_t time_count;
    bool has_until;
    double until;
};

/* Options that contradict each other are said before a byte is read. The caller clears plan, also on failure. */
enum churn_status survival_plan_make(struct cli *cli, const struct survival_settings *settings, struct survival_plan *plan,
                                     struct churn_error *err);
void survival_plan_clear(struct survival_plan *plan);

/* Lives by group and length (as a score: retained are those still there), and what was left out. */
struct survival_lives {
    struct churn_outcomes *outcomes;
    unsigned weight_decimals;
    uint64_t incomplete; /* rows without a duration, an event, a first or last date, a start */
    uint64_t later;      /* lives that began after the day until which all are followed */
};

/* Read all input; what was left out and why is said. The caller clears lives, also on failure. */
enum churn_status survival_lives_read(struct cli *cli, const struct survival_plan *plan, struct survival_lives *lives,
                                      struct churn_error *err);
void survival_lives_clear(struct survival_lives *lives);
enum churn_status survival_lives_add(struct survival_lives *lives, struct churn_life life, struct churn_text group,
                                     struct churn_error *err);

/* The inputs that have dates. */
enum churn_status survival_read_customers(struct cli *cli, const struct survival_plan *plan, struct survival_lives *lives,
                                          struct churn_error *err);
enum churn_status survival_read_ledger(struct cli *cli, const struct survival_plan *plan, struct survival_lives *lives,
                                       struct churn_error *err);
enum churn_status survival_read_contracts(struct cli *cli, const struct survival_plan *plan, struct survival_lives *lives,
                                          struct churn_error *err);

/* A group and its curve. */
struct survival_group {
    struct churn_text name; /* borrowed from the lives */
    struct churn_survival *curve;
};

struct survival_groups {
    const struct survival_plan *plan;
    unsigned weight_decimals;
    struct survival_group *groups; /* by name */
    const struct churn_survival **curves;
    size_t count;
    double limit; /* of the restricted means; NAN without groups */
};

enum churn_status survival_groups_make(const struct survival_plan *plan, const struct survival_lives *lives,
                                       struct survival_groups *groups, struct churn_error *err);
void survival_groups_clear(struct survival_groups *groups);

/* The three tables. */
enum churn_status survival_report_curves(struct cli *cli, const struct survival_groups *groups, struct churn_error *err);
enum churn_status survival_report_summary(struct cli *cli, const struct survival_groups *groups, struct churn_error *err);
enum churn_status survival_report_tests(struct cli *cli, const struct survival_groups *groups, struct churn_error *err);

/* How many stayed, how long half of them do, whether groups differ: after the last row. */
enum churn_status survival_say(struct cli *cli, const struct survival_groups *groups, struct churn_error *err);

/* A time with as many digits as tell it: 4, 2.5; empty where it is not finite. buffer holds SURVIVAL_TIME_SIZE bytes. */
#define SURVIVAL_TIME_SIZE 40
const char *survival_time_text(double time, char *buffer);

#endif
