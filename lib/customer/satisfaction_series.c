/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slope from sums. Problem: the least-squares slope of a customer's scores over time, from rows in any order, without keeping
 * them, the same to the last digit whatever the order. Method: the normal equations in whole numbers,
 *
 *     slope = (n sum(t s) - sum(t) sum(s)) / (n sum(t^2) - sum(t)^2)      (Gauss 1809; Legendre 1805)
 *
 * with t in days since 1970 and s in units of 10^-8. In doubles this form loses digits (the two products are large and nearly
 * equal); in 128 bits it is exact, and the quotient is kept as one. The divisor is n times the sum of squares about the mean,
 * so it is 0 exactly where all points have one day.
 */
#include "customer/satisfaction.h"

#define TREND_POINTS 3 /* two always lie on a line: that is the change, no trend */
#define TREND_DAYS 90  /* a quarter: how often many ask */

static enum churn_status refuse_overflow(struct churn_error *err)
{
    return churn_error_set(err, CHURN_NUMERIC,
                           "the surveys of one customer are too many, or their scores too large, to be summed");
}

enum churn_status series_add(struct series *series, churn_day day, churn_amount value, struct churn_error *err)
{
    churn_amount product;
    bool overflow = __builtin_add_overflow(series->count, 1u, &series->count);
    overflow |= __builtin_add_overflow(series->sum, value, &series->sum);
    overflow |= __builtin_mul_overflow(value, (churn_amount)day, &product);
    overflow |= __builtin_add_overflow(series->day_sum, product, &series->day_sum);
    overflow |= __builtin_add_overflow(series->days, (int64_t)day, &series->days);
    overflow |= __builtin_add_overflow(series->days_squared, (int64_t)day * day, &series->days_squared);
    if (overflow)
        return refuse_overflow(err);
    if (series->count == 1 || day > series->last_day) {
        series->last_day = day;
        series->last_sum = 0;
        series->last_count = 0;
    }
    if (day == series->last_day) {
        series->last_sum += value;
        series->last_count++;
    }
    return CHURN_OK;
}

/* n a - b c, times scale. */
static bool scaled_difference(uint32_t n, churn_amount a, churn_amount b, churn_amount c, int scale, churn_amount *difference)
{
    churn_amount left, right;
    bool overflow = __builtin_mul_overflow((churn_amount)n, a, &left);
    overflow |= __builtin_mul_overflow(b, c, &right);
    overflow |= __builtin_sub_overflow(left, right, difference);
    overflow |= __builtin_mul_overflow(*difference, (churn_amount)scale, difference);
    return !overflow;
}

enum churn_status series_trend(const struct series *series, struct churn_quotient *trend, struct churn_error *err)
{
    *trend = (struct churn_quotient){ 0, 0 };
    if (series->count < TREND_POINTS)
        return CHURN_OK;
    if (!scaled_difference(series->count, series->day_sum, series->days, series->sum, TREND_DAYS, &trend->over) ||
        !scaled_difference(series->count, series->days_squared, series->days, series->days, 1, &trend->under))
        return refuse_overflow(err);
    return CHURN_OK;
}
