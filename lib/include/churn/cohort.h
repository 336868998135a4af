/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers by the month (quarter, year) of their first purchase, and what became of each such cohort in the periods after it:
 * how many bought again, and the money.
 *
 * Activity is a row with an amount above 0. A refund is none: a customer who sends something back in January has not stayed
 * until January. Refunds lower the money of the period they fall in.
 */
#ifndef CHURN_COHORT_H
#define CHURN_COHORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/period.h>
#include <churn/transactions.h>

CHURN_BEGIN_DECLS

/* Settings; start from CHURN_COHORT_OPTIONS_INIT. */
struct churn_cohort_options {
    size_t size; /* sizeof(struct churn_cohort_options): the version of this struct */
    enum churn_period_kind kind;
    churn_day until; /* rows after it are left out, and the last period is that of this day; CHURN_DAY_NONE: of the last row */
    bool any_row;    /* every row is activity, refunds and rows of 0.00 too, as systems count that do not look; default no */
};

#define CHURN_COHORT_OPTIONS_INIT                                                                                              \
    {                                                                                                                          \
        sizeof(struct churn_cohort_options), CHURN_PERIOD_MONTH, CHURN_DAY_NONE, false                                         \
    }

/* A cohort in the period that lies offset periods after its own. */
struct churn_cohort_cell {
    uint64_t active;      /* its customers with activity then */
    churn_amount gross;   /* purchases, >= 0 */
    churn_amount refunds; /* money given back, >= 0 */
};

/* What passed by. */
struct churn_cohort_counts {
    uint64_t rows;                 /* taken in */
    uint64_t later;                /* after until */
    churn_day first_day, last_day; /* of the rows taken in; CHURN_DAY_NONE: none */
    unsigned decimals;             /* the most that an amount was written with */
    churn_amount total;            /* of all amounts read, also of later ones */
    uint64_t customers;            /* in a cohort */
    uint64_t strangers;            /* without any activity: in no cohort (after churn_cohorts_finish, as the next) */
    churn_amount refunds_outside;  /* given back to strangers, or before the customer's first purchase: in no cell */
};

struct churn_cohorts; /* opaque */

CHURN_API enum churn_status churn_cohorts_new(const struct churn_cohort_options *options, struct churn_cohorts **cohorts,
                                              struct churn_error *err);
CHURN_API void churn_cohorts_free(struct churn_cohorts *cohorts);

/*
 * Take in all rows there are; may be called for several streams. CHURN_NUMERIC where a sum overflows. Memory: some 60 bytes a
 * customer and 64 for each period in which the customer has rows (twice that while it grows).
 */
CHURN_API enum churn_status churn_cohorts_fold(struct churn_cohorts *cohorts, struct churn_transactions *transactions,
                                               struct churn_error *err);

/* After the last row, once: the triangle. Cost: a sort of customers and periods. */
CHURN_API enum churn_status churn_cohorts_finish(struct churn_cohorts *cohorts, struct churn_error *err);

CHURN_API struct churn_cohort_counts churn_cohorts_counts(const struct churn_cohorts *cohorts);

/* Cohorts that have customers, in order of time: how many; the period of one, its customers, and its cells (offsets 0 up to
 * the last period). At offset 0 all are active. */
CHURN_API size_t churn_cohorts_count(const struct churn_cohorts *cohorts);
CHURN_API int32_t churn_cohorts_cohort(const struct churn_cohorts *cohorts, size_t index, uint64_t *customers, size_t *cells);
CHURN_API struct churn_cohort_cell churn_cohorts_cell(const struct churn_cohorts *cohorts, size_t index, size_t offset);

/*
 * How many renewals a contract lived to see: the largest k for which it was still running on the k-th return of its first day
 * (k months, quarters or years later; on the last day of a shorter month), and of which that can be said of every contract of
 * its cohort: the period that lies k after that of its start ends on or before as_of. end is the first day without it, or the
 * last with it (CHURN_DAY_NONE: open): either way one that ends with its year has not been renewed. *observed receives the
 * largest k that can be said of; -1, and 0 returned, where even the cohort's own period is not over. From 2025-01-31 to
 * 2025-03-31, by months, seen on 2025-04-30: 1 of 3.
 */
CHURN_API int32_t churn_contract_renewals(enum churn_period_kind kind, churn_day start, churn_day end, churn_day as_of,
                                          int32_t *observed);

CHURN_END_DECLS

#endif
