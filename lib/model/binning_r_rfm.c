/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What R's package rfm 0.3.0 gives, cell for cell, for people who come from it. The method is the package's: edges are R's
 * quantiles of type 7 (Hyndman and Fan 1996) plus 1, and a bin is lower <= v < upper in ascending value, recency reversed. The
 * 1 is a fault kept on purpose: it moves edges by a whole unit of money (83 of 2,357 scores on CDNOW) and makes the scores
 * depend on that unit; use QUANTILE.
 *
 * The arithmetic is R's, operation by operation in double, as in stats:::quantile.default; -ffp-contract=off matters. What we
 * do differently: the edge is then turned into the worst exact value whose double passes it, so that saved cut points give the
 * same scores.
 */
#include "model/binning.h"

#include <math.h>

/* Value number i in ascending order of the value itself, which for recency is descending goodness. */
static double value_at(const struct bin_group *group, size_t known, size_t i)
{
    switch (group->dimension) {
    case CHURN_RECENCY:
        return (double)-rfm_keys_at(&group->keys, group->count - 1 - i);
    case CHURN_FREQUENCY:
        return (double)rfm_keys_at(&group->keys, known + i);
    default:
        return churn_amount_to_double(rfm_keys_at(&group->keys, known + i));
    }
}

/* quantile(x, seq(0, 1, length.out = k + 1), type = 7)[j + 1], with i for R's index - 1. */
static double quantile_type_7(const struct bin_group *group, size_t known, unsigned j)
{
    double probability = j * (1.0 / group->bins);
    double index = 1.0 + (double)(group->count - known - 1) * probability;
    double low = floor(index);
    double low_value = value_at(group, known, (size_t)low - 1);
    double high_value = value_at(group, known, (size_t)ceil(index) - 1);
    double h = index - low;
    if (!(index > low) || low_value == high_value)
        return low_value;
    return (1.0 - h) * low_value + h * high_value;
}

static double key_to_double(rfm_key key, enum churn_dimension dimension)
{
    return dimension == CHURN_MONETARY ? churn_amount_to_double(key) : (double)key;
}

/*
 * Bounds around the least key whose double is at least edge: rounding can be off by a few parts in 2^53, so 2^-50 to each side
 * is enough, and beyond 2^126 the whole range is taken because the sum could overflow.
 */
static void bracket(double edge, enum churn_dimension dimension, rfm_key *low, rfm_key *high)
{
    double scaled = dimension == CHURN_MONETARY ? edge * (double)CHURN_AMOUNT_UNIT : edge;
    *low = RFM_KEY_MIN;
    *high = RFM_KEY_MAX;
    if (fabs(scaled) > 0x1p126)
        return;
    rfm_key guess = (rfm_key)scaled;
    rfm_key margin = ((guess < 0 ? -guess : guess) >> 50) + 2;
    *low = guess - margin;
    *high = guess + margin;
}

/* The least key whose double is at least edge. */
static bool find_least_key(double edge, enum churn_dimension dimension, rfm_key *key)
{
    rfm_key low;
    rfm_key high;
    bracket(edge, dimension, &low, &high);
    if (key_to_double(high, dimension) < edge)
        return false;
    while (low < high) {
        rfm_key middle = low + (rfm_key)(((rfm_key_width)high - (rfm_key_width)low) / 2);
        if (key_to_double(middle, dimension) < edge)
            low = middle + 1;
        else
            high = middle;
    }
    *key = low;
    return true;
}

static void find_edges(const struct bin_group *group, struct bin_edge *edges)
{
    size_t known = binning_first_known(group);
    if (known == group->count)
        return;
    for (unsigned j = 1; j < group->bins; j++) {
        struct bin_edge *edge = &edges[j - 1];
        if (group->dimension == CHURN_RECENCY) {
            /* The better score has v < edge, and bins count from the other end. */
            double most_days = ceil(quantile_type_7(group, known, group->bins - j) + 1.0) - 1.0;
            edge->reachable = true;
            edge->key = -(rfm_key)most_days;
        } else {
            double value = quantile_type_7(group, known, j) + 1.0;
            edge->reachable = find_least_key(value, group->dimension, &edge->key);
        }
    }
}

const struct binning binning_r_rfm = { "r-rfm", true, true, find_edges };
