/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded into a tool: as soon as it reads its input, tries what somebody would try who had taken it over by a hostile file, and
 * says on standard error how each attempt went. The environment says where: INTRUDER_INPUT, the input; INTRUDER_NEAR, a file
 * beside it; INTRUDER_FAR, a folder elsewhere.
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *attempt, bool went)
{
    char line[200];
    int length = snprintf(line, sizeof line, "intruder: %s: %s\n", attempt, went ? "done" : strerror(errno));
    if (length > 0 && write(STDERR_FILENO, line, (size_t)length) < 0)
        _exit(99);
}

static void try_file(const char *attempt, const char *path, int flags)
{
    int descriptor = open(path, flags, 0600);
    say(attempt, descriptor >= 0);
    if (descriptor >= 0)
        close(descriptor);
}

static void try_program(void)
{
    pid_t child;
    char path[] = "/bin/true", *words[] = { path, NULL };
    errno = posix_spawn(&child, path, NULL, NULL, words, NULL);
    bool began = errno == 0;
    say("start a program", began);
    if (began)
        waitpid(child, NULL, 0);
}

static void try_socket(const char *attempt, int family)
{
    int descriptor = socket(family, SOCK_STREAM, 0);
    say(attempt, descriptor >= 0);
    if (descriptor >= 0)
        close(descriptor);
}

static void try_to_make(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/file", folder);
    try_file("make a file elsewhere", path, O_WRONLY | O_CREAT);
    snprintf(path, sizeof path, "%s/folder", folder);
    say("make a folder", mkdir(path, 0700) == 0);
    snprintf(path, sizeof path, "%s/link", folder);
    say("make a link", symlink("/etc/passwd", path) == 0);
}

static void intrude(void)
{
    const char *near = getenv("INTRUDER_NEAR"), *far = getenv("INTRUDER_FAR");
    if (near == NULL || far == NULL)
        _exit(99);
    try_file("read a system file", "/etc/passwd", O_RDONLY);
    try_file("read a file beside the input", near, O_RDONLY);
    try_file("write over a file beside the input", near, O_WRONLY);
    say("remove a file beside the input", unlink(near) == 0);
    try_to_make(far);
    try_program();
    try_socket("open a socket", AF_INET);
    try_socket("open a local socket", AF_UNIX);
    say("signal its parent", kill(getppid(), 0) == 0);
    say("look into its parent", ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0);
}

static bool is_input(int descriptor)
{
    struct stat input, found;
    const char *path = getenv("INTRUDER_INPUT");
    return path != NULL && stat(path, &input) == 0 && fstat(descriptor, &found) == 0 && found.st_dev == input.st_dev &&
           found.st_ino == input.st_ino;
}

ssize_t read(int descriptor, void *data, size_t size);
ssize_t read(int descriptor, void *data, size_t size)
{
    static atomic_flag in;
    static ssize_t (*next)(int, void *, size_t);
    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "read");
    if (is_input(descriptor) && !atomic_flag_test_and_set(&in))
        intrude();
    return next(descriptor, data, size);
}
