/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Doubles from decimals and back. strtod follows the locale, and so does printf: a library cannot lean on either. The digits
 * become a 64-bit integer, which is scaled by one power of ten in extended precision (64 bits of mantissa on x86, 113 on other
 * machines): one rounding there, one to double. 17 digits lie within a tenth of a double's spacing of the double they were
 * written from, so those two cannot lead away from it.
 */
#include "base/real.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define DIGITS_KEPT 19 /* fit in 64 bits, whatever they are */
#define EXPONENT_MAX 100000

struct decimal {
    uint64_t digits;
    unsigned kept; /* significant digits in digits */
    int exponent;  /* of ten */
    bool negative;
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static void take_digit(struct decimal *decimal, char byte, bool behind_mark)
{
    if (decimal->kept < DIGITS_KEPT) {
        decimal->digits = decimal->digits * 10 + (uint64_t)(byte - '0');
        decimal->kept += decimal->digits > 0;
        decimal->exponent -= behind_mark;
    } else {
        decimal->exponent += !behind_mark;
    }
}

static size_t take_digits(struct decimal *decimal, struct churn_text text, size_t at, bool behind_mark)
{
    for (; at < text.length && is_digit(text.data[at]); at++)
        take_digit(decimal, text.data[at], behind_mark);
    return at;
}

/* Behind the e; false where it is no whole number. */
static bool take_exponent(struct decimal *decimal, struct churn_text text, size_t at)
{
    int exponent = 0;
    bool negative = at < text.length && text.data[at] == '-';
    at += at < text.length && (text.data[at] == '-' || text.data[at] == '+');
    if (at == text.length)
        return false;
    for (; at < text.length; at++) {
        if (!is_digit(text.data[at]))
            return false;
        exponent = exponent < EXPONENT_MAX ? exponent * 10 + (text.data[at] - '0') : EXPONENT_MAX;
    }
    decimal->exponent += negative ? -exponent : exponent;
    return true;
}

static bool take_decimal(struct churn_text text, char mark, struct decimal *decimal)
{
    size_t at = 0, digits;
    *decimal = (struct decimal){ .digits = 0 };
    decimal->negative = text.length > 0 && text.data[0] == '-';
    at += text.length > 0 && (text.data[0] == '-' || text.data[0] == '+');
    size_t begin = at;
    at = take_digits(decimal, text, at, false);
    digits = at - begin;
    if (at < text.length && text.data[at] == mark) {
        begin = ++at;
        at = take_digits(decimal, text, at, true);
        digits += at - begin;
    }
    if (digits == 0)
        return false;
    if (at < text.length && (text.data[at] == 'e' || text.data[at] == 'E'))
        return take_exponent(decimal, text, at + 1);
    return at == text.length;
}

/* 10^27 is exact in 64 bits of mantissa; what is larger is made of such steps. */
static long double scale(long double value, int exponent)
{
    static const long double step = 1e27L;
    for (; exponent > 27 && value < 1e4000L; exponent -= 27)
        value *= step;
    for (; exponent < -27 && value > 1e-4000L; exponent += 27)
        value /= step;
    long double power = 1;
    for (int i = exponent < 0 ? -exponent : exponent; i > 0 && i <= 27; i--)
        power *= 10;
    return exponent < 0 ? value / power : value * power;
}

/* Up to 15 digits and 10^22 are exact doubles: one operation, rounded once (Clinger 1990). */
static double to_double(const struct decimal *decimal)
{
    static const double power[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    if (decimal->digits == 0)
        return 0;
    if (decimal->digits <= (uint64_t)1 << DBL_MANT_DIG && decimal->exponent >= -22 && decimal->exponent <= 22)
        return decimal->exponent < 0 ? (double)decimal->digits / power[-decimal->exponent]
                                     : (double)decimal->digits * power[decimal->exponent];
    return (double)scale((long double)decimal->digits, decimal->exponent);
}

enum churn_status real_parse(struct churn_text text, char mark, double *value, struct churn_error *err)
{
    struct decimal decimal;
    if (!take_decimal(text, mark, &decimal))
        return churn_error_set(err, CHURN_DATA, "is not a number");
    double magnitude = to_double(&decimal);
    if (!isfinite(magnitude))
        return churn_error_set(err, CHURN_DATA, "is too large");
    *value = decimal.negative ? -magnitude : magnitude;
    return CHURN_OK;
}

/* What a locale of the embedding program would make of the point. */
static size_t set_point(char *buffer, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!is_digit(buffer[i]) && buffer[i] != '-' && buffer[i] != '+' && buffer[i] != 'e')
            buffer[i] = '.';
    return length;
}

size_t real_write(double value, unsigned decimals, char *buffer)
{
    buffer[0] = '\0';
    if (!isfinite(value))
        return 0;
    size_t length = set_point(buffer, (size_t)snprintf(buffer, REAL_TEXT_SIZE, "%.*f", (int)decimals, value));
    if (buffer[0] != '-' || strspn(buffer + 1, "0.") != length - 1)
        return length;
    memmove(buffer, buffer + 1, length);
    return length - 1;
}

/* 15 digits only where reading them back is exact. */
size_t real_write_exact(double value, char *buffer)
{
    double back = 0;
    buffer[0] = '\0';
    if (!isfinite(value))
        return 0;
    size_t length = set_point(buffer, (size_t)snprintf(buffer, REAL_TEXT_SIZE, "%.15g", value));
    bool exact = value == 0 || (fabs(value) >= 1e-7 && fabs(value) < 1e22);
    if (exact && real_parse((struct churn_text){ buffer, length }, '.', &back, NULL) == CHURN_OK && back == value)
        return length;
    return set_point(buffer, (size_t)snprintf(buffer, REAL_TEXT_SIZE, "%.17g", value));
}

double real_round(double value, unsigned digits)
{
    if (value == 0 || !isfinite(value))
        return value;
    double unit = pow(10, digits - 1 - floor(log10(fabs(value))));
    return isfinite(unit) && unit > 0 ? round(value * unit) / unit : value;
}
