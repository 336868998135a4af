/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quick readers of the plain cases: YYYY-MM-DD, and [+-]digits[.digits] that fits in 64 bits. They say no to anything else, and
 * the exact readers (churn/date.h, churn/amount.h) then decide; where they say yes the value is the same.
 *
 * Eight bytes are read at once, so 8 bytes before and 16 behind the text must be readable, whatever they are.
 */
#ifndef BASE_QUICK_H
#define BASE_QUICK_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <churn/amount.h>
#include <churn/date.h>

#define QUICK_YEAR_MIN 1900
#define QUICK_YEARS 300

/* Valid days of the usual years: the look-up is the calendar check. */
struct quick_days {
    churn_day before[QUICK_YEARS * 16];     /* the day before the first of a month; by (year - 1900) * 16 + month */
    unsigned char length[QUICK_YEARS * 16]; /* days of the month; 0: no such month */
};

void quick_days_init(struct quick_days *days);

static inline uint64_t quick_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

/* The ten bytes at `at`. */
static inline bool quick_day(const char *at, const struct quick_days *days, churn_day *day)
{
    uint64_t date = quick_load(at) ^ 0x2d30302d30303030U; /* digits become their values, right dashes 0 */
    unsigned tens = (unsigned)(unsigned char)at[8] - '0', ones = (unsigned)(unsigned char)at[9] - '0';
    if ((((date + 0x7f76767f76767676U) | date) & 0x8080808080808080U) != 0 || tens > 9 || ones > 9)
        return false;
    uint64_t pairs = date * 10 + (date >> 8);
    unsigned year = (unsigned)(pairs & 0xff) * 100 + (unsigned)(pairs >> 16 & 0xff);
    unsigned month = (unsigned)(pairs >> 40 & 0xff), month_day = tens * 10 + ones;
    unsigned from = year - QUICK_YEAR_MIN;
    if (from >= QUICK_YEARS || month > 12)
        return false;
    if (month_day - 1 >= days->length[from * 16 + month])
        return false;
    *day = days->before[from * 16 + month] + (churn_day)month_day;
    return true;
}

/* Up to eight digits that end before `end`. */
static inline bool quick_digits(const char *end, size_t count, uint64_t *value)
{
    uint64_t digits = quick_load(end - 8) ^ 0x3030303030303030U;
    digits = count < 8 ? digits >> (64 - 8 * count) << (64 - 8 * count) : digits;
    if ((((digits + 0x7676767676767676U) | digits) & 0x8080808080808080U) != 0)
        return false;
    digits = digits * 10 + (digits >> 8);
    digits =
        ((digits & 0x000000ff000000ffU) * 0x000f424000000064U + (digits >> 16 & 0x000000ff000000ffU) * 0x0000271000000001U) >>
        32;
    *value = digits;
    return true;
}

/* The amount in units of 10^-decimals; text is not empty. At most 18 digits in all, decimals at most 8. */
bool quick_amount_long(const char *text, size_t length, char mark, int64_t *mantissa, unsigned *decimals);

static inline bool quick_amount(const char *text, size_t length, char mark, int64_t *mantissa, unsigned *decimals)
{
    int64_t negative = *text == '-';
    size_t size = length - (size_t)negative;
    const char *end = text + length;
    uint64_t whole;
    unsigned tens = (unsigned)(unsigned char)end[-2] - '0', ones = (unsigned)(unsigned char)end[-1] - '0';
    if (size - 4 > 7 || end[-3] != mark || tens > 9 || ones > 9) /* not 1 to 8 digits, the mark, 2 digits */
        return quick_amount_long(text, length, mark, mantissa, decimals);
    if (!quick_digits(end - 3, size - 3, &whole))
        return false;
    int64_t value = (int64_t)(whole * 100 + tens * 10 + ones);
    *mantissa = (value ^ -negative) + negative;
    *decimals = 2;
    return true;
}

#endif
