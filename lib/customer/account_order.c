/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers in byte order of their ids. The problem: tens of millions of ids in 12 bytes each beside the table, in several
 * threads. The method: of the places of an id those are taken in which any two ids differ, and written as one number in which
 * each place has just the bytes that occur there (C00012345 among its like is 12345, not 8 bytes; so is EU-2024-12345); these
 * numbers lie densely, so their highest bits are a bucket, the next ones a place in the bucket, and what is left is inserted.
 * Ids that agree in all these places, as long ones may, are sorted again by the eight bytes behind.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "customer/account_entry.h"
#include "table/parallel.h"

#define PREFIX 32        /* bytes of an id that are looked at for places */
#define WINDOW 8         /* bytes compared at once behind them */
#define BUCKET_ITEMS 256 /* where ids lie densely */
#define BUCKETS_MAX 8192 /* filled at random, so their ends should fit in a cache */
#define TASKS 16         /* parts are taken in so many groups */
#define GROUP (ACCOUNTS_PARTS / TASKS)
#define INSERTION_LIMIT 16
#define SMALL 32768 /* sorted before a second thread has begun */
#define NARROW 16   /* values of a place: so many, and it is not asked which of them occur */
#define NUMBERS_MOST ((uint64_t)1 << 63)
#define LARGE_PAGE ((uintptr_t)2 << 20)

struct item {
    uint64_t number;
    account_ref ref;
} __attribute__((packed, aligned(4)));

/* What the bytes of a place are like, in all ids or those of a task. */
struct span_of_bytes {
    unsigned char least[PREFIX], most[PREFIX];
    bool any_long;
};

/* How an id becomes a number. */
struct weights {
    unsigned char places[PREFIX]; /* where ids differ, ascending */
    unsigned place_count;
    uint64_t (*worth)[256]; /* what a byte adds to the number, by place */
    unsigned shift;         /* from a number to its bucket */
};

struct sorting {
    const struct accounts *accounts;
    size_t count;
    struct span_of_bytes spans[TASKS];
    bool any_long;
    struct weights weights;
    size_t place_end;            /* ids that agree up to here may differ behind */
    bool (*occurs)[PREFIX][256]; /* by task: bytes at each of the places */
    size_t buckets;
    uint32_t *starts; /* by task and bucket: first a count, then where the next item goes */
    uint32_t *ends;   /* of a bucket */
    struct item *items;
    struct spread *spreads; /* by worker */
};

#define SPREAD_ITEMS 4096 /* a bucket of so many is spread over as many places, in the cache */

/* A thread's own. */
struct spread {
    struct item copy[SPREAD_ITEMS];
    uint16_t places[SPREAD_ITEMS + 1];
};

typedef unsigned char key_bytes __attribute__((vector_size(sizeof(struct account_key)), aligned(1), may_alias));

static inline const unsigned char *bytes_of(const struct account_entry *entry)
{
    return (const unsigned char *)&entry->key;
}

/* The first bytes of an id, with zeros behind. */
static void copy_prefix(const struct account_entry *entry, unsigned char *prefix)
{
    struct churn_text id = account_entry_id(entry);
    memset(prefix, 0, PREFIX);
    memcpy(prefix, id.data, id.length < PREFIX ? id.length : PREFIX);
}

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

typedef void (*see_customer)(struct sorting *sorting, const struct weights *weights, size_t task, const unsigned char *prefix,
                             account_ref ref);

static inline __attribute__((always_inline)) void walk(struct sorting *sorting, size_t task, see_customer see)
{
    const struct weights weights = sorting->weights; /* a copy of its own stays where it is while others write */
    unsigned char copy[PREFIX];
    for (size_t part = task * GROUP; part < (task + 1) * GROUP; part++)
        for (uint32_t i = 0; i < sorting->accounts->parts[part].count; i++) {
            const struct account_entry *entry = part_entry(&sorting->accounts->parts[part], i);
            const unsigned char *prefix = bytes_of(entry);
            if (sorting->any_long) {
                copy_prefix(entry, copy);
                prefix = copy;
            }
            see(sorting, &weights, task, prefix, i << 8 | (uint32_t)part);
        }
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

static inline uint64_t number_of(const struct weights *weights, const unsigned char *prefix)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < weights->place_count; i++)
        number += weights->worth[i][prefix[weights->places[i]]];
    return number;
}

static inline void see_bucket(struct sorting *sorting, const struct weights *weights, size_t task, const unsigned char *prefix,
                              account_ref ref)
{
    (void)ref;
    sorting->starts[task * sorting->buckets + (number_of(weights, prefix) >> weights->shift)]++;
}

static void count_buckets(void *context, unsigned worker, size_t task)
{
    (void)worker;
    walk(context, task, see_bucket);
}

static inline void see_place(struct sorting *sorting, const struct weights *weights, size_t task, const unsigned char *prefix,
                             account_ref ref)
{
    uint64_t number = number_of(weights, prefix);
    uint32_t *start = &sorting->starts[task * sorting->buckets + (number >> weights->shift)];
    sorting->items[(*start)++] = (struct item){ number, ref };
}

static void fill_buckets(void *context, unsigned worker, size_t task)
{
    (void)worker;
    walk(context, task, see_place);
}

static void insertion_sort(struct item *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct item item = items[i];
        size_t hole = i;
        for (; hole > 0 && items[hole - 1].number > item.number; hole--)
            items[hole] = items[hole - 1];
        items[hole] = item;
    }
}

/* Hoare's partition, which halves runs of equal numbers too; the smaller part is the one called. */
static void sort_items(struct item *items, size_t count)
{
    while (count > INSERTION_LIMIT) {
        uint64_t pivot = items[count / 2].number;
        size_t low = 0, high = count - 1;
        for (;; low++, high--) {
            while (items[low].number < pivot)
                low++;
            while (items[high].number > pivot)
                high--;
            if (low >= high)
                break;
            struct item item = items[low];
            items[low] = items[high];
            items[high] = item;
        }
        if (low <= count / 2) {
            sort_items(items, low);
            items += low;
            count -= low;
        } else {
            sort_items(items + low, count - low);
            count = low;
        }
    }
    insertion_sort(items, count);
}

/* Counting sort by the bits below those of the bucket, into a copy and back; what shares a place is inserted. */
static void spread_items(struct spread *spread, struct item *items, size_t count, unsigned shift)
{
    unsigned bits = 64U - (unsigned)__builtin_clzll(count), down = shift > bits ? shift - bits : 0;
    uint64_t mask = ((uint64_t)1 << (shift - down)) - 1;
    memset(spread->places, 0, (size_t)(mask + 2) * sizeof *spread->places);
    for (size_t i = 0; i < count; i++)
        spread->places[(items[i].number >> down & mask) + 1]++;
    for (size_t place = 1; place <= mask; place++)
        spread->places[place] = (uint16_t)(spread->places[place] + spread->places[place - 1]);
    for (size_t i = 0; i < count; i++)
        spread->copy[spread->places[items[i].number >> down & mask]++] = items[i];
    insertion_sort(spread->copy, count);
    memcpy(items, spread->copy, count * sizeof *items);
}

static uint64_t window_of(struct churn_text id, size_t skip)
{
    uint64_t window = 0;
    if (id.length > skip)
        memcpy(&window, id.data + skip, id.length - skip < WINDOW ? id.length - skip : WINDOW);
    return be64toh(window);
}

/* Ids that agree up to skip: by what follows, and where nothing does, by length. */
static void sort_further(const struct accounts *accounts, struct item *items, size_t count, size_t skip)
{
    bool over = true;
    for (size_t i = 0; i < count; i++) {
        struct churn_text id = accounts_id(accounts, items[i].ref);
        items[i].number = window_of(id, skip);
        over = over && id.length <= skip;
    }
    for (size_t i = 0; over && i < count; i++)
        items[i].number = accounts_id(accounts, items[i].ref).length;
    sort_items(items, count);
    for (size_t from = 0, to; !over && from < count; from = to) {
        for (to = from + 1; to < count && items[to].number == items[from].number; to++)
            ;
        if (to - from > 1)
            sort_further(accounts, items + from, to - from, skip + WINDOW);
    }
}

static void sort_bucket(void *context, unsigned worker, size_t bucket)
{
    struct sorting *sorting = context;
    size_t from = bucket == 0 ? 0 : sorting->ends[bucket - 1], count = sorting->ends[bucket] - from;
    struct item *items = sorting->items + from;
    if (count > INSERTION_LIMIT && count < SPREAD_ITEMS)
        spread_items(&sorting->spreads[worker], items, count, sorting->weights.shift);
    else
        sort_items(items, count);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && items[end].number == items[i].number; end++)
            ;
        if (end - i > 1)
            sort_further(sorting->accounts, items + i, end - i, sorting->place_end);
    }
}

/* What the customers are, where the items lie: 12 bytes each while they are sorted, and 4 from then on. */
static account_ref *keep_refs(struct item *items, size_t count)
{
    account_ref *sorted = (account_ref *)(void *)items;
    for (size_t i = 0; i < count; i++) {
        account_ref ref = items[i].ref;
        sorted[i] = ref;
    }
    account_ref *smaller = realloc(sorted, count * sizeof *sorted);
    return smaller != NULL ? smaller : sorted;
}

/* In large pages where there are any: they are filled at random. */
static struct item *make_items(size_t count)
{
    size_t size = count * sizeof(struct item);
    struct item *items = reallocarray(NULL, count, sizeof *items);
    uintptr_t begin = ((uintptr_t)items + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    uintptr_t end = ((uintptr_t)items + size) / LARGE_PAGE * LARGE_PAGE;
    if (items != NULL && begin < end)
        madvise((void *)begin, end - begin, MADV_HUGEPAGE);
    return items;
}

static bool make_room(struct sorting *sorting, unsigned jobs)
{
    sorting->occurs = calloc(TASKS, sizeof *sorting->occurs);
    sorting->weights.worth = calloc(PREFIX, sizeof *sorting->weights.worth);
    sorting->starts = calloc(sorting->buckets * TASKS, sizeof *sorting->starts);
    sorting->ends = calloc(sorting->buckets, sizeof *sorting->ends);
    sorting->items = make_items(sorting->count);
    sorting->spreads = calloc(jobs, sizeof *sorting->spreads);
    return sorting->occurs != NULL && sorting->weights.worth != NULL && sorting->starts != NULL && sorting->ends != NULL &&
           sorting->items != NULL && sorting->spreads != NULL;
}

static void find_places(struct sorting *sorting, unsigned jobs)
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

static void distribute(struct sorting *sorting, unsigned jobs)
{
    uint32_t place = 0;
    parallel_run(jobs, TASKS, count_buckets, sorting);
    for (size_t bucket = 0; bucket < sorting->buckets; bucket++) {
        for (size_t task = 0; task < TASKS; task++) {
            uint32_t *start = &sorting->starts[task * sorting->buckets + bucket], count = *start;
            *start = place;
            place += count;
        }
        sorting->ends[bucket] = place;
    }
    parallel_run(jobs, TASKS, fill_buckets, sorting);
}

static void begin(struct sorting *sorting, const struct accounts *accounts)
{
    *sorting = (struct sorting){ .accounts = accounts, .count = accounts_count(accounts) };
    sorting->buckets = sorting->count / BUCKET_ITEMS + 1;
    if (sorting->buckets > BUCKETS_MAX)
        sorting->buckets = BUCKETS_MAX;
}

enum churn_status accounts_sort(struct accounts *accounts, unsigned jobs, account_ref **sorted, struct churn_error *err)
{
    struct sorting sorting;
    *sorted = NULL;
    accounts_drop_index(accounts);
    begin(&sorting, accounts);
    if (sorting.count == 0)
        return CHURN_OK;
    jobs = sorting.count < SMALL || jobs == 0 ? 1 : jobs;
    bool good = make_room(&sorting, jobs);
    if (good) {
        find_places(&sorting, jobs);
        distribute(&sorting, jobs);
        parallel_run(jobs, sorting.buckets, sort_bucket, &sorting);
        *sorted = keep_refs(sorting.items, sorting.count);
    } else {
        free(sorting.items);
    }
    free(sorting.occurs);
    free(sorting.weights.worth);
    free(sorting.starts);
    free(sorting.ends);
    free(sorting.spreads);
    return good ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "out of memory sorting %zu customers", sorting.count);
}
