/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of a customer's sums and counts are its recency, frequency and monetary value under the refund rule. */
#include <churn/features.h>

#include "customer/account_entry.h"
#include "customer/feature_entry.h"
#include "customer/feature_table.h"
#include "customer/ledger.h"

static uint64_t count_frequency(const struct churn_customer *customer, const struct churn_features_options *options)
{
    bool any = options->refunds == CHURN_REFUNDS_ORDER;
    switch (options->frequency) {
    case CHURN_FREQUENCY_ORDERS:
        return any ? customer->orders_any : customer->orders;
    case CHURN_FREQUENCY_DAYS:
        return any ? customer->days_any : customer->days;
    default:
        return any ? customer->rows + customer->refund_rows : customer->rows;
    }
}

enum churn_status churn_features_of(const struct churn_customer *customer, const struct churn_features_options *options,
                                    struct churn_features *features, struct churn_error *err)
{
    features->first_day = customer->first_day;
    features->last_day = customer->last_day;
    if (options->refunds == CHURN_REFUNDS_ORDER) {
        account_widen(&features->first_day, &features->last_day, customer->refund_first_day);
        account_widen(&features->first_day, &features->last_day, customer->refund_last_day);
    }
    bool never = features->last_day == CHURN_DAY_NONE;
    features->value.recency_days = never ? CHURN_RECENCY_NONE : options->as_of - features->last_day;
    features->value.frequency = (int64_t)count_frequency(customer, options);
    features->value.monetary = customer->gross;
    if (options->refunds == CHURN_REFUNDS_IGNORE)
        return CHURN_OK;
    return churn_amount_add(&features->value.monetary, -customer->refunds, err);
}

enum churn_status features_exactly(const struct churn_ledger *ledger, account_ref ref,
                                   const struct churn_features_options *options, struct churn_features *features,
                                   struct churn_error *err)
{
    struct churn_customer customer;
    ledger_customer_at(ledger, ref, &customer);
    return churn_features_of(&customer, options, features, err);
}

enum churn_status features_of_account(const struct churn_ledger *ledger, size_t index,
                                      const struct churn_features_options *options, struct churn_text *id,
                                      struct churn_features *features, struct churn_error *err)
{
    account_ref ref = ledger->sorted[index];
    accounts_fetch(&ledger->accounts, ledger->sorted, index, ledger->sorted_count);
    const struct account_entry *entry = part_entry(&ledger->accounts.parts[ref & 0xff], ref >> 8);
    *id = account_entry_id(entry);
    if (features_easily(&ledger->accounts.parts[ref & 0xff], ref >> 8, entry, options, features))
        return CHURN_OK;
    return features_exactly(ledger, ref, options, features, err);
}
