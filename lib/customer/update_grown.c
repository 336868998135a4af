/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problem: an export that is appended to day after day is another file each night, and all of its old rows would count again.
 * Method: where an input is as long so far as an earlier one was in all, the digest of what was read so far says whether it is
 * that one. An earlier input without a row (the header alone, or blank lines behind it) is the beginning of many, and does no
 * harm.
 */
#include <stdlib.h>
#include <string.h>

#include "customer/update.h"

static int by_length(const void *a, const void *b)
{
    const struct update_line *x = *(const struct update_line *const *)a, *y = *(const struct update_line *const *)b;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static void gather(const struct update_list *list, struct update_starts *starts)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->lines[i].has_digest && list->lines[i].bytes > 0)
            starts->lines[starts->count++] = &list->lines[i];
}

enum churn_status update_starts_init(struct update_starts *starts, const struct churn_update *update, struct churn_error *err)
{
    size_t most = update->list.count + update->night.count;
    *starts = (struct update_starts){ .lines = reallocarray(NULL, most + 1, sizeof *starts->lines) };
    if (starts->lines == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    gather(&update->list, starts);
    gather(&update->night, starts);
    qsort(starts->lines, starts->count, sizeof *starts->lines, by_length);
    return CHURN_OK;
}

void update_starts_clear(struct update_starts *starts)
{
    free(starts->lines);
    *starts = (struct update_starts){ .lines = NULL };
}

/* The lines as long as what was read so far; the longest that is the same is kept. */
static void compare(struct update_starts *starts, const struct digest_state *state)
{
    struct digest digest;
    digest_value(state, &digest);
    for (; starts->next < starts->count && starts->lines[starts->next]->bytes == starts->read; starts->next++)
        if (starts->has_rows && memcmp(&starts->lines[starts->next]->digest, &digest, sizeof digest) == 0)
            starts->found = starts->lines[starts->next];
}

/* Is anything but line ends behind the header? */
static bool has_rows(const struct update_starts *starts, const char *data, size_t length)
{
    bool begun = starts->header > 0 && starts->read + length > starts->header;
    for (size_t i = begun && starts->header > starts->read ? (size_t)(starts->header - starts->read) : 0; begun && i < length;
         i++)
        if (data[i] != '\n' && data[i] != '\r')
            return true;
    return false;
}

void update_starts_feed(struct update_starts *starts, struct digest_state *state, const char *data, size_t length)
{
    const char *newline = starts->header == 0 ? memchr(data, '\n', length) : NULL;
    if (newline != NULL)
        starts->header = starts->read + (uint64_t)(newline - data) + 1;
    while (length > 0) {
        uint64_t until = starts->next < starts->count ? starts->lines[starts->next]->bytes - starts->read : UINT64_MAX;
        size_t part = until < length ? (size_t)until : length;
        starts->has_rows = starts->has_rows || has_rows(starts, data, part);
        digest_update(state, data, part);
        starts->read += part;
        data += part;
        length -= part;
        if (part == until)
            compare(starts, state);
    }
}
