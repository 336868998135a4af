/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing in a thread: every byte once, in order, whatever the pieces; a failure comes back, and nobody waits for ever. */
#include "support.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/digest.h"
#include "table/file.h"
#include "table/write_behind.h"

struct sink {
    char *data;
    size_t used;
    size_t fail_at; /* bytes after which writing fails with EIO; 0: never */
    unsigned pause; /* microseconds a write takes */
};

static bool take(void *context, const void *data, size_t length)
{
    struct sink *sink = context;
    if (sink->pause > 0)
        usleep(sink->pause);
    if (sink->fail_at > 0 && sink->used + length > sink->fail_at) {
        errno = EIO;
        return false;
    }
    memcpy(sink->data + sink->used, data, length);
    sink->used += length;
    return true;
}

#define SIZE ((size_t)5 << 20)

static char *make_bytes(void)
{
    char *bytes = malloc(SIZE);
    assert_non_null(bytes);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)(i * 2654435761u >> 13);
    return bytes;
}

static void every_byte_in_order(void **state)
{
    char *bytes = make_bytes();
    (void)state;
    support_seed(11);
    for (int round = 0; round < 6; round++) {
        struct sink sink = { .data = malloc(SIZE), .pause = round % 2 == 0 ? 0 : 300 };
        struct write_behind *behind = write_behind_new(take, &sink);
        assert_non_null(behind);
        for (size_t at = 0; at < SIZE;) {
            size_t length = support_random() % (round < 3 ? 3000 : 900000);
            length = length < SIZE - at ? length : SIZE - at;
            assert_true(write_behind_put(behind, bytes + at, length));
            at += length;
            if (support_random() % 500 == 0) {
                assert_true(write_behind_drain(behind));
                assert_int_equal(sink.used, at);
            }
        }
        assert_true(write_behind_drain(behind));
        write_behind_free(behind);
        assert_int_equal(sink.used, SIZE);
        assert_memory_equal(sink.data, bytes, SIZE);
        free(sink.data);
    }
    free(bytes);
}

static void a_failure_comes_back(void **state)
{
    char *bytes = make_bytes();
    (void)state;
    for (size_t fail_at = 1; fail_at < SIZE; fail_at += SIZE / 3) {
        struct sink sink = { .data = malloc(SIZE), .fail_at = fail_at };
        struct write_behind *behind = write_behind_new(take, &sink);
        bool sound = true;
        for (size_t at = 0; sound && at < SIZE; at += 4096)
            sound = write_behind_put(behind, bytes + at, 4096);
        errno = 0;
        assert_false(write_behind_drain(behind));
        assert_int_equal(errno, EIO);
        write_behind_free(behind);
        assert_true(sink.used <= fail_at);
        free(sink.data);
    }
    free(bytes);
}

static void freed_without_draining(void **state)
{
    char *bytes = make_bytes();
    struct sink sink = { .data = malloc(SIZE), .pause = 1000 };
    struct write_behind *behind = write_behind_new(take, &sink);
    (void)state;
    assert_true(write_behind_put(behind, bytes, 700000));
    write_behind_free(behind);
    assert_true(sink.used <= 700000);
    free(sink.data);
    free(bytes);
    write_behind_free(NULL);
}

/* A file that is written so is the same file, and its sum that of its bytes. */
static void a_file(void **state)
{
    char *bytes = make_bytes();
    const char *path = support_path("behind");
    struct churn_file *file;
    struct sum_state *sum;
    struct sum found, whole;
    size_t length;
    (void)state;
    assert_int_equal(sum_new(&sum, NULL), CHURN_OK);
    assert_int_equal(churn_file_new(path, &file, NULL), CHURN_OK);
    file_sum(file, sum);
    assert_int_equal(churn_file_write(file, bytes, 1000, NULL), CHURN_OK); /* before, during and after */
    file_write_behind(file);
    file_write_behind(file);
    for (size_t at = 1000; at < SIZE - 1000; at += 50000) {
        size_t part = SIZE - 1000 - at < 50000 ? SIZE - 1000 - at : 50000;
        assert_int_equal(churn_file_write(file, bytes + at, part, NULL), CHURN_OK);
    }
    assert_int_equal(file_drain(file, NULL), CHURN_OK);
    assert_int_equal(churn_file_write(file, bytes + SIZE - 1000, 1000, NULL), CHURN_OK);
    sum_value(sum, &found);
    assert_int_equal(churn_file_commit(file, NULL), CHURN_OK);
    churn_file_free(file);
    sum_free(sum);
    assert_int_equal(sum_new(&sum, NULL), CHURN_OK);
    sum_update(sum, bytes, SIZE);
    sum_value(sum, &whole);
    sum_free(sum);
    assert_true(sum_equal(&found, &whole));
    char *read = support_read(path, &length);
    assert_int_equal(length, SIZE);
    assert_memory_equal(read, bytes, SIZE);
    free(read);
    free(bytes);
}

/* To a full device: the commit says so, where no call before it did. */
static void a_full_device(void **state)
{
    struct churn_file *file;
    struct churn_error err;
    (void)state;
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_int_equal(churn_file_new("/dev/full", &file, NULL), CHURN_OK);
    file_write_behind(file);
    assert_int_equal(churn_file_write(file, "bytes", 5, NULL), CHURN_OK);
    assert_int_equal(churn_file_commit(file, &err), CHURN_IO);
    assert_non_null(strstr(err.message, "No space left"));
    churn_file_free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_in_order),    cmocka_unit_test(a_failure_comes_back),
        cmocka_unit_test(freed_without_draining), cmocka_unit_test(a_file),
        cmocka_unit_test(a_full_device),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
