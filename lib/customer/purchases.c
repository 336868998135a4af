/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problem: for each of millions of surveys, did the customer buy between two days? Method: one 64-bit key for each customer and
 * day, sorted once, then binary search. The ledger's sets of days can tell it too, but take some 50 bytes a day, kept to be
 * merged and written; this takes 8, or 16 at worst, since full arrays are sorted and freed of doubles before they grow.
 */
#include "customer/purchases.h"

#include <stdlib.h>

#define FIRST_CAPACITY 4096

/* Days are signed: shifted so that keys sort as customer, then day. */
static uint64_t make_key(uint32_t customer, churn_day day)
{
    return (uint64_t)customer << 32 | ((uint32_t)day ^ 0x80000000u);
}

void purchases_clear(struct purchases *purchases)
{
    free(purchases->keys);
    *purchases = (struct purchases){ .keys = NULL };
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void purchases_sort(struct purchases *purchases)
{
    size_t kept = 0;
    if (purchases->sorted == purchases->count)
        return;
    qsort(purchases->keys, purchases->count, sizeof *purchases->keys, compare_keys);
    for (size_t i = 0; i < purchases->count; i++)
        if (kept == 0 || purchases->keys[kept - 1] != purchases->keys[i])
            purchases->keys[kept++] = purchases->keys[i];
    purchases->count = purchases->sorted = kept;
}

/* An order's rows often repeat customer and day: what sorting leaves may be much less. */
static enum churn_status make_room(struct purchases *purchases, struct churn_error *err)
{
    purchases_sort(purchases);
    if (purchases->count < purchases->capacity / 2)
        return CHURN_OK;
    size_t capacity = purchases->capacity == 0 ? FIRST_CAPACITY : 2 * purchases->capacity;
    uint64_t *larger = reallocarray(purchases->keys, capacity, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory at %zu days with a purchase", purchases->count);
    purchases->keys = larger;
    purchases->capacity = capacity;
    return CHURN_OK;
}

enum churn_status purchases_add(struct purchases *purchases, uint32_t customer, churn_day day, struct churn_error *err)
{
    uint64_t key = make_key(customer, day);
    if (purchases->count > 0 && purchases->keys[purchases->count - 1] == key)
        return CHURN_OK;
    enum churn_status status = purchases->count < purchases->capacity ? CHURN_OK : make_room(purchases, err);
    if (status == CHURN_OK)
        purchases->keys[purchases->count++] = key;
    return status;
}

/* The first position whose key is at or above this one. */
static size_t lower_bound(const struct purchases *purchases, uint64_t key)
{
    size_t low = 0, high = purchases->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (purchases->keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool purchases_between(const struct purchases *purchases, uint32_t customer, churn_day after, churn_day until)
{
    size_t at = lower_bound(purchases, make_key(customer, after) + 1);
    return at < purchases->count && purchases->keys[at] <= make_key(customer, until);
}

bool purchases_by(const struct purchases *purchases, uint32_t customer, churn_day day)
{
    size_t at = lower_bound(purchases, make_key(customer, day) + 1);
    return at > 0 && purchases->keys[at - 1] >> 32 == customer;
}
