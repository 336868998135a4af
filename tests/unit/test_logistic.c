/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression: closed forms, units, and data that have no answer. */
#include <churn/logistic.h>
#include <math.h>

#include "support.h"

#include <gsl/gsl_errno.h>

#include "close.h"

static struct churn_logistic_fit *fitted(const double *x, size_t rows, size_t columns, const double *trials,
                                         const double *churned, double ridge)
{
    struct churn_logistic_data data = { x, rows, columns, trials, churned, NULL };
    struct churn_logistic_options options = CHURN_LOGISTIC_OPTIONS_INIT;
    struct churn_logistic_fit *fit;
    struct churn_error err;
    options.ridge = ridge;
    assert_int_equal(CHURN_OK, churn_logistic_fit_new(&data, &options, &fit, &err));
    return fit;
}

/* Two by two: the coefficient is the log odds ratio, its error that of Woolf (1955). */
static void test_two_by_two(void **state)
{
    static const double x[] = { 0, 1 }, trials[] = { 100, 50 }, churned[] = { 20, 25 };
    (void)state;
    struct churn_logistic_fit *fit = fitted(x, 2, 1, trials, churned, 0);
    assert_int_equal(CHURN_LOGISTIC_CONVERGED, fit->end);
    assert_close(fit->coefficient[0], log(20.0 / 80), 1e-11);
    assert_close(fit->coefficient[1], log(4), 1e-11);
    assert_close(fit->standard_error[1], sqrt(1.0 / 20 + 1.0 / 80 + 1.0 / 25 + 1.0 / 25), 1e-9);
    assert_close(fit->standard_error[0], sqrt(1.0 / 20 + 1.0 / 80), 1e-9);
    assert_close(fit->log_likelihood, 20 * log(0.2) + 80 * log(0.8) + 50 * log(0.5), 1e-12);
    assert_close(fit->null_likelihood, 45 * log(0.3) + 105 * log(0.7), 1e-12);
    churn_logistic_fit_free(fit);
}

/* Other units and another zero of a column change its coefficient and the intercept, and nothing else. */
static void test_units(void **state)
{
    double x[60], scaled[60], churned[30];
    (void)state;
    for (size_t i = 0; i < 30; i++) {
        x[2 * i] = (double)(i * 7 % 11);
        x[2 * i + 1] = (double)(i * 5 % 13) / 3;
        scaled[2 * i] = 1e6 + x[2 * i] / 1000;
        scaled[2 * i + 1] = x[2 * i + 1];
        churned[i] = (i * 7 % 11) + (i * 13 % 10) > 9;
    }
    struct churn_logistic_fit *a = fitted(x, 30, 2, NULL, churned, 0), *b = fitted(scaled, 30, 2, NULL, churned, 0);
    assert_int_equal(CHURN_LOGISTIC_CONVERGED, a->end);
    assert_close(b->coefficient[1], a->coefficient[1] * 1000, 1e-6);
    assert_close(b->coefficient[2], a->coefficient[2], 1e-6);
    assert_close(b->standard_error[2], a->standard_error[2], 1e-6);
    assert_close(b->log_likelihood, a->log_likelihood, 1e-7);
    churn_logistic_fit_free(a);
    churn_logistic_fit_free(b);
}

static void test_separation_is_named(void **state)
{
    /* the first column says nothing of it, the second, where it is 1, is always a churner */
    double x[80], churned[40];
    (void)state;
    for (size_t i = 0; i < 40; i++) {
        x[2 * i] = (double)(i * 7 % 10);
        x[2 * i + 1] = i % 8 == 0;
        churned[i] = i % 8 == 0 || i * 3 % 7 < 3;
    }
    struct churn_logistic_fit *fit = fitted(x, 40, 2, NULL, churned, 0);
    assert_int_equal(CHURN_LOGISTIC_SEPARATED, fit->end);
    assert_true(fit->separating[0] == 0);
    assert_true(fit->separating[1] > 0);
    churn_logistic_fit_free(fit);
    fit = fitted(x, 40, 2, NULL, churned, 1); /* a ridge always has an answer */
    assert_int_equal(CHURN_LOGISTIC_CONVERGED, fit->end);
    assert_true(fit->coefficient[2] > 0 && fit->coefficient[2] < 10);
    churn_logistic_fit_free(fit);
}

static void test_complete_separation(void **state)
{
    static const double x[] = { 1, 2, 3, 4, 5, 6 }, churned[] = { 0, 0, 0, 1, 1, 1 }, touching[] = { 1, 2, 3, 3, 5, 6 };
    (void)state;
    struct churn_logistic_fit *fit = fitted(x, 6, 1, NULL, churned, 0);
    assert_int_equal(CHURN_LOGISTIC_SEPARATED, fit->end);
    churn_logistic_fit_free(fit);
    fit = fitted(touching, 6, 1, NULL, churned, 0);
    assert_int_equal(CHURN_LOGISTIC_SEPARATED, fit->end);
    churn_logistic_fit_free(fit);
}

static void test_collinear_and_constant(void **state)
{
    double x[90], churned[30];
    (void)state;
    for (size_t i = 0; i < 30; i++) {
        x[3 * i] = (double)(i * 7 % 11);
        x[3 * i + 1] = 5;
        x[3 * i + 2] = 3 - 2 * x[3 * i];
        churned[i] = i % 3 == 0;
    }
    struct churn_logistic_fit *fit = fitted(x, 30, 3, NULL, churned, 0);
    assert_int_equal(CHURN_LOGISTIC_COLLINEAR, fit->end);
    assert_int_equal(2, fit->column);
    churn_logistic_fit_free(fit);
    fit = fitted(x, 30, 3, NULL, churned, 0.5);
    assert_int_equal(CHURN_LOGISTIC_CONVERGED, fit->end);
    assert_true(fit->constant[1]);
    assert_int_equal(3, fit->parameters);
    assert_true(isnan(fit->standard_error[2]));
    churn_logistic_fit_free(fit);
}

/* One sentinel among scores: where it is on its side it says nothing, and the fit is that of the others. */
static void test_one_huge_value(void **state)
{
    double x[201], churned[201];
    (void)state;
    for (size_t i = 0; i < 200; i++) {
        x[i] = (double)(1 + i % 5);
        churned[i] = i / 5 % 8 >= i % 5 + 1;
    }
    struct churn_logistic_fit *others = fitted(x, 200, 1, NULL, churned, 0);
    assert_int_equal(CHURN_LOGISTIC_CONVERGED, others->end);
    for (double huge = 999999; huge < 1e13; huge *= 1000) {
        x[200] = huge;
        churned[200] = 0;
        struct churn_logistic_fit *fit = fitted(x, 201, 1, NULL, churned, 0);
        assert_int_equal(CHURN_LOGISTIC_CONVERGED, fit->end);
        assert_close(fit->coefficient[1], others->coefficient[1], 1e-9);
        assert_close(fit->standard_error[1], others->standard_error[1], 1e-9);
        assert_close(fit->log_likelihood, others->log_likelihood, 1e-9);
        churn_logistic_fit_free(fit);
        churned[200] = 1; /* on the other side it holds the slope near 0 */
        fit = fitted(x, 201, 1, NULL, churned, 0);
        assert_int_equal(CHURN_LOGISTIC_CONVERGED, fit->end);
        assert_true(fabs(fit->coefficient[1]) < 100 / huge);
        assert_true(fit->gradient_norm < 1e-9);
        churn_logistic_fit_free(fit);
    }
    churn_logistic_fit_free(others);
}

/* The same beside a column that separates: that one is named, and not the one with the huge value. */
static void test_separation_beside_a_huge_value(void **state)
{
    double x[80], churned[40];
    (void)state;
    for (size_t i = 0; i < 40; i++) {
        x[2 * i] = i == 7 ? 1e9 : (double)(i * 7 % 10);
        x[2 * i + 1] = i % 8 == 0;
        churned[i] = i % 8 == 0 || i * 3 % 7 < 3;
    }
    struct churn_logistic_fit *fit = fitted(x, 40, 2, NULL, churned, 0);
    assert_int_equal(CHURN_LOGISTIC_SEPARATED, fit->end);
    assert_true(fit->separating[0] == 0);
    assert_true(fit->separating[1] > 0);
    churn_logistic_fit_free(fit);
}

/* A column with a sum of others and a little of its own is told by what is its own, down to the rounding of its values. */
static void test_nearly_collinear(void **state)
{
    double x[80], own[80], churned[40];
    (void)state;
    for (size_t i = 0; i < 40; i++) {
        own[2 * i] = x[2 * i] = (double)(i * 7 % 11);
        own[2 * i + 1] = (double)(i * 5 % 13);
        x[2 * i + 1] = 2 * x[2 * i] + 1 + own[2 * i + 1] / 16777216;
        churned[i] = (i * 7 % 11) + (i * 13 % 10) > 9;
    }
    struct churn_logistic_fit *fit = fitted(x, 40, 2, NULL, churned, 0), *plain = fitted(own, 40, 2, NULL, churned, 0);
    assert_int_equal(CHURN_LOGISTIC_CONVERGED, fit->end);
    assert_close(fit->coefficient[2], plain->coefficient[2] * 16777216, 1e-7);
    assert_close(fit->standard_error[2], plain->standard_error[2] * 16777216, 1e-7);
    assert_close(fit->log_likelihood, plain->log_likelihood, 1e-9);
    churn_logistic_fit_free(fit);
    churn_logistic_fit_free(plain);
    for (size_t i = 0; i < 40; i++)
        x[2 * i + 1] = 2 * x[2 * i] + 1 + (i % 2 == 0 ? 1e-15 : 0);
    fit = fitted(x, 40, 2, NULL, churned, 0);
    assert_int_equal(CHURN_LOGISTIC_COLLINEAR, fit->end);
    assert_int_equal(1, fit->column);
    churn_logistic_fit_free(fit);
}

/* All differ by so little, or so much, that squares of it are no doubles. */
static void test_beyond(void **state)
{
    double x[20], churned[10];
    (void)state;
    for (int j = 0; j < 2; j++) {
        for (size_t i = 0; i < 10; i++) {
            x[2 * i] = (double)i;
            x[2 * i + 1] = (double)(i % 4) * (j == 0 ? 1e300 : 1e-300);
            churned[i] = (double)(i % 2);
        }
        struct churn_logistic_fit *fit = fitted(x, 10, 2, NULL, churned, 0);
        assert_int_equal(CHURN_LOGISTIC_BEYOND, fit->end);
        assert_int_equal(1, fit->column);
        churn_logistic_fit_free(fit);
    }
}

static void test_one_outcome(void **state)
{
    static const double x[] = { 1, 2 }, none[] = { 0, 0 }, all[] = { 1, 1 };
    struct churn_logistic_data data = { x, 2, 1, NULL, none, NULL };
    struct churn_logistic_options options = CHURN_LOGISTIC_OPTIONS_INIT;
    struct churn_logistic_fit *fit;
    struct churn_error err;
    (void)state;
    assert_int_equal(CHURN_NUMERIC, churn_logistic_fit_new(&data, &options, &fit, &err));
    assert_null(fit);
    data.churned = all;
    assert_int_equal(CHURN_NUMERIC, churn_logistic_fit_new(&data, &options, &fit, &err));
}

static void test_chances(void **state)
{
    (void)state;
    assert_close(churn_chi_square_above(3.841458820694124, 1), 0.05, 1e-12);
    assert_close(churn_normal_beyond(-1.959963984540054), 0.05, 1e-12);
    assert_close(churn_logistic_share(800), 1, 0);
    assert_close(churn_logistic_share(-800), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_by_two),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_separation_is_named),
        cmocka_unit_test(test_complete_separation),
        cmocka_unit_test(test_collinear_and_constant),
        cmocka_unit_test(test_one_huge_value),
        cmocka_unit_test(test_separation_beside_a_huge_value),
        cmocka_unit_test(test_nearly_collinear),
        cmocka_unit_test(test_beyond),
        cmocka_unit_test(test_one_outcome),
        cmocka_unit_test(test_chances),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
