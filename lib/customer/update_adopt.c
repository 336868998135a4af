/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ledger without a list may come from anywhere: another host, an editor, a spreadsheet. It is read as churn_ledger_merge
 * reads, every cell checked, and written anew to a nameless file, so that the night's pass meets one form only. This happens
 * once.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <churn/reader.h>

#include "base/error.h"
#include "customer/update.h"
#include "table/file.h"

#define LEDGER_FIELD_MAX ((size_t)64 << 20) /* the order ids of one customer: some five million */

/* The first fault is enough: a ledger cannot be mended row by row in one night. */
static enum churn_status take_fault(void *context, const struct churn_error *fault, struct churn_text row,
                                    struct churn_error *err)
{
    (void)context;
    (void)row;
    if (err != NULL)
        *err = *fault;
    return fault->status;
}

static enum churn_status read_ledger(struct churn_update *update, struct churn_ledger **ledger, struct churn_error *err)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    const char *path = update->path;
    struct churn_reader *reader = NULL;
    options.paths = &path;
    options.path_count = 1;
    options.any_bytes = update->any_bytes;
    options.max_field = LEDGER_FIELD_MAX;
    options.on_fault = take_fault;
    enum churn_status status = churn_reader_new(&options, &reader, err);
    if (status == CHURN_OK)
        status = churn_ledger_inspect(reader, &update->carries, err);
    if (status == CHURN_OK)
        status = churn_ledger_new(&update->carries, ledger, err);
    if (status == CHURN_OK)
        status = churn_ledger_merge(*ledger, reader, err);
    churn_reader_free(reader);
    return status;
}

static enum churn_status write_copy(struct churn_update *update, struct churn_ledger *ledger, struct churn_error *err)
{
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    struct churn_writer *writer = NULL;
    struct churn_file *file = NULL;
    enum churn_status status = file_nameless(update->path, &update->source, err);
    if (status == CHURN_OK)
        status = file_over(update->source, update->path, &file, err);
    if (status == CHURN_OK)
        status = churn_writer_new(file, &options, &writer, err);
    if (status == CHURN_OK)
        status = churn_ledger_write(ledger, writer, err);
    if (status == CHURN_OK)
        status = churn_writer_flush(writer, err);
    churn_writer_free(writer);
    churn_file_free(file);
    return status;
}

enum churn_status update_adopt(struct churn_update *update, struct churn_error *err)
{
    struct churn_ledger *ledger = NULL;
    enum churn_status status = read_ledger(update, &ledger, err);
    if (status == CHURN_OK) {
        update->customers = churn_ledger_count(ledger);
        update->list.lines[0].customers = update->customers;
        status = write_copy(update, ledger, err);
    }
    churn_ledger_free(ledger);
    return status == CHURN_OK ? update_sum_file(update->source, &update->expected, err) : update_place(update, status, err);
}
