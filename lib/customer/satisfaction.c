/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Surveys to one account a customer. Two days stand out, the latest and the one before: they are kept with the sums of their
 * scores, and since a day that two later ones have pushed out can never come back, the rows may come in any order.
 */
#include "customer/satisfaction.h"

#include <stdlib.h>

#include "base/idmap.h"

struct account {
    struct series scores;
    churn_amount before_sum; /* of the survey day before the latest */
    churn_day before_day;
    uint32_t before_count; /* 0: there is no such day */
};

struct churn_satisfaction {
    churn_day until;
    struct churn_survey_counts counts;
    struct idmap ids;
    struct account *accounts; /* by number */
    struct series *gaps;      /* by number; NULL while no survey told what was expected */
    size_t capacity;
    uint32_t *sorted; /* numbers in byte order of the ids */
    size_t sorted_count;
};

enum churn_status churn_satisfaction_new(churn_day until, struct churn_satisfaction **satisfaction, struct churn_error *err)
{
    *satisfaction = calloc(1, sizeof **satisfaction);
    if (*satisfaction == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*satisfaction)->until = until;
    (*satisfaction)->counts.last_day = CHURN_DAY_NONE;
    enum churn_status status = idmap_init(&(*satisfaction)->ids, err);
    if (status != CHURN_OK) {
        free(*satisfaction);
        *satisfaction = NULL;
    }
    return status;
}

void churn_satisfaction_free(struct churn_satisfaction *satisfaction)
{
    if (satisfaction == NULL)
        return;
    idmap_clear(&satisfaction->ids);
    free(satisfaction->accounts);
    free(satisfaction->gaps);
    free(satisfaction->sorted);
    free(satisfaction);
}

static enum churn_status refuse_memory(const struct churn_satisfaction *satisfaction, struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory at %zu customers", satisfaction->ids.count);
}

static enum churn_status make_room(struct churn_satisfaction *satisfaction, struct churn_error *err)
{
    if (satisfaction->ids.count < satisfaction->capacity)
        return CHURN_OK;
    size_t capacity = satisfaction->capacity == 0 ? 1024 : 2 * satisfaction->capacity;
    struct account *accounts = reallocarray(satisfaction->accounts, capacity, sizeof *accounts);
    if (accounts == NULL)
        return refuse_memory(satisfaction, err);
    satisfaction->accounts = accounts;
    if (satisfaction->gaps != NULL) {
        struct series *gaps = reallocarray(satisfaction->gaps, capacity, sizeof *gaps);
        if (gaps == NULL)
            return refuse_memory(satisfaction, err);
        satisfaction->gaps = gaps;
    }
    satisfaction->capacity = capacity;
    return CHURN_OK;
}

static enum churn_status account_of(struct churn_satisfaction *satisfaction, struct churn_text id, size_t *number,
                                    struct churn_error *err)
{
    bool added;
    enum churn_status status = make_room(satisfaction, err);
    if (status == CHURN_OK)
        status = idmap_add(&satisfaction->ids, id, number, &added, err);
    if (status != CHURN_OK || !added)
        return status;
    satisfaction->accounts[*number] = (struct account){ .before_count = 0 };
    if (satisfaction->gaps != NULL)
        satisfaction->gaps[*number] = (struct series){ .count = 0 };
    return CHURN_OK;
}

/* Before the row is added to the series. */
static void note_day_before(struct account *account, const struct churn_survey *survey)
{
    const struct series *scores = &account->scores;
    if (scores->count == 0 || survey->day == scores->last_day)
        return;
    if (survey->day > scores->last_day) {
        account->before_day = scores->last_day;
        account->before_sum = scores->last_sum;
        account->before_count = scores->last_count;
    } else if (account->before_count == 0 || survey->day > account->before_day) {
        account->before_day = survey->day;
        account->before_sum = survey->score;
        account->before_count = 1;
    } else if (survey->day == account->before_day) {
        account->before_sum += survey->score;
        account->before_count++;
    }
}

static enum churn_status add_gap(struct churn_satisfaction *satisfaction, size_t number, const struct churn_survey *survey,
                                 struct churn_error *err)
{
    if (satisfaction->gaps == NULL) {
        satisfaction->gaps = calloc(satisfaction->capacity, sizeof *satisfaction->gaps);
        if (satisfaction->gaps == NULL)
            return refuse_memory(satisfaction, err);
    }
    return series_add(&satisfaction->gaps[number], survey->day, survey->score - survey->expected, err);
}

enum churn_status survey_count(struct churn_survey_counts *counts, const struct churn_survey *survey, churn_day until,
                               bool *later, struct churn_error *err)
{
    counts->surveys++;
    counts->decimals = survey->score_decimals > counts->decimals ? survey->score_decimals : counts->decimals;
    counts->decimals = survey->expected_decimals > counts->decimals ? survey->expected_decimals : counts->decimals;
    enum churn_status status = churn_amount_add(&counts->total, survey->score, err); /* 0 where there is none */
    *later = until != CHURN_DAY_NONE && survey->day > until;
    counts->later += *later;
    if (*later || status != CHURN_OK)
        return status;
    if (counts->last_day == CHURN_DAY_NONE || survey->day > counts->last_day)
        counts->last_day = survey->day;
    counts->unscored += !survey->has_score;
    if (!survey->has_score)
        return CHURN_OK;
    counts->highest = counts->scored == 0 || survey->score > counts->highest ? survey->score : counts->highest;
    counts->lowest = counts->scored == 0 || survey->score < counts->lowest ? survey->score : counts->lowest;
    counts->scored++;
    return CHURN_OK;
}

enum churn_status churn_satisfaction_add(struct churn_satisfaction *satisfaction, const struct churn_survey *survey,
                                         struct churn_error *err)
{
    size_t number = 0;
    bool later;
    enum churn_status status = survey_count(&satisfaction->counts, survey, satisfaction->until, &later, err);
    if (status != CHURN_OK || later)
        return status;
    status = account_of(satisfaction, survey->id, &number, err);
    if (status != CHURN_OK || !survey->has_score)
        return status;
    struct account *account = &satisfaction->accounts[number];
    note_day_before(account, survey);
    status = series_add(&account->scores, survey->day, survey->score, err);
    return status == CHURN_OK && survey->has_expected ? add_gap(satisfaction, number, survey, err) : status;
}

enum churn_status churn_satisfaction_fold(struct churn_satisfaction *satisfaction, struct churn_surveys *surveys,
                                          struct churn_error *err)
{
    struct churn_survey survey;
    enum churn_status status;
    while ((status = churn_surveys_next(surveys, &survey, err)) == CHURN_OK) {
        status = churn_satisfaction_add(satisfaction, &survey, err);
        if (status != CHURN_OK)
            return status;
    }
    return status == CHURN_END ? CHURN_OK : status;
}

struct churn_survey_counts churn_satisfaction_counts(const struct churn_satisfaction *satisfaction)
{
    return satisfaction->counts;
}

static int compare_numbers(const void *a, const void *b, void *context)
{
    const struct churn_text *keys = context;
    return churn_text_compare(keys[*(const uint32_t *)a], keys[*(const uint32_t *)b]);
}

enum churn_status churn_satisfaction_sort(struct churn_satisfaction *satisfaction, struct churn_error *err)
{
    size_t count = satisfaction->ids.count;
    if (satisfaction->sorted_count == count)
        return CHURN_OK;
    uint32_t *sorted = reallocarray(satisfaction->sorted, count, sizeof *sorted);
    if (sorted == NULL)
        return refuse_memory(satisfaction, err);
    satisfaction->sorted = sorted;
    for (size_t i = 0; i < count; i++)
        sorted[i] = (uint32_t)i;
    qsort_r(sorted, count, sizeof *sorted, compare_numbers, satisfaction->ids.keys);
    satisfaction->sorted_count = count;
    return CHURN_OK;
}

size_t churn_satisfaction_count(const struct churn_satisfaction *satisfaction)
{
    return satisfaction->ids.count;
}

static struct churn_quotient mean_of(churn_amount sum, uint32_t count)
{
    return (struct churn_quotient){ count > 0 ? sum : 0, count };
}

/* A difference of two means over one divisor. Sums of less than 2^32 scores of nine digits leave room for it. */
static struct churn_quotient change_of(const struct account *account)
{
    churn_amount last = account->scores.last_count, before = account->before_count;
    if (before == 0)
        return (struct churn_quotient){ 0, 0 };
    return (struct churn_quotient){ account->scores.last_sum * before - account->before_sum * last, last * before };
}

/* Of the latest day; a gap of an older survey says nothing of today's score. */
static struct churn_quotient gap_of(const struct series *scores, const struct series *gaps)
{
    bool latest = gaps->count > 0 && gaps->last_day == scores->last_day;
    return mean_of(gaps->last_sum, latest ? gaps->last_count : 0);
}

enum churn_status churn_satisfaction_at(const struct churn_satisfaction *satisfaction, size_t index,
                                        struct churn_satisfaction_figures *figures, struct churn_error *err)
{
    static const struct series none = { .count = 0 };
    size_t number = satisfaction->sorted[index];
    const struct account *account = &satisfaction->accounts[number];
    const struct series *scores = &account->scores;
    const struct series *gaps = satisfaction->gaps != NULL ? &satisfaction->gaps[number] : &none;
    *figures = (struct churn_satisfaction_figures){
        .id = satisfaction->ids.keys[number],
        .surveys = scores->count,
        .latest_day = scores->count > 0 ? scores->last_day : CHURN_DAY_NONE,
        .latest_score = mean_of(scores->last_sum, scores->last_count),
        .mean_score = mean_of(scores->sum, scores->count),
        .score_change = change_of(account),
        .expectation_gap = gap_of(scores, gaps),
    };
    enum churn_status status = series_trend(scores, &figures->score_trend, err);
    return status == CHURN_OK ? series_trend(gaps, &figures->expectation_gap_trend, err) : status;
}
