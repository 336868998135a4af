/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gamma over purchase rates: against R, a known truth, and the tables that have no spread or no answer. */
#include "support.h"

#include "close.h"
#include "model/rhythm.h"

#include <gsl/gsl_errno.h>

static struct churn_risk_gamma fit(struct rhythm_counts *counts)
{
    struct churn_risk_gamma gamma;
    struct churn_error err;
    assert_int_equal(rhythm_fit(counts, &gamma, &err), CHURN_OK);
    rhythm_clear(counts);
    return gamma;
}

static void add(struct rhythm_counts *counts, uint64_t customers, size_t purchases, size_t days)
{
    for (uint64_t i = 0; i < customers; i++)
        assert_int_equal(rhythm_add(counts, purchases, days, NULL), CHURN_OK);
}

/* 200 customers; R 4.2, nested optimise(tol = 1e-13) over lgamma: shape 0.69644357, rate 87.382198, log-likelihood below. */
static void as_r_has_it(void **state)
{
    struct rhythm_counts counts = { .by_purchases = NULL };
    (void)state;
    for (size_t i = 0; i < 200; i++)
        add(&counts, 1, (i * i) % 11 * (i % 3 == 0) + i % 2, 100 + i * 37 % 300);
    struct churn_risk_gamma gamma = fit(&counts);
    assert_true(gamma.fitted);
    assert_int_equal(gamma.customers, 200);
    assert_int_equal(gamma.purchases, 364);
    assert_close(gamma.log_likelihood, -2043.7960155805, 1e-11);
    assert_close(gamma.shape, 0.69644357, 1e-5);
    assert_close(gamma.rate, 87.382198, 1e-5);
}

/* A million customers in the very shares of shape 2, rate 50, seen for 100 days: P(x) = (x+1) (1/3)^2 (2/3)^x. */
static void a_known_truth(void **state)
{
    struct rhythm_counts counts = { .by_purchases = NULL };
    double share = 1.0 / 9;
    (void)state;
    for (size_t x = 0; x < 60; x++, share *= 2.0 / 3)
        add(&counts, (uint64_t)(1e6 * share * (double)(x + 1) + 0.5), x, 100);
    struct churn_risk_gamma gamma = fit(&counts);
    assert_true(gamma.fitted);
    assert_close(gamma.shape, 2, 1e-4);
    assert_close(gamma.rate, 50, 1e-4);
}

static void the_order_of_customers_leaves_no_trace(void **state)
{
    struct rhythm_counts forth = { .by_purchases = NULL }, back = { .by_purchases = NULL };
    (void)state;
    for (size_t i = 0; i < 300; i++) {
        add(&forth, 1, i % 13, 50 + i % 71);
        add(&back, 1, (299 - i) % 13, 50 + (299 - i) % 71);
    }
    struct churn_risk_gamma one = fit(&forth), other = fit(&back);
    assert_true(one.shape == other.shape && one.rate == other.rate && one.log_likelihood == other.log_likelihood);
}

/* Spread no more than chance makes it: no largest shape exists; all are alike, at the mean gap. */
static void all_alike(void **state)
{
    struct rhythm_counts counts = { .by_purchases = NULL };
    (void)state;
    add(&counts, 100, 5, 100);
    struct churn_risk_gamma gamma = fit(&counts);
    assert_true(gamma.fitted);
    assert_true(gamma.shape >= 1e6 && gamma.shape < 1e7);
    assert_close(gamma.rate / gamma.shape, 20, 1e-12);
    for (size_t x = 4; x <= 6; x++)
        add(&counts, 300, x, 100);
    gamma = fit(&counts);
    assert_true(gamma.fitted && gamma.shape < 1e7);
    assert_close(gamma.rate / gamma.shape, 20, 1e-12);
}

static void no_answer(void **state)
{
    struct rhythm_counts counts = { .by_purchases = NULL };
    (void)state;
    struct churn_risk_gamma gamma = fit(&counts);
    assert_false(gamma.fitted);
    assert_string_equal(gamma.why_not, "too few customers came back to tell a rhythm");
    add(&counts, 1, 3, 50);
    assert_false(fit(&counts).fitted);
    add(&counts, 1000, 0, 50);
    assert_false(fit(&counts).fitted);
    add(&counts, 10, 1, 0);
    assert_false(fit(&counts).fitted);
    /* Gaps of no days among others: the likelihood has no end. */
    add(&counts, 50, 1, 0);
    add(&counts, 1, 1, 5);
    gamma = fit(&counts);
    assert_false(gamma.fitted);
    assert_string_equal(gamma.why_not, "the spread of rhythms could not be fitted");
}

static void far_apart(void **state)
{
    struct rhythm_counts counts = { .by_purchases = NULL };
    (void)state;
    add(&counts, 1, 500000, 500001);
    add(&counts, 50, 0, 40000);
    add(&counts, 50, 1, 2);
    struct churn_risk_gamma gamma = fit(&counts);
    assert_true(gamma.fitted);
    assert_true(isfinite(gamma.shape) && gamma.shape > 0 && isfinite(gamma.rate) && gamma.rate > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_r_has_it),
                                        cmocka_unit_test(a_known_truth),
                                        cmocka_unit_test(the_order_of_customers_leaves_no_trace),
                                        cmocka_unit_test(all_alike),
                                        cmocka_unit_test(no_answer),
                                        cmocka_unit_test(far_apart) };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests_name("rhythm", tests, NULL, NULL);
}
