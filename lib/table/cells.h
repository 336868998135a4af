/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cells to values, with the reason where they are none. Each takes the rules and one cell; the reason reads well behind
 * `column: "value" ` and the place is added by churn_reader_reject.
 */
#ifndef TABLE_CELLS_H
#define TABLE_CELLS_H

#include <churn/transactions.h>

/* Empty, or the word that stands for empty. */
bool cell_is_null(struct churn_text cell, const struct churn_cell_rules *rules);

/* An id: not empty, no blank at either end. what names it in messages ("id", "order id"). */
enum churn_status cell_id(struct churn_text cell, const struct churn_cell_rules *rules, const char *what,
                          struct churn_error *err);
enum churn_status cell_day(struct churn_text cell, const struct churn_cell_rules *rules, churn_day *day,
                           struct churn_error *err);
enum churn_status cell_amount(struct churn_text cell, const struct churn_cell_rules *rules, churn_amount *amount,
                              unsigned *decimals, struct churn_error *err);
/* A sum of amounts, as we write them: more digits before the mark than one amount may have. */
enum churn_status cell_sum(struct churn_text cell, const struct churn_cell_rules *rules, churn_amount *sum, unsigned *decimals,
                           struct churn_error *err);
/* A whole number from 0 to 2^63 - 1, digits only. */
enum churn_status cell_count(struct churn_text cell, const struct churn_cell_rules *rules, uint64_t *count,
                             struct churn_error *err);
/* A decimal of any length, maybe with an exponent, as the nearest double. */
enum churn_status cell_real(struct churn_text cell, const struct churn_cell_rules *rules, double *value,
                            struct churn_error *err);
/* 1, yes, true or 0, no, false. */
enum churn_status cell_flag(struct churn_text cell, const struct churn_cell_rules *rules, bool *flag, struct churn_error *err);

#endif
