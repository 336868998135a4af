/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the data say as a whole, and which curve to believe. Problem: a curve can always be drawn, also where there is none. So
 * before a choice: separated data have no slope (the likelihood rises for ever; Albert and Anderson 1984), flat data are told
 * as well by a constant, and a curve that falls is left falling. The choice itself is by AICc (Hurvich and Tsai 1989).
 */
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

void curve_conclude(struct churn_curve_fits *fits, bool separated)
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
