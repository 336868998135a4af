/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What last night's index names and tonight's will not: lists to remove, and nothing else. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "winback/owners.h"

static bool is_ours_tonight(const struct winback_owners *owners, const char *path)
{
    for (size_t i = 0; i < owners->groups.count; i++)
        if (strcmp(owners->lists[i].path, path) == 0)
            return true;
    return false;
}

/* A row of last night's index, whose file must be the one its owner has: else it is no index of ours. */
static enum churn_status look_at_old(struct winback_owners *owners, struct churn_reader *reader, const size_t *column,
                                     const struct churn_text *cells, struct churn_error *err)
{
    char path[PATH_MAX];
    struct churn_text file = cells[column[1]];
    enum churn_status status = owners_path(owners->folder, cells[column[0]], path, err);
    if (status != CHURN_OK)
        return status;
    const char *name = path + strlen(owners->folder) + 1;
    if (strlen(name) != file.length || memcmp(name, file.data, file.length) != 0) {
        struct churn_error reason;
        churn_error_set(&reason, CHURN_DATA, "is not the name of that owner's list; is this an index of ours?");
        status = churn_reader_reject(reader, column[1], true, &reason, err);
        return status == CHURN_OK ? CHURN_DATA : status;
    }
    if (is_ours_tonight(owners, path))
        return CHURN_OK;
    char(*grown)[PATH_MAX] = reallocarray(owners->stale, owners->stale_count + 1, sizeof *grown);
    if (grown == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    owners->stale = grown;
    memcpy(owners->stale[owners->stale_count++], path, sizeof path);
    return CHURN_OK;
}

static enum churn_status take_fault(void *context, const struct churn_error *fault, struct churn_text row,
                                    struct churn_error *err)
{
    (void)context;
    (void)row;
    *err = *fault;
    return CHURN_DATA;
}

enum churn_status owners_read_index(struct winback_owners *owners, struct churn_error *err)
{
    static const char *const names[] = { "owner", "file" };
    const char *path = owners->index_path;
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader = NULL;
    const struct churn_text *cells;
    size_t column[2];
    if (access(path, F_OK) != 0)
        return CHURN_OK;
    options.paths = &path;
    options.path_count = 1;
    options.any_bytes = true;
    options.on_fault = take_fault;
    enum churn_status status = churn_reader_new(&options, &reader, err);
    for (size_t i = 0; status == CHURN_OK && i < 2; i++)
        status = churn_reader_find(reader, names[i], NULL, &column[i], err);
    while (status == CHURN_OK && (status = churn_reader_next(reader, &cells, err)) == CHURN_OK)
        status = look_at_old(owners, reader, column, cells, err);
    churn_reader_free(reader);
    return status == CHURN_END ? CHURN_OK : status;
}

void winback_owners_sweep(struct cli *cli, const struct winback_owners *owners)
{
    for (size_t i = 0; i < owners->stale_count; i++)
        if (unlink(owners->stale[i]) != 0 && errno != ENOENT)
            cli_note(cli, "the list of an owner who has no customers any more could not be removed: %s", strerror(errno));
}
