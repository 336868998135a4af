/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows on their way into the table: a thread gathers them by part, so that a lock is taken once for many rows. Rows of a part
 * that are many enough go through three stages, one further each time that another part's are: what the memory must bring is
 * asked for a stage before it is needed, first the lines of the index, then the entries; then the sums are added.
 */
#ifndef CUSTOMER_ACCOUNT_BATCH_H
#define CUSTOMER_ACCOUNT_BATCH_H

#include "customer/account_entry.h"
#include "customer/accounts.h"
#include "table/lane.h"

#define BATCH_ROWS 64 /* of a part, 512 KiB in all: more leave the second-level cache, fewer take more locks */
#define BATCH_ROOM (BATCH_ROWS * sizeof(struct account_pending)) /* of a part, aligned to as much: where it is full shows */

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

/* Rows of one part. */
struct account_rows {
    struct account_pending *rows; /* BATCH_ROWS */
    struct account_order *orders; /* beside them, or NULL */
};

/* A part of the table as a thread sees it. */
struct account_gathered {
    struct account_rows rows;
    /* The index, and where the chunks are, as they were at the last flush: asking for the wrong line costs nothing. */
    uint32_t line_count, chunk_count;
    const struct account_line *lines;
    struct account_entry *const *chunks;
};

/* Rows that are on their way together, of one part. */
struct account_stage {
    struct account_rows rows;
    unsigned part, count;
};

/* One thread's. */
struct account_batch {
    struct accounts *accounts;
    bool keep_orders, keep_days, keep_spend;
    bool keep_any;
    bool holds_text;                              /* some pending row points into the block */
    struct account_gathered *parts;               /* ACCOUNTS_PARTS */
    struct account_rows room;                     /* what rows lies in, two parts more than there are */
    struct account_pending *next[ACCOUNTS_PARTS]; /* where a part's next row goes: all that is looked at for each row */
    struct account_stage sought;                  /* their lines of the index were asked for */
    struct account_stage guessed;                 /* and their entries: the customers they most likely are */
    uint32_t numbers[BATCH_ROWS];
    struct account_entry *entries[BATCH_ROWS]; /* of these numbers; one that no row is of: a new customer */
};

/* keep_spend is that of accounts. */
bool account_batch_init(struct account_batch *batch, struct accounts *accounts, bool keep_orders, bool keep_days);
void account_batch_clear(struct account_batch *batch);
/* The table was emptied: what was known of its index is no more. The batch holds no rows. */
void account_batch_forget_lines(struct account_batch *batch);

/* Take plain rows. */
enum churn_status account_batch_add(struct account_batch *batch, const struct lane_row *rows, size_t count,
                                    struct churn_error *err);

/* Any row, at once. */
enum churn_status account_batch_add_one(struct account_batch *batch, const struct churn_transaction *row,
                                        struct churn_error *err);
enum churn_status account_batch_flush(struct account_batch *batch, struct churn_error *err);

#endif
