/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer summary, one row a customer, as other systems export it: what RFM needs, and all other columns carried along. */
#ifndef CHURN_SUMMARY_H
#define CHURN_SUMMARY_H

#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/reader.h>
#include <churn/text.h>
#include <churn/transactions.h>

CHURN_BEGIN_DECLS

/* Columns by header name or #N. NULL: the default name. */
struct churn_summary_roles {
    size_t size;           /* sizeof(struct churn_summary_roles): the version of this struct */
    const char *id;        /* default customer_id */
    const char *last_date; /* default last_date */
    const char *recency;   /* whole days since the last purchase; default recency_days. One of the two must be there. */
    const char *orders;    /* default orders */
    const char *monetary;  /* default monetary */
};

#define CHURN_SUMMARY_ROLES_INIT                                                                                               \
    {                                                                                                                          \
        sizeof(struct churn_summary_roles), NULL, NULL, NULL, NULL, NULL                                                       \
    }

struct churn_summary_row {
    struct churn_text id;
    churn_day last_day;   /* CHURN_DAY_NONE where the cell is empty (no orders) or there is no such column */
    int64_t recency_days; /* -1 where the cell is empty (no orders) or there is no such column */
    uint64_t orders;
    churn_amount monetary;
};

struct churn_summary; /* opaque */

/*
 * Read all rows; freed with churn_summary_free. An id that stands twice is a fault (place of both), as is a customer with
 * orders but neither date nor recency. Rows are sorted by id.
 */
CHURN_API enum churn_status churn_summary_new(struct churn_reader *reader, const struct churn_summary_roles *roles,
                                              const struct churn_cell_rules *rules, struct churn_summary **summary,
                                              struct churn_error *err);
CHURN_API void churn_summary_free(struct churn_summary *summary);
CHURN_API size_t churn_summary_count(const struct churn_summary *summary);
/* Borrowed until churn_summary_free. */
CHURN_API const struct churn_summary_row *churn_summary_at(const struct churn_summary *summary, size_t index);

/* The columns that have no role, in their order: how many, the name of one, and a customer's cell. Borrowed. */
CHURN_API size_t churn_summary_extras(const struct churn_summary *summary);
CHURN_API struct churn_text churn_summary_extra_name(const struct churn_summary *summary, size_t extra);
CHURN_API struct churn_text churn_summary_extra(const struct churn_summary *summary, size_t index, size_t extra);

/* As for a ledger: the most decimals of money, the last day (CHURN_DAY_NONE without dates), the sum of money. */
CHURN_API unsigned churn_summary_decimals(const struct churn_summary *summary);
CHURN_API churn_day churn_summary_last_day(const struct churn_summary *summary);
CHURN_API churn_amount churn_summary_total(const struct churn_summary *summary);

CHURN_END_DECLS

#endif
