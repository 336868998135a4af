/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scores of customers where they lie. The order of ids is that of the output only: the table is walked from front to back, by
 * parts and in several threads, once to count the values, once more where cut points need a closer look, and once to give the
 * scores, which are then put in the order of ids, three bytes a customer.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "customer/feature_entry.h"
#include "customer/feature_table.h"
#include "customer/ledger.h"
#include "table/parallel.h"

#define SHOWN (4 * ACCOUNTS_CHUNK) /* customers in columns at once */
#define STRETCH 16384              /* scores put in order at once */

struct scoring {
    const struct churn_feature_table *table;
    struct churn_rfm_census *census;
    struct churn_rfm_score *raw; /* NULL: they are counted; else in the order of the table: */
    size_t before[ACCOUNTS_PARTS];
    atomic_bool odd; /* somebody has a value that does not fit, or none */
    struct churn_rfm_score *scores;
};

struct columns {
    int64_t monetary[SHOWN];
    int32_t recency_days[SHOWN];
    uint32_t frequency[SHOWN];
};

/* A customer that is not plain. False: it does not fit, or is none. */
static bool put_exactly(const struct scoring *scoring, account_ref ref, struct columns *columns, size_t place)
{
    const struct churn_features_options *options = &scoring->table->options;
    struct churn_features features;
    if (features_exactly(scoring->table->ledger, ref, options, &features, NULL) != CHURN_OK)
        return false;
    const struct narrow narrow = { columns->monetary, columns->recency_days, columns->frequency };
    return narrow_put(&narrow, place, &features.value);
}

/* Some customers of a chunk, in columns; false where one does not fit, or has no answer. */
static bool fill_chunk(const struct scoring *scoring, size_t part_number, uint32_t from, uint32_t count,
                       struct columns *columns, size_t place)
{
    const struct accounts_part *part = &scoring->table->ledger->accounts.parts[part_number];
    const struct churn_features_options options = scoring->table->options; /* stays where it is while columns are written */
    const struct account_entry *entries = part->entries[from / ACCOUNTS_CHUNK];
    for (uint32_t i = 0; i < count; i++) {
        struct plain_features plain;
        if (features_plainly(part, from + i, &entries[i], &options, &plain) && plain.monetary != INT64_MIN) {
            columns->monetary[place + i] = plain.monetary;
            columns->recency_days[place + i] = plain.recency_days;
            columns->frequency[place + i] = plain.frequency;
        } else if (!put_exactly(scoring, (from + i) << 8 | (account_ref)part_number, columns, place + i)) {
            return false;
        }
    }
    return true;
}

/* The customers of a part from one on, where a chunk begins. */
static bool fill(const struct scoring *scoring, size_t part_number, uint32_t from, uint32_t count, struct columns *columns)
{
    bool good = true;
    for (uint32_t i = 0; good && i < count; i += ACCOUNTS_CHUNK) {
        uint32_t left = count - i;
        good = fill_chunk(scoring, part_number, from + i, left < ACCOUNTS_CHUNK ? left : ACCOUNTS_CHUNK, columns, i);
    }
    return good;
}

static void look_at_part(void *context, unsigned worker, size_t number)
{
    struct scoring *scoring = context;
    const struct accounts_part *part = &scoring->table->ledger->accounts.parts[number];
    struct columns columns;
    bool good = true;
    for (uint32_t from = 0; good && from < part->count; from += SHOWN) {
        uint32_t left = part->count - from;
        struct churn_rfm_columns shown = { left < SHOWN ? left : SHOWN, columns.recency_days, columns.frequency,
                                           columns.monetary };
        good = fill(scoring, number, from, (uint32_t)shown.count, &columns);
        if (good && scoring->raw == NULL)
            churn_rfm_census_see(scoring->census, worker, &shown);
        else if (good)
            churn_rfm_census_score(scoring->census, &shown, scoring->raw + scoring->before[number] + from);
    }
    if (!good)
        atomic_store(&scoring->odd, true);
}

static void look(struct scoring *scoring)
{
    parallel_run(scoring->table->ledger->jobs, ACCOUNTS_PARTS, look_at_part, scoring);
}

static enum churn_status find_cuts(struct scoring *scoring, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (bool again = true; again && status == CHURN_OK;) {
        look(scoring);
        status = atomic_load(&scoring->odd) ? CHURN_END : churn_rfm_census_settle(scoring->census, &again, err);
    }
    return status;
}

static void put_in_order(void *context, unsigned worker, size_t stretch)
{
    const struct scoring *scoring = context;
    const account_ref *sorted = scoring->table->ledger->sorted;
    size_t end = (stretch + 1) * STRETCH < scoring->table->count ? (stretch + 1) * STRETCH : scoring->table->count;
    (void)worker;
    for (size_t i = stretch * STRETCH; i < end; i++)
        scoring->scores[i] = scoring->raw[scoring->before[sorted[i] & 0xff] + (sorted[i] >> 8)];
}

static enum churn_status give_scores(struct scoring *scoring, struct churn_error *err)
{
    const struct churn_feature_table *table = scoring->table;
    size_t before = 0;
    for (size_t i = 0; i < ACCOUNTS_PARTS; i++) {
        scoring->before[i] = before;
        before += table->ledger->accounts.parts[i].count;
    }
    scoring->raw = reallocarray(NULL, table->count + 1, sizeof *scoring->raw);
    if (scoring->raw == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for the scores of %zu customers", table->count);
    look(scoring);
    parallel_run(table->ledger->jobs, (table->count + STRETCH - 1) / STRETCH, put_in_order, scoring);
    free(scoring->raw);
    return CHURN_OK;
}

enum churn_status feature_table_score_in_place(const struct churn_feature_table *table, const struct churn_rfm_options *options,
                                               struct churn_rfm_score *scores, struct churn_cuts **made,
                                               struct churn_error *err)
{
    struct scoring scoring = { .table = table, .scores = scores };
    unsigned jobs = table->ledger->jobs;
    if (!churn_rfm_census_covers(options))
        return CHURN_END;
    if (made != NULL)
        *made = NULL;
    atomic_init(&scoring.odd, false);
    enum churn_status status = churn_rfm_census_new(options, jobs > 0 ? jobs : 1, &scoring.census, err);
    if (status == CHURN_OK)
        status = find_cuts(&scoring, err);
    if (status == CHURN_OK)
        status = give_scores(&scoring, err);
    if (status == CHURN_OK && made != NULL)
        status = churn_rfm_census_cuts(scoring.census, scores, table->count, made, err);
    churn_rfm_census_free(scoring.census);
    return status;
}
