/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of the calendar, ISO 8601 and dates by a format: what is read, what is refused and with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <churn/date.h>

#define FIRST_DAY (-719162) /* 0001-01-01 */
#define LAST_DAY 2932896    /* 9999-12-31 */

#define NOT_ISO "is not a date as YYYY-MM-DD; use --date-format=, such as --date-format=%d/%m/%Y"
#define NOT_ISO_TIME "is not a date with a time as YYYY-MM-DDThh:mm:ss; use --date-format=, such as --date-format='%F %I:%M %p'"
#define NO_DAY "is no day of the calendar"
#define NO_TIME "is no time of day"
#define NEEDS_ZONE "has an offset from UTC; use --tz to say where a day ends"

static const struct churn_date_rules ISO = CHURN_DATE_RULES_INIT;
static const struct churn_date_rules ANY_YEAR = { NULL, NULL, INT32_MIN + 1, INT32_MAX };

static enum churn_status parse(const char *bytes, size_t length, const struct churn_date_rules *rules, churn_day *day,
                               struct churn_error *err)
{
    char *copy = malloc(length);
    if (length > 0)
        memcpy(copy, bytes, length);
    enum churn_status status = churn_date_parse((struct churn_text){ copy, length }, rules, day, err);
    free(copy);
    return status;
}

static void assert_day(const char *text, const struct churn_date_rules *rules, int year, int month, int month_day)
{
    churn_day day = 77;
    struct churn_error err = { .message = "" };
    enum churn_status status = parse(text, strlen(text), rules, &day, &err);
    if (status != CHURN_OK)
        print_error("%s %s\n", text, err.message);
    assert_int_equal(status, CHURN_OK);
    assert_int_equal(day, churn_day_from_civil(year, month, month_day));
    assert_string_equal(err.message, "");
}

static void assert_refused(const char *text, const struct churn_date_rules *rules, const char *message)
{
    churn_day day = 77;
    struct churn_error err = { .message = "" };
    assert_int_equal(parse(text, strlen(text), rules, &day, &err), CHURN_DATA);
    assert_int_equal(err.status, CHURN_DATA);
    assert_string_equal(err.message, message);
    assert_int_equal(day, 77);
    assert_int_equal(parse(text, strlen(text), rules, &day, NULL), CHURN_DATA);
}

static struct churn_date_rules by_format(const char *format)
{
    assert_int_equal(churn_date_format_check(format, NULL), CHURN_OK);
    return (struct churn_date_rules){ format, NULL, CHURN_DAY_MIN, CHURN_DAY_MAX };
}

static void assert_formatted(const char *format, const char *text, int year, int month, int day)
{
    struct churn_date_rules rules = by_format(format);
    assert_day(text, &rules, year, month, day);
}

static void assert_unformatted(const char *format, const char *text, const char *message)
{
    struct churn_date_rules rules = by_format(format);
    assert_refused(text, &rules, message);
}

static void assert_unmatched(const char *format, const char *text)
{
    char message[256];
    snprintf(message, sizeof message, "does not match --date-format=%s", format);
    assert_unformatted(format, text, message);
}

static int month_length(int year, int month)
{
    if (month == 2)
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Counts the days one by one, which needs no formula. */
static void counts_every_day(void **state)
{
    (void)state;
    churn_day expected = FIRST_DAY, day;
    char text[CHURN_DAY_TEXT_SIZE], written[32];
    for (int year = 1; year <= 9999; year++)
        for (int month = 1; month <= 12; month++)
            for (int month_day = 1; month_day <= month_length(year, month); month_day++, expected++) {
                int y, m, d;
                assert_int_equal(churn_day_from_civil(year, month, month_day), expected);
                churn_day_to_civil(expected, &y, &m, &d);
                assert_true(y == year && m == month && d == month_day);
                assert_int_equal(churn_day_write(expected, text), 10);
                snprintf(written, sizeof written, "%04d-%02d-%02d", year, month, month_day);
                assert_string_equal(text, written);
                assert_int_equal(churn_date_parse((struct churn_text){ text, 10 }, &ANY_YEAR, &day, NULL), CHURN_OK);
                assert_int_equal(day, expected);
            }
    assert_int_equal(expected - 1, LAST_DAY);
    assert_int_equal(churn_day_from_civil(1970, 1, 1), 0);
    assert_int_equal(churn_day_from_civil(1900, 1, 1), CHURN_DAY_MIN);
    assert_int_equal(churn_day_from_civil(2199, 12, 31), CHURN_DAY_MAX);
}

static void knows_no_other_day(void **state)
{
    (void)state;
    for (int year = 1; year <= 9999; year += 1)
        for (int month = 1; month <= 12; month++) {
            assert_int_equal(churn_day_from_civil(year, month, 0), CHURN_DAY_NONE);
            assert_int_equal(churn_day_from_civil(year, month, month_length(year, month) + 1), CHURN_DAY_NONE);
        }
    assert_int_equal(churn_day_from_civil(0, 12, 31), CHURN_DAY_NONE);
    assert_int_equal(churn_day_from_civil(10000, 1, 1), CHURN_DAY_NONE);
    assert_int_equal(churn_day_from_civil(-1, 1, 1), CHURN_DAY_NONE);
    assert_int_equal(churn_day_from_civil(2024, 0, 1), CHURN_DAY_NONE);
    assert_int_equal(churn_day_from_civil(2024, 13, 1), CHURN_DAY_NONE);
    assert_int_equal(churn_day_from_civil(2024, 1, INT32_MAX), CHURN_DAY_NONE);
    assert_int_equal(churn_day_from_civil(INT32_MIN, INT32_MIN, INT32_MIN), CHURN_DAY_NONE);
    assert_int_equal(churn_day_from_civil(2100, 2, 29), CHURN_DAY_NONE);
    assert_int_equal(churn_day_from_civil(2000, 2, 29), 11016);
}

static void writes_days_at_the_ends(void **state)
{
    (void)state;
    char *buffer = malloc(CHURN_DAY_TEXT_SIZE);
    buffer[0] = 'x';
    assert_int_equal(churn_day_write(CHURN_DAY_NONE, buffer), 0);
    assert_string_equal(buffer, "");
    assert_int_equal(churn_day_write(LAST_DAY + 1, buffer), 12);
    assert_string_equal(buffer, "+10000-01-01");
    assert_int_equal(churn_day_write(FIRST_DAY - 1, buffer), 10);
    assert_string_equal(buffer, "0000-12-31");
    assert_int_equal(churn_day_write(INT32_MIN + 1, buffer), 14);
    assert_string_equal(buffer, "-5877641-06-24");
    assert_int_equal(churn_day_write(INT32_MAX, buffer), 14);
    assert_string_equal(buffer, "+5881580-07-11");
    churn_day_to_civil(0, NULL, NULL, NULL);
    free(buffer);
}

static void reads_iso_dates(void **state)
{
    (void)state;
    assert_day("2024-01-02", &ISO, 2024, 1, 2);
    assert_day("2024-02-29", &ISO, 2024, 2, 29);
    assert_day("2000-02-29", &ISO, 2000, 2, 29);
    assert_day("2100-02-28", &ISO, 2100, 2, 28);
    assert_day("1900-01-01", &ISO, 1900, 1, 1);
    assert_day("2199-12-31", &ISO, 2199, 12, 31);
    assert_day("0001-01-01", &ANY_YEAR, 1, 1, 1);
    assert_day("9999-12-31", &ANY_YEAR, 9999, 12, 31);
}

static void reads_iso_stamps(void **state)
{
    (void)state;
    assert_day("2024-01-02T03:04", &ISO, 2024, 1, 2);
    assert_day("2024-01-02 03:04", &ISO, 2024, 1, 2);
    assert_day("2024-01-02T00:00:00", &ISO, 2024, 1, 2);
    assert_day("2024-01-02 23:59:60", &ISO, 2024, 1, 2);
    assert_day("2024-01-02T03:04:05.6", &ISO, 2024, 1, 2);
    assert_day("2024-01-02 03:04:05.123456789012", &ISO, 2024, 1, 2);
}

static void refuses_what_is_no_iso_date(void **state)
{
    (void)state;
    static const char *const texts[] = { "2024-1-2",
                                         "2024/01/02",
                                         "20240102",
                                         "01/02/2024",
                                         "2 Jan 2024",
                                         "45293",
                                         "24-01-05",
                                         "12024-01-05",
                                         "2024-01-02Z",
                                         "2024-01-0",
                                         "2024-01-021",
                                         " 2024-01-02",
                                         "2024-01-02x",
                                         "+2024-01-02",
                                         "-024-01-02",
                                         "2024-01- 2",
                                         "2024-01-+2",
                                         "yesterday",
                                         "NULL",
                                         "2024-W01-2",
                                         "2024-002",
                                         "2O24-01-02",
                                         "2024-01-02t03:04",
                                         "2024-01-02/",
                                         "\xef\xbb\xbf"
                                         "2024-01-02",
                                         "2024\xe2\x80\x90"
                                         "01-02" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refused(texts[i], &ISO, NOT_ISO);
    assert_refused("", &ISO, "is empty");
    churn_day day;
    assert_int_equal(churn_date_parse((struct churn_text){ NULL, 0 }, &ISO, &day, NULL), CHURN_DATA);
    assert_int_equal(parse("2024-01\0-02", 11, &ISO, &day, NULL), CHURN_DATA);
    assert_int_equal(parse("2024-01-02\0", 11, &ISO, &day, NULL), CHURN_DATA);
    for (size_t length = 0; length < 10; length++)
        assert_int_equal(parse("2024-01-02", length, &ISO, &day, NULL), CHURN_DATA);
}

static void refuses_days_and_times_that_are_none(void **state)
{
    (void)state;
    static const char *const days[] = {
        "2023-02-29", "2100-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-01-00",
        "2024-04-31", "2024-02-30", "0000-01-01", "0000-00-00", "2024-01-32", "2023-02-29T25:00"
    };
    static const char *const times[] = { "2024-01-02T24:00", "2024-01-02T25:00:00", "2024-01-02T12:60", "2024-01-02 12:00:61",
                                         "2024-01-02T99:99:99Z" };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        assert_refused(days[i], &ANY_YEAR, NO_DAY);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        assert_refused(times[i], &ISO, NO_TIME);
}

static void refuses_what_is_no_iso_time(void **state)
{
    (void)state;
    static const char *const texts[] = { "2024-01-02T",
                                         "2024-01-02 ",
                                         "2024-01-02  03:04",
                                         "2024-01-02T03",
                                         "2024-01-02T3:04",
                                         "2024-01-02T03:4",
                                         "2024-01-02T03:04:",
                                         "2024-01-02T03:04:5",
                                         "2024-01-02T03:04:05.",
                                         "2024-01-02T03:04:05,6",
                                         "2024-01-02T0304",
                                         "2024-01-02 10:00 PM",
                                         "2024-01-02T03:04z",
                                         "2024-01-02T03:04 Z",
                                         "2024-01-02T03:04Zx",
                                         "2024-01-02T03:04+",
                                         "2024-01-02T03:04+2",
                                         "2024-01-02T03:04+02:",
                                         "2024-01-02T03:04+02:3",
                                         "2024-01-02T03:04+020",
                                         "2024-01-02T03:04+24:00",
                                         "2024-01-02T03:04+02:60",
                                         "2024-01-02T03:04+02:00:00",
                                         "2024-01-02T03:04 CET",
                                         "2024-01-02T03:04:05.5.",
                                         "2024-01-02TZ",
                                         "2024-01-02T-3:04" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refused(texts[i], &ISO, NOT_ISO_TIME);
    churn_day day;
    static const char whole[] = "2024-01-02T03:04:05.6+02:00";
    for (size_t length = 11; length < sizeof whole - 1; length++) /* every cut: right or refused, never a step beyond */
        parse(whole, length, &ISO, &day, NULL);
}

static void refuses_days_out_of_range(void **state)
{
    (void)state;
    struct churn_date_rules year_2024 = { NULL, NULL, churn_day_from_civil(2024, 1, 1), churn_day_from_civil(2024, 12, 31) };
    assert_refused("1899-12-31", &ISO, "is before 1900-01-01; use --min-date to accept it");
    assert_refused("1001-01-01", &ISO, "is before 1900-01-01; use --min-date to accept it");
    assert_refused("2200-01-01", &ISO, "is after 2199-12-31; use --max-date to accept it");
    assert_refused("9999-12-31", &ISO, "is after 2199-12-31; use --max-date to accept it");
    assert_refused("2023-12-31T23:59", &year_2024, "is before 2024-01-01; use --min-date to accept it");
    assert_refused("2025-01-01", &year_2024, "is after 2024-12-31; use --max-date to accept it");
    assert_day("2024-01-01", &year_2024, 2024, 1, 1);
    assert_day("2024-12-31 23:59", &year_2024, 2024, 12, 31);
    year_2024.format = "%d.%m.%Y";
    assert_refused("01.01.2025", &year_2024, "is after 2024-12-31; use --max-date to accept it");
}

static void needs_a_zone_for_offsets(void **state)
{
    (void)state;
    static const char *const texts[] = { "2024-01-02T03:04Z", "2024-01-02T03:04:05+02:00", "2024-01-02 03:04:05.5-0830",
                                         "2024-01-02T03:04+02", "2024-01-02T03:04:05-00:00" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refused(texts[i], &ISO, NEEDS_ZONE);
    assert_unformatted("%FT%T%z", "2024-01-02T03:04:05+02:00", NEEDS_ZONE);
}

static void takes_the_day_in_the_zone(void **state)
{
    (void)state;
    struct churn_zone *utc, *east;
    assert_int_equal(churn_zone_new("UTC", &utc, NULL), CHURN_OK);
    assert_int_equal(churn_zone_new("+14:00", &east, NULL), CHURN_OK);
    struct churn_date_rules in_utc = { NULL, utc, CHURN_DAY_MIN, CHURN_DAY_MAX },
                            in_east = { NULL, east, CHURN_DAY_MIN, CHURN_DAY_MAX };
    assert_day("2024-01-02T00:30+01:00", &in_utc, 2024, 1, 1);
    assert_day("2024-01-02T00:30+0030", &in_utc, 2024, 1, 2);
    assert_day("2024-01-02T00:29:59.999+0030", &in_utc, 2024, 1, 1);
    assert_day("2023-12-31T23:30-01", &in_utc, 2024, 1, 1);
    assert_day("2024-01-02T23:59Z", &in_utc, 2024, 1, 2);
    assert_day("2024-01-02T23:59", &in_east, 2024, 1, 2);
    assert_day("2024-01-02T10:00Z", &in_east, 2024, 1, 3);
    assert_day("2024-01-02T09:59:59Z", &in_east, 2024, 1, 2);
    assert_day("2016-12-31T23:59:60Z", &in_utc, 2016, 12, 31);
    assert_day("1950-01-01T00:00:01+01:00", &in_utc, 1949, 12, 31);
    assert_refused("1900-01-01T00:00+01:00", &in_utc, "is before 1900-01-01; use --min-date to accept it");
    assert_refused("2199-12-31T23:00Z", &in_east, "is after 2199-12-31; use --max-date to accept it");
    in_utc.min = INT32_MIN + 1;
    in_east.max = INT32_MAX;
    assert_refused("0001-01-01T00:00+01:00", &in_utc, NO_DAY);
    assert_refused("9999-12-31T23:00Z", &in_east, NO_DAY);
    churn_zone_free(utc);
    churn_zone_free(east);
}

static void reads_by_format(void **state)
{
    (void)state;
    assert_formatted("%d/%m/%Y", "13/02/2024", 2024, 2, 13);
    assert_formatted("%d/%m/%Y", "1/2/2024", 2024, 2, 1);
    assert_formatted("%m/%d/%Y %H:%M", "02/13/2024 23:59", 2024, 2, 13);
    assert_formatted("%m/%d/%Y %H:%M", "2/3/2024 0:00", 2024, 2, 3);
    assert_formatted("%d-%b-%Y", "29-Feb-2024", 2024, 2, 29);
    assert_formatted("%Y%m%d", "20240105", 2024, 1, 5);
    assert_formatted("%F", "2024-01-05", 2024, 1, 5);
    assert_formatted("%FT%T.%f", "2024-01-05T23:59:60.123", 2024, 1, 5);
    assert_formatted("%F %R", "2024-01-05 12:30", 2024, 1, 5);
    assert_formatted("%Y-%m-%e", "2024-01- 5", 2024, 1, 5);
    assert_formatted("%Y-%m-%e", "2024-01-15", 2024, 1, 15);
    assert_formatted("on %d.%m.%Y, 100%%", "on 05.01.2024, 100%", 2024, 1, 5);
    assert_formatted("%d%n%m%t%Y", "5\n1\t2024", 2024, 1, 5);
    assert_formatted("%d\xe5\xb9\xb4%m %Y",
                     "5\xe5\xb9\xb4"
                     "1 2024",
                     2024, 1, 5);
    assert_formatted("%Y%m%d%H%M%S", "20240105235959", 2024, 1, 5);
}

static void reads_names_of_months(void **state)
{
    (void)state;
    static const char *const names[] = { "January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December" };
    static const char *const formats[] = { "%d %b %Y", "%d %B %Y", "%d %h %Y" };
    for (size_t f = 0; f < 3; f++)
        for (int month = 1; month <= 12; month++) {
            char text[32];
            snprintf(text, sizeof text, "9 %s 2024", names[month - 1]);
            assert_formatted(formats[f], text, 2024, month, 9);
            snprintf(text, sizeof text, "9 %.3s 2024", names[month - 1]);
            assert_formatted(formats[f], text, 2024, month, 9);
        }
    assert_formatted("%b %d, %Y", "sEPTEMBER 5, 2024", 2024, 9, 5);
    assert_formatted("%d%b%Y", "05JAN2024", 2024, 1, 5);
    assert_unmatched("%d %b %Y", "5 M\xc3\xa4r 2024");
    assert_unmatched("%d %b %Y", "5 Ma 2024");
    assert_unmatched("%d %b %Y", "5 Janu 2024");
    assert_unmatched("%d %b %Y", "5 01 2024");
}

static void reads_days_of_the_year(void **state)
{
    (void)state;
    assert_formatted("%Y-%j", "2024-001", 2024, 1, 1);
    assert_formatted("%Y-%j", "2024-60", 2024, 2, 29);
    assert_formatted("%Y-%j", "2023-060", 2023, 3, 1);
    assert_formatted("%Y-%j", "2024-366", 2024, 12, 31);
    assert_formatted("%Y%j", "2023365", 2023, 12, 31);
    assert_unformatted("%Y-%j", "2023-366", NO_DAY);
    assert_unformatted("%Y-%j", "2024-0", NO_DAY);
    assert_unformatted("%Y-%j", "2024-367", NO_DAY);
    assert_unformatted("%Y-%j", "0000-001", NO_DAY);
    assert_unmatched("%Y%j", "202460");
}

static void reads_years_of_two_digits(void **state)
{
    (void)state;
    assert_formatted("%d.%m.%y", "05.01.69", 1969, 1, 5);
    assert_formatted("%d.%m.%y", "05.01.99", 1999, 1, 5);
    assert_formatted("%d.%m.%y", "05.01.00", 2000, 1, 5);
    assert_formatted("%d.%m.%y", "05.01.68", 2068, 1, 5);
    assert_unmatched("%d.%m.%y", "05.01.2024");
    assert_unmatched("%d.%m.%Y", "05.01.24");
    assert_unmatched("%d.%m.%Y", "05.01.024");
}

static void reads_halves_of_days(void **state)
{
    (void)state;
    struct churn_zone *utc;
    assert_int_equal(churn_zone_new("UTC", &utc, NULL), CHURN_OK);
    struct churn_date_rules rules = { "%F %I:%M %p%z", utc, CHURN_DAY_MIN, CHURN_DAY_MAX };
    assert_int_equal(churn_date_format_check(rules.format, NULL), CHURN_OK);
    assert_day("2024-01-05 12:00 AM+00:01", &rules, 2024, 1, 4);
    assert_day("2024-01-05 12:00 am+00:00", &rules, 2024, 1, 5);
    assert_day("2024-01-05 12:00 PM-11:59", &rules, 2024, 1, 5);
    assert_day("2024-01-05 12:00 pm-12:00", &rules, 2024, 1, 6);
    assert_day("2024-01-05 11:00 Pm-01:00", &rules, 2024, 1, 6);
    assert_day("2024-01-05 1:00 AMZ", &rules, 2024, 1, 5);
    assert_refused("2024-01-05 13:00 PMZ", &rules, NO_TIME);
    assert_refused("2024-01-05 0:00 AMZ", &rules, NO_TIME);
    churn_zone_free(utc);
    assert_unmatched("%F %I:%M %p", "2024-01-05 1:00 XM");
    assert_unmatched("%F %I:%M %p", "2024-01-05 1:00 P");
}

static void refuses_what_does_not_match(void **state)
{
    (void)state;
    assert_unmatched("%d/%m/%Y", "13/02/2024x");
    assert_unmatched("%d/%m/%Y", "13/02/2024 ");
    assert_unmatched("%d/%m/%Y", " 13/02/2024");
    assert_unmatched("%d/%m/%Y", "13-02-2024");
    assert_unmatched("%d/%m/%Y", "13/02/20245");
    assert_unmatched("%d/%m/%Y", "013/02/2024");
    assert_unmatched("%d/%m/%Y", "13/02");
    assert_unmatched("%d/%m/%Y", "13//2024");
    assert_unmatched("%d/%m/%Y", "+1/02/2024");
    assert_unmatched("%d/%m/%Y", "2024-02-13");
    assert_unmatched("%d %m %Y", "13  02 2024");
    assert_unmatched("%Y%m%d", "2024111");
    assert_unmatched("%Y%m%d", "202411");
    assert_unmatched("%d%m%Y", "1122024");
    assert_unmatched("%F.%f", "2024-01-05.");
    assert_unmatched("%Y-%m-%e", "2024-01- 15");
    assert_unmatched("%F %T%z", "2024-01-05 00:00:00+1");
    assert_unformatted("%d/%m/%Y", "02/13/2024", NO_DAY);
    assert_unformatted("%d/%m/%Y", "29/02/2023", NO_DAY);
    assert_unformatted("%d/%m/%Y", "", "is empty");
    assert_unformatted("%F %H", "2024-01-05 24", NO_TIME);
    assert_unformatted("%d/%m/%Y", "13/02/1024", "is before 1900-01-01; use --min-date to accept it");
    assert_unformatted("%d\x1b/%m/%Y", "1", "does not match --date-format=%d\\x1b/%m/%Y");
    churn_day day;
    struct churn_date_rules rules = by_format("%d %b %Y %I:%M %p %%");
    static const char whole[] = "13 September 2024 01:00 AM %";
    assert_day(whole, &rules, 2024, 9, 13);
    for (size_t length = 0; length < sizeof whole - 1; length++)
        assert_int_equal(parse(whole, length, &rules, &day, NULL), CHURN_DATA);
}

static void assert_format(const char *format, const char *message)
{
    struct churn_error err = { .message = "" };
    assert_int_equal(churn_date_format_check(format, &err), CHURN_USAGE);
    assert_int_equal(err.status, CHURN_USAGE);
    assert_string_equal(err.message, message);
    assert_int_equal(churn_date_format_check(format, NULL), CHURN_USAGE);
}

static void refuses_formats_that_fix_no_day(void **state)
{
    (void)state;
    assert_format("", "--date-format= names no year; add %Y");
    assert_format("%d/%m", "--date-format=%d/%m names no year; add %Y");
    assert_format("%Y/%d", "--date-format=%Y/%d names no month; add %m");
    assert_format("%Y", "--date-format=%Y names no month; add %m");
    assert_format("%Y-%m", "--date-format=%Y-%m names no day; add %d");
    assert_format("%%Y-%m-%d", "--date-format=%%Y-%m-%d names no year; add %Y");
    assert_format("%F %d", "--date-format=%F %d names the day twice");
    assert_format("%d/%m/%Y %y", "--date-format=%d/%m/%Y %y names the year twice");
    assert_format("%d/%m/%Y %b", "--date-format=%d/%m/%Y %b names the month twice");
    assert_format("%F %T %M", "--date-format=%F %T %M names the minute twice");
    assert_format("%F %j", "--date-format=%F %j names the day by %j and by month or day; keep one");
    assert_format("%F %H %I %p", "--date-format=%F %H %I %p names the hour by %H and by %I; keep one");
    assert_format("%F %I:%M", "--date-format=%F %I:%M needs %I and %p together; without %p the hour is %H");
    assert_format("%F %H:%M %p", "--date-format=%F %H:%M %p needs %I and %p together; without %p the hour is %H");
    assert_format("%F%z", "--date-format=%F%z has %z without an hour; add %H");
    assert_format("%F %", "--date-format=%F % ends in a lone %; write %% for one");
    assert_format("%F %Q", "--date-format=%F %Q has %Q, which is not known; see the manual for those that are");
    assert_format("%F %s", "--date-format=%F %s has %s, which is not known; see the manual for those that are");
    assert_format("%F %\x1b", "--date-format=%F %\\x1b has %\\x1b, which is not known; see the manual for those that are");
    assert_format("%F %-d", "--date-format=%F %-d has %-, which is not known; see the manual for those that are");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_every_day),
        cmocka_unit_test(knows_no_other_day),
        cmocka_unit_test(writes_days_at_the_ends),
        cmocka_unit_test(reads_iso_dates),
        cmocka_unit_test(reads_iso_stamps),
        cmocka_unit_test(refuses_what_is_no_iso_date),
        cmocka_unit_test(refuses_days_and_times_that_are_none),
        cmocka_unit_test(refuses_what_is_no_iso_time),
        cmocka_unit_test(refuses_days_out_of_range),
        cmocka_unit_test(needs_a_zone_for_offsets),
        cmocka_unit_test(takes_the_day_in_the_zone),
        cmocka_unit_test(reads_by_format),
        cmocka_unit_test(reads_names_of_months),
        cmocka_unit_test(reads_days_of_the_year),
        cmocka_unit_test(reads_years_of_two_digits),
        cmocka_unit_test(reads_halves_of_days),
        cmocka_unit_test(refuses_what_does_not_match),
        cmocka_unit_test(refuses_formats_that_fix_no_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
