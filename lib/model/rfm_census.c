/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scores without a sort. The problem: the edges of bins are a few order statistics of many millions of values, and an array of
 * the values costs more memory than all else that is known of a customer, and a sort of it more time. The method: count the
 * values in narrow buckets (rfm_cells.c), each with its least and greatest; the rules then ask for keys at positions, and where
 * a bucket holds more than two different ones its keys alone are collected and sorted in a second pass (as Munro and Paterson
 * 1980, Selection and Sorting with Limited Storage, narrow the range that holds a rank). What is found is exact.
 */
#include <churn/rfm.h>

#include <stdlib.h>
#include <string.h>

#include "model/rfm_cells.h"
#include "model/rfm_edges.h"
#include "model/rfm_scoring.h"

/* Keys of wanted buckets, as they come. */
struct found {
    int64_t *keys;
    size_t count, room;
};

struct looker {
    struct rfm_cells cells; /* while counting */
    struct found found[CHURN_DIMENSIONS];
    bool failed; /* without memory */
} __attribute__((aligned(128)));

/* A wanted bucket. */
struct range {
    int64_t least, most;
};

struct dimension {
    struct bin_edge *edges; /* bins - 1 */
    struct rfm_few few;
    bool is_few;
    struct rfm_counted counted;
    struct range *ranges; /* ascending, as buckets are */
    size_t range_count;
    int64_t *keys; /* of the wanted buckets, ascending */
};

enum state { COUNTING, COLLECTING, SETTLED };

struct churn_rfm_census {
    enum state state;
    struct rfm_shape shape;
    const struct binning *binning;
    struct dimension dimensions[CHURN_DIMENSIONS];
    unsigned looker_count;
    struct looker *lookers;
};

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "no memory to count the values of customers");
}

bool churn_rfm_census_covers(const struct churn_rfm_options *options)
{
    return !options->nested && (options->binning == CHURN_BINNING_QUANTILE || options->binning == CHURN_BINNING_EQUAL ||
                                options->binning == CHURN_BINNING_R_RFM);
}

static enum churn_status make_room(struct churn_rfm_census *census, struct churn_error *err)
{
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        census->dimensions[d].edges = calloc(census->shape.bins[d] - 1, sizeof *census->dimensions[d].edges);
        if (census->dimensions[d].edges == NULL)
            return no_memory(err);
    }
    census->lookers = aligned_alloc(_Alignof(struct looker), census->looker_count * sizeof *census->lookers);
    if (census->lookers == NULL)
        return no_memory(err);
    memset(census->lookers, 0, census->looker_count * sizeof *census->lookers);
    for (unsigned i = 0; i < census->looker_count; i++)
        if (!rfm_cells_init(&census->lookers[i].cells))
            return no_memory(err);
    return CHURN_OK;
}

enum churn_status churn_rfm_census_new(const struct churn_rfm_options *options, unsigned lookers,
                                       struct churn_rfm_census **census, struct churn_error *err)
{
    *census = NULL;
    enum churn_status status = rfm_options_check(options, err);
    if (status != CHURN_OK)
        return status;
    if (!churn_rfm_census_covers(options) || lookers == 0)
        return churn_error_set(err, CHURN_USAGE, "such bins cannot be found by counting");
    struct churn_rfm_census *made = calloc(1, sizeof *made);
    if (made == NULL)
        return no_memory(err);
    made->binning = binning_at((unsigned)options->binning);
    made->looker_count = lookers;
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        made->shape.bins[d] = options->bins[d];
    status = make_room(made, err);
    if (status == CHURN_OK)
        *census = made;
    else
        churn_rfm_census_free(made);
    return status;
}

void churn_rfm_census_free(struct churn_rfm_census *census)
{
    if (census == NULL)
        return;
    for (unsigned i = 0; census->lookers != NULL && i < census->looker_count; i++) {
        rfm_cells_clear(&census->lookers[i].cells);
        for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
            free(census->lookers[i].found[d].keys);
    }
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        free(census->dimensions[d].edges);
        free(census->dimensions[d].counted.buckets);
        free(census->dimensions[d].ranges);
        free(census->dimensions[d].keys);
    }
    free(census->lookers);
    free(census);
}

static bool keep(struct found *found, int64_t key)
{
    if (found->count == found->room) {
        size_t room = 2 * found->room + 1024;
        int64_t *larger = reallocarray(found->keys, room, sizeof *larger);
        if (larger == NULL)
            return false;
        found->keys = larger;
        found->room = room;
    }
    found->keys[found->count++] = key;
    return true;
}

/* By bisection: a hundred bins want some hundred buckets of each dimension. */
static inline bool is_wanted(const struct dimension *of, int64_t key)
{
    const struct range *ranges = of->ranges;
    for (size_t left = of->range_count; left > 1;) {
        size_t half = left / 2;
        ranges = ranges[half].least <= key ? ranges + half : ranges;
        left -= half;
    }
    return key >= ranges->least && key <= ranges->most;
}

static int64_t key_at(const struct churn_rfm_columns *columns, enum churn_dimension dimension, size_t i)
{
    if (dimension == CHURN_RECENCY)
        return columns->recency_days[i] == CHURN_RECENCY_NONE ? INT64_MIN : -(int64_t)columns->recency_days[i];
    return dimension == CHURN_FREQUENCY ? (int64_t)columns->frequency[i] : columns->monetary[i];
}

static void collect(const struct churn_rfm_census *census, struct looker *looker, const struct churn_rfm_columns *columns)
{
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        const struct dimension *of = &census->dimensions[d];
        for (size_t i = 0; of->range_count > 0 && i < columns->count; i++) {
            int64_t key = key_at(columns, (enum churn_dimension)d, i);
            if (is_wanted(of, key) && !keep(&looker->found[d], key))
                looker->failed = true;
        }
    }
}

void churn_rfm_census_see(struct churn_rfm_census *census, unsigned looker, const struct churn_rfm_columns *columns)
{
    if (census->state == COUNTING)
        rfm_cells_count(&census->lookers[looker].cells, columns);
    else if (census->state == COLLECTING)
        collect(census, &census->lookers[looker], columns);
}

static bool end_counting(struct churn_rfm_census *census)
{
    struct rfm_cells *all = &census->lookers[0].cells;
    for (unsigned i = 1; i < census->looker_count; i++) {
        rfm_cells_add(all, &census->lookers[i].cells);
        rfm_cells_clear(&census->lookers[i].cells);
    }
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        if (!rfm_cells_buckets(all, (enum churn_dimension)d, &census->dimensions[d].counted))
            return false;
    rfm_cells_clear(all);
    return true;
}

/* All that was found of a dimension, sorted; buckets do not overlap, so each has its own stretch. */
static bool join_found(struct churn_rfm_census *census, unsigned dimension)
{
    struct dimension *of = &census->dimensions[dimension];
    size_t count = 0, at = 0;
    for (unsigned i = 0; i < census->looker_count; i++)
        count += census->lookers[i].found[dimension].count;
    free(of->keys);
    of->keys = reallocarray(NULL, count + 1, sizeof *of->keys);
    if (of->keys == NULL)
        return false;
    for (unsigned i = 0; i < census->looker_count; i++) {
        struct found *found = &census->lookers[i].found[dimension];
        if (found->count > 0)
            memcpy(of->keys + at, found->keys, found->count * sizeof *found->keys);
        at += found->count;
        free(found->keys);
        *found = (struct found){ NULL, 0, 0 };
    }
    const struct rfm_keys keys = { of->keys, NULL, NULL };
    rfm_keys_sort(&keys, count);
    at = 0;
    for (size_t i = 0; i < of->counted.bucket_count; i++)
        if (of->counted.buckets[i].wanted) {
            of->counted.buckets[i].keys = of->keys + at;
            at += of->counted.buckets[i].count;
        }
    return true;
}

static bool end_collecting(struct churn_rfm_census *census)
{
    for (unsigned i = 0; i < census->looker_count; i++)
        if (census->lookers[i].failed)
            return false;
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        if (!join_found(census, d))
            return false;
    return true;
}

static size_t count_of(const struct rfm_counted *counted)
{
    if (counted->bucket_count == 0)
        return counted->none;
    const struct rfm_bucket *last = &counted->buckets[counted->bucket_count - 1];
    return last->start + last->count;
}

static void find_edges(struct churn_rfm_census *census, unsigned dimension)
{
    struct dimension *of = &census->dimensions[dimension];
    unsigned bins = census->shape.bins[dimension];
    struct bin_group group = { .dimension = (enum churn_dimension)dimension, .bins = bins };
    group.keys = (struct rfm_keys){ NULL, NULL, &of->counted };
    group.count = count_of(&of->counted);
    of->counted.missing = false;
    memset(of->edges, 0, (bins - 1) * sizeof *of->edges);
    census->binning->find_edges(&group, of->edges);
    of->is_few = rfm_few_make(of->edges, bins - 1, &of->few);
}

static bool find_ranges(struct dimension *of)
{
    of->range_count = 0;
    for (size_t i = 0; i < of->counted.bucket_count; i++)
        of->range_count += of->counted.buckets[i].wanted;
    struct range *larger = reallocarray(of->ranges, of->range_count + 1, sizeof *larger);
    if (larger == NULL)
        return false;
    of->ranges = larger;
    for (size_t i = 0, range = 0; i < of->counted.bucket_count; i++)
        if (of->counted.buckets[i].wanted)
            larger[range++] = (struct range){ of->counted.buckets[i].least, of->counted.buckets[i].most };
    return true;
}

enum churn_status churn_rfm_census_settle(struct churn_rfm_census *census, bool *again, struct churn_error *err)
{
    bool good = census->state == COUNTING ? end_counting(census) : end_collecting(census);
    *again = false;
    if (!good)
        return no_memory(err);
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        find_edges(census, d);
        *again = *again || census->dimensions[d].counted.missing;
        if (!find_ranges(&census->dimensions[d]))
            return no_memory(err);
    }
    census->state = *again ? COLLECTING : SETTLED;
    return CHURN_OK;
}

#define USUAL_EDGES 4 /* of five bins */

static inline uint8_t usual_score(const int64_t edges[USUAL_EDGES], int64_t key)
{
    return (uint8_t)(1 + (key >= edges[0]) + (key >= edges[1]) + (key >= edges[2]) + (key >= edges[3]));
}

static inline __attribute__((always_inline)) void score_few(struct rfm_few few, const struct churn_rfm_columns *columns,
                                                            enum churn_dimension dimension, struct churn_rfm_score *scores)
{
    const struct churn_rfm_columns of = *columns;
    for (size_t i = 0; few.count == USUAL_EDGES && i < of.count; i++)
        scores[i].score[dimension] = usual_score(few.edges, key_at(&of, dimension, i));
    for (size_t i = 0; few.count != USUAL_EDGES && i < of.count; i++)
        scores[i].score[dimension] = rfm_few_score(&few, key_at(&of, dimension, i));
}

static void score_many(const struct churn_rfm_census *census, const struct churn_rfm_columns *columns,
                       enum churn_dimension dimension, struct churn_rfm_score *scores)
{
    const struct bin_edge *edges = census->dimensions[dimension].edges;
    for (size_t i = 0; i < columns->count; i++) {
        int64_t narrow = key_at(columns, dimension, i);
        rfm_key key = narrow == INT64_MIN ? RFM_KEY_NONE : narrow;
        scores[i].score[dimension] = (uint8_t)(rfm_edges_met(edges, census->shape.bins[dimension] - 1, key) + 1);
    }
}

void churn_rfm_census_score(const struct churn_rfm_census *census, const struct churn_rfm_columns *columns,
                            struct churn_rfm_score *scores)
{
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        if (!census->dimensions[d].is_few)
            score_many(census, columns, (enum churn_dimension)d, scores);
    if (census->dimensions[CHURN_RECENCY].is_few)
        score_few(census->dimensions[CHURN_RECENCY].few, columns, CHURN_RECENCY, scores);
    if (census->dimensions[CHURN_FREQUENCY].is_few)
        score_few(census->dimensions[CHURN_FREQUENCY].few, columns, CHURN_FREQUENCY, scores);
    if (census->dimensions[CHURN_MONETARY].is_few)
        score_few(census->dimensions[CHURN_MONETARY].few, columns, CHURN_MONETARY, scores);
}

enum churn_status churn_rfm_census_cuts(const struct churn_rfm_census *census, const struct churn_rfm_score *scores,
                                        size_t count, struct churn_cuts **made, struct churn_error *err)
{
    *made = churn_cuts_new();
    enum churn_status status = *made != NULL ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "no memory for cut points");
    for (unsigned d = 0; d < CHURN_DIMENSIONS && status == CHURN_OK; d++)
        status = rfm_edges_record(census->dimensions[d].edges, &census->shape, (enum churn_dimension)d, 0, *made, err);
    for (unsigned d = 0; d < CHURN_DIMENSIONS && status == CHURN_OK; d++)
        for (size_t i = 0; i < count; i++)
            (*made)->rows[rfm_shape_row(&census->shape, (enum churn_dimension)d, 0, scores[i].score[d])].customers++;
    if (status == CHURN_OK)
        return CHURN_OK;
    churn_cuts_free(*made);
    *made = NULL;
    return status;
}
