/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much memory a run may take where nobody says: three quarters of what is free, and a third of the address space that the
 * process may have (ulimit -v) and its threads leave.
 */
#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "common/memory.h"
#include "common/state.h"

#define PROGRAM ((uint64_t)16 << 20) /* with its libraries */
#define USUAL_STACK ((uint64_t)8 << 20)

static size_t at_least(uint64_t size)
{
    return size < MEMORY_LEAST ? MEMORY_LEAST : (size_t)(size < SIZE_MAX ? size : SIZE_MAX);
}

size_t memory_default(void)
{
    return at_least(memory_free("") / 4 * 3);
}

/* A third: tables are mapped in large pieces, and scores and rows to be written come on top of them. */
size_t memory_of_space(uint64_t space, uint64_t stack, unsigned *jobs)
{
    uint64_t left = space > PROGRAM ? space - PROGRAM : 0, enough = 3 * (uint64_t)MEMORY_LEAST;
    uint64_t others = left > enough ? (left - enough) / stack : 0;
    if (*jobs > others + 1)
        *jobs = (unsigned)others + 1;
    return at_least((left > (*jobs - 1) * stack ? left - (*jobs - 1) * stack : 0) / 3);
}

static unsigned threads_of(const struct cli *cli)
{
    cpu_set_t set;
    unsigned jobs = cli_jobs(cli);
    if (jobs == 0)
        jobs = sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
    return jobs;
}

/* Threads go first where the space is small: what comes out is the same with fewer. */
static size_t fit_into_space(struct cli *cli, size_t most)
{
    struct rlimit space, stack;
    unsigned jobs = threads_of(cli), fewer = jobs;
    if (getrlimit(RLIMIT_AS, &space) != 0 || space.rlim_cur == RLIM_INFINITY)
        return most;
    bool known = getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur > 0 && stack.rlim_cur != RLIM_INFINITY;
    size_t allowed = memory_of_space(space.rlim_cur, known ? stack.rlim_cur : USUAL_STACK, &fewer);
    if (fewer < jobs)
        cli->settings.jobs = fewer;
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1); /* or the C library would reserve 64 MiB for each thread */
#endif
    return allowed < most ? allowed : most;
}

/* In the output's folder, where it is a file: there room was made for what is to come. */
static const char *beside_output(const struct cli *cli)
{
    return output_needs_temporary(cli->settings.output) ? cli->settings.output : NULL;
}

enum churn_status cli_memory(struct cli *cli, const struct cli_memory *memory, struct churn_ledger_options *options,
                             struct churn_error *err)
{
    struct cli_state *state = cli->state;
    struct stat found;
    if (memory->most > 0 && memory->most < MEMORY_LEAST)
        return churn_error_set(err, CHURN_USAGE, "--max-memory takes at least 32M");
    size_t most = fit_into_space(cli, state->memory);
    options->max_memory = memory->most > 0 ? memory->most : most;
    options->beside = beside_output(cli);
    if (memory->folder == NULL)
        return CHURN_OK;
    if (stat(memory->folder, &found) != 0 || !S_ISDIR(found.st_mode))
        return churn_error_set(err, CHURN_USAGE, "--temp-dir: \"%.200s\" is no folder", memory->folder);
    int length = snprintf(state->beside, sizeof state->beside, "%s/", memory->folder);
    if (length < 0 || (size_t)length >= sizeof state->beside)
        return churn_error_set(err, CHURN_USAGE, "--temp-dir: the name is too long");
    options->beside = state->beside;
    return CHURN_OK;
}
