/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kept ledger is plain CSV, so a changed digit in it reads as well as a right one. Where its list of inputs lies beside it,
 * the list has the sum of every state that --update left: who reads the ledger holds it against these. One that was copied
 * elsewhere has no list and is taken as it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "customer/update.h"

/* Beside the file itself, by whatever link it is called. False: there is none, or none that may be read. */
static bool find_list(const char *path, char list_path[PATH_MAX])
{
    char target[PATH_MAX];
    struct stat found;
    bool is_link = lstat(path, &found) == 0 && S_ISLNK(found.st_mode);
    if (strcmp(path, "-") == 0 || (is_link && realpath(path, target) == NULL) || stat(path, &found) != 0 ||
        !S_ISREG(found.st_mode))
        return false;
    int length = snprintf(list_path, PATH_MAX, "%s" UPDATE_LIST_ENDING, is_link ? target : path);
    return length < PATH_MAX && stat(list_path, &found) == 0 && S_ISREG(found.st_mode) && access(list_path, R_OK) == 0;
}

static enum churn_status sum_path(const char *path, struct sum *sum, struct churn_error *err)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return churn_error_set(err, CHURN_IO, "cannot open: %s", strerror(errno));
    enum churn_status status = update_sum_file(descriptor, sum, err);
    close(descriptor);
    return status;
}

enum churn_status update_check_kept(const char *path, struct churn_error *err)
{
    char list_path[PATH_MAX];
    struct update_list list = { .count = 0 };
    struct sum sum;
    size_t line;
    if (!find_list(path, list_path))
        return CHURN_OK;
    /* The ledger first: a run that ends meanwhile puts its list in place before its ledger, and keeps the state before it. */
    enum churn_status status = sum_path(path, &sum, err);
    if (status != CHURN_OK) {
        error_place(err, path, 0, 0);
        return status;
    }
    status = update_list_read(&list, list_path, err);
    if (status == CHURN_OK && !update_find_state(&list, &sum, &line)) {
        status = churn_error_set(err, CHURN_DATA, "%s", UPDATE_STRANGE);
        error_place(err, path, 0, 0);
    }
    update_list_clear(&list);
    return status;
}
