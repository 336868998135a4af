/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a ledger for a night: lock, list, state, and where its rows are read. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "customer/ledger_rows.h"
#include "customer/update.h"
#include "table/lock.h"

enum churn_status update_place(const struct churn_update *update, enum churn_status status, struct churn_error *err)
{
    if (status != CHURN_OK && err != NULL && err->file[0] == '\0')
        error_place(err, update->path, 0, 0);
    return status;
}

static enum churn_status fail(const struct churn_update *update, const char *what, struct churn_error *err)
{
    churn_error_set(err, CHURN_IO, "%s: %s", what, strerror(errno));
    return update_place(update, CHURN_IO, err);
}

enum churn_status update_refuse(const struct churn_update *update, const char *message, struct churn_error *err)
{
    churn_error_set(err, CHURN_DATA, "%s", message);
    return update_place(update, CHURN_DATA, err);
}

static enum churn_status look_at_ledger(struct churn_update *update, struct churn_error *err)
{
    static const unsigned char gzip[] = { 0x1f, 0x8b }, zstd[] = { 0x28, 0xb5, 0x2f, 0xfd };
    unsigned char head[4] = { 0 };
    if (fstat(update->ledger, &update->found) != 0)
        return fail(update, "cannot examine", err);
    if (!S_ISREG(update->found.st_mode))
        return update_refuse(update, "is no regular file; a ledger that is updated must be one", err);
    if (update->found.st_size == 0)
        return update_refuse(update, "is empty; remove it to begin a new ledger", err);
    if (pread(update->ledger, head, sizeof head, 0) < 0)
        return fail(update, "read error", err);
    if (memcmp(head, gzip, sizeof gzip) == 0 || memcmp(head, zstd, sizeof zstd) == 0)
        return update_refuse(update, "is packed; unpack it first: a ledger that is updated is plain CSV", err);
    return CHURN_OK;
}

/* Which sets there are: the header is one of eight that we write. */
static enum churn_status read_header(struct churn_update *update, struct churn_error *err)
{
    char line[512];
    ssize_t got = pread(update->source, line, sizeof line, 0);
    if (got < 0)
        return fail(update, "read error", err);
    for (int sets = 0; sets < 8; sets++) {
        struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
        char header[sizeof line];
        options.keep_orders = sets & 1;
        options.keep_days = sets & 2;
        options.keep_spend = sets & 4;
        size_t length = update_header(&options, header, sizeof header);
        if ((size_t)got >= length && memcmp(line, header, length) == 0) {
            update->carries = options;
            return CHURN_OK;
        }
    }
    return update_refuse_state(update, err);
}

size_t update_header(const struct churn_ledger_options *options, char *header, size_t size)
{
    size_t length = 0;
    for (enum ledger_column column = 0; column < LEDGER_COLUMNS; column++)
        if (ledger_has_column(options, column))
            length +=
                (size_t)snprintf(header + length, size - length, "%s%s", column > 0 ? "," : "", LEDGER_COLUMN_NAMES[column]);
    header[length++] = '\n';
    return length;
}

static enum churn_status open_ledger(struct churn_update *update, struct churn_error *err)
{
    update->ledger = open(update->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (update->ledger < 0 && errno == ENOENT)
        return update_begin_ledger(update, err);
    if (update->ledger < 0)
        return fail(update, "cannot open", err);
    enum churn_status status = look_at_ledger(update, err);
    update->kind = CHURN_UPDATE_FOREIGN;
    if (status == CHURN_OK)
        status = update->has_list ? update_choose_state(update, err) : update_begin_list(update, err);
    if (status != CHURN_OK)
        return status;
    if (update->kind == CHURN_UPDATE_FOREIGN)
        return update_adopt(update, err);
    update->source = update->ledger;
    return read_header(update, err);
}

static enum churn_status open_list(struct churn_update *update, struct churn_error *err)
{
    update->has_list = stat(update->list_path, &update->list_found) == 0;
    if (!update->has_list && errno != ENOENT) {
        churn_error_set(err, CHURN_IO, "cannot open: %s", strerror(errno));
        error_place(err, update->list_path, 0, 0);
        return CHURN_IO;
    }
    if (update->has_list && !S_ISREG(update->list_found.st_mode)) {
        churn_error_set(err, CHURN_IO, "cannot open: is no regular file");
        error_place(err, update->list_path, 0, 0);
        return CHURN_IO;
    }
    return update->has_list ? update_list_read(&update->list, update->list_path, err) : CHURN_OK;
}

/* Lock and list stand beside the file itself, by whatever link it is called. */
static enum churn_status set_paths(struct churn_update *update, const char *path, struct churn_error *err)
{
    struct stat found;
    if (strlen(path) + sizeof UPDATE_LIST_ENDING > PATH_MAX) {
        errno = ENAMETOOLONG;
        churn_error_set(err, CHURN_IO, "cannot open: %s", strerror(errno));
        error_place(err, path, 0, 0);
        return CHURN_IO;
    }
    memcpy(update->path, path, strlen(path) + 1);
    if (lstat(path, &found) == 0 && S_ISLNK(found.st_mode) && realpath(path, update->path) == NULL) {
        memcpy(update->path, path, strlen(path) + 1);
        return fail(update, "cannot follow the link", err);
    }
    int list = snprintf(update->list_path, PATH_MAX, "%s" UPDATE_LIST_ENDING, update->path);
    int lock = snprintf(update->lock_path, PATH_MAX, "%s.lock", update->path);
    errno = ENAMETOOLONG;
    return list < PATH_MAX && lock < PATH_MAX ? CHURN_OK : fail(update, "cannot open", err);
}

/* Before a lock is put beside a wrong name. */
static enum churn_status check_kind(const struct churn_update *update, struct churn_error *err)
{
    struct stat found;
    if (stat(update->path, &found) == 0 && !S_ISREG(found.st_mode))
        return update_refuse(update, "is no regular file; a ledger that is updated must be one", err);
    return CHURN_OK;
}

static enum churn_status begin(struct churn_update *update, const char *path, struct churn_error *err)
{
    enum churn_status status = set_paths(update, path, err);
    if (status == CHURN_OK)
        status = check_kind(update, err);
    if (status == CHURN_OK)
        status = idmap_init(&update->forget, err);
    if (status == CHURN_OK)
        status = lock_take(update->lock_path, &update->lock, err);
    if (status == CHURN_OK)
        status = open_list(update, err);
    return status == CHURN_OK ? open_ledger(update, err) : status;
}

enum churn_status churn_update_new(const char *path, bool any_bytes, struct churn_update **update, struct churn_error *err)
{
    *update = calloc(1, sizeof **update);
    if (*update == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*update)->any_bytes = any_bytes;
    (*update)->block = UPDATE_BLOCK;
    (*update)->lock = (*update)->ledger = (*update)->source = -1;
    (*update)->carries = (struct churn_ledger_options)CHURN_LEDGER_OPTIONS_INIT;
    enum churn_status status = begin(*update, path, err);
    if (status == CHURN_OK)
        return CHURN_OK;
    churn_update_free(*update);
    *update = NULL;
    return status;
}

void churn_update_free(struct churn_update *update)
{
    if (update == NULL)
        return;
    if (update->source >= 0 && update->source != update->ledger)
        close(update->source);
    if (update->ledger >= 0)
        close(update->ledger);
    update_list_clear(&update->list);
    update_list_clear(&update->night);
    idmap_clear(&update->forget);
    free(update->inputs);
    if (update->lock >= 0)
        close(update->lock);
    free(update);
}

enum churn_update_kind churn_update_found(const struct churn_update *update)
{
    return update->kind;
}

void churn_update_carries(const struct churn_update *update, struct churn_ledger_options *carries)
{
    if (update->kind == CHURN_UPDATE_ABSENT)
        return;
    carries->keep_orders = update->carries.keep_orders;
    carries->keep_days = update->carries.keep_days;
    carries->keep_spend = update->carries.keep_spend;
}

const char *churn_update_path(const struct churn_update *update)
{
    return update->path;
}

const char *churn_update_list_path(const struct churn_update *update)
{
    return update->list_path;
}

const char *churn_update_lock_path(const struct churn_update *update)
{
    return update->lock_path;
}
