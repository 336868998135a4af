/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of customers in memory: one row a customer, sorted by id, all cells as they came, and the columns that a caller
 * names read as values. For everything that must see all customers before it can say something of one: ranking, joining,
 * fitting a population.
 *
 * Named columns are read while the rows come in, so that a bad cell is refused like any other bad cell: with its place, and set
 * aside where the reader was told to.
 */
#ifndef CHURN_STORE_H
#define CHURN_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/reader.h>
#include <churn/text.h>
#include <churn/transactions.h>
#include <churn/writer.h>

CHURN_BEGIN_DECLS

/* What the cells of a named column are. */
enum churn_field_kind {
    CHURN_FIELD_TEXT,   /* any bytes */
    CHURN_FIELD_AMOUNT, /* an exact decimal: money, a sum of money, a share, with at most 8 decimals */
    CHURN_FIELD_COUNT,  /* a whole number from 0 to 2^63 - 1 */
    CHURN_FIELD_DAY,    /* a date under the rules' format */
    CHURN_FIELD_REAL,   /* a decimal of any length, maybe with an exponent, as the nearest double; never infinite */
    CHURN_FIELD_FLAG    /* 1, yes, true or 0, no, false, in lower case */
};

struct churn_field {
    const char *name;   /* a header name, or #N */
    const char *option; /* the option that would name another column, for messages; NULL: none */
    enum churn_field_kind kind;
    bool required; /* CHURN_DATA where there is no such column */
    bool filled;   /* an empty cell is refused */
};

struct churn_store; /* opaque */

/* A number of no column. */
#define CHURN_NO_COLUMN SIZE_MAX

/*
 * Read all rows of reader. id: the column of the ids, NULL for customer_id; id_option: the option that would name another, for
 * messages, NULL for --id. fields (borrowed for the life of the store) are
 * known by their index in it from here on. A file of 0 bytes, where the
 * reader lets it pass, is a table of no rows whose only column is the id. CHURN_DATA where a needed column is missing, where an
 * id comes twice (both lines are named), and where the reader refused rows. The caller frees *store with churn_store_free.
 * reader is not needed after. Memory: the bytes of the cells, 4 bytes a cell, 16 a row, and 17 for a value of kind amount, 9
 * for one of any other but text. Cost: one pass, and a sort by id where the rows are not in that order (n log n comparisons of
 * 8 bytes).
 */
CHURN_API enum churn_status churn_store_new(struct churn_reader *reader, const char *id, const char *id_option,
                                            const struct churn_field *fields, size_t field_count,
                                            const struct churn_cell_rules *rules, struct churn_store **store,
                                            struct churn_error *err);

/*
 * The same, with a look at each row before it counts, for faults that no cell has alone. check is called with the values of row
 * already to be asked for (but not its text: that is in cells, by column); CHURN_DATA refuses the row as one with a bad cell
 * is: reason says why, *column of which cell. Anything else but CHURN_OK ends the reading. context is borrowed for the call.
 */
typedef enum churn_status (*churn_store_check)(void *context, const struct churn_store *store, size_t row,
                                               const struct churn_text *cells, size_t *column, struct churn_error *reason);
CHURN_API enum churn_status churn_store_new_checked(struct churn_reader *reader, const char *id, const char *id_option,
                                                    const struct churn_field *fields, size_t field_count,
                                                    const struct churn_cell_rules *rules, churn_store_check check,
                                                    void *context, struct churn_store **store, struct churn_error *err);
CHURN_API void churn_store_free(struct churn_store *store);

/* The table. Rows count from 0 in the order of ids. Text is borrowed from the store. */
CHURN_API size_t churn_store_rows(const struct churn_store *store);
CHURN_API size_t churn_store_columns(const struct churn_store *store);
CHURN_API size_t churn_store_id_column(const struct churn_store *store);
CHURN_API struct churn_text churn_store_name(const struct churn_store *store, size_t column);
CHURN_API struct churn_text churn_store_cell(const struct churn_store *store, size_t row, size_t column);
CHURN_API struct churn_text churn_store_id(const struct churn_store *store, size_t row);

/* The column of that name, or else, where it reads #N, the Nth; or CHURN_NO_COLUMN. */
CHURN_API size_t churn_store_column(const struct churn_store *store, const char *name);

/* The row of a customer; false where there is none. Cost: log2(rows) comparisons. */
CHURN_API bool churn_store_find(const struct churn_store *store, struct churn_text id, size_t *row);

/* Values of named columns. _has: is the column there? _null: is it missing or the cell empty? The others may be asked only
 * where _null is false and the kind is theirs. */
CHURN_API bool churn_store_has(const struct churn_store *store, size_t field);
CHURN_API size_t churn_store_field_column(const struct churn_store *store, size_t field); /* or CHURN_NO_COLUMN */
CHURN_API bool churn_store_null(const struct churn_store *store, size_t row, size_t field);
CHURN_API struct churn_text churn_store_text(const struct churn_store *store, size_t row, size_t field);
CHURN_API churn_amount churn_store_amount(const struct churn_store *store, size_t row, size_t field);
CHURN_API uint64_t churn_store_count(const struct churn_store *store, size_t row, size_t field);
CHURN_API churn_day churn_store_day(const struct churn_store *store, size_t row, size_t field);
CHURN_API double churn_store_real(const struct churn_store *store, size_t row, size_t field);
CHURN_API bool churn_store_flag(const struct churn_store *store, size_t row, size_t field);
/* The most decimals that a cell of an amount's column was written with. */
CHURN_API unsigned churn_store_decimals(const struct churn_store *store, size_t field);

/*
 * Refuse the table for a cell after it is read: reason->message completed by the column's name and, unless it is private, the
 * value; file, line and column added (column 0 where the row was quoted). Returns reason->status. reason may be err itself.
 */
CHURN_API enum churn_status churn_store_refuse(const struct churn_store *store, size_t row, size_t column, bool private_value,
                                               const struct churn_error *reason, struct churn_error *err);

/* Are these names, which a caller wants to append, free? CHURN_DATA naming the first that is taken. */
CHURN_API enum churn_status churn_store_check_new(const struct churn_store *store, const char *const *names, size_t count,
                                                  struct churn_error *err);

/* All names, or all cells of a row, to the writer; the row is left open for more. */
CHURN_API void churn_store_write_names(const struct churn_store *store, struct churn_writer *writer);
/* All names but the id's, each behind prefix. CHURN_MEMORY. */
CHURN_API enum churn_status churn_store_write_names_after(const struct churn_store *store, struct churn_text prefix,
                                                          struct churn_writer *writer, struct churn_error *err);
CHURN_API void churn_store_write_cells(const struct churn_store *store, size_t row, struct churn_writer *writer);

CHURN_END_DECLS

#endif
