/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buckets are ascending and disjoint, so that a position and a key are both found by bisection. */
#include "model/rfm_counted.h"

#include "model/rfm_key.h"

static void want(struct rfm_counted *counted, struct rfm_bucket *bucket)
{
    bucket->wanted = true;
    counted->missing = true;
}

rfm_key rfm_counted_at(struct rfm_counted *counted, size_t index)
{
    size_t low = 0, high = counted->bucket_count;
    if (index < counted->none)
        return RFM_KEY_NONE;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (counted->buckets[middle].start <= index)
            low = middle;
        else
            high = middle;
    }
    struct rfm_bucket *bucket = &counted->buckets[low];
    size_t place = index - bucket->start;
    if (place == 0 || bucket->least == bucket->most)
        return bucket->least;
    if (place + 1 == bucket->count)
        return bucket->most;
    if (bucket->keys != NULL)
        return bucket->keys[place];
    want(counted, bucket);
    return bucket->least;
}

/* The first bucket that has a key of at least so much, or of more; the count of buckets where there is none. */
static size_t first_with(const struct rfm_counted *counted, rfm_key key, bool more)
{
    size_t low = 0, count = counted->bucket_count;
    while (count > 0) {
        size_t half = count / 2;
        rfm_key most = counted->buckets[low + half].most;
        if (most < key || (more && most == key)) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

static size_t bound_within(const struct rfm_bucket *bucket, rfm_key key, bool after_equals)
{
    const struct rfm_keys keys = { (int64_t *)(uintptr_t)bucket->keys, NULL, NULL };
    return after_equals ? rfm_keys_upper_bound(&keys, bucket->count, key) : rfm_keys_lower_bound(&keys, bucket->count, key);
}

size_t rfm_counted_bound(struct rfm_counted *counted, rfm_key key, bool after_equals)
{
    if (key == RFM_KEY_NONE)
        return after_equals ? counted->none : 0;
    size_t at = first_with(counted, key, after_equals), last = counted->bucket_count;
    if (at == last)
        return last == 0 ? counted->none : counted->buckets[last - 1].start + counted->buckets[last - 1].count;
    struct rfm_bucket *bucket = &counted->buckets[at];
    if (key < bucket->least || (!after_equals && key == bucket->least))
        return bucket->start;
    if (bucket->keys != NULL)
        return bucket->start + bound_within(bucket, key, after_equals);
    want(counted, bucket);
    return bucket->start;
}
