/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A survival curve, for its own files. */
#ifndef MODEL_SURVIVAL_H
#define MODEL_SURVIVAL_H

#include <churn/survival.h>

struct churn_survival {
    struct churn_survival_point *points;
    size_t count;
    double z; /* the normal quantile of the confidence, both sides */
    enum churn_survival_interval interval;
    double subjects, events;
};

/* Limits of the point's survival and hazard from their errors. greenwood: sum of d / (n (n - d)). */
void survival_limits(const struct churn_survival *survival, double greenwood, struct churn_survival_point *point);

/* The first point at or behind a time; count: none. */
size_t survival_find(const struct churn_survival *survival, double time);

#endif
