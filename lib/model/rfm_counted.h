/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorted keys that nobody has sorted: how many lie in each of many narrow buckets, their least and greatest, and the keys
 * themselves only of buckets that somebody has asked about. What cannot be answered from that is noted, and the answer then is
 * not to be used: the bucket's keys must be collected first.
 */
#ifndef MODEL_RFM_COUNTED_H
#define MODEL_RFM_COUNTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 rfm_key;

struct rfm_bucket {
    size_t start; /* position of its least key among all */
    size_t count; /* at least 1 */
    int64_t least, most;
    const int64_t *keys; /* ascending, or NULL: not collected; borrowed */
    bool wanted;         /* they must be */
};

struct rfm_counted {
    size_t none; /* keys that are RFM_KEY_NONE, before all others */
    struct rfm_bucket *buckets;
    size_t bucket_count;
    bool missing; /* something was asked that is not known */
};

/* As rfm_keys_at, rfm_keys_lower_bound and rfm_keys_upper_bound. */
rfm_key rfm_counted_at(struct rfm_counted *counted, size_t index);
size_t rfm_counted_bound(struct rfm_counted *counted, rfm_key key, bool after_equals);

#endif
