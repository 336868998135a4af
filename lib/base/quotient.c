/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rounding a quotient of 128-bit sums. Twice the remainder, or the divisor times a power of ten, may not fit; so the quotient
 * is taken in the smallest unit first, and what it left out only decides where it lies exactly in the middle.
 */
#include <churn/quotient.h>

#include <assert.h>
#include <math.h>

static const int32_t UNITS[CHURN_AMOUNT_DECIMALS + 1] = { 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1 };

bool churn_quotient_has(struct churn_quotient quotient)
{
    return quotient.under != 0;
}

/* Below, at or above the middle between two neighbours: part of the way is whole units plus rest of under. */
static int beside_middle(churn_amount part, int32_t unit, churn_amount rest, churn_amount under)
{
    if (unit == 1)
        return (rest > under - rest) - (rest < under - rest);
    churn_amount middle = unit / 2;
    if (part != middle)
        return part < middle ? -1 : 1;
    return rest > 0;
}

churn_amount churn_quotient_round(struct churn_quotient quotient, unsigned decimals)
{
    assert(quotient.under > 0 && decimals <= CHURN_AMOUNT_DECIMALS);
    bool negative = quotient.over < 0;
    churn_amount over = negative ? -quotient.over : quotient.over;
    int32_t unit = UNITS[decimals];
    churn_amount whole = over / quotient.under / unit;
    int side = beside_middle(over / quotient.under % unit, unit, over % quotient.under, quotient.under);
    whole += side > 0 || (side == 0 && whole % 2 != 0);
    return negative ? -whole * unit : whole * unit;
}

churn_amount churn_quotient_shorten(struct churn_quotient quotient, unsigned least, unsigned most, unsigned *decimals)
{
    *decimals = most > least ? most : least;
    churn_amount amount = churn_quotient_round(quotient, *decimals);
    while (*decimals > least && amount % UNITS[*decimals - 1] == 0)
        --*decimals;
    return amount;
}

double churn_quotient_to_double(struct churn_quotient quotient)
{
    return quotient.under == 0 ? (double)NAN : churn_amount_to_double(quotient.over) / (double)quotient.under;
}
