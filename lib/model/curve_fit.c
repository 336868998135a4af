/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All curves at once, and which of them to believe. Problem: a curve can always be drawn, also where the data say there is
 * none. So before a choice: separated data have no slope (the likelihood rises for ever; Albert and Anderson 1984), flat data
 * are told as well by a constant, and a curve that falls is left falling. The choice itself is by AICc (Hurvich and Tsai 1989).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/curve.h"

#define FLAT_MARGIN 2.0 /* of AICc: within it the simpler model is as good (Burnham and Anderson 2002, section 2.6) */

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

static struct curve_cells cells_of(const struct churn_curve_fits *fits)
{
    return (struct curve_cells){ fits->score, fits->n, fits->retained, fits->count };
}

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

/* The middle one of all observations' scores, inside of the range where there is an inside. */
static double median_inside(const struct churn_curve_fits *fits)
{
    double below = 0;
    size_t at = 0;
    for (; at + 1 < fits->count; at++) {
        below += fits->n[at];
        if (below >= fits->total / 2)
            break;
    }
    if (at == 0 && fits->count > 2)
        at = 1;
    if (at + 1 == fits->count && fits->count > 2)
        at = fits->count - 2;
    return fits->score[at];
}

/* Separated: all above one score on one side, all below it on the other; at the score itself there may be both. */
static bool find_separation(struct churn_curve_fits *fits)
{
    size_t first_kept = SIZE_MAX, last_kept = 0, first_lost = SIZE_MAX, last_lost = 0;
    for (size_t i = 0; i < fits->count; i++) {
        if (fits->retained[i] > 0) {
            first_kept = first_kept == SIZE_MAX ? i : first_kept;
            last_kept = i;
        }
        if (fits->retained[i] < fits->n[i]) {
            first_lost = first_lost == SIZE_MAX ? i : first_lost;
            last_lost = i;
        }
    }
    bool rises = last_lost <= first_kept, falls = last_kept <= first_lost;
    fits->separation_rises = rises;
    fits->separation = rises ? fits->score[first_kept] : fits->score[first_lost];
    return rises || falls;
}

static void judge(const struct churn_curve_fits *fits, struct churn_curve_fit *fit)
{
    const struct curve_cells cells = cells_of(fits);
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
    const struct curve_cells cells = cells_of(fits);
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
    const struct curve_cells cells = cells_of(fits);
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
    const struct curve_cells cells = cells_of(fits);
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

/* Everybody's least AICc among the smooth curves, or constant where none converged. */
static enum churn_curve_model best_smooth(const struct churn_curve_fits *fits)
{
    enum churn_curve_model best = CHURN_CURVE_CONSTANT;
    for (int i = CHURN_CURVE_LOGISTIC; i < CHURN_CURVE_MODELS; i++)
        if (fits->fit[i].converged && (best == CHURN_CURVE_CONSTANT || fits->fit[i].aicc < fits->fit[best].aicc))
            best = (enum churn_curve_model)i;
    return best;
}

static void conclude(struct churn_curve_fits *fits, bool separated)
{
    enum churn_curve_model best = best_smooth(fits);
    const struct churn_curve_fit *flat = &fits->fit[CHURN_CURVE_CONSTANT], *fit = &fits->fit[best];
    if (separated) {
        fits->finding = CHURN_CURVE_SEPARATED;
        fits->best = fits->separation_rises ? CHURN_CURVE_ISOTONIC : CHURN_CURVE_CONSTANT;
    } else if (flat->aicc <= fit->aicc + FLAT_MARGIN &&
               (best != CHURN_CURVE_CONSTANT || flat->aicc <= fits->fit[CHURN_CURVE_ISOTONIC].aicc + FLAT_MARGIN)) {
        fits->finding = CHURN_CURVE_FLAT;
        fits->best = CHURN_CURVE_CONSTANT;
    } else {
        bool rises = best == CHURN_CURVE_CONSTANT ||
                     churn_curve_at(&fit->curve, fit->curve.high_score) > churn_curve_at(&fit->curve, fit->curve.low_score);
        fits->finding = rises ? CHURN_CURVE_RISES : CHURN_CURVE_FALLS;
        fits->best = best != CHURN_CURVE_CONSTANT ? best : CHURN_CURVE_ISOTONIC;
    }
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
    made->reference = options->has_reference ? options->reference : median_inside(made);
    fit_constant(made);
    fit_isotonic(made);
    bool separated = find_separation(made);
    for (int model = CHURN_CURVE_LOGISTIC; model < CHURN_CURVE_MODELS; model++)
        fit_smooth(made, (enum churn_curve_model)model, separated);
    conclude(made, separated);
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

/* Of isotonic, what was pooled with the score at or below. */
static bool pooled_interval(const struct churn_curve_fits *fits, enum churn_curve_model model, double score, double *low,
                            double *high)
{
    size_t at = 0;
    while (at + 1 < fits->count && fits->score[at + 1] <= score)
        at++;
    if (model == CHURN_CURVE_CONSTANT)
        churn_wilson(fits->total, fits->total_retained, fits->confidence, low, high);
    else
        churn_wilson(fits->pooled_n[at], fits->pooled_retained[at], fits->confidence, low, high);
    return true;
}

bool churn_curve_interval(const struct churn_curve_fits *fits, enum churn_curve_model model, double score, double *low,
                          double *high)
{
    const struct churn_curve_fit *fit = &fits->fit[model];
    double gradient[K] = { 0 }, variance = 0;
    if (!fit->converged)
        return false;
    if (model == CHURN_CURVE_CONSTANT || model == CHURN_CURVE_ISOTONIC)
        return pooled_interval(fits, model, score, low, high);
    double inside = fmin(fmax(score, fit->curve.low_score), fit->curve.high_score);
    double p = curve_share(&fit->curve, inside, gradient);
    for (size_t i = 0; i < K; i++)
        for (size_t j = 0; j < K; j++)
            variance += gradient[i] * fit->covariance[i][j] * gradient[j];
    if (!(p > 0 && p < 1) || !(variance >= 0))
        return false;
    double odds = log(p / (1 - p)), reach = curve_normal_quantile(fits->confidence) * sqrt(variance) / (p * (1 - p));
    *low = 1 / (1 + exp(-(odds - reach)));
    *high = 1 / (1 + exp(-(odds + reach)));
    return true;
}
