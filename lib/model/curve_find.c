/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the data say as a whole, and which curve to believe. Problem: a curve can always be drawn, also where there is none. So
 * before a choice: separated data have no slope (the likelihood rises for ever; Albert and Anderson 1984), flat data are told
 * as well by a constant, and a curve that falls is left falling. The choice itself is by AICc (Hurvich and Tsai 1989).
 */
#include <math.h>

#include "model/curve.h"

#define FLAT_MARGIN 2.0 /* of AICc: within it the simpler model is as good (Burnham and Anderson 2002, section 2.6) */

/* The middle one of all observations' scores, inside of the range where there is an inside. */
double curve_median_inside(const struct churn_curve_fits *fits)
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
bool curve_find_separation(struct churn_curve_fits *fits)
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

/* Everybody's least AICc among the smooth curves, or constant where none converged. */
static enum churn_curve_model best_smooth(const struct churn_curve_fits *fits)
{
    enum churn_curve_model best = CHURN_CURVE_CONSTANT;
    for (int i = CHURN_CURVE_LOGISTIC; i < CHURN_CURVE_MODELS; i++)
        if (fits->fit[i].converged && (best == CHURN_CURVE_CONSTANT || fits->fit[i].aicc < fits->fit[best].aicc))
            best = (enum churn_curve_model)i;
    return best;
}

#define NO_SUPPORT 10 /* of AICc: what is so far behind has essentially no support (Burnham and Anderson 2002, section 2.6) */

/* A smooth curve says what lies between scores and beyond them, so it is preferred unless the steps leave it far behind. */
static enum churn_curve_model best_of_all(const struct churn_curve_fits *fits)
{
    enum churn_curve_model smooth = best_smooth(fits);
    const struct churn_curve_fit *steps = &fits->fit[CHURN_CURVE_ISOTONIC];
    if (smooth == CHURN_CURVE_CONSTANT || (steps->converged && steps->aicc + NO_SUPPORT < fits->fit[smooth].aicc))
        return CHURN_CURVE_ISOTONIC;
    return smooth;
}

/* AICc of what separation says: one share below, one above, and one at the score itself where both kinds are there. */
static double separated_aicc(const struct churn_curve_fits *fits)
{
    double k = 2, likelihood = 0, n = fits->total;
    for (size_t i = 0; i < fits->count; i++)
        if (fits->retained[i] > 0 && fits->retained[i] < fits->n[i]) {
            k = 3;
            likelihood += curve_cell_likelihood(fits->n[i], fits->retained[i], fits->retained[i] / fits->n[i]);
        }
    return n > k + 1 ? 2 * k - 2 * likelihood + 2 * k * (k + 1) / (n - k - 1) : INFINITY;
}

/* The least AICc that a constant has to stand up to. */
static double rival_aicc(const struct churn_curve_fits *fits, enum churn_curve_model best, bool separated)
{
    if (separated)
        return separated_aicc(fits);
    return fits->fit[best != CHURN_CURVE_CONSTANT ? best : CHURN_CURVE_ISOTONIC].aicc;
}

static bool rises(const struct churn_curve *curve)
{
    return churn_curve_at(curve, curve->high_score) > churn_curve_at(curve, curve->low_score);
}

void curve_conclude(struct churn_curve_fits *fits, bool separated)
{
    enum churn_curve_model best = best_smooth(fits);
    if (fits->fit[CHURN_CURVE_CONSTANT].aicc <= rival_aicc(fits, best, separated) + FLAT_MARGIN) {
        fits->finding = CHURN_CURVE_FLAT; /* a few observations are easily separated by chance */
        fits->best = CHURN_CURVE_CONSTANT;
        return;
    }
    fits->best = best_of_all(fits);
    fits->finding = rises(&fits->fit[fits->best].curve) ? CHURN_CURVE_RISES : CHURN_CURVE_FALLS;
    if (separated) {
        fits->finding = CHURN_CURVE_SEPARATED;
        fits->best = fits->separation_rises ? CHURN_CURVE_ISOTONIC : CHURN_CURVE_CONSTANT;
    }
}
