/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files for those who keep one night after night: what the file before looked like, sums of what is written, nameless files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "table/file.h"

enum churn_status file_keep_mode(struct churn_file *file, const struct stat *model, struct churn_error *err)
{
    struct stat made;
    mode_t mode = model->st_mode & 0777;
    if (file->temporary[0] == '\0')
        return CHURN_OK;
    if (fstat(file->descriptor, &made) != 0)
        return file_fail(file, "cannot examine", err);
    bool strange = made.st_uid != model->st_uid || made.st_gid != model->st_gid;
    if (strange && fchown(file->descriptor, model->st_uid, model->st_gid) != 0 &&
        fchown(file->descriptor, (uid_t)-1, model->st_gid) != 0)
        mode &= 0700;
    return fchmod(file->descriptor, mode) == 0 ? CHURN_OK : file_fail(file, "cannot set the mode", err);
}

void file_sum(struct churn_file *file, struct sum_state *sum)
{
    file->sum = sum;
}

/* Filesystems without O_TMPFILE get a name for a moment. */
enum churn_status file_nameless(const char *path, int *descriptor, struct churn_error *err)
{
    char folder[PATH_MAX] = ".";
    size_t length = file_folder_length(path);
    if (length > 0 && length < sizeof folder)
        snprintf(folder, sizeof folder, "%.*s", (int)length, path);
    *descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (*descriptor >= 0)
        return CHURN_OK;
    struct churn_file named = { .path = path };
    snprintf(named.target, sizeof named.target, "%s", path);
    enum churn_status status = file_open_temporary(&named, err);
    if (status != CHURN_OK)
        return status;
    unlink(named.temporary);
    *descriptor = named.descriptor;
    return CHURN_OK;
}

enum churn_status file_over(int descriptor, const char *path, struct churn_file **file, struct churn_error *err)
{
    *file = calloc(1, sizeof **file);
    if (*file == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*file)->descriptor = descriptor;
    (*file)->borrowed = true;
    (*file)->path = path;
    return CHURN_OK;
}
