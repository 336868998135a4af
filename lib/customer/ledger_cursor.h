/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A walk over the customers of a ledger, as the ledger's writer sees it. */
#ifndef CUSTOMER_LEDGER_CURSOR_H
#define CUSTOMER_LEDGER_CURSOR_H

#include "customer/ledger.h"

struct churn_ledger_cursor {
    const struct churn_ledger *ledger;
    size_t next, end;
    account_ref ref; /* of the customer under way, where it is in the table */
    /* Where it is on disk: */
    struct run_reader reader;
    struct run_customer read;
    bool begun;
};

/* The next customer of a table in memory is passed over; *index: which. CHURN_END: there is none. */
enum churn_status ledger_cursor_pass(struct churn_ledger_cursor *cursor, size_t *index);

void ledger_customer_of(struct churn_text id, const struct account *account, struct churn_customer *customer);

#endif
