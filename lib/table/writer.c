/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV out: a buffer, quotes only where a cell needs them (delimiter, quote, line end, or a blank at an end, which some readers
 * trim). A formula guard touches text only, so numbers stay numbers.
 */
#include "table/writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/real.h"
#include "table/file.h"

static void grow(struct churn_writer *writer)
{
    char *larger = realloc(writer->buffer, 2 * writer->capacity + WRITER_SHORT);
    if (larger == NULL) {
        writer->failed = churn_error_set(&writer->cause, CHURN_MEMORY, "out of memory");
        writer->used = 0;
        return;
    }
    writer->buffer = larger;
    writer->capacity *= 2;
}

/* Make room for at least one byte more. */
static void flush(struct churn_writer *writer)
{
    if (writer->file == NULL) {
        grow(writer);
        return;
    }
    if (writer->failed == CHURN_OK && writer->used > 0)
        writer->failed = churn_file_write(writer->file, writer->buffer, writer->used, &writer->cause);
    writer->used = 0;
}

static void put_slowly(struct churn_writer *writer, const char *data, size_t length)
{
    while (length > 0) {
        if (writer->used == writer->capacity)
            flush(writer);
        size_t left = writer->capacity - writer->used, part = left < length ? left : length;
        memcpy(writer->buffer + writer->used, data, part);
        writer->used += part;
        data += part;
        length -= part;
    }
}

static inline void put(struct churn_writer *writer, const char *data, size_t length)
{
    if (writer->capacity - writer->used < length) {
        put_slowly(writer, data, length);
        return;
    }
    writer_copy(writer->buffer + writer->used, data, length);
    writer->used += length;
}

void writer_put_rows(struct churn_writer *writer, const char *data, size_t length)
{
    writer->begun = true;
    if (length < writer->capacity - writer->used) {
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

static inline void begin_cell(struct churn_writer *writer)
{
    if (!writer->begun && writer->options.excel)
        put(writer, "\xef\xbb\xbf", 3);
    writer->begun = true;
    if (writer->row_begun)
        put(writer, &writer->options.delimiter, 1);
    writer->row_bare = !writer->row_begun;
    writer->row_begun = true;
}

/* The highest bit of every byte that is this one; a false one may stand above a true one. */
static inline uint64_t equal(uint64_t word, char byte)
{
    uint64_t differs = word ^ 0x0101010101010101U * (unsigned char)byte;
    return (differs - 0x0101010101010101U) & ~differs & 0x8080808080808080U;
}

static inline uint64_t special(const struct churn_writer *writer, uint64_t word)
{
    return equal(word, writer->options.delimiter) | equal(word, '"') | equal(word, '\n') | equal(word, '\r');
}

static bool needs_quotes(const struct churn_writer *writer, const char *data, size_t length)
{
    uint64_t word;
    size_t i = 0;
    for (; i + sizeof word <= length; i += sizeof word) {
        memcpy(&word, data + i, sizeof word);
        if (special(writer, word) != 0)
            return true;
    }
    if (i < length && length >= sizeof word) { /* the last ones again, with some that were looked at */
        memcpy(&word, data + length - sizeof word, sizeof word);
        if (special(writer, word) != 0)
            return true;
        i = length;
    }
    for (; i < length; i++)
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
static inline void put_guarded(struct churn_writer *writer, const char *guard, const char *data, size_t length)
{
    begin_cell(writer);
    writer->row_bare = writer->row_bare && length == 0;
    if (!writer_is_plain(writer, data, length) && needs_quotes(writer, data, length)) {
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

/* A further cell of the row, of at most WRITER_SHORT bytes, so many of which can be read. False: there is no room. */
static inline bool put_short(struct churn_writer *writer, const char *data, size_t length)
{
    if (!writer->row_begun || writer->used == writer->capacity || length >= writer->capacity - writer->used)
        return false;
    char *to = writer->buffer + writer->used;
    *to = writer->options.delimiter;
    memcpy(to + 1, data, WRITER_SHORT);
    writer->used += 1 + length;
    writer->row_bare = false;
    return true;
}

/* A number, which needs no quotes unless the delimiter can be part of one. */
static inline void put_number(struct churn_writer *writer, const char *data, size_t length)
{
    if (!writer->plain_numbers || length == 0) {
        put_cell(writer, data, length);
        return;
    }
    begin_cell(writer);
    writer->row_bare = false;
    put(writer, data, length);
}

void churn_writer_integer(struct churn_writer *writer, int64_t value)
{
    char digits[2 * WRITER_SHORT], *end = digits + WRITER_SHORT; /* what is behind the end is copied and not written */
    _Static_assert(WRITER_SHORT > DIGITS_MOST, "room for the sign");
    char *at = digits_before(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 1);
    if (value < 0)
        *--at = '-';
    if (!writer->plain_numbers || !put_short(writer, at, (size_t)(end - at)))
        put_number(writer, at, (size_t)(end - at));
}

const char *writer_remember_day(struct writer_day *known, churn_day day)
{
    char text[CHURN_DAY_TEXT_SIZE];
    known->text[0] = '\0';
    if (churn_day_write(day, text) != WRITER_DAY_LENGTH)
        return NULL;
    *known = (struct writer_day){ .day = day };
    memcpy(known->text, text, WRITER_DAY_LENGTH);
    return known->text;
}

void churn_writer_day(struct churn_writer *writer, churn_day day)
{
    char text[2 * WRITER_SHORT]; /* what is behind the day is copied and not written */
    const char *known = writer_day_text(writer, day);
    if (known == NULL) {
        put_number(writer, text, churn_day_write(day, text));
        return;
    }
    memcpy(text, known, WRITER_DAY_ROOM);
    if (!writer->plain_numbers || !put_short(writer, text, WRITER_DAY_LENGTH))
        put_number(writer, text, WRITER_DAY_LENGTH);
}

void churn_writer_amount(struct churn_writer *writer, churn_amount amount, unsigned decimals)
{
    char text[CHURN_AMOUNT_TEXT_SIZE];
    size_t length = churn_amount_write(amount, decimals, text);
    if (!writer->plain_numbers || length > WRITER_SHORT || !put_short(writer, text, length))
        put_number(writer, text, length);
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
    put(writer, writer->options.excel && !writer->kept ? "\r\n" : "\n", writer->options.excel && !writer->kept ? 2 : 1);
    writer->row_begun = false;
    writer->row_bare = false;
    return report(writer, err);
}

enum churn_status churn_writer_flush(struct churn_writer *writer, struct churn_error *err)
{
    flush(writer);
    return report(writer, err);
}

struct churn_writer *writer_new(struct churn_file *file, const struct churn_writer_options *options)
{
    struct churn_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return NULL;
    writer->file = file;
    writer->options = *options;
    writer->low_delimiter = (unsigned char)options->delimiter < '0';
    writer->plain_numbers = memchr("0123456789.-+", options->delimiter, 13) == NULL;
    writer->capacity = WRITER_BUFFER;
    writer->buffer = malloc(writer->capacity + WRITER_SHORT);
    if (writer->buffer != NULL)
        return writer;
    free(writer);
    return NULL;
}

enum churn_status churn_writer_new(struct churn_file *file, const struct churn_writer_options *options,
                                   struct churn_writer **writer, struct churn_error *err)
{
    *writer = writer_new(file, options);
    return *writer != NULL ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "out of memory");
}

enum churn_status churn_writer_new_kept(const struct churn_writer *like, struct churn_writer **kept, struct churn_error *err)
{
    enum churn_status status = churn_writer_new(NULL, &like->options, kept, err);
    if (status == CHURN_OK)
        (*kept)->kept = (*kept)->begun = true;
    return status;
}

struct churn_text churn_writer_made(const struct churn_writer *kept)
{
    return (struct churn_text){ kept->buffer, kept->used };
}

void churn_writer_cells(struct churn_writer *writer, struct churn_text cells)
{
    begin_cell(writer);
    writer->row_bare = false;
    put(writer, cells.data, cells.length);
}

enum churn_status churn_writer_last_cells(struct churn_writer *writer, struct churn_text cells, struct churn_error *err)
{
    size_t left = writer->capacity - writer->used;
    if (!writer->row_begun || writer->options.excel || left < 2 || cells.length > left - 2) {
        churn_writer_cells(writer, cells);
        return churn_writer_row(writer, err);
    }
    char *to = writer->buffer + writer->used;
    *to = writer->options.delimiter;
    writer_copy(to + 1, cells.data, cells.length);
    to[1 + cells.length] = '\n';
    writer->used += cells.length + 2;
    writer->row_begun = writer->row_bare = false;
    return report(writer, err);
}

void churn_writer_free(struct churn_writer *writer)
{
    if (writer == NULL)
        return;
    free(writer->buffer);
    free(writer);
}
