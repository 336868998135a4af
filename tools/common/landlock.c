/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The three system calls of Landlock, which the C library does not wrap. Their structs and bits stand here, since the headers
 * of a build machine may be older than the kernel that a tool runs on; a kernel is asked only for what its version knows.
 */
#include "common/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset /* the same numbers everywhere */
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

#define ASK_VERSION 1
#define RULE_PATH_BENEATH 1

/* Rights to files, by bit. */
#define EXECUTE UINT64_C(1)
#define WRITE_FILE (UINT64_C(1) << 1)
#define READ_FILE (UINT64_C(1) << 2)
#define READ_DIR (UINT64_C(1) << 3)
#define REMOVE_FILE (UINT64_C(1) << 5)
#define MAKE_REG (UINT64_C(1) << 8)
#define TRUNCATE (UINT64_C(1) << 14)
#define OF_FILES (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE) /* the others are of folders only */

#define NETWORK UINT64_C(3) /* bind and connect over TCP */
#define SCOPES UINT64_C(3)  /* abstract sockets and signals of others */

/* Bits of rights to files that a version knows: 13, then REFER, TRUNCATE and, with version 5, IOCTL_DEV. */
static uint64_t rights_of(long version)
{
    unsigned bits = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;
    return (UINT64_C(1) << bits) - 1;
}

bool landlock_open(struct landlock *landlock)
{
    struct handled {
        uint64_t files, network, scopes;
    } handled;
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
    landlock->rules = -1;
    if (version < 1)
        return false;
    landlock->rights = rights_of(version);
    handled.files = landlock->rights;
    handled.network = NETWORK;
    handled.scopes = SCOPES;
    size_t size = version >= 6   ? sizeof handled
                  : version >= 4 ? offsetof(struct handled, scopes)
                                 : offsetof(struct handled, network);
    landlock->rules = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
    return landlock->rules >= 0;
}

static uint64_t rights_for(enum landlock_use use)
{
    switch (use) {
    case LANDLOCK_READ:
        return READ_FILE | READ_DIR;
    case LANDLOCK_WRITE:
        return WRITE_FILE | TRUNCATE;
    case LANDLOCK_KEEP:
        return READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | MAKE_REG | REMOVE_FILE;
    }
    return 0;
}

static bool add(const struct landlock *landlock, int path, uint64_t rights)
{
    struct __attribute__((packed)) {
        uint64_t rights;
        int32_t path;
    } rule = { rights, path };
    return syscall(SYS_landlock_add_rule, landlock->rules, RULE_PATH_BENEATH, &rule, 0) == 0 || errno == EBADFD;
}

bool landlock_allow(const struct landlock *landlock, const char *path, enum landlock_use use)
{
    struct stat found;
    int descriptor = open(path, O_PATH | O_CLOEXEC);
    if (descriptor < 0)
        return true;
    uint64_t rights = rights_for(use) & landlock->rights;
    if (fstat(descriptor, &found) == 0 && !S_ISDIR(found.st_mode))
        rights &= OF_FILES;
    bool added = add(landlock, descriptor, rights);
    int cause = errno;
    close(descriptor);
    errno = cause;
    return added;
}

bool landlock_enter(struct landlock *landlock)
{
    bool entered = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, landlock->rules, 0) == 0;
    int cause = errno;
    landlock_close(landlock);
    errno = cause;
    return entered;
}

void landlock_close(struct landlock *landlock)
{
    if (landlock->rules >= 0)
        close(landlock->rules);
    landlock->rules = -1;
}
