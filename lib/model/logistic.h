/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression as its files share it: logistic.c lays out and begins, logistic_fit.c climbs. */
#ifndef MODEL_LOGISTIC_H
#define MODEL_LOGISTIC_H

#include <churn/logistic.h>

/* One fit under way, by standardized columns; index 0 is the intercept. */
struct logistic_climb {
    const struct churn_logistic_data *data;
    struct churn_logistic_fit *fit;
    double ridge;
    size_t size;   /* parameters */
    size_t *used;  /* index -> column of the data */
    double *scale; /* standard deviation by column */
    double *beta, *next, *step, *gradient, *row;
    double *information, *factor, *inverse, *transform, *half;
};

/* Terms in order; those of a feature stand together, from first[feature] to first[feature + 1]. */
struct churn_logistic_model {
    struct churn_logistic_term *terms;
    char **texts; /* by term: what its names point to */
    size_t *first;
    size_t count, capacity, features;
    double intercept, intercept_error;
};

/* Climb from beta; fills the fit's end. */
void logistic_climb(struct logistic_climb *climb);
/* Coefficients, errors and likelihood, after a climb that converged. */
void logistic_conclude(struct logistic_climb *climb);
/* The first column that is a sum of those before it, if there is one. */
bool logistic_find_collinear(struct logistic_climb *climb, size_t *column);

#endif
