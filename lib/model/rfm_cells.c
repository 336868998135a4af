/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every customer's three values come by here: a place found from the leading bits, and a count, a least and a greatest. */
#include "model/rfm_cells.h"

#include <stdlib.h>

#define MANTISSA 7 /* cells in use fit the first-level cache; one with a cut point holds a customer in a hundred */
#define OF_A_SIGN ((size_t)(63 - MANTISSA + 1) << MANTISSA)

bool rfm_cells_init(struct rfm_cells *cells)
{
    *cells = (struct rfm_cells){ .none = 0 };
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        if ((cells->list[d] = calloc(2 * OF_A_SIGN, sizeof *cells->list[d])) == NULL)
            return false;
    return true;
}

void rfm_cells_clear(struct rfm_cells *cells)
{
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        free(cells->list[d]);
        cells->list[d] = NULL;
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

void rfm_cells_count(struct rfm_cells *cells, const struct churn_rfm_columns *columns)
{
    const struct churn_rfm_columns of = *columns; /* copies: they stay where they are while cells are written */
    struct rfm_cell *recency = cells->list[CHURN_RECENCY], *frequency = cells->list[CHURN_FREQUENCY];
    struct rfm_cell *monetary = cells->list[CHURN_MONETARY];
    for (size_t i = 0; i < of.count; i++)
        if (of.recency_days[i] == CHURN_RECENCY_NONE)
            cells->none++;
        else
            count_key(recency, -(int64_t)of.recency_days[i]);
    for (size_t i = 0; i < of.count; i++)
        count_key(frequency, of.frequency[i]);
    for (size_t i = 0; i < of.count; i++)
        count_key(monetary, of.monetary[i]);
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
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        for (size_t i = 0; i < 2 * OF_A_SIGN; i++)
            add_cell(&cells->list[d][i], &more->list[d][i]);
}

bool rfm_cells_buckets(const struct rfm_cells *cells, enum churn_dimension dimension, struct rfm_counted *counted)
{
    const struct rfm_cell *list = cells->list[dimension];
    size_t count = 0;
    for (size_t i = 0; i < 2 * OF_A_SIGN; i++)
        count += list[i].count > 0;
    *counted = (struct rfm_counted){ .none = dimension == CHURN_RECENCY ? cells->none : 0 };
    counted->buckets = calloc(count + 1, sizeof *counted->buckets);
    if (counted->buckets == NULL)
        return false;
    size_t start = counted->none;
    for (size_t i = 0; i < 2 * OF_A_SIGN; i++) {
        if (list[i].count == 0)
            continue;
        counted->buckets[counted->bucket_count++] =
            (struct rfm_bucket){ .start = start, .count = list[i].count, .least = list[i].least, .most = list[i].most };
        start += list[i].count;
    }
    return true;
}
