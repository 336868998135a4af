/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal digits, two at a time: a division each, and a look at a table of all pairs. */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#define DIGITS_MOST 20 /* of 64 bits */

/* Made from the last one on, before end; returns where they begin. At least so many, zeros in front; of 0 and 0 none. */
static inline char *digits_before(char *end, uint64_t value, unsigned least)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
        "4950515253545556575859606162636465666768697071727374757677787980818283848586878889909192939495969798"
        "99";
    char *at = end;
    for (; value >= 10; value /= 100)
        memcpy(at -= 2, pairs + 2 * (value % 100), 2);
    if (value > 0)
        *--at = (char)('0' + value);
    while (at > end - least)
        *--at = '0';
    return at;
}

#define DIGITS_SHORT 100000000 /* values below have at most eight digits */

/*
 * Of a value below DIGITS_SHORT, from at on, where eight bytes are writable; returns where they end. Halves, then hundreds,
 * then tens of all of them at once, by products that round right for such small numbers; no branch depends on how many there
 * are.
 */
static inline char *digits_put(char *at, uint32_t value)
{
    uint64_t halves = value / 10000 | (uint64_t)(value % 10000) << 32;
    uint64_t hundreds = (halves * 10486 >> 20) & 0x0000007f0000007fU;
    uint64_t pairs = hundreds | (halves - 100 * hundreds) << 16;
    uint64_t tens = (pairs * 103 >> 10) & 0x000f000f000f000fU;
    uint64_t digits = tens | (pairs - 10 * tens) << 8;
    unsigned zeros = (unsigned)__builtin_ctzll(digits | (uint64_t)1 << 56) / 8;
    uint64_t text = htole64((digits | 0x3030303030303030U) >> 8 * zeros);
    memcpy(at, &text, sizeof text);
    return at + 8 - zeros;
}

/* Of a value below 100, with a zero in front. */
static inline char *digits_put_pair(char *at, uint32_t value)
{
    at[0] = (char)('0' + value / 10);
    at[1] = (char)('0' + value % 10);
    return at + 2;
}

#endif
