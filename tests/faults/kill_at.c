/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded before a program (LD_PRELOAD), it counts the calls that change a disk or give a file back, by the names that the
 * library and the tools use. At the Nth:
 *
 *   KILL_AT=N    SIGKILL, before the call is made; where KILL_HALF is not empty, a write has written half of its bytes by then
 *   FAIL_AT=N    the call fails with ENOSPC; FAIL_FROM=N: that one and all that follow, but for close and unlink
 *   CALLS=FILE   every call is written down there, with the name it was given
 *
 * A program that makes fewer calls ends as ever.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The real function, of any type: POSIX lets a data pointer hold it. */
#define REAL(function, name) (*(void **)(&(function)) = dlsym(RTLD_NEXT, (name)))

static atomic_long calls; /* of all threads */

static long number(const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? atol(text) : 0;
}

static void write_down(const char *call, const char *name)
{
    char line[4200];
    const char *path = getenv("CALLS");
    int (*real_open)(const char *, int, ...);
    ssize_t (*real_write)(int, const void *, size_t);
    int (*real_close)(int);
    if (path == NULL)
        return;
    REAL(real_open, "open64");
    REAL(real_write, "write");
    REAL(real_close, "close");
    int length = snprintf(line, sizeof line, "%s %s\n", call, name);
    int log = real_open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (log >= 0 && real_write(log, line, (size_t)length) < 0)
        perror("kill_at");
    if (log >= 0)
        real_close(log);
}

/* The name behind a descriptor, as the system knows it. */
static const char *name_of(int descriptor)
{
    static _Thread_local char name[4096];
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, name, sizeof name - 1);
    name[length > 0 ? length : 0] = '\0';
    return name;
}

/* True where the call is to fail. */
static bool step(const char *call, const char *name, bool may_go_on)
{
    long call_number = atomic_fetch_add(&calls, 1) + 1;
    write_down(call, name);
    if (call_number == number("KILL_AT"))
        raise(SIGKILL);
    long from = number("FAIL_FROM");
    bool fails = call_number == number("FAIL_AT") || (from > 0 && call_number >= from && !may_go_on);
    if (fails)
        errno = ENOSPC;
    return fails;
}

ssize_t write(int descriptor, const void *data, size_t length)
{
    ssize_t (*real)(int, const void *, size_t);
    const char *half = getenv("KILL_HALF");
    REAL(real, "write");
    if (descriptor <= STDERR_FILENO)
        return real(descriptor, data, length);
    if (calls + 1 == number("KILL_AT") && half != NULL && half[0] != '\0' && real(descriptor, data, length / 2) < 0)
        perror("kill_at");
    return step("write", name_of(descriptor), false) ? -1 : real(descriptor, data, length);
}

/* Under this name the compiler makes open64 of it, as it does of the library's calls. */
int open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...);
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    REAL(real, "open64");
    if (flags & O_CREAT && step("create", path, false))
        return -1;
    return real(path, flags, mode);
}

int fsync(int descriptor)
{
    int (*real)(int);
    REAL(real, "fsync");
    return step("fsync", name_of(descriptor), false) ? -1 : real(descriptor);
}

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *);
    REAL(real, "rename");
    return step("rename", to, false) ? -1 : real(from, to);
}

int unlink(const char *path)
{
    int (*real)(const char *);
    REAL(real, "unlink");
    return step("unlink", path, true) ? -1 : real(path);
}

int fchmod(int descriptor, mode_t mode)
{
    int (*real)(int, mode_t);
    REAL(real, "fchmod");
    return step("fchmod", name_of(descriptor), false) ? -1 : real(descriptor, mode);
}

int close(int descriptor)
{
    int (*real)(int);
    REAL(real, "close");
    bool fails = step("close", name_of(descriptor), true);
    int code = real(descriptor);
    if (fails)
        errno = ENOSPC;
    return fails ? -1 : code;
}
