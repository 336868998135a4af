/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How an id becomes a number: of its places those in which any two ids differ, each with just the bytes that occur there
 * (C00012345 among its like is 12345, not 8 bytes; so is EU-2024-12345), so that numbers lie densely.
 */
#include "customer/account_order.h"
#include "table/parallel.h"

#define NARROW 16 /* values of a place: so many, and it is not asked which of them occur */
#define NUMBERS_MOST ((uint64_t)1 << 63)

typedef unsigned char key_bytes __attribute__((vector_size(sizeof(struct account_key)), aligned(1), may_alias));

static void span_long(const struct account_entry *entry, struct span_of_bytes *span)
{
    unsigned char prefix[PREFIX];
    copy_prefix(entry, prefix);
    for (size_t i = 0; i < PREFIX; i++) {
        span->least[i] = prefix[i] < span->least[i] ? prefix[i] : span->least[i];
        span->most[i] = prefix[i] > span->most[i] ? prefix[i] : span->most[i];
    }
    span->any_long = true;
}

/* Of all short ids: bytes of the whole key, of which the last is a length. */
static inline void span_short(const struct account_entry *entry, key_bytes *least, key_bytes *most)
{
    key_bytes bytes = *(const key_bytes *)bytes_of(entry);
    key_bytes lower = (key_bytes)(bytes < *least), higher = (key_bytes)(bytes > *most);
    *least = (bytes & lower) | (*least & ~lower);
    *most = (bytes & higher) | (*most & ~higher);
}

static void find_spans(void *context, unsigned worker, size_t task)
{
    struct sorting *sorting = context;
    struct span_of_bytes *span = &sorting->spans[task];
    key_bytes least = ~(key_bytes){ 0 }, most = { 0 };
    bool any_short = false;
    (void)worker;
    memset(span->least, 0xff, sizeof span->least);
    for (size_t part = task * GROUP; part < (task + 1) * GROUP; part++)
        for (uint32_t i = 0; i < sorting->accounts->parts[part].count; i++) {
            const struct account_entry *entry = part_entry(&sorting->accounts->parts[part], i);
            if (key_is_long(entry->key)) {
                span_long(entry, span);
            } else {
                span_short(entry, &least, &most);
                any_short = true;
            }
        }
    for (size_t i = 0; any_short && i < PREFIX; i++) {
        unsigned char low = i < ACCOUNT_SHORT_ID ? least[i] : 0, high = i < ACCOUNT_SHORT_ID ? most[i] : 0;
        span->least[i] = low < span->least[i] ? low : span->least[i];
        span->most[i] = high > span->most[i] ? high : span->most[i];
    }
}

static struct span_of_bytes join_spans(const struct sorting *sorting)
{
    struct span_of_bytes all = sorting->spans[0];
    for (size_t task = 1; task < TASKS; task++) {
        const struct span_of_bytes *span = &sorting->spans[task];
        for (size_t i = 0; i < PREFIX; i++) {
            all.least[i] = span->least[i] < all.least[i] ? span->least[i] : all.least[i];
            all.most[i] = span->most[i] > all.most[i] ? span->most[i] : all.most[i];
        }
        all.any_long = all.any_long || span->any_long;
    }
    return all;
}

static inline void see_bytes(struct sorting *sorting, const struct weights *weights, size_t task, const unsigned char *prefix,
                             account_ref ref)
{
    (void)ref;
    for (unsigned i = 0; i < weights->place_count; i++)
        sorting->occurs[task][i][prefix[weights->places[i]]] = true;
}

static void find_bytes(void *context, unsigned worker, size_t task)
{
    (void)worker;
    walk(context, task, see_bytes);
}

/* Which bytes occur at the places; where there are few at all, taken to be all between the least and the greatest. */
static void find_occurring(struct sorting *sorting, const struct span_of_bytes *span, unsigned jobs)
{
    bool narrow = true;
    for (unsigned i = 0; i < sorting->weights.place_count; i++)
        narrow = narrow && span->most[sorting->weights.places[i]] - span->least[sorting->weights.places[i]] < NARROW;
    if (!narrow) {
        parallel_run(jobs, TASKS, find_bytes, sorting);
        return;
    }
    for (unsigned i = 0; i < sorting->weights.place_count; i++) {
        unsigned place = sorting->weights.places[i];
        memset(&sorting->occurs[0][i][span->least[place]], true, (size_t)(span->most[place] - span->least[place] + 1));
    }
}

static uint64_t rank_bytes(const struct sorting *sorting, unsigned i, uint64_t *ranks)
{
    uint64_t rank = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        bool occurs = false;
        for (size_t task = 0; task < TASKS; task++)
            occurs = occurs || sorting->occurs[task][i][byte];
        ranks[byte] = rank;
        rank += occurs;
    }
    return rank;
}

/* From the last place to the first: a byte adds its rank among those that occur there, times how many numbers the places behind
 * it can make. Places whose numbers 63 bits do not hold are left to sort_further. */
static void weigh_bytes(struct sorting *sorting)
{
    uint64_t numbers = 1, counts[PREFIX], greatest = 0;
    unsigned kept = 0;
    for (; kept < sorting->weights.place_count; kept++) {
        counts[kept] = rank_bytes(sorting, kept, sorting->weights.worth[kept]);
        if (__builtin_mul_overflow(numbers, counts[kept], &numbers) || numbers > NUMBERS_MOST)
            break;
    }
    if (kept < sorting->weights.place_count)
        sorting->place_end = sorting->weights.places[kept];
    sorting->weights.place_count = kept;
    numbers = 1;
    for (unsigned i = kept; i-- > 0; numbers *= counts[i]) {
        for (unsigned byte = 0; byte < 256; byte++)
            sorting->weights.worth[i][byte] *= numbers;
        greatest += (counts[i] - 1) * numbers;
    }
    while (greatest >> sorting->weights.shift >= sorting->buckets)
        sorting->weights.shift++;
}

void account_places_find(struct sorting *sorting, unsigned jobs)
{
    parallel_run(jobs, TASKS, find_spans, sorting);
    struct span_of_bytes all = join_spans(sorting);
    sorting->any_long = all.any_long;
    sorting->place_end = PREFIX;
    for (unsigned i = 0; i < PREFIX; i++)
        if (all.least[i] != all.most[i])
            sorting->weights.places[sorting->weights.place_count++] = (unsigned char)i;
    find_occurring(sorting, &all, jobs);
    weigh_bytes(sorting);
}
