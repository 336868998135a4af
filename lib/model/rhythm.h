/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A gamma over purchase rates, fitted to counts. */
#ifndef MODEL_RHYTHM_H
#define MODEL_RHYTHM_H

#include <churn/risk.h>

/* Customers by number of repeat purchases, and by length of time; the likelihood needs no more of them. */
struct rhythm_counts {
    uint64_t *by_purchases; /* customers with so many */
    size_t purchases_size;
    uint64_t *by_days; /* customers seen for so many days, */
    uint64_t *bought;  /* and the purchases of them all */
    size_t days_size;
    uint64_t customers, purchases;
};

enum churn_status rhythm_add(struct rhythm_counts *counts, size_t purchases, size_t days, struct churn_error *err);
void rhythm_clear(struct rhythm_counts *counts);

/* gamma->fitted, or gamma->why_not in words; fails only for lack of memory. */
enum churn_status rhythm_fit(const struct rhythm_counts *counts, struct churn_risk_gamma *gamma, struct churn_error *err);

#endif
