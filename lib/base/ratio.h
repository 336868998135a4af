/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: shares of exact amounts as exact amounts (1 is CHURN_AMOUNT_UNIT). Nothing here overflows. */
#ifndef BASE_RATIO_H
#define BASE_RATIO_H

#include <stdint.h>

#include <churn/amount.h>

/* part / whole, 0 <= part <= whole, whole above 0; rounded half to even at 8 decimals. */
churn_amount ratio_rounded(churn_amount part, churn_amount whole);

/* The least amount that is not below share of whole; both at least 0, share at most 1. */
churn_amount ratio_part_up(churn_amount whole, churn_amount share);

/*
 * amount * share, amount at least 0, share in units of 10^-16 from 0 to 1 (10^16); exact, then rounded once, half to even, to
 * so many decimals (0 to 8). 0.125 * 0.5 at two decimals is 0.06.
 */
churn_amount ratio_share(churn_amount amount, uint64_t share, unsigned decimals);

/* Order of the fractions a / b and c / d, none below 0: below, at or above 0. A denominator of 0 stands for infinity. */
int ratio_compare(churn_amount a, churn_amount b, churn_amount c, churn_amount d);

#endif
