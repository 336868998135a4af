/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ledgers and summaries as the same thing: customers by id, each with dates and RFM values, so that all that scores sees one
 * word.
 *
 * Of a ledger nothing is copied, and most scores are found in place (feature_score.c). For the others what is scored is copied
 * in the order of ids, in 16 bytes a customer; where a value does not fit, all are kept whole.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include <churn/features.h>

#include "customer/feature_table.h"
#include "customer/ledger.h"
#include "table/parallel.h"

#define STRETCH 4096 /* customers that a thread takes at once */

static enum churn_status no_memory(size_t count, struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory for %zu customers", count);
}

static void free_narrow(struct narrow *narrow)
{
    free(narrow->monetary);
    free(narrow->recency_days);
    free(narrow->frequency);
    *narrow = (struct narrow){ NULL, NULL, NULL };
}

static bool make_narrow(struct narrow *narrow, size_t count)
{
    narrow->monetary = reallocarray(NULL, count + 1, sizeof *narrow->monetary);
    narrow->recency_days = reallocarray(NULL, count + 1, sizeof *narrow->recency_days);
    narrow->frequency = reallocarray(NULL, count + 1, sizeof *narrow->frequency);
    return narrow->monetary != NULL && narrow->recency_days != NULL && narrow->frequency != NULL;
}

void churn_feature_table_free(struct churn_feature_table *table)
{
    if (table == NULL)
        return;
    free(table->known);
    free_narrow(&table->narrow);
    free(table->values);
    if (table->on_disk)
        feature_scratch_clear(&table->disk);
    free(table);
}

/* Filling from a ledger, stretch by stretch. */
struct filling {
    struct churn_feature_table *table;
    atomic_bool too_wide;
    atomic_size_t failed; /* the first customer without an answer */
};

static void fill_stretch(void *context, unsigned worker, size_t stretch)
{
    struct filling *filling = context;
    struct churn_feature_table *table = filling->table;
    size_t end = (stretch + 1) * STRETCH < table->count ? (stretch + 1) * STRETCH : table->count;
    (void)worker;
    for (size_t i = stretch * STRETCH; i < end; i++) {
        struct churn_features features;
        struct churn_text id;
        if (features_of_account(table->ledger, i, &table->options, &id, &features, NULL) != CHURN_OK) {
            size_t first = atomic_load(&filling->failed);
            while (i < first && !atomic_compare_exchange_weak(&filling->failed, &first, i))
                ;
            return;
        }
        if (table->values != NULL)
            table->values[i] = features.value;
        else if (!narrow_put(&table->narrow, i, &features.value))
            atomic_store(&filling->too_wide, true);
    }
}

static void fill_all(struct filling *filling)
{
    const struct churn_feature_table *table = filling->table;
    parallel_run(table->ledger->jobs, (table->count + STRETCH - 1) / STRETCH, fill_stretch, filling);
}

/* Whole values, where one does not fit into a column. */
static enum churn_status fill_widely(struct filling *filling, struct churn_error *err)
{
    struct churn_feature_table *table = filling->table;
    free_narrow(&table->narrow);
    table->values = reallocarray(NULL, table->count + 1, sizeof *table->values);
    if (table->values == NULL)
        return no_memory(table->count, err);
    fill_all(filling);
    return CHURN_OK;
}

/* Columns or values are there afterwards, or none of them. */
static enum churn_status fill_from_ledger(struct churn_feature_table *table, struct churn_error *err)
{
    struct filling filling = { .table = table };
    struct narrow *narrow = &table->narrow;
    struct churn_features features;
    struct churn_text id;
    atomic_init(&filling.failed, SIZE_MAX);
    if (!make_narrow(narrow, table->count)) {
        free_narrow(narrow);
        return no_memory(table->count, err);
    }
    fill_all(&filling);
    size_t failed = atomic_load(&filling.failed);
    if (failed != SIZE_MAX) {
        free_narrow(narrow);
        return features_of_account(table->ledger, failed, &table->options, &id, &features, err);
    }
    if (atomic_load(&filling.too_wide))
        return fill_widely(&filling, err);
    table->columns = (struct churn_rfm_columns){ table->count, narrow->recency_days, narrow->frequency, narrow->monetary };
    return CHURN_OK;
}

enum churn_status churn_feature_table_of_ledger(struct churn_ledger *ledger, const struct churn_features_options *options,
                                                struct churn_feature_table **table, struct churn_error *err)
{
    *table = NULL;
    enum churn_status status = churn_ledger_sort(ledger, err);
    if (status != CHURN_OK)
        return status;
    *table = calloc(1, sizeof **table);
    if (*table == NULL)
        return no_memory(churn_ledger_count(ledger), err);
    (*table)->count = churn_ledger_count(ledger);
    (*table)->ledger = ledger;
    (*table)->options = *options;
    (*table)->on_disk = ledger_is_on_disk(ledger);
    if ((*table)->on_disk)
        status = feature_scratch_fill(&(*table)->disk, ledger, options, ledger->options.beside, err);
    if (status == CHURN_OK)
        return CHURN_OK;
    churn_feature_table_free(*table);
    *table = NULL;
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
    size_t count = churn_summary_count(summary);
    *table = calloc(1, sizeof **table);
    if (*table == NULL)
        return no_memory(count, err);
    (*table)->count = count;
    (*table)->known = calloc(count + 1, sizeof *(*table)->known);
    (*table)->values = calloc(count + 1, sizeof *(*table)->values);
    if ((*table)->known == NULL || (*table)->values == NULL) {
        churn_feature_table_free(*table);
        *table = NULL;
        return no_memory(count, err);
    }
    for (size_t i = 0; i < count; i++)
        fill_from_summary_row(churn_summary_at(summary, i), as_of, &(*table)->known[i], &(*table)->values[i]);
    return CHURN_OK;
}

size_t churn_feature_table_count(const struct churn_feature_table *table)
{
    return table->count;
}

/* The values of a ledger in memory, in the order of ids. */
static enum churn_status need_values(struct churn_feature_table *table, struct churn_error *err)
{
    bool there = table->ledger == NULL || table->values != NULL || table->narrow.monetary != NULL;
    return there ? CHURN_OK : fill_from_ledger(table, err);
}

enum churn_status churn_feature_table_score(struct churn_feature_table *table, const struct churn_rfm_options *options,
                                            struct churn_rfm_score *scores, struct churn_cuts **made, struct churn_error *err)
{
    enum churn_status status = CHURN_END;
    if (table->on_disk)
        return churn_rfm_score_source(&table->disk.source, options, scores, made, err);
    if (table->ledger != NULL && table->values == NULL && table->narrow.monetary == NULL)
        status = feature_table_score_in_place(table, options, scores, made, err);
    if (status != CHURN_END)
        return status;
    status = need_values(table, err);
    if (status != CHURN_OK)
        return status;
    if (table->narrow.monetary != NULL)
        return churn_rfm_score_columns(&table->columns, options, scores, made, err);
    return churn_rfm_score(table->values, table->count, options, scores, made, err);
}

const struct churn_rfm_value *churn_feature_table_values(struct churn_feature_table *table)
{
    if (table->values != NULL || table->on_disk)
        return table->values;
    if (need_values(table, NULL) != CHURN_OK || table->values != NULL)
        return table->values;
    const struct narrow *narrow = &table->narrow;
    table->values = reallocarray(NULL, table->count + 1, sizeof *table->values);
    for (size_t i = 0; table->values != NULL && i < table->count; i++)
        table->values[i] = (struct churn_rfm_value){ narrow->recency_days[i], narrow->frequency[i], narrow->monetary[i] };
    return table->values;
}

void churn_feature_table_at(const struct churn_feature_table *table, size_t index, struct churn_text *id,
                            struct churn_features *features)
{
    if (table->ledger != NULL) {
        features_of_account(table->ledger, index, &table->options, id, features, NULL);
        return;
    }
    const struct known *known = &table->known[index];
    *id = known->id;
    *features = (struct churn_features){ known->first_day, known->last_day, table->values[index] };
}
