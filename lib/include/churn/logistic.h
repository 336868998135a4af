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
#include <churn/text.h>

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
                                 likelihood grows for ever (Albert and Anderson 1984). Certified by such a sum, row by row */
    CHURN_LOGISTIC_COLLINEAR, /* a column is a sum of those before it, but for the rounding of its values */
    CHURN_LOGISTIC_STALLED,   /* no step helped */
    CHURN_LOGISTIC_BEYOND     /* a column's standard deviation is beyond what doubles reckon with: scale it */
};

/* What came out. Only where end is converged do coefficients, errors and the log-likelihood mean anything. */
struct churn_logistic_fit {
    enum churn_logistic_end end;
    size_t columns;
    size_t column;          /* collinear, beyond: which */
    double *separating;     /* by column: its factor in the sum that separates; 0: no part. Levels that share one: it is the
                               reference that separates */
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

/*
 * Features of customers, as columns of numbers. A categorical one has a column for each level but one, the reference (one-hot);
 * a missing value is a level of its own, of a numeric feature a column beside it, the number then standing at the mean of the
 * known ones.
 */
struct churn_logistic_feature {
    struct churn_text name;
    bool categorical;
    const double *numbers;          /* by row, finite; numeric */
    const struct churn_text *words; /* by row; categorical */
    const bool *missing;            /* by row */
    struct churn_text reference; /* categorical: the level; length 0: the one of most rows, of equal ones the first by bytes */
};

enum churn_logistic_kind {
    CHURN_LOGISTIC_NUMERIC,  /* a number */
    CHURN_LOGISTIC_LEVEL,    /* 1: the word is this level */
    CHURN_LOGISTIC_MISSING,  /* 1: the value is missing */
    CHURN_LOGISTIC_REFERENCE /* the level without a column: coefficient 0 */
};
CHURN_API const char *churn_logistic_kind_name(enum churn_logistic_kind kind); /* "numeric", "level", "missing", "reference" */

/* One term of a model. Text is the model's. */
struct churn_logistic_term {
    struct churn_text feature, level; /* level: of level and reference */
    enum churn_logistic_kind kind;
    size_t number; /* of the feature, from 0 */
    double coefficient, standard_error;
    double mean; /* of the column over the customers it was fitted to */
};

#define CHURN_LOGISTIC_LEVELS_MAX 100 /* of one feature: more are mostly ids, and tell nothing of others */

/* A model that can be applied: terms feature by feature, the reference before the levels (in byte order), missing last. Opaque.
 */
struct churn_logistic_model;

/*
 * The terms that features make, with coefficients of 0, and the columns of numbers they stand for. features and what they point
 * to are borrowed for the call; *x, rows times *columns (which is that of terms other than references), goes to the caller, who
 * frees it with free. CHURN_DATA: a feature with too many levels, a reference that is no level. CHURN_MEMORY. Cost: a sort of
 * the words.
 */
CHURN_API enum churn_status churn_logistic_model_new(const struct churn_logistic_feature *features, size_t count, size_t rows,
                                                     struct churn_logistic_model **model, double **x, size_t *columns,
                                                     struct churn_error *err);
/* A model without terms, to be filled by churn_logistic_model_add, features in order; text is copied. */
CHURN_API enum churn_status churn_logistic_model_empty(struct churn_logistic_model **model, struct churn_error *err);
CHURN_API enum churn_status churn_logistic_model_add(struct churn_logistic_model *model, const struct churn_logistic_term *term,
                                                     struct churn_error *err);
CHURN_API void churn_logistic_model_free(struct churn_logistic_model *model);

/* Take coefficients, errors and means of a fit to the columns that churn_logistic_model_new gave. */
CHURN_API void churn_logistic_model_take(struct churn_logistic_model *model, const struct churn_logistic_fit *fit);

CHURN_API double churn_logistic_model_intercept(const struct churn_logistic_model *model, double *standard_error);
CHURN_API void churn_logistic_model_set_intercept(struct churn_logistic_model *model, double coefficient,
                                                  double standard_error);
CHURN_API size_t churn_logistic_model_terms(const struct churn_logistic_model *model);
CHURN_API struct churn_logistic_term churn_logistic_model_term(const struct churn_logistic_model *model, size_t index);
/* Features: how many, the name of one, and whether it is categorical. */
CHURN_API size_t churn_logistic_model_features(const struct churn_logistic_model *model);
CHURN_API struct churn_text churn_logistic_model_feature(const struct churn_logistic_model *model, size_t number,
                                                         bool *categorical);
/* The term of a column of x. */
CHURN_API size_t churn_logistic_model_term_of(const struct churn_logistic_model *model, size_t column);

/* What is known of a customer, by feature. */
struct churn_logistic_value {
    bool missing;
    double number;
    struct churn_text word;
};

/*
 * The log odds of churning, and what each feature has in it beyond that of an average customer: sum over its terms of
 * coefficient (value - mean). contribution: room for each feature. Returns how many features the model cannot judge (a level,
 * or a missing value, that was not among those it was fitted to): they count as average; unknown[feature] says which (NULL: not
 * wanted).
 */
CHURN_API size_t churn_logistic_model_apply(const struct churn_logistic_model *model, const struct churn_logistic_value *values,
                                            double *log_odds, double *contribution, bool *unknown);

/* The likelihood-ratio test of a feature: the fit without its columns against the whole fit. NUMERIC: the fit without it has no
 * answer. x: as churn_logistic_model_new gave it. */
struct churn_logistic_test {
    double statistic;
    size_t df;
    double p;
};
CHURN_API enum churn_status churn_logistic_test_feature(const struct churn_logistic_model *model,
                                                        const struct churn_logistic_data *data,
                                                        const struct churn_logistic_fit *whole, size_t number,
                                                        struct churn_logistic_test *test, struct churn_error *err);

/* Fit to the rows where part[row] is train and give the chances of those where it is judge, into share (by row). What goes
 * wrong with the fit is *end. A column that is constant in the training rows counts for nothing. */
CHURN_API enum churn_status churn_logistic_hold_out(const struct churn_logistic_data *data,
                                                    const struct churn_logistic_options *options, const unsigned *part,
                                                    unsigned train, unsigned judge, double *share, enum churn_logistic_end *end,
                                                    struct churn_error *err);

/* 1 / (1 + exp(-log_odds)), without overflow. */
CHURN_API double churn_logistic_share(double log_odds);

/* The chance of a chi-square of df degrees of freedom above statistic: of the likelihood-ratio test. 3.841459 on 1: 0.05. */
CHURN_API double churn_chi_square_above(double statistic, double df);
/* The chance of a normal value farther from 0 than z, to both sides: of the Wald test. 1.959964: 0.05. */
CHURN_API double churn_normal_beyond(double z);

CHURN_END_DECLS

#endif
