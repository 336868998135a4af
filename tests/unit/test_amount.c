/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts: what is read, what is refused and with which words, exact arithmetic up to its limits, and writing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/amount.h"

#define TEN_TO_18 ((churn_amount)1000000000000000000LL)
#define AMOUNT_MAX ((((churn_amount)1 << 126) - 1) * 2 + 1)
#define AMOUNT_MIN (-AMOUNT_MAX - 1)

static const struct churn_amount_format PLAIN = CHURN_AMOUNT_FORMAT_INIT;
static const struct churn_amount_format COMMA = { ',', 0 };
static const struct churn_amount_format GROUPED = { '.', ',' };
static const struct churn_amount_format GERMAN = { ',', '.' };

typedef enum churn_status parser(struct churn_text, const struct churn_amount_format *, churn_amount *, unsigned *,
                                 struct churn_error *);

static enum churn_status parse_with(parser *parse, const char *bytes, size_t length, const struct churn_amount_format *format,
                                    churn_amount *amount, unsigned *decimals, struct churn_error *err)
{
    char *copy = malloc(length);
    if (length > 0)
        memcpy(copy, bytes, length);
    enum churn_status status = parse((struct churn_text){ copy, length }, format, amount, decimals, err);
    free(copy);
    return status;
}

static void assert_reads(const char *text, const struct churn_amount_format *format, churn_amount expected, unsigned decimals)
{
    churn_amount amount = 77;
    unsigned written = 77;
    struct churn_error err = { .message = "untouched" };
    assert_int_equal(parse_with(churn_amount_parse, text, strlen(text), format, &amount, &written, &err), CHURN_OK);
    assert_true(amount == expected);
    assert_int_equal(written, decimals);
    assert_string_equal(err.message, "untouched");
    assert_int_equal(parse_with(amount_parse_sum, text, strlen(text), format, &amount, &written, NULL), CHURN_OK);
    assert_true(amount == expected);
}

static void assert_refuses_bytes(const char *text, size_t length, const struct churn_amount_format *format, const char *message)
{
    churn_amount amount = 77;
    unsigned written = 78;
    struct churn_error err = { .message = "" };
    assert_int_equal(parse_with(churn_amount_parse, text, length, format, &amount, &written, &err), CHURN_DATA);
    assert_int_equal(err.status, CHURN_DATA);
    assert_string_equal(err.message, message);
    assert_true(amount == 77 && written == 78);
    assert_int_equal(parse_with(churn_amount_parse, text, length, format, &amount, &written, NULL), CHURN_DATA);
}

static void assert_refuses(const char *text, const struct churn_amount_format *format, const char *message)
{
    assert_refuses_bytes(text, strlen(text), format, message);
}

static void reads_plain_decimals(void **state)
{
    (void)state;
    assert_reads("0", &PLAIN, 0, 0);
    assert_reads("0.10", &PLAIN, 10000000, 2);
    assert_reads("12.50", &PLAIN, 1250000000, 2);
    assert_reads("+5.00", &PLAIN, 500000000, 2);
    assert_reads("-3.00", &PLAIN, -300000000, 2);
    assert_reads("-0.00", &PLAIN, 0, 2);
    assert_reads("007", &PLAIN, 700000000, 0);
    assert_reads("0.00000001", &PLAIN, 1, 8);
    assert_reads("-0.00000001", &PLAIN, -1, 8);
    assert_reads("1,5", &COMMA, 150000000, 1);
    assert_reads("1;5", &(struct churn_amount_format){ ';', 0 }, 150000000, 1);
}

static void reads_to_the_limits(void **state)
{
    (void)state;
    assert_reads("999999999999999999", &PLAIN, (TEN_TO_18 - 1) * CHURN_AMOUNT_UNIT, 0);
    assert_reads("-999999999999999999.99999999", &PLAIN, 1 - TEN_TO_18 * CHURN_AMOUNT_UNIT, 8);
    assert_reads("0000000000000000000000000000000000000000000000000001", &PLAIN, CHURN_AMOUNT_UNIT, 0);
    assert_reads("000999999999999999999.5", &PLAIN, TEN_TO_18 * CHURN_AMOUNT_UNIT - CHURN_AMOUNT_UNIT / 2, 1);
    assert_reads("1.0000000000000000000000", &PLAIN, CHURN_AMOUNT_UNIT, 8);
    assert_reads("1.123456780", &PLAIN, 112345678, 8);
    assert_reads("9007199254740993.01", &PLAIN, (churn_amount)9007199254740993LL * CHURN_AMOUNT_UNIT + 1000000, 2);
}

static void refuses_beyond_the_limits(void **state)
{
    (void)state;
    static const char large[] = "has more than 18 digits before the decimal mark";
    static const char fine[] = "has more than 8 decimals";
    assert_refuses("1000000000000000000", &PLAIN, large);
    assert_refuses("-1000000000000000000.00", &PLAIN, large);
    assert_refuses("1,000,000,000,000,000,000", &GROUPED, large);
    assert_refuses("99999999999999999999999999999999999999999999999999999999999999999999", &PLAIN, large);
    assert_refuses("18446744073709551616", &PLAIN, large);
    assert_refuses("340282366920938463463374607431768211456", &PLAIN, large);
    assert_refuses("0.123456789", &PLAIN, fine);
    assert_refuses("0.000000001", &PLAIN, fine);
    assert_refuses("1.0000000000000000000000001", &PLAIN, fine);
}

static void refuses_what_is_no_number(void **state)
{
    (void)state;
    static const char *const texts[] = { "nan",
                                         "NaN",
                                         "inf",
                                         "-Infinity",
                                         "NULL",
                                         "N/A",
                                         "-",
                                         "+",
                                         ".",
                                         "+-5",
                                         "--5",
                                         "5-",
                                         "5+",
                                         " 5",
                                         "5 ",
                                         "5\t",
                                         "1e5",
                                         "1E5",
                                         "0x10",
                                         "0b1",
                                         ".5",
                                         "5.",
                                         "-.5",
                                         "-5.",
                                         "1.2.3",
                                         "1..2",
                                         "$5.00",
                                         "\xe2\x82\xac"
                                         "5",
                                         "9.00 EUR",
                                         "(3.00)",
                                         "1_000",
                                         "1'000",
                                         "5%",
                                         "5f",
                                         "\"5\"",
                                         "\xef\xbc\x95",
                                         "\xe2\x88\x92"
                                         "5",
                                         "12:50",
                                         "1/2",
                                         "1 000" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refuses(texts[i], &PLAIN, "is not a number");
    assert_refuses("", &PLAIN, "is empty");
    assert_refuses_bytes("20\0.50", 6, &PLAIN, "is not a number");
    assert_refuses_bytes("20\0", 3, &PLAIN, "is not a number");
    churn_amount amount;
    unsigned decimals;
    assert_int_equal(churn_amount_parse((struct churn_text){ NULL, 0 }, &PLAIN, &amount, &decimals, NULL), CHURN_DATA);
}

static void names_the_option_that_reads_it(void **state)
{
    (void)state;
    static const char comma[] = "is not a number; use --decimal=, for decimal commas";
    static const char groups[] = "is not a number; use --thousands=, if the comma groups thousands";
    assert_refuses("12,50", &PLAIN, comma);
    assert_refuses("-0,5", &PLAIN, comma);
    assert_refuses("1234,567", &PLAIN, comma);
    assert_refuses("1,234.50", &PLAIN, groups);
    assert_refuses("1,234,567", &PLAIN, groups);
    assert_refuses("1,234", &PLAIN, groups);
    assert_refuses("1.234,50", &PLAIN, "is not a number; use --decimal=, --thousands=. for decimal commas");
    assert_refuses("12.50", &COMMA, "is not a number; use --decimal=. for decimal points");
    assert_refuses("1.234,50", &COMMA, "is not a number; use --thousands=. if the point groups thousands");
    assert_refuses("1,234.50", &COMMA, "is not a number; use --decimal=. --thousands=, for decimal points");
    assert_refuses("1,234,5", &PLAIN, "is not a number");
    assert_refuses("12,", &PLAIN, "is not a number");
    assert_refuses(",50", &PLAIN, "is not a number");
}

static void reads_whole_groups_or_none(void **state)
{
    (void)state;
    assert_reads("1,234.50", &GROUPED, 123450000000LL, 2);
    assert_reads("-12,345,678", &GROUPED, (churn_amount)-12345678 * CHURN_AMOUNT_UNIT, 0);
    assert_reads("123,456,789.00000001", &GROUPED, (churn_amount)123456789 * CHURN_AMOUNT_UNIT + 1, 8);
    assert_reads("999,999,999,999,999,999", &GROUPED, (TEN_TO_18 - 1) * CHURN_AMOUNT_UNIT, 0);
    assert_reads("1234567.5", &GROUPED, (churn_amount)1234567 * CHURN_AMOUNT_UNIT + CHURN_AMOUNT_UNIT / 2, 1);
    assert_reads("1.234.567,5", &GERMAN, (churn_amount)1234567 * CHURN_AMOUNT_UNIT + CHURN_AMOUNT_UNIT / 2, 1);
    assert_reads("1 234.5", &(struct churn_amount_format){ '.', ' ' }, 123450000000LL, 1);
}

static void refuses_broken_groups(void **state)
{
    (void)state;
    static const char *const texts[] = { "1,23",     "12,34,567", ",123", "1,,234",     "1234,567",  "1,2345",
                                         "1,234,56", "-,123",     "0,12", "1234,567.8", "1,234,5678" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refuses(texts[i], &GROUPED, "is not a number; --thousands=, wants groups of three digits");
    assert_refuses("1,234,", &GROUPED, "is not a number");
    assert_refuses(",", &GROUPED, "is not a number");
    assert_refuses("1.234,567", &GROUPED, "is not a number; use --decimal=, --thousands=. for decimal commas");
    assert_refuses("1.000,5", &GROUPED, "is not a number; use --decimal=, --thousands=. for decimal commas");
    assert_refuses("1,234x", &GROUPED, "is not a number");
    assert_refuses("12.50", &GERMAN, "is not a number; --thousands=. wants groups of three digits");
}

static void reads_our_own_sums(void **state)
{
    (void)state;
    char text[CHURN_AMOUNT_TEXT_SIZE];
    churn_amount amount;
    unsigned decimals;
    struct churn_error err;
    churn_amount_write(AMOUNT_MAX, 8, text);
    assert_string_equal(text, "1701411834604692317316873037158.84105727");
    assert_int_equal(parse_with(amount_parse_sum, text, strlen(text), &PLAIN, &amount, &decimals, &err), CHURN_OK);
    assert_true(amount == AMOUNT_MAX && decimals == 8);
    churn_amount_write(-AMOUNT_MAX, 8, text);
    assert_int_equal(parse_with(amount_parse_sum, text, strlen(text), &PLAIN, &amount, &decimals, &err), CHURN_OK);
    assert_true(amount == -AMOUNT_MAX);
    static const char *const beyond[] = {
        "1701411834604692317316873037158.84105728", "1701411834604692317316873037159",
        "9999999999999999999999999999999",          "340282366920938463463374607431768211455",
        "340282366920938463463374607431768211457",  "99999999999999999999999999999999999999999999"
    };
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        assert_int_equal(parse_with(amount_parse_sum, beyond[i], strlen(beyond[i]), &PLAIN, &amount, &decimals, &err),
                         CHURN_DATA);
        assert_string_equal(err.message, "is too large");
    }
}

static void assert_product(const char *a, const char *b, const char *expected, unsigned decimals)
{
    churn_amount left, right, product;
    unsigned left_decimals, right_decimals, written;
    char text[CHURN_AMOUNT_TEXT_SIZE];
    churn_amount_parse((struct churn_text){ a, strlen(a) }, &PLAIN, &left, &left_decimals, NULL);
    churn_amount_parse((struct churn_text){ b, strlen(b) }, &PLAIN, &right, &right_decimals, NULL);
    assert_int_equal(churn_amount_multiply(left, left_decimals, right, right_decimals, &product, &written, NULL), CHURN_OK);
    assert_int_equal(written, decimals);
    churn_amount_write(product, 0, text);
    assert_string_equal(text, expected);
    assert_int_equal(churn_amount_multiply(right, right_decimals, left, left_decimals, &product, &written, NULL), CHURN_OK);
    churn_amount_write(product, 0, text);
    assert_string_equal(text, expected);
}

static void assert_no_product(const char *a, const char *b, const char *message)
{
    churn_amount left, right, product = 77;
    unsigned left_decimals, right_decimals, written = 78;
    struct churn_error err = { .message = "" };
    churn_amount_parse((struct churn_text){ a, strlen(a) }, &PLAIN, &left, &left_decimals, NULL);
    churn_amount_parse((struct churn_text){ b, strlen(b) }, &PLAIN, &right, &right_decimals, NULL);
    assert_int_equal(churn_amount_multiply(left, left_decimals, right, right_decimals, &product, &written, &err), CHURN_DATA);
    assert_string_equal(err.message, message);
    assert_true(product == 77 && written == 78);
}

static void multiplies_exactly(void **state)
{
    (void)state;
    assert_product("6", "2.55", "15.3", 2);
    assert_product("-6", "2.55", "-15.3", 2);
    assert_product("-6", "-2.55", "15.3", 2);
    assert_product("0", "999999999999999999.99999999", "0", 8);
    assert_product("1", "999999999999999999.99999999", "999999999999999999.99999999", 8);
    assert_product("0.0001", "0.0001", "0.00000001", 8);
    assert_product("1.333", "2.777", "3.701741", 6);
    assert_product("1.00000000", "2.00000000", "2", 8);
    assert_product("0.50000000", "0.5", "0.25", 8);
    assert_product("1.23456", "1.2345", "1.52406432", 8); /* the ninth decimal is 0 */
    assert_product("999999999", "1000000000", "999999999000000000", 0);
}

static void refuses_products_that_do_not_fit(void **state)
{
    (void)state;
    static const char fine[] = "gives a product with more than 8 decimals";
    static const char large[] = "gives a product with more than 18 digits before the decimal mark";
    assert_no_product("0.00001", "0.0001", fine);
    assert_no_product("1.23457", "1.2345", fine);
    assert_no_product("1000000000", "1000000000", large);
    assert_no_product("-1000000000", "1000000000", large);
    assert_no_product("999999999999999999", "999999999999999999", large);
    assert_no_product("999999999999999999.99999999", "-999999999999999999.99999999", large);
    assert_no_product("999999999999999999.99999999", "999999999999999999", large);
}

static void adds_to_the_last_unit(void **state)
{
    (void)state;
    churn_amount sum = 0;
    struct churn_error err = { .message = "" };
    for (int i = 0; i < 1000; i++)
        assert_int_equal(churn_amount_add(&sum, 10000000, &err), CHURN_OK);
    assert_true(sum == (churn_amount)100 * CHURN_AMOUNT_UNIT);
    sum = (churn_amount)9007199254740993LL * CHURN_AMOUNT_UNIT;
    assert_int_equal(churn_amount_add(&sum, 1000000, NULL), CHURN_OK);
    assert_true(sum == (churn_amount)9007199254740993LL * CHURN_AMOUNT_UNIT + 1000000);
    sum = AMOUNT_MAX - 1;
    assert_int_equal(churn_amount_add(&sum, 1, &err), CHURN_OK);
    assert_int_equal(churn_amount_add(&sum, 1, &err), CHURN_NUMERIC);
    assert_string_equal(err.message, "the sum of the amounts is too large, beyond 10^30");
    assert_true(sum == AMOUNT_MAX);
    sum = AMOUNT_MIN;
    assert_int_equal(churn_amount_add(&sum, -1, &err), CHURN_NUMERIC);
    assert_true(sum == AMOUNT_MIN);
}

static void assert_written(churn_amount amount, unsigned decimals, const char *expected)
{
    char *buffer = malloc(CHURN_AMOUNT_TEXT_SIZE);
    assert_int_equal(churn_amount_write(amount, decimals, buffer), strlen(expected));
    assert_string_equal(buffer, expected);
    free(buffer);
}

static void writes_every_digit(void **state)
{
    (void)state;
    assert_written(0, 0, "0");
    assert_written(0, 2, "0.00");
    assert_written(10000000, 2, "0.10");
    assert_written(10000000, 0, "0.1");
    assert_written(-1, 0, "-0.00000001");
    assert_written(-300000000, 2, "-3.00");
    assert_written(1250000000, 8, "12.50000000");
    assert_written(1250000000, 1, "12.5");
    assert_written(123456789, 2, "1.23456789");
    assert_written((churn_amount)UINT64_MAX * CHURN_AMOUNT_UNIT, 0, "18446744073709551615");
    assert_written(((churn_amount)UINT64_MAX + 1) * CHURN_AMOUNT_UNIT, 0, "18446744073709551616");
    assert_written(TEN_TO_18 * 100 * CHURN_AMOUNT_UNIT, 1, "100000000000000000000.0");
    assert_written(AMOUNT_MIN, 8, "-1701411834604692317316873037158.84105728");
}

static void becomes_the_nearest_double(void **state)
{
    (void)state;
    static const double tenth = 0.1, large = 1e30, odd = 9007199254740992.0;
    churn_amount two_to_53 = (churn_amount)1 << 53;
    assert_true(churn_amount_to_double(10000000) == tenth);
    assert_true(churn_amount_to_double(-10000000) == -tenth);
    assert_true(churn_amount_to_double(0) == 0.0);
    assert_true(churn_amount_to_double(TEN_TO_18 * 1000000000000LL * CHURN_AMOUNT_UNIT) == large);
    assert_true(churn_amount_to_double(two_to_53 * CHURN_AMOUNT_UNIT) == odd);
    /* halfway between two doubles: to the even one; a unit beyond: up */
    assert_true(churn_amount_to_double((two_to_53 + 1) * CHURN_AMOUNT_UNIT) == odd);
    assert_true(churn_amount_to_double((two_to_53 + 1) * CHURN_AMOUNT_UNIT + 1) == odd + 2);
    assert_true(churn_amount_to_double((two_to_53 + 1) * CHURN_AMOUNT_UNIT - 1) == odd);
    assert_true(churn_amount_to_double((two_to_53 + 3) * CHURN_AMOUNT_UNIT) == odd + 4);
    assert_true(churn_amount_to_double(AMOUNT_MIN) == -1701411834604692317316873037158.84105728);
    assert_true(churn_amount_to_double(90071992547409931) == 900719925.47409931);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_plain_decimals),
        cmocka_unit_test(reads_to_the_limits),
        cmocka_unit_test(refuses_beyond_the_limits),
        cmocka_unit_test(refuses_what_is_no_number),
        cmocka_unit_test(names_the_option_that_reads_it),
        cmocka_unit_test(reads_whole_groups_or_none),
        cmocka_unit_test(refuses_broken_groups),
        cmocka_unit_test(reads_our_own_sums),
        cmocka_unit_test(multiplies_exactly),
        cmocka_unit_test(refuses_products_that_do_not_fit),
        cmocka_unit_test(adds_to_the_last_unit),
        cmocka_unit_test(writes_every_digit),
        cmocka_unit_test(becomes_the_nearest_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
