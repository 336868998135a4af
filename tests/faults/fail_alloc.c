/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded before a program (LD_PRELOAD), it counts what the program and all its libraries ask of the heap, from the start of
 * main on. The Nth request is refused, ENOMEM:
 *
 *   FAIL_ALLOC=N        that one alone
 *   FAIL_ALLOC_FROM=N   that one and all that follow
 *   FAIL_TOUCHED=FILE   is made when a request is refused first: the run was not untouched
 *
 * Ahead of the address sanitizer it works too (verify_asan_link_order=0): what is not refused goes to the sanitizer's heap.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/* The real function, of any type: POSIX lets a data pointer hold it. */
#define REAL(function, name) (*(void **)(&(function)) = dlsym(RTLD_NEXT, (name)))

static atomic_bool counting;
static _Thread_local bool at_its_start; /* within what no program can mend: see pthread_getattr_np below */
static atomic_long requests;            /* of all threads */
static long fail_at, fail_from;
static const char *touched;

static long number(const char *name)
{
    const char *text = getenv(name);
    return text != NULL ? atol(text) : 0;
}

static bool refused(void)
{
    if (!counting || at_its_start)
        return false;
    long request = atomic_fetch_add(&requests, 1) + 1;
    if (request != fail_at && (fail_from == 0 || request < fail_from))
        return false;
    if (touched != NULL) {
        int mark = open(touched, O_WRONLY | O_CREAT, 0600);
        if (mark >= 0)
            close(mark);
        touched = NULL;
    }
    errno = ENOMEM;
    return true;
}

/* dlsym itself may ask for memory before the real functions are known: it gets some of this. */
static char early[1 << 14];
static size_t early_used;
static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void (*real_free)(void *);

static bool is_early(const void *pointer)
{
    return (const char *)pointer >= early && (const char *)pointer < early + sizeof early;
}

static void *early_alloc(size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (size > sizeof early - early_used)
        abort();
    early_used += size;
    return early + early_used - size;
}

static void find_real(void)
{
    static bool finding;
    if (real_realloc != NULL || finding)
        return;
    finding = true;
    REAL(real_free, "free");
    REAL(real_calloc, "calloc");
    REAL(real_malloc, "malloc");
    REAL(real_realloc, "realloc");
    finding = false;
}

void *malloc(size_t size)
{
    find_real();
    if (real_malloc == NULL)
        return early_alloc(size);
    return refused() ? NULL : real_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    find_real();
    if (real_calloc == NULL)
        return early_alloc(count * size); /* static memory is zero */
    return refused() ? NULL : real_calloc(count, size);
}

void *realloc(void *pointer, size_t size)
{
    find_real();
    if (pointer != NULL && is_early(pointer))
        abort();
    return refused() ? NULL : real_realloc(pointer, size);
}

void *reallocarray(void *pointer, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(pointer, bytes);
}

void free(void *pointer)
{
    find_real();
    if (pointer != NULL && !is_early(pointer))
        real_free(pointer);
}

int posix_memalign(void **pointer, size_t alignment, size_t size)
{
    int (*real)(void **, size_t, size_t);
    REAL(real, "posix_memalign");
    return refused() ? ENOMEM : real(pointer, alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    void *(*real)(size_t, size_t);
    REAL(real, "aligned_alloc");
    return refused() ? NULL : real(alignment, size);
}

/* What maps memory without a file is a request too: large tables do. */
#include <sys/mman.h>
void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset)
{
    void *(*real)(void *, size_t, int, int, int, off_t);
    REAL(real, "mmap");
    return flags & MAP_ANONYMOUS && refused() ? MAP_FAILED : real(address, length, protection, flags, descriptor, offset);
}

/*
 * The address sanitizer asks where the stack of each new thread lies, for which the C library wants memory, and gives up
 * without it. Nothing of that is the program's, so it is not counted.
 */
#include <pthread.h>
int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    int (*real)(pthread_t, pthread_attr_t *);
    REAL(real, "pthread_getattr_np");
    at_its_start = true;
    int error = real(thread, attributes);
    at_its_start = false;
    return error;
}

static int (*real_main)(int, char **, char **);

static int counted_main(int argc, char **argv, char **envp)
{
    fail_at = number("FAIL_ALLOC");
    fail_from = number("FAIL_ALLOC_FROM");
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
