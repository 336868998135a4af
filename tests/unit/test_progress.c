/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the line of progress says. That it is drawn, and taken away, is for tests/contract. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/progress.h"

static void assert_says(uint64_t rows, uint64_t bytes, uint64_t total, double seconds, const char *expected)
{
    const struct churn_progress at = { rows, bytes };
    char text[100];
    progress_text(&at, total, seconds, text, sizeof text);
    assert_string_equal(text, expected);
}

static void rows_and_rate(void **unused)
{
    (void)unused;
    assert_says(0, 300, 1000, 2, "no rows yet");
    assert_says(1, 30, 0, 4, "1 row, 0 rows/s");
    assert_says(3000, 30000, 0, 2, "3000 rows, 1500 rows/s");
    assert_says(12345678, 500, 0, 4, "12345678 rows, 3.09 million rows/s");
    assert_says(UINT64_MAX, 500, 0, 0, "18446744073709551615 rows, 0 rows/s");
}

static void share_and_time_left(void **unused)
{
    (void)unused;
    assert_says(3000, 250, 1000, 2, "3000 rows, 1500 rows/s, 25 %, 6 s left");
    assert_says(3000, 1000, 1000, 2, "3000 rows, 1500 rows/s, 100 %, 0 s left");
    assert_says(3000, 999, 1000, 2, "3000 rows, 1500 rows/s, 100 %, 1 s left");
    assert_says(3000, 250, 1000, 20, "3000 rows, 150 rows/s, 25 %, 1 min 0 s left");
    assert_says(3000, 250, 1000, 1215, "3000 rows, 2 rows/s, 25 %, 1 h 0 min left");
    assert_says(3000, 1, 1000, 100, "3000 rows, 30 rows/s, 0 %, 27 h 45 min left");
}

/* A file that grew under our hands has no share that could be told. */
static void no_share_where_the_size_is_wrong(void **unused)
{
    (void)unused;
    assert_says(3000, 1001, 1000, 2, "3000 rows, 1500 rows/s");
    assert_says(3000, 0, 1000, 2, "3000 rows, 1500 rows/s");
}

static void short_buffers_cut(void **unused)
{
    (void)unused;
    const struct churn_progress at = { 3000, 250 };
    char text[12];
    progress_text(&at, 1000, 2, text, sizeof text);
    assert_string_equal(text, "3000 rows, ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_rate),
        cmocka_unit_test(share_and_time_left),
        cmocka_unit_test(no_share_where_the_size_is_wrong),
        cmocka_unit_test(short_buffers_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
