/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Money and other decimals, exact: a 128-bit integer in units of 10^-8.
 *
 * One amount may have up to 18 digits before the point and 8 behind it; a sum has room for 10^12 of the largest of them
 * before it overflows, which is an error and never a wrap. No rounding happens anywhere. 0.10 is 10000000.
 */
#ifndef CHURN_AMOUNT_H
#define CHURN_AMOUNT_H

#include <stddef.h>

#include <churn/error.h>
#include <churn/text.h>

CHURN_BEGIN_DECLS

__extension__ typedef __int128 churn_amount;

#define CHURN_AMOUNT_DECIMALS 8       /* decimals kept */
#define CHURN_AMOUNT_DIGITS 18        /* digits before the point that one amount may have */
#define CHURN_AMOUNT_UNIT 100000000LL /* 1 in units of churn_amount */
#define CHURN_AMOUNT_TEXT_SIZE 48     /* bytes that any amount needs as text, with the NUL */

/* How amounts are written in the data. */
struct churn_amount_format {
    char decimal;   /* decimal mark; '.' unless told */
    char thousands; /* mark between groups of three digits before the decimal mark; 0 (none allowed) unless told */
};                  /* the two marks differ, and neither is a digit or a sign: the caller sees to it */

#define CHURN_AMOUNT_FORMAT_INIT                                                                                               \
    {                                                                                                                          \
        '.', 0                                                                                                                 \
    }

/*
 * Read [+-]?digits[.digits], ASCII, nothing around it. With a thousands mark, groups must be whole (1,234,567.50) or absent.
 * *decimals receives the number of decimals as written (12.50 has 2; zeros behind the eighth decimal are not counted).
 * -0.00 is 0. CHURN_DATA with the reason (and the option that would help) for: no digits, any other character, over
 * 18 digits before the point (leading zeros do not count), over 8 decimals that are not zero. On failure the outputs
 * are left alone. The message does not quote the text; the caller that knows the cell does.
 */
CHURN_API enum churn_status churn_amount_parse(struct churn_text text, const struct churn_amount_format *format,
                                               churn_amount *amount, unsigned *decimals, struct churn_error *err);

/*
 * Exact product of two amounts that have so many decimals (0 to 8; digits beyond them must be zero). CHURN_DATA where the
 * product has more than 8 decimals that are not all zero, or more than 18 digits before the point; the outputs are then left
 * alone. 6 * 2.55 = 15.30 with 2 decimals: the decimals add up, to at most 8.
 */
CHURN_API enum churn_status churn_amount_multiply(churn_amount a, unsigned a_decimals, churn_amount b, unsigned b_decimals,
                                                  churn_amount *product, unsigned *decimals, struct churn_error *err);

/* *sum += amount; CHURN_NUMERIC, and *sum left alone, where it would overflow. */
CHURN_API enum churn_status churn_amount_add(churn_amount *sum, churn_amount amount, struct churn_error *err);

/*
 * Write with exactly so many decimals (0 to 8), point as decimal mark; digits beyond them must be zero (else they are
 * written too: nothing is rounded). buffer holds CHURN_AMOUNT_TEXT_SIZE bytes. Returns the length without the NUL.
 */
CHURN_API size_t churn_amount_write(churn_amount amount, unsigned decimals, char *buffer);

/* The nearest double (rounded once, ties to even), for statistics only. */
CHURN_API double churn_amount_to_double(churn_amount amount);

CHURN_END_DECLS

#endif
