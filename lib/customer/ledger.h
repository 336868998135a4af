/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger as the files of customer/ share it: ledger.c folds, ledger_read.c merges files, ledger_write.c writes them. */
#ifndef CUSTOMER_LEDGER_H
#define CUSTOMER_LEDGER_H

#include <churn/ledger.h>

#include "customer/accounts.h"
#include "customer/runs.h"

struct churn_ledger {
    struct churn_ledger_options options;
    struct accounts accounts;
    unsigned jobs;       /* threads that sorting and writing may use: as many as reading could */
    account_ref *sorted; /* in byte order of the ids, valid while sorted_count equals the number of accounts */
    size_t sorted_count;
    unsigned decimals;
    churn_day last_day;
    churn_amount total;
    size_t budget;    /* bytes that the table may take */
    struct runs runs; /* customers that were set aside because it took more */
};

/* Before rows come from so many threads. */
void ledger_limit_set(struct churn_ledger *ledger, unsigned jobs);
/* The table takes more than it may; from any thread. */
bool ledger_is_full(const struct churn_ledger *ledger);
/* Set all its customers aside. */
enum churn_status ledger_relieve(struct churn_ledger *ledger, struct churn_error *err);
/* After churn_ledger_sort: customers are in runs, not in the table. */
bool ledger_is_on_disk(const struct churn_ledger *ledger);

/* One customer of the table. */
void ledger_customer_at(const struct churn_ledger *ledger, account_ref ref, struct churn_customer *customer);

/* A failure for want of memory says also what would take less, where something would. */
enum churn_status ledger_advise(const struct churn_ledger *ledger, enum churn_status status, struct churn_error *err);

enum churn_status ledger_refuse_no_order(struct churn_error *err);

#endif
