/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers in byte order of their ids. The problem: tens of millions of ids in 16 bytes each beside the table, in several
 * threads. The method: a sample sort (Frazer and McKellar 1970) over eight bytes of each id, taken behind what all ids have in
 * common; a bucket is sorted in the cache, and ids that agree in these eight bytes are sorted again by the next eight. The
 * hash's seed has shuffled the customers already, so every k-th is a random sample and quicksort needs no care for its pivot.
 */
#include <stdlib.h>

#include "customer/account_entry.h"
#include "table/parallel.h"

#define WINDOW 8          /* bytes compared at once */
#define BUCKET_ITEMS 1024 /* some 12 KiB: sorted in the first-level cache */
#define BUCKETS_MAX 2048  /* bisected for each customer, so not too many */
#define OVERSAMPLING 8    /* samples for each bucket: buckets differ by some 30 % then */
#define TASKS 64          /* parts are taken in so many groups */
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
    uint64_t *splitters; /* buckets - 1 */
    size_t buckets;
    size_t *places;   /* of bucket and task, bucket * TASKS + task: first a count, then where the next item goes */
    uint16_t *chosen; /* bucket of each customer, in the order of the parts */
    size_t starts[TASKS + 1];
    struct item *items;
    account_ref *sorted;
};

static uint64_t window_of_text(struct churn_text id, size_t skip)
{
    uint64_t window = 0;
    if (id.length > skip)
        memcpy(&window, id.data + skip, id.length - skip < WINDOW ? id.length - skip : WINDOW);
    return be64toh(window);
}

static uint64_t window_of(const struct accounts *accounts, account_ref ref, size_t skip)
{
    return window_of_text(accounts_id(accounts, ref), skip);
}

typedef void (*see_customer)(struct sorting *sorting, size_t task, size_t index, account_ref ref);

static inline __attribute__((always_inline)) void walk(struct sorting *sorting, size_t task, see_customer see)
{
    size_t index = sorting->starts[task];
    for (size_t part = task * GROUP; part < (task + 1) * GROUP; part++)
        for (uint32_t i = 0; i < sorting->accounts->parts[part].count; i++)
            see(sorting, task, index++, i << 8 | (uint32_t)part);
}

static void see_difference(struct sorting *sorting, size_t task, size_t index, account_ref ref)
{
    (void)index;
    sorting->differs[task] |= window_of(sorting->accounts, ref, sorting->skip) ^ sorting->first_window;
}

static void find_difference(void *context, unsigned worker, size_t task)
{
    (void)worker;
    walk(context, task, see_difference);
}

static account_ref nth(const struct sorting *sorting, size_t index)
{
    size_t task = 0;
    while (sorting->starts[task + 1] <= index)
        task++;
    uint32_t part = (uint32_t)(task * GROUP);
    size_t number = index - sorting->starts[task];
    for (; number >= sorting->accounts->parts[part].count; part++)
        number -= sorting->accounts->parts[part].count;
    return (uint32_t)number << 8 | part;
}

/* The windows begin at the first byte in which any two ids differ. */
static void skip_common(struct sorting *sorting, unsigned jobs)
{
    uint64_t differs = 0;
    for (int round = 0; round < 4 && differs == 0; round++) {
        sorting->first_window = window_of(sorting->accounts, nth(sorting, 0), sorting->skip);
        parallel_run(jobs, TASKS, find_difference, sorting);
        for (size_t task = 0; task < TASKS; task++)
            differs |= sorting->differs[task];
        sorting->skip += differs == 0 ? WINDOW : (size_t)__builtin_clzll(differs) / 8;
    }
}

static int compare_windows(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
    return (first > second) - (first < second);
}

static bool choose_splitters(struct sorting *sorting)
{
    size_t samples = sorting->buckets * OVERSAMPLING;
    sorting->splitters = calloc(samples, sizeof *sorting->splitters);
    if (sorting->splitters == NULL)
        return false;
    for (size_t i = 0; i < samples; i++) {
        account_ref ref = nth(sorting, i * (sorting->count / samples));
        sorting->splitters[i] = window_of(sorting->accounts, ref, sorting->skip);
    }
    qsort(sorting->splitters, samples, sizeof *sorting->splitters, compare_windows);
    for (size_t i = 0; i + 1 < sorting->buckets; i++)
        sorting->splitters[i] = sorting->splitters[(i + 1) * OVERSAMPLING];
    return true;
}

/* How many splitters are at or below the window; halves as a power of two, without a branch. */
static inline size_t bucket_of(const struct sorting *sorting, uint64_t window)
{
    const uint64_t *from = sorting->splitters;
    size_t left = sorting->buckets - 1;
    while (left > 0) {
        size_t half = (left + 1) / 2;
        from += from[half - 1] <= window ? half : 0;
        left -= half;
    }
    return (size_t)(from - sorting->splitters);
}

static void see_bucket(struct sorting *sorting, size_t task, size_t index, account_ref ref)
{
    size_t bucket = bucket_of(sorting, window_of(sorting->accounts, ref, sorting->skip));
    sorting->chosen[index] = (uint16_t)bucket;
    sorting->places[bucket * TASKS + task]++;
}

static void count_buckets(void *context, unsigned worker, size_t task)
{
    (void)worker;
    walk(context, task, see_bucket);
}

static void see_place(struct sorting *sorting, size_t task, size_t index, account_ref ref)
{
    size_t place = sorting->places[(size_t)sorting->chosen[index] * TASKS + task]++;
    sorting->items[place] = (struct item){ window_of(sorting->accounts, ref, sorting->skip), ref };
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
    for (size_t i = 0; i < to - from; i++)
        sorting->sorted[from + i] = items[i].ref;
}

static bool distribute(struct sorting *sorting, unsigned jobs)
{
    sorting->chosen = reallocarray(NULL, sorting->count, sizeof *sorting->chosen);
    sorting->places = calloc(sorting->buckets * TASKS, sizeof *sorting->places);
    sorting->items = reallocarray(NULL, sorting->count, sizeof *sorting->items);
    if (sorting->chosen == NULL || sorting->places == NULL || sorting->items == NULL || !choose_splitters(sorting))
        return false;
    parallel_run(jobs, TASKS, count_buckets, sorting);
    size_t place = 0;
    for (size_t i = 0; i < sorting->buckets * TASKS; i++) {
        size_t count = sorting->places[i];
        sorting->places[i] = place;
        place += count;
    }
    parallel_run(jobs, TASKS, fill_buckets, sorting);
    free(sorting->chosen);
    sorting->chosen = NULL;
    return true;
}

static void begin(struct sorting *sorting, const struct accounts *accounts)
{
    *sorting = (struct sorting){ .accounts = accounts, .count = accounts_count(accounts) };
    for (size_t part = 0; part < ACCOUNTS_PARTS; part++)
        sorting->starts[part / GROUP + 1] += accounts->parts[part].count;
    for (size_t task = 0; task < TASKS; task++)
        sorting->starts[task + 1] += sorting->starts[task];
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
    jobs = sorting.count < BUCKET_ITEMS ? 1 : jobs;
    skip_common(&sorting, jobs);
    bool good = distribute(&sorting, jobs);
    if (good)
        sorting.sorted = reallocarray(NULL, sorting.count, sizeof *sorting.sorted);
    if (sorting.sorted != NULL)
        parallel_run(jobs, sorting.buckets, sort_bucket, &sorting);
    free(sorting.items);
    free(sorting.chosen);
    free(sorting.places);
    free(sorting.splitters);
    *sorted = sorting.sorted;
    if (sorting.sorted == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory sorting %zu customers", sorting.count);
    return CHURN_OK;
}
