/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of satisfaction share: sums over the points of one customer, and the counting of rows. */
#ifndef CUSTOMER_SATISFACTION_H
#define CUSTOMER_SATISFACTION_H

#include <stdbool.h>

#include <churn/satisfaction.h>

/* Sums over points (day, value), and the points of the latest day. All whole numbers: merging is adding. */
struct series {
    churn_amount sum;      /* of values */
    churn_amount day_sum;  /* of day times value */
    churn_amount last_sum; /* of the values of the latest day */
    int64_t days;          /* sum of days */
    int64_t days_squared;  /* sum of their squares */
    uint32_t count;
    uint32_t last_count;
    churn_day last_day; /* means something where count > 0 */
};

/* CHURN_NUMERIC, and series then unusable, where a sum overflows. */
enum churn_status series_add(struct series *series, churn_day day, churn_amount value, struct churn_error *err);

/* Slope per 90 days; no value for fewer than three points or a single day. CHURN_NUMERIC where it does not fit. */
enum churn_status series_trend(const struct series *series, struct churn_quotient *trend, struct churn_error *err);

/* Count a row; *later: it lies after until and is to be left out. */
enum churn_status survey_count(struct churn_survey_counts *counts, const struct churn_survey *survey, churn_day until,
                               bool *later, struct churn_error *err);

#endif
