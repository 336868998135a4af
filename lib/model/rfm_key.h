/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A value of any dimension as one exact integer of goodness, so that every rule is written once: recency as minus days,
 * frequency as it is, money in units of 10^-8. Greater is better.
 */
#ifndef MODEL_RFM_KEY_H
#define MODEL_RFM_KEY_H

#include <stddef.h>

#include <churn/rfm.h>

__extension__ typedef __int128 rfm_key;
__extension__ typedef unsigned __int128 rfm_key_width; /* holds the distance of any two keys */

#define RFM_KEY_MAX ((rfm_key)(~(rfm_key_width)0 >> 1))
#define RFM_KEY_MIN (-RFM_KEY_MAX - 1)

/* CHURN_RECENCY_NONE: worse than every number of days, and below every threshold. */
#define RFM_KEY_NONE RFM_KEY_MIN

rfm_key rfm_key_of(const struct churn_rfm_value *value, enum churn_dimension dimension);

/* The threshold of a row of cut points for a key, and back: the worst key that meets the threshold. */
churn_amount rfm_key_to_threshold(rfm_key key, enum churn_dimension dimension);
rfm_key rfm_key_from_threshold(churn_amount threshold, enum churn_dimension dimension);

/* Ascending, in place, at worst n log n. */
void rfm_key_sort(rfm_key *keys, size_t count);

/* The first position in ascending keys that holds at least key, and the first that holds more. */
size_t rfm_key_lower_bound(const rfm_key *keys, size_t count, rfm_key key);
size_t rfm_key_upper_bound(const rfm_key *keys, size_t count, rfm_key key);

#endif
