/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Curves: derivatives against differences, isotonic shares against their min-max formula, fits against R 4.2's glm and optim,
 * and what must be said of data that have no slope.
 */
#include "support.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#include "close.h"
#include "model/curve.h"

static const double FIVE[] = { 1, 2, 3, 4, 5 };

static struct churn_curve_fits *fit(const double *score, const double *n, const double *retained, size_t count)
{
    const struct churn_curve_options options = CHURN_CURVE_OPTIONS_INIT;
    struct churn_curve_fits *fits;
    struct churn_error err;
    enum churn_status status = churn_curve_fits_new(score, n, retained, count, &options, &fits, &err);
    if (status != CHURN_OK)
        print_error("%s\n", err.message);
    assert_int_equal(status, CHURN_OK);
    return fits;
}

static const struct churn_curve EXAMPLES[] = {
    { .model = CHURN_CURVE_LOGISTIC, .parameter = { -2, 0.7 }, .low_score = 1, .high_score = 5 },
    { .model = CHURN_CURVE_TWO_SLOPE, .parameter = { 0.5, 0.9, 0.2 }, .reference = 3, .low_score = 1, .high_score = 5 },
    { .model = CHURN_CURVE_FOUR_PARAMETER, .parameter = { 0.15, 0.93, 2.8, 1.7 }, .low_score = 1, .high_score = 5 },
    { .model = CHURN_CURVE_POWER, .parameter = { 0.3, 0.9, 0.6 }, .low_score = 1, .high_score = 5 },
};

static void derivatives(void **state)
{
    const double step = 1e-6;
    (void)state;
    for (size_t e = 0; e < COUNT(EXAMPLES); e++)
        for (double score = 1.3; score < 5; score += 0.8) {
            double gradient[K];
            struct churn_curve curve = EXAMPLES[e];
            curve_share(&curve, score, gradient);
            double slope = (curve_share(&curve, score + step, NULL) - curve_share(&curve, score - step, NULL)) / (2 * step);
            assert_close(churn_curve_slope(&curve, score), slope, 1e-6);
            for (size_t i = 0; i < churn_curve_parameters(curve.model); i++) {
                struct churn_curve up = curve, down = curve;
                up.parameter[i] += step;
                down.parameter[i] -= step;
                double difference = (curve_share(&up, score, NULL) - curve_share(&down, score, NULL)) / (2 * step);
                assert_true(fabs(gradient[i] - difference) < 1e-8);
            }
        }
}

static void jacobians(void **state)
{
    const struct curve_inner at = { { -1.2, -0.4, 0.3, 1.9 } };
    const double step = 1e-6;
    (void)state;
    for (size_t e = 0; e < COUNT(EXAMPLES); e++) {
        struct churn_curve curve = EXAMPLES[e];
        double jacobian[K][K], unused[K][K];
        size_t count = churn_curve_parameters(curve.model);
        curve_from_inner(&at, &curve, jacobian);
        for (size_t j = 0; j < count; j++) {
            struct curve_inner up = at, down = at;
            struct churn_curve high = curve, low = curve;
            up.at[j] += step;
            down.at[j] -= step;
            curve_from_inner(&up, &high, unused);
            curve_from_inner(&down, &low, unused);
            for (size_t i = 0; i < count; i++)
                assert_true(fabs(jacobian[i][j] - (high.parameter[i] - low.parameter[i]) / (2 * step)) < 1e-8);
        }
    }
}

/* Share i = the largest over a <= i of the smallest over b >= i of the mean of a to b. */
static void pools(void **state)
{
    (void)state;
    support_seed(5);
    for (int round = 0; round < 300; round++) {
        double n[12], retained[12], share[12], pooled_n[12], pooled_retained[12];
        size_t count = 1 + support_random() % 12;
        for (size_t i = 0; i < count; i++) {
            n[i] = (double)(1 + support_random() % 50);
            retained[i] = (double)(support_random() % ((uint64_t)n[i] + 1));
        }
        const struct curve_cells cells = { n, n, retained, count };
        curve_pool(&cells, share, pooled_n, pooled_retained);
        for (size_t i = 0; i < count; i++) {
            double best = -1;
            for (size_t a = 0; a <= i; a++) {
                double least = 2;
                for (size_t b = i; b < count; b++) {
                    double sum = 0, all = 0;
                    for (size_t j = a; j <= b; j++) {
                        sum += retained[j];
                        all += n[j];
                    }
                    least = fmin(least, sum / all);
                }
                best = fmax(best, least);
            }
            assert_true(fabs(share[i] - best) < 1e-12);
            assert_true(fabs(pooled_retained[i] / pooled_n[i] - share[i]) < 1e-15);
        }
    }
}

/* The surveys of the samples. glm and optim of R 4.2.2; R's errors of the power curve are by observed information. */
static void as_r(void **state)
{
    const double n[] = { 53, 171, 382, 890, 269 }, retained[] = { 33, 139, 323, 794, 241 };
    struct churn_curve_fits *fits = fit(FIVE, n, retained, 5);
    (void)state;
    const struct churn_curve_fit *logistic = churn_curve_fits_at(fits, CHURN_CURVE_LOGISTIC);
    assert_true(logistic->converged);
    assert_close(logistic->curve.parameter[0], 0.5774948466, 1e-8);
    assert_close(logistic->curve.parameter[1], 0.3673662457, 1e-8);
    assert_close(logistic->standard_error[0], 0.24525113780, 1e-6);
    assert_close(logistic->standard_error[1], 0.06901009573, 1e-6);
    assert_close(logistic->deviance, 5.012109777, 1e-8);
    assert_int_equal(logistic->free_parameters, 2);
    assert_close(logistic->aicc - logistic->aic, 12.0 / (1765 - 3), 1e-6);
    const struct churn_curve_fit *slopes = churn_curve_fits_at(fits, CHURN_CURVE_TWO_SLOPE);
    assert_close(slopes->curve.reference, 4, 0);
    assert_close(slopes->curve.parameter[0], 2.135798477, 1e-8);
    assert_close(slopes->curve.parameter[1], 0.437046301, 1e-7);
    assert_close(slopes->curve.parameter[2], 0.016793947, 1e-6);
    assert_close(slopes->standard_error[2], 0.223493376, 1e-6);
    assert_close(slopes->deviance, 2.476091517, 1e-8);
    const struct churn_curve_fit *power = churn_curve_fits_at(fits, CHURN_CURVE_POWER);
    assert_close(power->curve.parameter[0], 0.62115498, 1e-6);
    assert_close(power->curve.parameter[1], 0.90720611, 1e-6);
    assert_close(power->curve.parameter[2], 0.28778249, 1e-5);
    assert_int_equal(churn_curve_fits_best(fits), CHURN_CURVE_POWER);
    assert_int_equal(churn_curve_fits_finding(fits), CHURN_CURVE_RISES);
    churn_curve_fits_free(fits);
}

/* Shares on the curve itself, ten thousand at each score: it is found again. */
static void four_parameters_come_back(void **state)
{
    const struct churn_curve truth = {
        .model = CHURN_CURVE_FOUR_PARAMETER, .parameter = { 0.2, 0.9, 5, 1.2 }, .low_score = 0, .high_score = 10
    };
    double score[11], n[11], retained[11];
    (void)state;
    for (size_t i = 0; i < 11; i++) {
        score[i] = (double)i;
        n[i] = 10000;
        retained[i] = n[i] * churn_curve_at(&truth, score[i]);
    }
    struct churn_curve_fits *fits = fit(score, n, retained, 11);
    const struct churn_curve_fit *found = churn_curve_fits_at(fits, CHURN_CURVE_FOUR_PARAMETER);
    assert_true(found->converged);
    for (size_t i = 0; i < 4; i++)
        assert_close(found->curve.parameter[i], truth.parameter[i], 1e-5);
    assert_int_equal(churn_curve_fits_best(fits), CHURN_CURVE_FOUR_PARAMETER);
    churn_curve_fits_free(fits);
}

/* Points or thousandths of a point: the same shares. */
static void unit_of_the_score(void **state)
{
    const double n[] = { 53, 171, 382, 890, 269 }, retained[] = { 33, 139, 323, 794, 241 };
    const double far[] = { 100001, 100002, 100003, 100004, 100005 }, small[] = { 0.001, 0.002, 0.003, 0.004, 0.005 };
    struct churn_curve_fits *plain = fit(FIVE, n, retained, 5);
    struct churn_curve_fits *shifted = fit(far, n, retained, 5), *shrunk = fit(small, n, retained, 5);
    (void)state;
    for (int model = 0; model < CHURN_CURVE_MODELS; model++) {
        const struct churn_curve_fit *a = churn_curve_fits_at(plain, (enum churn_curve_model)model);
        const struct churn_curve_fit *b = churn_curve_fits_at(shifted, (enum churn_curve_model)model);
        const struct churn_curve_fit *c = churn_curve_fits_at(shrunk, (enum churn_curve_model)model);
        assert_int_equal(a->converged, b->converged);
        assert_int_equal(a->converged, c->converged);
        for (size_t i = 0; a->converged && i < 5; i++) {
            assert_close(churn_curve_at(&b->curve, far[i]), churn_curve_at(&a->curve, FIVE[i]), 1e-6);
            assert_close(churn_curve_at(&c->curve, small[i]), churn_curve_at(&a->curve, FIVE[i]), 1e-6);
        }
    }
    churn_curve_fits_free(plain);
    churn_curve_fits_free(shifted);
    churn_curve_fits_free(shrunk);
}

/* Public tables: IBM's telephone customers, an e-commerce shop's, a bank's. */
static void separated(void **state)
{
    const double n[] = { 922, 518, 2665, 1789, 1149 }, retained[] = { 0, 0, 2236, 1789, 1149 };
    struct churn_curve_fits *fits = fit(FIVE, n, retained, 5);
    bool rising;
    (void)state;
    assert_int_equal(churn_curve_fits_finding(fits), CHURN_CURVE_SEPARATED);
    assert_int_equal(churn_curve_fits_best(fits), CHURN_CURVE_ISOTONIC);
    assert_close(churn_curve_fits_separation(fits, &rising), 3, 0);
    assert_true(rising);
    for (int model = CHURN_CURVE_LOGISTIC; model < CHURN_CURVE_MODELS; model++)
        assert_false(churn_curve_fits_at(fits, (enum churn_curve_model)model)->converged);
    churn_curve_fits_free(fits);
}

/* The other way round, and too few to be more than chance. */
static void separated_falling(void **state)
{
    const double n[] = { 30, 20, 25 }, retained[] = { 30, 11, 0 }, few[] = { 1, 1, 1 }, kept[] = { 0, 1, 1 };
    struct churn_curve_fits *fits = fit(FIVE, n, retained, 3), *chance = fit(FIVE, few, kept, 3);
    bool rising;
    (void)state;
    assert_int_equal(churn_curve_fits_finding(fits), CHURN_CURVE_SEPARATED);
    assert_close(churn_curve_fits_separation(fits, &rising), 2, 0);
    assert_false(rising);
    assert_int_equal(churn_curve_fits_finding(chance), CHURN_CURVE_FLAT);
    churn_curve_fits_free(fits);
    churn_curve_fits_free(chance);
}

static void falling(void **state)
{
    const double n[] = { 1164, 586, 1698, 1074, 1108 }, retained[] = { 1030, 512, 1406, 890, 844 };
    struct churn_curve_fits *fits = fit(FIVE, n, retained, 5);
    double border[2];
    (void)state;
    const struct churn_curve_fit *best = churn_curve_fits_at(fits, churn_curve_fits_best(fits));
    assert_int_equal(churn_curve_fits_finding(fits), CHURN_CURVE_FALLS);
    assert_int_equal(best->curve.model, CHURN_CURVE_LOGISTIC);
    assert_true(best->curve.parameter[1] < 0);
    assert_false(churn_curve_bends(&best->curve, border));
    churn_curve_fits_free(fits);
}

static void flat(void **state)
{
    const double n[] = { 1998, 2012, 1993, 2007, 2003 }, retained[] = { 1591, 1600, 1591, 1600, 1591 };
    struct churn_curve_fits *fits = fit(FIVE, n, retained, 5);
    (void)state;
    assert_int_equal(churn_curve_fits_finding(fits), CHURN_CURVE_FLAT);
    assert_int_equal(churn_curve_fits_best(fits), CHURN_CURVE_CONSTANT);
    assert_close(churn_curve_fits_at(fits, CHURN_CURVE_CONSTANT)->curve.parameter[0], 7973.0 / 10013, 1e-12);
    churn_curve_fits_free(fits);
}

/* All of the low scores left, but not all of the high ones stayed: one slope of two has no end, the logistic one does. */
static void half_separated(void **state)
{
    const double n[] = { 50, 50, 50, 50, 50 }, retained[] = { 0, 0, 25, 30, 35 };
    struct churn_curve_fits *fits = fit(FIVE, n, retained, 5);
    (void)state;
    assert_int_equal(churn_curve_fits_finding(fits), CHURN_CURVE_RISES);
    assert_true(churn_curve_fits_at(fits, CHURN_CURVE_LOGISTIC)->converged);
    assert_false(churn_curve_fits_at(fits, CHURN_CURVE_TWO_SLOPE)->converged);
    assert_true(churn_curve_fits_at(fits, CHURN_CURVE_TWO_SLOPE)->finding[0] != '\0');
    churn_curve_fits_free(fits);
}

static void no_answer(void **state)
{
    const struct churn_curve_options options = CHURN_CURVE_OPTIONS_INIT;
    const double n[] = { 10, 10 }, all[] = { 10, 10 }, none[] = { 0, 0 };
    struct churn_curve_fits *fits;
    (void)state;
    assert_int_equal(churn_curve_fits_new(FIVE, n, none + 0, 1, &options, &fits, NULL), CHURN_NUMERIC);
    assert_int_equal(churn_curve_fits_new(FIVE, n, all, 2, &options, &fits, NULL), CHURN_NUMERIC);
    assert_int_equal(churn_curve_fits_new(FIVE, n, none, 2, &options, &fits, NULL), CHURN_NUMERIC);
    assert_int_equal(churn_curve_fits_new(FIVE, n, none, 0, &options, &fits, NULL), CHURN_NUMERIC);
    assert_null(fits);
}

/* Where a third derivative is 0 the second one peaks. */
static void bends(void **state)
{
    const struct churn_curve *curve = &EXAMPLES[2];
    const double step = 1e-3;
    double border[2];
    (void)state;
    assert_true(churn_curve_bends(curve, border));
    for (size_t i = 0; i < 2; i++) {
        double third = 0, at[] = { -1.5, -0.5, 0.5, 1.5 }, weight[] = { -1, 3, -3, 1 };
        for (size_t j = 0; j < 4; j++)
            third += weight[j] * churn_curve_at(curve, border[i] + at[j] * step) / (step * step * step);
        assert_true(fabs(third) < 1e-3);
        double way = (churn_curve_at(curve, border[i]) - 0.15) / (0.93 - 0.15);
        assert_close(way, i == 0 ? 0.2113248654 : 0.7886751346, 1e-8);
    }
    assert_false(churn_curve_bends(&EXAMPLES[1], border));
}

static void intervals(void **state)
{
    const double n[] = { 53, 171, 382, 890, 269 }, retained[] = { 33, 139, 323, 794, 241 };
    struct churn_curve_fits *fits = fit(FIVE, n, retained, 5);
    double low, high;
    (void)state;
    churn_wilson(10, 8, 0.95, &low, &high);
    assert_close(low, 0.490162471536642, 1e-12);
    assert_close(high, 0.943317848545625, 1e-12);
    churn_wilson(10, 0, 0.95, &low, &high);
    assert_true(low == 0 && high > 0.2 && high < 0.3);
    churn_wilson(10, 10, 0.95, &low, &high);
    assert_true(high == 1 && low > 0.7 && low < 0.8);
    for (int model = 0; model < CHURN_CURVE_MODELS; model++)
        for (size_t i = 0; churn_curve_fits_at(fits, (enum churn_curve_model)model)->converged && i < 5; i++) {
            double share = churn_curve_at(&churn_curve_fits_at(fits, (enum churn_curve_model)model)->curve, FIVE[i]);
            assert_true(churn_curve_interval(fits, (enum churn_curve_model)model, FIVE[i], &low, &high));
            assert_true(0 <= low && low < share && share < high && high <= 1);
        }
    assert_true(churn_curve_parameter_interval(fits, CHURN_CURVE_LOGISTIC, 1, &low, &high));
    assert_close((high - low) / 2, 1.959963985 * 0.06901009573, 1e-6);
    churn_curve_fits_free(fits);
}

static void groups(void **state)
{
    const double score[] = { 1, 5 }, n[] = { 50, 50 }, both[] = { 100, 100 };
    const double first[] = { 30, 45 }, second[] = { 20, 48 }, sum[] = { 50, 93 };
    struct churn_curve_fits *a = fit(score, n, first, 2), *b = fit(score, n, second, 2), *pooled = fit(score, both, sum, 2);
    const struct churn_curve_fits *const each[] = { a, b };
    struct churn_curve_test test;
    (void)state;
    assert_true(churn_curve_test_groups(each, 2, pooled, &test));
    assert_int_equal(test.model, CHURN_CURVE_LOGISTIC);
    assert_int_equal(test.df, 2);
    assert_close(test.statistic, 5.45217998191393, 1e-9);
    assert_close(test.p, 0.0654747968727308, 1e-8);
    assert_false(churn_curve_test_groups(each, 1, pooled, &test));
    churn_curve_fits_free(a);
    churn_curve_fits_free(b);
    churn_curve_fits_free(pooled);
}

/* One group is separated, so curves cannot be compared, but scores can: the same sums by hand. */
static void groups_score_by_score(void **state)
{
    const double score[] = { 1, 5 }, n[] = { 10, 10 }, both[] = { 20, 20 };
    const double first[] = { 0, 10 }, second[] = { 5, 5 }, sum[] = { 5, 15 };
    struct churn_curve_fits *a = fit(score, n, first, 2), *b = fit(score, n, second, 2), *pooled = fit(score, both, sum, 2);
    const struct churn_curve_fits *const each[] = { a, b };
    struct churn_curve_test test;
    (void)state;
    assert_true(churn_curve_test_groups(each, 2, pooled, &test));
    assert_int_equal(test.model, CHURN_CURVE_MODELS);
    assert_int_equal(test.df, 2);
    assert_close(test.statistic, 2 * (20 * log(0.5) - 2 * (5 * log(0.25) + 15 * log(0.75))), 1e-9);
    churn_curve_fits_free(a);
    churn_curve_fits_free(b);
    churn_curve_fits_free(pooled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivatives),
        cmocka_unit_test(jacobians),
        cmocka_unit_test(pools),
        cmocka_unit_test(as_r),
        cmocka_unit_test(four_parameters_come_back),
        cmocka_unit_test(unit_of_the_score),
        cmocka_unit_test(separated),
        cmocka_unit_test(separated_falling),
        cmocka_unit_test(falling),
        cmocka_unit_test(flat),
        cmocka_unit_test(half_separated),
        cmocka_unit_test(no_answer),
        cmocka_unit_test(bends),
        cmocka_unit_test(intervals),
        cmocka_unit_test(groups),
        cmocka_unit_test(groups_score_by_score),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests_name("curve", tests, NULL, NULL);
}
