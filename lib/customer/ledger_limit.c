/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of the memory that is allowed the table may take, and what is done when it is full. */
#include "customer/ledger.h"

#define FIXED ((size_t)8 << 20)  /* the program, its files' buffers */
#define THREAD ((size_t)5 << 20) /* a thread's block of rows with what is known of it, rows under way, its stack */

void ledger_limit_set(struct churn_ledger *ledger, unsigned jobs)
{
    size_t most = ledger->options.max_memory, beside = FIXED + jobs * THREAD;
    ledger->budget = beside < most / 2 ? most - beside : most / 2;
}

bool ledger_is_full(const struct churn_ledger *ledger)
{
    return ledger->options.max_memory > 0 && accounts_weight(&ledger->accounts) > ledger->budget;
}

enum churn_status ledger_relieve(struct churn_ledger *ledger, struct churn_error *err)
{
    return runs_add(&ledger->runs, &ledger->accounts, ledger->jobs, err);
}

bool ledger_is_on_disk(const struct churn_ledger *ledger)
{
    return ledger->runs.count > 0;
}
