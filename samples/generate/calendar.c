/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The civil-day algorithm of Howard Hinnant ("chrono-compatible low-level date algorithms"): years begin in March. */
#include "calendar.h"

enum { FIRST_DAY = 20028 }; /* 2024-11-01, counted from 1970-01-01 */

static int days_from_civil(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = y / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

struct calendar_date calendar_date(int day)
{
    int z = day + FIRST_DAY + 719468;
    int era = z / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    int month = march_month + (march_month < 10 ? 3 : -9);
    return (struct calendar_date){ .year = year_of_era + era * 400 + (month <= 2),
                                   .month = month,
                                   .day = day_of_year - (153 * march_month + 2) / 5 + 1 };
}

int calendar_month_start(int month)
{
    int since_january = month + 10;
    return days_from_civil(2024 + since_january / 12, since_january % 12 + 1, 1) - FIRST_DAY;
}

int calendar_month(int day)
{
    struct calendar_date date = calendar_date(day);
    return (date.year - 2024) * 12 + date.month - 11;
}

int calendar_weekday(int day)
{
    return (day + 4 + 7 * 2000) % 7;
}
