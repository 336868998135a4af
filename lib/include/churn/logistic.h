/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logistic regression: the log odds of churning as a sum over columns of numbers, by maximum likelihood or with a ridge. What
 * has no maximum (separated data) or no one answer (columns that are sums of others) is found and named, never printed as
 * numbers.
 *
 * GSL is used for linear algebra; a program that embeds the library turns its error handler off (gsl_set_error_handler_off).
 */
#ifndef CHURN_LOGISTIC_H
#define CHURN_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>

CHURN_BEGIN_DECLS

/* All borrowed for the call. */
struct churn_logistic_data {
    const double *x; /* rows times columns, row by row, finite; no column for the intercept */
    size_t rows, columns;
    const double *trials;  /* above 0, by row: how many observations it stands for; NULL: 1 each */
    const double *churned; /* 0 to trials, by row */
    const double *offset;  /* finite, added to the log odds of each row; NULL: none */
};

/* Settings; start from CHURN_LOGISTIC_OPTIONS_INIT. */
struct churn_logistic_options {
    size_t size;  /* sizeof(struct churn_logistic_options): the version of this struct */
    double ridge; /* 0 or more, default 0: taken off the log-likelihood is ridge / 2 times the sum of squares of the
                     coefficients of standardized columns (mean 0, variance 1, divisor n); the intercept is free */
};

#define CHURN_LOGISTIC_OPTIONS_INIT                                                                                            \
    {                                                                                                                          \
        sizeof(struct churn_logistic_options), 0                                                                               \
    }

enum churn_logistic_end {
    CHURN_LOGISTIC_CONVERGED = 0,
    CHURN_LOGISTIC_SEPARATED, /* some sum of columns tells who churns without a fault, or without one but at a border: the
                                 likelihood grows for ever (Albert and Anderson 1984). Certified by such a sum */
    CHURN_LOGISTIC_COLLINEAR, /* a column is a sum of those before it */
    CHURN_LOGISTIC_STALLED    /* no step helped */
};

/* What came out. Only where end is converged do coefficients, errors and the log-likelihood mean anything. */
struct churn_logistic_fit {
    enum churn_logistic_end end;
    size_t columns;
    size_t column;          /* collinear: which */
    bool *separating;       /* by column: has a part in the sum that separates */
    bool *constant;         /* by column: one value only; it is left out, its coefficient is 0 */
    double *coefficient;    /* columns + 1, the intercept first; rounded to 12 significant digits */
    double *standard_error; /* the same; NAN where left out. With a ridge: le Cessie and van Houwelingen 1992 */
    double *covariance;     /* (columns + 1) squared */
    double *mean;           /* by column, over observations */
    size_t parameters;      /* intercept and columns that are not constant */
    double observations;    /* sum of trials */
    double log_likelihood;  /* without the ridge */
    double null_likelihood; /* of the intercept (and offset) alone; NAN with an offset */
    unsigned iterations;    /* Newton steps */
    double gradient_norm;   /* largest, per observation, at the end, by standardized columns */
    double *memory;         /* of the arrays above */
};

/*
 * Fit. CHURN_NUMERIC where all churned or none did; CHURN_MEMORY. What else goes wrong is in *fit. Freed with
 * churn_logistic_fit_free. Cost: some ten passes of rows * columns^2. Method: iteratively reweighted least squares (McCullagh
 * and Nelder 1989, section 2.5) with step halving. Sums go in the order of the rows.
 */
CHURN_API enum churn_status churn_logistic_fit_new(const struct churn_logistic_data *data,
                                                   const struct churn_logistic_options *options,
                                                   struct churn_logistic_fit **fit, struct churn_error *err);
CHURN_API void churn_logistic_fit_free(struct churn_logistic_fit *fit);

/* 1 / (1 + exp(-log_odds)), without overflow. */
CHURN_API double churn_logistic_share(double log_odds);

/* The chance of a chi-square of df degrees of freedom above statistic: of the likelihood-ratio test. 3.841459 on 1: 0.05. */
CHURN_API double churn_chi_square_above(double statistic, double df);
/* The chance of a normal value farther from 0 than z, to both sides: of the Wald test. 1.959964: 0.05. */
CHURN_API double churn_normal_beyond(double z);

CHURN_END_DECLS

#endif
