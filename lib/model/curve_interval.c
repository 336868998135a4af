/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals: of an observed share after Wilson, of a fitted one by the delta method on log odds, so that none leaves 0 to 1. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "model/curve.h"

double curve_normal_quantile(double confidence)
{
    return gsl_cdf_ugaussian_Pinv(0.5 + confidence / 2);
}

void churn_wilson(double n, double retained, double confidence, double *low, double *high)
{
    double z = curve_normal_quantile(confidence), p = retained / n;
    double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    double reach = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    *low = retained <= 0 ? 0 : middle - reach;
    *high = retained >= n ? 1 : middle + reach;
}

/* From a share inside 0 to 1 so far to either side, measured on log odds. */
static void share_interval(double share, double reach, double *low, double *high)
{
    double odds = log(share / (1 - share)), odds_reach = reach / (share * (1 - share));
    *low = 1 / (1 + exp(-(odds - odds_reach)));
    *high = 1 / (1 + exp(-(odds + odds_reach)));
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
    share_interval(p, curve_normal_quantile(fits->confidence) * sqrt(variance), low, high);
    return true;
}

bool churn_curve_parameter_interval(const struct churn_curve_fits *fits, enum churn_curve_model model, size_t index,
                                    double *low, double *high)
{
    const struct churn_curve_fit *fit = &fits->fit[model];
    bool two_shares = model == CHURN_CURVE_FOUR_PARAMETER || model == CHURN_CURVE_POWER;
    double estimate = fit->curve.parameter[index];
    double reach = curve_normal_quantile(fits->confidence) * fit->standard_error[index];
    if (!fit->converged || !isfinite(reach))
        return false;
    if (model == CHURN_CURVE_CONSTANT || (two_shares && index < 2)) {
        share_interval(estimate, reach, low, high);
        return true;
    }
    *low = estimate - reach;
    *high = estimate + reach;
    return true;
}
