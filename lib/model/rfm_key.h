/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A value of any dimension as one exact integer of goodness, so that every rule is written once: recency as minus days,
 * frequency as it is, money in units of 10^-8. Greater is better.
 */
#ifndef MODEL_RFM_KEY_H
#define MODEL_RFM_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/rfm.h>

#include "model/rfm_counted.h"

__extension__ typedef unsigned __int128 rfm_key_width; /* holds the distance of any two keys */

#define RFM_KEY_MAX ((rfm_key)(~(rfm_key_width)0 >> 1))
#define RFM_KEY_MIN (-RFM_KEY_MAX - 1)

/* CHURN_RECENCY_NONE: worse than every number of days, and below every threshold. */
#define RFM_KEY_NONE RFM_KEY_MIN

rfm_key rfm_key_of(const struct churn_rfm_value *value, enum churn_dimension dimension);

/* The threshold of a row of cut points for a key, and back: the worst key that meets the threshold. */
churn_amount rfm_key_to_threshold(rfm_key key, enum churn_dimension dimension);
rfm_key rfm_key_from_threshold(churn_amount threshold, enum churn_dimension dimension);

/*
 * An array of keys: in 64 bits where all of them fit, which halves the memory and lets them be sorted by their digits; else
 * whole. RFM_KEY_NONE is INT64_MIN in the narrow ones. Or no array, but what is known of one.
 */
struct rfm_keys {
    int64_t *narrow; /* NULL: they are wide, or counted */
    rfm_key *wide;
    struct rfm_counted *counted; /* borrowed */
};

static inline bool rfm_key_is_narrow(rfm_key key)
{
    return key == RFM_KEY_NONE || (key > INT64_MIN && key <= INT64_MAX);
}

static inline void rfm_keys_put(const struct rfm_keys *keys, size_t index, rfm_key key)
{
    if (keys->narrow != NULL)
        keys->narrow[index] = key == RFM_KEY_NONE ? INT64_MIN : (int64_t)key;
    else
        keys->wide[index] = key;
}

static inline rfm_key rfm_keys_at(const struct rfm_keys *keys, size_t index)
{
    if (keys->counted != NULL)
        return rfm_counted_at(keys->counted, index);
    if (keys->narrow == NULL)
        return keys->wide[index];
    return keys->narrow[index] == INT64_MIN ? RFM_KEY_NONE : keys->narrow[index];
}

/* The keys of an array from an index on. */
static inline struct rfm_keys rfm_keys_from(const struct rfm_keys *keys, size_t index)
{
    return (struct rfm_keys){ keys->narrow != NULL ? keys->narrow + index : NULL,
                              keys->wide != NULL ? keys->wide + index : NULL, NULL };
}

/* Ascending, in place: linear for narrow keys, at worst n log n for wide ones. */
void rfm_keys_sort(const struct rfm_keys *keys, size_t count);

/*
 * As far as sorted as a rule for so many bins can see: what stands within bins + 2 places of where a bin begins (of all keys,
 * or of the known ones) stands where it would in sorted keys, and so does the first and the last; every other key stands on the
 * right side of these. So the bounds below are right for any key that was found at such a place; but what stands where a bound
 * leads to, behind a large group of ties, may not be the key that would stand there: that is the least up to the next place.
 */
void rfm_keys_arrange(const struct rfm_keys *keys, size_t count, unsigned bins);

/* The least key from a position up to another (not included), which is the first one where they are sorted. */
rfm_key rfm_keys_least(const struct rfm_keys *keys, size_t from, size_t to);

/* The first position in ascending keys that holds at least key, and the first that holds more. */
size_t rfm_keys_lower_bound(const struct rfm_keys *keys, size_t count, rfm_key key);
size_t rfm_keys_upper_bound(const struct rfm_keys *keys, size_t count, rfm_key key);

#endif
