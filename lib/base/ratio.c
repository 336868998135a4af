/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares without a double: long division, digit by digit, and products split so that they fit in 128 bits. */
#include "base/ratio.h"

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
