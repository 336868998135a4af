/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of inputs as a file: CSV that people can read, one line an input, in the order they were taken in. Names of files
 * are the company's own bytes.
 */
#include <stdlib.h>
#include <string.h>

#include <churn/reader.h>

#include "customer/update.h"
#include "table/cells.h"

enum { NAME, BYTES, DIGEST, CUSTOMERS, STATE_BYTES, STATE_SUM, COLUMNS };
static const char *const NAMES[COLUMNS] = { "input", "bytes", "sha256", "customers", "ledger_bytes", "ledger_xxh128" };

static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;

void update_list_cut(struct update_list *list, size_t count)
{
    while (list->count > count)
        free(list->lines[--list->count].name);
}

void update_list_clear(struct update_list *list)
{
    update_list_cut(list, 0);
    free(list->lines);
    *list = (struct update_list){ .count = 0 };
}

static enum churn_status add_named(struct update_list *list, const struct update_line *line, struct churn_text name,
                                   struct churn_error *err)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        struct update_line *larger = reallocarray(list->lines, capacity, sizeof *larger);
        if (larger == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        list->lines = larger;
        list->capacity = capacity;
    }
    char *copy = strndup(name.length > 0 ? name.data : "", name.length);
    if (copy == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    list->lines[list->count] = *line;
    list->lines[list->count++].name = copy;
    return CHURN_OK;
}

enum churn_status update_list_add(struct update_list *list, const struct update_line *line, struct churn_error *err)
{
    return add_named(list, line, (struct churn_text){ line->name, strlen(line->name) }, err);
}

static enum churn_status read_count(struct churn_text cell, uint64_t *count, struct churn_error *err)
{
    return cell.length > 0 ? cell_count(cell, &RULES, count, err) : CHURN_OK;
}

static enum churn_status read_hex(struct churn_text cell, uint8_t *bytes, size_t size, bool *there, struct churn_error *err)
{
    *there = cell.length > 0;
    if (!*there || hex_read(cell, bytes, size))
        return CHURN_OK;
    return churn_error_set(err, CHURN_DATA, "is not %zu hexadecimal digits", 2 * size);
}

/* The state has a length and a sum, or a length of 0 and no sum, or neither. */
static enum churn_status read_state(const struct churn_text *cell, struct update_line *line, size_t *fault,
                                    struct churn_error *err)
{
    bool has_sum;
    *fault = STATE_BYTES;
    enum churn_status status = read_count(cell[STATE_BYTES], &line->state.length, err);
    line->has_state = cell[STATE_BYTES].length > 0;
    if (status != CHURN_OK)
        return status;
    *fault = STATE_SUM;
    status = read_hex(cell[STATE_SUM], line->state.byte, sizeof line->state.byte, &has_sum, err);
    if (status == CHURN_OK && has_sum != (line->has_state && line->state.length > 0))
        return churn_error_set(err, CHURN_DATA, "does not fit the bytes beside it");
    return status;
}

/* cell: in the order of NAMES. *fault: the column that err speaks of. */
static enum churn_status read_line(const struct churn_text *cell, struct update_line *line, size_t *fault,
                                   struct churn_error *err)
{
    *line = (struct update_line){ .bytes = 0 };
    *fault = BYTES;
    enum churn_status status = read_count(cell[BYTES], &line->bytes, err);
    if (status != CHURN_OK)
        return status;
    *fault = DIGEST;
    status = read_hex(cell[DIGEST], line->digest.byte, sizeof line->digest.byte, &line->has_digest, err);
    if (status != CHURN_OK)
        return status;
    *fault = CUSTOMERS;
    status = read_count(cell[CUSTOMERS], &line->customers, err);
    return status == CHURN_OK ? read_state(cell, line, fault, err) : status;
}

/* The first fault ends the reading, with its place. */
static enum churn_status take_fault(void *context, const struct churn_error *fault, struct churn_text row,
                                    struct churn_error *err)
{
    (void)context;
    (void)row;
    if (err != NULL)
        *err = *fault;
    return fault->status;
}

static enum churn_status read_lines(struct update_list *list, struct churn_reader *reader, const size_t *column,
                                    struct churn_error *err)
{
    const struct churn_text *cells;
    struct churn_error reason;
    enum churn_status status;
    while ((status = churn_reader_next(reader, &cells, err)) == CHURN_OK) {
        struct churn_text cell[COLUMNS];
        struct update_line line;
        size_t fault;
        for (size_t i = 0; i < COLUMNS; i++)
            cell[i] = cells[column[i]];
        status = read_line(cell, &line, &fault, &reason);
        if (status == CHURN_OK)
            status = add_named(list, &line, cell[NAME], err);
        else
            status = churn_reader_reject(reader, column[fault], false, &reason, err);
        if (status != CHURN_OK)
            return status;
    }
    return status == CHURN_END ? CHURN_OK : status;
}

enum churn_status update_list_read(struct update_list *list, const char *path, struct churn_error *err)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader = NULL;
    size_t column[COLUMNS];
    options.paths = &path;
    options.path_count = 1;
    options.any_bytes = true;
    options.on_fault = take_fault;
    enum churn_status status = churn_reader_new(&options, &reader, err);
    for (size_t i = 0; status == CHURN_OK && i < COLUMNS; i++)
        status = churn_reader_find(reader, NAMES[i], NULL, &column[i], err);
    if (status == CHURN_OK)
        status = read_lines(list, reader, column, err);
    churn_reader_free(reader);
    return status;
}

static void write_hex(struct churn_writer *writer, const uint8_t *bytes, size_t size, bool there)
{
    char text[DIGEST_TEXT_SIZE];
    hex_write(bytes, size, text);
    churn_writer_text(writer, (struct churn_text){ text, there ? 2 * size : 0 });
}

static void write_count(struct churn_writer *writer, uint64_t count, bool there)
{
    if (there)
        churn_writer_integer(writer, (int64_t)count);
    else
        churn_writer_null(writer);
}

static enum churn_status write_line(const struct update_line *line, struct churn_writer *writer, struct churn_error *err)
{
    churn_writer_name(writer, line->name);
    write_count(writer, line->bytes, line->has_digest);
    write_hex(writer, line->digest.byte, sizeof line->digest.byte, line->has_digest);
    write_count(writer, line->customers, true);
    write_count(writer, line->state.length, line->has_state);
    write_hex(writer, line->state.byte, sizeof line->state.byte, line->has_state && line->state.length > 0);
    return churn_writer_row(writer, err);
}

enum churn_status update_list_write(const struct update_list *list, struct churn_writer *writer, struct churn_error *err)
{
    for (size_t i = 0; i < COLUMNS; i++)
        churn_writer_name(writer, NAMES[i]);
    enum churn_status status = churn_writer_row(writer, err);
    for (size_t i = 0; status == CHURN_OK && i < list->count; i++)
        status = write_line(&list->lines[i], writer, err);
    return status;
}
