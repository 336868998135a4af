/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decimals as whole numbers of 10^-8 in 128 bits. Binary floating point cannot hold 0.10, and the C library's reader obeys the
 * locale and takes hex, nan and half a cell; so digits are read here, and nothing is ever rounded.
 *
 * Two readers give the same numbers: a quick one for the plain case, [+-]digits[.digits] within 18 and 8 digits, and a careful
 * one for the rest: groups, leading and trailing zeros, and the reason why a text is no amount. The careful one also tries the
 * text as other countries write it, only to name the option that would read it.
 */
#include "base/amount.h"
#include "base/digits.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 magnitude;

#define DECIMALS CHURN_AMOUNT_DECIMALS
#define TEN_TO_18 1000000000000000000LL                          /* 10^CHURN_AMOUNT_DIGITS */
#define AMOUNT_END ((churn_amount)TEN_TO_18 * CHURN_AMOUNT_UNIT) /* the first that has too many digits */
#define MAGNITUDE_MAX ((magnitude)-1 >> 1)                       /* of a churn_amount */

static const uint32_t POWERS[DECIMALS + 1] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000 };

struct number {
    magnitude whole;
    uint64_t fraction; /* in units of churn_amount */
    unsigned decimals; /* as written, at most DECIMALS */
    bool negative;
    bool large;  /* more than 18 digits before the mark */
    bool huge;   /* more than whole has room for */
    bool finer;  /* a digit that is not zero behind the last decimal kept */
    bool broken; /* groups that are not of three digits */
};

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static bool parse_plain(struct churn_text text, char mark, churn_amount *amount, unsigned *decimals)
{
    const char *at = text.data, *end = at + text.length;
    bool negative = *at == '-';
    at += negative || *at == '+';
    uint64_t whole = 0, fraction = 0;
    const char *start = at;
    for (; at < end && is_digit(*at); at++)
        whole = whole * 10 + (uint64_t)(*at - '0');
    if (at == start || at - start > CHURN_AMOUNT_DIGITS)
        return false;
    ptrdiff_t behind = 0;
    if (at < end) {
        if (*at++ != mark)
            return false;
        for (start = at; at < end && is_digit(*at); at++)
            fraction = fraction * 10 + (uint64_t)(*at - '0');
        behind = at - start;
        if (at < end || behind == 0 || behind > DECIMALS)
            return false;
    }
    churn_amount size = (churn_amount)whole * CHURN_AMOUNT_UNIT + (churn_amount)(fraction * POWERS[DECIMALS - behind]);
    *amount = negative ? -size : size;
    *decimals = (unsigned)behind;
    return true;
}

static void append_digit(struct number *number, char c)
{
    number->large = number->large || number->whole >= TEN_TO_18 / 10;
    if (__builtin_mul_overflow(number->whole, (magnitude)10, &number->whole) ||
        __builtin_add_overflow(number->whole, (magnitude)(c - '0'), &number->whole))
        number->huge = true;
}

static bool read_whole(const char **at, const char *end, char thousands, struct number *number)
{
    size_t run = 0;
    bool grouped = false;
    for (; *at < end; ++*at) {
        char c = **at;
        if (is_digit(c)) {
            append_digit(number, c);
            run++;
        } else if (thousands != 0 && c == thousands) {
            number->broken = number->broken || run == 0 || run > 3 || (grouped && run < 3);
            grouped = true;
            run = 0;
        } else {
            break;
        }
    }
    number->broken = number->broken || (grouped && run != 3);
    return run > 0;
}

static bool read_fraction(const char *at, const char *end, struct number *number)
{
    for (; at < end; at++) {
        if (!is_digit(*at))
            return false;
        if (number->decimals == DECIMALS) {
            number->finer = number->finer || *at != '0';
            continue;
        }
        number->fraction = number->fraction * 10 + (uint64_t)(*at - '0');
        number->decimals++;
    }
    number->fraction *= POWERS[DECIMALS - number->decimals];
    return true;
}

/* Is it written like a number, of whatever size and with whatever groups? */
static bool read_number(struct churn_text text, char mark, char thousands, struct number *number)
{
    *number = (struct number){ .whole = 0 };
    if (text.length == 0)
        return false;
    const char *at = text.data, *end = at + text.length;
    number->negative = *at == '-';
    at += number->negative || *at == '+';
    if (!read_whole(&at, end, thousands, number))
        return false;
    if (at == end)
        return true;
    return *at == mark && at + 1 < end && read_fraction(at + 1, end, number);
}

static bool reads_with(struct churn_text text, char mark, char thousands)
{
    struct number number;
    return read_number(text, mark, thousands, &number) && !number.broken;
}

static enum churn_status refuse_text(struct churn_text text, const struct churn_amount_format *format, struct churn_error *err)
{
    char mark = format->decimal;
    char other = mark == '.' ? ',' : '.';
    const char *name = other == ',' ? "comma" : "point";
    struct number number;
    if (text.length == 0)
        return churn_error_set(err, CHURN_DATA, "is empty");
    if (read_number(text, mark, format->thousands, &number) && number.broken)
        return churn_error_set(err, CHURN_DATA, "is not a number; --thousands=%c wants groups of three digits",
                               format->thousands);
    if (reads_with(text, mark, other))
        return churn_error_set(err, CHURN_DATA, "is not a number; use --thousands=%c if the %s groups thousands", other, name);
    if (reads_with(text, other, 0))
        return churn_error_set(err, CHURN_DATA, "is not a number; use --decimal=%c for decimal %ss", other, name);
    if (reads_with(text, other, mark))
        return churn_error_set(err, CHURN_DATA, "is not a number; use --decimal=%c --thousands=%c for decimal %ss", other, mark,
                               name);
    return churn_error_set(err, CHURN_DATA, "is not a number");
}

static enum churn_status parse_carefully(struct churn_text text, const struct churn_amount_format *format, bool sum,
                                         churn_amount *amount, unsigned *decimals, struct churn_error *err)
{
    struct number number;
    if (!read_number(text, format->decimal, format->thousands, &number) || number.broken)
        return refuse_text(text, format, err);
    if (number.finer)
        return churn_error_set(err, CHURN_DATA, "has more than %d decimals", DECIMALS);
    if (number.large && !sum)
        return churn_error_set(err, CHURN_DATA, "has more than %d digits before the decimal mark", CHURN_AMOUNT_DIGITS);
    if (number.huge || number.whole > (MAGNITUDE_MAX - number.fraction) / CHURN_AMOUNT_UNIT)
        return churn_error_set(err, CHURN_DATA, "is too large");
    churn_amount size = (churn_amount)(number.whole * CHURN_AMOUNT_UNIT + number.fraction);
    *amount = number.negative ? -size : size;
    *decimals = number.decimals;
    return CHURN_OK;
}

enum churn_status churn_amount_parse(struct churn_text text, const struct churn_amount_format *format, churn_amount *amount,
                                     unsigned *decimals, struct churn_error *err)
{
    if (text.length > 0 && parse_plain(text, format->decimal, amount, decimals))
        return CHURN_OK;
    return parse_carefully(text, format, false, amount, decimals, err);
}

enum churn_status amount_parse_sum(struct churn_text text, const struct churn_amount_format *format, churn_amount *amount,
                                   unsigned *decimals, struct churn_error *err)
{
    if (text.length > 0 && parse_plain(text, format->decimal, amount, decimals))
        return CHURN_OK;
    return parse_carefully(text, format, true, amount, decimals, err);
}

/* Without the zeros behind its own decimals; else the product of two units of 10^-8 would need 16 decimals always. */
static churn_amount in_own_unit(churn_amount amount, unsigned decimals)
{
    assert(decimals <= DECIMALS && amount % POWERS[DECIMALS - decimals] == 0);
    return amount / POWERS[DECIMALS - decimals];
}

enum churn_status churn_amount_multiply(churn_amount a, unsigned a_decimals, churn_amount b, unsigned b_decimals,
                                        churn_amount *product, unsigned *decimals, struct churn_error *err)
{
    churn_amount result;
    unsigned written = a_decimals + b_decimals;
    bool large = __builtin_mul_overflow(in_own_unit(a, a_decimals), in_own_unit(b, b_decimals), &result);
    if (!large && written > DECIMALS) {
        if (result % POWERS[written - DECIMALS] != 0)
            return churn_error_set(err, CHURN_DATA, "gives a product with more than %d decimals", DECIMALS);
        result /= POWERS[written - DECIMALS];
        written = DECIMALS;
    } else if (!large) {
        large = __builtin_mul_overflow(result, (churn_amount)POWERS[DECIMALS - written], &result);
    }
    if (large || result >= AMOUNT_END || result <= -AMOUNT_END)
        return churn_error_set(err, CHURN_DATA, "gives a product with more than %d digits before the decimal mark",
                               CHURN_AMOUNT_DIGITS);
    *product = result;
    *decimals = written;
    return CHURN_OK;
}

enum churn_status churn_amount_add(churn_amount *sum, churn_amount amount, struct churn_error *err)
{
    churn_amount result;
    if (__builtin_add_overflow(*sum, amount, &result))
        return churn_error_set(err, CHURN_NUMERIC, "the sum of the amounts is too large, beyond 10^30");
    *sum = result;
    return CHURN_OK;
}

static magnitude size_of(churn_amount amount)
{
    return amount < 0 ? -(magnitude)amount : (magnitude)amount;
}

/* As churn_amount_write, for an amount that fits in 64 bits and has no more decimals. */
static size_t write_short(int64_t amount, unsigned decimals, char *buffer)
{
    char text[CHURN_AMOUNT_TEXT_SIZE];
    char *end = text + sizeof text, *at = end;
    uint64_t size = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    uint64_t whole = size / CHURN_AMOUNT_UNIT;
    if (decimals > 0) {
        at = digits_before(at, (uint32_t)(size % CHURN_AMOUNT_UNIT) / POWERS[DECIMALS - decimals], decimals);
        *--at = '.';
    }
    at = digits_before(at, whole, 1);
    if (amount < 0)
        *--at = '-';
    memcpy(buffer, at, (size_t)(end - at));
    buffer[end - at] = '\0';
    return (size_t)(end - at);
}

#define HUNDREDTH (CHURN_AMOUNT_UNIT / 100)

/* The most usual: hundredths that fit in 64 bits; divisors that are known are no divisions. */
static size_t write_hundredths(int64_t amount, char *buffer)
{
    char text[CHURN_AMOUNT_TEXT_SIZE];
    char *end = text + sizeof text, *at = end - 3;
    uint64_t hundredths = (amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount) / HUNDREDTH;
    digits_before(end, hundredths % 100, 2);
    *at = '.';
    at = digits_before(at, hundredths / 100, 1);
    if (amount < 0)
        *--at = '-';
    memcpy(buffer, at, (size_t)(end - at));
    buffer[end - at] = '\0';
    return (size_t)(end - at);
}

size_t churn_amount_write(churn_amount amount, unsigned decimals, char *buffer)
{
    char text[CHURN_AMOUNT_TEXT_SIZE];
    char *end = text + sizeof text, *at = end;
    unsigned shown = DECIMALS;
    assert(decimals <= DECIMALS);
    if (decimals == 2 && amount == (int64_t)amount && (int64_t)amount % HUNDREDTH == 0)
        return write_hundredths((int64_t)amount, buffer);
    if (amount == (int64_t)amount && (int64_t)amount % POWERS[DECIMALS - decimals] == 0)
        return write_short((int64_t)amount, decimals, buffer);
    magnitude whole = size_of(amount) / CHURN_AMOUNT_UNIT;
    uint64_t fraction = (uint64_t)(size_of(amount) % CHURN_AMOUNT_UNIT);
    for (; shown > decimals && fraction % 10 == 0; shown--)
        fraction /= 10;
    if (shown > 0) {
        at = digits_before(at, fraction, shown);
        *--at = '.';
    }
    for (; whole > UINT64_MAX; whole /= TEN_TO_18)
        at = digits_before(at, (uint64_t)(whole % TEN_TO_18), CHURN_AMOUNT_DIGITS);
    at = digits_before(at, (uint64_t)whole, 1);
    if (amount < 0)
        *--at = '-';
    size_t length = (size_t)(end - at);
    memcpy(buffer, at, length);
    buffer[length] = '\0';
    return length;
}

/*
 * Dividing (double)amount by 10^8 would round twice. Instead a quotient of at least 55 bits is rounded once: its last bit is
 * made 1 where the division leaves a rest, so that no tie is seen where there is none; a power of two scales without error.
 */
double churn_amount_to_double(churn_amount amount)
{
    magnitude size = size_of(amount);
    int shift = 0;
    if (size <= (magnitude)1 << 53)
        return (double)(int64_t)amount / (double)CHURN_AMOUNT_UNIT;
    for (; size >> 81 == 0; shift++)
        size <<= 1;
    magnitude quotient = size / CHURN_AMOUNT_UNIT | (size % CHURN_AMOUNT_UNIT != 0);
    double nearest = ldexp((double)quotient, -shift);
    return amount < 0 ? -nearest : nearest;
}
