/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The old ledger in blocks that begin and end at rows. It is our own writing, so quotes come in pairs, and a row ends at the
 * first line end with an even number of quotes before it; where a block has no quote at all, its last line end is the last
 * row's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "customer/update.h"

enum churn_status update_source_init(struct update_source *source, int descriptor, size_t block, struct churn_error *err)
{
    *source = (struct update_source){ .descriptor = descriptor, .capacity = block, .at_end = descriptor < 0 };
    source->buffer = malloc(block);
    if (source->buffer == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = sum_new(&source->sum, err);
    if (status == CHURN_OK && descriptor >= 0 && lseek(descriptor, 0, SEEK_SET) != 0)
        status = churn_error_set(err, CHURN_IO, "read error: %s", strerror(errno));
    return status;
}

void update_source_clear(struct update_source *source)
{
    free(source->buffer);
    sum_free(source->sum);
    *source = (struct update_source){ .descriptor = -1 };
}

static enum churn_status read_some(int descriptor, char *buffer, size_t size, size_t *got, struct churn_error *err)
{
    ssize_t length;
    do {
        length = read(descriptor, buffer, size);
    } while (length < 0 && errno == EINTR);
    if (length < 0)
        return churn_error_set(err, CHURN_IO, "read error: %s", strerror(errno));
    *got = (size_t)length;
    return CHURN_OK;
}

static enum churn_status make_room(struct update_source *source, struct churn_error *err)
{
    if (source->filled < source->capacity)
        return CHURN_OK;
    char *larger = realloc(source->buffer, 2 * source->capacity);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for a row of %zu bytes", source->filled);
    source->buffer = larger;
    source->capacity *= 2;
    return CHURN_OK;
}

size_t update_row_length(const char *data, size_t length)
{
    size_t quotes = 0;
    for (const char *at = data, *end; (end = memchr(at, '\n', length - (size_t)(at - data))) != NULL; at = end + 1) {
        for (const char *quote = at; (quote = memchr(quote, '"', (size_t)(end - quote))) != NULL; quote++)
            quotes++;
        if (quotes % 2 == 0)
            return (size_t)(end - data) + 1;
    }
    return 0;
}

static void find_last_row(struct update_source *source)
{
    source->quoted = memchr(source->buffer, '"', source->filled) != NULL;
    source->end = 0;
    if (!source->quoted) {
        const char *last = memrchr(source->buffer, '\n', source->filled);
        source->end = last != NULL ? (size_t)(last - source->buffer) + 1 : 0;
        return;
    }
    for (size_t length; (length = update_row_length(source->buffer + source->end, source->filled - source->end)) > 0;)
        source->end += length;
}

enum churn_status update_source_next(struct update_source *source, struct churn_error *err)
{
    memmove(source->buffer, source->buffer + source->end, source->filled - source->end);
    source->filled -= source->end;
    source->begin = source->end = 0;
    while (source->end == 0) {
        size_t got = 0;
        enum churn_status status = make_room(source, err);
        if (status == CHURN_OK && !source->at_end)
            status =
                read_some(source->descriptor, source->buffer + source->filled, source->capacity - source->filled, &got, err);
        if (status != CHURN_OK)
            return status;
        source->at_end = got == 0;
        if (source->at_end)
            return source->filled == 0 ? CHURN_END : CHURN_DATA;
        sum_update(source->sum, source->buffer + source->filled, got);
        source->filled += got;
        find_last_row(source);
    }
    return CHURN_OK;
}

enum churn_status update_sum_file(int descriptor, struct sum *sum, struct churn_error *err)
{
    struct sum_state *state = NULL;
    char *block = malloc(UPDATE_BLOCK);
    size_t got = 1;
    enum churn_status status = sum_new(&state, err);
    if (status == CHURN_OK && block == NULL)
        status = churn_error_set(err, CHURN_MEMORY, "out of memory");
    if (status == CHURN_OK && lseek(descriptor, 0, SEEK_SET) != 0)
        status = churn_error_set(err, CHURN_IO, "read error: %s", strerror(errno));
    while (status == CHURN_OK && got > 0) {
        status = read_some(descriptor, block, UPDATE_BLOCK, &got, err);
        if (status == CHURN_OK)
            sum_update(state, block, got);
    }
    if (status == CHURN_OK)
        sum_value(state, sum);
    sum_free(state);
    free(block);
    return status;
}
