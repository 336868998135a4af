/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal digits: two at a time by a division each, or three by a look at a table. */
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

/* Each value below 1000 as three digits, and how many zeros stand in front of its own. */
struct digits_three {
    char text[3];
    unsigned char zeros; /* of 0: two */
};
extern const struct digits_three digits_threes[1000];

/* The digits in the lower three bytes, the first one lowest, the zeros above. */
static inline uint32_t digits_three(uint32_t value)
{
    uint32_t three;
    memcpy(&three, &digits_threes[value], sizeof three);
    return le32toh(three);
}

#define DIGITS_SHORT 100000000 /* values below have at most eight digits */
#define DIGITS_SIX 1000000

/*
 * Halves, then hundreds, then tens of all of them at once, by products that round right for such small numbers; the lowest
 * byte is the first of eight digits, zeros in front.
 */
static inline uint64_t digits_eight(uint32_t value)
{
    uint64_t halves = value / 10000 | (uint64_t)(value % 10000) << 32;
    uint64_t hundreds = (halves * 10486 >> 20) & 0x0000007f0000007fU;
    uint64_t pairs = hundreds | (halves - 100 * hundreds) << 16;
    uint64_t tens = (pairs * 103 >> 10) & 0x000f000f000f000fU;
    return tens | (pairs - 10 * tens) << 8;
}

/* Of a value below DIGITS_SHORT, from at on, where eight bytes are writable; returns where they end. */
static inline char *digits_put(char *at, uint32_t value)
{
    uint64_t digits, text;
    unsigned zeros, most;
    if (value < DIGITS_SIX) { /* no branch depends on how many there are */
        uint32_t high = digits_three(value / 1000), low = digits_three(value % 1000);
        digits = (high & 0xffffff) | (uint64_t)(low & 0xffffff) << 24;
        zeros = value < 1000 ? 3 + (low >> 24) : high >> 24;
        most = 6;
    } else {
        digits = digits_eight(value) | 0x3030303030303030U;
        zeros = value < 10000000;
        most = 8;
    }
    text = htole64(digits >> 8 * zeros);
    memcpy(at, &text, sizeof text);
    return at + most - zeros;
}

/* The same, of a value that is nearly always below 1000. */
static inline char *digits_put_few(char *at, uint32_t value)
{
    if (value >= 1000)
        return digits_put(at, value);
    uint32_t three = digits_three(value), text = htole32(three >> 8 * (three >> 24));
    memcpy(at, &text, sizeof text);
    return at + 3 - (three >> 24);
}

/* Of a value below 100, with a zero in front. */
static inline char *digits_put_pair(char *at, uint32_t value)
{
    memcpy(at, digits_threes[value].text + 1, 2);
    return at + 2;
}

#endif
