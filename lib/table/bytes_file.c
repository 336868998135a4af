/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes of a file or of standard input, by read(2). A regular file must be the same at the end as it was at the beginning: one
 * that is still being written gives figures that nobody can reproduce.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "table/bytes.h"

#define PIPE_SIZE (1 << 20) /* what Linux lets anybody have */

struct bytes_file {
    struct bytes bytes;
    int descriptor;
    struct stat before;
    struct bytes_head head;
    size_t head_given;
    atomic_ullong *passed; /* or NULL */
};

static enum churn_status fail(struct churn_error *err, const char *what)
{
    return churn_error_set(err, CHURN_IO, "%s: %s", what, strerror(errno));
}

static enum churn_status check_unchanged(const struct bytes_file *file, struct churn_error *err)
{
    struct stat now;
    if (!S_ISREG(file->before.st_mode))
        return CHURN_OK;
    if (fstat(file->descriptor, &now) != 0)
        return fail(err, "cannot examine");
    bool same = now.st_size == file->before.st_size && now.st_mtim.tv_sec == file->before.st_mtim.tv_sec &&
                now.st_mtim.tv_nsec == file->before.st_mtim.tv_nsec;
    if (!same)
        return churn_error_set(err, CHURN_DATA, "changed while being read; read it when it is complete");
    return CHURN_OK;
}

static enum churn_status read_descriptor(struct bytes_file *file, char *buffer, size_t size, size_t *got,
                                         struct churn_error *err)
{
    ssize_t length;
    do {
        length = read(file->descriptor, buffer, size);
    } while (length < 0 && errno == EINTR);
    if (length < 0)
        return fail(err, "read error");
    *got = (size_t)length;
    if (file->passed != NULL)
        atomic_fetch_add_explicit(file->passed, (size_t)length, memory_order_relaxed);
    return length == 0 ? check_unchanged(file, err) : CHURN_OK;
}

static enum churn_status file_read(struct bytes *bytes, char *buffer, size_t size, size_t *got, struct churn_error *err)
{
    struct bytes_file *file = (struct bytes_file *)bytes;
    size_t waiting = file->head.length - file->head_given;
    if (waiting == 0)
        return read_descriptor(file, buffer, size, got, err);
    *got = waiting < size ? waiting : size;
    memcpy(buffer, file->head.byte + file->head_given, *got);
    file->head_given += *got;
    return CHURN_OK;
}

static void file_free(struct bytes *bytes)
{
    struct bytes_file *file = (struct bytes_file *)bytes;
    if (file->descriptor > STDIN_FILENO)
        close(file->descriptor);
    free(file);
}

static enum churn_status look_at_head(struct bytes_file *file, struct churn_error *err)
{
    size_t got = 1;
    while (file->head.length < sizeof file->head.byte && got > 0) {
        char *room = (char *)file->head.byte + file->head.length;
        enum churn_status status = read_descriptor(file, room, sizeof file->head.byte - file->head.length, &got, err);
        if (status != CHURN_OK)
            return status;
        file->head.length += got;
    }
    return CHURN_OK;
}

/* A pipe holds 64 KiB unless told: with more of it, writer and reader wait less for each other. Where that is refused it stays.
 */
static void widen_pipe(const struct bytes_file *file)
{
    if (S_ISFIFO(file->before.st_mode))
        fcntl(file->descriptor, F_SETPIPE_SZ, PIPE_SIZE);
}

static enum churn_status open_file(struct bytes_file *file, const char *path, struct churn_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    file->descriptor = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file->descriptor < 0)
        return fail(err, "cannot open");
    if (fstat(file->descriptor, &file->before) != 0)
        return fail(err, "cannot examine");
    widen_pipe(file);
    return look_at_head(file, err);
}

enum churn_status bytes_file_new(const char *path, atomic_ullong *passed, struct bytes **bytes, struct bytes_head *head,
                                 struct churn_error *err)
{
    *bytes = NULL;
    struct bytes_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    file->bytes = (struct bytes){ file_read, file_free };
    file->passed = passed;
    *bytes = &file->bytes;
    enum churn_status status = open_file(file, path, err);
    *head = file->head;
    return status;
}
