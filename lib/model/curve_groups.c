/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do groups differ? A likelihood ratio (Wilks 1938) of one curve for each against one for all. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "model/curve.h"

static bool fits_everywhere(const struct churn_curve_fits *const *fits, size_t count, const struct churn_curve_fits *pooled,
                            enum churn_curve_model model)
{
    bool all = churn_curve_fits_at(pooled, model)->converged;
    for (size_t i = 0; i < count; i++)
        all = all && churn_curve_fits_at(fits[i], model)->converged;
    return all;
}

/* Deviance is what the saturated model has more, so the saturated likelihoods come from any fit. */
static double saturated(const struct churn_curve_fits *fits)
{
    const struct churn_curve_fit *constant = churn_curve_fits_at(fits, CHURN_CURVE_CONSTANT);
    return constant->log_likelihood + constant->deviance / 2;
}

static void compare_scores(const struct churn_curve_fits *const *fits, size_t count, const struct churn_curve_fits *pooled,
                           struct churn_curve_test *test)
{
    size_t levels = 0;
    test->statistic = -2 * saturated(pooled);
    for (size_t i = 0; i < count; i++) {
        test->statistic += 2 * saturated(fits[i]);
        levels += churn_curve_fits_at(fits[i], CHURN_CURVE_ISOTONIC)->curve.levels;
    }
    test->df = levels - churn_curve_fits_at(pooled, CHURN_CURVE_ISOTONIC)->curve.levels;
}

bool churn_curve_test_groups(const struct churn_curve_fits *const *fits, size_t count, const struct churn_curve_fits *pooled,
                             struct churn_curve_test *test)
{
    *test = (struct churn_curve_test){ .model = CHURN_CURVE_MODELS };
    if (count < 2)
        return false;
    for (int model = CHURN_CURVE_LOGISTIC; model <= CHURN_CURVE_FOUR_PARAMETER; model++) {
        bool better = test->model == CHURN_CURVE_MODELS || churn_curve_fits_at(pooled, (enum churn_curve_model)model)->aicc <
                                                               churn_curve_fits_at(pooled, test->model)->aicc;
        if (better && fits_everywhere(fits, count, pooled, (enum churn_curve_model)model))
            test->model = (enum churn_curve_model)model;
    }
    if (test->model == CHURN_CURVE_MODELS) {
        compare_scores(fits, count, pooled, test);
    } else {
        test->statistic = -2 * churn_curve_fits_at(pooled, test->model)->log_likelihood;
        for (size_t i = 0; i < count; i++)
            test->statistic += 2 * churn_curve_fits_at(fits[i], test->model)->log_likelihood;
        test->df = (count - 1) * churn_curve_parameters(test->model);
    }
    test->statistic = fmax(test->statistic, 0);
    test->p = test->df > 0 ? gsl_cdf_chisq_Q(test->statistic, (double)test->df) : NAN;
    return test->df > 0;
}
