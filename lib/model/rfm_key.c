/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Days, orders and money on one scale of goodness. The problem: three types, one of them running backwards, and thresholds that
 * may come from a file with decimals (297.4 days). The method: integers of 128 bits, recency negated; a threshold of days is
 * rounded down and one of orders up, since only whole ones occur. Nothing here is inexact, so equal values stay ties.
 */
#include "model/rfm_key.h"

rfm_key rfm_key_of(const struct churn_rfm_value *value, enum churn_dimension dimension)
{
    switch (dimension) {
    case CHURN_RECENCY:
        return value->recency_days == CHURN_RECENCY_NONE ? RFM_KEY_NONE : -(rfm_key)value->recency_days;
    case CHURN_FREQUENCY:
        return value->frequency;
    default:
        return value->monetary;
    }
}

churn_amount rfm_key_to_threshold(rfm_key key, enum churn_dimension dimension)
{
    if (dimension == CHURN_MONETARY)
        return key;
    return (dimension == CHURN_RECENCY ? -key : key) * CHURN_AMOUNT_UNIT;
}

static rfm_key divide_down(churn_amount amount)
{
    rfm_key quotient = amount / CHURN_AMOUNT_UNIT;
    return quotient - (amount % CHURN_AMOUNT_UNIT < 0);
}

static rfm_key divide_up(churn_amount amount)
{
    rfm_key quotient = amount / CHURN_AMOUNT_UNIT;
    return quotient + (amount % CHURN_AMOUNT_UNIT > 0);
}

rfm_key rfm_key_from_threshold(churn_amount threshold, enum churn_dimension dimension)
{
    switch (dimension) {
    case CHURN_RECENCY:
        return -divide_down(threshold);
    case CHURN_FREQUENCY:
        return divide_up(threshold);
    default:
        return threshold;
    }
}

static size_t bound(const struct rfm_keys *keys, size_t count, rfm_key key, bool after_equals)
{
    size_t low = 0;
    if (keys->counted != NULL)
        return rfm_counted_bound(keys->counted, key, after_equals);
    while (count > 0) {
        size_t half = count / 2;
        rfm_key middle = rfm_keys_at(keys, low + half);
        if (middle < key || (after_equals && middle == key)) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

size_t rfm_keys_lower_bound(const struct rfm_keys *keys, size_t count, rfm_key key)
{
    return bound(keys, count, key, false);
}

size_t rfm_keys_upper_bound(const struct rfm_keys *keys, size_t count, rfm_key key)
{
    return bound(keys, count, key, true);
}

rfm_key rfm_keys_least(const struct rfm_keys *keys, size_t from, size_t to)
{
    rfm_key least = rfm_keys_at(keys, from);
    for (size_t i = from + 1; keys->counted == NULL && i < to; i++) {
        rfm_key key = rfm_keys_at(keys, i);
        least = key < least ? key : least;
    }
    return least;
}
