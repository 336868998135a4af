/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-tiers: settings from words, customers in groups, reports. */
#ifndef TIERS_TIERS_H
#define TIERS_TIERS_H

#include <churn/churn.h>

#include "common/cli.h"

enum tiers_by { TIERS_BY_CUSTOMERS, TIERS_BY_VALUE };

#define TIERS_NO_LORENZ UINT64_MAX

struct tiers_settings {
    const char *id, *value, *cost, *group;
    unsigned by; /* enum tiers_by */
    const char *cuts;
    const char *names;
    const char *share;
    bool summary;
    uint64_t lorenz; /* points, or TIERS_NO_LORENZ */
};

/* The fields that are read: indexes in tiers_plan's table. */
enum tiers_field { TIERS_VALUE, TIERS_COST, TIERS_GROUP, TIERS_FIELDS };

struct tiers_plan {
    struct churn_field fields[TIERS_FIELDS];
    size_t field_count;
    struct churn_tiers_options options;
    churn_amount cuts[CHURN_TIERS_MAX];
    char *names; /* owned; the words of name lie in it */
    const char *name[CHURN_TIERS_MAX];
};

enum churn_status tiers_plan_make(const struct tiers_settings *settings, struct tiers_plan *plan, struct churn_error *err);
void tiers_plan_clear(struct tiers_plan *plan);

/* Customers that are ranked among themselves. */
struct tiers_group {
    struct churn_text name; /* borrowed from the store; empty without --group-by */
    size_t first, count;    /* in tiers_groups.rows */
    struct churn_tiers *tiers;
};

struct tiers_groups {
    size_t *rows;         /* of the store, group by group */
    churn_amount *values; /* by row of the store */
    bool *known;
    struct tiers_group *groups; /* by name */
    size_t count;
    size_t *group_of; /* by row of the store */
    unsigned decimals;
};

/* Values of all rows, grouped and ranked. Cleared by the caller, also on failure. */
enum churn_status tiers_groups_make(const struct churn_store *store, const struct tiers_plan *plan, struct tiers_groups *groups,
                                    struct churn_error *err);
void tiers_groups_clear(struct tiers_groups *groups);

/* The real split in words: "20.0 % of customers bring 74.6 % of value; 80 % comes from 26.1 %". */
void tiers_write_split(const struct tiers_plan *plan, const struct churn_tiers *tiers, char *buffer, size_t size);

enum churn_status tiers_report_summary(struct cli *cli, const struct tiers_plan *plan, const struct tiers_groups *groups,
                                       struct churn_error *err);
enum churn_status tiers_report_lorenz(struct cli *cli, const struct tiers_plan *plan, const struct tiers_groups *groups,
                                      uint64_t points, struct churn_error *err);

#endif
