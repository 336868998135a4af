/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Days since 1970-01-01 from year, month and day, and back, without tables of years and without the C library's time functions,
 * which know time zones. Years are counted from 1 March, so that the leap day is a year's last, and in eras of 400 years
 * (146,097 days), after which the calendar repeats itself.
 *
 * Source: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, days_from_civil and civil_from_days,
 * https://howardhinnant.github.io/date_algorithms.html. What he leaves to the caller, refusing days that do not exist, is
 * added.
 */
#include <churn/date.h>

#include <stdbool.h>
#include <stdio.h>

#define ERA_YEARS 400
#define ERA_DAYS 146097
#define EPOCH 719468 /* days from 0000-03-01 to 1970-01-01 */

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool is_civil(int year, int month, int day)
{
    static const unsigned char lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    return day <= lengths[month - 1] || (month == 2 && day == 29 && is_leap(year));
}

churn_day churn_day_from_civil(int year, int month, int day)
{
    if (!is_civil(year, month, day))
        return CHURN_DAY_NONE;
    unsigned from_march = (unsigned)(month > 2 ? month - 3 : month + 9);
    unsigned march_year = (unsigned)(month > 2 ? year : year - 1);
    unsigned era = march_year / ERA_YEARS, year_of_era = march_year % ERA_YEARS;
    unsigned day_of_year = (153 * from_march + 2) / 5 + (unsigned)day - 1;
    unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (churn_day)(era * ERA_DAYS + day_of_era) - EPOCH;
}

/* Also for days beyond the years 1 to 9999, which arithmetic on days can reach; hence 64 bits and the floor of the division. */
void churn_day_to_civil(churn_day day, int *year, int *month, int *month_day)
{
    int64_t shifted = (int64_t)day + EPOCH;
    int64_t era = (shifted >= 0 ? shifted : shifted - (ERA_DAYS - 1)) / ERA_DAYS;
    unsigned day_of_era = (unsigned)(shifted - era * ERA_DAYS);
    unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (ERA_DAYS - 1)) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned from_march = (5 * day_of_year + 2) / 153;
    int civil_month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    if (year != NULL)
        *year = (int)(era * ERA_YEARS + year_of_era) + (civil_month <= 2);
    if (month != NULL)
        *month = civil_month;
    if (month_day != NULL)
        *month_day = (int)(day_of_year - (153 * from_march + 2) / 5 + 1);
}

static void put_two(char *at, int value)
{
    at[0] = (char)('0' + value / 10);
    at[1] = (char)('0' + value % 10);
}

size_t churn_day_write(churn_day day, char *buffer)
{
    int year, month, month_day;
    buffer[0] = '\0';
    if (day == CHURN_DAY_NONE)
        return 0;
    churn_day_to_civil(day, &year, &month, &month_day);
    if (year < 0 || year > 9999) /* ISO 8601 wants a sign here; at most 14 bytes for 32 bits of days */
        return (size_t)snprintf(buffer, CHURN_DAY_TEXT_SIZE, "%+d-%02u-%02u", year, (unsigned)month & 15,
                                (unsigned)month_day & 31);
    put_two(buffer, year / 100);
    put_two(buffer + 2, year % 100);
    buffer[4] = '-';
    put_two(buffer + 5, month);
    buffer[7] = '-';
    put_two(buffer + 8, month_day);
    buffer[10] = '\0';
    return 10;
}
