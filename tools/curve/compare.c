/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All groups as one: for the reference they share, and for the test whether they differ. */
#include <stdlib.h>

#include "curve/fit.h"

enum churn_status columns_init(struct columns *columns, size_t count, struct churn_error *err)
{
    columns->score = calloc(3 * count + 1, sizeof *columns->score);
    if (columns->score == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    columns->n = columns->score + count;
    columns->retained = columns->n + count;
    columns->count = 0;
    return CHURN_OK;
}

/* By score; beyond that only the order of the sums must be the same whatever the order of rows. */
static int compare_levels(const void *a, const void *b)
{
    const struct curve_level *x = *(const struct curve_level *const *)a, *y = *(const struct curve_level *const *)b;
    if (x->cell.score != y->cell.score)
        return x->cell.score < y->cell.score ? -1 : 1;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return (x->retained > y->retained) - (x->retained < y->retained);
}

static bool takes_part(const struct curve_group *group, bool fitted_only)
{
    return !fitted_only || group->fits != NULL;
}

static size_t gather(const struct curve_result *result, bool fitted_only, const struct curve_level **levels)
{
    size_t count = 0;
    for (size_t i = 0; i < result->count; i++)
        for (size_t j = 0; takes_part(&result->groups[i], fitted_only) && j < result->groups[i].count; j++) {
            if (levels != NULL)
                levels[count] = &result->groups[i].levels[j];
            count++;
        }
    return count;
}

static void add_up(const struct curve_level *const *levels, size_t count, struct columns *columns)
{
    for (size_t i = 0; i < count; i++) {
        size_t last = columns->count;
        if (last == 0 || columns->score[last - 1] != levels[i]->cell.score)
            columns->score[columns->count++] = levels[i]->cell.score;
        columns->n[columns->count - 1] += levels[i]->n;
        columns->retained[columns->count - 1] += levels[i]->retained;
    }
}

enum churn_status fit_together(const struct curve_result *result, bool fitted_only, struct churn_curve_fits **fits,
                               struct churn_error *err)
{
    struct columns columns = { .score = NULL };
    size_t count = gather(result, fitted_only, NULL);
    const struct curve_level **levels = calloc(count + 1, sizeof *levels);
    *fits = NULL;
    enum churn_status status =
        levels == NULL ? churn_error_set(err, CHURN_MEMORY, "out of memory") : columns_init(&columns, count, err);
    if (status == CHURN_OK) {
        gather(result, fitted_only, levels);
        qsort(levels, count, sizeof(struct curve_level *), compare_levels);
        add_up(levels, count, &columns);
        status =
            churn_curve_fits_new(columns.score, columns.n, columns.retained, columns.count, &result->plan.options, fits, err);
    }
    free(columns.score);
    free(levels);
    return status;
}

enum churn_status compare_groups(struct curve_result *result, struct churn_error *err)
{
    struct churn_curve_fits *pooled = NULL;
    size_t count = 0;
    const struct churn_curve_fits **each = calloc(result->count + 1, sizeof *each);
    if (each == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (size_t i = 0; i < result->count; i++)
        if (result->groups[i].fits != NULL)
            each[count++] = result->groups[i].fits;
    enum churn_status status = count < 2 ? CHURN_OK : fit_together(result, true, &pooled, err);
    if (status == CHURN_OK && pooled != NULL)
        result->tested = churn_curve_test_groups(each, count, pooled, &result->test);
    churn_curve_fits_free(pooled);
    free(each);
    return status == CHURN_NUMERIC ? CHURN_OK : status;
}
