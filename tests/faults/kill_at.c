/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded before a program (LD_PRELOAD): SIGKILL at its Nth call that changes a disk or gives a file back, N from KILL_AT,
 * before the call is made; where KILL_HALF is not empty, for a write, after half of its bytes. A program that makes fewer calls
 * ends as ever.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static long calls;

/* The real function, of any type: POSIX lets a data pointer hold it. */
#define REAL(function, name) (*(void **)(&(function)) = dlsym(RTLD_NEXT, (name)))

static bool is_due(void)
{
    static long due = -1;
    if (due < 0) {
        const char *text = getenv("KILL_AT");
        due = text != NULL ? atol(text) : 0;
    }
    return ++calls == due;
}

static void step(void)
{
    if (is_due())
        kill(getpid(), SIGKILL);
}

ssize_t write(int descriptor, const void *data, size_t length)
{
    ssize_t (*real)(int, const void *, size_t);
    REAL(real, "write");
    if (descriptor > STDERR_FILENO && is_due()) {
        const char *half = getenv("KILL_HALF");
        if (half != NULL && half[0] != '\0' && real(descriptor, data, length / 2) < 0)
            perror("kill_at");
        kill(getpid(), SIGKILL);
    }
    return real(descriptor, data, length);
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
    if (flags & O_CREAT)
        step();
    return real(path, flags, mode);
}

int fsync(int descriptor)
{
    int (*real)(int);
    REAL(real, "fsync");
    step();
    return real(descriptor);
}

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *);
    REAL(real, "rename");
    step();
    return real(from, to);
}

int unlink(const char *path)
{
    int (*real)(const char *);
    REAL(real, "unlink");
    step();
    return real(path);
}

int fchmod(int descriptor, mode_t mode)
{
    int (*real)(int, mode_t);
    REAL(real, "fchmod");
    step();
    return real(descriptor, mode);
}

int close(int descriptor)
{
    int (*real)(int);
    REAL(real, "close");
    step();
    return real(descriptor);
}
