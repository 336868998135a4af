/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Given cut points. The problem: thresholds of last night must score tonight's customers, whose values may lie beyond all of
 * last night's. The method: the greatest score whose threshold is met; below all of them 1, beyond all of them the best. So
 * nothing falls out, where R's cut() and pandas' give NA.
 */
#include "model/binning.h"

static void find_edges(const struct bin_group *group, struct bin_edge *edges)
{
    for (unsigned score = 2; score <= group->bins; score++) {
        const struct churn_cut *cut = cuts_table_at(group->cuts, group->dimension, group->group, score);
        edges[score - 2].reachable = !cut->unreachable;
        edges[score - 2].key = rfm_key_from_threshold(cut->threshold, group->dimension);
    }
}

const struct binning binning_cuts = { "cuts", false, true, find_edges };
