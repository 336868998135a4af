/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers in groups, each ranked for itself. Rows are sorted by the group's name, so that groups are runs of them. */
#include <stdlib.h>

#include "tiers/tiers.h"

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

static struct churn_text name_of(const struct churn_store *store, size_t row)
{
    return churn_store_has(store, TIERS_GROUP) ? churn_store_text(store, row, TIERS_GROUP) : (struct churn_text){ NULL, 0 };
}

/* Value less cost; a cost that is not known is none. */
static enum churn_status read_values(const struct churn_store *store, struct tiers_groups *groups, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    groups->decimals = churn_store_has(store, TIERS_VALUE) ? churn_store_decimals(store, TIERS_VALUE) : 0;
    if (churn_store_has(store, TIERS_COST) && churn_store_decimals(store, TIERS_COST) > groups->decimals)
        groups->decimals = churn_store_decimals(store, TIERS_COST);
    for (size_t row = 0; status == CHURN_OK && row < churn_store_rows(store); row++) {
        groups->known[row] = !churn_store_null(store, row, TIERS_VALUE);
        groups->values[row] = groups->known[row] ? churn_store_amount(store, row, TIERS_VALUE) : 0;
        if (groups->known[row] && !churn_store_null(store, row, TIERS_COST))
            status = churn_amount_add(&groups->values[row], -churn_store_amount(store, row, TIERS_COST), err);
    }
    return status;
}

static int compare_rows(const void *a, const void *b, void *context)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    int order = churn_text_compare(name_of(context, x), name_of(context, y));
    return order != 0 ? order : (x > y) - (x < y);
}

/* The run of rows that begins at first. */
static struct tiers_group run_from(const struct churn_store *store, const struct tiers_groups *groups, size_t first)
{
    struct tiers_group group = { name_of(store, groups->rows[first]), first, 1, NULL };
    while (first + group.count < churn_store_rows(store) &&
           churn_text_compare(group.name, name_of(store, groups->rows[first + group.count])) == 0)
        group.count++;
    return group;
}

static enum churn_status add_group(struct tiers_groups *groups, struct tiers_group group, struct churn_error *err)
{
    struct tiers_group *grown = reallocarray(groups->groups, groups->count + 1, sizeof *grown);
    if (grown == NULL)
        return no_memory(err);
    groups->groups = grown;
    for (size_t i = 0; i < group.count; i++)
        groups->group_of[groups->rows[group.first + i]] = groups->count;
    groups->groups[groups->count++] = group;
    return CHURN_OK;
}

static enum churn_status find_groups(const struct churn_store *store, struct tiers_groups *groups, struct churn_error *err)
{
    size_t rows = churn_store_rows(store);
    enum churn_status status = CHURN_OK;
    for (size_t row = 0; row < rows; row++)
        groups->rows[row] = row;
    if (churn_store_has(store, TIERS_GROUP) && rows > 0)
        qsort_r(groups->rows, rows, sizeof *groups->rows, compare_rows, (void *)store);
    for (size_t first = 0; status == CHURN_OK && first < rows;) {
        struct tiers_group group = run_from(store, groups, first);
        status = add_group(groups, group, err);
        first += group.count;
    }
    if (status == CHURN_OK && rows == 0 && !churn_store_has(store, TIERS_GROUP))
        status = add_group(groups, (struct tiers_group){ .count = 0 }, err);
    return status;
}

/* The values of a group's rows, gathered for the ranking. */
static enum churn_status rank(const struct tiers_plan *plan, const struct tiers_groups *groups, struct tiers_group *group,
                              struct churn_error *err)
{
    churn_amount *values = reallocarray(NULL, group->count + 1, sizeof *values);
    bool *known = reallocarray(NULL, group->count + 1, sizeof *known);
    enum churn_status status = values == NULL || known == NULL ? no_memory(err) : CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < group->count; i++) {
        values[i] = groups->values[groups->rows[group->first + i]];
        known[i] = groups->known[groups->rows[group->first + i]];
    }
    if (status == CHURN_OK)
        status = churn_tiers_new(values, known, group->count, &plan->options, &group->tiers, err);
    free(values);
    free(known);
    return status;
}

enum churn_status tiers_groups_make(const struct churn_store *store, const struct tiers_plan *plan, struct tiers_groups *groups,
                                    struct churn_error *err)
{
    size_t rows = churn_store_rows(store);
    groups->rows = reallocarray(NULL, rows + 1, sizeof *groups->rows);
    groups->values = reallocarray(NULL, rows + 1, sizeof *groups->values);
    groups->known = reallocarray(NULL, rows + 1, sizeof *groups->known);
    groups->group_of = reallocarray(NULL, rows + 1, sizeof *groups->group_of);
    if (groups->rows == NULL || groups->values == NULL || groups->known == NULL || groups->group_of == NULL)
        return no_memory(err);
    enum churn_status status = read_values(store, groups, err);
    if (status == CHURN_OK)
        status = find_groups(store, groups, err);
    for (size_t i = 0; status == CHURN_OK && i < groups->count; i++)
        status = rank(plan, groups, &groups->groups[i], err);
    return status;
}

void tiers_groups_clear(struct tiers_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        churn_tiers_free(groups->groups[i].tiers);
    free(groups->groups);
    free(groups->rows);
    free(groups->values);
    free(groups->known);
    free(groups->group_of);
}
