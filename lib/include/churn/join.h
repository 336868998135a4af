/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of customers from several: side by side, by id. */
#ifndef CHURN_JOIN_H
#define CHURN_JOIN_H

#include <stdbool.h>
#include <stddef.h>

#include <churn/error.h>
#include <churn/store.h>
#include <churn/writer.h>

CHURN_BEGIN_DECLS

/* One table and what it is called in messages. Borrowed. */
struct churn_join_table {
    const struct churn_store *store;
    const char *name;         /* a file's name */
    struct churn_text prefix; /* before the names of its columns, but the id's; length 0: none */
};

/* What became of the rows. */
struct churn_join_counts {
    size_t rows;     /* written */
    size_t *matched; /* for each table: its rows whose customer the first one has (the caller's array, as long as the tables) */
};

/*
 * Write header and rows, sorted by id: the columns of the first table as they stand there, then those of each further one but
 * its id. Left: every customer of the first table and no other; full: every customer of any table, and the columns of the
 * tables that do not know it stay empty. CHURN_DATA, before anything is written, where a name would stand twice: both tables
 * are named. Cost: one pass over each table; count comparisons a row; memory for one row.
 */
CHURN_API enum churn_status churn_join_write(const struct churn_join_table *tables, size_t count, bool full,
                                             struct churn_writer *writer, struct churn_join_counts *counts,
                                             struct churn_error *err);

/* The check for names that would stand twice, alone: for callers who open their output after it. */
CHURN_API enum churn_status churn_join_check(const struct churn_join_table *tables, size_t count, struct churn_error *err);

CHURN_END_DECLS

#endif
