/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Are cut points whole? The problem: a file of them may lack a row, have one twice or run out of order, and a customer would
 * then get a score nobody meant. The method: the rows say what shape they have (the highest score of each dimension, nested or
 * not); from the shape follows which rows there must be, so each is put in its place and what is missing or twice there shows.
 * Linear, and the filled table is what the scoring reads.
 */
#include "model/cuts.h"

#include <stdlib.h>

static enum churn_status row_error(const struct rfm_shape *shape, enum churn_dimension dimension, size_t group, unsigned score,
                                   const char *fault, struct churn_error *err)
{
    uint8_t r;
    uint8_t f;
    rfm_shape_within(shape, dimension, group, &r, &f);
    const char *name = churn_dimension_name(dimension);
    if (f != 0)
        return churn_error_set(err, CHURN_DATA, "cut points: %s score %u within recency score %u and frequency score %u %s",
                               name, score, (unsigned)r, (unsigned)f, fault);
    if (r != 0)
        return churn_error_set(err, CHURN_DATA, "cut points: %s score %u within recency score %u %s", name, score, (unsigned)r,
                               fault);
    return churn_error_set(err, CHURN_DATA, "cut points: %s score %u %s", name, score, fault);
}

static enum churn_status find_shape(struct rfm_shape *shape, const struct churn_cuts *cuts, struct churn_error *err)
{
    *shape = (struct rfm_shape){ 0 };
    for (size_t i = 0; i < cuts->count; i++) {
        const struct churn_cut *cut = &cuts->rows[i];
        if (cut->score > shape->bins[cut->dimension])
            shape->bins[cut->dimension] = cut->score;
        shape->nested = shape->nested || cut->within_r != 0;
    }
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        if (shape->bins[d] < CHURN_BINS_MIN)
            return churn_error_set(err, CHURN_DATA, "cut points: %s has no rows for score 1 and 2 at least",
                                   churn_dimension_name((enum churn_dimension)d));
    }
    return CHURN_OK;
}

/* Rows were checked alone when they were added; here only how they fit together. */
static enum churn_status place_row(struct cuts_table *table, const struct churn_cut *cut, struct churn_error *err)
{
    const struct rfm_shape *shape = &table->shape;
    enum churn_dimension dimension = cut->dimension;
    const char *name = churn_dimension_name(dimension);
    if (shape->nested && dimension != CHURN_RECENCY && cut->within_r == 0)
        return churn_error_set(err, CHURN_DATA, "cut points: %s score %u lies within no recency score, but others do", name,
                               (unsigned)cut->score);
    if (cut->within_r > shape->bins[CHURN_RECENCY] || cut->within_f > shape->bins[CHURN_FREQUENCY])
        return churn_error_set(err, CHURN_DATA, "cut points: %s score %u lies within a score that has no cut point itself",
                               name, (unsigned)cut->score);
    struct churn_rfm_score within = { { cut->within_r, cut->within_f, 0 } };
    size_t group = rfm_shape_group_of(shape, dimension, &within);
    const struct churn_cut **place = &table->rows[rfm_shape_row(shape, dimension, group, cut->score)];
    if (*place != NULL)
        return row_error(shape, dimension, group, cut->score, "is there twice", err);
    *place = cut;
    return CHURN_OK;
}

/* May the threshold of worse stand below that of better? Days fall, orders and money rise; equal is allowed. */
static bool in_order(const struct churn_cut *worse, const struct churn_cut *better)
{
    if (worse->unreachable || better->unreachable)
        return better->unreachable;
    if (worse->score == 1)
        return true;
    return worse->dimension == CHURN_RECENCY ? worse->threshold >= better->threshold : worse->threshold <= better->threshold;
}

static enum churn_status check_group(const struct cuts_table *table, enum churn_dimension dimension, size_t group,
                                     struct churn_error *err)
{
    const struct churn_cut *worse = NULL;
    for (unsigned score = 1; score <= table->shape.bins[dimension]; score++) {
        const struct churn_cut *cut = cuts_table_at(table, dimension, group, score);
        if (cut == NULL)
            return row_error(&table->shape, dimension, group, score, "is missing", err);
        if (worse != NULL && !in_order(worse, cut))
            return row_error(&table->shape, dimension, group, score, "is easier to reach than the score below it", err);
        worse = cut;
    }
    return CHURN_OK;
}

static enum churn_status check_dimension(const struct cuts_table *table, enum churn_dimension dimension,
                                         struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    size_t groups = rfm_shape_groups(&table->shape, dimension);
    for (size_t group = 0; group < groups && status == CHURN_OK; group++)
        status = check_group(table, dimension, group, err);
    return status;
}

enum churn_status cuts_table_init(struct cuts_table *table, const struct churn_cuts *cuts, struct churn_error *err)
{
    table->rows = NULL;
    enum churn_status status = find_shape(&table->shape, cuts, err);
    if (status != CHURN_OK)
        return status;
    table->rows = calloc(rfm_shape_rows(&table->shape), sizeof *table->rows);
    if (table->rows == NULL)
        return churn_error_set(err, CHURN_MEMORY, "no memory to look up %zu cut points", cuts->count);
    for (size_t i = 0; i < cuts->count && status == CHURN_OK; i++)
        status = place_row(table, &cuts->rows[i], err);
    for (unsigned d = 0; d < CHURN_DIMENSIONS && status == CHURN_OK; d++)
        status = check_dimension(table, (enum churn_dimension)d, err);
    return status;
}

void cuts_table_clear(struct cuts_table *table)
{
    free(table->rows);
    table->rows = NULL;
}

const struct churn_cut *cuts_table_at(const struct cuts_table *table, enum churn_dimension dimension, size_t group,
                                      unsigned score)
{
    return table->rows[rfm_shape_row(&table->shape, dimension, group, score)];
}

enum churn_status churn_cuts_check(const struct churn_cuts *cuts, bool *nested, unsigned bins[CHURN_DIMENSIONS],
                                   struct churn_error *err)
{
    struct cuts_table table;
    enum churn_status status = cuts_table_init(&table, cuts, err);
    if (status == CHURN_OK) {
        *nested = table.shape.nested;
        for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
            bins[d] = table.shape.bins[d];
    }
    cuts_table_clear(&table);
    return status;
}
