/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values counted by their size: how many lie in each of many narrow ranges, with the least and the greatest of them. A range is
 * as wide as its values are large (a leading bit and MANTISSA more, as floating-point numbers have them), so no range need be
 * known beforehand. Days and frequencies are nearly always small, and then each is a range of its own.
 */
#ifndef MODEL_RFM_CELLS_H
#define MODEL_RFM_CELLS_H

#include <churn/rfm.h>

#include "model/rfm_counted.h"

struct rfm_cell {
    uint64_t count;
    int64_t least, most;
};

struct rfm_cells {
    struct rfm_cell *list[CHURN_DIMENSIONS]; /* in ascending order of keys (rfm_key.h) */
    uint64_t *small[CHURN_DIMENSIONS];       /* how many there are of each small one; NULL for money */
    size_t none;                             /* keys that are RFM_KEY_NONE */
};

/* False without memory; then, too, to be cleared. */
bool rfm_cells_init(struct rfm_cells *cells);
void rfm_cells_clear(struct rfm_cells *cells);
void rfm_cells_count(struct rfm_cells *cells, const struct churn_rfm_columns *columns);
/* What others counted. */
void rfm_cells_add(struct rfm_cells *cells, const struct rfm_cells *more);
/* Those of a dimension that hold anything, as buckets, whose list the caller frees. False without memory. */
bool rfm_cells_buckets(const struct rfm_cells *cells, enum churn_dimension dimension, struct rfm_counted *counted);

#endif
