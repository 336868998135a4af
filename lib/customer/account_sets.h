/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding to a customer's sets of orders and days; the counts follow. The part's lock is held where threads are at work. */
#ifndef CUSTOMER_ACCOUNT_SETS_H
#define CUSTOMER_ACCOUNT_SETS_H

#include "customer/accounts.h"

enum churn_status account_add_order(struct accounts *accounts, struct accounts_part *part, uint32_t number,
                                    struct churn_text order, enum member_flag flag, struct churn_error *err);
enum churn_status account_add_day(struct accounts *accounts, struct accounts_part *part, uint32_t number, churn_day day,
                                  enum member_flag flag, struct churn_error *err);

/* An amount of a day with a purchase: it counts where that is the first one so far. CHURN_NUMERIC where the sum overflows. */
enum churn_status account_add_spend(struct accounts_part *part, uint32_t number, churn_day day, churn_amount amount,
                                    struct churn_error *err);

#endif
