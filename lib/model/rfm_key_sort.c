/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorting keys. The problem: tens of millions of integers, most of them tied (orders, days), in no memory but their own. The
 * method, for keys of 64 bits: by their bytes from the highest that differs, in place (American flag sort: McIlroy, Bostic and
 * McIlroy 1993, Engineering Radix Sort), and where there are not many more values than keys, as with days and orders, by
 * counting them; a short run is inserted. Who wants bins looks at few places: a bucket without one of them is left as it is
 * (quickselect of several ranks: Chambers 1971, Partial Sorting, by digits instead of pivots). For wider ones, which are rare:
 * quicksort with three-way partition, which is linear in a group of ties (Bentley and McIlroy 1993, Engineering a Sort
 * Function), and heapsort where it degenerates (Musser 1997, Introspective Sorting).
 */
#include "model/rfm_key.h"

#include <stdlib.h>

/* Below this a run is cheaper to insert than to split; any value from 8 to 32 does (Sedgewick 1978). Higher hurts
 * quadratically. */
#define INSERTION_LIMIT 16

static void swap(rfm_key *a, rfm_key *b)
{
    rfm_key kept = *a;
    *a = *b;
    *b = kept;
}

static void insertion_sort(rfm_key *keys, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        rfm_key key = keys[i];
        size_t hole = i;
        for (; hole > 0 && keys[hole - 1] > key; hole--)
            keys[hole] = keys[hole - 1];
        keys[hole] = key;
    }
}

static void sift_down(rfm_key *keys, size_t root, size_t count)
{
    while (root < count / 2) {
        size_t child = 2 * root + 1;
        if (child + 1 < count && keys[child] < keys[child + 1])
            child++;
        if (keys[root] >= keys[child])
            return;
        swap(&keys[root], &keys[child]);
        root = child;
    }
}

static void heap_sort(rfm_key *keys, size_t count)
{
    for (size_t root = count / 2; root > 0; root--)
        sift_down(keys, root - 1, count);
    for (size_t last = count; last > 1; last--) {
        swap(&keys[0], &keys[last - 1]);
        sift_down(keys, 0, last - 1);
    }
}

static rfm_key median_of_three(rfm_key a, rfm_key b, rfm_key c)
{
    if (a > b)
        swap(&a, &b);
    if (c <= a)
        return a;
    return c < b ? c : b;
}

static rfm_key choose_pivot(const rfm_key *keys, size_t count)
{
    size_t step = count / 8;
    const rfm_key *middle = keys + count / 2;
    const rfm_key *last = keys + count - 1;
    return median_of_three(median_of_three(keys[0], keys[step], keys[2 * step]),
                           median_of_three(middle[-(ptrdiff_t)step], middle[0], middle[step]),
                           median_of_three(last[-2 * (ptrdiff_t)step], last[-(ptrdiff_t)step], last[0]));
}

/* Afterwards: less than the pivot before *equal, the pivot's ties up to *greater, greater ones from there. */
static void split(rfm_key *keys, size_t count, rfm_key pivot, size_t *equal, size_t *greater)
{
    size_t low = 0;
    size_t high = count;
    for (size_t i = 0; i < high;) {
        if (keys[i] < pivot)
            swap(&keys[low++], &keys[i++]);
        else if (keys[i] > pivot)
            swap(&keys[--high], &keys[i]);
        else
            i++;
    }
    *equal = low;
    *greater = high;
}

/* The larger part is looped over, so the depth of calls stays under log2(count). */
static void intro_sort(rfm_key *keys, size_t count, unsigned splits_left)
{
    while (count > INSERTION_LIMIT) {
        if (splits_left-- == 0) {
            heap_sort(keys, count);
            return;
        }
        size_t equal;
        size_t greater;
        split(keys, count, choose_pivot(keys, count), &equal, &greater);
        if (equal < count - greater) {
            intro_sort(keys, equal, splits_left);
            keys += greater;
            count -= greater;
        } else {
            intro_sort(keys + greater, count - greater, splits_left);
            count = equal;
        }
    }
    insertion_sort(keys, count);
}

static void sort_wide(rfm_key *keys, size_t count)
{
    unsigned splits = 0;
    for (size_t left = count; left > 1; left /= 2)
        splits += 2;
    intro_sort(keys, count, splits);
}

static void insert_narrow(int64_t *keys, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int64_t key = keys[i];
        size_t hole = i;
        for (; hole > 0 && keys[hole - 1] > key; hole--)
            keys[hole] = keys[hole - 1];
        keys[hole] = key;
    }
}

/* Of the distance from the least key, so that it is never negative. */
static inline size_t digit_of(int64_t key, uint64_t least, unsigned shift)
{
    return ((uint64_t)key - least) >> shift & 255;
}

/* Each key goes to its bucket, and what lay there is the next to go. */
static void permute(int64_t *keys, const size_t ends[256], size_t places[256], uint64_t least, unsigned shift)
{
    for (size_t bucket = 0; bucket < 256; bucket++)
        while (places[bucket] < ends[bucket]) {
            int64_t key = keys[places[bucket]];
            for (size_t wanted; (wanted = digit_of(key, least, shift)) != bucket;) {
                int64_t *place = &keys[places[wanted]++], kept = *place;
                *place = key;
                key = kept;
            }
            keys[places[bucket]++] = key;
        }
}

/* Where somebody will look: around the places where bins begin, of all keys and of those behind the first known one. */
struct looks {
    const int64_t *keys; /* NULL: everywhere */
    size_t count, known; /* known: the place of the first that is known */
    unsigned bins;
};

/* Is a place where one of the bins of count keys begins, give or take slack, in from up to to? */
static bool bin_begins(size_t count, unsigned bins, size_t from, size_t to, size_t slack)
{
    size_t low = from > slack ? from - slack : 0;
    size_t bin = (size_t)(((rfm_key_width)low * bins + count - 1) / count);
    return bin <= bins && (size_t)((rfm_key_width)bin * count / bins) < to + slack;
}

static bool is_looked_at(const struct looks *looks, const int64_t *keys, size_t count)
{
    if (looks->keys == NULL)
        return true;
    size_t from = (size_t)(keys - looks->keys), slack = looks->bins + 2; /* NTILE's sizes differ by one */
    return bin_begins(looks->count, looks->bins, from, from + count, slack) ||
           bin_begins(looks->count - looks->known, looks->bins, from - looks->known, from - looks->known + count, slack);
}

static void sort_digits(int64_t *keys, size_t count, uint64_t least, unsigned shift, const struct looks *looks)
{
    size_t counts[256] = { 0 }, places[256], ends[256];
    if (count <= 2 * INSERTION_LIMIT) {
        insert_narrow(keys, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        counts[digit_of(keys[i], least, shift)]++;
    for (size_t bucket = 0, place = 0; bucket < 256; bucket++) {
        places[bucket] = place;
        place += counts[bucket];
        ends[bucket] = place;
    }
    permute(keys, ends, places, least, shift);
    for (size_t bucket = 0; shift > 0 && bucket < 256; bucket++)
        if (counts[bucket] > 1 && is_looked_at(looks, keys + ends[bucket] - counts[bucket], counts[bucket]))
            sort_digits(keys + ends[bucket] - counts[bucket], counts[bucket], least, shift - 8, looks);
}

/* Keys that are RFM_KEY_NONE to the front, out of the range of the others; returns how many. */
static size_t move_none(int64_t *keys, size_t count)
{
    size_t none = 0;
    for (size_t i = 0; i < count; i++)
        if (keys[i] == INT64_MIN) {
            keys[i] = keys[none];
            keys[none++] = INT64_MIN;
        }
    return none;
}

/* By counting, where there are not many more values than keys. False: there are, or there is no memory. */
static bool sort_by_counting(int64_t *keys, size_t count, int64_t least, uint64_t range)
{
    if (range > count && range > 65536)
        return false;
    uint32_t *counts = count <= UINT32_MAX ? calloc(range + 1, sizeof *counts) : NULL;
    if (counts == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        counts[(uint64_t)keys[i] - (uint64_t)least]++;
    for (uint64_t value = 0; value <= range; value++)
        for (uint32_t i = 0; i < counts[value]; i++)
            *keys++ = (int64_t)((uint64_t)least + value);
    free(counts);
    return true;
}

/* bins 0: all of them. */
static void sort_narrow(int64_t *keys, size_t count, unsigned bins)
{
    size_t none = move_none(keys, count);
    struct looks looks = { bins > 0 ? keys : NULL, count, none, bins };
    int64_t least = INT64_MAX, most = INT64_MIN;
    unsigned shift = 0;
    keys += none;
    count -= none;
    for (size_t i = 0; i < count; i++) {
        least = keys[i] < least ? keys[i] : least;
        most = keys[i] > most ? keys[i] : most;
    }
    uint64_t range = (uint64_t)most - (uint64_t)least;
    if (count <= 2 * INSERTION_LIMIT) {
        insert_narrow(keys, count);
        return;
    }
    if (sort_by_counting(keys, count, least, range))
        return;
    while (shift < 56 && range >> shift > 255)
        shift += 8;
    sort_digits(keys, count, (uint64_t)least, shift, &looks);
}

void rfm_keys_sort(const struct rfm_keys *keys, size_t count)
{
    if (keys->narrow != NULL)
        sort_narrow(keys->narrow, count, 0);
    else
        sort_wide(keys->wide, count);
}

void rfm_keys_arrange(const struct rfm_keys *keys, size_t count, unsigned bins)
{
    if (keys->narrow != NULL)
        sort_narrow(keys->narrow, count, bins);
    else
        sort_wide(keys->wide, count);
}
