/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: the rows of cut points, and whole cut points in the order in which the scoring looks them up. */
#ifndef MODEL_CUTS_H
#define MODEL_CUTS_H

#include <churn/rfm.h>

#include "model/rfm_shape.h"

struct churn_cuts {
    struct churn_cut *rows;
    size_t count;
    size_t capacity;
};

/* Whole cut points by group and score: rows[rfm_shape_row()] borrows from the churn_cuts it was made of. */
struct cuts_table {
    struct rfm_shape shape;
    const struct churn_cut **rows;
};

/* Check that cuts are whole (churn_cuts_check) and index them. Clear afterwards, also after a failure. */
enum churn_status cuts_table_init(struct cuts_table *table, const struct churn_cuts *cuts, struct churn_error *err);
void cuts_table_clear(struct cuts_table *table);

const struct churn_cut *cuts_table_at(const struct cuts_table *table, enum churn_dimension dimension, size_t group,
                                      unsigned score);

#endif
