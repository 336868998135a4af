/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Folding rows into accounts: an account is a sum, a minimum, a maximum or a union in each of its members, so the order of rows
 * does not matter and parts merge. Sorting happens once, when somebody wants to see the customers.
 */
#include "customer/ledger.h"

#include <stdlib.h>
#include <string.h>

enum churn_status churn_ledger_new(const struct churn_ledger_options *options, struct churn_ledger **ledger,
                                   struct churn_error *err)
{
    *ledger = calloc(1, sizeof **ledger);
    if (*ledger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*ledger)->options = *options;
    (*ledger)->last_day = CHURN_DAY_NONE;
    enum churn_status status = idmap_init(&(*ledger)->ids, err);
    if (status == CHURN_OK && options->keep_orders)
        status = members_init(&(*ledger)->orders, err);
    if (status == CHURN_OK && options->keep_days)
        status = members_init(&(*ledger)->days, err);
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
    idmap_clear(&ledger->ids);
    members_clear(&ledger->orders);
    members_clear(&ledger->days);
    free(ledger->accounts);
    free(ledger->sorted);
    free(ledger);
}

static enum churn_status make_room(struct churn_ledger *ledger, struct churn_error *err)
{
    if (ledger->ids.count < ledger->capacity)
        return CHURN_OK;
    size_t capacity = ledger->capacity == 0 ? 1024 : 2 * ledger->capacity;
    struct account *larger = reallocarray(ledger->accounts, capacity, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory at %zu customers", ledger->ids.count);
    ledger->accounts = larger;
    ledger->capacity = capacity;
    return CHURN_OK;
}

enum churn_status ledger_account(struct churn_ledger *ledger, struct churn_text id, size_t *number, struct churn_error *err)
{
    bool added;
    enum churn_status status = make_room(ledger, err);
    if (status == CHURN_OK)
        status = idmap_add(&ledger->ids, id, number, &added, err);
    if (status == CHURN_OK && added)
        ledger->accounts[*number] = (struct account){ .first_day = CHURN_DAY_NONE,
                                                      .last_day = CHURN_DAY_NONE,
                                                      .refund_first_day = CHURN_DAY_NONE,
                                                      .refund_last_day = CHURN_DAY_NONE };
    return status;
}

void ledger_widen(churn_day *first, churn_day *last, churn_day day)
{
    if (day == CHURN_DAY_NONE)
        return;
    if (*first == CHURN_DAY_NONE || day < *first)
        *first = day;
    if (*last == CHURN_DAY_NONE || day > *last)
        *last = day;
}

enum churn_status ledger_add_order(struct churn_ledger *ledger, size_t number, struct churn_text order, enum member_flag flag,
                                   struct churn_error *err)
{
    struct account *account = &ledger->accounts[number];
    uint8_t before;
    enum churn_status status = members_add(&ledger->orders, number, &account->order_list, order, flag, &before, err);
    if (status != CHURN_OK)
        return status;
    account->orders_any += before == 0;
    account->orders += flag == MEMBER_PURCHASE && !(before & MEMBER_PURCHASE);
    return CHURN_OK;
}

enum churn_status ledger_add_day(struct churn_ledger *ledger, size_t number, churn_day day, enum member_flag flag,
                                 struct churn_error *err)
{
    struct account *account = &ledger->accounts[number];
    struct churn_text bytes = { (const char *)&day, sizeof day };
    uint8_t before;
    enum churn_status status = members_add(&ledger->days, number, &account->day_list, bytes, flag, &before, err);
    if (status != CHURN_OK)
        return status;
    account->days_any += before == 0;
    account->days += flag == MEMBER_PURCHASE && !(before & MEMBER_PURCHASE);
    return CHURN_OK;
}

static enum churn_status add_sums(struct account *account, const struct churn_transaction *transaction, struct churn_error *err)
{
    if (transaction->amount < 0) {
        account->refund_rows++;
        ledger_widen(&account->refund_first_day, &account->refund_last_day, transaction->day);
        return churn_amount_add(&account->refunds, -transaction->amount, err);
    }
    account->rows++;
    ledger_widen(&account->first_day, &account->last_day, transaction->day);
    return churn_amount_add(&account->gross, transaction->amount, err);
}

/* What is known of the whole input, whether or not the row is taken in. */
static enum churn_status add_control(struct churn_ledger *ledger, const struct churn_transaction *transaction,
                                     struct churn_error *err)
{
    if (transaction->decimals > ledger->decimals)
        ledger->decimals = transaction->decimals;
    return churn_amount_add(&ledger->total, transaction->amount, err);
}

static enum churn_status take_in(struct churn_ledger *ledger, const struct churn_transaction *transaction,
                                 struct churn_error *err)
{
    size_t number;
    enum member_flag flag = transaction->amount < 0 ? MEMBER_REFUND : MEMBER_PURCHASE;
    if (ledger->last_day == CHURN_DAY_NONE || transaction->day > ledger->last_day)
        ledger->last_day = transaction->day;
    enum churn_status status = ledger_account(ledger, transaction->id, &number, err);
    if (status == CHURN_OK)
        status = add_sums(&ledger->accounts[number], transaction, err);
    if (status == CHURN_OK && ledger->options.keep_orders)
        status = ledger_add_order(ledger, number, transaction->order, flag, err);
    if (status == CHURN_OK && ledger->options.keep_days)
        status = ledger_add_day(ledger, number, transaction->day, flag, err);
    return status;
}

enum churn_status churn_ledger_add(struct churn_ledger *ledger, const struct churn_transaction *transaction,
                                   struct churn_error *err)
{
    if (ledger->options.keep_orders && transaction->order.length == 0)
        return churn_error_set(err, CHURN_USAGE, "this ledger keeps orders and the row has no order id");
    enum churn_status status = add_control(ledger, transaction, err);
    return status == CHURN_OK ? take_in(ledger, transaction, err) : status;
}

enum churn_status churn_ledger_fold(struct churn_ledger *ledger, struct churn_transactions *transactions, churn_day until,
                                    uint64_t *later, struct churn_error *err)
{
    struct churn_transaction transaction;
    enum churn_status status;
    uint64_t left_out = 0;
    while ((status = churn_transactions_next(transactions, &transaction, err)) == CHURN_OK) {
        if (until == CHURN_DAY_NONE || transaction.day <= until) {
            status = churn_ledger_add(ledger, &transaction, err);
        } else {
            status = add_control(ledger, &transaction, err);
            left_out++;
        }
        if (status != CHURN_OK)
            return status;
    }
    if (later != NULL)
        *later = left_out;
    return status == CHURN_END ? CHURN_OK : status;
}

static int compare_numbers(const void *a, const void *b, void *context)
{
    const struct churn_text *keys = context;
    return churn_text_compare(keys[*(const uint32_t *)a], keys[*(const uint32_t *)b]);
}

enum churn_status churn_ledger_sort(struct churn_ledger *ledger, struct churn_error *err)
{
    size_t count = ledger->ids.count;
    if (ledger->sorted_count == count)
        return CHURN_OK;
    uint32_t *sorted = reallocarray(ledger->sorted, count, sizeof *sorted);
    if (sorted == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory sorting %zu customers", count);
    ledger->sorted = sorted;
    for (size_t i = 0; i < count; i++)
        sorted[i] = (uint32_t)i;
    qsort_r(sorted, count, sizeof *sorted, compare_numbers, ledger->ids.keys);
    ledger->sorted_count = count;
    return CHURN_OK;
}

size_t churn_ledger_count(const struct churn_ledger *ledger)
{
    return ledger->ids.count;
}

void churn_ledger_customer(const struct churn_ledger *ledger, size_t index, struct churn_customer *customer)
{
    size_t number = ledger->sorted[index];
    const struct account *account = &ledger->accounts[number];
    *customer = (struct churn_customer){
        .id = ledger->ids.keys[number],
        .first_day = account->first_day,
        .last_day = account->last_day,
        .refund_first_day = account->refund_first_day,
        .refund_last_day = account->refund_last_day,
        .rows = account->rows,
        .refund_rows = account->refund_rows,
        .orders = account->orders,
        .orders_any = account->orders_any,
        .days = account->days,
        .days_any = account->days_any,
        .gross = account->gross,
        .refunds = account->refunds,
    };
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
