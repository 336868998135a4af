/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of days, and amounts of any plain shape, a digit at a time. */
#include "base/quick.h"

void quick_days_init(struct quick_days *days)
{
    memset(days, 0, sizeof *days);
    for (int year = 0; year < QUICK_CENTURIES * 100; year++)
        for (int month = 1; month <= 12; month++) {
            churn_day first = churn_day_from_civil(1900 + year, month, 1);
            churn_day next = churn_day_from_civil(1900 + year + month / 12, month % 12 + 1, 1);
            days->months[year / 100][year % 100 * 32 + month] = (first - 1) * 256 + (next - first);
        }
}

static const char *read_digits(const char *at, const char *end, uint64_t *value)
{
    for (; at < end && (unsigned char)(*at - '0') < 10; at++)
        *value = *value * 10 + (uint64_t)(*at - '0');
    return at;
}

bool quick_amount_long(const char *text, size_t length, char mark, int64_t *mantissa, unsigned *decimals)
{
    const char *at = text, *end = text + length;
    uint64_t value = 0;
    bool negative = *at == '-';
    at += negative || *at == '+';
    if (end - at > 18 + 1)
        return false;
    const char *start = at;
    at = read_digits(at, end, &value);
    if (at == start || at - start > 18)
        return false;
    *decimals = 0;
    if (at < end) {
        if (*at++ != mark)
            return false;
        start = at;
        at = read_digits(at, end, &value);
        if (at < end || at == start || at - start > CHURN_AMOUNT_DECIMALS)
            return false;
        *decimals = (unsigned)(at - start);
    }
    *mantissa = negative ? -(int64_t)value : (int64_t)value;
    return true;
}
