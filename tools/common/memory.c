/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much memory a run may take where nobody says: three quarters of what is free on the machine, in the control groups the
 * process lives in (versions 1 and 2) and under its own limit of address space. What cannot be read sets no limit.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/state.h"

#define LEAST ((size_t)32 << 20) /* below this the tables' own beginnings would not fit */

/* A small file whole, as text; empty where it cannot be read. */
static void read_text(const char *path, char *text, size_t size)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    size_t length = 0;
    if (descriptor >= 0) {
        for (ssize_t got; length < size - 1 && (got = read(descriptor, text + length, size - 1 - length)) > 0;)
            length += (size_t)got;
        close(descriptor);
    }
    text[length] = '\0';
}

/* Leading digits; false where there are none ("max"). */
static bool number_at(const char *text, uint64_t *number)
{
    *number = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && *number < UINT64_MAX / 10 - 1; at++)
        *number = *number * 10 + (uint64_t)(*at - '0');
    return at > text;
}

static uint64_t machine_free(void)
{
    char text[4096];
    uint64_t kib;
    read_text("/proc/meminfo", text, sizeof text);
    const char *at = strstr(text, "MemAvailable:");
    if (at == NULL)
        return UINT64_MAX;
    at += strlen("MemAvailable:");
    return number_at(at + strspn(at, " "), &kib) ? kib << 10 : UINT64_MAX;
}

static uint64_t group_free(const char *folder, const char *limit_name, const char *used_name)
{
    char path[PATH_MAX + 64], text[64];
    uint64_t limit, used;
    snprintf(path, sizeof path, "%s/%s", folder, limit_name);
    read_text(path, text, sizeof text);
    if (!number_at(text, &limit))
        return UINT64_MAX;
    snprintf(path, sizeof path, "%s/%s", folder, used_name);
    read_text(path, text, sizeof text);
    if (!number_at(text, &used))
        used = 0;
    return limit > used ? limit - used : 0;
}

/* The least of a group and all those above it. group begins with a slash and is cut from its end. */
static uint64_t groups_free(const char *root, char *group, const char *limit_name, const char *used_name)
{
    uint64_t least = UINT64_MAX;
    for (;;) {
        char folder[PATH_MAX];
        snprintf(folder, sizeof folder, "%s%s", root, group);
        uint64_t here = group_free(folder, limit_name, used_name);
        least = here < least ? here : least;
        char *slash = strrchr(group, '/');
        if (slash == NULL)
            return least;
        *slash = '\0';
    }
}

/* Lines are NUMBER:CONTROLLERS:/GROUP; version 2 has the number 0 and no controllers. */
static uint64_t all_groups_free(void)
{
    char text[4096];
    uint64_t least = UINT64_MAX;
    read_text("/proc/self/cgroup", text, sizeof text);
    for (char *line = text, *next; *line != '\0'; line = next) {
        char *end = strchr(line, '\n');
        next = end != NULL ? end + 1 : line + strlen(line);
        if (end != NULL)
            *end = '\0';
        char *group = strchr(line, '/');
        uint64_t here = UINT64_MAX;
        if (group != NULL && strncmp(line, "0::", 3) == 0)
            here = groups_free("/sys/fs/cgroup", group, "memory.max", "memory.current");
        else if (group != NULL && strstr(line, ":memory:") != NULL)
            here = groups_free("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes", "memory.usage_in_bytes");
        least = here < least ? here : least;
    }
    return least;
}

size_t memory_default(void)
{
    struct rlimit space;
    uint64_t least = machine_free(), groups = all_groups_free();
    least = groups < least ? groups : least;
    if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY && space.rlim_cur < least)
        least = space.rlim_cur;
    least = least / 4 * 3;
    return least < LEAST ? LEAST : (size_t)(least < SIZE_MAX ? least : SIZE_MAX);
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
    if (memory->most > 0 && memory->most < LEAST)
        return churn_error_set(err, CHURN_USAGE, "--max-memory takes at least 32M");
    options->max_memory = memory->most > 0 ? memory->most : state->memory;
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
