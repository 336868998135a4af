/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files made from data: safe, readable, no two alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <churn/writer.h>

static const char *name_of(const char *bytes, size_t length)
{
    static char name[CHURN_FILE_NAME_SIZE];
    memset(name, 'x', sizeof name);
    assert_int_equal(churn_file_name((struct churn_text){ bytes, length }, name, NULL), CHURN_OK);
    return name;
}

static void assert_name(const char *text, const char *expected)
{
    assert_string_equal(name_of(text, strlen(text)), expected);
}

static void stays(void **state)
{
    (void)state;
    assert_name("Anna", "Anna");
    assert_name("a-1.b", "a-1.b");
    assert_name("Clara Weiß", "Clara_Weiß");
    assert_name("Łukasz Ðoković", "Łukasz_Ðoković");
    assert_name("Ольга", "Ольга");
    assert_name("李娜", "李娜");
    assert_name("김", "김");
    assert_name("はな ハナ", "はな_ハナ");
}

static size_t utf8_of(uint32_t code, char bytes[4])
{
    if (code < 0x800) {
        bytes[0] = (char)(0xc0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 63));
        return 2;
    }
    bytes[0] = (char)(0xe0 | code >> 12);
    bytes[1] = (char)(0x80 | (code >> 6 & 63));
    bytes[2] = (char)(0x80 | (code & 63));
    return 3;
}

/* First and last letter of each script that may stay, and what lies before and behind. */
static void letters_end_where_they_do(void **state)
{
    static const uint32_t stay[] = { 0xc0,   0xd6,   0xd8,   0xf6,   0xf8,   0x24f,  0x386,  0x3ff,
                                     0x400,  0x481,  0x48a,  0x52f,  0x1e00, 0x1eff, 0x3041, 0x3096,
                                     0x30a1, 0x30fa, 0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xac00, 0xd7a3 };
    static const uint32_t go[] = { 0xbf,   0xd7,   0xf7,   0x250,  0x385,  0x482,  0x489,  0x530,  0x1dff, 0x1f00,
                                   0x3040, 0x3097, 0x30a0, 0x30fb, 0x33ff, 0x4dc0, 0xa000, 0xabff, 0xd7a4 };
    char bytes[4];
    (void)state;
    for (size_t i = 0; i < sizeof stay / sizeof stay[0]; i++) {
        size_t length = utf8_of(stay[i], bytes);
        assert_memory_equal(name_of(bytes, length), bytes, length);
    }
    for (size_t i = 0; i < sizeof go / sizeof go[0]; i++)
        assert_int_equal(name_of(bytes, utf8_of(go[i], bytes))[0], '%');
}

static void is_escaped(void **state)
{
    (void)state;
    assert_name("", CHURN_FILE_NAME_EMPTY);
    assert_name(".", "%2E");
    assert_name("..", "%2E.");
    assert_name("../x", "%2E.%2Fx");
    assert_name("/etc/passwd", "%2Fetc%2Fpasswd");
    assert_name("-rf", "%2Drf");
    assert_name("a_b", "a%5Fb");
    assert_name("50%", "50%25");
    assert_name("a\\b:c*?\"<>|", "a%5Cb%3Ac%2A%3F%22%3C%3E%7C");
    assert_name("~root", "%7Eroot");
    assert_name("CON", "%43ON"); /* devices of Windows */
    assert_name("nul.txt", "%6Eul.txt");
    assert_name("Lpt1", "%4Cpt1");
    assert_name("com9.a", "%63om9.a");
    assert_name("aux", "%61ux");
    assert_name("console", "console");
    assert_name("com", "com");
    assert_name("com10", "com10");
    assert_name("comx", "comx");
    assert_name("1con", "1con");
    assert_name("line\nend\x1b[31m", "line%0Aend%1B%5B31m");
    assert_name("a\xe2\x80\xae"
                "gpj",
                "a%E2%80%AEgpj");        /* turns the text around */
    assert_name("e\xcc\x81", "e%CC%81"); /* a combining mark */
    assert_name("\xff\xc3", "%FF%C3");
    assert_name("\xc3\x97", "%C3%97"); /* the multiplication sign stands among letters */
    assert_string_equal(name_of("a\0b", 3), "a%00b");
}

/* Every byte before and behind a letter: no slash, and read back it is the byte. */
static void every_byte(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        char text[2] = { (char)byte, 'a' };
        const char *name = name_of(text, 2);
        assert_null(strchr(name, '/'));
        assert_true(name[0] != '.' && name[0] != '-');
        for (const char *at = name; *at != '\0'; at++)
            assert_true(*at > 0x20 && *at < 0x7f);
    }
}

static void long_ones_are_cut(void **state)
{
    char text[4000], first[CHURN_FILE_NAME_SIZE];
    (void)state;
    memset(text, 'a', sizeof text);
    assert_int_equal(strlen(name_of(text, 150)), 150);
    memcpy(first, name_of(text, 151), sizeof first);
    assert_int_equal(strlen(first), 100 + 1 + 32);
    assert_int_equal(first[100], '~');
    assert_string_not_equal(first, name_of(text, 152));
    assert_string_equal(first, name_of(text, 151));
    for (size_t i = 0; i + 3 <= sizeof text; i += 3)
        memcpy(text + i, "李", 3);
    const char *name = name_of(text, 3 * 1000);
    assert_int_equal(strlen(name), 99 + 1 + 32); /* never within a character */
    memset(text, '/', sizeof text);
    assert_true(strlen(name_of(text, sizeof text)) < CHURN_FILE_NAME_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stays),      cmocka_unit_test(letters_end_where_they_do), cmocka_unit_test(is_escaped),
        cmocka_unit_test(every_byte), cmocka_unit_test(long_ones_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
