/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Do groups leave at different rates? At each event time of all groups together, events are shared out among those at risk by
 * chance alone (a hypergeometric draw); the weighted sum over time of observed less expected is held against its covariance
 * (Mantel 1966; Peto and Peto 1972; weights by Gehan 1965, Tarone and Ware 1977, Peto and Peto, Harrington and Fleming 1982).
 *
 * The covariance of all groups is singular, since differences sum to 0, and the usual way is to leave a group out. That fails
 * where more is singular: a group never at risk at an event, or two sets of groups whose times do not overlap. So all are kept,
 * scaled to correlations, and its generalised inverse is taken by eigenvalues; their number above 0 are the degrees of freedom.
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>

#include "model/survival.h"

#define SINGULAR 1e-9 /* eigenvalues of a correlation matrix below this are 0: rounding leaves 1e-14 by group */

static const char *const NAMES[CHURN_SURVIVAL_TESTS] = {
    "log-rank", "gehan-wilcoxon", "tarone-ware", "peto", "fleming-harrington",
};

const char *churn_survival_test_name(enum churn_survival_test test)
{
    return NAMES[test];
}

struct comparison {
    const struct churn_survival *const *groups;
    size_t count;
    enum churn_survival_test test;
    double *times; /* with an event in any group, ascending */
    size_t time_count;
    size_t *at; /* by group: its point at or behind the time */
    double *at_risk;
    double *difference; /* observed less expected, weighted */
    gsl_matrix *covariance;
    double share, share_peto; /* of all groups together, before the time; with it */
};

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

static void clear(struct comparison *comparison)
{
    free(comparison->times);
    free(comparison->at);
    free(comparison->at_risk);
    free(comparison->difference);
    if (comparison->covariance != NULL)
        gsl_matrix_free(comparison->covariance);
}

static enum churn_status make(struct comparison *comparison, struct churn_error *err)
{
    size_t points = 1, count = comparison->count;
    for (size_t i = 0; i < count; i++)
        points += comparison->groups[i]->count;
    comparison->times = calloc(points, sizeof *comparison->times);
    comparison->at = calloc(count, sizeof *comparison->at);
    comparison->at_risk = calloc(count, sizeof *comparison->at_risk);
    comparison->difference = calloc(count, sizeof *comparison->difference);
    comparison->covariance = gsl_matrix_calloc(count, count);
    bool whole = comparison->times != NULL && comparison->at != NULL && comparison->at_risk != NULL &&
                 comparison->difference != NULL && comparison->covariance != NULL;
    return whole ? CHURN_OK : no_memory(err);
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void find_times(struct comparison *comparison)
{
    size_t found = 0, kept = 0;
    double *times = comparison->times;
    for (size_t group = 0; group < comparison->count; group++)
        for (size_t i = 0; i < comparison->groups[group]->count; i++)
            if (comparison->groups[group]->points[i].events > 0)
                times[found++] = comparison->groups[group]->points[i].time;
    qsort(times, found, sizeof *times, compare_times);
    for (size_t i = 0; i < found; i++)
        if (kept == 0 || times[kept - 1] < times[i])
            times[kept++] = times[i];
    comparison->time_count = kept;
}

static double weigh(struct comparison *comparison, double n, double d)
{
    double before = comparison->share;
    comparison->share *= (n - d) / n;
    comparison->share_peto *= 1 - d / (n + 1);
    switch (comparison->test) {
    case CHURN_SURVIVAL_GEHAN:
        return n;
    case CHURN_SURVIVAL_TARONE_WARE:
        return sqrt(n);
    case CHURN_SURVIVAL_PETO:
        return comparison->share_peto;
    case CHURN_SURVIVAL_FLEMING_HARRINGTON:
        return before;
    case CHURN_SURVIVAL_LOG_RANK:
    case CHURN_SURVIVAL_TESTS:
        break;
    }
    return 1;
}

/* weight^2 d (n - d) / (n - 1) (n_g / n) (1[g = h] - n_h / n) */
static void add_covariance(struct comparison *comparison, double weight, double n, double d)
{
    double factor = n > 1 ? weight * weight * d * (n - d) / (n - 1) : 0;
    if (factor <= 0)
        return;
    for (size_t g = 0; g < comparison->count; g++) {
        double share = comparison->at_risk[g] / n;
        if (share <= 0)
            continue;
        double *row = gsl_matrix_ptr(comparison->covariance, g, 0);
        for (size_t h = 0; h < comparison->count; h++)
            row[h] -= factor * share * (comparison->at_risk[h] / n);
        row[g] += factor * share;
    }
}

static const struct churn_survival_point *point_at(struct comparison *comparison, size_t group, double time)
{
    const struct churn_survival *survival = comparison->groups[group];
    size_t *at = &comparison->at[group];
    while (*at < survival->count && survival->points[*at].time < time)
        (*at)++;
    return *at < survival->count ? &survival->points[*at] : NULL;
}

static void add_time(struct comparison *comparison, double time, double *observed, double *expected)
{
    double n = 0, d = 0;
    for (size_t group = 0; group < comparison->count; group++) {
        const struct churn_survival_point *point = point_at(comparison, group, time);
        comparison->at_risk[group] = point != NULL ? point->at_risk : 0;
        n += comparison->at_risk[group];
        d += point != NULL && point->time <= time ? point->events : 0;
    }
    double weight = weigh(comparison, n, d);
    for (size_t group = 0; group < comparison->count; group++) {
        const struct churn_survival_point *point = point_at(comparison, group, time);
        double seen = weight * (point != NULL && point->time <= time ? point->events : 0);
        double chance = weight * d * comparison->at_risk[group] / n;
        comparison->difference[group] += seen - chance;
        if (observed != NULL)
            observed[group] += seen;
        if (expected != NULL)
            expected[group] += chance;
    }
    add_covariance(comparison, weight, n, d);
}

/* To correlations: a group that was never at risk at an event gets a row of zeros. */
static void scale(struct comparison *comparison)
{
    gsl_matrix *matrix = comparison->covariance;
    for (size_t g = 0; g < comparison->count; g++) {
        double variance = gsl_matrix_get(matrix, g, g);
        comparison->at_risk[g] = variance > 0 ? 1 / sqrt(variance) : 0;
        comparison->difference[g] *= comparison->at_risk[g];
    }
    for (size_t g = 0; g < comparison->count; g++)
        for (size_t h = 0; h < comparison->count; h++)
            *gsl_matrix_ptr(matrix, g, h) *= comparison->at_risk[g] * comparison->at_risk[h];
}

static void project(const struct comparison *comparison, const gsl_vector *values, const gsl_matrix *vectors,
                    struct churn_survival_result *result)
{
    double statistic = 0;
    for (size_t i = 0; i < comparison->count; i++) {
        double value = gsl_vector_get(values, i), sum = 0;
        if (value <= SINGULAR)
            continue;
        for (size_t g = 0; g < comparison->count; g++)
            sum += gsl_matrix_get(vectors, g, i) * comparison->difference[g];
        statistic += sum * sum / value;
        result->df++;
    }
    if (result->df > 0) {
        result->statistic = statistic;
        result->p = gsl_cdf_chisq_Q(statistic, (double)result->df);
    }
}

static enum churn_status conclude(struct comparison *comparison, struct churn_survival_result *result, struct churn_error *err)
{
    size_t count = comparison->count;
    gsl_vector *values = gsl_vector_calloc(count);
    gsl_matrix *vectors = gsl_matrix_calloc(count, count);
    gsl_eigen_symmv_workspace *workspace = gsl_eigen_symmv_alloc(count);
    enum churn_status status = values != NULL && vectors != NULL && workspace != NULL ? CHURN_OK : no_memory(err);
    scale(comparison);
    if (status == CHURN_OK && gsl_eigen_symmv(comparison->covariance, values, vectors, workspace) != 0)
        status = churn_error_set(err, CHURN_NUMERIC, "the groups cannot be compared: eigenvalues do not converge");
    if (status == CHURN_OK)
        project(comparison, values, vectors, result);
    if (workspace != NULL)
        gsl_eigen_symmv_free(workspace);
    if (vectors != NULL)
        gsl_matrix_free(vectors);
    if (values != NULL)
        gsl_vector_free(values);
    return status;
}

enum churn_status churn_survival_compare(const struct churn_survival *const *groups, size_t count,
                                         enum churn_survival_test test, struct churn_survival_result *result, double *observed,
                                         double *expected, struct churn_error *err)
{
    struct comparison comparison = { .groups = groups, .count = count, .test = test, .share = 1, .share_peto = 1 };
    *result = (struct churn_survival_result){ NAN, 0, NAN };
    if (count > CHURN_SURVIVAL_GROUPS_MAX)
        return churn_error_set(err, CHURN_USAGE, "%zu groups are too many to compare; at most %d can be", count,
                               CHURN_SURVIVAL_GROUPS_MAX);
    for (size_t group = 0; group < count; group++) {
        if (observed != NULL)
            observed[group] = 0;
        if (expected != NULL)
            expected[group] = 0;
    }
    if (count == 0)
        return CHURN_OK;
    enum churn_status status = make(&comparison, err);
    if (status == CHURN_OK) {
        find_times(&comparison);
        for (size_t i = 0; i < comparison.time_count; i++)
            add_time(&comparison, comparison.times[i], observed, expected);
        status = conclude(&comparison, result, err);
    }
    clear(&comparison);
    return status;
}
