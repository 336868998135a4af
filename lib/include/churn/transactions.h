/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transactions: rows of a table as customer, day and money, every cell checked. */
#ifndef CHURN_TRANSACTIONS_H
#define CHURN_TRANSACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/reader.h>
#include <churn/text.h>

CHURN_BEGIN_DECLS

/* How cells become values. Pointers are borrowed. */
struct churn_cell_rules {
    const char *null_word; /* a cell that reads so counts as empty; NULL: none */
    struct churn_amount_format amount;
    struct churn_date_rules date;
};

#define CHURN_CELL_RULES_INIT                                                                                                  \
    {                                                                                                                          \
        NULL, CHURN_AMOUNT_FORMAT_INIT, CHURN_DATE_RULES_INIT                                                                  \
    }

/* Which column is what: a header name or #N; an amount may be A*B, two columns multiplied exactly. NULL: the default name. */
struct churn_transaction_roles {
    size_t size;        /* sizeof(struct churn_transaction_roles): the version of this struct */
    const char *id;     /* default customer_id */
    const char *date;   /* default date */
    const char *amount; /* default amount; "": none is read, each row is a purchase of 1 */
    const char *order;  /* default order_id, and then it may be missing; "": none is read */
};

#define CHURN_TRANSACTION_ROLES_INIT                                                                                           \
    {                                                                                                                          \
        sizeof(struct churn_transaction_roles), NULL, NULL, NULL, NULL                                                         \
    }

struct churn_transaction {
    struct churn_text id; /* UTF-8 unless any_bytes, not empty, no NUL, no blank at either end; borrowed until the next row */
    churn_day day;
    churn_amount amount;
    unsigned decimals;       /* decimals of the amount as written (of a product: their sum) */
    struct churn_text order; /* the order's id under the same rules; length 0 where there is no such column */
};

struct churn_transactions; /* opaque; borrows its reader */

/* Bind the roles to the reader's columns. CHURN_DATA where a column is missing or doubled. */
CHURN_API enum churn_status churn_transactions_new(struct churn_reader *reader, const struct churn_transaction_roles *roles,
                                                   const struct churn_cell_rules *rules,
                                                   struct churn_transactions **transactions, struct churn_error *err);
CHURN_API void churn_transactions_free(struct churn_transactions *transactions);

/* Is there an order id in each row? */
CHURN_API bool churn_transactions_have_orders(const struct churn_transactions *transactions);

/* The next good row; rows with a bad cell are rejected on the way (churn/reader.h). CHURN_OK, CHURN_END, or why not. */
CHURN_API enum churn_status churn_transactions_next(struct churn_transactions *transactions,
                                                    struct churn_transaction *transaction, struct churn_error *err);

CHURN_END_DECLS

#endif
