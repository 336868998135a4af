/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small CSV files of our own: columns by name, cells as text, and faults with their place. */
#ifndef SAVED_ROWS_H
#define SAVED_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>
#include <churn/reader.h>

#define SAVED_COLUMNS_MAX 8

struct saved_rows {
    const char *path; /* borrowed; the reader points here, so the struct stays where it was opened */
    struct churn_reader *reader;
    const char *const *names; /* of the columns, in the order the caller numbers them */
    size_t count;
    size_t optional;                  /* so many at the end of names may be missing */
    size_t column[SAVED_COLUMNS_MAX]; /* SIZE_MAX: missing */
    const struct churn_text *cells;
};

/* Open a file and find its columns; one of another name is refused, but for remark. Closed by saved_rows_close, also after
 * failure. */
enum churn_status saved_rows_open(struct saved_rows *rows, const char *path, const char *const *names, size_t count,
                                  size_t optional, struct churn_error *err);
void saved_rows_close(struct saved_rows *rows);

/* CHURN_OK, CHURN_END, or why not. */
enum churn_status saved_rows_next(struct saved_rows *rows, struct churn_error *err);

/* A cell of the row; empty where the column is missing. */
struct churn_text saved_rows_cell(const struct saved_rows *rows, size_t number);

/* Refuse the row for a cell: message of reason completed with column, value and place. */
enum churn_status saved_rows_refuse(const struct saved_rows *rows, size_t number, const struct churn_error *reason,
                                    struct churn_error *err);

/* A whole number from 0 to most. */
enum churn_status saved_rows_number(const struct saved_rows *rows, size_t number, unsigned most, uint8_t *value,
                                    struct churn_error *err);

#endif
