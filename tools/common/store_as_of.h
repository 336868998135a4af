/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day that a table of customers was scored on. */
#ifndef COMMON_STORE_AS_OF_H
#define COMMON_STORE_AS_OF_H

#include "common/cli.h"

/*
 * The day to look from: *as_of where it is given; else the sum of last_date and recency_days (fields of the kinds day and
 * count), which churn-rfm writes and on which all rows must agree (CHURN_DATA); else the latest last_date; else CHURN_DAY_NONE.
 * Said on standard error.
 */
enum churn_status cli_store_as_of(struct cli *cli, const struct churn_store *store, size_t last_date, size_t recency_days,
                                  churn_day *as_of, struct churn_error *err);

#endif
