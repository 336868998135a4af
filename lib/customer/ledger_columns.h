/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a ledger file, once, for writing and for reading. */
#ifndef CUSTOMER_LEDGER_COLUMNS_H
#define CUSTOMER_LEDGER_COLUMNS_H

enum ledger_column {
    LEDGER_CUSTOMER_ID,
    LEDGER_FIRST_DATE,
    LEDGER_LAST_DATE,
    LEDGER_ROWS,
    LEDGER_GROSS,
    LEDGER_REFUND_FIRST_DATE,
    LEDGER_REFUND_LAST_DATE,
    LEDGER_REFUND_ROWS,
    LEDGER_REFUNDS,
    LEDGER_PLAIN, /* so many are in every ledger */
    LEDGER_ORDERS = LEDGER_PLAIN,
    LEDGER_ORDER_IDS,
    LEDGER_REFUND_ORDER_IDS,
    LEDGER_DAYS,
    LEDGER_PURCHASE_DAYS,
    LEDGER_REFUND_DAYS,
    LEDGER_FIRST_SPEND,
    LEDGER_COLUMNS
};

extern const char *const LEDGER_COLUMN_NAMES[LEDGER_COLUMNS];

#endif
