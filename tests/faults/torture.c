/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One command run again and again, each time with another step that fails, until it runs through untouched:
 *
 *   torture [-e VARIABLE]... [-o FILE]... [-p LIBRARY[:LIBRARY]] -- COMMAND ARGUMENT...
 *
 * For N = 1, 2, ... and each VARIABLE the command is run with LIBRARY loaded before it and VARIABLE=N in its environment. FILEs
 * are what it writes. Before each run they hold a line of their own; after it each must hold that line or what an undisturbed
 * run writes, all of the latter where the status is 0. Status 3 with words on standard error, or 0; standard output that of the
 * undisturbed run where the status is 0. LIBRARY may say in the file FAIL_TOUCHED what the status must be. Nothing else may lie
 * in the folder afterwards. A run over 60 seconds is bad too.
 *
 * Prints the bad runs and `N runs, N bad`; status 1 where any is bad. Runs in the current folder, which is the command's own.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 16
#define OLD "old\n"
#define TOUCHED ".torture-touched"
#define STDOUT ".torture-stdout"
#define STDERR ".torture-stderr"

struct bytes {
    char *data; /* NULL: no such file */
    size_t length;
};

struct torture {
    const char *variables[MOST];
    size_t variable_count;
    const char *outputs[MOST];
    size_t output_count;
    const char *library;
    char **command;
    struct bytes expected[MOST], expected_stdout;
    size_t files; /* in the folder */
    long runs, bad;
};

static void die(const char *what)
{
    perror(what);
    exit(2);
}

static struct bytes read_file(const char *path)
{
    struct bytes bytes = { NULL, 0 };
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return bytes;
    bytes.data = malloc(1 << 24);
    if (bytes.data == NULL)
        die("malloc");
    bytes.length = fread(bytes.data, 1, 1 << 24, file);
    fclose(file);
    return bytes;
}

static bool same(struct bytes a, struct bytes b)
{
    return a.data != NULL && b.data != NULL && a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
}

static size_t count_files(void)
{
    size_t count = 0;
    DIR *folder = opendir(".");
    if (folder == NULL)
        die(".");
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += strncmp(entry->d_name, ".torture-", 9) != 0;
    closedir(folder);
    return count;
}

static void write_old(const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fputs(OLD, file) < 0 || fclose(file) != 0)
        die(path);
}

/* The wait status; -1 after a minute. */
static int run(const struct torture *torture, const char *variable, long number)
{
    char value[32];
    for (size_t i = 0; i < torture->output_count; i++)
        write_old(torture->outputs[i]);
    unlink(TOUCHED);
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child == 0) {
        int in = open("/dev/null", O_RDONLY), out = open(STDOUT, O_WRONLY | O_CREAT | O_TRUNC, 0600),
            err = open(STDERR, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(in, 0);
        dup2(out, 1);
        dup2(err, 2);
        close(in);
        close(out);
        close(err);
        if (variable != NULL) {
            snprintf(value, sizeof value, "%ld", number);
            setenv(variable, value, 1);
            setenv("FAIL_TOUCHED", TOUCHED, 1);
            setenv("LD_PRELOAD", torture->library, 1);
        }
        alarm(60);
        execvp(torture->command[0], torture->command);
        _exit(127);
    }
    int status;
    if (waitpid(child, &status, 0) < 0)
        die("waitpid");
    return status;
}

static bool complain(struct torture *torture, const char *variable, long number, int status, const char *what)
{
    struct bytes words = read_file(STDERR);
    printf("%s=%ld: %s (%s %d)\n", variable, number, what, WIFEXITED(status) ? "status" : "signal",
           WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    if (words.data != NULL)
        printf("%.*s", (int)(words.length > 1500 ? 1500 : words.length), words.data);
    free(words.data);
    torture->bad++;
    return false;
}

static const char *find_fault(const struct torture *torture, int status)
{
    const struct bytes old = { (char *)(unsigned long)OLD, sizeof OLD - 1 };
    const char *fault = NULL;
    bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    struct bytes words = read_file(STDERR), shown = read_file(STDOUT), wanted = read_file(TOUCHED);
    if (!done && !(WIFEXITED(status) && WEXITSTATUS(status) == 3))
        fault = "neither 0 nor 3";
    else if (wanted.length == 1 && wanted.data[0] == (done ? '3' : '0'))
        fault = done ? "data that may be lost were not said to be" : "interrupted, and not tried again";
    else if (!done && words.length == 0)
        fault = "failed without a word";
    else if (done && !same(shown, torture->expected_stdout))
        fault = "status 0 and other bytes on standard output";
    for (size_t i = 0; fault == NULL && i < torture->output_count; i++) {
        struct bytes found = read_file(torture->outputs[i]);
        if (!same(found, torture->expected[i]) && (done || !same(found, old)))
            fault = done ? "status 0 and another file" : "a file neither old nor whole";
        free(found.data);
    }
    if (fault == NULL && count_files() != torture->files)
        fault = "left something behind";
    free(words.data);
    free(shown.data);
    free(wanted.data);
    return fault;
}

/* False once a run goes through untouched. */
static bool run_once(struct torture *torture, const char *variable, long number)
{
    int status = run(torture, variable, number);
    torture->runs++;
    const char *fault = find_fault(torture, status);
    if (fault != NULL)
        complain(torture, variable, number, status, fault);
    return access(TOUCHED, F_OK) == 0;
}

static void calibrate(struct torture *torture)
{
    int status = run(torture, NULL, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        torture->runs = 1;
        complain(torture, "undisturbed", 0, status, "does not work");
        printf("1 runs, 1 bad\n");
        exit(1);
    }
    for (size_t i = 0; i < torture->output_count; i++)
        torture->expected[i] = read_file(torture->outputs[i]);
    torture->expected_stdout = read_file(STDOUT);
    torture->files = count_files();
}

static void parse(struct torture *torture, int argc, char **argv)
{
    for (int option; (option = getopt(argc, argv, "+e:o:p:")) != -1;) {
        if (option == 'e' && torture->variable_count < MOST)
            torture->variables[torture->variable_count++] = optarg;
        else if (option == 'o' && torture->output_count < MOST)
            torture->outputs[torture->output_count++] = optarg;
        else if (option == 'p')
            torture->library = optarg;
        else
            exit(2);
    }
    torture->command = argv + optind;
    if (optind == argc || torture->library == NULL || torture->variable_count == 0)
        exit(2);
}

int main(int argc, char **argv)
{
    static struct torture torture;
    parse(&torture, argc, argv);
    calibrate(&torture);
    for (size_t i = 0; i < torture.variable_count; i++)
        for (long number = 1; torture.bad < 20 && run_once(&torture, torture.variables[i], number); number++)
            continue;
    printf("%ld runs, %ld bad\n", torture.runs, torture.bad);
    unlink(TOUCHED);
    unlink(STDOUT);
    unlink(STDERR);
    return torture.bad > 0;
}
