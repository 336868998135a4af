/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows that are not plain, read by the careful reader where they stand: each thread has a reader of its own on its block, whose
 * faults are noted and told to the real one when the blocks before have had their say.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "table/cells.h"
#include "table/lane_internal.h"

static bool make_room(struct lane_result *result, size_t bytes)
{
    if (result->note_count == result->note_capacity) {
        size_t capacity = 2 * result->note_capacity + 16;
        struct lane_note *larger = reallocarray(result->notes, capacity, sizeof *larger);
        if (larger == NULL)
            return false;
        result->notes = larger;
        result->note_capacity = capacity;
    }
    if (result->byte_capacity - result->byte_count < bytes) {
        size_t capacity = 2 * (result->byte_count + bytes);
        char *larger = realloc(result->bytes, capacity);
        if (larger == NULL)
            return false;
        result->bytes = larger;
        result->byte_capacity = capacity;
    }
    return true;
}

static size_t keep(struct lane_result *result, const char *data, size_t length)
{
    size_t at = result->byte_count;
    if (length > 0)
        memcpy(result->bytes + at, data, length);
    result->byte_count += length;
    return at;
}

/* A refused row, behind all rows there are so far. False without memory. */
static bool note(struct lane_worker *worker, const struct churn_error *fault, size_t message_size, struct churn_text row)
{
    struct lane_result *result = &worker->result;
    if (!make_room(result, message_size + row.length))
        return false;
    struct lane_note *note = &result->notes[result->note_count++];
    note->rows = result->rows + worker->row_count;
    note->blank = result->blank;
    note->tally = result->tally;
    note->line = fault->line;
    note->column = fault->column;
    note->message = keep(result, fault->message, message_size);
    note->text = keep(result, row.data, row.length);
    note->text_length = row.length;
    return true;
}

static enum churn_status note_fault(void *context, const struct churn_error *fault, struct churn_text row,
                                    struct churn_error *err)
{
    if (note(context, fault, strlen(fault->message) + 1, row))
        return CHURN_OK;
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

void lane_careful_begin(struct lane_worker *worker)
{
    const struct churn_reader *reader = worker->lane->transactions->reader;
    struct dialect dialect = reader_dialect(reader);
    worker->reader.path = reader->path;
    worker->counted = 0;
    worker->counted_lines = 0;
    records_init_memory(&worker->reader.records, lane_block(worker), worker->length, &dialect);
}

bool lane_careful_init(struct lane_worker *worker)
{
    struct churn_error err;
    const struct churn_reader *reader = &worker->lane->careful;
    worker->reader = *reader;
    worker->reader.split = (struct split){ .cells = NULL }; /* the copied one is the reader's to free */
    worker->reader.options.on_fault = note_fault;
    worker->reader.options.on_fault_context = worker;
    worker->reader.options.skip = true;
    worker->reader.options.max_rejects = UINT64_MAX;
    worker->transactions = *worker->lane->transactions;
    worker->transactions.reader = &worker->reader;
    cell_id((struct churn_text){ NULL, 0 }, &worker->transactions.rules, "id", &err);
    reader_explain(&worker->reader, worker->lane->plan.column[ROLE_ID], &err, &worker->no_id);
    worker->no_id_size = strlen(worker->no_id.message) + 1;
    worker->cells = calloc(reader->columns, sizeof *worker->cells);
    uint32_t *borders = calloc(reader->columns + 1 + BORDERS_AT_ONCE, sizeof *borders);
    worker->borders = borders != NULL ? borders + 1 : NULL;
    return worker->cells != NULL && borders != NULL &&
           split_init(&worker->reader.split, reader->options.delimiter, reader->options.lax_quotes, &err) == CHURN_OK;
}

void lane_careful_clear(struct lane_worker *worker)
{
    split_clear(&worker->reader.split);
    free(worker->cells);
    worker->cells = NULL;
    if (worker->borders != NULL)
        free(worker->borders - 1);
    worker->borders = NULL;
}

static enum churn_status take_row(struct lane_worker *worker, bool checked, struct churn_error *err)
{
    const struct lane_sink *sink = worker->lane->sink;
    struct churn_transaction row;
    enum churn_status status = checked ? CHURN_OK : reader_check_row(&worker->reader, err);
    if (status == CHURN_OK)
        status = transactions_read_row(&worker->transactions, worker->reader.split.cells, &row, err);
    if (status == CHURN_OK)
        status = sink->take_one(sink->context, worker->number, &row, &worker->result.tally, err);
    return status == CHURN_END ? CHURN_OK : status;
}

/*
 * Line ends of the block before a row, whose offset only rises. Each row that was read has one, and so has each blank line, as
 * long as there are none in quotes.
 */
static uint64_t lines_before(struct lane_worker *worker, size_t offset)
{
    if (worker->index.inner == 0)
        return worker->result.rows + worker->row_count + worker->result.blank;
    const char *from = lane_block(worker) + worker->counted;
    worker->counted_lines += worker->lane->plan.index->count(from, offset - worker->counted, '\n');
    worker->counted = offset;
    return worker->counted_lines;
}

/* The careful reader as it would be behind such a row. */
static void stand_behind(struct lane_worker *worker, size_t start, size_t end)
{
    struct churn_reader *reader = &worker->reader;
    reader->split.cells = worker->cells;
    reader->split.count = reader->columns;
    reader->cells_in_record = true;
    reader->record.text = (struct churn_text){ lane_block(worker) + start, end - start };
    reader->record.line = lines_before(worker, start) + 1;
    reader->record.ended = true;
}

bool lane_careful_cells(struct lane_worker *worker, size_t start, size_t end)
{
    struct lane_result *result = &worker->result;
    struct split split = worker->reader.split;
    if (!lane_flush(worker))
        return false;
    stand_behind(worker, start, end);
    result->fatal.status = take_row(worker, true, &result->fatal);
    worker->reader.split = split;
    worker->reader.cells_in_record = false;
    result->rows++;
    return result->fatal.status == CHURN_OK;
}

/* The rows gathered before may wait: nothing is added here that they should come before. */
bool lane_careful_no_id(struct lane_worker *worker, size_t start, size_t end, struct churn_text id)
{
    const char *begin = lane_block(worker) + start;
    const struct record record = { { begin, end - start }, lines_before(worker, start) + 1, true };
    size_t offset = (size_t)(id.data - begin) - (id.data > begin && id.data[-1] == '"');
    worker->no_id.line = record.line;
    worker->no_id.column = offset + 1;
    if (worker->index.inner != 0)
        record_place(&record, offset, &worker->no_id);
    bool good = note(worker, &worker->no_id, worker->no_id_size, record.text);
    worker->result.rows++;
    if (!good && lane_flush(worker))
        churn_error_set(&worker->result.fatal, CHURN_MEMORY, "out of memory");
    return good;
}

bool lane_careful_row(struct lane_worker *worker, size_t start)
{
    struct lane_result *result = &worker->result;
    struct records *records = &worker->reader.records;
    if (!lane_flush(worker))
        return false;
    records->begin = start;
    records->line = lines_before(worker, start) + 1;
    enum churn_status status = reader_next_record(&worker->reader, &result->fatal);
    if (status == CHURN_OK) {
        status = take_row(worker, false, &result->fatal);
        result->rows++;
    }
    result->fatal.status = status;
    return status == CHURN_OK;
}
