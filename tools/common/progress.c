/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far the reading is, for somebody who waits at a terminal: after a second one line on standard error, rewritten in place
 * and taken away before any message and at the end. A thread of its own looks at the readers' figures five times a second, so
 * the reading pays nothing, and a stream that has come to a halt shows as one. Nothing of it reaches what is computed.
 *
 * Silent by itself where standard error is no terminal, under --quiet, and in the background. A regular file never gets such
 * lines: there nothing can be rewritten.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/progress.h"

#define FIRST_AFTER 1.0 /* seconds: what is done by then needs no line */
#define EACH 0.2
#define LINE_MOST 200 /* columns, however wide the terminal */
#define NO_WIDTH 80   /* of a terminal that does not tell */

/* One for the process, as standard error is. */
static struct {
    pthread_mutex_t lock; /* of all below, and of standard error while a line is written */
    pthread_cond_t ended;
    pthread_t thread;
    bool runs, ending;
    const char *name; /* the tool's */
    struct input *inputs[INPUTS_MAX];
    uint64_t totals[INPUTS_MAX]; /* bytes of the input, 0: not known */
    size_t count;
    double began;          /* when the first of inputs was opened */
    uint64_t rows_before;  /* of inputs that are read */
    bool works;            /* all is read, and the output goes to a file */
    _Atomic(size_t) shown; /* columns of the line that stands there */
} progress = { .lock = PTHREAD_MUTEX_INITIALIZER };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void rate_text(double rate, char *text, size_t size)
{
    if (rate >= 1e6)
        snprintf(text, size, "%.2f million rows/s", rate / 1e6);
    else
        snprintf(text, size, "%.0f rows/s", rate);
}

static void left_text(double seconds, char *text, size_t size)
{
    unsigned long long left = (unsigned long long)(seconds + 0.999);
    if (left < 60)
        snprintf(text, size, "%llu s", left);
    else if (left < 3600)
        snprintf(text, size, "%llu min %llu s", left / 60, left % 60);
    else
        snprintf(text, size, "%llu h %llu min", left / 3600, left % 3600 / 60);
}

void progress_text(const struct churn_progress *at, uint64_t total, double seconds, char *text, size_t size)
{
    char rate[40], left[40];
    if (at->rows == 0) {
        snprintf(text, size, "no rows yet");
        return;
    }
    rate_text(seconds > 0 ? (double)at->rows / seconds : 0, rate, sizeof rate);
    int length = snprintf(text, size, "%llu row%s, %s", (unsigned long long)at->rows, at->rows == 1 ? "" : "s", rate);
    if (total == 0 || at->bytes == 0 || at->bytes > total || length < 0 || (size_t)length >= size)
        return;
    double share = (double)at->bytes / (double)total;
    left_text(seconds * (1 - share) / share, left, sizeof left);
    snprintf(text + length, size - (size_t)length, ", %.0f %%, %s left", 100 * share, left);
}

/* Nobody can be told that standard error does not work. */
static void put(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t done = write(STDERR_FILENO, text, length);
        if (done < 0 && errno != EINTR)
            return;
        text += done > 0 ? done : 0;
        length -= done > 0 ? (size_t)done : 0;
    }
}

void progress_erase(void)
{
    char blanks[LINE_MOST + 2];
    size_t width = atomic_exchange(&progress.shown, 0);
    if (width == 0)
        return;
    memset(blanks, ' ', sizeof blanks);
    blanks[0] = blanks[width + 1] = '\r';
    put(blanks, width + 2);
}

void progress_hide(void)
{
    pthread_mutex_lock(&progress.lock);
    progress_erase();
}

void progress_go_on(void)
{
    pthread_mutex_unlock(&progress.lock);
}

static size_t width_most(void)
{
    struct winsize size;
    bool told = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    size_t width = told ? (size_t)size.ws_col - 1 : NO_WIDTH - 1;
    return width < LINE_MOST ? width : LINE_MOST;
}

/* The line over the one before it: what that was longer is blanked. */
static void show(const char *text)
{
    char line[LINE_MOST + 1];
    size_t most = width_most(), length = strlen(text), before = atomic_load(&progress.shown);
    length = length < most ? length : most;
    size_t width = length > before ? length : before;
    line[0] = '\r';
    memset(line + 1, ' ', width);
    memcpy(line + 1, text, length);
    atomic_store(&progress.shown, width);
    put(line, width + 1);
}

/* A job in the background would write over what its user types. */
static bool in_background(void)
{
    pid_t group = tcgetpgrp(STDERR_FILENO);
    return group > 0 && group != getpgrp();
}

static void draw(void)
{
    struct churn_progress sum = { 0, 0 };
    uint64_t total = 0;
    bool known = true;
    char text[LINE_MOST + 1], figures[LINE_MOST / 2];
    for (size_t i = 0; i < progress.count; i++) {
        struct churn_progress one = churn_reader_progress(progress.inputs[i]->reader);
        sum.rows += one.rows;
        sum.bytes += one.bytes;
        total += progress.totals[i];
        known = known && progress.totals[i] > 0;
    }
    if (progress.count > 0)
        progress_text(&sum, known ? total : 0, now() - progress.began, figures, sizeof figures);
    else
        snprintf(figures, sizeof figures, "%llu rows read, working", (unsigned long long)progress.rows_before);
    snprintf(text, sizeof text, "%s: %s", progress.name, figures);
    if (in_background() || (progress.count == 0 && !progress.works))
        progress_erase();
    else
        show(text);
}

static void *run(void *nothing)
{
    double next = now() + FIRST_AFTER;
    pthread_mutex_lock(&progress.lock);
    while (!progress.ending) {
        struct timespec until = { (time_t)next, (long)((next - (double)(time_t)next) * 1e9) };
        if (pthread_cond_timedwait(&progress.ended, &progress.lock, &until) != ETIMEDOUT)
            continue;
        draw();
        next = now() + EACH;
    }
    pthread_mutex_unlock(&progress.lock);
    return nothing;
}

/* Signals are for the tool's own threads. Without a thread there is no line, and no harm. */
static void start(void)
{
    sigset_t all, before;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&progress.ended, &monotonic);
    pthread_condattr_destroy(&monotonic);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    progress.runs = pthread_create(&progress.thread, NULL, run, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool wanted(const struct cli *cli)
{
    struct stat stream;
    switch (cli->settings.progress) {
    case CLI_PROGRESS_AUTO:
        return !cli->settings.quiet && isatty(STDERR_FILENO) == 1;
    case CLI_PROGRESS_ALWAYS:
        return fstat(STDERR_FILENO, &stream) == 0 && !S_ISREG(stream.st_mode);
    default:
        return false;
    }
}

/* Bytes that are to come from a path; 0: nobody knows, as of a pipe. Of standard input, from where it stands. */
static uint64_t bytes_of(const char *path)
{
    struct stat found;
    bool standard = output_is_standard(path);
    if ((standard ? fstat(STDIN_FILENO, &found) : stat(path, &found)) != 0 || !S_ISREG(found.st_mode))
        return 0;
    off_t from = standard ? lseek(STDIN_FILENO, 0, SEEK_CUR) : 0;
    return from >= 0 && from < found.st_size ? (uint64_t)(found.st_size - from) : 0;
}

uint64_t progress_total(const struct input *input)
{
    uint64_t total = input->path_count == 0 ? bytes_of("-") : 0;
    for (size_t i = 0; i < input->path_count; i++) {
        uint64_t bytes = bytes_of(input->paths[i]);
        if (bytes == 0)
            return 0;
        total += bytes;
    }
    return total;
}

void progress_watch(struct input *input, uint64_t total)
{
    const struct cli *cli = input->cli;
    if (!wanted(cli))
        return;
    pthread_mutex_lock(&progress.lock);
    progress.name = cli->command->name;
    if (progress.count == 0)
        progress.began = now();
    progress.inputs[progress.count] = input;
    progress.totals[progress.count++] = total;
    if (!progress.runs)
        start();
    pthread_mutex_unlock(&progress.lock);
}

/* Where standard output goes to somebody, that one has the terminal now. */
static bool writes_file(const struct cli *cli)
{
    struct stat stream;
    return !output_is_standard(cli->settings.output) || (fstat(STDOUT_FILENO, &stream) == 0 && S_ISREG(stream.st_mode));
}

void progress_unwatch(struct input *input)
{
    pthread_mutex_lock(&progress.lock);
    for (size_t i = 0; i < progress.count; i++) {
        if (progress.inputs[i] != input)
            continue;
        progress.rows_before += churn_reader_progress(input->reader).rows;
        progress.inputs[i] = progress.inputs[--progress.count];
        progress.totals[i] = progress.totals[progress.count];
    }
    progress.works = writes_file(input->cli);
    progress_erase();
    pthread_mutex_unlock(&progress.lock);
}

void progress_end(void)
{
    pthread_mutex_lock(&progress.lock);
    bool ran = progress.runs;
    progress.ending = true;
    progress.runs = false;
    if (ran)
        pthread_cond_signal(&progress.ended);
    pthread_mutex_unlock(&progress.lock);
    if (ran)
        pthread_join(progress.thread, NULL);
    progress_erase();
    progress.count = 0;
}
