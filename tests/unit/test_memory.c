/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is taken for free, of machines and groups that are folders made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/memory.h"

#define MIB ((uint64_t)1 << 20)

static char root[] = "/tmp/churn-memory-XXXXXX";

static int make_root(void **state)
{
    (void)state;
    strcpy(root + strlen(root) - 6, "XXXXXX");
    return mkdtemp(root) != NULL ? 0 : -1;
}

static int remove_root(void **state)
{
    char command[100];
    (void)state;
    snprintf(command, sizeof command, "rm -r %s", root);
    return system(command);
}

/* With the folders above it. */
static void put(const char *name, const char *text)
{
    char path[300];
    int length = snprintf(path, sizeof path, "%s/%s", root, name);
    assert_in_range(length, 1, sizeof path - 1);
    for (char *slash = strchr(path + sizeof root, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void nothing_is_known(void **state)
{
    (void)state;
    assert_true(memory_free(root) == UINT64_MAX);
    put("proc/self/cgroup", "no line\n0::\n");
    assert_true(memory_free(root) == UINT64_MAX);
}

static void of_the_machine(void **state)
{
    (void)state;
    put("proc/meminfo", "MemTotal:       4096000 kB\nMemFree: 5 kB\nMemAvailable:     102400 kB\n");
    assert_true(memory_free(root) == 100 * MIB);
    put("proc/self/cgroup", "0::/\n");
    put("sys/fs/cgroup/memory.max", "max\n");
    assert_true(memory_free(root) == 100 * MIB);
}

/* A container of 1000 MiB that has just written 900: the copy of its file gives way. */
static void unused_files_of_version_2(void **state)
{
    (void)state;
    put("proc/self/cgroup", "0::/user/job\n");
    put("sys/fs/cgroup/user/job/memory.max", "1048576000\n");
    put("sys/fs/cgroup/user/job/memory.current", "996147200\n");
    assert_true(memory_free(root) == 50 * MIB);
    put("sys/fs/cgroup/user/job/memory.stat", "anon 1\nfile 943718400\nactive_file 2\ninactive_file 943718400\n");
    assert_true(memory_free(root) == 950 * MIB);
    put("sys/fs/cgroup/user/job/memory.stat", "inactive_file 99943718400\n");
    assert_true(memory_free(root) == 1000 * MIB);
    put("sys/fs/cgroup/user/memory.max", "314572800\n");
    put("sys/fs/cgroup/user/memory.current", "104857600\n");
    assert_true(memory_free(root) == 200 * MIB);
    put("sys/fs/cgroup/user/memory.current", "514572800\n");
    assert_true(memory_free(root) == 0);
}

static void unused_files_of_version_1(void **state)
{
    (void)state;
    put("proc/self/cgroup", "5:devices:/job\n4:memory:/job\n0::/\n");
    put("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "1048576000\n");
    put("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "996147200\n");
    put("sys/fs/cgroup/memory/job/memory.stat", "cache 5\ninactive_file 104857600\n");
    assert_true(memory_free(root) == 150 * MIB);
    put("sys/fs/cgroup/memory/job/memory.stat", "inactive_file 104857600\nx 3\ntotal_inactive_file 209715200\nend 1\n");
    assert_true(memory_free(root) == 250 * MIB);
}

static void of_address_space(void **state)
{
    static const struct {
        uint64_t space;
        unsigned wanted, jobs;
        uint64_t most;
    } cases[] = {
        { 0, 4, 1, 32 },    { 98, 2, 1, 32 },  { 117, 2, 1, 33 },   { 119, 2, 1, 34 },    { 120, 2, 2, 32 },
        { 316, 1, 1, 100 }, { 316, 2, 2, 97 }, { 316, 99, 26, 33 }, { 4096, 1, 1, 1360 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned jobs = cases[i].wanted;
        uint64_t most = memory_of_space(cases[i].space * MIB, 8 * MIB, &jobs);
        assert_int_equal(jobs, cases[i].jobs);
        assert_int_equal(most / MIB, cases[i].most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_known, make_root, remove_root),
        cmocka_unit_test_setup_teardown(of_the_machine, make_root, remove_root),
        cmocka_unit_test_setup_teardown(unused_files_of_version_2, make_root, remove_root),
        cmocka_unit_test_setup_teardown(unused_files_of_version_1, make_root, remove_root),
        cmocka_unit_test(of_address_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
