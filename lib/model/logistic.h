/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression as its files share it: logistic.c lays out and begins, logistic_fit.c climbs. */
#ifndef MODEL_LOGISTIC_H
#define MODEL_LOGISTIC_H

#include <churn/logistic.h>

/*
 * One fit under way. Columns are centred at a middle value and divided by their standard deviation (z, behind a 1), then mixed
 * where those before them nearly tell them (u = mixing z): index 0 is the intercept.
 */
struct logistic_climb {
    const struct churn_logistic_data *data;
    struct churn_logistic_fit *fit;
    double ridge;
    size_t size;                                 /* parameters */
    size_t *used;                                /* index -> column of the data */
    double *scale, *centre;                      /* by column */
    bool mixed;                                  /* false: mixing is the identity */
    double *mixing;                              /* lower triangle */
    double *beta, *next, *step, *gradient, *row; /* by u */
    double *plain, *direction;                   /* by z */
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

/* Means, centres and scales of the columns. false: *column varies beyond what doubles reckon with. */
bool logistic_find_scales(struct logistic_climb *climb, size_t *column);
/* The first column that is a sum of those before it but for rounding, if there is one; mixes those that nearly are. */
bool logistic_find_collinear(struct logistic_climb *climb, size_t *column);
/* A row as z, and as u. */
void logistic_plain_row(const struct logistic_climb *climb, size_t row, double *z);
void logistic_mixed_row(const struct logistic_climb *climb, size_t row, double *u);
/* Coefficients of u as those of z. */
void logistic_unmix(const struct logistic_climb *climb, const double *by_u, double *by_z);

/* Does the direction, in u, or one close by, prove the data separated? Then it is named in the fit. */
bool logistic_certify(struct logistic_climb *climb, const double *direction);

static inline double logistic_trials(const struct churn_logistic_data *data, size_t row)
{
    return data->trials != NULL ? data->trials[row] : 1;
}

static inline double logistic_dot(const double *a, const double *b, size_t size)
{
    double sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += a[i] * b[i];
    return sum;
}

#endif
