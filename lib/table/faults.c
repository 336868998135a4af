/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are refused: what is wrong with them, where, and what becomes of the reading. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "table/reader.h"

#define NAME_SIZE 200 /* 40 bytes escaped, and some */

static enum churn_status too_many(const struct churn_reader *reader, struct churn_error *err)
{
    return churn_error_set(err, CHURN_DATA, "more than %llu rows rejected (--max-rejects)",
                           (unsigned long long)reader->options.max_rejects);
}

enum churn_status reader_refuse_row(struct churn_reader *reader, const struct churn_error *fault, struct churn_error *err)
{
    reader->counts.used--;
    reader->counts.rejected++;
    reader->fault = !reader->options.skip;
    if (reader->options.on_fault != NULL) {
        enum churn_status status = reader->options.on_fault(reader->options.on_fault_context, fault, reader->record.text, err);
        if (status != CHURN_OK)
            return status;
    }
    if (reader->options.skip && reader->counts.rejected > reader->options.max_rejects)
        return too_many(reader, err);
    return CHURN_OK;
}

void churn_reader_place(const struct churn_reader *reader, size_t column, struct churn_error *err)
{
    struct dialect dialect = reader_dialect(reader);
    struct churn_text record = reader->record.text;
    if (reader->cells_in_record && column < reader->split.count) {
        const char *cell = reader->split.cells[column].data;
        bool quoted = cell > record.data && cell[-1] == '"';
        reader_place_offset(reader, (size_t)(cell - record.data) - quoted, err);
        return;
    }
    reader_place_offset(reader, scan_field_offset(record.data, record.length, column, &dialect), err);
}

static enum churn_status refuse_count(struct churn_reader *reader, struct churn_error *err)
{
    struct churn_error fault;
    size_t fields = reader->split.count;
    churn_error_set(&fault, CHURN_DATA, "%zu field%s, %s has %zu", fields, fields == 1 ? "" : "s",
                    reader->options.no_header ? "the first row" : "header", reader->columns);
    churn_reader_place(reader, reader->columns, &fault);
    enum churn_status status = reader_refuse_row(reader, &fault, err);
    return status == CHURN_OK ? CHURN_END : status;
}

static void name_column(const struct churn_reader *reader, size_t column, char buffer[NAME_SIZE])
{
    struct churn_text name = churn_reader_column_name(reader, column);
    if (name.length > 0)
        churn_text_escape(name, buffer, NAME_SIZE);
    else
        snprintf(buffer, NAME_SIZE, "#%zu", column + 1);
}

static size_t text_length(struct churn_text record)
{
    size_t at = 0, bytes;
    uint32_t code;
    if (utf8_valid(record.data, record.length))
        return record.length;
    while (at < record.length && (bytes = utf8_decode(record.data + at, record.length - at, &code)) > 0)
        at += bytes;
    return at;
}

/* The first byte that makes the record no text, with the reason; false where it is text. */
static bool find_bad_byte(const struct churn_reader *reader, size_t *offset, const char **why)
{
    struct churn_text record = reader->record.text;
    const char *nul = memchr(record.data, '\0', record.length);
    size_t text_end = reader->options.any_bytes ? record.length : text_length(record);
    *offset = nul != NULL ? (size_t)(nul - record.data) : record.length;
    *why = "a NUL byte";
    if (text_end < *offset) {
        *offset = text_end;
        *why = "not UTF-8; use --encoding, such as --encoding=ISO-8859-1";
    }
    return *offset < record.length;
}

static enum churn_status refuse_bytes(struct churn_reader *reader, size_t offset, const char *why, struct churn_error *err)
{
    struct dialect dialect = reader_dialect(reader);
    struct scan scan = { SCAN_FIELD_START, 0, 0, 0, 0 };
    struct churn_error fault;
    char name[NAME_SIZE];
    scan_to(&scan, reader->record.text.data, offset, true, &dialect);
    name_column(reader, scan.field, name);
    churn_error_set(&fault, CHURN_DATA, "%s: %s", name, why);
    reader_place_offset(reader, offset, &fault);
    enum churn_status status = reader_refuse_row(reader, &fault, err);
    return status == CHURN_OK ? CHURN_END : status;
}

struct churn_text reader_trim(struct churn_text text)
{
    while (text.length > 0 && (text.data[text.length - 1] == ' ' || text.data[text.length - 1] == '\t'))
        text.length--;
    for (; text.length > 0 && (text.data[0] == ' ' || text.data[0] == '\t'); text.length--)
        text.data++;
    return text;
}

enum churn_status reader_check_row(struct churn_reader *reader, struct churn_error *err)
{
    struct split *split = &reader->split;
    if (split->count != reader->columns)
        return refuse_count(reader, err);
    size_t offset;
    const char *why;
    if (find_bad_byte(reader, &offset, &why))
        return refuse_bytes(reader, offset, why, err);
    for (size_t i = 0; reader->options.trim && i < split->count; i++)
        split->cells[i] = reader_trim(split->cells[i]);
    return CHURN_OK;
}

/* The message for a cell, whose value is in it unless it is private or empty. */
static void explain(const struct churn_reader *reader, size_t column, struct churn_text shown, const struct churn_error *reason,
                    struct churn_error *fault)
{
    char name[NAME_SIZE], value[NAME_SIZE];
    bool quoted = shown.length > 0;
    name_column(reader, column, name);
    churn_text_escape(shown, value, sizeof value);
    churn_error_set(fault, reason->status, "%s: %s%s%s%.200s", name, quoted ? "\"" : "", quoted ? value : "",
                    quoted ? "\" " : "", reason->message);
}

void reader_explain(const struct churn_reader *reader, size_t column, const struct churn_error *reason,
                    struct churn_error *fault)
{
    explain(reader, column, (struct churn_text){ NULL, 0 }, reason, fault);
}

static void explain_again(struct churn_reader *reader, size_t column, const struct churn_error *reason,
                          struct churn_error *fault)
{
    struct refusal *last = &reader->refusal;
    if (last->column == column && strcmp(last->reason, reason->message) == 0) {
        fault->status = reason->status;
        memcpy(fault->message, last->message, sizeof last->message);
        return;
    }
    reader_explain(reader, column, reason, fault);
    last->column = column;
    memcpy(last->reason, reason->message, sizeof last->reason);
    memcpy(last->message, fault->message, sizeof last->message);
}

enum churn_status churn_reader_reject(struct churn_reader *reader, size_t column, bool private_value,
                                      const struct churn_error *reason, struct churn_error *err)
{
    struct churn_error fault ERROR_NOT_CLEARED;
    struct churn_text cell = reader->split.cells[column];
    if (private_value || cell.length == 0)
        explain_again(reader, column, reason, &fault);
    else
        explain(reader, column, cell, reason, &fault);
    churn_reader_place(reader, column, &fault);
    return reader_refuse_row(reader, &fault, err);
}
