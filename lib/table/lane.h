/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading transactions in bulk, in several threads: blocks of whole rows are read one after the other, looked at by whichever
 * thread is free, and what must keep its order (faults, their places, counts) is put in order again when a block is done.
 *
 * The good rows of a block go to a sink in any order between blocks; a fold does not mind. A row that is not plain is given to
 * the careful reader, alone and at once, and what that says of it counts. So the quick lanes have no messages of their own.
 */
#ifndef TABLE_LANE_H
#define TABLE_LANE_H

#include <churn/transactions.h>

/* A plain row. Texts lie in the block: until end_block. 8 bytes before and 16 behind them are readable. */
struct lane_row {
    const char *id;
    const char *order;
    int64_t amount; /* in units of churn_amount */
    uint32_t id_length;
    uint32_t order_length; /* 0: no order ids */
    churn_day day;
};

/* What is known of the rows before a fault, in their order: it is what stands in the closing count. */
struct lane_tally {
    churn_amount total;
    uint64_t later; /* rows left out because of their day */
    churn_day last_day;
    unsigned decimals;
};

#define LANE_TALLY_INIT                                                                                                        \
    {                                                                                                                          \
        0, 0, CHURN_DAY_NONE, 0                                                                                                \
    }

/* Add what a later part holds. CHURN_NUMERIC where the total overflows. */
enum churn_status lane_tally_add(struct lane_tally *tally, const struct lane_tally *part, struct churn_error *err);

/*
 * Where rows go. worker numbers the threads from 0 up to transactions_jobs(): calls with one number never overlap, calls with
 * different numbers do. A tally is of this block only.
 */
struct lane_sink {
    void *context;
    churn_day until; /* plain rows after this day are counted and left out; INT32_MAX: none is */
    /* Rows that are counted. */
    enum churn_status (*take)(void *context, unsigned worker, const struct lane_row *rows, size_t count,
                              struct churn_error *err);
    /* One row that was not plain, to be counted and taken; its texts are gone when this returns. */
    enum churn_status (*take_one)(void *context, unsigned worker, const struct churn_transaction *row, struct lane_tally *tally,
                                  struct churn_error *err);
    /* The texts of all rows taken by this worker go away. */
    enum churn_status (*end_block)(void *context, unsigned worker, struct churn_error *err);
};

/* Threads that may be used: options.jobs, or the processors there are. */
unsigned transactions_jobs(const struct churn_transactions *transactions);

/* Give all rows there are to the sink. *tally: of all rows before the end or the fault, whichever comes. */
enum churn_status transactions_fold(struct churn_transactions *transactions, const struct lane_sink *sink,
                                    struct lane_tally *tally, struct churn_error *err);

#endif
