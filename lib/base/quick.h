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

#define QUICK_CENTURIES 2 /* 1900 to 2099 */

/*
 * Valid days of the usual years: the look-up is the calendar check. By century and (year of it * 32 + month): the day before a
 * month's first, times 256, plus its length; 0: there is no such month.
 */
struct quick_days {
    int32_t months[QUICK_CENTURIES][100 * 32];
};

void quick_days_init(struct quick_days *days);

static inline uint64_t quick_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

static inline uint32_t quick_pair(const char *at)
{
    uint16_t pair;
    memcpy(&pair, at, sizeof pair);
    return le16toh(pair);
}

/* The ten bytes at `at`: eight of them, YY-MM-DD, at once, where the tens of a month are at most 1. */
static inline bool quick_day(const char *at, const struct quick_days *days, churn_day *day)
{
    uint64_t date = quick_load(at + 2) ^ 0x30302d30302d3030U; /* digits become their values, right dashes 0 */
    const int32_t *months = days->months[1];
    if ((((date + 0x76767f767e7f7676U) | date) & 0x8080808080808080U) != 0)
        return false;
    if (quick_pair(at) != ('2' | '0' << 8)) {
        if (quick_pair(at) != ('1' | '9' << 8))
            return false;
        months = days->months[0];
    }
    uint64_t pairs = date * 10 + (date >> 8);
    int32_t month = months[(pairs & 0xff) * 32 + (pairs >> 24 & 0xff)];
    uint32_t month_day = (uint32_t)(pairs >> 48) & 0xff;
    if (month_day - 1 >= ((uint32_t)month & 0xff))
        return false;
    *day = (month >> 8) + (churn_day)month_day;
    return true;
}

/* The number of eight digits, whose values are the bytes. */
static inline uint64_t quick_number(uint64_t digits)
{
    digits = digits * 10 + (digits >> 8);
    return ((digits & 0x000000ff000000ffU) * 0x000f424000000064U +
            (digits >> 16 & 0x000000ff000000ffU) * 0x0000271000000001U) >>
           32;
}

/* The amount in units of 10^-decimals; text is not empty. At most 18 digits in all, decimals at most 8. */
bool quick_amount_long(const char *text, size_t length, char mark, int64_t *mantissa, unsigned *decimals);

/* One to three digits, as quantities have: zeros for what stands before them. */
static inline __attribute__((always_inline)) bool quick_whole(const char *text, size_t length, char mark, int64_t *mantissa,
                                                              unsigned *decimals)
{
    int64_t negative = *text == '-';
    unsigned before = 64 - 8 * (unsigned)(length - (size_t)negative);
    uint64_t digits = (quick_load(text + length - 8) ^ 0x3030303030303030U) >> before << before;
    if ((((digits + 0x7676767676767676U) | digits) & 0x8080808080808080U) != 0)
        return quick_amount_long(text, length, mark, mantissa, decimals);
    int64_t value = (int64_t)((digits >> 40 & 0xff) * 100 + (digits >> 48 & 0xff) * 10 + (digits >> 56));
    *mantissa = (value ^ -negative) + negative;
    *decimals = 0;
    return true;
}

/* One to five digits, the mark, two digits: eight bytes at once, zeros for what stands before them. */
static inline __attribute__((always_inline)) bool quick_amount(const char *text, size_t length, char mark, int64_t *mantissa,
                                                               unsigned *decimals)
{
    int64_t negative = *text == '-';
    size_t size = length - (size_t)negative;
    if (size - 1 < 3)
        return quick_whole(text, length, mark, mantissa, decimals);
    if (size - 4 > 4)
        return quick_amount_long(text, length, mark, mantissa, decimals);
    unsigned before = 64 - 8 * (unsigned)size;
    uint64_t wanted = 0x3030003030303030U | (uint64_t)(unsigned char)mark << 40;
    uint64_t digits = (quick_load(text + length - 8) ^ wanted) >> before << before; /* a right mark becomes 0 */
    if ((((digits + 0x76767f7676767676U) | digits) & 0x8080808080808080U) != 0)
        return quick_amount_long(text, length, mark, mantissa, decimals);
    uint64_t whole = digits & 0x000000ffffffffffU, hundredths = digits & 0xffff000000000000U;
    int64_t value = (int64_t)quick_number(whole << 8 | hundredths);
    *mantissa = (value ^ -negative) + negative;
    *decimals = 2;
    return true;
}

#endif
