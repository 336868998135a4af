/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of inputs as a file: CSV that people can read, one line an input, in the order they were taken in. Names of files
 * are the company's own bytes. A damaged digit or a lost line would let an input be counted twice, so the last cell of a line
 * is the sum of all cells up to the end of its run, a zero byte behind each; lists without that column, as they were first
 * made, are read too.
 */
#include <stdlib.h>
#include <string.h>

#include <churn/reader.h>

#include "base/digits.h"
#include "base/error.h"
#include "customer/update.h"
#include "table/cells.h"

enum { NAME, BYTES, DIGEST, CUSTOMERS, STATE_BYTES, STATE_SUM, COLUMNS };
static const char *const NAMES[COLUMNS] = { "input", "bytes", "sha256", "customers", "ledger_bytes", "ledger_xxh128" };
static const char LIST_SUM[] = "list_xxh128";

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
    status = cell_count(cell[CUSTOMERS], &RULES, &line->customers, err);
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

/* column: in the order of NAMES, and that of the sums where the list has them. */
static enum churn_status read_lines(struct update_list *list, struct churn_reader *reader, const size_t column[COLUMNS + 1],
                                    bool has_sums, struct churn_error *err)
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
        if (status == CHURN_OK && has_sums && !hex_read(cells[column[COLUMNS]], line.sums, SUM_SIZE)) {
            status = churn_error_set(&reason, CHURN_DATA, "is not %d hexadecimal digits", SUM_TEXT_SIZE);
            fault = COLUMNS;
        }
        if (status == CHURN_OK)
            status = add_named(list, &line, cell[NAME], err);
        else
            status = churn_reader_reject(reader, column[fault], false, &reason, err);
        if (status != CHURN_OK)
            return status;
    }
    return status == CHURN_END ? CHURN_OK : status;
}

/* The cells of a line as texts, and where they lie. */
struct line_text {
    struct churn_text cell[COLUMNS];
    char count[COLUMNS][DIGITS_MOST];
    char hex[COLUMNS][DIGEST_TEXT_SIZE];
};

static void put_count(struct line_text *text, size_t column, uint64_t count, bool there)
{
    char *end = text->count[column] + DIGITS_MOST, *at = there ? digits_before(end, count, 1) : end;
    text->cell[column] = (struct churn_text){ at, (size_t)(end - at) };
}

static void put_hex(struct line_text *text, size_t column, const uint8_t *bytes, size_t size, bool there)
{
    hex_write(bytes, size, text->hex[column]);
    text->cell[column] = (struct churn_text){ text->hex[column], there ? 2 * size : 0 };
}

static void make_text(const struct update_line *line, struct line_text *text)
{
    text->cell[NAME] = (struct churn_text){ line->name, strlen(line->name) };
    put_count(text, BYTES, line->bytes, line->has_digest);
    put_hex(text, DIGEST, line->digest.byte, sizeof line->digest.byte, line->has_digest);
    put_count(text, CUSTOMERS, line->customers, true);
    put_count(text, STATE_BYTES, line->state.length, line->has_state);
    put_hex(text, STATE_SUM, line->state.byte, sizeof line->state.byte, line->has_state && line->state.length > 0);
}

static void sum_line(struct sum_state *sums, const struct update_line *line)
{
    struct line_text text;
    make_text(line, &text);
    for (size_t i = 0; i < COLUMNS; i++) {
        sum_update(sums, text.cell[i].data, text.cell[i].length);
        sum_update(sums, "", 1);
    }
}

/* Lines of one run leave the same ledger. */
static bool same_run(const struct update_line *a, const struct update_line *b)
{
    if (!a->has_state || !b->has_state || a->state.length == 0 || b->state.length == 0)
        return a->has_state == b->has_state && (!a->has_state || a->state.length == b->state.length);
    return sum_equal(&a->state, &b->state);
}

/* Sum the lines from one on to the end of its run, which is returned. */
static size_t sum_run(const struct update_list *list, size_t from, struct sum_state *sums, struct sum *sum)
{
    size_t to = from;
    do
        sum_line(sums, &list->lines[to++]);
    while (to < list->count && same_run(&list->lines[from], &list->lines[to]));
    sum_value(sums, sum);
    return to;
}

static enum churn_status check_sums(const struct update_list *list, const char *path, struct churn_error *err)
{
    struct sum_state *sums;
    struct sum sum;
    bool good = true;
    enum churn_status status = sum_new(&sums, err);
    for (size_t i = 0, end; status == CHURN_OK && good && i < list->count; i = end) {
        end = sum_run(list, i, sums, &sum);
        for (size_t j = i; j < end; j++)
            good = good && memcmp(list->lines[j].sums, sum.byte, SUM_SIZE) == 0;
    }
    sum_free(sums);
    if (status != CHURN_OK || good)
        return status;
    churn_error_set(err, CHURN_DATA, "this list of inputs is damaged: its sums do not fit; bring it back from a backup");
    error_place(err, path, 0, 0);
    return CHURN_DATA;
}

enum churn_status update_list_read(struct update_list *list, const char *path, struct churn_error *err)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader = NULL;
    size_t column[COLUMNS + 1];
    bool has_sums = false;
    options.paths = &path;
    options.path_count = 1;
    options.any_bytes = true;
    options.require_eol = true;
    options.on_fault = take_fault;
    enum churn_status status = churn_reader_new(&options, &reader, err);
    for (size_t i = 0; status == CHURN_OK && i < COLUMNS; i++)
        status = churn_reader_find(reader, NAMES[i], NULL, &column[i], err);
    if (status == CHURN_OK && churn_reader_columns(reader) != COLUMNS) { /* a list as it was first made has no sums */
        has_sums = true;
        status = churn_reader_find(reader, LIST_SUM, NULL, &column[COLUMNS], err);
    }
    if (status == CHURN_OK)
        status = read_lines(list, reader, column, has_sums, err);
    if (status == CHURN_OK && has_sums)
        status = check_sums(list, path, err);
    churn_reader_free(reader);
    return status;
}

static enum churn_status write_line(const struct update_line *line, const struct sum *sum, struct churn_writer *writer,
                                    struct churn_error *err)
{
    struct line_text text;
    char sums[SUM_TEXT_SIZE];
    make_text(line, &text);
    hex_write(sum->byte, SUM_SIZE, sums);
    for (size_t i = 0; i < COLUMNS; i++)
        churn_writer_text(writer, text.cell[i]);
    churn_writer_text(writer, (struct churn_text){ sums, sizeof sums });
    return churn_writer_row(writer, err);
}

enum churn_status update_list_write(const struct update_list *list, struct churn_writer *writer, struct churn_error *err)
{
    struct sum_state *sums;
    struct sum sum;
    enum churn_status status = sum_new(&sums, err);
    if (status != CHURN_OK)
        return status;
    for (size_t i = 0; i < COLUMNS; i++)
        churn_writer_name(writer, NAMES[i]);
    churn_writer_name(writer, LIST_SUM);
    status = churn_writer_row(writer, err);
    for (size_t i = 0, end; status == CHURN_OK && i < list->count; i = end) {
        end = sum_run(list, i, sums, &sum);
        for (size_t j = i; status == CHURN_OK && j < end; j++)
            status = write_line(&list->lines[j], &sum, writer, err);
    }
    sum_free(sums);
    return status;
}
