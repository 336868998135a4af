/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The edges between the scores of one group, once they are found: which score a key has, and the rows of cut points they make.
 */
#ifndef MODEL_RFM_EDGES_H
#define MODEL_RFM_EDGES_H

#include "model/binning.h"
#include "model/rfm_shape.h"

/* The number of edges that a key meets. */
unsigned rfm_edges_met(const struct bin_edge *edges, unsigned count, rfm_key key);

/* The rows of score 1 and of every edge, added to made in the order of rfm_shape_row(), without counts. */
enum churn_status rfm_edges_record(const struct bin_edge *edges, const struct rfm_shape *shape, enum churn_dimension dimension,
                                   size_t group, struct churn_cuts *made, struct churn_error *err);

#define RFM_FEW 9 /* edges of up to ten bins: compared with all of them without a branch */

/* Few edges that split no ties, and narrow: the score is how many are met, and one more. */
struct rfm_few {
    unsigned count;
    int64_t edges[RFM_FEW];
};

/* False: they are not such. */
bool rfm_few_make(const struct bin_edge *edges, unsigned count, struct rfm_few *few);

/* Of a narrow key. */
static inline uint8_t rfm_few_score(const struct rfm_few *few, int64_t key)
{
    unsigned score = 1;
    for (unsigned j = 0; j < few->count; j++)
        score += key >= few->edges[j];
    return (uint8_t)score;
}

#endif
