/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of a ledger file into a ledger, and one customer of a ledger into a row: what merging, writing and updating share. */
#ifndef CUSTOMER_LEDGER_ROWS_H
#define CUSTOMER_LEDGER_ROWS_H

#include "customer/ledger.h"
#include "customer/ledger_columns.h"
#include "customer/member_text.h"

/* Rows that are merged into a ledger; zero but for what is said. */
struct merge {
    struct churn_ledger *ledger;
    struct churn_reader *reader;    /* where rows come from a reader */
    size_t column[LEDGER_COLUMNS];  /* the cell of each column; of those the ledger keeps */
    const struct churn_text *cells; /* of the row under way */
    enum ledger_column fault;       /* where the reason of a refusal lies */
    size_t path;                    /* the file the last row came from */
    char *last_id;                  /* of the row before: ids must rise within a file */
    size_t last_length;
    size_t last_size;
    char *room; /* for an order id */
    size_t room_size;
};

/* Check merge->cells, but for the id, and add them to their customer. CHURN_DATA: err has the reason, without place. */
enum churn_status ledger_merge_row(struct merge *merge, struct churn_error *err);
void ledger_merge_clear(struct merge *merge);

/* What writing sets needs, kept from one customer to the next; zero at first. */
struct sets {
    struct member_text text;
    struct churn_text *list; /* room for the largest set so far */
    size_t size;
};

bool ledger_has_column(const struct churn_ledger_options *options, enum ledger_column column);
enum churn_status ledger_write_header(const struct churn_ledger *ledger, struct churn_writer *writer, struct churn_error *err);
/* The customer at index of a sorted ledger in memory, as a row. */
enum churn_status ledger_write_customer(const struct churn_ledger *ledger, size_t index, struct sets *sets,
                                        struct churn_writer *writer, struct churn_error *err);
void ledger_sets_clear(struct sets *sets);

#endif
