/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares without a double: long division, digit by digit, and products split so that they fit in 128 bits. */
#include "base/ratio.h"

#include <assert.h>

#define TEN_TO_8 100000000

churn_amount ratio_rounded(churn_amount part, churn_amount whole)
{
    for (; whole > (((churn_amount)1 << 126) / 5); part /= 2) /* beyond any sum of money: one bit is given up */
        whole /= 2;
    churn_amount quotient = part / whole, rest = part % whole;
    for (int digit = 0; digit < CHURN_AMOUNT_DECIMALS; digit++) {
        rest *= 10;
        quotient = quotient * 10 + rest / whole;
        rest %= whole;
    }
    return quotient + (2 * rest > whole || (2 * rest == whole && quotient % 2 == 1));
}

churn_amount ratio_part_up(churn_amount whole, churn_amount share)
{
    churn_amount units = whole / CHURN_AMOUNT_UNIT, rest = whole % CHURN_AMOUNT_UNIT;
    return units * share + (rest * share + CHURN_AMOUNT_UNIT - 1) / CHURN_AMOUNT_UNIT;
}

/*
 * amount * share / divisor with divisor up to 10^24 and amount up to 2^127: the quotient of amount and divisor times share
 * fits, as share is at most 1; the rest times share does not, so share goes in two halves of eight digits each.
 */
churn_amount ratio_share(churn_amount amount, uint64_t share, unsigned decimals)
{
    churn_amount unit = 1;
    assert(amount >= 0 && share <= (uint64_t)TEN_TO_8 * TEN_TO_8 && decimals <= CHURN_AMOUNT_DECIMALS);
    for (unsigned i = decimals; i < CHURN_AMOUNT_DECIMALS; i++)
        unit *= 10;
    churn_amount divisor = unit * TEN_TO_8 * TEN_TO_8;
    churn_amount whole = amount / divisor * (churn_amount)share, rest = amount % divisor;
    churn_amount high = rest * (churn_amount)(share / TEN_TO_8), low = rest * (churn_amount)(share % TEN_TO_8);
    whole += high / (divisor / TEN_TO_8);
    low += high % (divisor / TEN_TO_8) * TEN_TO_8;
    whole += low / divisor;
    rest = low % divisor;
    return (whole + (2 * rest > divisor || (2 * rest == divisor && whole % 2 == 1))) * unit;
}

/* Euclid's algorithm on both at once: whole parts first, then the turned fractions of the rests. */
int ratio_compare(churn_amount a, churn_amount b, churn_amount c, churn_amount d)
{
    int sign = 1;
    for (;;) {
        if (b == 0 || d == 0)
            return sign * ((b == 0) - (d == 0));
        churn_amount whole_a = a / b, whole_c = c / d;
        if (whole_a != whole_c)
            return whole_a > whole_c ? sign : -sign;
        churn_amount rest_a = a % b, rest_c = c % d;
        a = b;
        b = rest_a;
        c = d;
        d = rest_c;
        sign = -sign;
    }
}
