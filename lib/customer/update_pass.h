/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the old ledger: update_pass.c makes it, update_write.c has what stands around it. */
#ifndef CUSTOMER_UPDATE_PASS_H
#define CUSTOMER_UPDATE_PASS_H

#include "customer/ledger_rows.h"
#include "customer/update.h"

struct pass {
    struct churn_update *update;
    struct churn_ledger *night;
    struct churn_writer *writer;
    struct churn_update_counts *counts;
    struct update_source source;
    struct sets sets;
    struct merge merge;
    struct churn_text cells[LEDGER_COLUMNS];
    size_t cell_count;
    char *room; /* for the cells of a row with quotes */
    size_t room_size;
    struct churn_text *forget; /* sorted */
    size_t forget_count;
    size_t next_forget;
    size_t next_customer;
    struct churn_text target; /* the next id that is touched */
    bool has_target;
    bool of_night;
    bool of_forget;
    uint64_t removed;                        /* forgotten customers of the old ledger */
    char padding[CHURN_AMOUNT_DECIMALS + 2]; /* what the sums of old rows lack in decimals */
};

/* pass holds update, night, writer and counts, and is zero otherwise; the caller ends with pass_clear, whatever it returns. */
enum churn_status pass_init(struct pass *pass, struct churn_error *err);
void pass_clear(struct pass *pass);
/* All rows of the new ledger, without header. */
enum churn_status pass_rows(struct pass *pass, struct churn_error *err);

#endif
