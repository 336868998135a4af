/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers one after the other, from the table or from the merged run, alike for whoever looks at them. */
#include <stdlib.h>

#include "customer/ledger.h"
#include "customer/ledger_cursor.h"

#define READ_SIZE ((size_t)64 << 10)

static enum churn_status open_run(struct churn_ledger_cursor *cursor, size_t from, size_t to, struct churn_error *err)
{
    const struct runs *runs = &cursor->ledger->runs;
    size_t first = from / RUNS_STRETCH, last = (to + RUNS_STRETCH - 1) / RUNS_STRETCH;
    uint64_t end = to < runs->customers && last * RUNS_STRETCH < runs->customers ? runs->places[last] : runs->list[0].end;
    if (from >= runs->customers)
        return CHURN_OK;
    enum churn_status status = run_reader_init(&cursor->reader, &runs->scratch, runs->places[first], end, READ_SIZE, err);
    for (size_t i = first * RUNS_STRETCH; status == CHURN_OK && i < from; i++)
        status = run_reader_step(&cursor->reader, err);
    return status;
}

enum churn_status churn_ledger_cursor_new(const struct churn_ledger *ledger, size_t from, size_t to,
                                          struct churn_ledger_cursor **cursor, struct churn_error *err)
{
    size_t count = churn_ledger_count(ledger);
    *cursor = calloc(1, sizeof **cursor);
    if (*cursor == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*cursor)->ledger = ledger;
    (*cursor)->next = from;
    (*cursor)->end = to < count ? to : count;
    enum churn_status status = ledger_is_on_disk(ledger) ? open_run(*cursor, from, to, err) : CHURN_OK;
    if (status == CHURN_OK)
        return CHURN_OK;
    churn_ledger_cursor_free(*cursor);
    *cursor = NULL;
    return status;
}

void churn_ledger_cursor_free(struct churn_ledger_cursor *cursor)
{
    if (cursor == NULL)
        return;
    run_reader_clear(&cursor->reader);
    run_customer_clear(&cursor->read);
    free(cursor);
}

void ledger_customer_of(struct churn_text id, const struct account *account, struct churn_customer *customer)
{
    *customer = (struct churn_customer){
        .id = id,
        .first_day = account->first_day,
        .last_day = account->last_day,
        .refund_first_day = account->refund_first_day,
        .refund_last_day = account->refund_last_day,
        .rows = account->rows,
        .refund_rows = account->refund_rows,
        .gross = account->gross,
        .refunds = account->refunds,
    };
}

static enum churn_status read_customer(struct churn_ledger_cursor *cursor, struct churn_customer *customer,
                                       struct churn_error *err)
{
    struct run_customer *read = &cursor->read;
    enum churn_status status = cursor->begun ? run_reader_step(&cursor->reader, err) : CHURN_OK;
    cursor->begun = true;
    if (status == CHURN_OK)
        status = run_record_get(cursor->reader.record, cursor->ledger->runs.sets, read, err);
    if (status != CHURN_OK)
        return status;
    ledger_customer_of(read->id, &read->account, customer);
    if (read->has_spend)
        customer->first_spend = read->spend.sum;
    customer->orders = run_members_count(&read->orders, MEMBER_PURCHASE);
    customer->orders_any = read->orders.count;
    customer->days = run_members_count(&read->days, MEMBER_PURCHASE);
    customer->days_any = read->days.count;
    return CHURN_OK;
}

enum churn_status churn_ledger_cursor_next(struct churn_ledger_cursor *cursor, struct churn_customer *customer,
                                           struct churn_error *err)
{
    size_t index;
    if (cursor->next < cursor->end && ledger_is_on_disk(cursor->ledger)) {
        cursor->next++;
        return read_customer(cursor, customer, err);
    }
    if (!ledger_cursor_pass(cursor, &index))
        return CHURN_END;
    churn_ledger_customer(cursor->ledger, index, customer);
    return CHURN_OK;
}

uint64_t churn_ledger_cursor_days(const struct churn_ledger_cursor *cursor, churn_day after, churn_day until)
{
    const struct accounts *accounts = &cursor->ledger->accounts;
    if (ledger_is_on_disk(cursor->ledger))
        return run_members_days_between(&cursor->read.days, MEMBER_PURCHASE, after, until);
    return members_days_between(&accounts->parts[cursor->ref & 0xff].days, accounts_sets(accounts, cursor->ref)->day_list,
                                MEMBER_PURCHASE, after, until);
}
