/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests against those that other programs give, in any pieces; hexadecimal digits there and back. */
#include "support.h"

#include <stdlib.h>

#include "base/digest.h"

/* FIPS 180-4's own examples, and a million of the letter a (NIST). */
static const struct {
    const char *text;
    size_t times;
    const char *digest;
} KNOWN[] = {
    { "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    { "a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void sha_256(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(KNOWN); i++) {
        struct digest_state *digest;
        struct digest value;
        char text[DIGEST_TEXT_SIZE + 1] = "";
        assert_int_equal(digest_new(&digest, NULL), CHURN_OK);
        for (int again = 0; again < 2; again++) { /* digest_final begins anew */
            for (size_t j = 0; j < KNOWN[i].times; j++)
                digest_update(digest, KNOWN[i].text, strlen(KNOWN[i].text));
            digest_final(digest, &value);
            hex_write(value.byte, sizeof value.byte, text);
            assert_string_equal(text, KNOWN[i].digest);
        }
        digest_free(digest);
    }
}

static void sum_of(const char *data, size_t length, size_t step, struct sum *sum)
{
    struct sum_state *state;
    assert_int_equal(sum_new(&state, NULL), CHURN_OK);
    for (size_t at = 0; at < length; at += step)
        sum_update(state, data + at, length - at < step ? length - at : step);
    sum_value(state, sum);
    sum_free(state);
}

static void sums_in_any_pieces(void **state)
{
    static char data[5000];
    char text[SUM_TEXT_SIZE + 1] = "";
    struct sum whole, pieces;
    (void)state;
    sum_of("", 0, 1, &whole);
    hex_write(whole.byte, sizeof whole.byte, text);
    assert_string_equal(text, "99aa06d3014798d86001c324468d497f"); /* xxh128sum of nothing */
    assert_int_equal(whole.length, 0);
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)(i * 7);
    sum_of(data, sizeof data, sizeof data, &whole);
    assert_int_equal(whole.length, sizeof data);
    for (size_t step = 1; step < 600; step += 37) {
        sum_of(data, sizeof data, step, &pieces);
        assert_true(sum_equal(&whole, &pieces));
    }
    data[2500]++;
    sum_of(data, sizeof data, 512, &pieces);
    assert_false(sum_equal(&whole, &pieces));
    sum_of(data, sizeof data - 1, 512, &whole);
    assert_false(sum_equal(&whole, &pieces));
}

static void hexadecimal_digits(void **state)
{
    const uint8_t bytes[4] = { 0x00, 0x9f, 0xa0, 0xff };
    uint8_t back[4];
    char text[9] = "";
    (void)state;
    hex_write(bytes, sizeof bytes, text);
    assert_string_equal(text, "009fa0ff");
    assert_true(hex_read(TEXT("009fa0ff"), back, sizeof back));
    assert_memory_equal(bytes, back, sizeof bytes);
    assert_false(hex_read(TEXT("009fa0f"), back, sizeof back));
    assert_false(hex_read(TEXT("009fa0ff0"), back, sizeof back));
    assert_false(hex_read(TEXT("009fa0fF"), back, sizeof back));
    assert_false(hex_read(TEXT("009fa0f/"), back, sizeof back));
    assert_false(hex_read(TEXT("009fa0f:"), back, sizeof back));
    assert_false(hex_read(TEXT("009fa0g0"), back, sizeof back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha_256),
        cmocka_unit_test(sums_in_any_pieces),
        cmocka_unit_test(hexadecimal_digits),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
