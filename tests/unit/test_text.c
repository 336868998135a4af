/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts compared, shown in messages, and guessed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <churn/text.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* A copy with no byte behind it, so that the sanitizer sees any step beyond. */
static struct churn_text exact(const char *bytes, size_t length)
{
    char *copy = malloc(length);
    if (length > 0)
        memcpy(copy, bytes, length);
    return (struct churn_text){ copy, length };
}

static void drop(struct churn_text text)
{
    free((void *)(uintptr_t)text.data);
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void assert_order(const char *a, size_t a_length, const char *b, size_t b_length, int expected)
{
    struct churn_text left = exact(a, a_length), right = exact(b, b_length);
    assert_int_equal(sign(churn_text_compare(left, right)), expected);
    assert_int_equal(sign(churn_text_compare(right, left)), -expected);
    drop(left);
    drop(right);
}

static void compares_as_memcmp(void **state)
{
    (void)state;
    assert_order("abc", 3, "abc", 3, 0);
    assert_order("abc", 3, "abd", 3, -1);
    assert_order("ab", 2, "abc", 3, -1);
    assert_order("b", 1, "abc", 3, 1);
    assert_order("", 0, "a", 1, -1);
    assert_order("a\0b", 3, "a\0c", 3, -1);
    assert_order("a\0", 2, "a", 1, 1);
    assert_order("\xff", 1, "a", 1, 1);
    assert_order("Z", 1, "a", 1, -1);
    struct churn_text none = { NULL, 0 };
    assert_int_equal(churn_text_compare(none, none), 0);
    assert_true(churn_text_compare(none, (struct churn_text){ "a", 1 }) < 0);
}

static void assert_shown_in(const char *bytes, size_t length, size_t size, const char *expected)
{
    struct churn_text text = exact(bytes, length);
    char *buffer = malloc(size);
    assert_ptr_equal(churn_text_escape(text, buffer, size), buffer);
    assert_string_equal(buffer, expected);
    free(buffer);
    drop(text);
}

static void assert_shown(const char *bytes, const char *expected)
{
    assert_shown_in(bytes, strlen(bytes), 164, expected);
}

static void shows_plain_text_as_it_is(void **state)
{
    (void)state;
    assert_shown("", "");
    assert_shown("12,50 \"x\" 'y' ~", "12,50 \"x\" 'y' ~");
    assert_shown("\xe2\x82\xac 9", "\xe2\x82\xac 9");
    assert_shown("\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80");
    assert_shown("\xc2\xa0", "\xc2\xa0");
}

static void escapes_controls_and_backslash(void **state)
{
    (void)state;
    assert_shown("\x1b[31m\a", "\\x1b[31m\\x07");
    assert_shown("a\tb\r\n", "a\\x09b\\x0d\\x0a");
    assert_shown("\x7f", "\\x7f");
    assert_shown("\\x41", "\\x5cx41");
    assert_shown_in("20\0.50", 6, 164, "20\\x00.50");
    assert_shown("\xc2\x85", "\\xc2\\x85");
    assert_shown("\xc2\x80\xc2\x9f", "\\xc2\\x80\\xc2\\x9f");
}

static void escapes_what_is_no_utf8(void **state)
{
    (void)state;
    assert_shown("\xff", "\\xff");
    assert_shown("caf\xe9", "caf\\xe9");
    assert_shown("\xc3", "\\xc3");
    assert_shown("\xe2\x82", "\\xe2\\x82");
    assert_shown("\xc0\xaf", "\\xc0\\xaf");
    assert_shown("\xed\xa0\x80", "\\xed\\xa0\\x80");
    assert_shown("\x80z", "\\x80z");
}

static void escapes_the_invisible(void **state)
{
    (void)state;
    assert_shown("\xef\xbb\xbf"
                 "1",
                 "\\xef\\xbb\\xbf"
                 "1");
    assert_shown("\xe2\x80\x8b", "\\xe2\\x80\\x8b");
    assert_shown("\xe2\x80\xae", "\\xe2\\x80\\xae");
    assert_shown("\xe2\x80\xa8", "\\xe2\\x80\\xa8");
    assert_shown("\xe2\x81\xa6", "\\xe2\\x81\\xa6");
    assert_shown("\xe2\x80\x93", "\xe2\x80\x93");
}

/* The first and the last of each run, and what stands beside them. */
static void escapes_the_invisible_to_their_ends(void **state)
{
    static const struct {
        uint16_t code;
        bool shown;
    } cases[] = { { 0x200a, true },  { 0x200b, false }, { 0x200c, true },  { 0x200d, true },  { 0x200e, false },
                  { 0x200f, false }, { 0x2010, true },  { 0x2027, true },  { 0x2028, false }, { 0x202e, false },
                  { 0x202f, true },  { 0x205f, true },  { 0x2060, false }, { 0x2069, false }, { 0x206a, true },
                  { 0xfefe, true },  { 0xfeff, false }, { 0xff00, true } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned code = cases[i].code;
        char bytes[4], escaped[16];
        snprintf(bytes, sizeof bytes, "%c%c%c", (char)(0xe0 | code >> 12), (char)(0x80 | (code >> 6 & 63)),
                 (char)(0x80 | (code & 63)));
        snprintf(escaped, sizeof escaped, "\\x%02x\\x%02x\\x%02x", bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff);
        assert_shown(bytes, cases[i].shown ? bytes : escaped);
    }
}

#define TEN "0123456789"

static void cuts_after_forty_bytes(void **state)
{
    (void)state;
    assert_shown(TEN TEN TEN TEN, TEN TEN TEN TEN);
    assert_shown(TEN TEN TEN TEN "x", TEN TEN TEN TEN "...");
    assert_shown(TEN TEN TEN "012345678\xe2\x82\xac", TEN TEN TEN "012345678...");
    assert_shown(TEN TEN TEN "01234567\xc3\xa9", TEN TEN TEN "01234567\xc3\xa9");
    char controls[50], expected[164] = "";
    memset(controls, 1, sizeof controls);
    for (size_t i = 0; i < 40; i++)
        strncat(expected, "\\x01", 5);
    strncat(expected, "...", 4);
    assert_int_equal(strlen(expected), 163);
    assert_shown_in(controls, sizeof controls, 164, expected);
}

static void cuts_to_the_buffer(void **state)
{
    (void)state;
    assert_shown_in("abc", 3, 1, "");
    assert_shown_in("abc", 3, 3, "ab");
    assert_shown_in("abc", 3, 4, "abc");
    assert_shown_in("abcdef", 6, 6, "ab...");
    assert_shown_in("abcdef", 6, 4, "...");
    assert_shown_in("ab\x01", 3, 6, "ab...");
    assert_shown_in("ab\x01", 3, 7, "ab\\x01");
    assert_shown_in("a\xe2\x82\xac", 4, 4, "...");
}

static const char *const COLUMNS[] = { "customer_id", "order_id", "order_date", "amount", "amounts" };

static void guesses_the_nearest(void **state)
{
    (void)state;
    assert_string_equal(churn_text_nearest("amuont", COLUMNS, LENGTH(COLUMNS)), "amount");
    assert_string_equal(churn_text_nearest("amount", COLUMNS, LENGTH(COLUMNS)), "amount");
    assert_string_equal(churn_text_nearest("amountz", COLUMNS, LENGTH(COLUMNS)), "amount");
    assert_string_equal(churn_text_nearest("orderdate", COLUMNS, LENGTH(COLUMNS)), "order_date");
    assert_string_equal(churn_text_nearest("ustomer_id", COLUMNS, LENGTH(COLUMNS)), "customer_id");
    assert_null(churn_text_nearest("price", COLUMNS, LENGTH(COLUMNS)));
    assert_null(churn_text_nearest("", COLUMNS, LENGTH(COLUMNS)));
    assert_null(churn_text_nearest("amount", COLUMNS, 0));
}

static void guesses_within_a_third(void **state)
{
    (void)state;
    const char *const names[] = { "abcdef" };
    assert_non_null(churn_text_nearest("abcdXY", names, 1));
    assert_null(churn_text_nearest("abcXYZ", names, 1));
    assert_non_null(churn_text_nearest("badcef", names, 1)); /* two swaps count two */
    assert_null(churn_text_nearest("badcfe", names, 1));
    assert_non_null(churn_text_nearest("ab", (const char *const[]){ "xb" }, 1)); /* a third of 2, rounded up, is 1 */
    assert_null(churn_text_nearest("ab", (const char *const[]){ "xy" }, 1));
    assert_null(churn_text_nearest("CA", (const char *const[]){ "ABC" }, 1)); /* 3 in the restricted distance */
}

static void guesses_nothing_for_long_names(void **state)
{
    (void)state;
    char name[201], longest[128];
    memset(name, 'a', 200);
    name[200] = '\0';
    memset(longest, 'a', 127);
    longest[127] = '\0';
    const char *const names[] = { name, longest };
    assert_null(churn_text_nearest(name, names, 2));
    assert_ptr_equal(churn_text_nearest(longest, names, 2), longest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_as_memcmp),
        cmocka_unit_test(shows_plain_text_as_it_is),
        cmocka_unit_test(escapes_controls_and_backslash),
        cmocka_unit_test(escapes_what_is_no_utf8),
        cmocka_unit_test(escapes_the_invisible),
        cmocka_unit_test(escapes_the_invisible_to_their_ends),
        cmocka_unit_test(cuts_after_forty_bytes),
        cmocka_unit_test(cuts_to_the_buffer),
        cmocka_unit_test(guesses_the_nearest),
        cmocka_unit_test(guesses_within_a_third),
        cmocka_unit_test(guesses_nothing_for_long_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
