/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is free on the machine and in the control groups the process lives in (versions 1 and 2). What cannot be read sets no
 * limit.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/memory.h"

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

/* The number behind a word that begins a line; false where there is none. */
static bool number_of(const char *text, const char *word, uint64_t *number)
{
    size_t length = strlen(word);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, word, length) == 0)
            return number_at(line + length + strspn(line + length, " "), number);
    }
    return false;
}

static uint64_t machine_free(const char *root)
{
    char path[PATH_MAX], text[4096];
    uint64_t kib;
    snprintf(path, sizeof path, "%s/proc/meminfo", root);
    read_text(path, text, sizeof text);
    return number_of(text, "MemAvailable:", &kib) ? kib << 10 : UINT64_MAX;
}

/* How the versions call it. Unused files are those of all groups below, where version 1 adds them up. */
struct group_words {
    const char *root, *limit, *used, *unused[2];
};

static const struct group_words version_1 = {
    "/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", { "total_inactive_file ", "inactive_file " }
};
static const struct group_words version_2 = {
    "/sys/fs/cgroup", "memory.max", "memory.current", { "inactive_file ", "inactive_file " }
};

static void read_of_group(const char *folder, const char *name, char *text, size_t size)
{
    char path[2 * PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    read_text(path, text, size);
}

/* Copies of files that nobody reads any more count as used, and yet give way: who has just written a file has none but these.
 */
static uint64_t group_free(const char *folder, const struct group_words *words)
{
    char text[8192];
    uint64_t limit, used, unused;
    read_of_group(folder, words->limit, text, sizeof text);
    if (!number_at(text, &limit))
        return UINT64_MAX;
    read_of_group(folder, words->used, text, sizeof text);
    if (!number_at(text, &used))
        used = 0;
    read_of_group(folder, "memory.stat", text, sizeof text);
    if (!number_of(text, words->unused[0], &unused) && !number_of(text, words->unused[1], &unused))
        unused = 0;
    used -= unused < used ? unused : used;
    return limit > used ? limit - used : 0;
}

/* The least of a group and all those above it. group begins with a slash and is cut from its end. */
static uint64_t groups_free(const char *root, char *group, const struct group_words *words)
{
    uint64_t least = UINT64_MAX;
    for (;;) {
        char folder[2 * PATH_MAX];
        snprintf(folder, sizeof folder, "%s%s%s", root, words->root, group);
        uint64_t here = group_free(folder, words);
        least = here < least ? here : least;
        char *slash = strrchr(group, '/');
        if (slash == NULL)
            return least;
        *slash = '\0';
    }
}

/* Lines are NUMBER:CONTROLLERS:/GROUP; version 2 has the number 0 and no controllers. */
static uint64_t all_groups_free(const char *root)
{
    char path[PATH_MAX], text[4096];
    uint64_t least = UINT64_MAX;
    snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
    read_text(path, text, sizeof text);
    for (char *line = text, *next; *line != '\0'; line = next) {
        char *end = strchr(line, '\n');
        next = end != NULL ? end + 1 : line + strlen(line);
        if (end != NULL)
            *end = '\0';
        char *group = strchr(line, '/');
        uint64_t here = UINT64_MAX;
        if (group != NULL && strncmp(line, "0::", 3) == 0)
            here = groups_free(root, group, &version_2);
        else if (group != NULL && strstr(line, ":memory:") != NULL)
            here = groups_free(root, group, &version_1);
        least = here < least ? here : least;
    }
    return least;
}

uint64_t memory_free(const char *root)
{
    uint64_t machine = machine_free(root), groups = all_groups_free(root);
    return groups < machine ? groups : machine;
}
