/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A C stream into memory, for what prints by one. open_memstream would do, but where it finds no memory to grow it loses bytes
 * without a word.
 */
#include <stdlib.h>
#include <string.h>

#include "common/state.h"

static ssize_t take(void *cookie, const char *data, size_t length)
{
    struct stream *stream = cookie;
    if (stream->length + length > stream->capacity) {
        size_t capacity = 2 * (stream->length + length);
        char *larger = realloc(stream->data, capacity);
        if (larger == NULL) {
            stream->failed = true;
            return 0;
        }
        stream->data = larger;
        stream->capacity = capacity;
    }
    memcpy(stream->data + stream->length, data, length);
    stream->length += length;
    return (ssize_t)length;
}

enum churn_status stream_open(struct stream *stream, struct churn_error *err)
{
    *stream = (struct stream){ .length = 0 };
    stream->out = fopencookie(stream, "w", (cookie_io_functions_t){ .write = take });
    return stream->out != NULL ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "out of memory");
}

enum churn_status stream_close(struct stream *stream, struct churn_error *err)
{
    bool failed = ferror(stream->out) != 0;
    failed = fclose(stream->out) != 0 || failed || stream->failed;
    return failed ? churn_error_set(err, CHURN_MEMORY, "out of memory") : CHURN_OK;
}

void stream_clear(struct stream *stream)
{
    free(stream->data);
}
