/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store as its files share it: store.c reads and sorts, store_fields.c keeps values, store_rows.c the bytes. */
#ifndef TABLE_STORE_H
#define TABLE_STORE_H

#include <churn/store.h>

/* Where a row is from: its line in file number file; quoted: its cells do not lie in the file as they lie here. */
struct store_place {
    uint64_t line : 47;
    uint64_t quoted : 1;
    uint64_t file : 16;
};

struct store_row {
    const uint32_t *ends; /* where each cell ends, counted from the first byte behind these */
    struct store_place place;
};

/* All cells of all rows, in blocks that never move. */
struct store_rows {
    struct store_row *rows;
    size_t count, capacity;
    size_t columns;
    char **blocks;
    size_t block_count, block_capacity;
    size_t used, size; /* of the last block */
};

/* The values of one named column, by the row's number in the input. */
struct store_values {
    size_t column; /* CHURN_NO_COLUMN: not there */
    void *values;  /* by kind; NULL for text */
    bool *nulls;
    unsigned decimals;
};

struct churn_store {
    struct churn_cell_rules rules;
    const struct churn_field *fields;
    size_t field_count;
    struct store_values *values; /* field_count of them */
    size_t value_capacity;
    struct store_rows rows;
    size_t *order; /* row -> its number in the input; NULL: the same */
    size_t id_column;
    size_t columns;
    struct churn_text *names; /* columns of them */
    char *name_bytes;
    char **files; /* names for messages */
    size_t file_count;
    churn_row_fault fault; /* NULL: rows need no look as a whole */
    const void *fault_context;
};

struct churn_text store_rows_cell(const struct store_rows *rows, size_t number, size_t column);
/* Keep a row; the cells are copied. */
enum churn_status store_rows_add(struct store_rows *rows, const struct churn_text *cells, struct store_place place,
                                 struct churn_error *err);
void store_rows_clear(struct store_rows *rows);

/* Find the columns of the fields. */
enum churn_status store_fields_bind(struct churn_store *store, const struct churn_reader *reader, struct churn_error *err);
/* Read the values of a row's named cells as those of row number. CHURN_DATA: reason says why, *column which cell. */
enum churn_status store_fields_read(struct churn_store *store, size_t number, const struct churn_text *cells, size_t *column,
                                    struct churn_error *reason);
void store_fields_clear(struct churn_store *store);

/* The number in the input of a row. */
static inline size_t store_number(const struct churn_store *store, size_t row)
{
    return store->order != NULL ? store->order[row] : row;
}

#endif
