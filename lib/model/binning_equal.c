/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bins of equal width between the least and the greatest value, closed below (histogram bins). The method: in integers of
 * goodness, score s begins at min + ceil((s - 1) (max - min) / k), so a value exactly on an edge has the better score and no
 * rounding can move it; the product is split by quotient and remainder because it may not fit in 128 bits. All values equal:
 * there is no width, everyone scores 1.
 */
#include "model/binning.h"

/* ceil(j width / k) for j < k. */
static rfm_key_width part_of_width(rfm_key_width width, unsigned j, unsigned bins)
{
    return j * (width / bins) + (j * (width % bins) + bins - 1) / bins;
}

static void find_edges(const struct bin_group *group, struct bin_edge *edges)
{
    size_t first = binning_first_known(group);
    if (first == group->count)
        return;
    rfm_key_width least = (rfm_key_width)rfm_keys_at(&group->keys, first);
    rfm_key_width width = (rfm_key_width)rfm_keys_at(&group->keys, group->count - 1) - least;
    for (unsigned j = 1; j < group->bins && width > 0; j++) {
        edges[j - 1].reachable = true;
        edges[j - 1].key = (rfm_key)(least + part_of_width(width, j, group->bins));
    }
}

const struct binning binning_equal = { "equal", true, true, find_edges };
