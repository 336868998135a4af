/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows sorted by the words of a column, so that groups are runs of them. */
#include <stdlib.h>

#include "common/groups.h"

struct named_row {
    struct churn_text name;
    size_t row;
};

static int by_name(const void *a, const void *b)
{
    return churn_text_compare(((const struct named_row *)a)->name, ((const struct named_row *)b)->name);
}

static enum churn_status add(struct cli_groups *groups, struct churn_text name, struct churn_error *err)
{
    /* powers of two: there may be as many groups as rows */
    if ((groups->count & (groups->count - 1)) == 0) {
        struct churn_text *grown = reallocarray(groups->names, groups->count == 0 ? 1 : 2 * groups->count, sizeof *grown);
        if (grown == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        groups->names = grown;
    }
    groups->names[groups->count++] = name;
    return CHURN_OK;
}

static enum churn_status split(const struct named_row *rows, size_t count, struct cli_groups *groups, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < count; i++) {
        if (i == 0 || churn_text_compare(rows[i - 1].name, rows[i].name) != 0)
            status = add(groups, rows[i].name, err);
        groups->group_of[rows[i].row] = groups->count - 1;
    }
    return status;
}

enum churn_status cli_groups_make(const struct churn_store *store, size_t field, struct cli_groups *groups,
                                  struct churn_error *err)
{
    size_t count = churn_store_rows(store);
    bool named = churn_store_has(store, field);
    struct named_row *rows = calloc(count > 0 ? count : 1, sizeof *rows);
    *groups = (struct cli_groups){ .group_of = calloc(count > 0 ? count : 1, sizeof *groups->group_of) };
    if (rows == NULL || groups->group_of == NULL) {
        free(rows);
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    }
    for (size_t row = 0; row < count; row++)
        rows[row] = (struct named_row){ named ? churn_store_text(store, row, field) : (struct churn_text){ NULL, 0 }, row };
    if (named)
        qsort(rows, count, sizeof *rows, by_name);
    enum churn_status status = split(rows, count, groups, err);
    free(rows);
    return status;
}

void cli_groups_clear(struct cli_groups *groups)
{
    free(groups->group_of);
    free(groups->names);
    *groups = (struct cli_groups){ .names = NULL };
}
