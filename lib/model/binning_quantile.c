/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quantile bins with ties together. The problem: a third of the customers of a shop have bought once, and a rule that splits
 * them gives like customers unlike scores and, worse, other scores when the rows are shuffled (pandas' qcut over
 * rank(method="first") moves 1,324 of 4,338 customers of Online Retail). The method: score = 1 + floor(i k / n), i the lowest
 * position of the group of ties, which is Hughes's quintile (Strategic Database Marketing, 1994) where nothing is tied. In
 * integers, so neither floating quantiles nor the unit of money matter. The price: bins differ in size and some may be empty.
 *
 * Score s wants i k >= (s - 1) n, so it begins with the first group of ties at or behind position ceil((s - 1) n / k).
 */
#include "model/binning.h"

/* ceil(j n / k) for j < k; j n itself may not fit. */
static size_t first_position(size_t count, unsigned j, unsigned bins)
{
    return j * (count / bins) + (j * (count % bins) + bins - 1) / bins;
}

static size_t next_group_of_ties(const struct rfm_keys *keys, size_t count, size_t position)
{
    if (position == 0 || position >= count)
        return position;
    rfm_key key = rfm_keys_at(keys, position);
    if (rfm_keys_at(keys, position - 1) != key)
        return position;
    return rfm_keys_upper_bound(keys, count, key);
}

/*
 * The key that stands at a position in sorted keys, where all before it are in place. Arranged keys are in place only where a
 * bin begins, and what stands behind a large group of ties may not be: it is the least up to the next such place.
 */
static rfm_key key_from(const struct bin_group *group, size_t position, unsigned j)
{
    size_t end = first_position(group->count, j, group->bins);
    while (j < group->bins && end < position)
        end = first_position(group->count, ++j, group->bins);
    end = j < group->bins ? end + 1 : group->count;
    return rfm_keys_least(&group->keys, position, end);
}

static void find_edges(const struct bin_group *group, struct bin_edge *edges)
{
    for (unsigned j = 1; j < group->bins; j++) {
        size_t position = first_position(group->count, j, group->bins);
        position = next_group_of_ties(&group->keys, group->count, position);
        if (position >= group->count)
            return;
        edges[j - 1].reachable = true;
        edges[j - 1].key = key_from(group, position, j);
    }
}

const struct binning binning_quantile = { "quantile", true, true, find_edges };
