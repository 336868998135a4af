/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pyramid: figures worked out by hand, ties together, borders exact, Gini of known distributions. */
#include "support.h"

#include <math.h>

#include <churn/tiers.h>

#include "base/ratio.h"

#define UNIT CHURN_AMOUNT_UNIT
#define PERCENT (CHURN_AMOUNT_UNIT / 100)

static const churn_amount CUTS[] = { 4 * PERCENT, 20 * PERCENT, 80 * PERCENT };
static const churn_amount VALUE_CUTS[] = { 50 * PERCENT, 80 * PERCENT, 95 * PERCENT };

static struct churn_tiers *make(const churn_amount *values, const bool *known, size_t count, bool by_value)
{
    struct churn_tiers_options options = CHURN_TIERS_OPTIONS_INIT;
    struct churn_tiers *tiers;
    struct churn_error err;
    options.by_value = by_value;
    options.cuts = by_value ? VALUE_CUTS : CUTS;
    options.cut_count = 3;
    assert_int_equal(churn_tiers_new(values, known, count, &options, &tiers, &err), CHURN_OK);
    return tiers;
}

static void ten_customers(void **state)
{
    static const churn_amount values[10] = { 10 * UNIT, 0,         40 * UNIT, 10 * UNIT, -5 * UNIT,
                                             20 * UNIT, 10 * UNIT, 5 * UNIT,  3 * UNIT,  2 * UNIT };
    static const uint64_t ranks[10] = { 3, 9, 1, 3, 10, 2, 3, 6, 7, 8 };
    static const unsigned tiers[10] = { 2, 3, 0, 2, 3, 1, 2, 2, 2, 2 };
    static const int vital[10] = { 1, 0, 1, 1, 0, 1, 1, 0, 0, 0 };
    struct churn_tiers *made = make(values, NULL, 10, false);
    (void)state;
    for (size_t i = 0; i < 10; i++) {
        struct churn_tier_place place = churn_tiers_place(made, true, values[i]);
        assert_int_equal(place.rank, ranks[i]);
        assert_int_equal(place.tier, tiers[i]);
        assert_int_equal(place.vital, vital[i]);
    }
    struct churn_tier_place place = churn_tiers_place(made, true, 10 * UNIT);
    assert_true(place.value_share == 10 * PERCENT && place.cumulative_share == 90 * PERCENT);
    place = churn_tiers_place(made, true, -5 * UNIT);
    assert_true(place.value_share == 0 && place.cumulative_share == UNIT);
    assert_int_equal(churn_tiers_total(made, 2).customers, 6);
    assert_true(churn_tiers_total(made, 2).value == 40 * UNIT);
    assert_true(churn_tiers_total(made, 3).value == -5 * UNIT);
    struct churn_concentration found = churn_tiers_concentration(made);
    assert_int_equal(found.customers, 10);
    assert_int_equal(found.negative, 1);
    assert_true(found.value == 95 * UNIT && found.positive == 100 * UNIT);
    assert_int_equal(found.top_customers, 2);
    assert_true(found.top_share == 60 * PERCENT);
    assert_int_equal(found.vital_customers, 4);
    /* 0 2 3 5 10 10 10 20 40: sum i x = 4+9+20+50+60+70+160+360 = 733; 2*733/(9*100) - 10/9 */
    assert_true(fabs(found.gini - (1466.0 / 900 - 10.0 / 9)) < 1e-15);
    assert_int_equal(churn_tiers_lorenz_customers(made), 9);
    assert_true(churn_tiers_lorenz(made, 4) == 10 * PERCENT && churn_tiers_lorenz(made, 9) == UNIT &&
                churn_tiers_lorenz(made, 0) == 0);
    churn_tiers_free(made);
}

/* 4 % of 25 is one customer, the 26th would be beyond it; borders are met exactly. */
static void borders_by_customers(void **state)
{
    churn_amount values[25];
    (void)state;
    for (int i = 0; i < 25; i++)
        values[i] = (100 - i) * UNIT;
    struct churn_tiers *made = make(values, NULL, 25, false);
    static const uint64_t customers[] = { 1, 4, 15, 5 };
    for (unsigned tier = 0; tier < 4; tier++)
        assert_int_equal(churn_tiers_total(made, tier).customers, customers[tier]);
    churn_tiers_free(made);
}

static void borders_by_value(void **state)
{
    /* cumulative before: 0, 50, 80, 95, 98: 50 is not below 50 % */
    static const churn_amount values[] = { 50 * UNIT, 30 * UNIT, 15 * UNIT, 3 * UNIT, 2 * UNIT, 0 };
    static const unsigned tiers[] = { 0, 1, 2, 3, 3, 3 };
    struct churn_tiers *made = make(values, NULL, 6, true);
    (void)state;
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(churn_tiers_place(made, true, values[i]).tier, tiers[i]);
    churn_tiers_free(made);
}

static void ties_stay_together(void **state)
{
    churn_amount values[1000];
    (void)state;
    for (int i = 0; i < 1000; i++)
        values[i] = 7 * UNIT;
    struct churn_tiers *made = make(values, NULL, 1000, false);
    struct churn_tier_place place = churn_tiers_place(made, true, 7 * UNIT);
    assert_int_equal(place.rank, 1);
    assert_int_equal(place.tier, 0);
    assert_true(place.vital && place.cumulative_share == UNIT);
    struct churn_concentration found = churn_tiers_concentration(made);
    assert_true(fabs(found.gini) < 1e-12);
    assert_int_equal(found.vital_customers, 800);
    churn_tiers_free(made);
}

static void unknown_values_have_no_rank(void **state)
{
    static const churn_amount values[] = { 5 * UNIT, 123, 4 * UNIT };
    static const bool known[] = { true, false, true };
    struct churn_tiers *made = make(values, known, 3, false);
    (void)state;
    struct churn_tier_place place = churn_tiers_place(made, false, 123);
    assert_int_equal(place.rank, 0);
    assert_int_equal(place.tier, 3);
    assert_false(place.vital);
    assert_int_equal(churn_tiers_concentration(made).customers, 2);
    assert_int_equal(churn_tiers_total(made, 3).customers, 1);
    churn_tiers_free(made);
}

static void nothing_of_value(void **state)
{
    static const churn_amount values[] = { 0, -3, 0 };
    (void)state;
    for (size_t count = 0; count <= 3; count += 3) {
        struct churn_tiers *made = make(values, NULL, count, count > 0);
        struct churn_concentration found = churn_tiers_concentration(made);
        assert_true(isnan(found.gini));
        assert_true(found.top_share == 0 && found.vital_customers == 0);
        assert_true(churn_tiers_lorenz(made, churn_tiers_lorenz_customers(made)) == 0);
        churn_tiers_free(made);
    }
}

static void options_are_checked(void **state)
{
    static const churn_amount wrong[][2] = { { 0, 5 }, { 5, 5 }, { 5, 4 }, { 5, UNIT } };
    struct churn_tiers_options options = CHURN_TIERS_OPTIONS_INIT;
    struct churn_tiers *tiers;
    struct churn_error err;
    (void)state;
    assert_int_equal(churn_tiers_new(NULL, NULL, 0, &options, &tiers, &err), CHURN_USAGE);
    options.cut_count = 2;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        options.cuts = wrong[i];
        assert_int_equal(churn_tiers_new(NULL, NULL, 0, &options, &tiers, &err), CHURN_USAGE);
        assert_null(tiers);
    }
    options.cuts = CUTS;
    options.vital_share = UNIT + 1;
    assert_int_equal(churn_tiers_new(NULL, NULL, 0, &options, &tiers, &err), CHURN_USAGE);
}

static void the_largest_sums(void **state)
{
    churn_amount large = ((churn_amount)1 << 126) - 1;
    const churn_amount values[] = { large, large, large };
    struct churn_tiers_options options = CHURN_TIERS_OPTIONS_INIT;
    struct churn_tiers *tiers;
    struct churn_error err;
    (void)state;
    struct churn_tiers *made = make(values, NULL, 2, true);
    assert_true(churn_tiers_place(made, true, large).value_share == 50 * PERCENT);
    churn_tiers_free(made);
    options.cuts = CUTS;
    options.cut_count = 3;
    assert_int_equal(churn_tiers_new(values, NULL, 3, &options, &tiers, &err), CHURN_NUMERIC);
}

static void ratios(void **state)
{
    (void)state;
    assert_true(ratio_rounded(1, 3) == 33333333 && ratio_rounded(2, 3) == 66666667 && ratio_rounded(5, 5) == UNIT);
    assert_true(ratio_rounded(1, 2 * UNIT) == 0 && ratio_rounded(3, 2 * UNIT) == 2); /* halves to even */
    assert_true(ratio_part_up(3, 50 * PERCENT) == 2 && ratio_part_up(4, 50 * PERCENT) == 2 && ratio_part_up(0, UNIT) == 0);
    assert_true(ratio_part_up(1000 * UNIT + 1, 80 * PERCENT) == 800 * UNIT + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_customers),
        cmocka_unit_test(borders_by_customers),
        cmocka_unit_test(borders_by_value),
        cmocka_unit_test(ties_stay_together),
        cmocka_unit_test(unknown_values_have_no_rank),
        cmocka_unit_test(nothing_of_value),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(the_largest_sums),
        cmocka_unit_test(ratios),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
