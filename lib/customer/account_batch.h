/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows on their way into the table: a thread gathers them by part, so that a lock is taken once for many rows and all cache
 * lines that will be needed are asked for before the first is.
 */
#ifndef CUSTOMER_ACCOUNT_BATCH_H
#define CUSTOMER_ACCOUNT_BATCH_H

#include "customer/accounts.h"
#include "table/lane.h"

#define BATCH_ROWS 64 /* of a part: half a mebibyte for all parts, so the second-level cache holds them */

struct account_pending {
    struct account_key key; /* of a long id: where its text lies, and its length above the hash */
    int64_t amount;
    uint64_t where; /* 32 bits for the line, 8 for the tag, 22 for the day */
};

/* The order of a pending row, where orders are kept. */
struct account_order {
    const char *data;
    uint32_t length;
};

/* One thread's. */
struct account_batch {
    struct accounts *accounts;
    bool keep_orders, keep_days;
    bool holds_text;              /* some pending row points into the block */
    struct account_pending *rows; /* BATCH_ROWS for each part */
    struct account_order *orders; /* beside them, or NULL */
    unsigned char counts[ACCOUNTS_PARTS];
};

bool account_batch_init(struct account_batch *batch, struct accounts *accounts, bool keep_orders, bool keep_days);
void account_batch_clear(struct account_batch *batch);

/* Take a plain row. */
enum churn_status account_batch_add(struct account_batch *batch, const struct lane_row *row, struct churn_error *err);
/* Any row, at once. */
enum churn_status account_batch_add_one(struct account_batch *batch, const struct churn_transaction *row,
                                        struct churn_error *err);
enum churn_status account_batch_flush(struct account_batch *batch, struct churn_error *err);

#endif
