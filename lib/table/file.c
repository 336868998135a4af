/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files that are whole or absent. The order is write, fsync, close, rename, fsync of the folder: whatever stops the machine
 * between any two of them, the target is the old file or the new one. A link is followed once, by realpath, and the file behind
 * it is replaced, so that
 * `-o /dev/stdout` and a link named latest.csv do what they say.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "table/file.h"
#include "table/write_behind.h"

#define EARLY ((uint64_t)8 << 20) /* the disk begins while the rest is computed, and fsync finds little left to wait for */

#define TRIES                                                                                                                  \
    100 /* names for a temporary before giving up: each try fails only where one is left from a killed run of the same pid */

enum churn_status file_fail(const struct churn_file *file, const char *what, struct churn_error *err)
{
    churn_error_set(err, CHURN_IO, "%s: %s", what, strerror(errno));
    error_place(err, file->standard ? "<stdout>" : file->path, 0, 0);
    return CHURN_IO;
}

size_t file_folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

enum churn_status file_open_temporary(struct churn_file *file, struct churn_error *err)
{
    static atomic_uint made; /* a run may write hundreds of files in one folder */
    for (unsigned attempt = 0; attempt < TRIES; attempt++) {
        int length = snprintf(file->temporary, sizeof file->temporary, "%.*s.churn-%ld-%u.tmp",
                              (int)file_folder_length(file->target), file->target, (long)getpid(), atomic_fetch_add(&made, 1));
        if (length < 0 || (size_t)length >= sizeof file->temporary) {
            errno = ENAMETOOLONG;
            break;
        }
        file->descriptor = open(file->temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (file->descriptor >= 0)
            return CHURN_OK;
        if (errno != EEXIST)
            break;
    }
    file->temporary[0] = '\0';
    return file_fail(file, "cannot create", err);
}

static enum churn_status open_direct(struct churn_file *file, struct churn_error *err)
{
    file->descriptor = open(file->target, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return file->descriptor < 0 ? file_fail(file, "cannot open", err) : CHURN_OK;
}

static enum churn_status open_named(struct churn_file *file, const char *path, struct churn_error *err)
{
    struct stat found;
    if (path[0] == '\0' || strlen(path) >= sizeof file->target) {
        errno = path[0] == '\0' ? ENOENT : ENAMETOOLONG;
        return file_fail(file, "cannot create", err);
    }
    memcpy(file->target, path, strlen(path) + 1);
    bool there = stat(path, &found) == 0;
    if (there && S_ISDIR(found.st_mode)) {
        errno = EISDIR;
        return file_fail(file, "cannot create", err);
    }
    if (there && !S_ISREG(found.st_mode))
        return open_direct(file, err); /* before any link is resolved: a pipe behind /proc has no path of its own */
    if (lstat(path, &found) == 0 && S_ISLNK(found.st_mode) && realpath(path, file->target) == NULL)
        return file_fail(file, "cannot follow the link", err);
    return file_open_temporary(file, err);
}

enum churn_status churn_file_new(const char *path, struct churn_file **file, struct churn_error *err)
{
    *file = calloc(1, sizeof **file);
    if (*file == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*file)->standard = path == NULL || strcmp(path, "-") == 0;
    (*file)->borrowed = (*file)->standard;
    (*file)->descriptor = STDOUT_FILENO;
    (*file)->path = path;
    if ((*file)->standard)
        return CHURN_OK;
    (*file)->descriptor = -1;
    enum churn_status status = open_named(*file, path, err);
    if (status != CHURN_OK) {
        churn_file_free(*file);
        *file = NULL;
    }
    return status;
}

/* On a disk where there is one; in memory where neither folder can be written or knows nameless files. */
enum churn_status churn_file_new_held(struct churn_file **file, struct churn_error *err)
{
    static const char *const folders[] = { "/var/tmp", "/tmp" };
    enum churn_status status = churn_file_new(NULL, file, err);
    if (status != CHURN_OK)
        return status;
    int descriptor = -1;
    for (size_t i = 0; descriptor < 0 && i < sizeof folders / sizeof folders[0]; i++)
        descriptor = open(folders[i], O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        descriptor = memfd_create("churn", MFD_CLOEXEC);
    (*file)->held = descriptor >= 0;
    if (descriptor >= 0) {
        (*file)->descriptor = descriptor;
        return CHURN_OK;
    }
    status = file_fail(*file, "no room to keep the rows until they are all read", err);
    churn_file_free(*file);
    *file = NULL;
    return status;
}

void churn_file_free(struct churn_file *file)
{
    if (file == NULL)
        return;
    write_behind_free(file->behind);
    if (file->descriptor >= 0 && (!file->borrowed || file->held))
        close(file->descriptor);
    if (file->temporary[0] != '\0')
        unlink(file->temporary);
    free(file);
}

bool file_write_all(int descriptor, const void *data, size_t length)
{
    const char *at = data;
    while (length > 0) {
        ssize_t done = write(descriptor, at, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        at += done;
        length -= (size_t)done;
    }
    return true;
}

/* Advice only: what comes of it fsync will say. */
static void write_early(struct churn_file *file)
{
    if (file->temporary[0] == '\0' || file->written - file->on_its_way < EARLY)
        return;
    sync_file_range(file->descriptor, (off64_t)file->on_its_way, (off64_t)(file->written - file->on_its_way),
                    SYNC_FILE_RANGE_WRITE);
    file->on_its_way = file->written;
}

static bool write_now(void *context, const void *data, size_t length)
{
    struct churn_file *file = context;
    if (!file_write_all(file->descriptor, data, length))
        return false;
    if (file->sum != NULL)
        sum_update(file->sum, data, length);
    file->written += length;
    write_early(file);
    return true;
}

enum churn_status churn_file_write(struct churn_file *file, const void *data, size_t length, struct churn_error *err)
{
    bool written = file->behind != NULL ? write_behind_put(file->behind, data, length) : write_now(file, data, length);
    return written ? CHURN_OK : file_fail(file, "write error", err);
}

void file_write_behind(struct churn_file *file)
{
    if (file->behind == NULL)
        file->behind = write_behind_new(write_now, file);
}

enum churn_status file_drain(struct churn_file *file, struct churn_error *err)
{
    bool written = file->behind == NULL || write_behind_drain(file->behind);
    int cause = errno;
    write_behind_free(file->behind);
    file->behind = NULL;
    errno = cause;
    return written ? CHURN_OK : file_fail(file, "write error", err);
}

static enum churn_status sync_folder(const struct churn_file *file, struct churn_error *err)
{
    char folder[PATH_MAX];
    size_t length = file_folder_length(file->target);
    memcpy(folder, file->target, length);
    folder[length] = '\0';
    int descriptor = open(length > 0 ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return file_fail(file, "cannot open the folder", err);
    int code = fsync(descriptor);
    int cause = errno;
    close(descriptor);
    errno = cause;
    return code == 0 || cause == EINVAL ? CHURN_OK : file_fail(file, "cannot sync the folder", err);
}

/*
 * Standard output is the caller's, who may want it on the disk or not, as of any other filter. Most devices, and pipes, have
 * nothing to sync (EINVAL, EROFS): that is no fault.
 */
static enum churn_status sync_and_close(struct churn_file *file, struct churn_error *err)
{
    if (!file->standard && fsync(file->descriptor) != 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
        return file_fail(file, "write error", err);
    int code = close(file->descriptor);
    file->descriptor = -1;
    return code == 0 ? CHURN_OK : file_fail(file, "write error", err);
}

/* What was held goes out; the file is standard output from here on. */
static enum churn_status release(struct churn_file *file, struct churn_error *err)
{
    char block[65536];
    enum churn_status status = CHURN_OK;
    int from = file->descriptor;
    off_t at = 0;
    file->descriptor = STDOUT_FILENO;
    file->held = false;
    while (status == CHURN_OK) {
        ssize_t length = pread(from, block, sizeof block, at);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            status = file_fail(file, "cannot read back", err);
        if (length <= 0)
            break;
        status = churn_file_write(file, block, (size_t)length, err);
        at += length;
    }
    close(from);
    return status;
}

enum churn_status churn_file_commit(struct churn_file *file, struct churn_error *err)
{
    enum churn_status status = file_drain(file, err);
    if (status == CHURN_OK && file->held)
        status = release(file, err);
    if (status == CHURN_OK)
        status = sync_and_close(file, err);
    if (status != CHURN_OK || file->temporary[0] == '\0')
        return status;
    if (rename(file->temporary, file->target) != 0)
        return file_fail(file, "cannot replace", err);
    file->temporary[0] = '\0';
    return sync_folder(file, err);
}

const char *churn_file_temporary(const struct churn_file *file)
{
    return file->temporary[0] != '\0' ? file->temporary : NULL;
}
