/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Retention as a function of a score: curves fitted to counts by maximum likelihood (binomial), listed with how well they fit,
 * and one of them chosen. What the data do not say, no curve says: flat, falling and separated data are found and named.
 *
 * GSL is used for linear algebra; a program that embeds the library turns its error handler off (gsl_set_error_handler_off).
 */
#ifndef CHURN_CURVE_H
#define CHURN_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include <churn/error.h>

CHURN_BEGIN_DECLS

/* The share retained at score s, with L(x) = 1 / (1 + exp(-x)) and lowest and highest the scores that were observed: */
enum churn_curve_model {
    CHURN_CURVE_CONSTANT = 0,   /* share: one for all scores, the null model */
    CHURN_CURVE_ISOTONIC,       /* never falls with s, else anything: pool adjacent violators; straight between scores */
    CHURN_CURVE_LOGISTIC,       /* L(intercept + slope s) */
    CHURN_CURVE_TWO_SLOPE,      /* L(at_reference + slope_below min(s - reference, 0) + slope_above max(s - reference, 0)) */
    CHURN_CURVE_FOUR_PARAMETER, /* floor + (ceiling - floor) L(steepness (s - midpoint)) */
    CHURN_CURVE_POWER,          /* start + (end - start) ((s - lowest) / (highest - lowest))^exponent */
    CHURN_CURVE_MODELS
};

#define CHURN_CURVE_PARAMETERS_MAX 4

/* "two-slope"; how many parameters (0 for isotonic, whose levels are its parameters); the name of one. Static. */
CHURN_API const char *churn_curve_model_name(enum churn_curve_model model);
CHURN_API size_t churn_curve_parameters(enum churn_curve_model model);
CHURN_API const char *churn_curve_parameter_name(enum churn_curve_model model, size_t index);

/* A curve that can be applied. level_score and level_retention belong to whoever made it. */
struct churn_curve {
    enum churn_curve_model model;
    double parameter[CHURN_CURVE_PARAMETERS_MAX];
    double reference;             /* of two-slope */
    double low_score, high_score; /* what it was fitted to */
    size_t levels;                /* of isotonic, scores ascending */
    double *level_score, *level_retention;
};

/* The share retained at a score, and its change per point there. Scores beyond what was fitted are judged as the nearest inside
 * (slope there: that of the edge). Isotonic: the slope towards the next score. L(-1 + 0.5 * 2) = 0.5, slope 0.125. */
CHURN_API double churn_curve_at(const struct churn_curve *curve, double score);
CHURN_API double churn_curve_slope(const struct churn_curve *curve, double score);

/*
 * The two scores at which the curve bends most, where its second derivative is largest and smallest: of a logistic S the points
 * midpoint -+ ln(2 + sqrt 3) / steepness, 21 and 79 % of the way from floor to ceiling. false for curves that are no rising S.
 */
CHURN_API bool churn_curve_bends(const struct churn_curve *curve, double border[2]);

/* The lowest score at which a rising curve reaches a share, to 12 digits: the lowest fitted where it is there already, INFINITY
 * where none does. */
CHURN_API double churn_curve_reach(const struct churn_curve *curve, double share);

/* Wilson's interval of a share (Wilson 1927, JASA 22, 209-212): retained of n > 0, at a confidence between 0 and 1. 8 of 10 at
 * 0.95: 0.4902 to 0.9433. */
CHURN_API void churn_wilson(double n, double retained, double confidence, double *low, double *high);

/* What the data as a whole say. */
enum churn_curve_finding {
    CHURN_CURVE_RISES = 0,
    CHURN_CURVE_FLAT,     /* a constant does as well: AICc no more than 2 above the best, also where few are separated */
    CHURN_CURVE_FALLS,    /* the higher the score, the fewer stay */
    CHURN_CURVE_SEPARATED /* no score below some point kept anybody and none above it lost anybody, or the other way round */
};

struct churn_curve_fit {
    struct churn_curve curve;
    bool converged;
    const char *finding;                               /* why it did not, or what is remarkable; "" where nothing is. Static */
    double standard_error[CHURN_CURVE_PARAMETERS_MAX]; /* NAN where there is none: a floor at 0, a ceiling at 1 */
    double covariance[CHURN_CURVE_PARAMETERS_MAX][CHURN_CURVE_PARAMETERS_MAX];
    size_t free_parameters; /* k of AIC; isotonic: distinct levels */
    double log_likelihood;  /* without the binomial coefficients */
    double deviance;        /* twice what the saturated model has more */
    double mcfadden_r2;     /* 1 - log_likelihood / that of the constant (McFadden 1974) */
    double aic, aicc;       /* Akaike 1974; Hurvich and Tsai 1989, with the number of observations; INFINITY: too few */
};

/* Settings; start from CHURN_CURVE_OPTIONS_INIT. */
struct churn_curve_options {
    size_t size;        /* sizeof(struct churn_curve_options): the version of this struct */
    bool has_reference; /* default no: the median score, moved inside where it is an end */
    double reference;   /* of two-slope */
    double confidence;  /* of intervals; default 0.95 */
};

#define CHURN_CURVE_OPTIONS_INIT                                                                                               \
    {                                                                                                                          \
        sizeof(struct churn_curve_options), false, 0, 0.95                                                                     \
    }

struct churn_curve_fits; /* opaque */

/*
 * Fit all models to count cells: score (finite, strictly ascending), n > 0, 0 <= retained <= n; all borrowed for the call.
 * CHURN_NUMERIC where there is no curve at all: fewer than two scores, everybody retained, nobody retained. A model that does
 * not fit says so in its own fit. Freed with churn_curve_fits_free. Cost: cells times some hundred passes.
 */
CHURN_API enum churn_status churn_curve_fits_new(const double *score, const double *n, const double *retained, size_t count,
                                                 const struct churn_curve_options *options, struct churn_curve_fits **fits,
                                                 struct churn_error *err);
CHURN_API void churn_curve_fits_free(struct churn_curve_fits *fits);

/* One of the fits; borrowed. The best: least AICc among those that converged (the constant only where the data are flat,
 * isotonic only where they are separated, nothing else fits, or it is more than 10 better). What was found. The reference that
 * was used. */
CHURN_API const struct churn_curve_fit *churn_curve_fits_at(const struct churn_curve_fits *fits, enum churn_curve_model model);
CHURN_API enum churn_curve_model churn_curve_fits_best(const struct churn_curve_fits *fits);
CHURN_API enum churn_curve_finding churn_curve_fits_finding(const struct churn_curve_fits *fits);
CHURN_API double churn_curve_fits_reference(const struct churn_curve_fits *fits);
CHURN_API double churn_curve_fits_total(const struct churn_curve_fits *fits); /* observations, the sum of n */

/* Score at which separated data change over (below it all on one side, above it all on the other), and whether they rise. */
CHURN_API double churn_curve_fits_separation(const struct churn_curve_fits *fits, bool *rising);

/*
 * The interval of a fitted share at a score: by the delta method on the scale of log odds; of isotonic and of the constant,
 * Wilson's of what was pooled. false where there is none.
 */
CHURN_API bool churn_curve_interval(const struct churn_curve_fits *fits, enum churn_curve_model model, double score,
                                    double *low, double *high);

/* The interval of a parameter by its standard error; of a share (floor, ceiling, start, end, share) on the scale of log odds.
 * false where there is none. */
CHURN_API bool churn_curve_parameter_interval(const struct churn_curve_fits *fits, enum churn_curve_model model, size_t index,
                                              double *low, double *high);

/*
 * Do groups differ? Twice the difference of log-likelihoods between a curve for each group and one for all, both of one model,
 * against chi-square on k (groups - 1) degrees of freedom. pooled is fitted to all groups together, and the groups with its
 * reference. The model is the best of logistic, two-slope and four-parameter for pooled that fits everywhere; *model receives
 * CHURN_CURVE_MODELS where there is none, and scores are compared one by one then (saturated models).
 */
struct churn_curve_test {
    enum churn_curve_model model;
    double statistic;
    size_t df;
    double p;
};
CHURN_API bool churn_curve_test_groups(const struct churn_curve_fits *const *fits, size_t count,
                                       const struct churn_curve_fits *pooled, struct churn_curve_test *test);

CHURN_END_DECLS

#endif
