/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer as bytes in a scratch file: id, sums, and the sets where they are kept. Of this machine and this run only. */
#ifndef CUSTOMER_RUN_RECORD_H
#define CUSTOMER_RUN_RECORD_H

#include "customer/accounts.h"

/* A member of a set: an order id, or a day as its bytes. */
struct run_member {
    struct churn_text bytes;
    uint32_t flags; /* enum member_flag, or-ed */
};

struct run_members {
    struct run_member *list;
    size_t count, capacity;
};

/* A customer read from a record; texts lie in the record. */
struct run_customer {
    struct churn_text id;
    struct account account;
    bool has_spend; /* the ledger keeps it: */
    struct account_spend spend;
    struct run_members orders, days;
};

void run_customer_clear(struct run_customer *customer);

/* Bytes under way; kept from one customer to the next. */
struct run_bytes {
    char *data;
    size_t length, capacity;
};

/* Append the record of a customer of the table. CHURN_MEMORY. */
enum churn_status run_record_pack(struct run_bytes *bytes, const struct accounts *accounts, account_ref ref,
                                  struct churn_error *err);
/* And of one that was read. */
enum churn_status run_record_put(struct run_bytes *bytes, const struct run_customer *customer, bool sets,
                                 struct churn_error *err);

/* The first bytes of a record say how long it is, and these are enough to know its id. */
#define RUN_HEAD 8
size_t run_record_size(const char *record);
struct churn_text run_record_id(const char *record);

/* Read a record into a customer that is empty or was read before; append: its members come behind those that are there. */
enum churn_status run_record_append(const char *record, bool sets, struct run_customer *customer, struct churn_error *err);
enum churn_status run_record_get(const char *record, bool sets, struct run_customer *customer, struct churn_error *err);
/* Add another record of the same customer. CHURN_NUMERIC where a sum overflows. */
enum churn_status run_record_add(const char *record, bool sets, struct run_customer *customer, struct churn_error *err);

/* Of members: how many carry a flag, which (list has room for all), and how many days lie after one and not after another. */
size_t run_members_count(const struct run_members *members, enum member_flag flag);
size_t run_members_list(const struct run_members *members, enum member_flag flag, struct churn_text *list);
size_t run_members_days_between(const struct run_members *members, enum member_flag flag, churn_day after, churn_day until);

#endif
