/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are whole or absent: the temporary, what commit and free do, links, devices, and what is refused. */
#include "support.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct churn_file *open_file(const char *path)
{
    struct churn_file *file;
    struct churn_error err;
    enum churn_status status = churn_file_new(path, &file, &err);
    if (status != CHURN_OK)
        print_error("%s: %s\n", err.file, err.message);
    assert_int_equal(status, CHURN_OK);
    return file;
}

static void write_text(struct churn_file *file, const char *text)
{
    assert_int_equal(churn_file_write(file, text, strlen(text), NULL), CHURN_OK);
}

static void expect_content(const char *path, const char *expected)
{
    char *actual = support_read(path, NULL);
    assert_non_null(actual);
    assert_string_equal(actual, expected);
    free(actual);
}

static void expect_absent(const char *path)
{
    struct stat found;
    assert_int_equal(lstat(path, &found), -1);
}

/* Names in the folder of the tests that begin like a temporary. */
static size_t count_temporaries(void)
{
    size_t count = 0;
    char folder[256];
    snprintf(folder, sizeof folder, "%s", support_path("."));
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        count += strstr(entry->d_name, ".tmp") != NULL;
    closedir(directory);
    return count;
}

static void nothing_is_there_before_the_commit(void **state)
{
    const char *path = support_path("new.csv");
    struct churn_file *file = open_file(path);
    struct stat found;
    (void)state;
    write_text(file, "a\n");
    expect_absent(path);
    const char *temporary = churn_file_temporary(file);
    assert_non_null(temporary);
    assert_memory_equal(temporary, path, (size_t)(strrchr(path, '/') - path) + 1);
    assert_int_equal(stat(temporary, &found), 0);
    assert_int_equal(found.st_mode & 07777, 0600);
    assert_int_equal(count_temporaries(), 1);
    write_text(file, "b\n");
    assert_int_equal(churn_file_commit(file, NULL), CHURN_OK);
    assert_null(churn_file_temporary(file));
    churn_file_free(file);
    expect_content(path, "a\nb\n");
    assert_int_equal(count_temporaries(), 0);
}

static void commit_replaces(void **state)
{
    const char *path = support_text_file("old.csv", "old");
    struct churn_file *file = open_file(path);
    struct stat before, after;
    (void)state;
    assert_int_equal(stat(path, &before), 0);
    write_text(file, "new");
    expect_content(path, "old");
    assert_int_equal(churn_file_commit(file, NULL), CHURN_OK);
    churn_file_free(file);
    expect_content(path, "new");
    assert_int_equal(stat(path, &after), 0);
    assert_int_not_equal(before.st_ino, after.st_ino);
}

static void free_discards(void **state)
{
    const char *path = support_text_file("kept.csv", "old");
    struct churn_file *file = open_file(path);
    (void)state;
    write_text(file, "new");
    churn_file_free(file);
    expect_content(path, "old");
    assert_int_equal(count_temporaries(), 0);
    path = support_path("never.csv");
    churn_file_free(open_file(path));
    expect_absent(path);
    churn_file_free(NULL);
}

static void an_empty_file(void **state)
{
    const char *path = support_path("empty.csv");
    struct churn_file *file = open_file(path);
    (void)state;
    assert_int_equal(churn_file_write(file, "", 0, NULL), CHURN_OK);
    assert_int_equal(churn_file_commit(file, NULL), CHURN_OK);
    churn_file_free(file);
    expect_content(path, "");
}

/* Two runs at once do not tread on each other's temporary; one left behind by a killed run does no harm. */
static void two_at_once(void **state)
{
    const char *path = support_path("both.csv");
    struct churn_file *first = open_file(path), *second = open_file(path);
    (void)state;
    assert_string_not_equal(churn_file_temporary(first), churn_file_temporary(second));
    write_text(first, "first");
    write_text(second, "second");
    assert_int_equal(churn_file_commit(second, NULL), CHURN_OK);
    expect_content(path, "second");
    assert_int_equal(churn_file_commit(first, NULL), CHURN_OK);
    expect_content(path, "first");
    churn_file_free(first);
    churn_file_free(second);
}

static void a_planted_link_is_not_followed(void **state)
{
    const char *victim = support_text_file("victim.csv", "victim");
    struct churn_file *probe = open_file(support_path("planted.csv"));
    char *planted = strdup(churn_file_temporary(probe));
    (void)state;
    churn_file_free(probe);
    assert_int_equal(symlink(victim, planted), 0);
    struct churn_file *file = open_file(support_path("planted.csv"));
    assert_string_not_equal(churn_file_temporary(file), planted);
    write_text(file, "x");
    assert_int_equal(churn_file_commit(file, NULL), CHURN_OK);
    churn_file_free(file);
    expect_content(victim, "victim");
    assert_int_equal(unlink(planted), 0);
    free(planted);
}

/* The file behind the link is replaced; the link stays. */
static void a_link_is_followed(void **state)
{
    const char *target = support_text_file("target.csv", "old"), *link = support_path("latest.csv");
    struct stat found;
    (void)state;
    assert_int_equal(symlink("target.csv", link), 0);
    struct churn_file *file = open_file(link);
    write_text(file, "new");
    assert_int_equal(churn_file_commit(file, NULL), CHURN_OK);
    churn_file_free(file);
    expect_content(target, "new");
    assert_int_equal(lstat(link, &found), 0);
    assert_true(S_ISLNK(found.st_mode));
}

static void expect_refused(const char *path, const char *message)
{
    struct churn_file *file;
    struct churn_error err;
    assert_int_equal(churn_file_new(path, &file, &err), CHURN_IO);
    assert_null(file);
    assert_string_equal(err.message, message);
    assert_string_equal(err.file, path);
    assert_int_equal(err.line, 0);
}

static void what_is_refused(void **state)
{
    const char *dangling = support_path("dangling.csv"), *loop = support_path("loop.csv");
    (void)state;
    assert_int_equal(symlink("nowhere.csv", dangling), 0);
    expect_refused(dangling, "cannot follow the link: No such file or directory");
    assert_int_equal(symlink("loop.csv", loop), 0);
    expect_refused(loop, "cannot follow the link: Too many levels of symbolic links");
    expect_refused("/", "cannot create: Is a directory");
    expect_refused(support_path("."), "cannot create: Is a directory");
    expect_refused(support_path("no/such/folder.csv"), "cannot create: No such file or directory");
    expect_refused(support_path("target.csv/x"), "cannot create: Not a directory");
}

/* At once, not when all the work is done and the rename fails. */
static void the_empty_name_is_refused(void **state)
{
    struct churn_file *file;
    (void)state;
    enum churn_status status = churn_file_new("", &file, NULL);
    churn_file_free(file);
    assert_int_equal(status, CHURN_IO);
}

static void names_that_are_too_long(void **state)
{
    struct churn_file *file;
    struct churn_error err;
    char *path = malloc(6001);
    (void)state;
    assert_non_null(path);
    memset(path, 'x', 6000);
    path[6000] = '\0';
    assert_int_equal(churn_file_new(path, &file, &err), CHURN_IO);
    assert_string_equal(err.message, "cannot create: File name too long");
    assert_null(file);
    free(path);
}

/* A name that does not fit into the error keeps its end, as churn/error.h says. */
static void a_long_name_keeps_its_end(void **state)
{
    struct churn_file *file;
    struct churn_error err;
    char path[1500] = "";
    (void)state;
    for (size_t i = 0; i < 140; i++)
        strcat(path, "/folder789");
    strcat(path, "/end.csv");
    assert_int_equal(churn_file_new(path, &file, &err), CHURN_IO);
    assert_int_equal(strlen(err.file), sizeof err.file - 1);
    assert_string_equal(err.file + strlen(err.file) - 8, "/end.csv");
}

static void a_relative_name(void **state)
{
    char *before = getcwd(NULL, 0);
    (void)state;
    assert_int_equal(chdir(support_path(".")), 0);
    struct churn_file *file = open_file("relative.csv");
    assert_null(strchr(churn_file_temporary(file), '/'));
    write_text(file, "x");
    enum churn_status status = churn_file_commit(file, NULL);
    churn_file_free(file);
    assert_int_equal(chdir(before), 0);
    free(before);
    assert_int_equal(status, CHURN_OK);
    expect_content(support_path("relative.csv"), "x");
}

/* A device is written directly; what fails says so. */
static void devices(void **state)
{
    struct churn_error err;
    struct churn_file *file = open_file("/dev/null");
    (void)state;
    assert_null(churn_file_temporary(file));
    write_text(file, "x");
    assert_int_equal(churn_file_commit(file, NULL), CHURN_OK);
    churn_file_free(file);
    file = open_file("/dev/full");
    assert_int_equal(churn_file_write(file, "x", 1, &err), CHURN_IO);
    assert_string_equal(err.message, "write error: No space left on device");
    assert_string_equal(err.file, "/dev/full");
    churn_file_free(file);
}

static void a_named_pipe(void **state)
{
    const char *path = support_path("pipe");
    char buffer[10] = "";
    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    struct churn_file *file = open_file(path);
    assert_null(churn_file_temporary(file));
    write_text(file, "x\n");
    assert_int_equal(churn_file_commit(file, NULL), CHURN_OK);
    churn_file_free(file);
    assert_int_equal(read(reader, buffer, sizeof buffer), 2);
    close(reader);
}

/* Write through a path while standard output is descriptor; nothing is printed in between. */
static enum churn_status write_standard(const char *path, int descriptor, struct churn_error *err)
{
    struct churn_file *file;
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    dup2(descriptor, STDOUT_FILENO);
    enum churn_status status = churn_file_new(path, &file, err);
    if (status == CHURN_OK)
        status = churn_file_write(file, "row\n", 4, err);
    if (status == CHURN_OK)
        status = churn_file_commit(file, err);
    churn_file_free(file);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    return status;
}

static void standard_output(void **state)
{
    static const char *const names[] = { NULL, "-", "/dev/stdout" };
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *path = support_text_file("stdout.csv", "");
        struct churn_error err;
        int descriptor = open(path, O_WRONLY);
        enum churn_status status = write_standard(names[i], descriptor, &err);
        close(descriptor);
        assert_int_equal(status, CHURN_OK);
        expect_content(path, "row\n");
    }
}

static void standard_output_into_a_pipe(void **state)
{
    static const char *const names[] = { NULL, "-", "/dev/stdout" };
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct churn_error err;
        char buffer[10] = "";
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        enum churn_status status = write_standard(names[i], ends[1], &err);
        close(ends[1]);
        if (status != CHURN_OK)
            print_error("%s: %s\n", err.file, err.message);
        assert_int_equal(status, CHURN_OK);
        assert_int_equal(read(ends[0], buffer, sizeof buffer), 4);
        assert_string_equal(buffer, "row\n");
        close(ends[0]);
    }
}

static void standard_output_that_is_closed(void **state)
{
    struct churn_error err;
    (void)state;
    int full = open("/dev/full", O_WRONLY);
    assert_int_equal(write_standard("-", full, &err), CHURN_IO);
    assert_string_equal(err.file, "<stdout>");
    assert_string_equal(err.message, "write error: No space left on device");
    close(full);
}

/* The folder is gone when the file is to be put in its place: an error, and no temporary is claimed. */
static void a_commit_that_fails(void **state)
{
    const char *folder = support_path("gone"), *path = support_path("gone/x.csv");
    struct churn_error err;
    (void)state;
    assert_int_equal(mkdir(folder, 0700), 0);
    struct churn_file *file = open_file(path);
    write_text(file, "x");
    assert_int_equal(unlink(churn_file_temporary(file)), 0);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(churn_file_commit(file, &err), CHURN_IO);
    assert_string_equal(err.message, "cannot replace: No such file or directory");
    churn_file_free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_there_before_the_commit),
        cmocka_unit_test(commit_replaces),
        cmocka_unit_test(free_discards),
        cmocka_unit_test(an_empty_file),
        cmocka_unit_test(two_at_once),
        cmocka_unit_test(a_planted_link_is_not_followed),
        cmocka_unit_test(a_link_is_followed),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(the_empty_name_is_refused),
        cmocka_unit_test(names_that_are_too_long),
        cmocka_unit_test(a_long_name_keeps_its_end),
        cmocka_unit_test(a_relative_name),
        cmocka_unit_test(devices),
        cmocka_unit_test(a_named_pipe),
        cmocka_unit_test(standard_output),
        cmocka_unit_test(standard_output_into_a_pipe),
        cmocka_unit_test(standard_output_that_is_closed),
        cmocka_unit_test(a_commit_that_fails),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
