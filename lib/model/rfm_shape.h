/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which group of customers a dimension is binned within, and where the cut points of that group stand: one group in all, or,
 * nested, one for each recency score (frequency) and each pair of recency and frequency score (monetary).
 */
#ifndef MODEL_RFM_SHAPE_H
#define MODEL_RFM_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include <churn/rfm.h>

struct rfm_shape {
    bool nested;
    unsigned bins[CHURN_DIMENSIONS];
};

size_t rfm_shape_groups(const struct rfm_shape *shape, enum churn_dimension dimension);

/* The group that a customer belongs to; the scores of the dimensions before this one are known. */
size_t rfm_shape_group_of(const struct rfm_shape *shape, enum churn_dimension dimension, const struct churn_rfm_score *score);

/* The recency and frequency score a group stands for; 0 where it is not within one. */
void rfm_shape_within(const struct rfm_shape *shape, enum churn_dimension dimension, size_t group, uint8_t *within_r,
                      uint8_t *within_f);

/* Rows of cut points in their natural order: dimension, group, score. */
size_t rfm_shape_rows(const struct rfm_shape *shape);
size_t rfm_shape_row(const struct rfm_shape *shape, enum churn_dimension dimension, size_t group, unsigned score);

#endif
