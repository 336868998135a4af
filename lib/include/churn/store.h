/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of customers in memory, one row each: for what must see all rows before it can write the first (ranks, joins,
 * orders). Cells stay the bytes they were; equal ones are kept once.
 */
#ifndef CHURN_STORE_H
#define CHURN_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>
#include <churn/reader.h>
#include <churn/text.h>
#include <churn/transactions.h>
#include <churn/writer.h>

CHURN_BEGIN_DECLS

struct churn_store; /* opaque */

/*
 * Read all rows that the reader has. id: the column that names the customer (NULL: customer_id); ids are checked as those of
 * transactions are, and one that stands twice is a fault that names both lines. Rows are in byte order of the ids. The store
 * needs the reader no longer but for churn_store_reject. Freed with churn_store_free.
 */
CHURN_API enum churn_status churn_store_new(struct churn_reader *reader, const char *id, const struct churn_cell_rules *rules,
                                            struct churn_store **store, struct churn_error *err);
CHURN_API void churn_store_free(struct churn_store *store);

CHURN_API size_t churn_store_rows(const struct churn_store *store);
CHURN_API size_t churn_store_columns(const struct churn_store *store);
CHURN_API struct churn_text churn_store_name(const struct churn_store *store, size_t column);
CHURN_API struct churn_text churn_store_cell(const struct churn_store *store, size_t row, size_t column);
CHURN_API struct churn_text churn_store_id(const struct churn_store *store, size_t row);
CHURN_API size_t churn_store_id_column(const struct churn_store *store);

/* The column of a name or #N, as churn_reader_find says; CHURN_DATA with place and nearest name where it is missing or doubled.
 */
CHURN_API enum churn_status churn_store_find(const struct churn_store *store, const char *spec, const char *option,
                                             size_t *column, struct churn_error *err);
CHURN_API bool churn_store_has(const struct churn_store *store, const char *spec);

/* The row of an id, or SIZE_MAX. Constant time. */
CHURN_API size_t churn_store_row_of(const struct churn_store *store, struct churn_text id);

/* Fill err with `column: "value" reason` and the file, line and column the cell was read from; returns CHURN_DATA. */
CHURN_API enum churn_status churn_store_refuse(const struct churn_store *store, size_t row, size_t column, bool private_value,
                                               const struct churn_error *reason, struct churn_error *err);

/* CHURN_DATA where the store has a column of that name already: a filter is about to append one. */
CHURN_API enum churn_status churn_store_check_new(const struct churn_store *store, const char *const *names, size_t count,
                                                  struct churn_error *err);

/* Write the names, or the cells of a row, to a row under way. */
CHURN_API void churn_store_write_names(const struct churn_store *store, struct churn_writer *writer);
CHURN_API void churn_store_write_row(const struct churn_store *store, size_t row, struct churn_writer *writer);

CHURN_END_DECLS

#endif
