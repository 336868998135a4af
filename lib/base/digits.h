/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal digits, two at a time: a division each, and a look at a table of all pairs. */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

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

#endif
