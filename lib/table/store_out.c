/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store's rows on their way out again, and what is said against one of them after all were read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "table/store.h"

#define NAME_SIZE 200 /* 40 bytes escaped, and some */

static void name_column(const struct churn_store *store, size_t column, char buffer[NAME_SIZE])
{
    if (store->names[column].length > 0)
        churn_text_escape(store->names[column], buffer, NAME_SIZE);
    else
        snprintf(buffer, NAME_SIZE, "#%zu", column + 1);
}

/* Byte column in its line; 0 where quotes make it another than that of the cells end to end. */
static uint64_t byte_column(const struct churn_store *store, size_t number, size_t column)
{
    uint64_t at = 1;
    if (store->rows.rows[number].place.quoted)
        return 0;
    for (size_t i = 0; i < column; i++)
        at += store_rows_cell(&store->rows, number, i).length + 1;
    return at;
}

enum churn_status churn_store_refuse(const struct churn_store *store, size_t row, size_t column, bool private_value,
                                     const struct churn_error *reason, struct churn_error *err)
{
    char name[NAME_SIZE], value[NAME_SIZE];
    struct churn_error fault;
    size_t number = store_number(store, row);
    struct churn_text cell = store_rows_cell(&store->rows, number, column);
    struct store_place place = store->rows.rows[number].place;
    bool quoted = !private_value && cell.length > 0;
    name_column(store, column, name);
    churn_text_escape(cell, value, sizeof value);
    churn_error_set(&fault, reason->status, "%s: %s%s%s%.200s", name, quoted ? "\"" : "", quoted ? value : "",
                    quoted ? "\" " : "", reason->message);
    error_place(&fault, store->files[place.file], place.line, byte_column(store, number, column));
    if (err != NULL)
        *err = fault;
    return fault.status;
}

enum churn_status churn_store_check_new(const struct churn_store *store, const char *const *names, size_t count,
                                        struct churn_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (churn_store_column(store, names[i]) != CHURN_NO_COLUMN)
            return churn_error_set(err, CHURN_DATA, "the input has a column %s already; rename it or leave it out", names[i]);
    return CHURN_OK;
}

/* Without a header a column is known by its number. */
static struct churn_text name_of(const struct churn_store *store, size_t column, char buffer[NAME_SIZE])
{
    if (store->names[column].length > 0)
        return store->names[column];
    return (struct churn_text){ buffer, (size_t)snprintf(buffer, NAME_SIZE, "column_%zu", column + 1) };
}

void churn_store_write_names(const struct churn_store *store, struct churn_writer *writer)
{
    char number[NAME_SIZE];
    for (size_t i = 0; i < store->columns; i++)
        churn_writer_text(writer, name_of(store, i, number));
}

enum churn_status churn_store_write_names_after(const struct churn_store *store, struct churn_text prefix,
                                                struct churn_writer *writer, struct churn_error *err)
{
    char number[NAME_SIZE], *joined = NULL;
    for (size_t i = 0; i < store->columns; i++) {
        if (i == store->id_column)
            continue;
        struct churn_text name = name_of(store, i, number);
        char *grown = realloc(joined, prefix.length + name.length + 1);
        if (grown == NULL) {
            free(joined);
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        }
        joined = grown;
        memcpy(joined, prefix.length > 0 ? prefix.data : "", prefix.length);
        memcpy(joined + prefix.length, name.data, name.length);
        churn_writer_text(writer, (struct churn_text){ joined, prefix.length + name.length });
    }
    free(joined);
    return CHURN_OK;
}

void churn_store_write_cells(const struct churn_store *store, size_t row, struct churn_writer *writer)
{
    for (size_t i = 0; i < store->columns; i++)
        churn_writer_cell(writer, churn_store_cell(store, row, i));
}
