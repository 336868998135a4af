/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Climbing a log-likelihood of few parameters, all of them above 0, on their logarithms. */
#ifndef MODEL_NEWTON_H
#define MODEL_NEWTON_H

#include <stdbool.h>
#include <stddef.h>

#define NEWTON_MAX 4

/* A value with its first and second derivatives by the parameters. */
struct jet {
    double value;
    double first[NEWTON_MAX];
    double second[NEWTON_MAX][NEWTON_MAX]; /* the lower triangle, j <= i, is what counts */
};

/* The log-likelihood at a place; derivatives by the parameters themselves. Where it is not finite, the place is not gone to. */
typedef void (*newton_look)(const void *context, const double *parameter, struct jet *jet);

struct newton {
    newton_look look;
    const void *context;
    size_t count;
    double customers; /* what the gradient is held against */
};

struct newton_top {
    double parameter[NEWTON_MAX];
    double value;
    double gradient; /* largest, by logarithm, per customer */
    double covariance[NEWTON_MAX][NEWTON_MAX];
    unsigned rounds;
    bool converged;
    size_t loose; /* where it did not: the parameter told least; count: none is to blame */
};

/* Climb from a place. *top is filled in any case; converged: the information there is positive definite, and the step that is
 * left is less than 10^-5 standard errors. */
void newton_climb(const struct newton *newton, const double *start, struct newton_top *top);

#endif
