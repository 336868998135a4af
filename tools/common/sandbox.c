/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run may still do once its options are read, and before it reads a byte of anybody's data: read the files that it was
 * given, write where it was told to, and nothing else; no other file, no network, no other program. So whoever found a hole in
 * the reading of a hostile file would find little behind it.
 *
 * The files are known from the kinds of the options and from the operands, so that a new option has its place here by being
 * declared. A kernel that has no such means (or keeps them from containers) is no reason to fail, unless --sandbox=require.
 *
 * What is built with a sanitizer or to measure coverage has none: those write files of their own at the end.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/landlock.h"
#include "common/state.h"

/* Where the C library finds what --encoding names: modules and the libraries these need. */
static const char *const OF_ENCODINGS[] = { "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/libexec", "/etc/ld.so.cache" };
/* Where a C library may look for the number of processors. */
static const char *const OF_ALL[] = { "/sys/devices/system/cpu" };
/* Where rows are held that do not fit in memory, or must not go out before they are all good: churn_file_new_held. */
static const char *const WITHOUT_A_FOLDER[] = { "/var/tmp", "/tmp" };

static bool allow_all(const struct landlock *landlock, const char *const *paths, size_t count, enum landlock_use use)
{
    bool allowed = true;
    for (size_t i = 0; allowed && i < count; i++)
        allowed = landlock_allow(landlock, paths[i], use);
    return allowed;
}

#define ALLOW_ALL(landlock, paths, use) allow_all(landlock, paths, sizeof(paths) / sizeof(paths)[0], use)

/* The folder of the file that a path leads to, behind a link too: there the new file is made. */
static bool allow_beside(const struct landlock *landlock, const char *path)
{
    char target[PATH_MAX];
    struct stat found;
    if (lstat(path, &found) != 0 || !S_ISLNK(found.st_mode) || realpath(path, target) == NULL) {
        if (strlen(path) >= sizeof target)
            return true; /* no file can be there */
        memcpy(target, path, strlen(path) + 1);
    }
    char *slash = strrchr(target, '/');
    if (slash == NULL)
        return landlock_allow(landlock, ".", LANDLOCK_KEEP);
    slash[1] = '\0';
    return landlock_allow(landlock, target, LANDLOCK_KEEP);
}

/* A device or a named pipe is written where it stands. */
static bool allow_output(const struct landlock *landlock, const char *path)
{
    if (output_needs_temporary(path))
        return allow_beside(landlock, path);
    return output_is_standard(path) || landlock_allow(landlock, path, LANDLOCK_WRITE);
}

static bool allow_option(const struct landlock *landlock, const struct bound_option *bound)
{
    if (!cli_option_is_path(bound->option))
        return true;
    const char *path = *(const char *const *)((const char *)bound->base + bound->option->offset);
    if (path == NULL)
        return true;
    switch (bound->option->kind) {
    case CLI_INPUT_FILE:
        return landlock_allow(landlock, path, LANDLOCK_READ);
    case CLI_OUTPUT_FILE:
        return allow_output(landlock, path);
    case CLI_KEPT_FILE:
        return allow_beside(landlock, path);
    case CLI_FOLDER:
        return landlock_allow(landlock, path, LANDLOCK_KEEP);
    default:
        return true;
    }
}

/* A ledger's list of inputs, which lies beside it; the ledger is held against it. */
static bool allow_list(const struct landlock *landlock, const char *operand)
{
    char path[PATH_MAX + 8];
    struct stat found;
    if (realpath(operand, path) == NULL)
        return true; /* the reader will say so */
    memcpy(path + strlen(path), ".inputs", sizeof ".inputs");
    return stat(path, &found) != 0 || !S_ISREG(found.st_mode) || landlock_allow(landlock, path, LANDLOCK_READ);
}

static bool allow_what_is_named(const struct cli *cli, const struct landlock *landlock)
{
    const struct option_list *list = &cli->state->list;
    bool allowed = allow_all(landlock, cli->operands, cli->operand_count, LANDLOCK_READ);
    for (size_t i = 0; allowed && i < cli->operand_count; i++)
        allowed = allow_list(landlock, cli->operands[i]);
    for (size_t i = 0; allowed && i < list->count; i++)
        allowed = allow_option(landlock, &list->options[i]);
    return allowed;
}

static bool allow_what_is_needed(const struct cli *cli, const struct landlock *landlock)
{
    return ALLOW_ALL(landlock, OF_ALL, LANDLOCK_READ) &&
           (cli->settings.encoding == NULL || ALLOW_ALL(landlock, OF_ENCODINGS, LANDLOCK_READ)) &&
           (output_needs_temporary(cli->settings.output) || ALLOW_ALL(landlock, WITHOUT_A_FOLDER, LANDLOCK_KEEP));
}

static bool restrict_files(const struct cli *cli)
{
    struct landlock landlock;
    if (!landlock_open(&landlock))
        return false;
    if (allow_what_is_named(cli, &landlock) && allow_what_is_needed(cli, &landlock))
        return landlock_enter(&landlock);
    int cause = errno;
    landlock_close(&landlock);
    errno = cause;
    return false;
}

/* Both, as far as the system can. */
static bool give_up(const struct cli *cli)
{
#ifdef CHURN_NO_SANDBOX
    (void)cli, (void)restrict_files;
    errno = ENOSYS;
    return false;
#else
    bool restricted = restrict_files(cli);
    int cause = errno;
    bool refused = refuse_calls();
    errno = restricted ? errno : cause;
    return restricted && refused;
#endif
}

enum churn_status sandbox_enter(const struct cli *cli, struct churn_error *err)
{
    unsigned wanted = cli->settings.sandbox;
    if (wanted == CLI_SANDBOX_OFF || give_up(cli) || wanted == CLI_SANDBOX_AUTO)
        return CHURN_OK;
    return churn_error_set(err, CHURN_IO, "--sandbox=require: this system cannot: %s", strerror(errno));
}
