/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periods: a year times the number of periods in it, plus which of them. */
#include <churn/period.h>

#include <assert.h>
#include <stdio.h>

static const int32_t IN_A_YEAR[] = { 12, 4, 1 };

int32_t churn_period_of(enum churn_period_kind kind, churn_day day)
{
    int year, month;
    churn_day_to_civil(day, &year, &month, NULL);
    return year * IN_A_YEAR[kind] + (month - 1) * IN_A_YEAR[kind] / 12;
}

churn_day churn_period_first_day(enum churn_period_kind kind, int32_t period)
{
    int32_t many = IN_A_YEAR[kind];
    return churn_day_from_civil(period / many, period % many * (12 / many) + 1, 1);
}

churn_day churn_period_last_day(enum churn_period_kind kind, int32_t period)
{
    churn_day next = churn_period_first_day(kind, period + 1);
    return next != CHURN_DAY_NONE ? next - 1 : churn_day_from_civil(9999, 12, 31);
}

size_t churn_period_write(enum churn_period_kind kind, int32_t period, char *buffer)
{
    int32_t many = IN_A_YEAR[kind], year = period / many, part = period % many + 1;
    int length;
    assert(year >= 0 && year <= 9999);
    if (kind == CHURN_PERIOD_MONTH)
        length = snprintf(buffer, CHURN_PERIOD_TEXT_SIZE, "%04d-%02d", year, part);
    else if (kind == CHURN_PERIOD_QUARTER)
        length = snprintf(buffer, CHURN_PERIOD_TEXT_SIZE, "%04d-Q%d", year, part);
    else
        length = snprintf(buffer, CHURN_PERIOD_TEXT_SIZE, "%04d", year);
    return (size_t)length;
}
