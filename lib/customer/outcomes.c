/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Observations to cells. Problem: millions of rows, few distinct scores, and sums that must not depend on the order of rows.
 * Method: one hash map over (group, bits of the score), exact integer sums in an array beside it, one sort at the end.
 */
#include "customer/outcomes.h"

#include <stdlib.h>
#include <string.h>

#include "base/idmap.h"

#define KEY_SIZE (sizeof(uint32_t) + sizeof(double))

/* Cells of one group: those from first on, count of them, in the sorted order. */
struct group_range {
    uint32_t group;
    size_t first, count;
};

struct churn_outcomes {
    struct idmap groups;
    struct idmap keys;                /* group and score */
    struct churn_outcome_cell *cells; /* by number of the key */
    size_t capacity;
    uint32_t *sorted; /* numbers of cells */
    size_t sorted_count;
    struct group_range *ranges;
    size_t range_count;
};

enum churn_status churn_outcomes_new(struct churn_outcomes **outcomes, struct churn_error *err)
{
    *outcomes = calloc(1, sizeof **outcomes);
    if (*outcomes == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = idmap_init(&(*outcomes)->groups, err);
    if (status == CHURN_OK)
        status = idmap_init(&(*outcomes)->keys, err);
    if (status == CHURN_OK)
        return CHURN_OK;
    churn_outcomes_free(*outcomes);
    *outcomes = NULL;
    return status;
}

void churn_outcomes_free(struct churn_outcomes *outcomes)
{
    if (outcomes == NULL)
        return;
    idmap_clear(&outcomes->groups);
    idmap_clear(&outcomes->keys);
    free(outcomes->cells);
    free(outcomes->sorted);
    free(outcomes->ranges);
    free(outcomes);
}

enum churn_status outcomes_group(struct churn_outcomes *outcomes, struct churn_text name, uint32_t *group,
                                 struct churn_error *err)
{
    size_t number;
    bool added;
    struct churn_text key = { name.length > 0 ? name.data : "", name.length };
    enum churn_status status = idmap_add(&outcomes->groups, key, &number, &added, err);
    *group = (uint32_t)number;
    return status;
}

struct churn_text outcomes_group_name(const struct churn_outcomes *outcomes, uint32_t group)
{
    return outcomes->groups.keys[group];
}

static enum churn_status make_room(struct churn_outcomes *outcomes, struct churn_error *err)
{
    if (outcomes->keys.count < outcomes->capacity)
        return CHURN_OK;
    size_t capacity = outcomes->capacity == 0 ? 64 : 2 * outcomes->capacity;
    struct churn_outcome_cell *larger = reallocarray(outcomes->cells, capacity, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory at %zu scores", outcomes->keys.count);
    outcomes->cells = larger;
    outcomes->capacity = capacity;
    return CHURN_OK;
}

static enum churn_status find_cell(struct churn_outcomes *outcomes, const struct churn_response *response,
                                   struct churn_outcome_cell **cell, struct churn_error *err)
{
    char key[KEY_SIZE];
    uint32_t group;
    size_t number;
    bool added;
    enum churn_status status = outcomes_group(outcomes, response->group, &group, err);
    if (status == CHURN_OK)
        status = make_room(outcomes, err);
    if (status != CHURN_OK)
        return status;
    memcpy(key, &group, sizeof group);
    memcpy(key + sizeof group, &response->score, sizeof response->score);
    status = idmap_add(&outcomes->keys, (struct churn_text){ key, KEY_SIZE }, &number, &added, err);
    if (status != CHURN_OK)
        return status;
    *cell = &outcomes->cells[number];
    if (added)
        **cell = (struct churn_outcome_cell){ .score = response->score };
    return CHURN_OK;
}

static enum churn_status add_value(struct churn_outcome_cell *cell, const struct churn_response *response,
                                   struct churn_error *err)
{
    churn_amount product = response->value;
    unsigned decimals;
    enum churn_status status = CHURN_OK;
    if (response->weight != CHURN_AMOUNT_UNIT)
        status = churn_amount_multiply(response->value, CHURN_AMOUNT_DECIMALS, response->weight, CHURN_AMOUNT_DECIMALS,
                                       &product, &decimals, err);
    cell->valued++;
    return status == CHURN_OK ? churn_amount_add(&cell->value, product, err) : status;
}

enum churn_status churn_outcomes_add(struct churn_outcomes *outcomes, const struct churn_response *response,
                                     struct churn_error *err)
{
    struct churn_outcome_cell *cell;
    if (response->weight == 0)
        return CHURN_OK;
    enum churn_status status = find_cell(outcomes, response, &cell, err);
    if (status != CHURN_OK)
        return status;
    cell->rows++;
    outcomes->sorted_count = 0;
    status = churn_amount_add(&cell->n, response->weight, err);
    if (status == CHURN_OK && response->retained)
        status = churn_amount_add(&cell->retained, response->weight, err);
    if (status == CHURN_OK && response->has_value)
        status = add_value(cell, response, err);
    return status;
}

static uint32_t group_of(const struct churn_outcomes *outcomes, uint32_t number)
{
    uint32_t group;
    memcpy(&group, outcomes->keys.keys[number].data, sizeof group);
    return group;
}

static int compare_cells(const void *a, const void *b, void *context)
{
    const struct churn_outcomes *outcomes = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int order = churn_text_compare(outcomes_group_name(outcomes, group_of(outcomes, x)),
                                   outcomes_group_name(outcomes, group_of(outcomes, y)));
    if (order != 0)
        return order;
    double p = outcomes->cells[x].score, q = outcomes->cells[y].score;
    return (p > q) - (p < q);
}

static void find_ranges(struct churn_outcomes *outcomes)
{
    outcomes->range_count = 0;
    for (size_t i = 0; i < outcomes->sorted_count; i++) {
        uint32_t group = group_of(outcomes, outcomes->sorted[i]);
        if (outcomes->range_count == 0 || outcomes->ranges[outcomes->range_count - 1].group != group)
            outcomes->ranges[outcomes->range_count++] = (struct group_range){ group, i, 0 };
        outcomes->ranges[outcomes->range_count - 1].count++;
    }
}

enum churn_status churn_outcomes_sort(struct churn_outcomes *outcomes, struct churn_error *err)
{
    size_t count = outcomes->keys.count;
    if (outcomes->sorted_count == count)
        return CHURN_OK;
    uint32_t *sorted = reallocarray(outcomes->sorted, count, sizeof *sorted);
    if (sorted != NULL)
        outcomes->sorted = sorted;
    struct group_range *ranges = reallocarray(outcomes->ranges, outcomes->groups.count, sizeof *ranges);
    if (ranges != NULL)
        outcomes->ranges = ranges;
    if (sorted == NULL || ranges == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory sorting %zu scores", count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = (uint32_t)i;
    qsort_r(sorted, count, sizeof *sorted, compare_cells, outcomes);
    outcomes->sorted_count = count;
    find_ranges(outcomes);
    return CHURN_OK;
}

size_t churn_outcomes_groups(const struct churn_outcomes *outcomes)
{
    return outcomes->range_count;
}

struct churn_text churn_outcomes_group(const struct churn_outcomes *outcomes, size_t group, size_t *scores)
{
    const struct group_range *range = &outcomes->ranges[group];
    *scores = range->count;
    return outcomes_group_name(outcomes, range->group);
}

struct churn_outcome_cell churn_outcomes_at(const struct churn_outcomes *outcomes, size_t group, size_t index)
{
    return outcomes->cells[outcomes->sorted[outcomes->ranges[group].first + index]];
}
