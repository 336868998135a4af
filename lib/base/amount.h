/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: amounts larger than one cell of the data may hold. */
#ifndef BASE_AMOUNT_H
#define BASE_AMOUNT_H

#include <churn/amount.h>

/* As churn_amount_parse, for a sum that we wrote ourselves: as many digits as a churn_amount has room for. */
enum churn_status amount_parse_sum(struct churn_text text, const struct churn_amount_format *format, churn_amount *amount,
                                   unsigned *decimals, struct churn_error *err);

#endif
