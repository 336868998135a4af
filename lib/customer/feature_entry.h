/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Features straight from an entry of the table, for most customers; inline, since it is done some times for every one of them.
 */
#ifndef CUSTOMER_FEATURE_ENTRY_H
#define CUSTOMER_FEATURE_ENTRY_H

#include <churn/features.h>

#include "customer/account_entry.h"

/* What refunds there are lowers the value, or does not matter. False: it does more, or the difference does not fit. */
static inline bool subtract_refunds(const struct accounts_part *part, uint32_t number, enum churn_refunds rule, int64_t *value)
{
    if (rule == CHURN_REFUNDS_IGNORE)
        return true;
    const struct account_half *refunds = part_refunds(part, number);
    return rule == CHURN_REFUNDS_NET && !__builtin_sub_overflow(*value, refunds->sum, value);
}

/* Of a customer who has bought, as narrow as they lie in the table. */
struct plain_features {
    churn_day first_day, last_day;
    int32_t recency_days;
    uint32_t frequency;
    int64_t monetary;
};

/* False: an exact look is needed. Rows must count as orders, and the customer have bought. */
static inline __attribute__((always_inline)) bool features_plainly(const struct accounts_part *part, uint32_t number,
                                                                   const struct account_entry *entry,
                                                                   const struct churn_features_options *options,
                                                                   struct plain_features *features)
{
    uint64_t span = entry->purchases.span;
    int64_t value = entry->purchases.sum;
    if (span == SPAN_WIDE || span_rows(span) == 0 || options->frequency != CHURN_FREQUENCY_ROWS)
        return false;
    if ((span & SPAN_REFUNDS) != 0 && !subtract_refunds(part, number, options->refunds, &value))
        return false;
    features->first_day = span_first_day(span);
    features->last_day = span_last_day(span);
    features->recency_days = options->as_of - features->last_day;
    features->frequency = (uint32_t)span_rows(span);
    features->monetary = value;
    return true;
}

/* The same, as all see them. */
static inline __attribute__((always_inline)) bool features_easily(const struct accounts_part *part, uint32_t number,
                                                                  const struct account_entry *entry,
                                                                  const struct churn_features_options *options,
                                                                  struct churn_features *features)
{
    struct plain_features plain;
    if (!features_plainly(part, number, entry, options, &plain))
        return false;
    *features =
        (struct churn_features){ plain.first_day, plain.last_day, { plain.recency_days, plain.frequency, plain.monetary } };
    return true;
}

#endif
