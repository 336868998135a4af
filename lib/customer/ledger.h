/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger as the files of customer/ share it: ledger.c folds, ledger_read.c merges files, ledger_write.c writes them. */
#ifndef CUSTOMER_LEDGER_H
#define CUSTOMER_LEDGER_H

#include <churn/ledger.h>

#include "base/idmap.h"
#include "customer/members.h"

/* One customer's sums; the id is the map's key of the same number. */
struct account {
    churn_amount gross;
    churn_amount refunds;
    uint64_t rows;
    uint64_t refund_rows;
    churn_day first_day;
    churn_day last_day;
    churn_day refund_first_day;
    churn_day refund_last_day;
    uint32_t order_list;
    uint32_t day_list;
    uint32_t orders;
    uint32_t orders_any;
    uint32_t days;
    uint32_t days_any;
};

struct churn_ledger {
    struct churn_ledger_options options;
    struct idmap ids;
    struct account *accounts; /* by number */
    size_t capacity;
    struct members orders;
    struct members days;
    uint32_t *sorted; /* numbers in byte order of the ids, valid while sorted_count equals the map's count */
    size_t sorted_count;
    unsigned decimals;
    churn_day last_day;
    churn_amount total;
};

/* The account of an id, new and empty where there was none. */
enum churn_status ledger_account(struct churn_ledger *ledger, struct churn_text id, size_t *number, struct churn_error *err);

/* Add to a customer's sets; the counts follow. */
enum churn_status ledger_add_order(struct churn_ledger *ledger, size_t number, struct churn_text order, enum member_flag flag,
                                   struct churn_error *err);
enum churn_status ledger_add_day(struct churn_ledger *ledger, size_t number, churn_day day, enum member_flag flag,
                                 struct churn_error *err);

/* first and last take in a day (CHURN_DAY_NONE: none). */
void ledger_widen(churn_day *first, churn_day *last, churn_day day);

#endif
