/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quotients of exact sums, kept as they are until somebody wants to see them: a mean, a slope, a difference of means. Nothing
 * is rounded before that, so what is shown does not depend on the order in which the sums were made.
 */
#ifndef CHURN_QUOTIENT_H
#define CHURN_QUOTIENT_H

#include <stdbool.h>

#include <churn/amount.h>

CHURN_BEGIN_DECLS

/* over / under, in the unit of churn_amount where over is one. under > 0; 0: there is no value (of nothing there is no mean).
 */
struct churn_quotient {
    churn_amount over;
    churn_amount under;
};

/* Is there a value? */
CHURN_API bool churn_quotient_has(struct churn_quotient quotient);

/*
 * The amount nearest to a quotient that has so many decimals (0 to 8), of two equally near ones the even one: 5 points over 3
 * answers with 4 decimals are 1.6667, 1 over 8 with 2 decimals 0.12. Only for quotients that have a value.
 */
CHURN_API churn_amount churn_quotient_round(struct churn_quotient quotient, unsigned decimals);

/*
 * The same with as few decimals as show it, but at least so many, and at most the larger of both numbers. Writes how many those
 * are. 9 over 2 with at least 0 and at most 4: 4.5, 1 decimal.
 */
CHURN_API churn_amount churn_quotient_shorten(struct churn_quotient quotient, unsigned least, unsigned most,
                                              unsigned *decimals);

/* For statistics: over / under as a double; NAN where there is no value. In the unit of 1, not of 10^-8. */
CHURN_API double churn_quotient_to_double(struct churn_quotient quotient);

CHURN_END_DECLS

#endif
