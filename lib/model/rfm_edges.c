/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edges stand in ascending order, those that nobody reaches last: a key is found among them by bisection. */
#include "model/rfm_edges.h"

unsigned rfm_edges_met(const struct bin_edge *edges, unsigned count, rfm_key key)
{
    unsigned low = 0;
    while (count > 0) {
        unsigned half = count / 2;
        const struct bin_edge *middle = &edges[low + half];
        if (middle->reachable && middle->key <= key) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

enum churn_status rfm_edges_record(const struct bin_edge *edges, const struct rfm_shape *shape, enum churn_dimension dimension,
                                   size_t group, struct churn_cuts *made, struct churn_error *err)
{
    struct churn_cut cut = { .dimension = dimension, .score = 1 };
    rfm_shape_within(shape, dimension, group, &cut.within_r, &cut.within_f);
    enum churn_status status = churn_cuts_add(made, &cut, err);
    for (unsigned j = 0; j + 1 < shape->bins[dimension] && status == CHURN_OK; j++) {
        cut.score = (uint8_t)(j + 2);
        cut.unreachable = !edges[j].reachable;
        cut.threshold = edges[j].reachable ? rfm_key_to_threshold(edges[j].key, dimension) : 0;
        status = churn_cuts_add(made, &cut, err);
    }
    return status;
}

bool rfm_few_make(const struct bin_edge *edges, unsigned count, struct rfm_few *few)
{
    few->count = 0;
    if (count > RFM_FEW)
        return false;
    for (unsigned j = 0; j < count && edges[j].reachable; j++) {
        if (edges[j].skip > 0 || !rfm_key_is_narrow(edges[j].key))
            return false;
        few->edges[few->count++] = edges[j].key == RFM_KEY_NONE ? INT64_MIN : (int64_t)edges[j].key;
    }
    return true;
}
