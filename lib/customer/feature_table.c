/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ledgers and summaries as the same thing: customers by id, each with dates and RFM values, so that all that scores sees one
 * word. */
#include <stdlib.h>

#include <churn/features.h>

struct known {
    struct churn_text id;
    churn_day first_day;
    churn_day last_day;
};

struct churn_feature_table {
    size_t count;
    struct known *known;
    struct churn_rfm_value *values;
};

static enum churn_status new_table(size_t count, struct churn_feature_table **table, struct churn_error *err)
{
    *table = calloc(1, sizeof **table);
    if (*table != NULL) {
        (*table)->count = count;
        (*table)->known = calloc(count + 1, sizeof *(*table)->known);
        (*table)->values = calloc(count + 1, sizeof *(*table)->values);
        if ((*table)->known != NULL && (*table)->values != NULL)
            return CHURN_OK;
    }
    churn_feature_table_free(*table);
    *table = NULL;
    return churn_error_set(err, CHURN_MEMORY, "out of memory for %zu customers", count);
}

void churn_feature_table_free(struct churn_feature_table *table)
{
    if (table == NULL)
        return;
    free(table->known);
    free(table->values);
    free(table);
}

static enum churn_status fill_from_ledger(struct churn_feature_table *table, const struct churn_ledger *ledger,
                                          const struct churn_features_options *options, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < table->count; i++) {
        struct churn_customer customer;
        struct churn_features features;
        churn_ledger_customer(ledger, i, &customer);
        status = churn_features_of(&customer, options, &features, err);
        table->known[i] = (struct known){ customer.id, features.first_day, features.last_day };
        table->values[i] = features.value;
    }
    return status;
}

enum churn_status churn_feature_table_of_ledger(struct churn_ledger *ledger, const struct churn_features_options *options,
                                                struct churn_feature_table **table, struct churn_error *err)
{
    *table = NULL;
    enum churn_status status = churn_ledger_sort(ledger, err);
    if (status == CHURN_OK)
        status = new_table(churn_ledger_count(ledger), table, err);
    if (status == CHURN_OK)
        status = fill_from_ledger(*table, ledger, options, err);
    if (status != CHURN_OK) {
        churn_feature_table_free(*table);
        *table = NULL;
    }
    return status;
}

/* A summary knows the days since the last purchase, or its date, or both; the as-of day gives the one from the other. */
static void fill_from_summary_row(const struct churn_summary_row *row, churn_day as_of, struct known *known,
                                  struct churn_rfm_value *value)
{
    *known = (struct known){ row->id, CHURN_DAY_NONE, row->last_day };
    *value = (struct churn_rfm_value){ CHURN_RECENCY_NONE, (int64_t)row->orders, row->monetary };
    if (row->recency_days >= 0)
        value->recency_days = (int32_t)row->recency_days;
    else if (row->last_day != CHURN_DAY_NONE)
        value->recency_days = as_of - row->last_day;
    if (row->last_day == CHURN_DAY_NONE && row->recency_days >= 0 && as_of != CHURN_DAY_NONE)
        known->last_day = as_of - (churn_day)row->recency_days;
}

enum churn_status churn_feature_table_of_summary(const struct churn_summary *summary, churn_day as_of,
                                                 struct churn_feature_table **table, struct churn_error *err)
{
    enum churn_status status = new_table(churn_summary_count(summary), table, err);
    for (size_t i = 0; status == CHURN_OK && i < (*table)->count; i++)
        fill_from_summary_row(churn_summary_at(summary, i), as_of, &(*table)->known[i], &(*table)->values[i]);
    return status;
}

size_t churn_feature_table_count(const struct churn_feature_table *table)
{
    return table->count;
}

const struct churn_rfm_value *churn_feature_table_values(const struct churn_feature_table *table)
{
    return table->values;
}

void churn_feature_table_at(const struct churn_feature_table *table, size_t index, struct churn_text *id,
                            struct churn_features *features)
{
    const struct known *known = &table->known[index];
    *id = known->id;
    *features = (struct churn_features){ known->first_day, known->last_day, table->values[index] };
}
