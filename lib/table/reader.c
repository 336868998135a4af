/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pull reader: one file after the other, record after record, each split into cells and seen to have the header's shape.
 * What the rows mean is the consumer's; it can refuse a row (faults.c) and name columns (columns.c).
 */
#include "table/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "table/parallel.h"

static const char *const STANDARD_INPUT[] = { "-" };

const char *reader_file(const struct churn_reader *reader, size_t path)
{
    const char *name = path < reader->options.path_count ? reader->options.paths[path] : "";
    return strcmp(name, "-") == 0 ? "<stdin>" : name;
}

unsigned reader_jobs(const struct churn_reader *reader)
{
    return parallel_jobs(reader->options.jobs);
}

struct dialect reader_dialect(const struct churn_reader *reader)
{
    return (struct dialect){ reader->options.delimiter, reader->options.lax_quotes, reader->options.max_field };
}

void reader_place_offset(const struct churn_reader *reader, size_t offset, struct churn_error *err)
{
    if (err == NULL)
        return;
    record_place(&reader->record, offset, err);
    error_place(err, reader_file(reader, reader->path), err->line, err->column);
}

/* A fault from below knows its line; which file it is only the reader knows. */
static enum churn_status name_file(const struct churn_reader *reader, enum churn_status status, struct churn_error *err)
{
    if (status != CHURN_OK && status != CHURN_END && err != NULL && status != CHURN_USAGE)
        error_place(err, reader_file(reader, reader->path), err->line, err->column);
    return status;
}

static enum churn_status open_file(struct churn_reader *reader, struct churn_error *err)
{
    const struct churn_reader_options *options = &reader->options;
    struct dialect dialect = reader_dialect(reader);
    struct bytes *bytes = NULL;
    enum churn_status status =
        bytes_open(options->paths[reader->path], options->encoding, options->max_unpacked, &reader->bytes_passed, &bytes, err);
    if (status == CHURN_OK) {
        reader->records_open = true;
        status = records_init(&reader->records, bytes, &dialect, options->any_bytes, err);
    } else if (bytes != NULL) {
        bytes->free(bytes);
    }
    return name_file(reader, status, err);
}

static void close_file(struct churn_reader *reader)
{
    if (reader->records_open)
        records_clear(&reader->records);
    reader->records_open = false;
}

static enum churn_status refuse_cut_file(struct churn_reader *reader, struct churn_error *err)
{
    reader->counts.uncut++;
    if (!reader->options.require_eol)
        return CHURN_OK;
    churn_error_set(err, CHURN_DATA, "no newline at end of file: it may be cut (--require-eol)");
    reader_place_offset(reader, reader->record.text.length, err);
    return CHURN_DATA;
}

/* The exact measure of quoted fields; plain ones were measured by the scan. */
static enum churn_status check_fields(const struct churn_reader *reader, struct churn_error *err)
{
    if (reader->record.text.length <= reader->options.max_field)
        return CHURN_OK;
    for (size_t i = 0; i < reader->split.count; i++)
        if (reader->split.cells[i].length > reader->options.max_field) {
            records_long_field(reader->options.max_field, err);
            churn_reader_place(reader, i, err);
            return CHURN_DATA;
        }
    return CHURN_OK;
}

enum churn_status reader_next_record(struct churn_reader *reader, struct churn_error *err)
{
    for (;;) {
        enum churn_status status = records_next(&reader->records, &reader->record, err);
        if (status == CHURN_OK && !reader->record.ended)
            status = refuse_cut_file(reader, err);
        if (status != CHURN_OK)
            return name_file(reader, status, err);
        if (reader->record.text.length > 0)
            break;
        reader->counts.blank++;
    }
    enum churn_status status = split_record(&reader->split, reader->record.text, err);
    return status == CHURN_OK ? check_fields(reader, err) : name_file(reader, status, err);
}

static enum churn_status refuse_empty(const struct churn_reader *reader, struct churn_error *err)
{
    if (reader->options.allow_empty)
        return CHURN_END;
    churn_error_set(err, CHURN_DATA,
                    reader->options.no_header ? "empty input; use --allow-empty if that may be"
                                              : "empty input, no header; use --allow-empty if that may be");
    error_place(err, reader_file(reader, reader->path), 1, 1);
    return CHURN_DATA;
}

/* Open file number path and read its header (or keep its first row). CHURN_END: it is empty, and may be. */
static enum churn_status begin_file(struct churn_reader *reader, struct churn_error *err)
{
    enum churn_status status = open_file(reader, err);
    if (status != CHURN_OK)
        return status;
    status = reader_next_record(reader, err);
    if (status == CHURN_END)
        return refuse_empty(reader, err);
    if (status != CHURN_OK)
        return status;
    bool first = reader->names == NULL;
    status = first ? reader_set_header(reader, err) : CHURN_OK;
    reader->pending = reader->options.no_header;
    if (status == CHURN_OK && !first && !reader->options.no_header)
        status = reader_compare_header(reader, err);
    return status;
}

/* Go on to the first file from path on that is not empty; CHURN_END: there is none. */
static enum churn_status begin_next_file(struct churn_reader *reader, struct churn_error *err)
{
    for (; reader->path < reader->options.path_count; reader->path++) {
        enum churn_status status = begin_file(reader, err);
        if (status != CHURN_END)
            return status;
        close_file(reader);
    }
    return CHURN_END;
}

enum churn_status churn_reader_new(const struct churn_reader_options *options, struct churn_reader **reader,
                                   struct churn_error *err)
{
    *reader = calloc(1, sizeof **reader);
    if (*reader == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*reader)->options = *options;
    if (options->path_count == 0) {
        (*reader)->options.paths = STANDARD_INPUT;
        (*reader)->options.path_count = 1;
    }
    enum churn_status status = split_init(&(*reader)->split, options->delimiter, options->lax_quotes, err);
    if (status == CHURN_OK)
        status = begin_next_file(*reader, err);
    (*reader)->empty = status == CHURN_END;
    if (status == CHURN_OK || status == CHURN_END)
        return CHURN_OK;
    churn_reader_free(*reader);
    *reader = NULL;
    return status;
}

void churn_reader_free(struct churn_reader *reader)
{
    if (reader == NULL)
        return;
    close_file(reader);
    split_clear(&reader->split);
    free(reader->names);
    free(reader->header_cells);
    free((char *)reader->header.text.data);
    free(reader);
}

/* One record forward, over the seams of files. */
static enum churn_status advance(struct churn_reader *reader, struct churn_error *err)
{
    while (reader->path < reader->options.path_count) {
        enum churn_status status = CHURN_OK;
        if (!reader->pending)
            status = reader_next_record(reader, err);
        if (status != CHURN_END || reader->pending) {
            reader->pending = false;
            return status;
        }
        close_file(reader);
        reader->path++;
        status = begin_next_file(reader, err);
        if (status != CHURN_OK)
            return status;
    }
    return CHURN_END;
}

static enum churn_status refuse_stream(const struct churn_reader *reader, struct churn_error *err)
{
    uint64_t rows = reader->counts.rejected;
    return churn_error_set(err, CHURN_DATA, "%llu row%s refused, nothing written", (unsigned long long)rows,
                           rows == 1 ? "" : "s");
}

/* What ended the reading once ends it for good: the records behind it are gone. */
static enum churn_status advance_or_fail(struct churn_reader *reader, struct churn_error *err)
{
    if (reader->failure.status == CHURN_OK) {
        enum churn_status status = advance(reader, &reader->failure);
        if (status == CHURN_OK || status == CHURN_END)
            return status;
        reader->failure.status = status;
    }
    if (err != NULL)
        *err = reader->failure;
    return reader->failure.status;
}

enum churn_status churn_reader_next(struct churn_reader *reader, const struct churn_text **cells, struct churn_error *err)
{
    for (;;) {
        enum churn_status status = advance_or_fail(reader, err);
        if (status == CHURN_END && reader->fault)
            return refuse_stream(reader, err);
        if (status != CHURN_OK)
            return status;
        reader->counts.read++;
        reader->counts.used++;
        reader_publish(reader);
        status = reader_check_row(reader, err);
        if (status == CHURN_OK)
            *cells = reader->split.cells;
        if (status != CHURN_END)
            return status;
    }
}

void reader_publish(struct churn_reader *reader)
{
    atomic_store_explicit(&reader->rows_passed, reader->counts.read, memory_order_relaxed);
}

struct churn_progress churn_reader_progress(const struct churn_reader *reader)
{
    return (struct churn_progress){ atomic_load_explicit(&reader->rows_passed, memory_order_relaxed),
                                    atomic_load_explicit(&reader->bytes_passed, memory_order_relaxed) };
}

struct churn_counts churn_reader_counts(const struct churn_reader *reader)
{
    return reader->counts;
}
