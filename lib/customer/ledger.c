/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Folding rows into accounts: an account is a sum, a minimum, a maximum or a union in each of its members, so the order of rows
 * does not matter and parts merge. Sorting happens once, when somebody wants to see the customers.
 */
#include "customer/ledger.h"

#include <stdlib.h>

#include "customer/account_batch.h"
#include "customer/ledger_cursor.h"

enum churn_status churn_ledger_new(const struct churn_ledger_options *options, struct churn_ledger **ledger,
                                   struct churn_error *err)
{
    *ledger = calloc(1, sizeof **ledger);
    if (*ledger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*ledger)->options = *options;
    (*ledger)->last_day = CHURN_DAY_NONE;
    (*ledger)->jobs = 1;
    runs_init(&(*ledger)->runs, options->beside, options->keep_orders || options->keep_days);
    ledger_limit_set(*ledger, 1);
    enum churn_status status =
        accounts_init(&(*ledger)->accounts, options->keep_orders || options->keep_days, options->keep_spend, err);
    if (status == CHURN_OK)
        return CHURN_OK;
    churn_ledger_free(*ledger);
    *ledger = NULL;
    return status;
}

void churn_ledger_free(struct churn_ledger *ledger)
{
    if (ledger == NULL)
        return;
    accounts_clear(&ledger->accounts);
    runs_clear(&ledger->runs);
    free(ledger->sorted);
    free(ledger);
}

enum churn_status ledger_refuse_no_order(struct churn_error *err)
{
    return churn_error_set(err, CHURN_USAGE, "this ledger keeps orders and the row has no order id");
}

enum churn_status churn_ledger_add(struct churn_ledger *ledger, const struct churn_transaction *transaction,
                                   struct churn_error *err)
{
    const struct churn_ledger_options *options = &ledger->options;
    struct account_batch batch = { .accounts = &ledger->accounts, .keep_orders = options->keep_orders };
    batch.keep_days = options->keep_days;
    batch.keep_spend = options->keep_spend;
    if (options->keep_orders && transaction->order.length == 0)
        return ledger_refuse_no_order(err);
    if (transaction->decimals > ledger->decimals)
        ledger->decimals = transaction->decimals;
    enum churn_status status = churn_amount_add(&ledger->total, transaction->amount, err);
    if (status != CHURN_OK)
        return status;
    if (ledger->last_day == CHURN_DAY_NONE || transaction->day > ledger->last_day)
        ledger->last_day = transaction->day;
    status = account_batch_add_one(&batch, transaction, err);
    return status == CHURN_OK && ledger_is_full(ledger) ? ledger_relieve(ledger, err) : status;
}

enum churn_status ledger_advise(const struct churn_ledger *ledger, enum churn_status status, struct churn_error *err)
{
    struct churn_error cause;
    if (status != CHURN_MEMORY || ledger->options.max_memory == 0 || err == NULL)
        return status;
    cause = *err;
    return churn_error_set(err, status, "%.120s; a smaller --max-memory or fewer --jobs take less", cause.message);
}

static enum churn_status sort_runs(struct churn_ledger *ledger, struct churn_error *err)
{
    enum churn_status status = ledger_relieve(ledger, err);
    return status == CHURN_OK ? runs_merge(&ledger->runs, err) : status;
}

enum churn_status churn_ledger_sort(struct churn_ledger *ledger, struct churn_error *err)
{
    size_t count = accounts_count(&ledger->accounts);
    if (ledger_is_on_disk(ledger))
        return sort_runs(ledger, err);
    if (ledger->sorted_count == count)
        return CHURN_OK;
    free(ledger->sorted);
    ledger->sorted = NULL;
    ledger->sorted_count = 0;
    enum churn_status status = accounts_sort(&ledger->accounts, ledger->jobs, &ledger->sorted, err);
    if (status == CHURN_OK)
        ledger->sorted_count = count;
    return ledger_advise(ledger, status, err);
}

size_t churn_ledger_count(const struct churn_ledger *ledger)
{
    return ledger_is_on_disk(ledger) ? ledger->runs.customers : accounts_count(&ledger->accounts);
}

void ledger_customer_at(const struct churn_ledger *ledger, account_ref ref, struct churn_customer *customer)
{
    struct account account;
    accounts_get(&ledger->accounts, ref, &account);
    ledger_customer_of(accounts_id(&ledger->accounts, ref), &account, customer);
    if (ledger->accounts.keep_spend)
        customer->first_spend = accounts_spend(&ledger->accounts, ref)->sum;
    if (!ledger->accounts.keep_sets)
        return;
    const struct account_sets *sets = accounts_sets(&ledger->accounts, ref);
    customer->orders = sets->orders;
    customer->orders_any = sets->orders_any;
    customer->days = sets->days;
    customer->days_any = sets->days_any;
}

void churn_ledger_customer(const struct churn_ledger *ledger, size_t index, struct churn_customer *customer)
{
    accounts_fetch(&ledger->accounts, ledger->sorted, index, ledger->sorted_count);
    ledger_customer_at(ledger, ledger->sorted[index], customer);
}

uint64_t churn_ledger_days_between(const struct churn_ledger *ledger, size_t index, churn_day after, churn_day until)
{
    account_ref ref = ledger->sorted[index];
    const struct accounts_part *part = &ledger->accounts.parts[ref & 0xff];
    return members_days_between(&part->days, accounts_sets(&ledger->accounts, ref)->day_list, MEMBER_PURCHASE, after, until);
}

churn_day churn_ledger_last_between(const struct churn_ledger *ledger, size_t index, churn_day after, churn_day until)
{
    account_ref ref = ledger->sorted[index];
    const struct accounts_part *part = &ledger->accounts.parts[ref & 0xff];
    return members_last_between(&part->days, accounts_sets(&ledger->accounts, ref)->day_list, MEMBER_PURCHASE, after, until);
}

unsigned churn_ledger_decimals(const struct churn_ledger *ledger)
{
    return ledger->decimals;
}

churn_day churn_ledger_last_day(const struct churn_ledger *ledger)
{
    return ledger->last_day;
}

churn_amount churn_ledger_total(const struct churn_ledger *ledger)
{
    return ledger->total;
}
