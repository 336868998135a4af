/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renewals of a contract, counted by the calendar: a month from the 31st of January is the last of February. */
#include <churn/cohort.h>

/* The same day of the month, months later, or the last one of a shorter month; CHURN_DAY_NONE beyond the year 9999. */
static churn_day months_later(churn_day day, int32_t months)
{
    int year, month, month_day;
    churn_day_to_civil(day, &year, &month, &month_day);
    int32_t count = month - 1 + months;
    year += count / 12;
    month = count % 12 + 1;
    for (; month_day > 28; month_day--) {
        churn_day found = churn_day_from_civil(year, month, month_day);
        if (found != CHURN_DAY_NONE)
            return found;
    }
    return churn_day_from_civil(year, month, month_day);
}

int32_t churn_contract_renewals(enum churn_period_kind kind, churn_day start, churn_day end, churn_day as_of, int32_t *observed)
{
    static const int32_t MONTHS[] = { [CHURN_PERIOD_MONTH] = 1, [CHURN_PERIOD_QUARTER] = 3, [CHURN_PERIOD_YEAR] = 12 };
    int32_t last = churn_period_of(kind, as_of), renewals = 0;
    if (churn_period_last_day(kind, last) > as_of)
        last--; /* that period is not over */
    *observed = last - churn_period_of(kind, start);
    if (*observed < 0)
        *observed = -1;
    if (end == CHURN_DAY_NONE)
        return *observed < 0 ? 0 : *observed;
    while (renewals < *observed && months_later(start, (renewals + 1) * MONTHS[kind]) < end)
        renewals++;
    return renewals;
}
