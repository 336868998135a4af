/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Months, quarters and years: every day lies in its period, and periods follow each other without a gap. */
#include "support.h"

#include <churn/period.h>

static void expect(enum churn_period_kind kind, int year, int month, int day, const char *expected)
{
    char text[CHURN_PERIOD_TEXT_SIZE];
    size_t length = churn_period_write(kind, churn_period_of(kind, churn_day_from_civil(year, month, day)), text);
    assert_string_equal(text, expected);
    assert_int_equal(length, strlen(expected));
}

static void names(void **state)
{
    (void)state;
    expect(CHURN_PERIOD_MONTH, 2026, 1, 1, "2026-01");
    expect(CHURN_PERIOD_MONTH, 2026, 12, 31, "2026-12");
    expect(CHURN_PERIOD_QUARTER, 2026, 3, 31, "2026-Q1");
    expect(CHURN_PERIOD_QUARTER, 2026, 4, 1, "2026-Q2");
    expect(CHURN_PERIOD_QUARTER, 2026, 10, 1, "2026-Q4");
    expect(CHURN_PERIOD_YEAR, 2026, 7, 4, "2026");
    expect(CHURN_PERIOD_MONTH, 1, 1, 1, "0001-01");
    expect(CHURN_PERIOD_QUARTER, 9999, 12, 31, "9999-Q4");
}

static void every_day(void **state)
{
    (void)state;
    for (enum churn_period_kind kind = CHURN_PERIOD_MONTH; kind <= CHURN_PERIOD_YEAR; kind++) {
        int32_t before = churn_period_of(kind, CHURN_DAY_MIN);
        for (churn_day day = CHURN_DAY_MIN; day <= CHURN_DAY_MAX; day++) {
            int32_t period = churn_period_of(kind, day);
            assert_true(period == before || (period == before + 1 && day == churn_period_first_day(kind, period)));
            assert_true(churn_period_first_day(kind, period) <= day && day <= churn_period_last_day(kind, period));
            before = period;
        }
    }
}

static void the_last_year(void **state)
{
    (void)state;
    churn_day end = churn_day_from_civil(9999, 12, 31);
    for (enum churn_period_kind kind = CHURN_PERIOD_MONTH; kind <= CHURN_PERIOD_YEAR; kind++)
        assert_int_equal(churn_period_last_day(kind, churn_period_of(kind, end)), end);
    assert_int_equal(
        churn_period_last_day(CHURN_PERIOD_MONTH, churn_period_of(CHURN_PERIOD_MONTH, churn_day_from_civil(2024, 2, 3))),
        churn_day_from_civil(2024, 2, 29));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(names), cmocka_unit_test(every_day), cmocka_unit_test(the_last_year) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
