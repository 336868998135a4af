/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers in byte order of their ids. The problem: tens of millions of ids in 12 bytes each beside the table, in several
 * threads. The method: of each id a number is made (account_places.c), whose highest bits are a bucket and the next ones a
 * place in the bucket; what is left is inserted. Ids that agree in all that is in their numbers, as long ones may, are sorted
 * again by the eight bytes behind.
 */
#include "customer/account_order.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "table/parallel.h"

#define WINDOW 8         /* bytes compared at once behind the places */
#define BUCKET_ITEMS 256 /* where ids lie densely */
#define BUCKETS_MAX 8192 /* filled at random, so their ends should fit in a cache */
#define INSERTION_LIMIT 16
#define SMALL 32768 /* sorted before a second thread has begun */
#define LARGE_PAGE ((uintptr_t)2 << 20)
#define SPREAD_ITEMS 4096 /* a bucket of so many is spread over as many places, in the cache */

/* A thread's own. */
struct spread {
    struct item copy[SPREAD_ITEMS];
    uint16_t places[SPREAD_ITEMS + 1];
};

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
        account_places_find(&sorting, jobs);
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
