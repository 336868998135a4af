/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transactions as the files of table/ share them: transactions.c binds roles and reads cells, the lanes read in bulk. */
#ifndef TABLE_TRANSACTIONS_H
#define TABLE_TRANSACTIONS_H

#include <churn/transactions.h>

#include "table/reader.h"

enum role { ROLE_ID, ROLE_DATE, ROLE_AMOUNT, ROLE_FACTOR, ROLE_ORDER, ROLES };

struct binding {
    enum role role;
    size_t column;
};

struct churn_transactions {
    struct churn_reader *reader;
    struct churn_cell_rules rules;
    struct binding bindings[ROLES]; /* by column */
    size_t count;
    bool amounts; /* else each row is a purchase of 1 */
    bool orders;
};

/* The values of one row. CHURN_END: it was refused, take the next. */
enum churn_status transactions_read_row(struct churn_transactions *transactions, const struct churn_text *cells,
                                        struct churn_transaction *transaction, struct churn_error *err);

#endif
