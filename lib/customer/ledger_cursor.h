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

/* The next customer of a table in memory is passed over; *index: which. False: there is none. */
static inline bool ledger_cursor_pass(struct churn_ledger_cursor *cursor, size_t *index)
{
    if (cursor->next >= cursor->end)
        return false;
    *index = cursor->next++;
    cursor->ref = cursor->ledger->sorted[*index];
    return true;
}

void ledger_customer_of(struct churn_text id, const struct account *account, struct churn_customer *customer);

#endif
