/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set as the text of one cell: members in byte order, a blank between them; what would be mistaken is percent-encoded (RFC
 * 3986). */
#ifndef CUSTOMER_MEMBER_TEXT_H
#define CUSTOMER_MEMBER_TEXT_H

#include <churn/date.h>
#include <churn/error.h>
#include <churn/text.h>

/* A growing text, kept from one customer to the next. */
struct member_text {
    char *data;
    size_t length;
    size_t capacity;
};

void member_text_clear(struct member_text *text);

/* Begin anew with these members, sorted here; days are written as dates. */
enum churn_status member_text_orders(struct member_text *text, struct churn_text *orders, size_t count,
                                     struct churn_error *err);
enum churn_status member_text_days(struct member_text *text, struct churn_text *days, size_t count, struct churn_error *err);

/*
 * Take the next member off a cell: CHURN_OK, CHURN_END where none is left, CHURN_DATA where the cell is not as it is written.
 * order lies in room, which has as many bytes as the cell.
 */
enum churn_status member_text_next_order(struct churn_text *cell, char *room, struct churn_text *order,
                                         struct churn_error *err);
enum churn_status member_text_next_day(struct churn_text *cell, churn_day *day, struct churn_error *err);

#endif
