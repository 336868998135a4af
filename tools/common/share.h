/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares as people write them in options. */
#ifndef COMMON_SHARE_H
#define COMMON_SHARE_H

#include <stdbool.h>

#include <churn/amount.h>
#include <churn/text.h>

/* 80% or 0.8, exactly, as an amount where 1 is CHURN_AMOUNT_UNIT; false where it is neither, or not from 0 to 1. */
bool cli_share(struct churn_text text, churn_amount *share);

/* The same as the nearest double, with any number of decimals and with nothing needed before the mark: .126921803 too. */
bool cli_share_real(struct churn_text text, double *share);

#endif
