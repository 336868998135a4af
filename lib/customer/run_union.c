/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two records of one customer as one: sums are added, days widened, sets united. */
#include <stdlib.h>
#include <string.h>

#include "customer/run_record.h"

static int compare_members(const void *a, const void *b)
{
    return churn_text_compare(((const struct run_member *)a)->bytes, ((const struct run_member *)b)->bytes);
}

static void unite(struct run_members *members)
{
    size_t kept = 0;
    if (members->count > 1)
        qsort(members->list, members->count, sizeof *members->list, compare_members);
    for (size_t i = 0; i < members->count; i++) {
        if (kept > 0 && compare_members(&members->list[kept - 1], &members->list[i]) == 0)
            members->list[kept - 1].flags |= members->list[i].flags;
        else
            members->list[kept++] = members->list[i];
    }
    members->count = kept;
}

static enum churn_status add_spend(struct account_spend *spend, const struct account_spend *more, struct churn_error *err)
{
    if (!more->any || (spend->any && more->day > spend->day))
        return CHURN_OK;
    if (spend->any && more->day == spend->day)
        return churn_amount_add(&spend->sum, more->sum, err);
    *spend = *more;
    return CHURN_OK;
}

enum churn_status run_record_add(const char *record, bool sets, struct run_customer *customer, struct churn_error *err)
{
    struct run_customer more = { .orders = customer->orders, .days = customer->days };
    size_t orders = more.orders.count, days = more.days.count;
    enum churn_status status = run_record_append(record, sets, &more, err);
    customer->orders = more.orders;
    customer->days = more.days;
    if (status != CHURN_OK)
        return status;
    if (orders < customer->orders.count)
        unite(&customer->orders);
    if (days < customer->days.count)
        unite(&customer->days);
    status = account_add_account(&customer->account, &more.account, err);
    return status == CHURN_OK && more.has_spend ? add_spend(&customer->spend, &more.spend, err) : status;
}

size_t run_members_count(const struct run_members *members, enum member_flag flag)
{
    size_t count = 0;
    for (size_t i = 0; i < members->count; i++)
        count += (members->list[i].flags & (uint32_t)flag) != 0;
    return count;
}

size_t run_members_list(const struct run_members *members, enum member_flag flag, struct churn_text *list)
{
    size_t count = 0;
    for (size_t i = 0; i < members->count; i++)
        if (members->list[i].flags & (uint32_t)flag)
            list[count++] = members->list[i].bytes;
    return count;
}

size_t run_members_days_between(const struct run_members *members, enum member_flag flag, churn_day after, churn_day until)
{
    size_t count = 0;
    for (size_t i = 0; i < members->count; i++) {
        churn_day day;
        memcpy(&day, members->list[i].bytes.data, sizeof day);
        count += (members->list[i].flags & (uint32_t)flag) != 0 && day > after && day <= until;
    }
    return count;
}
