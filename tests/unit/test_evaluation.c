/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores against outcomes: small tables whose figures are counted by hand, and DeLong against every pair. */
#include <math.h>
#include <stdlib.h>

#include <churn/evaluation.h>

#include "support.h"

#include <gsl/gsl_errno.h>

#include "close.h"

#define PERCENT_95 0.95
#define ROWS 60

static struct churn_evaluation *made(const double *score, const bool *churned, const churn_amount *value, size_t count)
{
    struct churn_evaluation *evaluation;
    struct churn_error err;
    assert_int_equal(CHURN_OK, churn_evaluation_new(score, churned, value, count, &evaluation, &err));
    return evaluation;
}

static void test_area_with_a_tie(void **state)
{
    static const double score[] = { 1, 2, 2, 3 };
    static const bool churned[] = { false, true, false, true };
    (void)state;
    struct churn_evaluation *evaluation = made(score, churned, NULL, 4);
    assert_close(churn_evaluation_auc(evaluation, PERCENT_95).value, 0.875, 0);
    assert_close(churn_evaluation_average_precision(evaluation), 1.0 / 2 * (1 + 2.0 / 3), 1e-15);
    assert_false(churn_evaluation_is_share(evaluation));
    assert_int_equal(3, churn_evaluation_distinct(evaluation));
    churn_evaluation_free(evaluation);
}

/* Scores of few values, so that ties abound; the outcome leans on them. */
static void fill(double *a, double *b, bool *churned)
{
    for (unsigned i = 0; i < ROWS; i++) {
        a[i] = i * 7 % 13;
        b[i] = i * 11 % 17 + a[i] / 2;
        churned[i] = (i * 5 % 11) + a[i] > 11;
    }
}

static double above(double x, double y)
{
    return x > y ? 1 : x == y ? 0.5 : 0;
}

/* DeLong's covariance as it is written: every pair. */
static double by_pairs(const double *a, const double *b, const bool *churned)
{
    double v_a[ROWS], v_b[ROWS], mean[2][2] = { { 0 } }, sum[2] = { 0 };
    size_t count[2] = { 0 };
    for (size_t i = 0; i < ROWS; i++) {
        double other = 0;
        v_a[i] = v_b[i] = 0;
        for (size_t j = 0; j < ROWS; j++) {
            if (churned[i] == churned[j])
                continue;
            other++;
            v_a[i] += churned[i] ? above(a[i], a[j]) : above(a[j], a[i]);
            v_b[i] += churned[i] ? above(b[i], b[j]) : above(b[j], b[i]);
        }
        v_a[i] /= other;
        v_b[i] /= other;
        mean[churned[i]][0] += v_a[i];
        mean[churned[i]][1] += v_b[i];
        count[churned[i]]++;
    }
    for (size_t i = 0; i < ROWS; i++) {
        bool c = churned[i];
        sum[c] += (v_a[i] - mean[c][0] / (double)count[c]) * (v_b[i] - mean[c][1] / (double)count[c]);
    }
    return sum[0] / (double)(count[0] - 1) / (double)count[0] + sum[1] / (double)(count[1] - 1) / (double)count[1];
}

static void test_delong_by_pairs(void **state)
{
    double a[ROWS], b[ROWS];
    bool churned[ROWS];
    struct churn_auc_difference found;
    struct churn_error err;
    (void)state;
    fill(a, b, churned);
    struct churn_evaluation *first = made(a, churned, NULL, ROWS), *second = made(b, churned, NULL, ROWS);
    struct churn_estimate of_a = churn_evaluation_auc(first, PERCENT_95), of_b = churn_evaluation_auc(second, PERCENT_95);
    assert_close(of_a.standard_error, sqrt(by_pairs(a, a, churned)), 1e-13);
    assert_close(of_b.standard_error, sqrt(by_pairs(b, b, churned)), 1e-13);
    assert_int_equal(CHURN_OK, churn_evaluation_compare(a, b, churned, ROWS, PERCENT_95, &found, &err));
    assert_close(found.difference.value, of_a.value - of_b.value, 1e-13);
    assert_close(found.difference.standard_error,
                 sqrt(by_pairs(a, a, churned) + by_pairs(b, b, churned) - 2 * by_pairs(a, b, churned)), 1e-12);
    churn_evaluation_free(first);
    churn_evaluation_free(second);
}

static void test_order_of_rows_does_not_show(void **state)
{
    double a[ROWS], b[ROWS], turned[ROWS];
    bool churned[ROWS], turned_churned[ROWS];
    struct churn_evaluation_bin bins[7], others[7];
    size_t made_bins, made_others;
    (void)state;
    fill(a, b, churned);
    for (size_t i = 0; i < ROWS; i++) {
        turned[i] = a[ROWS - 1 - i];
        turned_churned[i] = churned[ROWS - 1 - i];
    }
    struct churn_evaluation *first = made(a, churned, NULL, ROWS), *second = made(turned, turned_churned, NULL, ROWS);
    churn_evaluation_bins(first, 7, true, bins, &made_bins);
    churn_evaluation_bins(second, 7, true, others, &made_others);
    assert_int_equal(made_bins, made_others);
    double all = 0;
    for (size_t i = 0; i < made_bins; i++) {
        assert_close(others[i].churned, bins[i].churned, 0);
        all += bins[i].churned;
    }
    assert_close(all, (double)churn_evaluation_churned(first), 1e-13);
    churn_evaluation_free(first);
    churn_evaluation_free(second);
}

static void test_brier_parts(void **state)
{
    static const double score[] = { 0.1, 0.1, 0.4, 0.4, 0.8, 0.9 };
    static const bool churned[] = { false, false, true, false, true, true };
    struct churn_brier whole, binned;
    struct churn_error err;
    (void)state;
    struct churn_evaluation *evaluation = made(score, churned, NULL, 6);
    assert_int_equal(CHURN_OK, churn_evaluation_brier(evaluation, 10, &whole, &err));
    assert_close(whole.score, (2 * 0.01 + 0.36 + 0.16 + 0.04 + 0.01) / 6, 1e-14);
    assert_close(whole.reliability - whole.resolution + whole.uncertainty, whole.score, 1e-14);
    assert_close(whole.within, 0, 0);
    assert_int_equal(CHURN_OK, churn_evaluation_brier(evaluation, 2, &binned, &err));
    assert_close(binned.reliability - binned.resolution + binned.uncertainty + binned.within, whole.score, 1e-14);
    assert_true(binned.resolution <= whole.resolution);
    churn_evaluation_free(evaluation);
}

static void test_log_loss(void **state)
{
    static const double score[] = { 0.25, 0.5, 0, 1 };
    static const bool churned[] = { false, true, false, true }, wrong[] = { false, true, true, true };
    uint64_t impossible;
    (void)state;
    struct churn_evaluation *evaluation = made(score, churned, NULL, 4);
    assert_close(churn_evaluation_log_loss(evaluation, &impossible), -(log(0.75) + log(0.5)) / 4, 1e-14);
    assert_int_equal(0, impossible);
    churn_evaluation_free(evaluation);
    evaluation = made(score, wrong, NULL, 4);
    assert_true(isinf(churn_evaluation_log_loss(evaluation, &impossible)));
    assert_int_equal(1, impossible);
    churn_evaluation_free(evaluation);
}

/* A score that is twice too sure: the slope says so. */
static void test_calibration(void **state)
{
    double score[200];
    bool churned[200];
    struct churn_calibration found;
    struct churn_error err;
    (void)state;
    for (size_t i = 0; i < 200; i++) {
        bool high = i >= 100;
        score[i] = high ? 0.9 : 0.1; /* log odds +- 2.197 */
        churned[i] = i % 100 < (high ? 75 : 25);
    }
    struct churn_evaluation *evaluation = made(score, churned, NULL, 200);
    assert_int_equal(CHURN_OK, churn_evaluation_calibration(evaluation, PERCENT_95, &found, &err));
    assert_true(found.found);
    assert_close(found.slope.value, 0.5, 1e-10); /* ln 3 / ln 9 */
    assert_true(fabs(found.intercept.value) < 1e-10);
    assert_true(fabs(found.at_large.value) < 1e-10);
    churn_evaluation_free(evaluation);
}

static void test_confusion_and_profit(void **state)
{
    static const double score[] = { 4, 3, 3, 2, 1 };
    static const bool churned[] = { true, false, true, false, true };
    const churn_amount value[] = { 10 * CHURN_AMOUNT_UNIT, 99 * CHURN_AMOUNT_UNIT, 30 * CHURN_AMOUNT_UNIT, 0,
                                   5 * CHURN_AMOUNT_UNIT };
    const struct churn_economics economics = { .cost = 4, .success = 0.5, .value_each = 100 };
    (void)state;
    struct churn_evaluation *evaluation = made(score, churned, value, 5);
    struct churn_confusion found = churn_evaluation_confusion(evaluation, 3);
    assert_int_equal(2, found.hits);
    assert_int_equal(1, found.false_alarms);
    assert_int_equal(1, found.misses);
    assert_int_equal(1, found.passed);
    found = churn_evaluation_confusion(evaluation, 5);
    assert_int_equal(0, found.hits + found.false_alarms);
    struct churn_profit best = churn_evaluation_best(evaluation, &economics); /* 20 - 12; the values count, not 100 each */
    assert_close(best.threshold, 3, 0);
    assert_close(best.profit, 8, 1e-14);
    churn_evaluation_free(evaluation);
    evaluation = made(score, churned, NULL, 5);
    best = churn_evaluation_best(evaluation, &economics); /* 150 - 20 */
    assert_close(best.threshold, 1, 0);
    assert_close(best.profit, 130, 1e-14);
    const struct churn_economics dear = { .cost = 51, .success = 0.5, .value_each = 100 };
    best = churn_evaluation_best(evaluation, &dear);
    assert_true(isinf(best.threshold));
    assert_int_equal(0, best.called);
    churn_evaluation_free(evaluation);
}

static void test_no_answer(void **state)
{
    static const double score[] = { 1, 2 };
    static const bool none[] = { false, false }, all[] = { true, true };
    struct churn_evaluation *evaluation;
    struct churn_error err;
    (void)state;
    assert_int_equal(CHURN_NUMERIC, churn_evaluation_new(score, none, NULL, 2, &evaluation, &err));
    assert_int_equal(CHURN_NUMERIC, churn_evaluation_new(score, all, NULL, 2, &evaluation, &err));
    assert_int_equal(CHURN_NUMERIC, churn_evaluation_new(score, all, NULL, 0, &evaluation, &err));
    assert_null(evaluation);
    evaluation = made(score, (const bool[]){ false, true }, NULL, 2);
    assert_true(isnan(churn_evaluation_auc(evaluation, PERCENT_95).standard_error)); /* one of a kind has no spread */
    churn_evaluation_free(evaluation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_area_with_a_tie),
        cmocka_unit_test(test_delong_by_pairs),
        cmocka_unit_test(test_order_of_rows_does_not_show),
        cmocka_unit_test(test_brier_parts),
        cmocka_unit_test(test_log_loss),
        cmocka_unit_test(test_calibration),
        cmocka_unit_test(test_confusion_and_profit),
        cmocka_unit_test(test_no_answer),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
