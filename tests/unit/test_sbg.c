/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shifted-beta-geometric model: a cohort by hand, both borders, what has no answer, very large and very small
 * parameters. */
#include "support.h"

#include <math.h>

#include <churn/sbg.h>

#include "close.h"

/* From how many are left after 0, 1, 2 renewals. */
static enum churn_status fit_alive(const double *alive, size_t count, struct churn_sbg *fit)
{
    double renewed[64], lost[64];
    struct churn_error err;
    for (size_t j = 1; j < count; j++) {
        renewed[j - 1] = alive[j];
        lost[j - 1] = alive[j - 1] - alive[j];
    }
    return churn_sbg_fit(renewed, lost, count - 1, fit, &err);
}

/* Two renewals are met exactly: r_1 = b/(a + b) = 2/3, r_2 = (b + 1)/(a + b + 1) = 3/4, so a = 1, b = 2. (The paper's own
 * cohorts: tests/shared/cohort.sh.) */
static void two_renewals(void **state)
{
    static const double alive[] = { 1200, 800, 600 };
    struct churn_sbg fit;
    (void)state;
    assert_int_equal(fit_alive(alive, COUNT(alive), &fit), CHURN_OK);
    assert_int_equal(fit.finding, CHURN_SBG_MIXED);
    assert_close(fit.alpha, 1, 1e-9);
    assert_close(fit.beta, 2, 1e-9);
    assert_close(fit.churn, 1.0 / 3, 1e-9);
    assert_close(fit.log_likelihood, 400 * log(1.0 / 3) + 800 * log(2.0 / 3) + 200 * log(0.25) + 600 * log(0.75), 1e-12);
    assert_close(churn_sbg_survival(&fit, 3), 0.4, 1e-9);
    assert_true(fit.gradient < 1e-6 && fit.alpha_error > 0 && fit.beta_error > 0 && fit.renewals == 2);
}

static void what_a_fit_says(void **state)
{
    struct churn_sbg fit = { CHURN_SBG_MIXED, 1, 1, 0.1, 0.2, 0.01, 0.5, 0, 0, 0, 3 };
    double low, high;
    (void)state;
    assert_close(churn_sbg_retention(&fit, 1), 0.5, 1e-15);
    assert_close(churn_sbg_retention(&fit, 3), 0.75, 1e-15);
    assert_close(churn_sbg_survival(&fit, 3), 0.25, 1e-15);
    assert_true(churn_sbg_survival(&fit, 0) == 1);
    churn_sbg_limits(&fit, 1, 2, &low, &high);
    double error = sqrt(0.25 * 0.01 + 0.25 * 0.04 - 2 * 0.25 * 0.01); /* of ln 1/2: derivatives -1/2 and 1/2 */
    assert_close(low, pow(0.5, exp(2 * error / log(2))), 1e-13);
    assert_close(high, pow(0.5, exp(-2 * error / log(2))), 1e-13);
    churn_sbg_limits(&fit, 0, 2, &low, &high);
    assert_true(isnan(low) && isnan(high));
    assert_string_equal(churn_sbg_finding_name(CHURN_SBG_TWO_KINDS), "two-kinds");
}

/* One rate for all, and a rate that rises: there is no mixture. */
static void all_alike(void **state)
{
    static const double same[] = { 1000, 800, 640, 512 }, worse[] = { 1000, 900, 700, 400 };
    struct churn_sbg fit;
    double low, high;
    (void)state;
    assert_int_equal(fit_alive(same, COUNT(same), &fit), CHURN_OK);
    assert_int_equal(fit.finding, CHURN_SBG_ALIKE);
    assert_close(fit.churn, 0.2, 1e-12);
    assert_close(churn_sbg_survival(&fit, 4), 0.4096, 1e-12);
    assert_true(isnan(fit.alpha) && isnan(fit.beta_error));
    churn_sbg_limits(&fit, 2, 2, &low, &high);
    assert_true(isnan(low));
    assert_int_equal(fit_alive(worse, COUNT(worse), &fit), CHURN_OK);
    assert_int_equal(fit.finding, CHURN_SBG_ALIKE);
    assert_close(fit.churn, 600.0 / 2600, 1e-12);
}

static void two_kinds(void **state)
{
    static const double alive[] = { 100, 70, 70, 70 };
    struct churn_sbg fit;
    (void)state;
    assert_int_equal(fit_alive(alive, COUNT(alive), &fit), CHURN_OK);
    assert_int_equal(fit.finding, CHURN_SBG_TWO_KINDS);
    assert_close(fit.churn, 0.3, 1e-12);
    assert_close(fit.log_likelihood, 30 * log(0.3) + 70 * log(0.7), 1e-12);
    assert_close(churn_sbg_survival(&fit, 9), 0.7, 1e-12);
}

/* Shares of a known model, times a million: the parameters come back. */
static void known_parameters(void **state)
{
    static const double known[][2] = { { 0.02, 0.05 }, { 0.3, 20 }, { 5, 0.4 }, { 40, 60 }, { 200, 900 }, { 0.001, 0.5 } };
    (void)state;
    for (size_t i = 0; i < COUNT(known); i++) {
        struct churn_sbg truth = { CHURN_SBG_MIXED, known[i][0], known[i][1], 0, 0, 0, 0, 0, 0, 0, 12 }, fit;
        double alive[13];
        for (size_t t = 0; t < 13; t++)
            alive[t] = 1e9 * churn_sbg_survival(&truth, t);
        assert_int_equal(fit_alive(alive, 13, &fit), CHURN_OK);
        assert_int_equal(fit.finding, CHURN_SBG_MIXED);
        assert_close(fit.alpha, known[i][0], 1e-5);
        assert_close(fit.beta, known[i][1], 1e-5);
    }
}

static void no_answer(void **state)
{
    static const double nobody_lost[] = { 10, 10, 10 }, all_lost[] = { 10, 0, 0 }, one[] = { 10, 7 }, none[] = { 0, 0, 0 };
    double wrong = -1, fine = 1;
    struct churn_sbg fit;
    struct churn_error err;
    (void)state;
    assert_int_equal(fit_alive(nobody_lost, 3, &fit), CHURN_NUMERIC);
    assert_int_equal(fit_alive(all_lost, 3, &fit), CHURN_NUMERIC);
    assert_int_equal(fit_alive(one, 2, &fit), CHURN_NUMERIC);
    assert_int_equal(fit_alive(none, 3, &fit), CHURN_NUMERIC);
    assert_int_equal(churn_sbg_fit(&fine, &fine, 0, &fit, &err), CHURN_NUMERIC);
    assert_int_equal(churn_sbg_fit(&wrong, &fine, 1, &fit, &err), CHURN_USAGE);
}

/* All gone at the second renewal: alive at no later time, and still an answer. */
static void died_out(void **state)
{
    static const double alive[] = { 10, 4, 0 };
    struct churn_sbg fit;
    (void)state;
    assert_int_equal(fit_alive(alive, 3, &fit), CHURN_OK);
    assert_true(churn_sbg_survival(&fit, 2) < 0.4 && churn_sbg_survival(&fit, 2) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_renewals), cmocka_unit_test(what_a_fit_says),  cmocka_unit_test(all_alike),
        cmocka_unit_test(two_kinds),    cmocka_unit_test(known_parameters), cmocka_unit_test(no_answer),
        cmocka_unit_test(died_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
