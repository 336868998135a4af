/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the quick readers of dates and amounts say yes to, the exact ones read as the same; and all that is plain they take.
 */
#include "support.h"

#include <stdio.h>

#include "base/quick.h"

static struct quick_days days;

/* Ten bytes of a date with room around it. */
static bool quick_date(const char *date, churn_day *day)
{
    char text[32] = "99999999";
    memcpy(text + 8, date, 10);
    return quick_day(text + 8, &days, day);
}

static void all_days_of_two_centuries(void **state)
{
    char text[CHURN_DAY_TEXT_SIZE];
    churn_day from = churn_day_from_civil(1900, 1, 1), to = churn_day_from_civil(2099, 12, 31), day;
    (void)state;
    for (churn_day wanted = from; wanted <= to; wanted++) {
        churn_day_write(wanted, text);
        assert_true(quick_date(text, &day));
        assert_int_equal(day, wanted);
    }
    churn_day_write(from - 1, text);
    assert_false(quick_date(text, &day));
    churn_day_write(to + 1, text);
    assert_false(quick_date(text, &day));
}

/* One byte of a date changed to every other one. */
static void no_day_that_is_none(void **state)
{
    static const char *const dates[] = { "2023-02-28", "1999-12-31", "2024-02-29", "2000-10-19", "1900-02-28" };
    static const struct churn_date_rules rules = CHURN_DATE_RULES_INIT;
    unsigned taken = 0;
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        for (unsigned place = 0; place < 10; place++)
            for (unsigned byte = 0; byte < 256; byte++) {
                char text[11];
                churn_day day, exact;
                memcpy(text, dates[i], sizeof text);
                text[place] = (char)byte;
                if (!quick_date(text, &day))
                    continue;
                assert_int_equal(churn_date_parse((struct churn_text){ text, 10 }, &rules, &exact, NULL), CHURN_OK);
                assert_int_equal(day, exact);
                taken++;
            }
    assert_in_range(taken, 100, 1000);
}

static void expect_exact(const char *amount, size_t length, char mark)
{
    struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    char text[64] = "00000000"; /* digits before and behind it must not count */
    unsigned decimals, exact_decimals;
    int64_t mantissa;
    churn_amount exact;
    memcpy(text + 8, amount, length);
    memset(text + 8 + length, '7', 16);
    if (!quick_amount(text + 8, length, mark, &mantissa, &decimals))
        return;
    format.decimal = mark;
    assert_int_equal(churn_amount_parse((struct churn_text){ text + 8, length }, &format, &exact, &exact_decimals, NULL),
                     CHURN_OK);
    churn_amount scaled = mantissa;
    for (unsigned i = decimals; i < CHURN_AMOUNT_DECIMALS; i++)
        scaled *= 10;
    assert_true(scaled == exact);
    assert_true(decimals == exact_decimals);
}

static void amounts_of_all_shapes(void **state)
{
    static const char alphabet[] = "0123456789012345.,-+ e";
    (void)state;
    support_seed(11);
    for (int i = 0; i < 2000000; i++) {
        char text[24];
        size_t length = 1 + support_random() % (i % 2 == 0 ? 9 : 22);
        for (size_t place = 0; place < length; place++)
            text[place] = alphabet[support_random() % (i % 3 == 0 ? 10 : sizeof alphabet - 1)];
        if (i % 4 == 1 && length >= 4)
            text[length - 3] = '.';
        expect_exact(text, length, i % 5 == 0 ? ',' : '.');
    }
}

/* Every byte at every place of a plain amount. */
static void one_odd_byte(void **state)
{
    static const char *const amounts[] = { "1.00", "18.04", "-7.50", "99999.99", "-12345.67", "123456.78",
                                           "6",    "-2",    "24",    "-100",     "999" };
    (void)state;
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++)
        for (size_t place = 0; place < strlen(amounts[i]); place++)
            for (unsigned byte = 0; byte < 256; byte++) {
                char text[16];
                strcpy(text, amounts[i]);
                text[place] = (char)byte;
                expect_exact(text, strlen(amounts[i]), '.');
            }
}

static void takes_what_is_plain(void **state)
{
    char text[64] = "########";
    (void)state;
    for (int64_t cents = -1234567; cents <= 12345678; cents += 37) {
        int64_t mantissa, size = cents < 0 ? -cents : cents;
        unsigned decimals;
        int length = snprintf(text + 8, 32, "%s%lld.%02d", cents < 0 ? "-" : "", (long long)(size / 100), (int)(size % 100));
        assert_true(quick_amount(text + 8, (size_t)length, '.', &mantissa, &decimals));
        assert_true(mantissa == cents && decimals == 2);
    }
}

static void takes_short_whole_numbers(void **state)
{
    char text[64] = "########";
    (void)state;
    for (int64_t value = -999; value <= 999; value++) {
        int64_t mantissa;
        unsigned decimals;
        int length = snprintf(text + 8, 32, "%lld", (long long)value);
        assert_true(quick_amount(text + 8, (size_t)length, '.', &mantissa, &decimals));
        assert_true(mantissa == value && decimals == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_days_of_two_centuries), cmocka_unit_test(no_day_that_is_none),
        cmocka_unit_test(amounts_of_all_shapes),     cmocka_unit_test(one_odd_byte),
        cmocka_unit_test(takes_what_is_plain),       cmocka_unit_test(takes_short_whole_numbers),
    };
    quick_days_init(&days);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
