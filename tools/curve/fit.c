/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells to curves: each group is fitted, and the chosen curve is read off at every score. */
#include "curve/fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *curve_score_text(double score, char *buffer)
{
    snprintf(buffer, CURVE_SCORE_SIZE, "%.15g", score);
    return buffer;
}

static void observe(const struct curve_plan *plan, struct curve_level *level)
{
    level->n = churn_amount_to_double(level->cell.n);
    level->retained = churn_amount_to_double(level->cell.retained);
    level->rate = level->retained / level->n;
    churn_wilson(level->n, level->retained, plan->options.confidence, &level->low, &level->high);
    level->isotonic = level->fit = level->fit_low = level->fit_high = NAN;
    level->slope = level->gain = level->value_of_a_point = NAN;
    level->zone = "";
}

static enum churn_status load_groups(struct curve_result *result, struct churn_error *err)
{
    size_t count = churn_outcomes_groups(result->data->outcomes);
    if (count == 0)
        return churn_error_set(err, CHURN_NUMERIC, "no row has a score and an outcome, so there is no curve");
    result->groups = calloc(count, sizeof *result->groups);
    if (result->groups == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    result->count = count;
    for (size_t i = 0; i < count; i++) {
        struct curve_group *group = &result->groups[i];
        group->name = churn_outcomes_group(result->data->outcomes, i, &group->count);
        group->levels = calloc(group->count, sizeof *group->levels);
        if (group->levels == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        for (size_t j = 0; j < group->count; j++) {
            group->levels[j].cell = churn_outcomes_at(result->data->outcomes, i, j);
            observe(&result->plan, &group->levels[j]);
        }
    }
    return CHURN_OK;
}

static void find_zones(const struct curve_plan *plan, struct curve_group *group)
{
    const struct churn_curve *curve = &group->chosen->curve;
    bool rising = churn_curve_at(curve, curve->high_score) > churn_curve_at(curve, curve->low_score);
    group->zones.known = rising;
    group->zones.by_bends = rising && !plan->has_thresholds && churn_curve_bends(curve, group->zones.border);
    for (size_t i = 0; rising && !group->zones.by_bends && i < 2; i++)
        group->zones.border[i] = churn_curve_reach(curve, plan->threshold[i]);
}

static const char *zone_of(const struct curve_zones *zones, double score)
{
    if (!zones->known)
        return "";
    if (score < zones->border[0])
        return "defection";
    return score < zones->border[1] ? "indifference" : "affection";
}

static void read_off(const struct curve_group *group, struct curve_level *level)
{
    const struct churn_curve *curve = &group->chosen->curve;
    double score = level->cell.score;
    level->fit = churn_curve_at(curve, score);
    level->slope = churn_curve_slope(curve, score);
    bool falls = churn_curve_fits_finding(group->fits) == CHURN_CURVE_FALLS; /* nothing is gained by lifting scores then */
    level->gain = falls ? NAN : churn_curve_at(curve, score + 1) - level->fit;
    level->value_of_a_point = level->gain * churn_amount_to_double(level->cell.value);
    level->zone = zone_of(&group->zones, score);
    if (!churn_curve_interval(group->fits, curve->model, score, &level->fit_low, &level->fit_high))
        level->fit_low = level->fit_high = NAN;
}

/* Separated the wrong way round: what is left, a constant or a curve that may not fall, would say the same of all scores. */
static bool falls_apart(const struct curve_plan *plan, const struct churn_curve_fits *fits)
{
    bool rising;
    if (!plan->automatic || churn_curve_fits_finding(fits) != CHURN_CURVE_SEPARATED)
        return false;
    churn_curve_fits_separation(fits, &rising);
    return !rising;
}

static void choose(const struct curve_plan *plan, struct curve_group *group)
{
    enum churn_curve_model model = plan->automatic ? churn_curve_fits_best(group->fits) : plan->model;
    const struct churn_curve_fit *fit = churn_curve_fits_at(group->fits, model);
    const struct churn_curve *isotonic = &churn_curve_fits_at(group->fits, CHURN_CURVE_ISOTONIC)->curve;
    group->chosen = fit->converged && !falls_apart(plan, group->fits) ? fit : NULL;
    if (group->chosen != NULL)
        find_zones(plan, group);
    for (size_t i = 0; i < group->count; i++) {
        group->levels[i].isotonic = churn_curve_at(isotonic, group->levels[i].cell.score);
        if (group->chosen != NULL)
            read_off(group, &group->levels[i]);
    }
}

/* Where a group has no curve its reason is kept, and the others go on. */
static enum churn_status fit_group(const struct curve_plan *plan, struct curve_group *group, struct churn_error *err)
{
    struct columns columns;
    enum churn_status status = columns_init(&columns, group->count, err);
    if (status != CHURN_OK)
        return status;
    for (size_t i = 0; i < group->count; i++) {
        columns.score[i] = group->levels[i].cell.score;
        columns.n[i] = group->levels[i].n;
        columns.retained[i] = group->levels[i].retained;
    }
    status = churn_curve_fits_new(columns.score, columns.n, columns.retained, group->count, &plan->options, &group->fits,
                                  &group->refusal);
    free(columns.score);
    if (status == CHURN_OK)
        choose(plan, group);
    else
        *err = group->refusal;
    return status == CHURN_NUMERIC ? CHURN_OK : status;
}

/* Groups share one reference, that of all together, or their two slopes could not be compared. */
static enum churn_status share_reference(struct curve_result *result, struct churn_error *err)
{
    struct churn_curve_fits *together = NULL;
    enum churn_status status = fit_together(result, false, &together, err);
    if (status == CHURN_OK)
        result->plan.options.reference = churn_curve_fits_reference(together);
    result->plan.options.has_reference = true;
    churn_curve_fits_free(together);
    return status;
}

enum churn_status curve_result_make(const struct curve_settings *settings, const struct curve_data *data,
                                    const struct curve_plan *plan, struct curve_result *result, struct churn_error *err)
{
    struct churn_error reason;
    *result = (struct curve_result){ .settings = settings, .data = data, .plan = *plan };
    enum churn_status status = load_groups(result, &reason);
    if (status == CHURN_OK && !result->plan.options.has_reference)
        status = share_reference(result, &reason);
    for (size_t i = 0; status == CHURN_OK && i < result->count; i++) {
        status = fit_group(&result->plan, &result->groups[i], &reason);
        result->fitted += result->groups[i].fits != NULL;
    }
    if (status == CHURN_OK && result->fitted == 0)
        status = CHURN_NUMERIC; /* every group has its reason; the last is told */
    if (status == CHURN_OK && result->count > 1)
        status = compare_groups(result, &reason);
    if (status != CHURN_OK && err != NULL)
        *err = reason;
    return status;
}

void curve_result_clear(struct curve_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        churn_curve_fits_free(result->groups[i].fits);
        free(result->groups[i].levels);
    }
    free(result->groups);
}
