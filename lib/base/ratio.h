/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: shares of exact amounts as exact amounts (1 is CHURN_AMOUNT_UNIT). Nothing here overflows. */
#ifndef BASE_RATIO_H
#define BASE_RATIO_H

#include <churn/amount.h>

/* part / whole, 0 <= part <= whole, whole above 0; rounded half to even at 8 decimals. */
churn_amount ratio_rounded(churn_amount part, churn_amount whole);

/* The least amount that is not below share of whole; both at least 0, share at most 1. */
churn_amount ratio_part_up(churn_amount whole, churn_amount share);

#endif
