/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Surveys to cells of period and group: one hash map over both, sums beside it, one sort at the end. A period or group without
 * surveys has no cell, but the report has a row for it: a silent month is news, and a grid without holes can be pivoted.
 */
#include <stdlib.h>
#include <string.h>

#include "base/idmap.h"
#include "customer/satisfaction.h"

#define KEY_SIZE (sizeof(int32_t) + sizeof(uint32_t))

struct cell {
    churn_amount sum;
    uint64_t responses;
    uint64_t satisfied;
    int32_t period;
    uint32_t group; /* its number; after sorting, its rank in byte order */
};

struct churn_satisfaction_periods {
    struct churn_satisfaction_period_options options;
    struct churn_survey_counts counts;
    struct idmap groups;
    struct idmap keys;  /* period and group */
    struct cell *cells; /* by number of the key; sorted for the report */
    size_t capacity;
    int32_t first, last;     /* periods with a row */
    struct churn_text *rank; /* names of groups in byte order; NULL: not sorted yet */
    int32_t period;          /* of the report's next row */
    size_t group, cell;
};

enum churn_status churn_satisfaction_periods_new(const struct churn_satisfaction_period_options *options,
                                                 struct churn_satisfaction_periods **periods, struct churn_error *err)
{
    *periods = calloc(1, sizeof **periods);
    if (*periods == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*periods)->options = *options;
    (*periods)->counts.last_day = CHURN_DAY_NONE;
    enum churn_status status = idmap_init(&(*periods)->groups, err);
    if (status == CHURN_OK)
        status = idmap_init(&(*periods)->keys, err);
    if (status == CHURN_OK)
        return CHURN_OK;
    churn_satisfaction_periods_free(*periods);
    *periods = NULL;
    return status;
}

void churn_satisfaction_periods_free(struct churn_satisfaction_periods *periods)
{
    if (periods == NULL)
        return;
    idmap_clear(&periods->groups);
    idmap_clear(&periods->keys);
    free(periods->cells);
    free(periods->rank);
    free(periods);
}

static enum churn_status make_room(struct churn_satisfaction_periods *periods, struct churn_error *err)
{
    if (periods->keys.count < periods->capacity)
        return CHURN_OK;
    size_t capacity = periods->capacity == 0 ? 64 : 2 * periods->capacity;
    struct cell *larger = reallocarray(periods->cells, capacity, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory at %zu periods and groups", periods->keys.count);
    periods->cells = larger;
    periods->capacity = capacity;
    return CHURN_OK;
}

static enum churn_status cell_of(struct churn_satisfaction_periods *periods, int32_t period, struct churn_text name,
                                 struct cell **cell, struct churn_error *err)
{
    char key[KEY_SIZE];
    size_t group, number;
    bool added;
    struct churn_text group_key = { name.length > 0 ? name.data : "", name.length };
    enum churn_status status = idmap_add(&periods->groups, group_key, &group, &added, err);
    if (status == CHURN_OK)
        status = make_room(periods, err);
    if (status != CHURN_OK)
        return status;
    struct cell fresh = { .period = period, .group = (uint32_t)group };
    memcpy(key, &fresh.period, sizeof fresh.period);
    memcpy(key + sizeof fresh.period, &fresh.group, sizeof fresh.group);
    status = idmap_add(&periods->keys, (struct churn_text){ key, KEY_SIZE }, &number, &added, err);
    if (status != CHURN_OK)
        return status;
    *cell = &periods->cells[number];
    if (added)
        **cell = fresh;
    return CHURN_OK;
}

static void widen(struct churn_satisfaction_periods *periods, int32_t period)
{
    if (periods->keys.count == 0 || period < periods->first)
        periods->first = period;
    if (periods->keys.count == 0 || period > periods->last)
        periods->last = period;
}

enum churn_status churn_satisfaction_periods_add(struct churn_satisfaction_periods *periods, const struct churn_survey *survey,
                                                 struct churn_error *err)
{
    bool later;
    struct cell *cell;
    enum churn_status status = survey_count(&periods->counts, survey, periods->options.until, &later, err);
    if (status != CHURN_OK || later)
        return status;
    int32_t period = churn_period_of(periods->options.kind, survey->day);
    widen(periods, period);
    status = cell_of(periods, period, survey->group, &cell, err);
    if (status != CHURN_OK || !survey->has_score)
        return status;
    cell->responses++;
    cell->satisfied += survey->score >= periods->options.satisfied;
    return churn_amount_add(&cell->sum, survey->score, err);
}

enum churn_status churn_satisfaction_periods_fold(struct churn_satisfaction_periods *periods, struct churn_surveys *surveys,
                                                  struct churn_error *err)
{
    struct churn_survey survey;
    enum churn_status status;
    while ((status = churn_surveys_next(surveys, &survey, err)) == CHURN_OK) {
        status = churn_satisfaction_periods_add(periods, &survey, err);
        if (status != CHURN_OK)
            return status;
    }
    return status == CHURN_END ? CHURN_OK : status;
}

struct churn_survey_counts churn_satisfaction_periods_counts(const struct churn_satisfaction_periods *periods)
{
    return periods->counts;
}

static int compare_names(const void *a, const void *b, void *context)
{
    const struct churn_text *keys = context;
    return churn_text_compare(keys[*(const uint32_t *)a], keys[*(const uint32_t *)b]);
}

static int compare_cells(const void *a, const void *b)
{
    const struct cell *one = a, *other = b;
    int by_period = (one->period > other->period) - (one->period < other->period);
    return by_period != 0 ? by_period : (one->group > other->group) - (one->group < other->group);
}

/* Groups in byte order, cells by period and that. */
static enum churn_status sort(struct churn_satisfaction_periods *periods, struct churn_error *err)
{
    size_t count = periods->groups.count;
    uint32_t *numbers = calloc(2 * count + 1, sizeof *numbers); /* in byte order; behind them, the rank of each */
    periods->rank = calloc(count + 1, sizeof *periods->rank);
    if (numbers == NULL || periods->rank == NULL) {
        free(numbers);
        free(periods->rank);
        periods->rank = NULL;
        return churn_error_set(err, CHURN_MEMORY, "out of memory sorting %zu groups", count);
    }
    for (size_t i = 0; i < count; i++)
        numbers[i] = (uint32_t)i;
    qsort_r(numbers, count, sizeof *numbers, compare_names, periods->groups.keys);
    for (size_t i = 0; i < count; i++) {
        periods->rank[i] = periods->groups.keys[numbers[i]];
        numbers[count + numbers[i]] = (uint32_t)i;
    }
    for (size_t i = 0; i < periods->keys.count; i++)
        periods->cells[i].group = numbers[count + periods->cells[i].group];
    if (periods->keys.count > 0)
        qsort(periods->cells, periods->keys.count, sizeof *periods->cells, compare_cells);
    free(numbers);
    periods->period = periods->first;
    if (periods->options.until != CHURN_DAY_NONE && count > 0)
        periods->last = churn_period_of(periods->options.kind, periods->options.until);
    return CHURN_OK;
}

enum churn_status churn_satisfaction_periods_next(struct churn_satisfaction_periods *periods,
                                                  struct churn_satisfaction_period *period, struct churn_error *err)
{
    enum churn_status status = periods->rank == NULL ? sort(periods, err) : CHURN_OK;
    if (status != CHURN_OK)
        return status;
    if (periods->groups.count == 0 || periods->period > periods->last)
        return CHURN_END;
    *period = (struct churn_satisfaction_period){ .period = periods->period, .group = periods->rank[periods->group] };
    const struct cell *cell = periods->cell < periods->keys.count ? &periods->cells[periods->cell] : NULL;
    if (cell != NULL && cell->period == periods->period && cell->group == periods->group) {
        period->responses = cell->responses;
        period->satisfied = cell->satisfied;
        period->sum = cell->sum;
        periods->cell++;
    }
    if (++periods->group == periods->groups.count) {
        periods->group = 0;
        periods->period++;
    }
    return CHURN_OK;
}
