/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer's cells written in one piece: the bytes that writing them one by one gives. */
#include <churn/features.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/digits.h"
#include "support.h"

static void is_put(uint32_t value)
{
    char text[16], expected[16];
    snprintf(expected, sizeof expected, "%u", value);
    *digits_put(text, value) = '\0';
    assert_string_equal(text, expected);
    *digits_put_few(text, value) = '\0';
    assert_string_equal(text, expected);
}

static void short_numbers(void **state)
{
    (void)state;
    for (uint32_t step = 1, value = 0; value < DIGITS_SHORT; value += step, step = step < 7919 ? step + value / 1000 : 7919)
        is_put(value);
    for (uint32_t power = 1; power < DIGITS_SHORT; power *= 10)
        for (uint32_t value = power - 1; value <= power + 1; value++)
            is_put(value);
    is_put(DIGITS_SHORT - 1);
}

static void three_digits(void **state)
{
    char text[8], expected[8];
    (void)state;
    for (uint32_t value = 0; value < 1000; value++) {
        is_put(value);
        snprintf(expected, sizeof expected, "%03u", value);
        assert_memory_equal(digits_threes[value].text, expected, 3);
        assert_int_equal(digits_threes[value].zeros, value < 10 ? 2 : value < 100 ? 1 : 0);
        if (value < 100) {
            *digits_put_pair(text, value) = '\0';
            assert_string_equal(text, expected + 1);
        }
    }
}

static void by_cell(struct churn_writer *writer, struct churn_text id, const struct churn_features *features, unsigned decimals)
{
    churn_writer_text(writer, id);
    churn_writer_day(writer, features->first_day);
    churn_writer_day(writer, features->last_day);
    if (features->value.recency_days == CHURN_RECENCY_NONE)
        churn_writer_null(writer);
    else
        churn_writer_integer(writer, features->value.recency_days);
    churn_writer_integer(writer, features->value.frequency);
    churn_writer_amount(writer, features->value.monetary, decimals);
}

static const struct churn_features CASES[] = {
    { 19000, 19500, { 0, 1, 0 } },
    { 19000, 19500, { 9, 12, 1000000 } },
    { 19000, 19500, { 99999999, 99999999, 9999999999000000 } },
    { 19000, 19500, { 100000000, 100000000, 10000000000000000 } },
    { 19000, 19500, { 1, 1, -1990000000 } },
    { 19000, 19500, { 1, 1, 1990000001 } },
    { 19000, 19500, { 1, 1, (churn_amount)INT64_MAX * 1000 } },
    { -719162, 2932896, { 1, 5000000000, 100 } },
    { 2932897, 2932898, { 1, 2, 250000000 } },
    { CHURN_DAY_NONE, CHURN_DAY_NONE, { CHURN_RECENCY_NONE, 0, -250000000 } },
};

static const char *const IDS[] = { "C00012345",
                                   "A",
                                   "a,b",
                                   "=1+2",
                                   "say \"x\"",
                                   "12345678",
                                   "0123456789ABCDEF",
                                   " blank edge",
                                   "\xc3\xa4\xc3\xb6",
                                   "a-much-longer-number-of-a-customer" };

static void write_all(struct churn_writer *writer, unsigned decimals, bool together)
{
    for (size_t i = 0; i < COUNT(CASES); i++)
        for (size_t j = 0; j < COUNT(IDS); j++) {
            struct churn_text id = { IDS[j], strlen(IDS[j]) };
            if (j % 4 == 3) /* behind another cell, too */
                churn_writer_name(writer, "x");
            if (together)
                churn_features_write(writer, id, &CASES[i], decimals);
            else
                by_cell(writer, id, &CASES[i], decimals);
            churn_writer_name(writer, "y");
            assert_int_equal(churn_writer_row(writer, NULL), CHURN_OK);
        }
}

static void same_bytes(void **state)
{
    (void)state;
    for (unsigned variant = 0; variant < 12; variant++) {
        struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
        struct output together, apart;
        options.delimiter = variant / 4 == 0 ? ',' : variant / 4 == 1 ? ';' : '0';
        options.excel = variant % 2 == 1;
        output_begin(&together, "together.csv", &options);
        output_begin(&apart, "apart.csv", &options);
        for (int round = 0; round < 20; round++) { /* over the writer's buffer */
            write_all(together.writer, variant % 4 < 2 ? 2 : 4, true);
            write_all(apart.writer, variant % 4 < 2 ? 2 : 4, false);
        }
        char *actual = output_end(&together, NULL), *expected = output_end(&apart, NULL);
        assert_string_equal(actual, expected);
        free(actual);
        free(expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_numbers),
        cmocka_unit_test(three_digits),
        cmocka_unit_test(same_bytes),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
