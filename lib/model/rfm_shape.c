/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Groups and rows, numbered. The problem: nested bins (as SPSS makes them) are a tree of cells, independent ones are not. The
 * method: count the cells in row order, so that both are the same loop over groups, with one group where nothing is nested.
 */
#include "model/rfm_shape.h"

size_t rfm_shape_groups(const struct rfm_shape *shape, enum churn_dimension dimension)
{
    size_t groups = 1;
    if (shape->nested && dimension >= CHURN_FREQUENCY)
        groups *= shape->bins[CHURN_RECENCY];
    if (shape->nested && dimension == CHURN_MONETARY)
        groups *= shape->bins[CHURN_FREQUENCY];
    return groups;
}

size_t rfm_shape_group_of(const struct rfm_shape *shape, enum churn_dimension dimension, const struct churn_rfm_score *score)
{
    if (!shape->nested || dimension == CHURN_RECENCY)
        return 0;
    size_t group = score->score[CHURN_RECENCY] - 1u;
    if (dimension == CHURN_MONETARY)
        group = group * shape->bins[CHURN_FREQUENCY] + score->score[CHURN_FREQUENCY] - 1u;
    return group;
}

void rfm_shape_within(const struct rfm_shape *shape, enum churn_dimension dimension, size_t group, uint8_t *within_r,
                      uint8_t *within_f)
{
    *within_r = 0;
    *within_f = 0;
    if (!shape->nested || dimension == CHURN_RECENCY)
        return;
    if (dimension == CHURN_MONETARY) {
        *within_f = (uint8_t)(group % shape->bins[CHURN_FREQUENCY] + 1);
        group /= shape->bins[CHURN_FREQUENCY];
    }
    *within_r = (uint8_t)(group + 1);
}

static size_t rows_of(const struct rfm_shape *shape, enum churn_dimension dimension)
{
    return rfm_shape_groups(shape, dimension) * shape->bins[dimension];
}

size_t rfm_shape_rows(const struct rfm_shape *shape)
{
    return rows_of(shape, CHURN_RECENCY) + rows_of(shape, CHURN_FREQUENCY) + rows_of(shape, CHURN_MONETARY);
}

size_t rfm_shape_row(const struct rfm_shape *shape, enum churn_dimension dimension, size_t group, unsigned score)
{
    size_t row = group * shape->bins[dimension] + score - 1;
    if (dimension >= CHURN_FREQUENCY)
        row += rows_of(shape, CHURN_RECENCY);
    if (dimension == CHURN_MONETARY)
        row += rows_of(shape, CHURN_FREQUENCY);
    return row;
}
