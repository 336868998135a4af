/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days on which customers bought, and nothing else of the purchases. */
#ifndef CUSTOMER_PURCHASES_H
#define CUSTOMER_PURCHASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/date.h>
#include <churn/error.h>

struct purchases {
    uint64_t *keys; /* customer and day */
    size_t count, capacity;
    size_t sorted; /* so many at the front are sorted and distinct */
};

/* Add a day of a customer's; purchases starts as { 0 }. */
enum churn_status purchases_add(struct purchases *purchases, uint32_t customer, churn_day day, struct churn_error *err);
void purchases_clear(struct purchases *purchases);

/* After the last addition, before the questions. */
void purchases_sort(struct purchases *purchases);

/* Did the customer buy on a day after this one and no later than until? On or before it? Cost: log2 of the days kept. */
bool purchases_between(const struct purchases *purchases, uint32_t customer, churn_day after, churn_day until);
bool purchases_by(const struct purchases *purchases, uint32_t customer, churn_day day);

#endif
