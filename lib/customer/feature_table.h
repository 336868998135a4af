/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of features as its files share it: feature_table.c makes it, feature_cursor.c walks it. */
#ifndef CUSTOMER_FEATURE_TABLE_H
#define CUSTOMER_FEATURE_TABLE_H

#include "customer/feature_scratch.h"

struct known {
    struct churn_text id;
    churn_day first_day;
    churn_day last_day;
};

/* What is scored, as columns. */
struct narrow {
    int64_t *monetary; /* NULL: the values are kept whole */
    int32_t *recency_days;
    uint32_t *frequency;
};

struct churn_feature_table {
    size_t count;
    const struct churn_ledger *ledger; /* or NULL: of a summary */
    struct churn_features_options options;
    struct known *known;  /* of a summary */
    struct narrow narrow; /* of a ledger */
    struct churn_rfm_columns columns;
    struct churn_rfm_value *values; /* NULL where they are narrow and nobody has asked for an array */
    bool on_disk;                   /* of a ledger that is: */
    struct feature_scratch disk;
};

/* Of a customer of a ledger in memory, sorted. */
enum churn_status features_of_account(const struct churn_ledger *ledger, size_t index,
                                      const struct churn_features_options *options, struct churn_text *id,
                                      struct churn_features *features, struct churn_error *err);

/* The same, where its entry is at hand. */
struct account_entry;
enum churn_status features_of_entry(const struct churn_ledger *ledger, size_t index, const struct account_entry *entry,
                                    const struct churn_features_options *options, struct churn_features *features,
                                    struct churn_error *err);

#endif
