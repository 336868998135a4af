/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maximum likelihood of binomial counts. Problem: a few smooth parameters, some of them shares that may lie at 0 or 1, and
 * likelihoods with more than one peak. Method: Fisher scoring with Levenberg's and Marquardt's damping (Levenberg 1944,
 * Marquardt 1963), so that no step makes it worse, on unbounded parameters of size 1, from several starts; gradients are
 * analytic. For the logistic curve this is iteratively reweighted least squares (McCullagh and Nelder 1989, section 2.5). A
 * share that runs to its bound is put on it, and the others go on. The information at the top gives the standard errors. What
 * only grows has no maximum and is reported as not converged.
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "model/curve.h"

#define ROUNDS_MAX 400 /* steps from one start; some 10 are usual, a flat ridge takes a hundred */
#define POLISH_MAX 50
#define STEP_MAX 2.0         /* of one inner parameter: keeps a first step from jumping over the peak */
#define DAMPING_MAX 1e12     /* no step helps any more */
#define BOUND 12.0           /* inner parameter of a share: 6 in a million from its bound */
#define SETTLED 1e-8         /* Newton decrement below which a peak is a peak: 1e-4 standard errors away */
#define SHARE_HAIR 1e-12     /* shares are held so far inside (0, 1), or one count would make a likelihood of 0 */
#define STEEPNESS_MAX 500.0  /* inner, of the S: a hundredth of the range from floor to ceiling */
#define MIDDLE_MAX 1.0       /* inner: the S has its middle among the scores, or it is not seen to be one */
#define LOG_EXPONENT_MAX 4.0 /* exponents from 1/55 to 55 */
#define INNER_ERROR_MAX                                                                                                        \
    25.0                    /* standard error of an inner parameter beyond its own size: larger ones are not told by the data */
#define SLOPE_ERROR_MAX 1e4 /* of a slope: one that grows without end leaves no information, and an error of a million */

/* One place on the way: likelihood, its gradient and the expected information, by inner parameters. */
struct place {
    struct curve_inner inner;
    double likelihood;
    double gradient[K];
    double information[K][K];
};

struct climb {
    const struct curve_cells *cells;
    struct churn_curve curve; /* model, range and reference; its parameters are those of the place looked at last */
    size_t count;             /* of parameters */
};

double curve_cell_likelihood(double n, double retained, double share)
{
    double p = fmin(fmax(share, SHARE_HAIR), 1 - SHARE_HAIR), lost = n - retained;
    return (retained > 0 ? retained * log(p) : 0) + (lost > 0 ? lost * log1p(-p) : 0);
}

double curve_likelihood(const struct churn_curve *curve, const struct curve_cells *cells)
{
    double sum = 0;
    for (size_t i = 0; i < cells->count; i++)
        sum += curve_cell_likelihood(cells->n[i], cells->retained[i], curve_share(curve, cells->score[i], NULL));
    return sum;
}

static void look(struct climb *climb, struct place *place)
{
    double jacobian[K][K], outer[K], inner[K];
    curve_from_inner(&place->inner, &climb->curve, jacobian);
    place->likelihood = 0;
    memset(place->gradient, 0, sizeof place->gradient);
    memset(place->information, 0, sizeof place->information);
    for (size_t c = 0; c < climb->cells->count; c++) {
        double n = climb->cells->n[c], retained = climb->cells->retained[c];
        double share = curve_share(&climb->curve, climb->cells->score[c], outer);
        double p = fmin(fmax(share, SHARE_HAIR), 1 - SHARE_HAIR), variance = p * (1 - p);
        place->likelihood += curve_cell_likelihood(n, retained, p);
        for (size_t j = 0; j < climb->count; j++) {
            inner[j] = 0;
            for (size_t i = 0; i < climb->count; i++)
                inner[j] += outer[i] * jacobian[i][j];
            place->gradient[j] += (retained - n * p) / variance * inner[j];
        }
        for (size_t i = 0; i < climb->count; i++)
            for (size_t j = 0; j < climb->count; j++)
                place->information[i][j] += n / variance * inner[i] * inner[j];
    }
}

/* Solve (information + damping * diagonal) step = gradient over the parameters that are free; step is 0 for the others. false:
 * singular. */
static bool solve(const struct climb *climb, const struct place *place, double damping, double step[K])
{
    double matrix[K * K], right[K], solution[K];
    size_t free_index[K], size = 0;
    for (size_t i = 0; i < climb->count; i++) {
        step[i] = 0;
        if (isfinite(place->inner.at[i]))
            free_index[size++] = i;
    }
    if (size == 0)
        return true;
    for (size_t i = 0; i < size; i++) {
        right[i] = place->gradient[free_index[i]];
        for (size_t j = 0; j < size; j++)
            matrix[i * size + j] = place->information[free_index[i]][free_index[j]] * (i == j ? 1 + damping : 1);
        if (!(matrix[i * size + i] > 0) || !isfinite(matrix[i * size + i]))
            return false;
    }
    gsl_matrix_view m = gsl_matrix_view_array(matrix, size, size);
    gsl_vector_view b = gsl_vector_view_array(right, size), x = gsl_vector_view_array(solution, size);
    if (gsl_linalg_cholesky_decomp1(&m.matrix) != GSL_SUCCESS ||
        gsl_linalg_cholesky_solve(&m.matrix, &b.vector, &x.vector) != GSL_SUCCESS)
        return false;
    for (size_t i = 0; i < size; i++)
        step[free_index[i]] = solution[i];
    return true;
}

/* Shares that came to their bound stay there. */
static void bound_shares(const struct climb *climb, struct curve_inner *inner)
{
    bool four = climb->curve.model == CHURN_CURVE_FOUR_PARAMETER, power = climb->curve.model == CHURN_CURVE_POWER;
    for (size_t i = 0; i < 2 && (four || power); i++) {
        if (inner->at[i] < -BOUND)
            inner->at[i] = -INFINITY;
        if (power && inner->at[i] > BOUND)
            inner->at[i] = INFINITY;
    }
}

static void take_step(const struct climb *climb, const struct place *from, const double step[K], struct place *to)
{
    double largest = 0;
    to->inner = from->inner;
    for (size_t i = 0; i < climb->count; i++)
        largest = fmax(largest, fabs(step[i]));
    double shorter = largest > STEP_MAX ? STEP_MAX / largest : 1;
    for (size_t i = 0; i < climb->count; i++)
        if (isfinite(to->inner.at[i]))
            to->inner.at[i] += shorter * step[i];
    bound_shares(climb, &to->inner);
}

/* Has a parameter left the range in which it means something? */
static const char *runaway(const struct climb *climb, const struct curve_inner *inner)
{
    const double *x = inner->at;
    switch (climb->curve.model) {
    case CHURN_CURVE_FOUR_PARAMETER:
        if (fabs(x[3]) > STEEPNESS_MAX)
            return "the rise is a step, steeper than the scores can tell";
        return fabs(x[2]) > MIDDLE_MAX ? "the middle of the S lies outside of the scores" : NULL;
    case CHURN_CURVE_POWER:
        return fabs(x[2]) > LOG_EXPONENT_MAX ? "the exponent grows without end" : NULL;
    default:
        return NULL;
    }
}

/* Climb until nothing helps. */
static void ascend(struct climb *climb, struct place *place)
{
    double damping = 1e-3, step[K];
    struct place next;
    look(climb, place);
    for (int round = 0; round < ROUNDS_MAX && damping < DAMPING_MAX; round++) {
        bool sound = solve(climb, place, damping, step);
        if (sound) {
            take_step(climb, place, step, &next);
            look(climb, &next);
        }
        if (!sound || !(next.likelihood > place->likelihood)) {
            damping = fmax(damping, 1e-6) * 10;
            continue;
        }
        *place = next;
        damping = damping / 10;
        if (runaway(climb, &place->inner) != NULL && round > ROUNDS_MAX / 2)
            return;
    }
}

/*
 * The likelihood is flat at its top, so comparing it stops some 1e-7 standard errors short. The gradient knows better: steps
 * are taken while they become shorter.
 */
static double polish(struct climb *climb, struct place *place)
{
    double left = INFINITY;
    for (int round = 0; round < POLISH_MAX; round++) {
        double step[K], now = 0;
        struct place next;
        look(climb, place);
        if (!solve(climb, place, 0, step))
            return INFINITY;
        for (size_t i = 0; i < climb->count; i++)
            now += isfinite(place->inner.at[i]) ? step[i] * place->gradient[i] : 0;
        if (!(now < left))
            break;
        left = now;
        take_step(climb, place, step, &next);
        *place = next;
    }
    look(climb, place);
    return left;
}

/* Their likelihood has one peak, or none where a slope grows without end. */
static bool has_slopes(const struct climb *climb)
{
    return climb->curve.model == CHURN_CURVE_LOGISTIC || climb->curve.model == CHURN_CURVE_TWO_SLOPE;
}

/* Covariance of the outer parameters: J V J', V the inverse information of the free inner ones. false: not told by the data. */
static bool find_errors(struct climb *climb, const struct place *place, struct churn_curve_fit *fit)
{
    double inverse[K][K] = { { 0 } }, jacobian[K][K];
    struct place unit = *place;
    for (size_t column = 0; column < climb->count; column++) {
        double step[K];
        for (size_t i = 0; i < climb->count; i++)
            unit.gradient[i] = i == column ? 1 : 0;
        if (isfinite(place->inner.at[column]) && !solve(climb, &unit, 0, step))
            return false;
        for (size_t i = 0; i < climb->count && isfinite(place->inner.at[column]); i++)
            inverse[i][column] = step[i];
        double most = has_slopes(climb) ? SLOPE_ERROR_MAX : INNER_ERROR_MAX + fabs(place->inner.at[column]);
        if (isfinite(place->inner.at[column]) && !(sqrt(inverse[column][column]) < most))
            return false;
    }
    curve_from_inner(&place->inner, &climb->curve, jacobian);
    for (size_t i = 0; i < climb->count; i++)
        for (size_t j = 0; j < climb->count; j++) {
            double sum = 0;
            for (size_t a = 0; a < climb->count; a++)
                for (size_t b = 0; b < climb->count; b++)
                    sum += jacobian[i][a] * inverse[a][b] * jacobian[j][b];
            fit->covariance[i][j] = sum;
        }
    for (size_t i = 0; i < climb->count; i++)
        fit->standard_error[i] = fit->covariance[i][i] > 0 ? sqrt(fit->covariance[i][i]) : NAN;
    return true;
}

static const char *at_bound(const struct climb *climb, const struct curve_inner *inner)
{
    bool four = climb->curve.model == CHURN_CURVE_FOUR_PARAMETER;
    bool low = !isfinite(inner->at[0]), high = !isfinite(inner->at[1]);
    if (!four && climb->curve.model != CHURN_CURVE_POWER)
        return "";
    if (low && high)
        return four ? "floor at 0 and ceiling at 1" : "start and end at 0 or 1";
    if (low)
        return four ? "floor at 0" : "start at 0 or 1";
    return !high ? "" : four ? "ceiling at 1" : "end at 0 or 1";
}

void curve_climb(const struct curve_cells *cells, const struct curve_inner *starts, size_t start_count,
                 struct churn_curve_fit *fit)
{
    struct climb climb = { cells, fit->curve, churn_curve_parameters(fit->curve.model) };
    struct place best = { .likelihood = -INFINITY };
    for (size_t i = 0; i < start_count; i++) {
        struct place place = { .inner = starts[i] };
        ascend(&climb, &place);
        if (place.likelihood > best.likelihood)
            best = place;
    }
    const char *away = runaway(&climb, &best.inner);
    double left = away == NULL ? polish(&climb, &best) : INFINITY;
    fit->converged = left < SETTLED && find_errors(&climb, &best, fit);
    fit->log_likelihood = best.likelihood;
    fit->curve = climb.curve;
    for (size_t i = 0; i < climb.count; i++)
        fit->curve.parameter[i] = curve_round(fit->curve.parameter[i]);
    fit->finding = fit->converged       ? at_bound(&climb, &best.inner)
                   : away != NULL       ? away
                   : has_slopes(&climb) ? "a slope grows without end"
                                        : "the scores do not tell its parameters apart";
}
