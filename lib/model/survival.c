/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problem: the share of customers that stay at least so long, where most of them have not left yet. Method: product limit
 * (Kaplan and Meier 1958) with Greenwood's error, and cumulative hazard (Nelson 1972, Aalen 1978), over cells of equal time, so
 * that a million customers who live some thousand days are some thousand cells. One walk from the back counts those at risk,
 * one from the front multiplies. At a time that has both, events come before censorings, as everywhere.
 *
 * Hazard's error is sum d/n^2, R's; with ties, sum 1/(n-i)^2 (Fleming and Harrington) would be a little larger.
 */
#include "model/survival.h"
#include "base/real.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

double churn_survival_time(double time)
{
    return real_round(time, 15);
}

static enum churn_status check_cells(const struct churn_survival_cell *cells, size_t count, struct churn_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct churn_survival_cell *cell = &cells[i];
        bool sound = isfinite(cell->time) && cell->time >= 0 && (i == 0 || cells[i - 1].time < cell->time);
        bool counted = isfinite(cell->events) && isfinite(cell->censored) && cell->events >= 0 && cell->censored >= 0 &&
                       cell->events + cell->censored > 0;
        if (!sound || !counted)
            return churn_error_set(err, CHURN_USAGE,
                                   "times must be 0 or more and ascend, and each have somebody who left or was there then");
    }
    return CHURN_OK;
}

/* From the back, so that nobody is taken off a sum: with whole counts both ways are exact, with weights only this one ends in
 * 0.
 */
static void count_at_risk(const struct churn_survival_cell *cells, struct churn_survival *survival)
{
    double at_risk = 0;
    for (size_t i = survival->count; i-- > 0;) {
        at_risk += cells[i].events + cells[i].censored;
        survival->events += cells[i].events;
        survival->points[i] = (struct churn_survival_point){
            .time = cells[i].time, .at_risk = at_risk, .events = cells[i].events, .censored = cells[i].censored
        };
    }
    survival->subjects = at_risk;
}

static void multiply(struct churn_survival *survival)
{
    double share = 1, hazard = 0, greenwood = 0, variance = 0;
    for (size_t i = 0; i < survival->count; i++) {
        struct churn_survival_point *point = &survival->points[i];
        double n = point->at_risk, d = point->events;
        if (d > 0) {
            share *= d < n ? (n - d) / n : 0;
            hazard += d / n;
            variance += d / n / n;
            greenwood += d < n ? d / n / (n - d) : INFINITY;
        }
        point->survival = share;
        point->survival_error = share > 0 ? share * sqrt(greenwood) : NAN;
        point->hazard = hazard;
        point->hazard_error = sqrt(variance);
        survival_limits(survival, greenwood, point);
    }
}

enum churn_status churn_survival_new(const struct churn_survival_cell *cells, size_t count,
                                     const struct churn_survival_options *options, struct churn_survival **survival,
                                     struct churn_error *err)
{
    if (!(options->confidence > 0 && options->confidence < 1))
        return churn_error_set(err, CHURN_USAGE, "a confidence lies between 0 and 1");
    enum churn_status status = check_cells(cells, count, err);
    if (status != CHURN_OK)
        return status;
    struct churn_survival *made = calloc(1, sizeof *made);
    if (made != NULL)
        made->points = calloc(count > 0 ? count : 1, sizeof *made->points);
    if (made == NULL || made->points == NULL) {
        free(made);
        return churn_error_set(err, CHURN_MEMORY, "out of memory at %zu lengths of time", count);
    }
    made->count = count;
    made->interval = options->interval;
    made->z = gsl_cdf_ugaussian_Qinv((1 - options->confidence) / 2);
    count_at_risk(cells, made);
    multiply(made);
    *survival = made;
    return CHURN_OK;
}

void churn_survival_free(struct churn_survival *survival)
{
    if (survival != NULL)
        free(survival->points);
    free(survival);
}

const struct churn_survival_point *churn_survival_points(const struct churn_survival *survival, size_t *count)
{
    *count = survival->count;
    return survival->points;
}

double churn_survival_z(const struct churn_survival *survival)
{
    return survival->z;
}

double churn_survival_subjects(const struct churn_survival *survival)
{
    return survival->subjects;
}

double churn_survival_events(const struct churn_survival *survival)
{
    return survival->events;
}

double churn_survival_last(const struct churn_survival *survival)
{
    return survival->count > 0 ? survival->points[survival->count - 1].time : NAN;
}

size_t survival_find(const struct churn_survival *survival, double time)
{
    size_t low = 0, high = survival->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (survival->points[middle].time < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct churn_survival_point NOBODY_LEFT = {
    .survival = 1, .low = NAN, .high = NAN, .hazard_low = NAN, .hazard_high = NAN
};

struct churn_survival_point churn_survival_at(const struct churn_survival *survival, double time)
{
    size_t next = survival_find(survival, time);
    double at_risk = next < survival->count ? survival->points[next].at_risk : 0;
    bool here = next < survival->count && survival->points[next].time <= time;
    struct churn_survival_point point = NOBODY_LEFT;
    if (here || next > 0)
        point = survival->points[here ? next : next - 1];
    else if (survival->interval != CHURN_SURVIVAL_LOG_LOG)
        point.low = point.high = 1;
    point.events = point.censored = 0;
    for (size_t i = 0; i < next + here; i++) {
        point.events += survival->points[i].events;
        point.censored += survival->points[i].censored;
    }
    point.time = time;
    point.at_risk = at_risk;
    if (next == survival->count && point.survival > 0) {
        point.survival = point.survival_error = point.low = point.high = NAN;
        point.hazard = point.hazard_error = point.hazard_low = point.hazard_high = NAN;
    }
    return point;
}
