/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scoring one dimension. The problem: nested bins mean up to 10,000 cells, each binned on its own, in 16 bytes a customer. The
 * method: a counting sort puts the values of each group beside each other in the one array, each stretch is sorted and its rule
 * finds the edges; then one pass over the customers looks up each score by bisection. Independent bins are the case of one
 * group.
 *
 * A cell without customers scores nobody today, but its cut points may meet one tomorrow: it gets those of all customers.
 */
#include "model/rfm_edges.h"
#include "model/rfm_scoring.h"

#include <stdlib.h>
#include <string.h>

/* The work of one dimension. */
struct work {
    struct rfm_scoring *scoring;
    enum churn_dimension dimension;
    unsigned bins;
    size_t groups;
    size_t *starts;         /* group g has the keys from starts[g] up to starts[g + 1]; groups + 2 of them */
    struct bin_edge *edges; /* bins - 1 for each group */
    struct rfm_few few;     /* the same where one group has few */
};

static struct bin_edge *edges_of(const struct work *work, size_t group)
{
    return work->edges + group * (work->bins - 1);
}

static size_t group_of(const struct work *work, size_t customer)
{
    return rfm_shape_group_of(&work->scoring->shape, work->dimension, &work->scoring->scores[customer]);
}

/* What is done with each customer's key, in their order. False: stop. */
typedef bool (*see_key)(struct work *work, size_t customer, rfm_key key);

#define INLINE static inline __attribute__((always_inline))

/* A column's key is narrow, and known to be where this is inlined. */
INLINE bool walk_columns(struct work *work, size_t from, const struct churn_rfm_columns *columns, see_key see)
{
    const int32_t *days = columns->recency_days;
    bool good = true;
    for (size_t i = 0; good && work->dimension == CHURN_RECENCY && i < columns->count; i++)
        good = see(work, from + i, days[i] == CHURN_RECENCY_NONE ? RFM_KEY_NONE : -(rfm_key)days[i]);
    for (size_t i = 0; good && work->dimension == CHURN_FREQUENCY && i < columns->count; i++)
        good = see(work, from + i, columns->frequency[i]);
    for (size_t i = 0; good && work->dimension == CHURN_MONETARY && i < columns->count; i++)
        good = see(work, from + i, columns->monetary[i]);
    return good;
}

INLINE bool walk_values(struct work *work, size_t from, const struct churn_rfm_value *values, size_t count, see_key see)
{
    bool good = true;
    for (size_t i = 0; good && i < count; i++)
        good = see(work, from + i, rfm_key_of(&values[i], work->dimension));
    return good;
}

/* False: see stopped it, or a stretch failed. */
INLINE bool walk(struct work *work, see_key see)
{
    struct rfm_scoring *scoring = work->scoring;
    const struct churn_rfm_source *source = scoring->source;
    bool good = true;
    for (size_t from = 0; good && from < source->count;) {
        struct churn_rfm_columns columns = { .count = source->count - from };
        const struct churn_rfm_value *values = NULL;
        scoring->failed = source->stretch(source->context, from, &columns, &values, &scoring->cause);
        if (scoring->failed != CHURN_OK)
            return false;
        good = source->narrow ? walk_columns(work, from, &columns, see) : walk_values(work, from, values, columns.count, see);
        from += columns.count;
    }
    return good;
}

INLINE bool put_narrow(struct work *work, size_t customer, rfm_key key)
{
    work->scoring->keys.narrow[customer] = key == RFM_KEY_NONE ? INT64_MIN : (int64_t)key;
    return rfm_key_is_narrow(key);
}

INLINE bool put_key(struct work *work, size_t customer, rfm_key key)
{
    const struct rfm_keys *keys = &work->scoring->keys;
    if (keys->narrow != NULL && !rfm_key_is_narrow(key))
        return false;
    rfm_keys_put(keys, work->starts[group_of(work, customer) + 1]++, key);
    return true;
}

/* Where each group begins; the counts stand two places further on, so that filling leaves the starts where they belong. */
static void count_groups(struct work *work)
{
    memset(work->starts, 0, (work->groups + 2) * sizeof *work->starts);
    if (work->groups == 1)
        work->starts[2] = work->scoring->count;
    for (size_t i = 0; work->groups > 1 && i < work->scoring->count; i++)
        work->starts[group_of(work, i) + 2]++;
    for (size_t g = 2; g < work->groups + 2; g++)
        work->starts[g] += work->starts[g - 1];
}

/* A counting sort by group, which one group is already. Keys are taken for narrow until one is not. */
static bool gather_keys(struct work *work)
{
    struct rfm_scoring *scoring = work->scoring;
    count_groups(work);
    if (work->groups == 1)
        work->starts[1] = scoring->count;
    if (work->groups == 1 ? walk(work, put_narrow) : walk(work, put_key))
        return true;
    if (scoring->failed != CHURN_OK)
        return false;
    free(scoring->keys.narrow);
    scoring->keys.narrow = NULL;
    scoring->keys.wide = reallocarray(NULL, scoring->count, sizeof *scoring->keys.wide);
    if (scoring->keys.wide == NULL)
        return false;
    count_groups(work);
    return walk(work, put_key);
}

static void find_edges_of_group(struct work *work, size_t group)
{
    const struct rfm_scoring *scoring = work->scoring;
    struct bin_group bin_group = { .dimension = work->dimension, .bins = work->bins, .group = group, .cuts = &scoring->table };
    if (scoring->binning->reads_values) {
        bin_group.keys = rfm_keys_from(&scoring->keys, work->starts[group]);
        bin_group.count = work->starts[group + 1] - work->starts[group];
        rfm_keys_arrange(&bin_group.keys, bin_group.count, work->bins);
    }
    scoring->binning->find_edges(&bin_group, edges_of(work, group));
}

/* The stretches of the groups are arranged, but not the whole; sorting it ends their use. */
static void fill_empty_groups(struct work *work)
{
    const struct rfm_scoring *scoring = work->scoring;
    struct bin_edge *of_all = NULL;
    for (size_t group = 0; group < work->groups; group++) {
        if (work->starts[group] != work->starts[group + 1])
            continue;
        if (of_all != NULL) {
            for (unsigned j = 0; j + 1 < work->bins; j++)
                edges_of(work, group)[j] = of_all[j];
            continue;
        }
        of_all = edges_of(work, group);
        rfm_keys_sort(&scoring->keys, scoring->count);
        struct bin_group all = { work->dimension, work->bins, group, scoring->keys, scoring->count, NULL };
        scoring->binning->find_edges(&all, of_all);
    }
}

static bool find_edges(struct work *work)
{
    bool reads_values = work->scoring->binning->reads_values;
    if (reads_values && !gather_keys(work))
        return false;
    for (size_t group = 0; group < work->groups; group++)
        find_edges_of_group(work, group);
    if (reads_values && work->scoring->made != NULL)
        fill_empty_groups(work);
    return true;
}

/* Customers exactly at an edge are counted as they come: an edge that skips some of them is met from then on. */
static unsigned score_of(struct bin_edge *edges, unsigned count, rfm_key key)
{
    unsigned met = rfm_edges_met(edges, count, key);
    unsigned first = met;
    while (first > 0 && edges[first - 1].key == key)
        first--;
    if (first == met)
        return met + 1;
    size_t seen = edges[first].seen++;
    while (first < met && edges[first].skip <= seen)
        first++;
    return first + 1;
}

INLINE bool score_customer(struct work *work, size_t customer, rfm_key key)
{
    unsigned score = score_of(edges_of(work, group_of(work, customer)), work->bins - 1, key);
    work->scoring->scores[customer].score[work->dimension] = (uint8_t)score;
    return true;
}

static bool is_few(struct work *work)
{
    return work->groups == 1 && work->scoring->source->narrow && rfm_few_make(work->edges, work->bins - 1, &work->few);
}

INLINE bool score_by_few(struct work *work, size_t customer, rfm_key key)
{
    int64_t narrow = key == RFM_KEY_NONE ? INT64_MIN : (int64_t)key;
    work->scoring->scores[customer].score[work->dimension] = rfm_few_score(&work->few, narrow);
    return true;
}

static enum churn_status record_cuts(const struct work *work, struct churn_error *err)
{
    const struct rfm_scoring *scoring = work->scoring;
    enum churn_status status = CHURN_OK;
    for (size_t group = 0; group < work->groups && status == CHURN_OK; group++)
        status = rfm_edges_record(edges_of(work, group), &scoring->shape, work->dimension, group, scoring->made, err);
    for (size_t i = 0; i < scoring->count && status == CHURN_OK; i++) {
        uint8_t score = scoring->scores[i].score[work->dimension];
        scoring->made->rows[rfm_shape_row(&scoring->shape, work->dimension, group_of(work, i), score)].customers++;
    }
    return status;
}

enum churn_status rfm_score_dimension(struct rfm_scoring *scoring, enum churn_dimension dimension, struct churn_error *err)
{
    struct work work = { .scoring = scoring, .dimension = dimension, .bins = scoring->shape.bins[dimension] };
    work.groups = rfm_shape_groups(&scoring->shape, dimension);
    work.starts = calloc(work.groups + 2, sizeof *work.starts);
    work.edges = calloc(work.groups * (work.bins - 1), sizeof *work.edges);
    enum churn_status status = CHURN_OK;
    bool good = work.starts != NULL && work.edges != NULL && find_edges(&work);
    if (good)
        good = is_few(&work) ? walk(&work, score_by_few) : walk(&work, score_customer);
    if (good && scoring->made != NULL)
        status = record_cuts(&work, err);
    if (!good && scoring->failed == CHURN_OK)
        status = churn_error_set(err, CHURN_MEMORY, "no memory for the edges of %u bins in %zu cells", work.bins, work.groups);
    if (!good && scoring->failed != CHURN_OK) {
        status = scoring->failed;
        if (err != NULL)
            *err = scoring->cause;
    }
    free(work.edges);
    free(work.starts);
    return status;
}
