/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doubles from text and back: exact where 17 digits say so, whatever the locale, and nothing but numbers. */
#include "support.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/real.h"

static double parsed(const char *text)
{
    double value = NAN;
    struct churn_error err;
    if (real_parse((struct churn_text){ text, strlen(text) }, '.', &value, &err) != CHURN_OK)
        fail_msg("%s %s", text, err.message);
    return value;
}

static void written_forms(void **state)
{
    (void)state;
    assert_true(parsed("0") == 0 && parsed("-0.0") == 0 && parsed("000") == 0);
    assert_true(parsed("12.50") == 12.5 && parsed("+.5") == 0.5 && parsed("5.") == 5 && parsed("-1e3") == -1000);
    assert_true(parsed("0.1") == 0.1 && parsed("0.3") == 0.3 && parsed("1E-5") == 1e-5 &&
                parsed("123456789012345678") == 123456789012345678.0);
    assert_true(parsed("0.00000000000000000000000000001") == 1e-29);
    assert_true(parsed("1.7976931348623157e308") == DBL_MAX && parsed("2.2250738585072014e-308") == DBL_MIN);
    assert_true(parsed("1e-400") == 0 && parsed("0e999999999999") == 0 && parsed("5e-324") == 5e-324);
    assert_true(parsed("10000000000000000000000000000000000000000000000000") == 1e49);
    assert_true(parsed("0.1000000000000000055511151231257827021181583404541015625") == 0.1);
}

static void refused(void **state)
{
    static const char *const bad[] = { "",   ".",  "-",   "+",   "e5",   "1e",  "1e+", "1e5x",  "1.2.3",
                                       " 1", "1 ", "nan", "inf", "0x10", "1,5", "--1", "1e309", "1e99999999999" };
    struct churn_error err;
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        double value = 7;
        assert_int_equal(real_parse((struct churn_text){ bad[i], strlen(bad[i]) }, '.', &value, &err), CHURN_DATA);
        assert_true(value == 7);
        assert_string_equal(err.message, i < 16 ? "is not a number" : "is too large");
    }
}

static void other_marks(void **state)
{
    double value = 0;
    (void)state;
    assert_int_equal(real_parse(TEXT("1,5"), ',', &value, NULL), CHURN_OK);
    assert_true(value == 1.5);
    assert_int_equal(real_parse(TEXT("1.5"), ',', &value, NULL), CHURN_DATA);
}

/* strtod, here in the C locale, is the judge. */
static void there_and_back(void **state)
{
    char text[REAL_TEXT_SIZE], exact[REAL_TEXT_SIZE];
    (void)state;
    support_seed(5);
    for (int i = 0; i < 200000; i++) {
        double value;
        uint64_t bits = support_random();
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value) || fabs(value) < DBL_MIN)
            continue;
        snprintf(text, sizeof text, "%.17g", value);
        assert_true(parsed(text) == value);
        real_write_exact(value, exact);
        assert_true(strtod(exact, NULL) == value);
    }
}

static void fixed_decimals(void **state)
{
    char text[REAL_TEXT_SIZE];
    (void)state;
    assert_int_equal(real_write(1.25, 1, text), 3);
    assert_string_equal(text, "1.2");
    real_write(-0.0004, 3, text);
    assert_string_equal(text, "0.000");
    real_write(-0.0, 0, text);
    assert_string_equal(text, "0");
    real_write(-1.5, 2, text);
    assert_string_equal(text, "-1.50");
    assert_int_equal(real_write(NAN, 2, text), 0);
    assert_int_equal(real_write(INFINITY, 2, text), 0);
    real_write_exact(0.1, text);
    assert_string_equal(text, "0.1");
    assert_true(real_write(-DBL_MAX, 17, text) < REAL_TEXT_SIZE);
}

static void any_locale(void **state)
{
    char text[REAL_TEXT_SIZE];
    (void)state;
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
        print_message("no de_DE.UTF-8 here: this says nothing; the contract tests make the locale\n");
    assert_true(parsed("1.5") == 1.5);
    real_write(1.5, 1, text);
    assert_string_equal(text, "1.5");
    real_write_exact(1.5e-7, text);
    assert_string_equal(text, "1.5e-07");
    setlocale(LC_ALL, "C");
}

static void significant_digits(void **state)
{
    (void)state;
    assert_true(real_round(0.1 + 0.2, 15) == 0.3 && 0.1 + 0.2 != 0.3);
    assert_true(real_round(123456.789, 3) == 123000 && real_round(-0.0045678, 2) == -0.0046);
    assert_true(real_round(0, 15) == 0 && real_round(31, 15) == 31 && real_round(1e22, 15) == 1e22);
    assert_true(isinf(real_round(INFINITY, 15)) && isnan(real_round(NAN, 15)));
    assert_true(real_round(4.9e-324, 15) == 4.9e-324);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(significant_digits), cmocka_unit_test(written_forms),  cmocka_unit_test(refused),
        cmocka_unit_test(other_marks),        cmocka_unit_test(there_and_back), cmocka_unit_test(fixed_decimals),
        cmocka_unit_test(any_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
