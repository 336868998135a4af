/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of features as its files share it: feature_table.c makes it, feature_cursor.c walks it. */
#ifndef CUSTOMER_FEATURE_TABLE_H
#define CUSTOMER_FEATURE_TABLE_H

#include "customer/accounts.h"
#include "customer/feature_scratch.h"

struct known {
    struct churn_text id;
    churn_day first_day;
    churn_day last_day;
};

/* What is scored, as columns. */
struct narrow {
    int64_t *monetary; /* NULL: there are none */
    int32_t *recency_days;
    uint32_t *frequency;
};

/* False: it does not fit. */
static inline bool narrow_put(const struct narrow *narrow, size_t index, const struct churn_rfm_value *value)
{
    narrow->monetary[index] = (int64_t)value->monetary;
    narrow->recency_days[index] = value->recency_days;
    narrow->frequency[index] = (uint32_t)value->frequency;
    return value->monetary > INT64_MIN && value->monetary <= INT64_MAX && (uint32_t)value->frequency == value->frequency;
}

struct churn_feature_table {
    size_t count;
    const struct churn_ledger *ledger; /* or NULL: of a summary */
    struct churn_features_options options;
    struct known *known; /* of a summary */
    /* Of a ledger, once they are needed: */
    struct narrow narrow;
    struct churn_rfm_columns columns;
    struct churn_rfm_value *values; /* where a value does not fit, or somebody has asked for an array */
    bool on_disk;                   /* of a ledger that is: */
    struct feature_scratch disk;
};

/* Of a customer of a ledger in memory, sorted. */
enum churn_status features_of_account(const struct churn_ledger *ledger, size_t index,
                                      const struct churn_features_options *options, struct churn_text *id,
                                      struct churn_features *features, struct churn_error *err);

/* Of a customer for whom features_easily() is not enough. */
enum churn_status features_exactly(const struct churn_ledger *ledger, account_ref ref,
                                   const struct churn_features_options *options, struct churn_features *features,
                                   struct churn_error *err);

/*
 * feature_score.c: score the customers of a ledger in memory in the order in which they lie there. CHURN_END: that cannot be
 * done here (bins that a census does not cover, a value that does not fit or is none).
 */
enum churn_status feature_table_score_in_place(const struct churn_feature_table *table, const struct churn_rfm_options *options,
                                               struct churn_rfm_score *scores, struct churn_cuts **made,
                                               struct churn_error *err);

#endif
