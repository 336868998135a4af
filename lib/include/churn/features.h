/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a customer's ledger row to what RFM scores: which rows count as purchases, what is counted, from which day one looks. */
#ifndef CHURN_FEATURES_H
#define CHURN_FEATURES_H

#include <stddef.h>

#include <churn/date.h>
#include <churn/error.h>
#include <churn/ledger.h>
#include <churn/rfm.h>
#include <churn/summary.h>
#include <churn/writer.h>

CHURN_BEGIN_DECLS

/* What a refund (a row with a negative amount) does. */
enum churn_refunds {
    CHURN_REFUNDS_NET = 0, /* lowers monetary; is no order and does not touch the dates */
    CHURN_REFUNDS_IGNORE,  /* nothing at all: monetary is gross */
    CHURN_REFUNDS_ORDER    /* is a row like any other: lowers monetary, counts as an order, moves the dates */
};

/* What frequency counts. */
enum churn_frequency {
    CHURN_FREQUENCY_ORDERS = 0, /* distinct order ids */
    CHURN_FREQUENCY_ROWS,
    CHURN_FREQUENCY_DAYS /* distinct calendar days */
};

/* Settings; start from CHURN_FEATURES_OPTIONS_INIT. */
struct churn_features_options {
    size_t size; /* sizeof(struct churn_features_options): the version of this struct */
    enum churn_refunds refunds;
    enum churn_frequency frequency;
    churn_day as_of; /* recency counts back from here; no row of the ledger may lie after it */
};

#define CHURN_FEATURES_OPTIONS_INIT                                                                                            \
    {                                                                                                                          \
        sizeof(struct churn_features_options), CHURN_REFUNDS_NET, CHURN_FREQUENCY_ORDERS, CHURN_DAY_NONE                       \
    }

struct churn_features {
    churn_day first_day; /* CHURN_DAY_NONE where nothing counts as a purchase */
    churn_day last_day;
    struct churn_rfm_value value;
};

/* The features of one customer. The counts must have been kept in its ledger. CHURN_NUMERIC where gross - refunds overflows. */
CHURN_API enum churn_status churn_features_of(const struct churn_customer *customer,
                                              const struct churn_features_options *options, struct churn_features *features,
                                              struct churn_error *err);

/* The cells of a customer in the row under way: id, first day, last day, recency in days (empty: never bought), frequency, and
 * monetary with so many decimals at least. */
CHURN_API void churn_features_write(struct churn_writer *writer, struct churn_text id, const struct churn_features *features,
                                    unsigned decimals);

/*
 * All customers of a ledger (sorted on the way) or of a summary, by id: the same thing for everything that scores. Ids are
 * borrowed from the source, which must outlive the table unchanged. A table takes nothing for the customers of a ledger, and 16
 * bytes each once it scores what a census does not cover (churn/rfm.h). Of a summary, recency counts as its column says, or
 * from as_of back to its date (no row may be later); as_of may be CHURN_DAY_NONE where all rows have a recency. Freed with
 * churn_feature_table_free.
 */
struct churn_feature_table;

CHURN_API enum churn_status churn_feature_table_of_ledger(struct churn_ledger *ledger,
                                                          const struct churn_features_options *options,
                                                          struct churn_feature_table **table, struct churn_error *err);
CHURN_API enum churn_status churn_feature_table_of_summary(const struct churn_summary *summary, churn_day as_of,
                                                           struct churn_feature_table **table, struct churn_error *err);
CHURN_API void churn_feature_table_free(struct churn_feature_table *table);

CHURN_API size_t churn_feature_table_count(const struct churn_feature_table *table);
/* Score them all, as churn_rfm_score (churn/rfm.h) does. CHURN_NUMERIC where a value overflows. */
CHURN_API enum churn_status churn_feature_table_score(struct churn_feature_table *table,
                                                      const struct churn_rfm_options *options, struct churn_rfm_score *scores,
                                                      struct churn_cuts **made, struct churn_error *err);
/* The values as an array, made when it is first asked for in 32 bytes a customer; NULL without memory, or where the ledger has
 * max_memory. */
CHURN_API const struct churn_rfm_value *churn_feature_table_values(struct churn_feature_table *table);
/* One customer, of a summary or of a ledger without max_memory. */
CHURN_API void churn_feature_table_at(const struct churn_feature_table *table, size_t index, struct churn_text *id,
                                      struct churn_features *features);

/*
 * Customers from one up to another (not included), of any table; several threads may have a cursor each. next gives CHURN_OK,
 * or CHURN_END after the last; the id is borrowed until the next call.
 */
struct churn_feature_cursor;

CHURN_API enum churn_status churn_feature_cursor_new(const struct churn_feature_table *table, size_t from, size_t to,
                                                     struct churn_feature_cursor **cursor, struct churn_error *err);
CHURN_API void churn_feature_cursor_free(struct churn_feature_cursor *cursor);
CHURN_API enum churn_status churn_feature_cursor_next(struct churn_feature_cursor *cursor, struct churn_text *id,
                                                      struct churn_features *features, struct churn_error *err);
/* Of a ledger that keeps days: churn_ledger_cursor_days of the customer that next gave last. */
CHURN_API uint64_t churn_feature_cursor_days(const struct churn_feature_cursor *cursor, churn_day after, churn_day until);

CHURN_END_DECLS

#endif
