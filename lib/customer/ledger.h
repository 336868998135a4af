/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger as the files of customer/ share it: ledger.c folds, ledger_read.c merges files, ledger_write.c writes them. */
#ifndef CUSTOMER_LEDGER_H
#define CUSTOMER_LEDGER_H

#include <churn/ledger.h>

#include "customer/accounts.h"

struct churn_ledger {
    struct churn_ledger_options options;
    struct accounts accounts;
    unsigned jobs;       /* threads that sorting and writing may use: as many as reading could */
    account_ref *sorted; /* in byte order of the ids, valid while sorted_count equals the number of accounts */
    size_t sorted_count;
    unsigned decimals;
    churn_day last_day;
    churn_amount total;
};

enum churn_status ledger_refuse_no_order(struct churn_error *err);

#endif
