/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records out of blocks. A line without quote and without bare CR is a record: two memchr and done. Any other goes through the
 * scan, which also bounds the memory an unclosed quote can take.
 */
#include "table/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define BLOCK_SIZE ((size_t)256 * 1024) /* past the second-level cache larger blocks lose; smaller ones cost more calls */

static enum churn_status refuse(struct churn_error *err, uint64_t line, uint64_t column, const char *message)
{
    churn_error_set(err, CHURN_DATA, "%s", message);
    error_place(err, "", line, column);
    return CHURN_DATA;
}

static enum churn_status make_room(struct records *records, struct churn_error *err)
{
    if (records->begin > 0) {
        memmove(records->buffer, records->buffer + records->begin, records->end - records->begin);
        records->end -= records->begin;
        records->begin = 0;
    }
    if (records->capacity - records->end >= BLOCK_SIZE)
        return CHURN_OK;
    char *larger = realloc(records->buffer, 2 * records->capacity);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for a row of %zu bytes", records->end);
    records->buffer = larger;
    records->capacity *= 2;
    return CHURN_OK;
}

/* What a read ahead met comes now, once and for all. */
static enum churn_status read_below(struct records *records, char *buffer, size_t size, size_t *got, struct churn_error *err)
{
    if (records->failure.status == CHURN_OK)
        return records->bytes->read(records->bytes, buffer, size, got, err);
    *got = 0;
    if (err != NULL)
        *err = records->failure;
    return records->failure.status;
}

/* Read one more block behind what is there; offsets from begin stay true. */
static enum churn_status refill(struct records *records, struct churn_error *err)
{
    size_t got;
    if (records->capacity - records->end < BLOCK_SIZE) {
        enum churn_status status = make_room(records, err);
        if (status != CHURN_OK)
            return status;
    }
    enum churn_status status = read_below(records, records->buffer + records->end, BLOCK_SIZE, &got, err);
    if (status != CHURN_OK) {
        error_place(err, "", status == CHURN_DATA ? records->line : 0, status == CHURN_DATA ? 1 : 0);
        return status;
    }
    records->end += got;
    records->at_end = got == 0;
    return CHURN_OK;
}

void records_draw(struct records *records, char *buffer, size_t size, size_t *got)
{
    size_t waiting = records->end - records->begin;
    *got = waiting < size ? waiting : size;
    memcpy(buffer, records->buffer + records->begin, *got);
    records->begin += *got;
    if (*got > 0 || records->at_end || records->failure.status != CHURN_OK)
        return;
    struct churn_error err;
    enum churn_status status = records->bytes->read(records->bytes, buffer, size, got, &err);
    if (status != CHURN_OK) {
        *got = 0;
        records->failure = err;
        records->failure.status = status;
    } else {
        records->at_end = *got == 0;
    }
}

enum churn_status records_undraw(struct records *records, const char *bytes, size_t length, struct churn_error *err)
{
    if (records->begin < length) {
        size_t waiting = records->end - records->begin, capacity = records->capacity;
        while (capacity < length + waiting)
            capacity *= 2;
        char *larger = capacity > records->capacity ? realloc(records->buffer, capacity) : records->buffer;
        if (larger == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory for a row of %zu bytes", length);
        records->buffer = larger;
        records->capacity = capacity;
        memmove(larger + length, larger + records->begin, waiting);
        records->begin = length;
        records->end = length + waiting;
    }
    records->begin -= length;
    memcpy(records->buffer + records->begin, bytes, length);
    return CHURN_OK;
}

static const char *wide_encoding(const unsigned char *head, size_t length)
{
    if (length >= 4 && memcmp(head, "\xff\xfe\0\0", 4) == 0)
        return "UTF-32 (FF FE 00 00): convert, e.g. iconv -f UTF-32 -t UTF-8, or use --encoding=UTF-32";
    if (length >= 4 && memcmp(head, "\0\0\xfe\xff", 4) == 0)
        return "UTF-32 (00 00 FE FF): convert, e.g. iconv -f UTF-32 -t UTF-8, or use --encoding=UTF-32";
    if (length >= 2 && memcmp(head, "\xff\xfe", 2) == 0)
        return "UTF-16 (FF FE): convert, e.g. iconv -f UTF-16 -t UTF-8, or use --encoding=UTF-16";
    if (length >= 2 && memcmp(head, "\xfe\xff", 2) == 0)
        return "UTF-16 (FE FF): convert, e.g. iconv -f UTF-16 -t UTF-8, or use --encoding=UTF-16";
    return NULL;
}

static enum churn_status look_at_mark(struct records *records, bool raw, struct churn_error *err)
{
    while (records->end < 4 && !records->at_end) {
        enum churn_status status = refill(records, err);
        if (status != CHURN_OK)
            return status;
    }
    const char *wide = raw ? NULL : wide_encoding((const unsigned char *)records->buffer, records->end);
    if (wide != NULL)
        return refuse(err, 1, 1, wide);
    if (records->end >= 3 && memcmp(records->buffer, "\xef\xbb\xbf", 3) == 0)
        records->begin = 3;
    return CHURN_OK;
}

enum churn_status records_init(struct records *records, struct bytes *bytes, const struct dialect *dialect, bool raw,
                               struct churn_error *err)
{
    *records = (struct records){ .bytes = bytes, .dialect = *dialect, .capacity = 2 * BLOCK_SIZE, .line = 1 };
    records->buffer = malloc(records->capacity);
    if (records->buffer == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    return look_at_mark(records, raw, err);
}

void records_init_memory(struct records *records, char *data, size_t length, const struct dialect *dialect)
{
    *records = (struct records){ .dialect = *dialect, .buffer = data, .end = length, .at_end = true, .line = 1 };
}

void records_clear(struct records *records)
{
    if (records->bytes != NULL)
        records->bytes->free(records->bytes);
    free(records->buffer);
    *records = (struct records){ .bytes = NULL };
}

static uint64_t count_newlines(const char *data, size_t length)
{
    uint64_t count = 0;
    for (const char *at = data; (at = memchr(at, '\n', length - (size_t)(at - data))) != NULL; at++)
        count++;
    return count;
}

void record_place(const struct record *record, size_t offset, struct churn_error *err)
{
    if (err == NULL)
        return;
    const char *data = record->text.data;
    const char *newline = offset > 0 ? memrchr(data, '\n', offset) : NULL;
    size_t line_start = newline != NULL ? (size_t)(newline - data) + 1 : 0;
    err->line = record->line + (line_start > 0 ? count_newlines(data, line_start) : 0);
    err->column = offset - line_start + 1;
}

static enum churn_status refuse_at(const struct records *records, size_t offset, const char *message, struct churn_error *err)
{
    struct record so_far = { { records->buffer + records->begin, offset }, records->line, false };
    if (message != NULL)
        churn_error_set(err, CHURN_DATA, "%s", message);
    record_place(&so_far, offset, err);
    return CHURN_DATA;
}

enum churn_status records_long_field(size_t limit, struct churn_error *err)
{
    bool whole = limit >= (1 << 20) && limit % (1 << 20) == 0;
    return churn_error_set(err, CHURN_DATA, "field over %zu %s; close its quote, or raise --max-field",
                           whole ? limit >> 20 : limit, whole ? "MiB" : "bytes");
}

static enum churn_status explain(const struct records *records, enum scan_fault fault, const struct scan *scan,
                                 struct churn_error *err)
{
    switch (fault) {
    case SCAN_STRAY_QUOTE:
        return refuse_at(records, scan->fault_at,
                         "quote inside an unquoted field; quote the field and double the quote, or use --quotes=lax", err);
    case SCAN_AFTER_QUOTE:
        return refuse_at(records, scan->fault_at, "text after a closing quote; a quote inside a field must be doubled", err);
    case SCAN_BARE_CR:
        return refuse_at(records, scan->fault_at, "CR without LF outside quotes; convert line ends, e.g. tr '\\r' '\\n'", err);
    case SCAN_LONG_ROW:
        return refuse_at(records, 0, "row over 64 times --max-field", err);
    default:
        records_long_field(records->dialect.max_field, err);
        return refuse_at(records, scan->fault_at, NULL, err);
    }
}

/* A line that may hold too long a field is scanned however its bytes arrived, so that the answer does not depend on that. */
static bool needs_scan(const char *line, size_t length, bool ended, size_t max_field)
{
    if (length > max_field || memchr(line, '"', length) != NULL)
        return true;
    const char *carriage = memchr(line, '\r', length);
    return carriage != NULL && !(ended && carriage == line + length - 1);
}

/* No line end in what is buffered: before reading on, see that no field is past all bounds. */
static enum churn_status bound_open_line(const struct records *records, struct scan *scan, struct churn_error *err)
{
    size_t length = records->end - records->begin;
    if (length <= records->dialect.max_field)
        return CHURN_OK;
    enum scan_fault fault = scan_to(scan, records->buffer + records->begin, length - 1, false, &records->dialect);
    if (fault != SCAN_SOUND)
        return explain(records, fault, scan, err);
    return CHURN_OK;
}

/* Find the end of the physical line that holds offset from; *length from begin to its LF, or to the end of all. */
static enum churn_status find_line_end(struct records *records, size_t from, struct scan *scan, size_t *length, bool *ended,
                                       struct churn_error *err)
{
    for (;;) {
        size_t have = records->end - records->begin;
        const char *start = records->buffer + records->begin;
        const char *newline = have > from ? memchr(start + from, '\n', have - from) : NULL;
        *ended = newline != NULL;
        *length = newline != NULL ? (size_t)(newline - start) : have;
        if (newline != NULL || records->at_end)
            return CHURN_OK;
        enum churn_status status = bound_open_line(records, scan, err);
        if (status == CHURN_OK)
            status = refill(records, err);
        if (status != CHURN_OK)
            return status;
        from = have;
    }
}

/* Give out length bytes as a record and step behind its line end. */
static void give(struct records *records, size_t length, bool ended, bool one_line, struct record *record)
{
    const char *data = records->buffer + records->begin;
    bool crlf = ended && length > 0 && data[length - 1] == '\r';
    *record = (struct record){ { data, crlf ? length - 1 : length }, records->line, ended };
    records->line += (one_line ? 0 : count_newlines(data, length)) + (ended ? 1 : 0);
    records->begin += length + (ended ? 1 : 0);
}

/* The record has quotes: scan line after line until its last quote is closed. */
static enum churn_status next_quoted(struct records *records, struct scan *scan, size_t length, bool ended,
                                     struct record *record, struct churn_error *err)
{
    for (;;) {
        enum scan_fault fault = scan_to(scan, records->buffer + records->begin, length, ended, &records->dialect);
        if (fault != SCAN_SOUND)
            return explain(records, fault, scan, err);
        if (scan->state != SCAN_QUOTED)
            break;
        if (!ended)
            return refuse_at(records, scan->field_start, "quote is never closed", err);
        scan_to(scan, records->buffer + records->begin, length + 1, true, &records->dialect);
        enum churn_status status = find_line_end(records, length + 1, scan, &length, &ended, err);
        if (status != CHURN_OK)
            return status;
    }
    give(records, length, ended, false, record);
    return CHURN_OK;
}

enum churn_status records_next(struct records *records, struct record *record, struct churn_error *err)
{
    struct scan scan = { SCAN_FIELD_START, 0, 0, 0, 0 };
    size_t length;
    bool ended;
    enum churn_status status = find_line_end(records, 0, &scan, &length, &ended, err);
    if (status != CHURN_OK)
        return status;
    if (length == 0 && !ended)
        return CHURN_END;
    if (scan.offset > 0 || needs_scan(records->buffer + records->begin, length, ended, records->dialect.max_field))
        return next_quoted(records, &scan, length, ended, record, err);
    give(records, length, ended, true, record);
    return CHURN_OK;
}
