/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotients of exact sums: rounding half to even, negative ones, sums near 2^127, and the shortest form that shows them. */
#include "support.h"

#include <math.h>

#include <churn/quotient.h>

#include "close.h"

#define UNIT CHURN_AMOUNT_UNIT

static void expect(churn_amount over, churn_amount under, unsigned decimals, const char *expected)
{
    char text[CHURN_AMOUNT_TEXT_SIZE];
    churn_amount_write(churn_quotient_round((struct churn_quotient){ over, under }, decimals), decimals, text);
    assert_string_equal(text, expected);
}

static void rounds_half_to_even(void **state)
{
    (void)state;
    expect(5 * UNIT, 3, 4, "1.6667");
    expect(-5 * UNIT, 3, 4, "-1.6667");
    expect(1 * UNIT, 8, 2, "0.12");
    expect(3 * UNIT, 8, 2, "0.38");
    expect(-1 * UNIT, 8, 2, "-0.12");
    expect(5 * UNIT, 2, 0, "2");
    expect(7 * UNIT, 2, 0, "4");
    expect(-1 * UNIT, 2, 0, "0");
    expect(0, 7, 4, "0.0000");
    expect(1 * UNIT, 3, 8, "0.33333333");
    expect(2 * UNIT, 3, 8, "0.66666667");
    expect(1, 2, 8, "0.00000000");
    expect(3, 2, 8, "0.00000002");
}

/* A hair beside the middle is seen, however large the divisor. */
static void sees_what_is_beside_the_middle(void **state)
{
    (void)state;
    churn_amount under = (churn_amount)1 << 60;
    churn_amount middle = under * (UNIT / 2); /* one half */
    expect(middle, under, 0, "0");
    expect(middle + 1, under, 0, "1");
    expect(middle - 1, under, 0, "0");
    expect(-middle - 1, under, 0, "-1");
    churn_amount most = (((churn_amount)1 << 126) - 1) * 2 + 1;
    expect(most, most, 8, "0.00000001");
    expect(most / 2, most, 8, "0.00000000");
    expect(most / 2 + 1, most, 8, "0.00000001");
}

static void against_doubles(void **state)
{
    (void)state;
    support_seed(7);
    for (int i = 0; i < 20000; i++) {
        churn_amount over = (int64_t)(support_random() % 2000000000000ULL) - 1000000000000LL;
        churn_amount under = (churn_amount)(support_random() % 100000 + 1);
        struct churn_quotient quotient = { over, under };
        unsigned decimals = (unsigned)(support_random() % 9);
        double exact = (double)over / (double)under / 1e8, step = pow(10, -(double)decimals);
        double rounded = churn_amount_to_double(churn_quotient_round(quotient, decimals));
        assert_true(fabs(rounded - exact) <= step / 2 + 1e-6 * step + 1e-12 * fabs(exact));
        assert_close(churn_quotient_to_double(quotient), exact, 1e-14);
    }
}

static void shortens(void **state)
{
    unsigned decimals;
    (void)state;
    assert_true(churn_quotient_shorten((struct churn_quotient){ 9 * UNIT, 2 }, 0, 4, &decimals) == 9 * UNIT / 2);
    assert_int_equal(decimals, 1);
    assert_true(churn_quotient_shorten((struct churn_quotient){ 8 * UNIT, 2 }, 0, 4, &decimals) == 4 * UNIT);
    assert_int_equal(decimals, 0);
    assert_true(churn_quotient_shorten((struct churn_quotient){ 8 * UNIT, 2 }, 2, 4, &decimals) == 4 * UNIT);
    assert_int_equal(decimals, 2);
    assert_true(churn_quotient_shorten((struct churn_quotient){ 10 * UNIT, 3 }, 1, 4, &decimals) == 333330000);
    assert_int_equal(decimals, 4);
    assert_true(churn_quotient_shorten((struct churn_quotient){ 1 * UNIT, 64 }, 6, 4, &decimals) == 1562500);
    assert_int_equal(decimals, 6);
    assert_true(churn_quotient_shorten((struct churn_quotient){ 100 * UNIT, 1 }, 0, 4, &decimals) == 100 * UNIT);
    assert_int_equal(decimals, 0);
}

static void nothing_has_no_value(void **state)
{
    (void)state;
    assert_false(churn_quotient_has((struct churn_quotient){ 0, 0 }));
    assert_true(churn_quotient_has((struct churn_quotient){ 0, 1 }));
    assert_true(isnan(churn_quotient_to_double((struct churn_quotient){ 0, 0 })));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_half_to_even),  cmocka_unit_test(sees_what_is_beside_the_middle),
        cmocka_unit_test(against_doubles),      cmocka_unit_test(shortens),
        cmocka_unit_test(nothing_has_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
