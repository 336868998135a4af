/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved curves in memory: kept by group, found by bisection, applied to a score. */
#include "saved/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const saved_term_names[SAVED_TERMS] = { "reference",       "lowest_score",   "highest_score",
                                                    "defection_below", "affection_from", "level" };
const char *const saved_curve_columns[] = { "group", "model", "term", "score", "value" };

void churn_saved_curves_free(struct churn_saved_curves *curves)
{
    if (curves == NULL)
        return;
    for (size_t i = 0; i < curves->count; i++) {
        free(curves->curves[i].group);
        free(curves->curves[i].curve.level_score);
        free(curves->curves[i].curve.level_retention);
    }
    free(curves->curves);
    free(curves);
}

struct saved_curve *saved_curves_add(struct churn_saved_curves *curves, struct churn_text group)
{
    if (curves->count == curves->capacity) {
        size_t capacity = curves->capacity == 0 ? 4 : 2 * curves->capacity;
        struct saved_curve *larger = reallocarray(curves->curves, capacity, sizeof *larger);
        if (larger == NULL)
            return NULL;
        curves->curves = larger;
        curves->capacity = capacity;
    }
    char *name = malloc(group.length + 1);
    if (name == NULL)
        return NULL;
    if (group.length > 0)
        memcpy(name, group.data, group.length);
    struct saved_curve *added = &curves->curves[curves->count++];
    *added = (struct saved_curve){ .group = name, .group_length = group.length };
    return added;
}

static struct churn_text group_of(const struct saved_curve *curve)
{
    return (struct churn_text){ curve->group, curve->group_length };
}

static int compare_groups(const void *a, const void *b)
{
    return churn_text_compare(group_of(a), group_of(b));
}

size_t saved_curves_sort(struct churn_saved_curves *curves)
{
    qsort(curves->curves, curves->count, sizeof *curves->curves, compare_groups);
    for (size_t i = 1; i < curves->count; i++)
        if (compare_groups(&curves->curves[i - 1], &curves->curves[i]) == 0)
            return i;
    return curves->count;
}

size_t churn_saved_curves_count(const struct churn_saved_curves *curves)
{
    return curves->count;
}

struct churn_text churn_saved_curves_group(const struct churn_saved_curves *curves, size_t index)
{
    return group_of(&curves->curves[index]);
}

bool churn_saved_curves_grouped(const struct churn_saved_curves *curves)
{
    return curves->count > 1 || (curves->count == 1 && curves->curves[0].group_length > 0);
}

static const struct saved_curve *find(const struct churn_saved_curves *curves, struct churn_text group)
{
    size_t low = 0, high = curves->count;
    if (!churn_saved_curves_grouped(curves))
        return curves->count == 1 ? &curves->curves[0] : NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = churn_text_compare(group, group_of(&curves->curves[middle]));
        if (order == 0)
            return &curves->curves[middle];
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const char *zone_of(const struct saved_curve *curve, double score)
{
    if (!curve->has_zones)
        return "";
    if (score < curve->defection_below)
        return "defection";
    return score < curve->affection_from ? "indifference" : "affection";
}

bool churn_saved_curves_predict(const struct churn_saved_curves *curves, struct churn_text group, double score,
                                struct churn_prediction *prediction)
{
    const struct saved_curve *found = find(curves, group);
    if (found == NULL)
        return false;
    double inside = fmin(fmax(score, found->curve.low_score), found->curve.high_score);
    prediction->beyond = inside != score;
    prediction->retention = churn_curve_at(&found->curve, inside);
    prediction->zone = zone_of(found, inside);
    return true;
}
