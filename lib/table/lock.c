/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lock that outlives no process: flock(2) on a file of its own, which is never renamed or removed, since a lock on a file
 * that another run has just replaced would guard nothing. flock(1) of a shell script waits for the same lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "table/lock.h"

static enum churn_status fail(const char *path, const char *what, struct churn_error *err)
{
    churn_error_set(err, CHURN_IO, "%s: %s", what, strerror(errno));
    error_place(err, path, 0, 0);
    return CHURN_IO;
}

static enum churn_status hold(int descriptor, const char *path, struct churn_error *err)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0)
        return fail(path, "cannot examine the lock", err);
    if (!S_ISREG(found.st_mode)) {
        churn_error_set(err, CHURN_IO, "is no regular file and cannot be a lock; move it away");
        error_place(err, path, 0, 0);
        return CHURN_IO;
    }
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return CHURN_OK;
    if (errno != EWOULDBLOCK)
        return fail(path, "cannot lock", err);
    churn_error_set(err, CHURN_LOCKED, "another run holds this lock; try again when it has ended");
    error_place(err, path, 0, 0);
    return CHURN_LOCKED;
}

enum churn_status lock_take(const char *path, int *lock, struct churn_error *err)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0600);
    if (descriptor < 0)
        return fail(path, "cannot open the lock", err);
    enum churn_status status = hold(descriptor, path, err);
    if (status == CHURN_OK)
        *lock = descriptor;
    else
        close(descriptor);
    return status;
}
