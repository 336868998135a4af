/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SQL's NTILE(k) (ISO/IEC 9075-2:2011, feature T614): sizes that differ by at most one, the larger ones first. The problem:
 * bins of equal size can only be had by splitting ties. The method: each edge is a value and how many of the customers at that
 * value stay below it, counted in the order of the input; that needs no array of positions. Databases leave the order of ties
 * open; here it is that of the input, so the same input gives the same scores.
 */
#include "model/binning.h"

static void find_edges(const struct bin_group *group, struct bin_edge *edges)
{
    size_t size = group->count / group->bins;
    size_t larger = group->count % group->bins;
    for (unsigned j = 1; j < group->bins; j++) {
        size_t position = j * size + (j < larger ? j : larger);
        if (position >= group->count)
            return;
        rfm_key key = rfm_keys_at(&group->keys, position);
        edges[j - 1].reachable = true;
        edges[j - 1].key = key;
        edges[j - 1].skip = position - rfm_keys_lower_bound(&group->keys, position, key);
    }
}

const struct binning binning_ntile = { "ntile", true, false, find_edges };
