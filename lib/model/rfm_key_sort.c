/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorting keys. The problem: tens of millions of 128-bit integers, most of them tied (orders, days), in no memory but their
 * own; the C library's qsort takes as much again and calls a function for each comparison. The method: quicksort with three-way
 * partition, which is linear in a group of ties (Bentley and McIlroy 1993, Engineering a Sort Function), and heapsort where it
 * degenerates (Musser 1997, Introspective Sorting), so that no input costs more than n log n.
 */
#include "model/rfm_key.h"

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

void rfm_key_sort(rfm_key *keys, size_t count)
{
    unsigned splits = 0;
    for (size_t left = count; left > 1; left /= 2)
        splits += 2;
    intro_sort(keys, count, splits);
}
