/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Start and end of every tool.
 *
 * Descriptors: a program started with 0, 1 or 2 closed would open its data under that number, and messages would land in a
 * customer file. So the holes are filled with /dev/null first, and remembered: using a stream that was closed is a failure,
 * having it closed is none.
 *
 * Signals: temporaries are unlinked, then the signal takes its default course, so that a shell sees what happened. The handler
 * reads a fixed table of pointers and calls unlink, raise, and write where a line of progress stands, nothing else. SIGPIPE is
 * among them, even where it came in ignored (service managers do so):
 * `| head` must end a tool quietly, and its temporaries must go. SIGHUP and SIGINT that came in ignored (nohup, a background
 * job) stay so.
 */
#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/progress.h"

#define LARGE (1 << 20) /* bytes that go back to the system as soon as they are freed */

static _Atomic(const char *) temporaries[OUTPUTS_MAX];
static sigset_t signals_before;

static const int SIGNALS[] = { SIGTERM, SIGINT, SIGHUP, SIGPIPE };
#define SIGNAL_COUNT (sizeof SIGNALS / sizeof SIGNALS[0])

void start_guard(const char *path)
{
    for (size_t i = 0; path != NULL && i < OUTPUTS_MAX; i++) {
        const char *expected = NULL;
        if (atomic_compare_exchange_strong(&temporaries[i], &expected, path))
            return;
    }
}

void start_unguard(const char *path)
{
    for (size_t i = 0; path != NULL && i < OUTPUTS_MAX; i++) {
        const char *expected = path;
        if (atomic_compare_exchange_strong(&temporaries[i], &expected, NULL))
            return;
    }
}

/* SA_RESETHAND has restored the default by now; the raised signal waits until the handler returns. */
static void unlink_temporaries(int signal_number)
{
    for (size_t i = 0; i < OUTPUTS_MAX; i++) {
        const char *path = atomic_load(&temporaries[i]);
        if (path != NULL)
            unlink(path);
    }
    progress_erase();
    raise(signal_number);
}

static void start_signals(void)
{
    struct sigaction action = { .sa_handler = unlink_temporaries, .sa_flags = (int)SA_RESETHAND };
    sigfillset(&action.sa_mask);
    signal(SIGXFSZ, SIG_IGN); /* a file over the limit is a write that fails, and said as such */
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        struct sigaction before;
        bool may_stay_ignored = SIGNALS[i] == SIGINT || SIGNALS[i] == SIGHUP;
        if (may_stay_ignored && sigaction(SIGNALS[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN)
            continue;
        sigaction(SIGNALS[i], &action, NULL);
    }
}

void start_block_signals(void)
{
    sigset_t ours;
    sigemptyset(&ours);
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        sigaddset(&ours, SIGNALS[i]);
    sigprocmask(SIG_BLOCK, &ours, &signals_before);
}

void start_unblock_signals(void)
{
    sigprocmask(SIG_SETMASK, &signals_before, NULL);
}

/* open gives the lowest free number, which is the one that is missing. */
static bool start_descriptors(bool was_closed[3])
{
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        was_closed[descriptor] = fcntl(descriptor, F_GETFD) < 0 && errno == EBADF;
        if (was_closed[descriptor] && open("/dev/null", O_RDWR) != descriptor)
            return false;
    }
    return true;
}

/* The order matters: a reader may be told of by the outputs, an output's text by the options. */
static void clear(struct cli *cli)
{
    progress_end();
    input_clear(cli->state);
    rejects_clear(cli->state->rejects);
    report_clear(cli->state->report);
    output_clear(cli->state);
    churn_zone_free(cli->state->zone);
    free(cli->state);
    cli->state = NULL;
}

/* The last thing before any data is read. The memory is measured now: its files are out of reach later. */
static int give_up_rights(struct cli *cli)
{
    struct churn_error err;
    const struct option_list *list = &cli->state->list;
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->options[i].option->name, "max-memory") == 0)
            cli->state->memory = memory_default();
    return sandbox_enter(cli, &err) == CHURN_OK ? -1 : cli_fail(cli, &err);
}

int cli_begin(struct cli *cli, const struct cli_command *command, void *own, int argc, char **argv)
{
    bool was_closed[3];
    struct churn_error err;
    *cli = (struct cli){ .command = command };
    if (!start_descriptors(was_closed))
        return CLI_MACHINE;
    start_signals();
    gsl_set_error_handler_off(); /* it would end the process; every status is looked at */
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, LARGE); /* or the C library would keep what was freed, beyond --max-memory */
#endif
    unsetenv("POSIXLY_CORRECT"); /* the C library would change the meaning of the command line for these two */
    unsetenv("POSIX_ME_HARDER");
    cli->state = calloc(1, sizeof *cli->state);
    if (cli->state == NULL) {
        churn_error_set(&err, CHURN_MEMORY, "out of memory");
        message_error(cli, &err);
        return CLI_MACHINE;
    }
    for (size_t i = 0; i < 3; i++)
        cli->state->was_closed[i] = was_closed[i];
    common_options_default(cli);
    int code = options_parse(cli, own, argc, argv);
    if (code < 0)
        code = common_options_check(cli);
    if (code < 0)
        code = give_up_rights(cli);
    if (code >= 0)
        clear(cli);
    return code;
}

int cli_end(struct cli *cli, int code)
{
    struct churn_error err;
    if (code == CLI_DONE && output_commit_all(cli, &err) != CHURN_OK)
        code = cli_fail(cli, &err);
    if (code != CLI_WRONG_USAGE)
        input_count(cli);
    clear(cli);
    return code;
}
