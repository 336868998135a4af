/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every customer's three values come by here: a place found from the leading bits, and a count, a least and a greatest. */
#include "model/rfm_cells.h"

#include <stdlib.h>

#define MANTISSA 7 /* cells in use fit the first-level cache; one with a cut point holds a customer in a hundred */
#define OF_A_SIGN ((size_t)(63 - MANTISSA + 1) << MANTISSA)
#define SMALL_BITS 11 /* more than five years of days; of either sign, 32 KiB of which few are in use */
#define SMALL (1 << SMALL_BITS)
#define FIRST_LARGE ((size_t)(SMALL_BITS - MANTISSA + 1) << MANTISSA) /* the cell of SMALL */

bool rfm_cells_init(struct rfm_cells *cells)
{
    *cells = (struct rfm_cells){ .none = 0 };
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        if ((cells->list[d] = calloc(2 * OF_A_SIGN, sizeof *cells->list[d])) == NULL)
            return false;
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        if (d != CHURN_MONETARY && (cells->small[d] = calloc(2 * SMALL, sizeof *cells->small[d])) == NULL)
            return false;
    return true;
}

void rfm_cells_clear(struct rfm_cells *cells)
{
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        free(cells->list[d]);
        free(cells->small[d]);
        cells->list[d] = NULL;
        cells->small[d] = NULL;
    }
}

/* Ascending with the key. */
static inline size_t cell_of(int64_t key)
{
    uint64_t size = (uint64_t)(key < 0 ? ~key : key);
    size_t cell = size;
    if (size >> MANTISSA != 0) {
        unsigned exponent = 63U - (unsigned)__builtin_clzll(size);
        cell =
            ((size_t)(exponent - MANTISSA + 1) << MANTISSA) + (size >> (exponent - MANTISSA) & (((size_t)1 << MANTISSA) - 1));
    }
    return key < 0 ? OF_A_SIGN - 1 - cell : OF_A_SIGN + cell;
}

static inline void count_key(struct rfm_cell *cells, int64_t key)
{
    struct rfm_cell *cell = &cells[cell_of(key)];
    bool first = cell->count++ == 0;
    cell->least = first || key < cell->least ? key : cell->least;
    cell->most = first || key > cell->most ? key : cell->most;
}

/* Of days or a frequency. */
static inline void count_whole(struct rfm_cell *cells, uint64_t *small, int64_t key)
{
    uint64_t place = (uint64_t)key + SMALL;
    if (place < 2 * (uint64_t)SMALL)
        small[place]++;
    else
        count_key(cells, key);
}

void rfm_cells_count(struct rfm_cells *cells, const struct churn_rfm_columns *columns)
{
    const struct churn_rfm_columns of = *columns; /* copies: they stay where they are while cells are written */
    const struct rfm_cells to = *cells;
    for (size_t i = 0; i < of.count; i++)
        if (of.recency_days[i] == CHURN_RECENCY_NONE)
            cells->none++;
        else
            count_whole(to.list[CHURN_RECENCY], to.small[CHURN_RECENCY], -(int64_t)of.recency_days[i]);
    for (size_t i = 0; i < of.count; i++)
        count_whole(to.list[CHURN_FREQUENCY], to.small[CHURN_FREQUENCY], of.frequency[i]);
    for (size_t i = 0; i < of.count; i++)
        count_key(to.list[CHURN_MONETARY], of.monetary[i]);
}

static void add_cell(struct rfm_cell *cell, const struct rfm_cell *more)
{
    if (more->count == 0)
        return;
    bool first = cell->count == 0;
    cell->count += more->count;
    cell->least = first || more->least < cell->least ? more->least : cell->least;
    cell->most = first || more->most > cell->most ? more->most : cell->most;
}

void rfm_cells_add(struct rfm_cells *cells, const struct rfm_cells *more)
{
    cells->none += more->none;
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        for (size_t i = 0; i < 2 * OF_A_SIGN; i++)
            add_cell(&cells->list[d][i], &more->list[d][i]);
        for (size_t i = 0; more->small[d] != NULL && i < 2 * (size_t)SMALL; i++)
            cells->small[d][i] += more->small[d][i];
    }
}

/* One more bucket, of keys above those before; start is where the next one begins. */
static void add_bucket(struct rfm_counted *counted, size_t *start, const struct rfm_cell *cell)
{
    if (cell->count == 0)
        return;
    counted->buckets[counted->bucket_count++] =
        (struct rfm_bucket){ .start = *start, .count = cell->count, .least = cell->least, .most = cell->most };
    *start += cell->count;
}

static size_t count_used(const struct rfm_cells *cells, enum churn_dimension dimension)
{
    size_t used = 0;
    for (size_t i = 0; i < 2 * OF_A_SIGN; i++)
        used += cells->list[dimension][i].count > 0;
    for (size_t i = 0; cells->small[dimension] != NULL && i < 2 * (size_t)SMALL; i++)
        used += cells->small[dimension][i] > 0;
    return used;
}

/* Small keys have no cells where they are counted one by one, so each list is whole without the other. */
bool rfm_cells_buckets(const struct rfm_cells *cells, enum churn_dimension dimension, struct rfm_counted *counted)
{
    const struct rfm_cell *list = cells->list[dimension];
    const uint64_t *small = cells->small[dimension];
    *counted = (struct rfm_counted){ .none = dimension == CHURN_RECENCY ? cells->none : 0 };
    counted->buckets = calloc(count_used(cells, dimension) + 1, sizeof *counted->buckets);
    if (counted->buckets == NULL)
        return false;
    size_t start = counted->none, i = 0;
    for (; i < OF_A_SIGN - (small != NULL ? FIRST_LARGE : 0); i++)
        add_bucket(counted, &start, &list[i]);
    for (int64_t key = -SMALL; small != NULL && key < SMALL; key++)
        add_bucket(counted, &start, &(struct rfm_cell){ small[key + SMALL], key, key });
    for (; i < 2 * OF_A_SIGN; i++)
        add_bucket(counted, &start, &list[i]);
    return true;
}
