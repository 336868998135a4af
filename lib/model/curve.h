/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Curves as their files share them: curve_shape.c has the formulas, curve_likelihood.c climbs, curve_fit.c fits all of them,
 * curve_find.c chooses.
 */
#ifndef MODEL_CURVE_H
#define MODEL_CURVE_H

#include <churn/curve.h>

#define K CHURN_CURVE_PARAMETERS_MAX

/* Counts by score. */
struct curve_cells {
    const double *score, *n, *retained;
    size_t count;
};

struct churn_curve_fits {
    struct churn_curve_fit fit[CHURN_CURVE_MODELS];
    enum churn_curve_model best;
    enum churn_curve_finding finding;
    double reference;
    double separation; /* score */
    bool separation_rises;
    double confidence;
    double total, total_retained;
    size_t count;
    double *memory; /* all arrays below */
    double *score, *n, *retained;
    double *share, *pooled_n, *pooled_retained; /* isotonic */
};

static inline struct curve_cells curve_cells_of(const struct churn_curve_fits *fits)
{
    return (struct curve_cells){ fits->score, fits->n, fits->retained, fits->count };
}

/* The middle one of all observations' scores, inside of the range where there is an inside. */
double curve_median_inside(const struct churn_curve_fits *fits);
/* All above one score on one side and all below it on the other; fills separation and separation_rises. */
bool curve_find_separation(struct churn_curve_fits *fits);
/* Fills best and finding from the fits. */
void curve_conclude(struct churn_curve_fits *fits, bool separated);

/* The share at a score inside the range, and its derivatives by the parameters (gradient may be NULL) and by the score. */
double curve_share(const struct churn_curve *curve, double score, double gradient[K]);
double curve_share_slope(const struct churn_curve *curve, double score);

/* To 12 significant digits, so that machines whose exp differs in the last bit print the same curve. */
double curve_round(double value);

/*
 * Parameters as the climb moves them: unbounded, and of the size of 1 whatever the unit of the scores. An infinite one is a
 * floor at 0 or a ceiling at 1, and stays.
 */
struct curve_inner {
    double at[K];
};
/* To the parameters of curve, whose model, reference and range are set; jacobian[i][j] = d parameter i / d inner j. */
void curve_from_inner(const struct curve_inner *inner, struct churn_curve *curve, double jacobian[K][K]);

/* Log-likelihood of counts at shares that are held inside (0, 1) by a hair. */
double curve_cell_likelihood(double n, double retained, double share);
double curve_likelihood(const struct churn_curve *curve, const struct curve_cells *cells);

/* Climb from each start and keep the best: fills fit's parameters, standard errors, covariance, likelihood, converged and
 * finding. */
void curve_climb(const struct curve_cells *cells, const struct curve_inner *starts, size_t start_count,
                 struct churn_curve_fit *fit);

/* Starting points of a model; returns how many (at most CURVE_STARTS_MAX). */
#define CURVE_STARTS_MAX 16
size_t curve_starts(const struct curve_cells *cells, const struct churn_curve *curve,
                    struct curve_inner starts[CURVE_STARTS_MAX]);

/* How many standard errors an interval reaches to either side. */
double curve_normal_quantile(double confidence);

/* Pool adjacent violators: shares that never fall, and the counts pooled in each. Arrays of cells->count. */
void curve_pool(const struct curve_cells *cells, double *share, double *pooled_n, double *pooled_retained);

#endif
