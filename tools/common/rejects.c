/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reject file: file, line, column and reason before every row as it came, byte for byte, under the input's own header and
 * delimiter, so that it can be mended and fed again as it is (columns are found by name). It is written even when no row was
 * bad, so that yesterday's is never taken for today's.
 */
#include <stdlib.h>
#include <string.h>

#include "common/state.h"

#define BUFFER_SIZE 65536 /* a write call each */

/* The last file or reason, and its cell: where many rows are bad they are mostly bad alike. */
struct repeated {
    char text[CHURN_ERROR_FILE_SIZE];
    size_t size; /* of the cell; 0: none yet */
    char cell[8 * CHURN_ERROR_FILE_SIZE + 2];
};

#define NUMBER_SIZE 24 /* of 64 bits, with quotes */

/* The last number without its last three digits, which are mostly all that is new: lines rise. */
struct thousands {
    uint64_t value; /* 0: none yet */
    size_t length;
    char text[NUMBER_SIZE];
};

struct rejects {
    struct output *output;
    char delimiter;
    bool plain_numbers;       /* the delimiter is no digit */
    enum churn_status failed; /* the first failure, which sticks, and its cause */
    struct churn_error cause;
    struct repeated file, reason;
    struct thousands line, column;
    size_t used;
    char buffer[BUFFER_SIZE];
};

static enum churn_status result(const struct rejects *rejects, struct churn_error *err)
{
    if (rejects->failed != CHURN_OK && err != NULL)
        *err = rejects->cause;
    return rejects->failed;
}

static void flush(struct rejects *rejects)
{
    if (rejects->failed == CHURN_OK && rejects->used > 0)
        rejects->failed = churn_file_write(rejects->output->file, rejects->buffer, rejects->used, &rejects->cause);
    rejects->used = 0;
}

static void put_in_parts(struct rejects *rejects, const char *data, size_t length)
{
    while (length > 0) {
        if (rejects->used == BUFFER_SIZE)
            flush(rejects);
        size_t room = BUFFER_SIZE - rejects->used;
        size_t part = length < room ? length : room;
        memcpy(rejects->buffer + rejects->used, data, part);
        rejects->used += part;
        data += part;
        length -= part;
    }
}

static inline void put(struct rejects *rejects, const char *data, size_t length)
{
    if (length > BUFFER_SIZE - rejects->used) {
        put_in_parts(rejects, data, length);
    } else if (length > 0) {
        memcpy(rejects->buffer + rejects->used, data, length);
        rejects->used += length;
    }
}

static void put_byte(struct rejects *rejects, char byte)
{
    if (rejects->used == BUFFER_SIZE)
        flush(rejects);
    rejects->buffer[rejects->used++] = byte;
}

static bool needs_quotes(const char *cell, char delimiter)
{
    const char special[] = { '"', '\r', '\n', delimiter, '\0' };
    size_t length = strlen(cell);
    return strpbrk(cell, special) != NULL || (length > 0 && (cell[0] == ' ' || cell[length - 1] == ' '));
}

/* The cell of a text: at most twice as long, and two quotes. Returns how long. */
static size_t make_cell(const char *text, char delimiter, char *cell)
{
    bool quoted = needs_quotes(text, delimiter);
    size_t used = 0;
    if (quoted)
        cell[used++] = '"';
    for (; *text != '\0'; text++) {
        if (*text == '"')
            cell[used++] = '"';
        cell[used++] = *text;
    }
    if (quoted)
        cell[used++] = '"';
    return used;
}

static void make_repeated(struct repeated *repeated, const char *text, char delimiter)
{
    char escaped[4 * CHURN_ERROR_FILE_SIZE];
    message_escape(text, escaped, sizeof escaped);
    repeated->size = make_cell(escaped, delimiter, repeated->cell);
    memcpy(repeated->text, text, strlen(text) + 1);
}

static inline void repeat(struct repeated *repeated, const char *text, char delimiter)
{
    if (repeated->size == 0 || strcmp(text, repeated->text) != 0)
        make_repeated(repeated, text, delimiter);
}

/* Returns how long it is. */
static size_t write_number(uint64_t number, bool quoted, char *out)
{
    char text[NUMBER_SIZE], *end = text + sizeof text, *at = end;
    if (quoted)
        *--at = '"';
    for (; number >= 10; number /= 100) { /* two digits a division */
        unsigned pair = (unsigned)(number % 100);
        *--at = (char)('0' + pair % 10);
        *--at = (char)('0' + pair / 10);
    }
    if (number > 0 || at == end - quoted)
        *--at = (char)('0' + number);
    if (quoted)
        *--at = '"';
    memcpy(out, at, (size_t)(end - at));
    return (size_t)(end - at);
}

/* As write_number, without quotes. */
static size_t write_next(struct thousands *known, uint64_t number, char *out)
{
    uint64_t thousands = number / 1000;
    unsigned rest = (unsigned)(number % 1000), zeros = rest > 99 ? 0 : rest > 9 ? 1 : 2;
    const char three[6] = { (char)('0' + rest / 100), (char)('0' + rest / 10 % 10), (char)('0' + rest % 10) };
    if (thousands == 0) {
        memcpy(out, three + zeros, 3);
        return 3 - zeros;
    }
    if (thousands != known->value) {
        known->value = thousands;
        known->length = write_number(thousands, false, known->text);
    }
    memcpy(out, known->text, sizeof known->text);
    memcpy(out + known->length, three, 3);
    return known->length + 3;
}

#define PLACE_SIZE (2 * NUMBER_SIZE + 3)

/* Line and column, with the delimiters around them; returns how long they are. */
static size_t write_place(struct rejects *rejects, const struct churn_error *fault, char *out)
{
    size_t length = 0;
    bool plain = rejects->plain_numbers;
    out[length++] = rejects->delimiter;
    length += plain ? write_next(&rejects->line, fault->line, out + length) : write_number(fault->line, true, out + length);
    out[length++] = rejects->delimiter;
    length +=
        plain ? write_next(&rejects->column, fault->column, out + length) : write_number(fault->column, true, out + length);
    out[length++] = rejects->delimiter;
    return length;
}

/* What the four cells stand before: a row or a header as it came. */
static void put_rest(struct rejects *rejects, struct churn_text rest)
{
    if (rest.length > 0)
        put_byte(rejects, rejects->delimiter);
    put(rejects, rest.data, rest.length);
    put_byte(rejects, '\n');
}

enum churn_status rejects_write(struct rejects *rejects, const struct churn_error *fault, struct churn_text row,
                                struct churn_error *err)
{
    char place[PLACE_SIZE];
    repeat(&rejects->file, fault->file, rejects->delimiter);
    repeat(&rejects->reason, fault->message, rejects->delimiter);
    put(rejects, rejects->file.cell, rejects->file.size);
    put(rejects, place, write_place(rejects, fault, place));
    put(rejects, rejects->reason.cell, rejects->reason.size);
    put_rest(rejects, row);
    return result(rejects, err);
}

void rejects_begin(struct rejects *rejects, struct churn_text header)
{
    static const char *const names[] = { "file", "line", "column", "reason" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        put(rejects, &rejects->delimiter, i > 0);
        put(rejects, names[i], strlen(names[i]));
    }
    put_rest(rejects, header);
}

enum churn_status rejects_open(struct cli *cli, struct churn_error *err)
{
    struct rejects *rejects = calloc(1, sizeof *rejects);
    if (rejects == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    rejects->delimiter = cli->settings.delimiter;
    rejects->plain_numbers = rejects->delimiter < '0' || rejects->delimiter > '9';
    rejects->failed = CHURN_OK;
    rejects->used = 0;
    enum churn_status status = output_open(cli, cli->settings.rejects, false, &rejects->output, err);
    if (status != CHURN_OK) {
        free(rejects);
        return status;
    }
    cli->state->rejects = rejects;
    return CHURN_OK;
}

enum churn_status rejects_flush(struct rejects *rejects, struct churn_error *err)
{
    if (!rejects->output->committed)
        flush(rejects);
    return result(rejects, err);
}

enum churn_status rejects_commit(struct rejects *rejects, struct churn_error *err)
{
    enum churn_status status = rejects_flush(rejects, err);
    return status == CHURN_OK ? output_commit(rejects->output, err) : status;
}

void rejects_clear(struct rejects *rejects)
{
    free(rejects);
}
