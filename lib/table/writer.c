/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV out: a buffer, quotes only where a cell needs them (delimiter, quote, line end, or a blank at an end, which some readers
 * trim). A formula guard touches text only, so numbers stay numbers.
 */
#include <stdlib.h>
#include <string.h>

#include "table/file.h"

#include "base/real.h"

#define BUFFER_SIZE 65536 /* a write call each: larger gains nothing measurable */

struct churn_writer {
    struct churn_file *file;
    struct churn_writer_options options;
    enum churn_status failed;
    struct churn_error cause;
    bool begun;     /* something was written */
    bool row_begun; /* a cell of this row was written */
    bool row_bare;  /* the row is one empty cell so far */
    size_t used;
    char buffer[BUFFER_SIZE];
};

static void flush(struct churn_writer *writer)
{
    if (writer->failed == CHURN_OK && writer->used > 0)
        writer->failed = churn_file_write(writer->file, writer->buffer, writer->used, &writer->cause);
    writer->used = 0;
}

static void put(struct churn_writer *writer, const char *data, size_t length)
{
    while (length > 0) {
        if (writer->used == BUFFER_SIZE)
            flush(writer);
        size_t part = BUFFER_SIZE - writer->used < length ? BUFFER_SIZE - writer->used : length;
        memcpy(writer->buffer + writer->used, data, part);
        writer->used += part;
        data += part;
        length -= part;
    }
}

void writer_put_rows(struct churn_writer *writer, const char *data, size_t length)
{
    writer->begun = true;
    if (length < BUFFER_SIZE - writer->used) {
        put(writer, data, length);
        return;
    }
    flush(writer);
    if (writer->failed == CHURN_OK)
        writer->failed = churn_file_write(writer->file, data, length, &writer->cause);
}

struct churn_file *writer_file(struct churn_writer *writer)
{
    return writer->file;
}

static void begin_cell(struct churn_writer *writer)
{
    if (!writer->begun && writer->options.excel)
        put(writer, "\xef\xbb\xbf", 3);
    writer->begun = true;
    if (writer->row_begun)
        put(writer, &writer->options.delimiter, 1);
    writer->row_bare = !writer->row_begun;
    writer->row_begun = true;
}

static bool needs_quotes(const struct churn_writer *writer, const char *data, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (data[i] == writer->options.delimiter || data[i] == '"' || data[i] == '\n' || data[i] == '\r')
            return true;
    return length > 0 && (data[0] == ' ' || data[length - 1] == ' ');
}

static void put_quoted(struct churn_writer *writer, const char *guard, const char *data, size_t length)
{
    put(writer, "\"", 1);
    put(writer, guard, strlen(guard));
    for (const char *quote; (quote = memchr(data, '"', length)) != NULL;) {
        size_t part = (size_t)(quote - data) + 1;
        put(writer, data, part);
        put(writer, "\"", 1);
        data += part;
        length -= part;
    }
    put(writer, data, length);
    put(writer, "\"", 1);
}

/* guard: what stands before the text, inside its quotes. */
static void put_guarded(struct churn_writer *writer, const char *guard, const char *data, size_t length)
{
    begin_cell(writer);
    writer->row_bare = writer->row_bare && length == 0;
    if (needs_quotes(writer, data, length)) {
        put_quoted(writer, guard, data, length);
    } else {
        put(writer, guard, strlen(guard));
        put(writer, data, length);
    }
}

static void put_cell(struct churn_writer *writer, const char *data, size_t length)
{
    put_guarded(writer, "", data, length);
}

/* OWASP's list of characters that make a spreadsheet run a cell. */
static bool runs_as_formula(struct churn_text text)
{
    return text.length > 0 && memchr("=+-@\t\r", text.data[0], 6) != NULL;
}

void churn_writer_text(struct churn_writer *writer, struct churn_text text)
{
    bool guard = writer->options.excel && runs_as_formula(text);
    put_guarded(writer, guard ? "'" : "", text.data, text.length);
}

void churn_writer_name(struct churn_writer *writer, const char *name)
{
    put_cell(writer, name, strlen(name));
}

void churn_writer_integer(struct churn_writer *writer, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude > 0);
    if (value < 0)
        digits[--at] = '-';
    put_cell(writer, digits + at, sizeof digits - at);
}

void churn_writer_day(struct churn_writer *writer, churn_day day)
{
    char text[CHURN_DAY_TEXT_SIZE];
    put_cell(writer, text, churn_day_write(day, text));
}

void churn_writer_amount(struct churn_writer *writer, churn_amount amount, unsigned decimals)
{
    char text[CHURN_AMOUNT_TEXT_SIZE];
    put_cell(writer, text, churn_amount_write(amount, decimals, text));
}

void churn_writer_real(struct churn_writer *writer, double value, unsigned decimals)
{
    char text[REAL_TEXT_SIZE];
    put_cell(writer, text, real_write(value, decimals, text));
}

void churn_writer_exact(struct churn_writer *writer, double value)
{
    char text[REAL_TEXT_SIZE];
    put_cell(writer, text, real_write_exact(value, text));
}

void churn_writer_cell(struct churn_writer *writer, struct churn_text text)
{
    double value;
    if (real_parse(text, '.', &value, NULL) == CHURN_OK)
        put_cell(writer, text.data, text.length);
    else
        churn_writer_text(writer, text);
}

void churn_writer_null(struct churn_writer *writer)
{
    put_cell(writer, "", 0);
}

static enum churn_status report(const struct churn_writer *writer, struct churn_error *err)
{
    if (writer->failed != CHURN_OK && err != NULL)
        *err = writer->cause;
    return writer->failed;
}

enum churn_status churn_writer_row(struct churn_writer *writer, struct churn_error *err)
{
    if (writer->row_bare) /* one empty cell would read as a blank line */
        put(writer, "\"\"", 2);
    put(writer, writer->options.excel ? "\r\n" : "\n", writer->options.excel ? 2 : 1);
    writer->row_begun = false;
    writer->row_bare = false;
    return report(writer, err);
}

enum churn_status churn_writer_flush(struct churn_writer *writer, struct churn_error *err)
{
    flush(writer);
    return report(writer, err);
}

enum churn_status churn_writer_new(struct churn_file *file, const struct churn_writer_options *options,
                                   struct churn_writer **writer, struct churn_error *err)
{
    *writer = malloc(sizeof **writer);
    if (*writer == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*writer)->file = file;
    (*writer)->options = *options;
    (*writer)->failed = CHURN_OK;
    (*writer)->begun = false;
    (*writer)->row_begun = false;
    (*writer)->row_bare = false;
    (*writer)->used = 0;
    return CHURN_OK;
}

void churn_writer_free(struct churn_writer *writer)
{
    free(writer);
}
