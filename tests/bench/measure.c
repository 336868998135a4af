/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of a program, measured:  measure [-i FILE] [-o FILE] [-e FILE] PROGRAM [ARGUMENT]...
 *
 * -i, -o, -e redirect the standard streams (default: /dev/null; -o makes a new file). Prints one line: wall, user and system
 * seconds, peak memory in KiB, bytes read and written (of the program itself, not of those it starts), status. Memory is that
 * of wait4, of the program or of the largest it waited for; this program is small, so what it counts of its own between fork
 * and exec is nothing.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void redirect(int descriptor, const char *path)
{
    int flags = descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC;
    int file = open(path, flags, 0600);
    if (file < 0 || dup2(file, descriptor) < 0) {
        perror(path);
        _exit(126);
    }
    close(file);
}

/* Of a process that has ended but was not waited for. */
static void bytes_passed(pid_t child, unsigned long long *bytes_read, unsigned long long *bytes_written)
{
    char line[100];
    snprintf(line, sizeof line, "/proc/%d/io", (int)child);
    FILE *file = fopen(line, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        sscanf(line, "rchar: %llu", bytes_read);
        sscanf(line, "wchar: %llu", bytes_written);
    }
    if (file != NULL)
        fclose(file);
}

int main(int argc, char **argv)
{
    const char *paths[3] = { "/dev/null", "/dev/null", "/dev/null" };
    int option, status;
    while ((option = getopt(argc, argv, "+i:o:e:")) != -1) {
        if (option == '?')
            return 2;
        paths[option == 'i' ? 0 : option == 'o' ? 1 : 2] = optarg;
    }
    if (optind == argc)
        return 2;
    double start = now();
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 3; i++)
            redirect(i, paths[i]);
        execvp(argv[optind], argv + optind);
        _exit(127);
    }
    siginfo_t ended;
    struct rusage usage;
    unsigned long long bytes_read = 0, bytes_written = 0;
    if (child < 0 || waitid(P_PID, (id_t)child, &ended, WEXITED | WNOWAIT) != 0)
        return 3;
    double wall = now() - start;
    bytes_passed(child, &bytes_read, &bytes_written);
    if (wait4(child, &status, 0, &usage) != child)
        return 3;
    printf("%.6f %.6f %.6f %ld %llu %llu %d\n", wall, seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss,
           bytes_read, bytes_written, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
