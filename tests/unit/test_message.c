/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: what is text stays as it is, whatever could steer a terminal does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/state.h"

static void assert_escaped(const char *text, const char *expected)
{
    char buffer[200];
    message_escape(text, buffer, sizeof buffer);
    assert_string_equal(buffer, expected);
}

static void text_stays(void **unused)
{
    (void)unused;
    assert_escaped("", "");
    assert_escaped("orders.csv:3:20: \"12,50\" is not a number", "orders.csv:3:20: \"12,50\" is not a number");
    assert_escaped("<stdin>", "<stdin>");
    assert_escaped("\\x1b as it came escaped", "\\x1b as it came escaped");
    assert_escaped("caf\xc3\xa9 \xe5\x86\xa0 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xe5\x86\xa0 \xf0\x9f\x98\x80");
}

static void control_bytes_are_shown(void **unused)
{
    (void)unused;
    assert_escaped("a\x1b[31mb\x07", "a\\x1b[31mb\\x07");
    assert_escaped("two\nlines\r\t\x7f", "two\\x0alines\\x0d\\x09\\x7f");
    assert_escaped("\xc2\x9b"
                   "31m",
                   "\\xc2\\x9b31m"); /* the C1 form of ESC [ */
    assert_escaped("\xc2\xa0", "\xc2\xa0");
}

static void broken_utf8_is_shown(void **unused)
{
    (void)unused;
    assert_escaped("\xff", "\\xff");
    assert_escaped("\x80z", "\\x80z");
    assert_escaped("\xc3", "\\xc3");
    assert_escaped("\xc3(", "\\xc3(");
    assert_escaped("\xe5\x86", "\\xe5\\x86");
    assert_escaped("\xc0\xaf", "\\xc0\\xaf");                   /* overlong */
    assert_escaped("\xe0\x80\xaf", "\\xe0\\x80\\xaf");          /* overlong */
    assert_escaped("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* a surrogate */
    assert_escaped("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* past U+10FFFF */
    assert_escaped("\xf0\x9f\x98", "\\xf0\\x9f\\x98");
}

static void what_does_not_fit_is_cut_whole(void **unused)
{
    (void)unused;
    char buffer[6];
    message_escape("ab\x1b", buffer, sizeof buffer);
    assert_string_equal(buffer, "ab");
    message_escape("a\x1b", buffer, sizeof buffer);
    assert_string_equal(buffer, "a\\x1b");
    message_escape("abc\xe5\x86\xa0", buffer, sizeof buffer);
    assert_string_equal(buffer, "abc");
}

/* What printing leaves on standard error. */
static void print_captured(struct cli *cli, const struct churn_error *err, char *buffer, size_t size, int *code)
{
    int file = memfd_create("stderr", 0), before = dup(STDERR_FILENO);
    assert_true(file >= 0 && before >= 0);
    assert_int_equal(dup2(file, STDERR_FILENO), STDERR_FILENO);
    *code = cli_fail(cli, err);
    assert_int_equal(dup2(before, STDERR_FILENO), STDERR_FILENO);
    ssize_t length = pread(file, buffer, size - 1, 0);
    assert_true(length >= 0);
    buffer[length] = '\0';
    close(before);
    close(file);
}

static void place_is_said_as_far_as_known(void **unused)
{
    (void)unused;
    static const struct cli_command command = { .name = "churn-x" };
    struct cli cli = { .command = &command };
    struct churn_error err = { CHURN_DATA, 3, 20, "a\x1b.csv", "amount: wrong" };
    char text[400];
    int code;
    print_captured(&cli, &err, text, sizeof text, &code);
    assert_string_equal(text, "churn-x: a\\x1b.csv:3:20: amount: wrong\n");
    assert_int_equal(code, CLI_REFUSED);
    err.column = 0;
    err.status = CHURN_MEMORY;
    print_captured(&cli, &err, text, sizeof text, &code);
    assert_string_equal(text, "churn-x: a\\x1b.csv:3: amount: wrong\n");
    assert_int_equal(code, CLI_MACHINE);
    err.line = 0;
    err.status = CHURN_LOCKED;
    print_captured(&cli, &err, text, sizeof text, &code);
    assert_string_equal(text, "churn-x: a\\x1b.csv: amount: wrong\n");
    assert_int_equal(code, CLI_LOCKED);
    err.file[0] = '\0';
    err.status = CHURN_USAGE;
    print_captured(&cli, &err, text, sizeof text, &code);
    assert_string_equal(text, "churn-x: amount: wrong\n");
    assert_int_equal(code, CLI_WRONG_USAGE);
    err.status = CHURN_NUMERIC;
    print_captured(&cli, &err, text, sizeof text, &code);
    assert_int_equal(code, CLI_REFUSED);
    err.status = CHURN_IO;
    print_captured(&cli, &err, text, sizeof text, &code);
    assert_int_equal(code, CLI_MACHINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stays),
        cmocka_unit_test(control_bytes_are_shown),
        cmocka_unit_test(broken_utf8_is_shown),
        cmocka_unit_test(what_does_not_fit_is_cut_whole),
        cmocka_unit_test(place_is_said_as_far_as_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
