/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing and reading runs. All lie in one scratch file, so that there may be any number of them. */
#include "customer/runs.h"

#include <stdlib.h>
#include <string.h>

void runs_init(struct runs *runs, const char *beside, bool sets)
{
    *runs = (struct runs){ .beside = beside, .sets = sets, .scratch = SCRATCH_NONE };
}

void runs_clear(struct runs *runs)
{
    scratch_close(&runs->scratch);
    free(runs->list);
    free(runs->places);
    runs_init(runs, runs->beside, runs->sets);
}

static enum churn_status begin_run(struct runs *runs, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    if (runs->scratch.buffer == NULL)
        status = scratch_open(&runs->scratch, runs->beside, err);
    if (status != CHURN_OK) {
        scratch_close(&runs->scratch); /* or the next thread that comes here would write to it, and tell of that */
        return status;
    }
    if ((runs->count & (runs->count - 1)) != 0)
        return CHURN_OK;
    size_t room = runs->count == 0 ? 1 : 2 * runs->count;
    struct run *larger = reallocarray(runs->list, room, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    runs->list = larger;
    return CHURN_OK;
}

static enum churn_status write_all(struct runs *runs, const struct accounts *accounts, const account_ref *sorted, size_t count,
                                   struct churn_error *err)
{
    struct run_bytes bytes = { .data = NULL };
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < count; i++) {
        accounts_fetch(accounts, sorted, i, count);
        bytes.length = 0;
        status = run_record_pack(&bytes, accounts, sorted[i], err);
        if (status == CHURN_OK)
            status = scratch_write(&runs->scratch, bytes.data, bytes.length, err);
    }
    free(bytes.data);
    return status == CHURN_OK ? scratch_flush(&runs->scratch, err) : status;
}

enum churn_status runs_add(struct runs *runs, struct accounts *accounts, unsigned jobs, struct churn_error *err)
{
    account_ref *sorted = NULL;
    size_t count = accounts_count(accounts);
    if (count == 0)
        return CHURN_OK;
    enum churn_status status = begin_run(runs, err);
    if (status == CHURN_OK)
        status = accounts_sort(accounts, jobs, &sorted, err);
    uint64_t begin = runs->scratch.size;
    if (status == CHURN_OK)
        status = write_all(runs, accounts, sorted, count, err);
    free(sorted);
    if (status != CHURN_OK)
        return status;
    runs->list[runs->count++] = (struct run){ begin, runs->scratch.size };
    runs->merged = false;
    accounts_empty(accounts);
    return CHURN_OK;
}

enum churn_status run_reader_init(struct run_reader *reader, const struct scratch *scratch, uint64_t from, uint64_t to,
                                  size_t size, struct churn_error *err)
{
    *reader = (struct run_reader){ .scratch = scratch, .next = from, .end = to, .size = size };
    reader->buffer = malloc(size);
    if (reader->buffer == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    return run_reader_step(reader, err);
}

void run_reader_clear(struct run_reader *reader)
{
    free(reader->buffer);
    *reader = (struct run_reader){ .buffer = NULL };
}

/* At least so many bytes from reader->at on. */
static enum churn_status fill(struct run_reader *reader, size_t wanted, struct churn_error *err)
{
    size_t left = reader->filled - reader->at;
    if (left >= wanted)
        return CHURN_OK;
    if (wanted > reader->size) {
        char *larger = malloc(wanted);
        if (larger == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        memcpy(larger, reader->buffer + reader->at, left);
        free(reader->buffer);
        reader->buffer = larger;
        reader->size = wanted;
    } else {
        memmove(reader->buffer, reader->buffer + reader->at, left);
    }
    size_t more = reader->size - left;
    if (more > reader->end - reader->next)
        more = (size_t)(reader->end - reader->next);
    enum churn_status status = scratch_read(reader->scratch, reader->next, reader->buffer + left, more, err);
    reader->next += more;
    reader->at = 0;
    reader->filled = left + more;
    return status;
}

enum churn_status run_reader_step(struct run_reader *reader, struct churn_error *err)
{
    if (reader->record != NULL)
        reader->at += run_record_size(reader->record);
    reader->record = NULL;
    if (reader->at == reader->filled && reader->next == reader->end)
        return CHURN_OK;
    enum churn_status status = fill(reader, RUN_HEAD, err);
    if (status == CHURN_OK)
        status = fill(reader, run_record_size(reader->buffer + reader->at), err);
    if (status == CHURN_OK)
        reader->record = reader->buffer + reader->at;
    return status;
}
