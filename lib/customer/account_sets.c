/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each part has sets of its own, made when the first member comes. */
#include "customer/account_sets.h"

static struct account_sets *sets_of(struct accounts_part *part, uint32_t number)
{
    return &part->sets[number / ACCOUNTS_CHUNK][number % ACCOUNTS_CHUNK];
}

static enum churn_status add(struct accounts *accounts, struct members *members, uint32_t number, uint32_t *list,
                             struct churn_text bytes, enum member_flag flag, uint32_t *purchases, uint32_t *any,
                             struct churn_error *err)
{
    uint8_t before;
    if (members->memory == NULL)
        members_init(members, &accounts->memory, &accounts->seed);
    enum churn_status status = members_add(members, number, list, bytes, flag, &before, err);
    if (status != CHURN_OK)
        return status;
    *any += before == 0;
    *purchases += flag == MEMBER_PURCHASE && !(before & MEMBER_PURCHASE);
    return CHURN_OK;
}

enum churn_status account_add_order(struct accounts *accounts, struct accounts_part *part, uint32_t number,
                                    struct churn_text order, enum member_flag flag, struct churn_error *err)
{
    struct account_sets *sets = sets_of(part, number);
    return add(accounts, &part->orders, number, &sets->order_list, order, flag, &sets->orders, &sets->orders_any, err);
}

enum churn_status account_add_day(struct accounts *accounts, struct accounts_part *part, uint32_t number, churn_day day,
                                  enum member_flag flag, struct churn_error *err)
{
    struct account_sets *sets = sets_of(part, number);
    struct churn_text bytes = { (const char *)&day, sizeof day };
    return add(accounts, &part->days, number, &sets->day_list, bytes, flag, &sets->days, &sets->days_any, err);
}

enum churn_status account_add_spend(struct accounts_part *part, uint32_t number, churn_day day, churn_amount amount,
                                    struct churn_error *err)
{
    struct account_spend *spend = &part->spends[number / ACCOUNTS_CHUNK][number % ACCOUNTS_CHUNK];
    if (spend->any && day > spend->day)
        return CHURN_OK;
    if (!spend->any || day < spend->day)
        *spend = (struct account_spend){ 0, day, true };
    return churn_amount_add(&spend->sum, amount, err);
}
