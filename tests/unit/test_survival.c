/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Survival curves: figures worked out by hand, what is not known, ties, weights, means, tests of groups that cannot all be told
 * apart, lives from dates. */
#include "support.h"

#include <math.h>

#include <churn/survival.h>

#include "close.h"

static struct churn_survival *make_with(const struct churn_survival_cell *cells, size_t count,
                                        enum churn_survival_interval interval)
{
    struct churn_survival_options options = CHURN_SURVIVAL_OPTIONS_INIT;
    struct churn_survival *survival;
    options.interval = interval;
    assert_int_equal(churn_survival_new(cells, count, &options, &survival, NULL), CHURN_OK);
    return survival;
}

static struct churn_survival *make(const struct churn_survival_cell *cells, size_t count)
{
    return make_with(cells, count, CHURN_SURVIVAL_LOG_LOG);
}

/* 10 customers: one leaves at 1; at 2 one leaves and two were last seen; at 4 three leave; three were last seen at 5. */
static const struct churn_survival_cell TEN[] = { { 1, 1, 0 }, { 2, 1, 2 }, { 4, 3, 0 }, { 5, 0, 3 } };

static void ten_customers(void **state)
{
    struct churn_survival *survival = make(TEN, COUNT(TEN));
    size_t count;
    const struct churn_survival_point *points = churn_survival_points(survival, &count);
    (void)state;
    assert_int_equal(count, 4);
    assert_true(points[0].at_risk == 10 && points[1].at_risk == 9 && points[2].at_risk == 6 && points[3].at_risk == 3);
    assert_close(points[0].survival, 0.9, 1e-15);
    assert_close(points[1].survival, 0.8, 1e-15);
    assert_close(points[2].survival, 0.4, 1e-15);
    assert_close(points[3].survival, 0.4, 1e-15);
    double greenwood = 1.0 / 90 + 1.0 / 72 + 3.0 / 18;
    assert_close(points[2].survival_error, 0.4 * sqrt(greenwood), 1e-14);
    double power = 1.959963984540054 * sqrt(greenwood) / log(0.4);
    assert_close(points[2].low, pow(0.4, exp(-power)), 1e-14);
    assert_close(points[2].high, pow(0.4, exp(power)), 1e-14);
    assert_close(points[2].hazard, 1.0 / 10 + 1.0 / 9 + 3.0 / 6, 1e-15);
    assert_close(points[2].hazard_error, sqrt(0.01 + 1.0 / 81 + 3.0 / 36), 1e-14);
    assert_true(churn_survival_subjects(survival) == 10 && churn_survival_events(survival) == 5);
    assert_true(churn_survival_last(survival) == 5);
    churn_survival_free(survival);
}

static void any_time(void **state)
{
    struct churn_survival *survival = make(TEN, COUNT(TEN));
    struct churn_survival_point point = churn_survival_at(survival, 0);
    (void)state;
    assert_true(point.at_risk == 10 && point.survival == 1 && point.events == 0 && isnan(point.low) && point.hazard == 0);
    point = churn_survival_at(survival, 2);
    assert_true(point.at_risk == 9 && point.events == 2 && point.censored == 2);
    point = churn_survival_at(survival, 3.5);
    assert_true(point.at_risk == 6 && point.events == 2 && point.time == 3.5);
    assert_close(point.survival, 0.8, 1e-15);
    point = churn_survival_at(survival, 5);
    assert_close(point.survival, 0.4, 1e-15);
    point = churn_survival_at(survival, 5.5); /* nobody was seen so long */
    assert_true(point.at_risk == 0 && point.events == 5 && point.censored == 5 && isnan(point.survival));
    assert_true(isnan(point.hazard) && isnan(point.low) && isnan(point.survival_error));
    churn_survival_free(survival);
}

/* Where all have left nothing more can happen. */
static void all_gone(void **state)
{
    static const struct churn_survival_cell cells[] = { { 0, 1, 1 }, { 3, 2, 0 } };
    struct churn_survival *survival = make(cells, COUNT(cells));
    struct churn_survival_point point = churn_survival_at(survival, 100);
    double mean, error;
    (void)state;
    assert_true(point.survival == 0 && point.at_risk == 0 && isnan(point.low) && isnan(point.survival_error));
    assert_close(point.hazard, 1.25, 1e-15);
    assert_true(churn_survival_mean(survival, 100, &mean, &error));
    assert_close(mean, 0.75 * 3, 1e-15);
    assert_close(error, sqrt(2.25 * 2.25 / 4 / 3), 1e-14);
    churn_survival_free(survival);
}

static void scales_of_intervals(void **state)
{
    static const struct churn_survival_cell cells[] = { { 1, 0, 1 }, { 2, 1, 3 } };
    struct churn_survival *log_scale = make_with(cells, 2, CHURN_SURVIVAL_LOG),
                          *plain = make_with(cells, 2, CHURN_SURVIVAL_PLAIN);
    struct churn_survival_point point = churn_survival_at(log_scale, 2);
    double z = 1.959963984540054, error = 0.75 * sqrt(1.0 / 12);
    (void)state;
    assert_close(churn_survival_z(plain), z, 1e-14);
    assert_close(point.low, 0.75 * exp(-z * error / 0.75), 1e-14);
    assert_true(point.high == 1);
    point = churn_survival_at(plain, 2);
    assert_close(point.low, 0.75 - z * error, 1e-14);
    assert_true(point.high == 1);
    point = churn_survival_at(plain, 1);
    assert_true(point.survival == 1 && point.low == 1 && point.high == 1);
    point = churn_survival_at(plain, 0.5);
    assert_true(point.low == 1 && point.high == 1);
    churn_survival_free(log_scale);
    churn_survival_free(plain);
}

static void expect_median(const struct churn_survival_cell *cells, size_t count, double expected)
{
    struct churn_survival *survival = make(cells, count);
    double time, low, high;
    churn_survival_quantile(survival, 0.5, &time, &low, &high);
    if (isfinite(expected))
        assert_close(time, expected, 1e-15);
    else
        assert_true(isinf(time));
    churn_survival_free(survival);
}

static void medians(void **state)
{
    static const struct churn_survival_cell flat[] = { { 1, 1, 0 }, { 2, 1, 0 }, { 3, 0, 1 }, { 9, 1, 0 } };
    static const struct churn_survival_cell last[] = { { 1, 1, 0 }, { 2, 1, 0 }, { 3, 0, 1 }, { 9, 0, 1 } };
    static const struct churn_survival_cell end[] = { { 1, 1, 0 }, { 2, 1, 2 } };
    static const struct churn_survival_cell never[] = { { 1, 1, 0 }, { 2, 0, 2 } };
    (void)state;
    expect_median(TEN, COUNT(TEN), 4);
    expect_median(flat, COUNT(flat), 5.5); /* just a half from 2 until 9 */
    expect_median(last, COUNT(last), 5.5);
    expect_median(end, COUNT(end), 2);
    expect_median(never, COUNT(never), INFINITY);
    expect_median(NULL, 0, INFINITY);
}

/* A half reached through factors that no double holds: 7 customers of 14, one by one. */
static void a_half_is_a_half(void **state)
{
    struct churn_survival_cell cells[14];
    (void)state;
    for (size_t i = 0; i < 14; i++)
        cells[i] = (struct churn_survival_cell){ (double)(i + 1), 1, 0 };
    expect_median(cells, 14, 7.5);
}

static void restricted_means(void **state)
{
    struct churn_survival *survival = make(TEN, COUNT(TEN));
    double mean, error;
    (void)state;
    assert_true(churn_survival_mean(survival, 5, &mean, &error));
    assert_close(mean, 1 + 0.9 + 0.8 * 2 + 0.4, 1e-15);
    assert_close(error, sqrt(2.9 * 2.9 / 90 + 2.0 * 2.0 / 72 + 0.4 * 0.4 * 3 / 18), 1e-14);
    assert_true(churn_survival_mean(survival, 1.5, &mean, &error));
    assert_close(mean, 1.45, 1e-15);
    assert_close(error, sqrt(0.45 * 0.45 / 90), 1e-14);
    assert_true(churn_survival_mean(survival, 0.5, &mean, &error));
    assert_true(mean == 0.5 && error == 0);
    assert_false(churn_survival_mean(survival, 5.01, &mean, &error));
    churn_survival_free(survival);
}

/* 2 against 3 customers, one event time: a hypergeometric draw by hand. */
static void two_groups(void **state)
{
    static const struct churn_survival_cell a[] = { { 1, 2, 0 } }, b[] = { { 2, 0, 3 } };
    struct churn_survival *made[] = { make(a, 1), make(b, 1) };
    const struct churn_survival *groups[] = { made[0], made[1] };
    double observed[2], expected[2], variance = 2.0 * 3 / 4 * 0.4 * 0.6;
    (void)state;
    for (int test = 0; test < CHURN_SURVIVAL_TESTS; test++) { /* with one time no weight matters */
        struct churn_survival_result result;
        assert_int_equal(churn_survival_compare(groups, 2, (enum churn_survival_test)test, &result, observed, expected, NULL),
                         CHURN_OK);
        assert_int_equal(result.df, 1);
        assert_close(result.statistic, 1.2 * 1.2 / variance, 1e-13);
        assert_close(observed[0] * expected[1], observed[0] / 2 * 2 * (observed[0] / 2) * 1.2, 1e-13);
    }
    assert_string_equal(churn_survival_test_name(CHURN_SURVIVAL_PETO), "peto");
    churn_survival_free(made[0]);
    churn_survival_free(made[1]);
}

/* A third group that was gone before anything happened, and one that came back to life nowhere: the others are compared. */
static void groups_that_say_nothing(void **state)
{
    static const struct churn_survival_cell a[] = { { 2, 2, 0 } }, b[] = { { 3, 0, 3 } }, early[] = { { 1, 0, 5 } };
    struct churn_survival *made[] = { make(a, 1), make(b, 1), make(early, 1), make(NULL, 0) };
    const struct churn_survival *groups[] = { made[2], made[0], made[3], made[1] };
    struct churn_survival_result result;
    (void)state;
    assert_int_equal(churn_survival_compare(groups, 4, CHURN_SURVIVAL_LOG_RANK, &result, NULL, NULL, NULL), CHURN_OK);
    assert_int_equal(result.df, 1);
    assert_close(result.statistic, 4, 1e-12);
    assert_int_equal(churn_survival_compare(groups, 1, CHURN_SURVIVAL_LOG_RANK, &result, NULL, NULL, NULL), CHURN_OK);
    assert_true(result.df == 0 && isnan(result.statistic) && isnan(result.p));
    assert_int_equal(churn_survival_compare(groups, 0, CHURN_SURVIVAL_LOG_RANK, &result, NULL, NULL, NULL), CHURN_OK);
    assert_int_equal(result.df, 0);
    for (size_t i = 0; i < 4; i++)
        churn_survival_free(made[i]);
}

/* Groups of very different size are told apart as well: 10^6, 10^6 and 20 customers. */
static void uneven_groups(void **state)
{
    static const struct churn_survival_cell large[] = { { 1, 1000, 0 }, { 2, 0, 999000 } },
                                            small[] = { { 1, 5, 0 }, { 2, 0, 15 } };
    struct churn_survival *made[] = { make(large, 2), make(large, 2), make(small, 2) };
    const struct churn_survival *groups[] = { made[0], made[1], made[2] };
    struct churn_survival_result three, two;
    (void)state;
    assert_int_equal(churn_survival_compare(groups, 3, CHURN_SURVIVAL_LOG_RANK, &three, NULL, NULL, NULL), CHURN_OK);
    assert_int_equal(three.df, 2);
    static const struct churn_survival_cell both[] = { { 1, 2000, 0 }, { 2, 0, 1998000 } };
    struct churn_survival *pooled = make(both, 2);
    const struct churn_survival *pair[] = { pooled, made[2] };
    assert_int_equal(churn_survival_compare(pair, 2, CHURN_SURVIVAL_LOG_RANK, &two, NULL, NULL, NULL), CHURN_OK);
    assert_close(three.statistic, two.statistic, 1e-9); /* the two large ones are alike */
    churn_survival_free(pooled);
    for (size_t i = 0; i < 3; i++)
        churn_survival_free(made[i]);
}

static void wrong_cells(void **state)
{
    static const struct churn_survival_cell wrong[][2] = {
        { { 1, 1, 0 }, { 1, 1, 0 } },  { { -1, 1, 0 }, { 1, 1, 0 } },  { { 1, 0, 0 }, { 2, 1, 0 } },
        { { 1, -1, 2 }, { 2, 1, 0 } }, { { NAN, 1, 0 }, { 2, 1, 0 } }, { { 1, 1, 0 }, { INFINITY, 1, 0 } },
    };
    struct churn_survival_options options = CHURN_SURVIVAL_OPTIONS_INIT;
    struct churn_survival *survival;
    struct churn_error err;
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(churn_survival_new(wrong[i], 2, &options, &survival, &err), CHURN_USAGE);
    options.confidence = 1;
    assert_int_equal(churn_survival_new(TEN, COUNT(TEN), &options, &survival, &err), CHURN_USAGE);
    const struct churn_survival *many[CHURN_SURVIVAL_GROUPS_MAX + 1] = { NULL };
    struct churn_survival_result result;
    assert_int_equal(churn_survival_compare(many, COUNT(many), CHURN_SURVIVAL_LOG_RANK, &result, NULL, NULL, &err),
                     CHURN_USAGE);
}

static void lives_of_purchases(void **state)
{
    churn_day as_of = churn_day_from_civil(2026, 6, 30), first = churn_day_from_civil(2025, 1, 1);
    struct churn_life life;
    (void)state;
    assert_true(churn_life_of_purchases(first, first + 200, as_of, 180, &life));
    assert_true(life.gone && life.days == 200);
    assert_true(churn_life_of_purchases(first, as_of - 180, as_of, 180, &life)); /* silent for 180 days, not more */
    assert_true(!life.gone && life.days == as_of - 180 - first);
    assert_true(churn_life_of_purchases(first, as_of - 181, as_of, 180, &life));
    assert_true(life.gone && life.days == as_of - 181 - first);
    assert_true(churn_life_of_purchases(first, as_of, as_of, 180, &life));
    assert_true(!life.gone && life.days == 365);
    assert_true(churn_life_of_purchases(as_of - 180, as_of, as_of, 180, &life));
    assert_true(!life.gone && life.days == 0);
    assert_false(churn_life_of_purchases(as_of - 179, as_of, as_of, 180, &life));
    assert_true(churn_life_of_purchases(first, first, as_of, 0, &life));
    assert_true(life.gone && life.days == 0);
}

static void lives_of_contracts(void **state)
{
    churn_day as_of = churn_day_from_civil(2026, 6, 30);
    struct churn_life life;
    (void)state;
    assert_true(churn_life_of_contract(as_of - 30, CHURN_DAY_NONE, as_of, &life) && !life.gone && life.days == 30);
    assert_true(churn_life_of_contract(as_of - 30, as_of + 1, as_of, &life) && !life.gone && life.days == 30);
    assert_true(churn_life_of_contract(as_of - 30, as_of, as_of, &life) && life.gone && life.days == 30);
    assert_true(churn_life_of_contract(as_of - 30, as_of - 20, as_of, &life) && life.gone && life.days == 10);
    assert_true(churn_life_of_contract(as_of, CHURN_DAY_NONE, as_of, &life) && !life.gone && life.days == 0);
    assert_false(churn_life_of_contract(as_of + 1, CHURN_DAY_NONE, as_of, &life));
    assert_false(churn_life_of_contract(as_of - 1, as_of - 2, as_of, &life));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_customers),       cmocka_unit_test(any_time),    cmocka_unit_test(all_gone),
        cmocka_unit_test(scales_of_intervals), cmocka_unit_test(medians),     cmocka_unit_test(a_half_is_a_half),
        cmocka_unit_test(restricted_means),    cmocka_unit_test(two_groups),  cmocka_unit_test(groups_that_say_nothing),
        cmocka_unit_test(uneven_groups),       cmocka_unit_test(wrong_cells), cmocka_unit_test(lives_of_purchases),
        cmocka_unit_test(lives_of_contracts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
