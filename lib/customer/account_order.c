/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers in byte order of their ids. The problem: tens of millions of ids in 12 bytes each beside the table, in several
 * threads. The method: of each id a window of eight bytes is taken behind what all ids have in common, and written as a number
 * in which each place has just the digits that occur there (C00012345 among its like is 12345, not 8 bytes); these numbers lie
 * densely, so their highest bits are a bucket and a bucket is sorted in the cache. Ids that agree in the window are sorted
 * again by the next eight bytes.
 */
#include <stdlib.h>

#include "customer/account_entry.h"
#include "table/parallel.h"

#define WINDOW 8         /* bytes compared at once */
#define BUCKET_ITEMS 64  /* where ids lie densely; a larger bucket costs its logarithm */
#define BUCKETS_MAX 8192 /* filled at random, so their ends should fit in a cache */
#define TASKS 16         /* parts are taken in so many groups */
#define GROUP (ACCOUNTS_PARTS / TASKS)
#define INSERTION_LIMIT 16

struct item {
    uint64_t window;
    account_ref ref;
} __attribute__((packed, aligned(4)));

struct sorting {
    const struct accounts *accounts;
    size_t count;
    size_t skip; /* bytes that all ids have in common */
    uint64_t differs[TASKS];
    uint64_t first_window;
    bool (*occurs)[WINDOW][256]; /* by task: bytes at each place of the window */
    uint64_t (*worth)[256];      /* what a byte adds to the number, by place */
    unsigned shift;              /* from a number to its bucket */
    size_t buckets;
    uint32_t *places; /* of bucket and task, bucket * TASKS + task: first a count, then where the next item goes */
    struct item *items;
};

static uint64_t window_of_text(struct churn_text id, size_t skip)
{
    uint64_t window = 0;
    if (id.length > skip)
        memcpy(&window, id.data + skip, id.length - skip < WINDOW ? id.length - skip : WINDOW);
    return be64toh(window);
}

/* Short ids are in the key, with zeros behind them; its last byte is their length. */
static inline uint64_t window_of(const struct account_entry *entry, size_t skip)
{
    if (key_is_long(entry->key))
        return window_of_text(account_entry_id(entry), skip);
    uint64_t high = be64toh(entry->key.first), low = be64toh(entry->key.second) & ~(uint64_t)0xff;
    if (skip >= 2 * WINDOW)
        return 0;
    if (skip >= WINDOW)
        return low << 8 * (skip - WINDOW);
    return skip == 0 ? high : high << 8 * skip | low >> (64 - 8 * skip);
}

typedef void (*see_customer)(struct sorting *sorting, size_t task, uint64_t window, account_ref ref);

static inline __attribute__((always_inline)) void walk(struct sorting *sorting, size_t task, see_customer see)
{
    for (size_t part = task * GROUP; part < (task + 1) * GROUP; part++)
        for (uint32_t i = 0; i < sorting->accounts->parts[part].count; i++) {
            const struct account_entry *entry = part_entry(&sorting->accounts->parts[part], i);
            see(sorting, task, window_of(entry, sorting->skip), i << 8 | (uint32_t)part);
        }
}

static inline void see_difference(struct sorting *sorting, size_t task, uint64_t window, account_ref ref)
{
    (void)ref;
    sorting->differs[task] |= window ^ sorting->first_window;
}

static void find_difference(void *context, unsigned worker, size_t task)
{
    (void)worker;
    walk(context, task, see_difference);
}

static const struct account_entry *any_entry(const struct accounts *accounts)
{
    const struct accounts_part *part = accounts->parts;
    while (part->count == 0)
        part++;
    return part_entry(part, 0);
}

/* The windows begin at the first byte in which any two ids differ. */
static void skip_common(struct sorting *sorting, unsigned jobs)
{
    uint64_t differs = 0;
    for (int round = 0; round < 4 && differs == 0; round++) {
        sorting->first_window = window_of(any_entry(sorting->accounts), sorting->skip);
        parallel_run(jobs, TASKS, find_difference, sorting);
        for (size_t task = 0; task < TASKS; task++)
            differs |= sorting->differs[task];
        sorting->skip += differs == 0 ? WINDOW : (size_t)__builtin_clzll(differs) / 8;
    }
}

static inline void see_bytes(struct sorting *sorting, size_t task, uint64_t window, account_ref ref)
{
    (void)ref;
    for (unsigned place = 0; place < WINDOW; place++)
        sorting->occurs[task][place][window >> 8 * place & 255] = true;
}

static void find_bytes(void *context, unsigned worker, size_t task)
{
    (void)worker;
    walk(context, task, see_bytes);
}

/* From the last place to the first: a byte adds its rank among those that occur there, times how many numbers the places behind
 * it can make. At most 256^8 - 1. */
static void weigh_bytes(struct sorting *sorting, unsigned jobs)
{
    uint64_t numbers = 1, greatest = 0;
    parallel_run(jobs, TASKS, find_bytes, sorting);
    for (unsigned place = 0; place < WINDOW; place++) {
        uint64_t rank = 0;
        for (unsigned byte = 0; byte < 256; byte++) {
            bool occurs = false;
            for (size_t task = 0; task < TASKS; task++)
                occurs = occurs || sorting->occurs[task][place][byte];
            sorting->worth[place][byte] = rank * numbers;
            rank += occurs;
        }
        greatest += (rank - 1) * numbers;
        numbers *= rank;
    }
    while (greatest >> sorting->shift >= sorting->buckets)
        sorting->shift++;
}

static inline uint64_t number_of(const struct sorting *sorting, uint64_t window)
{
    uint64_t number = 0;
    for (unsigned place = 0; place < WINDOW; place++)
        number += sorting->worth[place][window >> 8 * place & 255];
    return number;
}

static inline void see_bucket(struct sorting *sorting, size_t task, uint64_t window, account_ref ref)
{
    (void)ref;
    sorting->places[(number_of(sorting, window) >> sorting->shift) * TASKS + task]++;
}

static void count_buckets(void *context, unsigned worker, size_t task)
{
    (void)worker;
    walk(context, task, see_bucket);
}

static inline void see_place(struct sorting *sorting, size_t task, uint64_t window, account_ref ref)
{
    uint64_t number = number_of(sorting, window);
    sorting->items[sorting->places[(number >> sorting->shift) * TASKS + task]++] = (struct item){ number, ref };
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
        for (; hole > 0 && items[hole - 1].window > item.window; hole--)
            items[hole] = items[hole - 1];
        items[hole] = item;
    }
}

/* Hoare's partition, which halves runs of equal windows too; the smaller part is the one called. */
static void sort_windows(struct item *items, size_t count)
{
    while (count > INSERTION_LIMIT) {
        uint64_t pivot = items[count / 2].window;
        size_t low = 0, high = count - 1;
        for (;; low++, high--) {
            while (items[low].window < pivot)
                low++;
            while (items[high].window > pivot)
                high--;
            if (low >= high)
                break;
            struct item item = items[low];
            items[low] = items[high];
            items[high] = item;
        }
        if (low <= count / 2) {
            sort_windows(items, low);
            items += low;
            count -= low;
        } else {
            sort_windows(items + low, count - low);
            count = low;
        }
    }
    insertion_sort(items, count);
}

/* Ids that agree up to skip: by what follows, and where nothing does, by length. */
static void sort_further(const struct accounts *accounts, struct item *items, size_t count, size_t skip)
{
    bool over = true;
    for (size_t i = 0; i < count; i++) {
        struct churn_text id = accounts_id(accounts, items[i].ref);
        items[i].window = window_of_text(id, skip);
        over = over && id.length <= skip;
    }
    for (size_t i = 0; over && i < count; i++)
        items[i].window = accounts_id(accounts, items[i].ref).length;
    sort_windows(items, count);
    for (size_t from = 0, to; !over && from < count; from = to) {
        for (to = from + 1; to < count && items[to].window == items[from].window; to++)
            ;
        if (to - from > 1)
            sort_further(accounts, items + from, to - from, skip + WINDOW);
    }
}

static void sort_bucket(void *context, unsigned worker, size_t bucket)
{
    struct sorting *sorting = context;
    (void)worker;
    size_t from = bucket == 0 ? 0 : sorting->places[bucket * TASKS - 1], to = sorting->places[(bucket + 1) * TASKS - 1];
    struct item *items = sorting->items + from;
    sort_windows(items, to - from);
    for (size_t i = 0, end; i < to - from; i = end) {
        for (end = i + 1; end < to - from && items[end].window == items[i].window; end++)
            ;
        if (end - i > 1)
            sort_further(sorting->accounts, items + i, end - i, sorting->skip + WINDOW);
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

static bool distribute(struct sorting *sorting, unsigned jobs)
{
    sorting->occurs = calloc(TASKS, sizeof *sorting->occurs);
    sorting->worth = calloc(WINDOW, sizeof *sorting->worth);
    sorting->places = calloc(sorting->buckets * TASKS, sizeof *sorting->places);
    sorting->items = reallocarray(NULL, sorting->count, sizeof *sorting->items);
    if (sorting->occurs == NULL || sorting->worth == NULL || sorting->places == NULL || sorting->items == NULL)
        return false;
    weigh_bytes(sorting, jobs);
    parallel_run(jobs, TASKS, count_buckets, sorting);
    uint32_t place = 0;
    for (size_t i = 0; i < sorting->buckets * TASKS; i++) {
        uint32_t count = sorting->places[i];
        sorting->places[i] = place;
        place += count;
    }
    parallel_run(jobs, TASKS, fill_buckets, sorting);
    return true;
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
    jobs = sorting.count < ACCOUNTS_PARTS * ACCOUNTS_CHUNK ? 1 : jobs;
    skip_common(&sorting, jobs);
    bool good = distribute(&sorting, jobs);
    if (good) {
        parallel_run(jobs, sorting.buckets, sort_bucket, &sorting);
        *sorted = keep_refs(sorting.items, sorting.count);
    } else {
        free(sorting.items);
    }
    free(sorting.occurs);
    free(sorting.worth);
    free(sorting.places);
    return good ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "out of memory sorting %zu customers", sorting.count);
}
