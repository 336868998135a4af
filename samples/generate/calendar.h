/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days are counted from 2024-11-01, the first day of the sample; days before it are negative. */
#ifndef SAMPLES_CALENDAR_H
#define SAMPLES_CALENDAR_H

struct calendar_date {
    int year;
    int month;
    int day;
};

struct calendar_date calendar_date(int day);
int calendar_month_start(int month); /* month 0 is November 2024 */
int calendar_month(int day);         /* for days from 0 on */
int calendar_weekday(int day);       /* 0 is Monday */

#endif
