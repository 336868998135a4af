/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lives to curves, one for each group, and the limit that their means share. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "survival/survival.h"

const char *survival_time_text(double time, char *buffer)
{
    buffer[0] = '\0';
    if (isfinite(time))
        snprintf(buffer, SURVIVAL_TIME_SIZE, "%.15g", time);
    return buffer;
}

/* Scores that are one time are one cell. */
static size_t fill_cells(const struct survival_lives *lives, size_t index, size_t count, struct churn_survival_cell *cells)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        struct churn_outcome_cell cell = churn_outcomes_at(lives->outcomes, index, i);
        double time = churn_survival_time(cell.score);
        if (used == 0 || cells[used - 1].time < time)
            cells[used++] = (struct churn_survival_cell){ time, 0, 0 };
        cells[used - 1].events += churn_amount_to_double(cell.n - cell.retained);
        cells[used - 1].censored += churn_amount_to_double(cell.retained);
    }
    return used;
}

static enum churn_status make_curve(const struct survival_plan *plan, const struct survival_lives *lives, size_t index,
                                    struct survival_group *group, struct churn_error *err)
{
    size_t count;
    group->name = churn_outcomes_group(lives->outcomes, index, &count);
    struct churn_survival_cell *cells = calloc(count, sizeof *cells);
    if (cells == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    count = fill_cells(lives, index, count, cells);
    enum churn_status status = churn_survival_new(cells, count, &plan->options, &group->curve, err);
    free(cells);
    return status;
}

/* As far as every curve is known; one that has come down to 0 is known for good. */
static double common_limit(const struct survival_groups *groups)
{
    double least = INFINITY, most = NAN;
    for (size_t i = 0; i < groups->count; i++) {
        double last = churn_survival_last(groups->curves[i]);
        bool over = churn_survival_at(groups->curves[i], last).survival <= 0;
        most = i == 0 ? last : fmax(most, last);
        least = over ? least : fmin(least, last);
    }
    return isfinite(least) ? least : most;
}

enum churn_status survival_groups_make(const struct survival_plan *plan, const struct survival_lives *lives,
                                       struct survival_groups *groups, struct churn_error *err)
{
    size_t count = churn_outcomes_groups(lives->outcomes);
    enum churn_status status = CHURN_OK;
    *groups = (struct survival_groups){ .plan = plan, .weight_decimals = lives->weight_decimals, .limit = NAN };
    groups->groups = calloc(count + 1, sizeof *groups->groups);
    groups->curves = calloc(count + 1, sizeof *groups->curves);
    if (groups->groups == NULL || groups->curves == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (size_t i = 0; status == CHURN_OK && i < count; i++) {
        status = make_curve(plan, lives, i, &groups->groups[i], err);
        groups->curves[i] = groups->groups[i].curve;
        groups->count += status == CHURN_OK;
    }
    groups->limit = plan->has_until ? plan->until : common_limit(groups);
    return status;
}

void survival_groups_clear(struct survival_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        churn_survival_free(groups->groups[i].curve);
    free(groups->groups);
    free(groups->curves);
}
