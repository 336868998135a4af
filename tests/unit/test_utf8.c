/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8: every code point passes, every malformed sequence of up to four bytes does not, wherever in a long text it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

/* From the definition, one bound after the other, unlike the code under test. */
static size_t encode(uint32_t code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t bytes = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = bytes - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)(unsigned char)((0xf00 >> bytes) | code);
    return bytes;
}

static bool valid(const char *bytes, size_t length)
{
    char *copy = malloc(length);
    if (length > 0)
        memcpy(copy, bytes, length);
    bool result = utf8_valid(copy, length);
    free(copy);
    return result;
}

static void accepts_every_code_point(void **state)
{
    (void)state;
    char bytes[4];
    uint32_t code;
    for (uint32_t i = 0; i <= 0x10ffff; i++) {
        bool surrogate = i >= 0xd800 && i <= 0xdfff;
        size_t length = encode(i, bytes);
        assert_int_equal(utf8_valid(bytes, length), !surrogate);
        assert_int_equal(utf8_decode(bytes, length, &code), surrogate ? 0 : length);
        assert_true(surrogate || code == i);
        assert_true(length == 1 || !utf8_valid(bytes, length - 1));
    }
    assert_false(valid(bytes, encode(0x110000, bytes)));
    assert_false(valid(bytes, encode(0x1fffff, bytes)));
}

static void accepts_one_spelling_of_two_and_three_bytes(void **state)
{
    (void)state;
    size_t good = 0;
    char bytes[3];
    for (uint32_t i = 0; i < 0x10000; i++) {
        bytes[0] = (char)(i >> 8);
        bytes[1] = (char)i;
        good += utf8_valid(bytes, 2);
    }
    assert_int_equal(good, 128 * 128 + (0x800 - 0x80));
    good = 0;
    for (uint32_t i = 0; i < 0x1000000; i++) {
        bytes[0] = (char)(i >> 16);
        bytes[1] = (char)(i >> 8);
        bytes[2] = (char)i;
        good += utf8_valid(bytes, 3);
    }
    assert_int_equal(good, 128 * 128 * 128 + 2 * 128 * (0x800 - 0x80) + (0x10000 - 0x800 - 0x800));
}

static void refuses_the_malformed(void **state)
{
    (void)state;
    const char *const bad[] = { "\x80",
                                "\xbf",
                                "\xc0\x80",
                                "\xc1\xbf",
                                "\xc3",
                                "\xc3(",
                                "\xe0\x9f\xbf",
                                "\xed\xa0\x80",
                                "\xed\xbf\xbf",
                                "\xe2\x82",
                                "\xe2(\xa1",
                                "\xf0\x8f\xbf\xbf",
                                "\xf4\x90\x80\x80",
                                "\xf5\x80\x80\x80",
                                "\xf0\x9f\x98",
                                "\xf8\x88\x80\x80\x80",
                                "\xfe",
                                "\xff",
                                "\xf0\x9f\x98(" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(valid(bad[i], strlen(bad[i])));
    assert_true(valid("", 0));
    assert_true(utf8_valid(NULL, 0));
    assert_true(valid("a\0b", 3));
}

/* The bad byte at each place of texts of each length: the words of eight bytes meet it at every alignment. */
static void finds_a_bad_byte_anywhere(void **state)
{
    (void)state;
    char text[40];
    for (size_t length = 1; length <= sizeof text; length++) {
        memset(text, 'x', sizeof text);
        assert_true(valid(text, length));
        for (size_t at = 0; at < length; at++) {
            memset(text, 'x', sizeof text);
            text[at] = (char)0xe9;
            assert_false(valid(text, length));
            if (at + 2 > length)
                continue;
            memcpy(text + at, "\xc3\xa9", at + 2 <= sizeof text ? 2 : 1);
            assert_true(valid(text, length));
        }
    }
}

static bool edge(const char *bytes, bool at_end)
{
    size_t length = strlen(bytes);
    char *copy = malloc(length);
    if (length > 0)
        memcpy(copy, bytes, length);
    bool result = utf8_blank_edge((struct churn_text){ copy, length }, at_end);
    free(copy);
    return result;
}

static bool expected_blank(uint32_t code)
{
    static const uint32_t others[] = { 0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0x200b, 0xfeff };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (code == others[i])
            return true;
    return (code >= 9 && code <= 13) || (code >= 0x2000 && code <= 0x200a);
}

static void sees_every_blank_at_either_end(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x10ffff; code++) {
        char text[8] = "x";
        bool blank = expected_blank(code);
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        size_t length = encode(code, text + 1);
        assert_int_equal(utf8_blank_edge((struct churn_text){ text + 1, length }, false), blank);
        assert_int_equal(utf8_blank_edge((struct churn_text){ text + 1, length }, true), blank);
        assert_int_equal(utf8_blank_edge((struct churn_text){ text, length + 1 }, true), blank);
        assert_false(utf8_blank_edge((struct churn_text){ text, length + 1 }, false));
    }
}

static void sees_no_blank_elsewhere(void **state)
{
    (void)state;
    assert_false(edge("", false));
    assert_false(edge("", true));
    assert_false(utf8_blank_edge((struct churn_text){ NULL, 0 }, true));
    assert_false(edge("a b", false));
    assert_false(edge("a b", true));
    assert_false(edge(" b", true));
    assert_false(edge("a ", false));
    assert_true(edge(" ", true));
    /* bytes of blanks where no character is */
    assert_false(edge("\xa0", true));
    assert_false(edge("\xc2", true));
    assert_false(edge("x\x80\xa0", true));
    assert_false(edge("\x80\x80\x80\x80\xa0", true));
    assert_false(edge("\xe2\x80", false));
    assert_false(edge("\xc2\xa0\xa0", true));
    assert_true(edge("\xa0 ", true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_every_code_point),       cmocka_unit_test(accepts_one_spelling_of_two_and_three_bytes),
        cmocka_unit_test(refuses_the_malformed),          cmocka_unit_test(finds_a_bad_byte_anywhere),
        cmocka_unit_test(sees_every_blank_at_either_end), cmocka_unit_test(sees_no_blank_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
