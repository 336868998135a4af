/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded before a program (LD_PRELOAD), it counts the program's calls of the system for files, from the start of main on: open,
 * read, write, seek, size, sync, rename, lock, close. The Nth fails with errno FAIL_ERRNO (a number; default EIO):
 *
 *   FAIL_IO=N           that one alone
 *   FAIL_IO_FROM=N      that one and all that follow, but close and unlink, as on a disk that is gone
 *   FAIL_TOUCHED=FILE   is made when a call fails first, and holds what must come of it: "3" where data or their name may be
 * lost (sync, rename, close of what was written), "0" where the call is to be tried again (EINTR), else nothing SHORT_IO=SEED
 * nothing fails, but reads and writes do less than they were asked for, by chance
 *
 * A close that fails has closed. What goes to standard error is left alone.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define DESCRIPTORS 256 /* that are watched */

/* The real function, of any type: POSIX lets a data pointer hold it. */
#define REAL(function, name) (*(void **)(&(function)) = dlsym(RTLD_NEXT, (name)))

static atomic_bool counting;
static atomic_long calls; /* of all threads */
static atomic_ulong chance;
static long fail_at, fail_from, fail_errno;
static const char *touched;
static atomic_bool written[DESCRIPTORS]; /* since it was opened */

static long number(const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? atol(text) : 0;
}

static int real_open_file(const char *path, int flags, mode_t mode)
{
    int (*real)(const char *, int, ...);
    REAL(real, "open64");
    return real(path, flags, mode);
}

/* What must come of a call that fails, as said in FAIL_TOUCHED. */
enum kind { LOSES, TRANSFERS, OTHER };

static void mark(enum kind kind)
{
    int (*real_close)(int);
    ssize_t (*real_write)(int, const void *, size_t);
    REAL(real_close, "close");
    REAL(real_write, "write");
    const char *must = kind == LOSES ? "3" : kind == TRANSFERS && fail_errno == EINTR ? "0" : "";
    int file = real_open_file(touched, O_WRONLY | O_CREAT, 0600);
    if (file < 0 || real_write(file, must, must[0] != '\0') < 0 || real_close(file) != 0)
        _exit(99);
    touched = NULL;
}

static bool fails(bool may_go_on, enum kind kind)
{
    if (!counting)
        return false;
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (call != fail_at && (fail_from == 0 || call < fail_from || may_go_on))
        return false;
    if (touched != NULL)
        mark(kind);
    errno = (int)fail_errno;
    return true;
}

/* Was it written to under a name, or is it standard output? What has no name is gone with its descriptor anyhow. */
static bool holds_output(int descriptor)
{
    int (*real)(int, struct stat *);
    struct stat found;
    REAL(real, "fstat64");
    return descriptor >= 0 && descriptor < DESCRIPTORS && written[descriptor] && real(descriptor, &found) == 0 &&
           found.st_nlink > 0;
}

/* At least one byte of what was asked for. */
static size_t shorten(size_t length)
{
    if (chance == 0 || length < 2)
        return length;
    uint64_t next = atomic_fetch_add(&chance, 0x9e3779b97f4a7c15U);
    next = (next ^ next >> 30) * 0xbf58476d1ce4e5b9U;
    next = (next ^ next >> 27) * 0x94d049bb133111ebU;
    next ^= next >> 31;
    return 1 + next % (next % 4 == 0 ? length : length < 64 ? length : 64);
}

ssize_t read(int descriptor, void *data, size_t length)
{
    ssize_t (*real)(int, void *, size_t);
    REAL(real, "read");
    return fails(false, TRANSFERS) ? -1 : real(descriptor, data, shorten(length));
}

ssize_t pread(int descriptor, void *data, size_t length, off_t offset)
{
    ssize_t (*real)(int, void *, size_t, off_t);
    REAL(real, "pread64");
    return fails(false, TRANSFERS) ? -1 : real(descriptor, data, shorten(length), offset);
}

ssize_t write(int descriptor, const void *data, size_t length)
{
    ssize_t (*real)(int, const void *, size_t);
    REAL(real, "write");
    if (descriptor == STDERR_FILENO)
        return real(descriptor, data, length);
    if (descriptor >= 0 && descriptor < DESCRIPTORS)
        written[descriptor] = true;
    return fails(false, TRANSFERS) ? -1 : real(descriptor, data, shorten(length));
}

/* Under this name the compiler makes open64 of it, as it does of the library's calls. */
int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return fails(false, OTHER) ? -1 : real_open_file(path, flags, mode);
}

int fstat(int descriptor, struct stat *found)
{
    int (*real)(int, struct stat *);
    REAL(real, "fstat64");
    return fails(false, OTHER) ? -1 : real(descriptor, found);
}

off_t lseek(int descriptor, off_t offset, int whence)
{
    off_t (*real)(int, off_t, int);
    REAL(real, "lseek64");
    return fails(false, OTHER) ? -1 : real(descriptor, offset, whence);
}

int fsync(int descriptor)
{
    int (*real)(int);
    REAL(real, "fsync");
    return fails(false, LOSES) ? -1 : real(descriptor);
}

int rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *);
    REAL(real, "rename");
    return fails(false, LOSES) ? -1 : real(from, to);
}

int flock(int descriptor, int operation)
{
    int (*real)(int, int);
    REAL(real, "flock");
    return fails(false, OTHER) ? -1 : real(descriptor, operation);
}

int fchmod(int descriptor, mode_t mode)
{
    int (*real)(int, mode_t);
    REAL(real, "fchmod");
    return fails(false, OTHER) ? -1 : real(descriptor, mode);
}

int unlink(const char *path)
{
    int (*real)(const char *);
    REAL(real, "unlink");
    return fails(true, OTHER) ? -1 : real(path);
}

int close(int descriptor)
{
    int (*real)(int);
    REAL(real, "close");
    bool failed = fails(true, holds_output(descriptor) ? LOSES : OTHER);
    if (descriptor >= 0 && descriptor < DESCRIPTORS)
        written[descriptor] = false;
    int code = real(descriptor);
    if (failed)
        errno = (int)fail_errno;
    return failed ? -1 : code;
}

static int (*real_main)(int, char **, char **);

static int counted_main(int argc, char **argv, char **envp)
{
    fail_at = number("FAIL_IO");
    fail_from = number("FAIL_IO_FROM");
    fail_errno = number("FAIL_ERRNO") > 0 ? number("FAIL_ERRNO") : EIO;
    chance = (unsigned long)number("SHORT_IO");
    touched = getenv("FAIL_TOUCHED");
    counting = true;
    return real_main(argc, argv, envp);
}

/* The C library's start of every program: main is entered through us. */
int __libc_start_main(int (*entry)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end);
int __libc_start_main(int (*entry)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end)
{
    int (*real)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
    REAL(real, "__libc_start_main");
    real_main = entry;
    return real(counted_main, argc, argv, init, fini, rtld_fini, stack_end);
}
