/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scoring one dimension. The problem: nested bins mean up to 10,000 cells, each binned on its own, in 16 bytes a customer. The
 * method: a counting sort puts the values of each group beside each other in the one array, each stretch is sorted and its rule
 * finds the edges; then one pass over the customers looks up each score by bisection. Independent bins are the case of one
 * group.
 *
 * A cell without customers scores nobody today, but its cut points may meet one tomorrow: it gets those of all customers.
 */
#include "model/rfm_scoring.h"

#include <stdlib.h>

/* The work of one dimension. */
struct work {
    struct rfm_scoring *scoring;
    enum churn_dimension dimension;
    unsigned bins;
    size_t groups;
    size_t *starts;         /* group g has the keys from starts[g] up to starts[g + 1]; groups + 2 of them */
    struct bin_edge *edges; /* bins - 1 for each group */
};

static struct bin_edge *edges_of(const struct work *work, size_t group)
{
    return work->edges + group * (work->bins - 1);
}

static size_t group_of(const struct work *work, size_t customer)
{
    return rfm_shape_group_of(&work->scoring->shape, work->dimension, &work->scoring->scores[customer]);
}

/* Counting sort: the counts stand two places further on, so that filling leaves the starts where they belong. */
static void gather_keys(struct work *work)
{
    const struct rfm_scoring *scoring = work->scoring;
    for (size_t i = 0; i < scoring->count; i++)
        work->starts[group_of(work, i) + 2]++;
    for (size_t g = 2; g < work->groups + 2; g++)
        work->starts[g] += work->starts[g - 1];
    for (size_t i = 0; i < scoring->count; i++) {
        size_t place = work->starts[group_of(work, i) + 1]++;
        scoring->keys[place] = rfm_key_of(&scoring->values[i], work->dimension);
    }
}

static void find_edges_of_group(struct work *work, size_t group)
{
    const struct rfm_scoring *scoring = work->scoring;
    struct bin_group bin_group = { .dimension = work->dimension, .bins = work->bins, .group = group, .cuts = &scoring->table };
    if (scoring->binning->reads_values) {
        rfm_key *keys = scoring->keys + work->starts[group];
        bin_group.count = work->starts[group + 1] - work->starts[group];
        rfm_key_sort(keys, bin_group.count);
        bin_group.keys = keys;
    }
    scoring->binning->find_edges(&bin_group, edges_of(work, group));
}

/* The stretches of the groups are sorted already, but not the whole; sorting it ends their use. */
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
        rfm_key_sort(scoring->keys, scoring->count);
        struct bin_group all = { work->dimension, work->bins, group, scoring->keys, scoring->count, NULL };
        scoring->binning->find_edges(&all, of_all);
    }
}

static void find_edges(struct work *work)
{
    bool reads_values = work->scoring->binning->reads_values;
    if (reads_values)
        gather_keys(work);
    for (size_t group = 0; group < work->groups; group++)
        find_edges_of_group(work, group);
    if (reads_values && work->scoring->made != NULL)
        fill_empty_groups(work);
}

/* The number of edges that key meets. */
static unsigned edges_met(const struct bin_edge *edges, unsigned count, rfm_key key)
{
    unsigned low = 0;
    while (count > 0) {
        unsigned half = count / 2;
        const struct bin_edge *middle = &edges[low + half];
        if (middle->reachable && middle->key <= key) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

/* Customers exactly at an edge are counted as they come: an edge that skips some of them is met from then on. */
static unsigned score_of(struct bin_edge *edges, unsigned count, rfm_key key)
{
    unsigned met = edges_met(edges, count, key);
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

static void score_customers(const struct work *work)
{
    const struct rfm_scoring *scoring = work->scoring;
    for (size_t i = 0; i < scoring->count; i++) {
        rfm_key key = rfm_key_of(&scoring->values[i], work->dimension);
        unsigned score = score_of(edges_of(work, group_of(work, i)), work->bins - 1, key);
        scoring->scores[i].score[work->dimension] = (uint8_t)score;
    }
}

static enum churn_status record_group(const struct work *work, size_t group, struct churn_error *err)
{
    struct churn_cut cut = { .dimension = work->dimension, .score = 1 };
    rfm_shape_within(&work->scoring->shape, work->dimension, group, &cut.within_r, &cut.within_f);
    enum churn_status status = churn_cuts_add(work->scoring->made, &cut, err);
    for (unsigned j = 0; j + 1 < work->bins && status == CHURN_OK; j++) {
        const struct bin_edge *edge = &edges_of(work, group)[j];
        cut.score = (uint8_t)(j + 2);
        cut.unreachable = !edge->reachable;
        cut.threshold = edge->reachable ? rfm_key_to_threshold(edge->key, work->dimension) : 0;
        status = churn_cuts_add(work->scoring->made, &cut, err);
    }
    return status;
}

static enum churn_status record_cuts(const struct work *work, struct churn_error *err)
{
    const struct rfm_scoring *scoring = work->scoring;
    enum churn_status status = CHURN_OK;
    for (size_t group = 0; group < work->groups && status == CHURN_OK; group++)
        status = record_group(work, group, err);
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
    if (work.starts == NULL || work.edges == NULL) {
        status = churn_error_set(err, CHURN_MEMORY, "no memory for the edges of %u bins in %zu cells", work.bins, work.groups);
    } else {
        find_edges(&work);
        score_customers(&work);
        if (scoring->made != NULL)
            status = record_cuts(&work, err);
    }
    free(work.edges);
    free(work.starts);
    return status;
}
