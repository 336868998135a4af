/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger: one row per customer of exact sums, first and last days and counts, that merges by sum, minimum, maximum and
 * union. Folding all rows at once, or in any split and merging, gives the same ledger.
 *
 * A row with a negative amount is a refund; all others are purchases. Distinct orders and distinct days can only be merged
 * where their ids and dates are kept: the ledger carries the sets, or it has no such count.
 */
#ifndef CHURN_LEDGER_H
#define CHURN_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/reader.h>
#include <churn/text.h>
#include <churn/transactions.h>
#include <churn/writer.h>

CHURN_BEGIN_DECLS

/* One customer. id is borrowed from the ledger until it is changed or freed. */
struct churn_customer {
    struct churn_text id;
    churn_day first_day; /* of purchases; CHURN_DAY_NONE where there are refunds only */
    churn_day last_day;
    churn_day refund_first_day; /* of refunds; CHURN_DAY_NONE where there are none */
    churn_day refund_last_day;
    uint64_t rows; /* purchase rows */
    uint64_t refund_rows;
    uint64_t orders;          /* distinct order ids on purchase rows; 0 where orders are not kept */
    uint64_t orders_any;      /* distinct order ids on all rows */
    uint64_t days;            /* distinct days with a purchase; 0 where days are not kept */
    uint64_t days_any;        /* distinct days with any row */
    churn_amount gross;       /* sum of purchases, >= 0 */
    churn_amount first_spend; /* sum of the purchases of first_day; 0 where it is not kept */
    churn_amount refunds;     /* money given back, >= 0; net = gross - refunds */
};

/* Settings; start from CHURN_LEDGER_OPTIONS_INIT. */
struct churn_ledger_options {
    size_t size;      /* sizeof(struct churn_ledger_options): the version of this struct */
    bool keep_orders; /* the set of each customer's order ids; default no */
    bool keep_days;   /* the set of each customer's days; default no */
    bool keep_spend;  /* what each customer spent on its first day; default no */
    /*
     * Bytes of memory that folding and merging may take, the threads' buffers included; where customers take more, they are
     * set aside in a nameless temporary file and put together again when they are sorted, with the same result. 0: no limit.
     */
    size_t max_memory;
    const char *beside; /* a path in the folder for that file, borrowed; NULL: /var/tmp */
};

#define CHURN_LEDGER_OPTIONS_INIT                                                                                              \
    {                                                                                                                          \
        sizeof(struct churn_ledger_options), false, false, false, 0, NULL                                                      \
    }

struct churn_ledger; /* opaque */

/* New and empty; freed with churn_ledger_free. */
CHURN_API enum churn_status churn_ledger_new(const struct churn_ledger_options *options, struct churn_ledger **ledger,
                                             struct churn_error *err);
CHURN_API void churn_ledger_free(struct churn_ledger *ledger);

/* Take in one row. CHURN_USAGE where orders are kept and the row has none, CHURN_NUMERIC where a sum overflows. */
CHURN_API enum churn_status churn_ledger_add(struct churn_ledger *ledger, const struct churn_transaction *transaction,
                                             struct churn_error *err);

/*
 * Take in all rows there are; rows after until (CHURN_DAY_NONE: no limit) are left out and counted in *later (may be NULL).
 * What they hold counts in churn_ledger_total and churn_ledger_decimals all the same: these speak of the input.
 */
CHURN_API enum churn_status churn_ledger_fold(struct churn_ledger *ledger, struct churn_transactions *transactions,
                                              churn_day until, uint64_t *later, struct churn_error *err);

/* What a ledger in a file carries, by its columns, so that options can be chosen before it is merged: the sets to keep are
 * set in *carries, all else in it stays. CHURN_DATA: it is no ledger. */
CHURN_API enum churn_status churn_ledger_inspect(const struct churn_reader *reader, struct churn_ledger_options *carries,
                                                 struct churn_error *err);

/*
 * Merge ledger files, sorted by id as they are written, into this one. What this ledger keeps the file must carry (CHURN_DATA
 * else); what it does not keep is left aside. Every cell is checked, and that the counts agree with the sets.
 */
CHURN_API enum churn_status churn_ledger_merge(struct churn_ledger *ledger, struct churn_reader *reader,
                                               struct churn_error *err);

/*
 * Bring the customers in byte order of their ids: before they are counted or looked at. CHURN_MEMORY; where some were set aside
 * CHURN_IO as well.
 */
CHURN_API enum churn_status churn_ledger_sort(struct churn_ledger *ledger, struct churn_error *err);
CHURN_API size_t churn_ledger_count(const struct churn_ledger *ledger);
/* One of them, of a ledger without max_memory. */
CHURN_API void churn_ledger_customer(const struct churn_ledger *ledger, size_t index, struct churn_customer *customer);

/*
 * Customers from one up to another (not included) of any ledger; several threads may have a cursor each. next gives CHURN_OK,
 * or CHURN_END after the last; ids are borrowed until the next call. Nothing may be added to the ledger meanwhile.
 */
struct churn_ledger_cursor;

CHURN_API enum churn_status churn_ledger_cursor_new(const struct churn_ledger *ledger, size_t from, size_t to,
                                                    struct churn_ledger_cursor **cursor, struct churn_error *err);
CHURN_API void churn_ledger_cursor_free(struct churn_ledger_cursor *cursor);
CHURN_API enum churn_status churn_ledger_cursor_next(struct churn_ledger_cursor *cursor, struct churn_customer *customer,
                                                     struct churn_error *err);
/* How many purchase days of the customer that next gave last lie after one day and not after another; the ledger must keep
 * days. Cost: its days. */
CHURN_API uint64_t churn_ledger_cursor_days(const struct churn_ledger_cursor *cursor, churn_day after, churn_day until);

/* The same of one customer of a ledger without max_memory. */
CHURN_API uint64_t churn_ledger_days_between(const struct churn_ledger *ledger, size_t index, churn_day after, churn_day until);

/* The last of these days; CHURN_DAY_NONE where there is none. */
CHURN_API churn_day churn_ledger_last_between(const struct churn_ledger *ledger, size_t index, churn_day after,
                                              churn_day until);

/* The most decimals any amount was written with; the last day of any row (CHURN_DAY_NONE: no row); sum of all amounts read. */
CHURN_API unsigned churn_ledger_decimals(const struct churn_ledger *ledger);
CHURN_API churn_day churn_ledger_last_day(const struct churn_ledger *ledger);
CHURN_API churn_amount churn_ledger_total(const struct churn_ledger *ledger);

/* Write header and customers as CSV, in the columns that churn-ledger(1) names. */
CHURN_API enum churn_status churn_ledger_write(struct churn_ledger *ledger, struct churn_writer *writer,
                                               struct churn_error *err);

CHURN_END_DECLS

#endif
