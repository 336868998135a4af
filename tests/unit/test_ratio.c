/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares of amounts: rounded once, half to even, whatever their size; fractions compared without a division that loses. */
#include "support.h"

#include "base/ratio.h"

#define UNIT ((churn_amount)CHURN_AMOUNT_UNIT)
#define ONE 10000000000000000ULL /* a share of 1 */
#define MOST (((churn_amount)1 << 126) - 1 + ((churn_amount)1 << 126))

static void shares_by_hand(void **state)
{
    (void)state;
    assert_true(ratio_share(1000 * UNIT, ONE / 2, 2) == 500 * UNIT);
    assert_true(ratio_share(0, ONE, 8) == 0);
    assert_true(ratio_share(12345 * UNIT / 100, ONE, 2) == 12345 * UNIT / 100);
    assert_true(ratio_share(12345 * UNIT / 100, 0, 2) == 0);
    /* half to even: 0.125 -> 0.12, 0.375 -> 0.38, 0.5 -> 0, 1.5 -> 2, 2.5 -> 2 */
    assert_true(ratio_share(UNIT / 4, ONE / 2, 2) == 12 * UNIT / 100);
    assert_true(ratio_share(3 * UNIT / 4, ONE / 2, 2) == 38 * UNIT / 100);
    assert_true(ratio_share(UNIT, ONE / 2, 0) == 0);
    assert_true(ratio_share(3 * UNIT, ONE / 2, 0) == 2 * UNIT);
    assert_true(ratio_share(5 * UNIT, ONE / 2, 0) == 2 * UNIT);
    /* the least more than a half goes up */
    assert_true(ratio_share(UNIT, ONE / 2 + 1, 0) == UNIT);
    assert_true(ratio_share(UNIT, ONE / 2 - 1, 0) == 0);
}

static void shares_of_the_largest(void **state)
{
    churn_amount large = (churn_amount)999999999999999999LL * UNIT + 99999999;
    (void)state;
    assert_true(ratio_share(MOST, ONE, 8) == MOST);
    assert_true(ratio_share(MOST - 1, ONE / 2, 8) == (MOST - 1) / 2);
    assert_true(ratio_share(large, ONE, 8) == large);
    assert_true(ratio_share(large, ONE, 0) == (churn_amount)1000000000000000000LL * UNIT);
    assert_true(ratio_share(large, 1, 8) == 10000000000LL); /* 10^26 / 10^16 */
}

/* With both factors small the product fits, and a plain division must agree. */
static void shares_as_divided(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        churn_amount amount = (churn_amount)(support_random() >> 8);
        uint64_t share = support_random() % (ONE + 1);
        unsigned decimals = (unsigned)(support_random() % 9);
        churn_amount divisor = (churn_amount)ONE, unit = 1;
        for (unsigned d = decimals; d < 8; d++)
            unit *= 10;
        divisor *= unit;
        churn_amount product = amount * (churn_amount)share, whole = product / divisor, rest = product % divisor;
        whole += 2 * rest > divisor || (2 * rest == divisor && whole % 2 == 1);
        assert_true(ratio_share(amount, share, decimals) == whole * unit);
    }
}

static int sign(churn_amount value)
{
    return (value > 0) - (value < 0);
}

static void fractions(void **state)
{
    (void)state;
    assert_int_equal(ratio_compare(1, 3, 1, 3), 0);
    assert_int_equal(ratio_compare(2, 6, 1, 3), 0);
    assert_int_equal(ratio_compare(0, 5, 0, 7), 0);
    assert_int_equal(ratio_compare(0, 5, 1, 7), -1);
    assert_int_equal(ratio_compare(5, 0, 9, 0), 0);
    assert_int_equal(ratio_compare(5, 0, 9, 1), 1);
    assert_int_equal(ratio_compare(5, 1, 9, 0), -1);
    assert_int_equal(ratio_compare(MOST, MOST - 1, MOST - 1, MOST - 2), -1);
    assert_int_equal(ratio_compare(MOST, 3, MOST - 1, 3), 1);
    for (int i = 0; i < 20000; i++) {
        churn_amount a = (churn_amount)(support_random() % 50), b = 1 + (churn_amount)(support_random() % 50);
        churn_amount c = (churn_amount)(support_random() % 50), d = 1 + (churn_amount)(support_random() % 50);
        assert_int_equal(ratio_compare(a, b, c, d), sign(a * d - c * b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_by_hand),
        cmocka_unit_test(shares_of_the_largest),
        cmocka_unit_test(shares_as_divided),
        cmocka_unit_test(fractions),
    };
    return cmocka_run_group_tests_name("ratio", tests, NULL, NULL);
}
