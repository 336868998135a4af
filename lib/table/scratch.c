/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scratch files. Customers' data must not lie about, so the file has no name, and only the user could open it: file_nameless().
 */
#include "table/scratch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "table/file.h"

#define BUFFER ((size_t)1 << 20)

static enum churn_status fail(const struct scratch *scratch, const char *what, struct churn_error *err)
{
    return churn_error_set(err, CHURN_IO, "a temporary file beside %.200s %s: %s", scratch->beside, what, strerror(errno));
}

enum churn_status scratch_open(struct scratch *scratch, const char *beside, struct churn_error *err)
{
    *scratch = (struct scratch){ .beside = beside != NULL ? beside : "/var/tmp/", .descriptor = -1 };
    scratch->buffer = malloc(BUFFER);
    if (scratch->buffer == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    return file_nameless(scratch->beside, &scratch->descriptor, err);
}

void scratch_close(struct scratch *scratch)
{
    if (scratch->descriptor >= 0)
        close(scratch->descriptor);
    free(scratch->buffer);
    *scratch = (struct scratch)SCRATCH_NONE;
}

enum churn_status scratch_flush(struct scratch *scratch, struct churn_error *err)
{
    bool written = file_write_all(scratch->descriptor, scratch->buffer, scratch->used);
    scratch->used = 0;
    return written ? CHURN_OK : fail(scratch, "cannot be written", err);
}

enum churn_status scratch_write(struct scratch *scratch, const void *data, size_t length, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    if (length > BUFFER - scratch->used)
        status = scratch_flush(scratch, err);
    if (status != CHURN_OK)
        return status;
    scratch->size += length;
    if (length > BUFFER)
        return file_write_all(scratch->descriptor, data, length) ? CHURN_OK : fail(scratch, "cannot be written", err);
    memcpy(scratch->buffer + scratch->used, data, length);
    scratch->used += length;
    return CHURN_OK;
}

enum churn_status scratch_read(const struct scratch *scratch, uint64_t offset, void *data, size_t length,
                               struct churn_error *err)
{
    char *at = data;
    while (length > 0) {
        ssize_t got = pread(scratch->descriptor, at, length, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = EIO;
        if (got <= 0)
            return fail(scratch, "cannot be read back", err);
        at += got;
        offset += (uint64_t)got;
        length -= (size_t)got;
    }
    return CHURN_OK;
}
