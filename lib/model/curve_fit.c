/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All curves fitted to one set of counts. What cannot be fitted says why in its own fit; the others go on.
 */
#include <math.h>
#include <stdlib.h>

#include "model/curve.h"

void churn_curve_fits_free(struct churn_curve_fits *fits)
{
    if (fits == NULL)
        return;
    free(fits->memory);
    free(fits);
}

static enum churn_status take_in(const struct curve_cells *cells, struct churn_curve_fits *fits, struct churn_error *err)
{
    fits->count = cells->count;
    fits->memory = calloc(6 * cells->count + 1, sizeof *fits->memory);
    if (fits->memory == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    double **const arrays[] = {
        &fits->score, &fits->n, &fits->retained, &fits->share, &fits->pooled_n, &fits->pooled_retained
    };
    for (size_t i = 0; i < 6; i++)
        *arrays[i] = fits->memory + i * cells->count;
    for (size_t i = 0; i < cells->count; i++) {
        fits->score[i] = cells->score[i];
        fits->n[i] = cells->n[i];
        fits->retained[i] = cells->retained[i];
        fits->total += cells->n[i];
        fits->total_retained += cells->retained[i];
    }
    return CHURN_OK;
}

static void judge(const struct churn_curve_fits *fits, struct churn_curve_fit *fit)
{
    const struct curve_cells cells = curve_cells_of(fits);
    double saturated = 0, k = (double)fit->free_parameters, n = fits->total;
    for (size_t i = 0; i < cells.count; i++)
        saturated += curve_cell_likelihood(cells.n[i], cells.retained[i], cells.retained[i] / cells.n[i]);
    fit->deviance = fmax(2 * (saturated - fit->log_likelihood), 0);
    fit->mcfadden_r2 = 1 - fit->log_likelihood / fits->fit[CHURN_CURVE_CONSTANT].log_likelihood;
    fit->aic = 2 * k - 2 * fit->log_likelihood;
    fit->aicc = n > k + 1 ? fit->aic + 2 * k * (k + 1) / (n - k - 1) : INFINITY;
}

static void begin_fit(struct churn_curve_fits *fits, enum churn_curve_model model)
{
    struct churn_curve_fit *fit = &fits->fit[model];
    *fit = (struct churn_curve_fit){ .finding = "", .free_parameters = churn_curve_parameters(model) };
    fit->curve.model = model;
    fit->curve.reference = fits->reference;
    fit->curve.low_score = fits->score[0];
    fit->curve.high_score = fits->score[fits->count - 1];
    for (size_t i = 0; i < K; i++)
        fit->standard_error[i] = NAN;
}

static void fit_constant(struct churn_curve_fits *fits)
{
    struct churn_curve_fit *fit = &fits->fit[CHURN_CURVE_CONSTANT];
    const struct curve_cells cells = curve_cells_of(fits);
    double share = fits->total_retained / fits->total;
    begin_fit(fits, CHURN_CURVE_CONSTANT);
    fit->converged = true;
    fit->curve.parameter[0] = share;
    fit->covariance[0][0] = share * (1 - share) / fits->total;
    fit->standard_error[0] = sqrt(fit->covariance[0][0]);
    fit->log_likelihood = curve_likelihood(&fit->curve, &cells);
    judge(fits, fit);
}

static void fit_isotonic(struct churn_curve_fits *fits)
{
    struct churn_curve_fit *fit = &fits->fit[CHURN_CURVE_ISOTONIC];
    const struct curve_cells cells = curve_cells_of(fits);
    begin_fit(fits, CHURN_CURVE_ISOTONIC);
    curve_pool(&cells, fits->share, fits->pooled_n, fits->pooled_retained);
    fit->curve.levels = fits->count;
    fit->curve.level_score = fits->score;
    fit->curve.level_retention = fits->share;
    fit->converged = true;
    for (size_t i = 0; i < fits->count; i++)
        fit->free_parameters += i == 0 || fits->share[i] > fits->share[i - 1];
    fit->log_likelihood = curve_likelihood(&fit->curve, &cells);
    judge(fits, fit);
}

/* Why a model is not tried, or NULL. A reference at an end leaves one of two slopes without data. */
static const char *why_not(const struct churn_curve_fits *fits, enum churn_curve_model model, bool separated)
{
    bool outside = fits->reference <= fits->score[0] || fits->reference >= fits->score[fits->count - 1];
    if (separated)
        return "the scores separate those who stay from those who leave";
    if (model == CHURN_CURVE_TWO_SLOPE && outside)
        return "the reference lies at an end of the scores";
    if (model != CHURN_CURVE_LOGISTIC && fits->count <= churn_curve_parameters(model))
        return "there are too few scores";
    return NULL;
}

static void fit_smooth(struct churn_curve_fits *fits, enum churn_curve_model model, bool separated)
{
    struct churn_curve_fit *fit = &fits->fit[model];
    const struct curve_cells cells = curve_cells_of(fits);
    struct curve_inner starts[CURVE_STARTS_MAX];
    begin_fit(fits, model);
    const char *reason = why_not(fits, model, separated);
    if (reason != NULL) {
        fit->finding = reason;
        return;
    }
    curve_climb(&cells, starts, curve_starts(&cells, &fit->curve, starts), fit);
    judge(fits, fit);
}

static enum churn_status check_answerable(const struct churn_curve_fits *fits, struct churn_error *err)
{
    if (fits->count < 2)
        return churn_error_set(err, CHURN_NUMERIC, "all have the same score, so there is no curve over scores");
    if (fits->total_retained <= 0)
        return churn_error_set(err, CHURN_NUMERIC, "nobody stayed, at no score, so there is no curve");
    if (fits->total_retained >= fits->total)
        return churn_error_set(err, CHURN_NUMERIC, "everybody stayed, at every score, so there is no curve");
    return CHURN_OK;
}

enum churn_status churn_curve_fits_new(const double *score, const double *n, const double *retained, size_t count,
                                       const struct churn_curve_options *options, struct churn_curve_fits **fits,
                                       struct churn_error *err)
{
    const struct curve_cells cells = { score, n, retained, count };
    struct churn_curve_fits *made = calloc(1, sizeof *made);
    *fits = NULL;
    if (made == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = take_in(&cells, made, err);
    if (status == CHURN_OK)
        status = check_answerable(made, err);
    if (status != CHURN_OK) {
        churn_curve_fits_free(made);
        return status;
    }
    made->confidence = options->confidence;
    made->reference = options->has_reference ? options->reference : curve_median_inside(made);
    fit_constant(made);
    fit_isotonic(made);
    bool separated = curve_find_separation(made);
    for (int model = CHURN_CURVE_LOGISTIC; model < CHURN_CURVE_MODELS; model++)
        fit_smooth(made, (enum churn_curve_model)model, separated);
    curve_conclude(made, separated);
    *fits = made;
    return CHURN_OK;
}

const struct churn_curve_fit *churn_curve_fits_at(const struct churn_curve_fits *fits, enum churn_curve_model model)
{
    return &fits->fit[model];
}

enum churn_curve_model churn_curve_fits_best(const struct churn_curve_fits *fits)
{
    return fits->best;
}

enum churn_curve_finding churn_curve_fits_finding(const struct churn_curve_fits *fits)
{
    return fits->finding;
}

double churn_curve_fits_reference(const struct churn_curve_fits *fits)
{
    return fits->reference;
}

double churn_curve_fits_separation(const struct churn_curve_fits *fits, bool *rising)
{
    *rising = fits->separation_rises;
    return fits->separation;
}

double churn_curve_fits_total(const struct churn_curve_fits *fits)
{
    return fits->total;
}
