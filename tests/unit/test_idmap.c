/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The id map: dense numbers in order of arrival, keys compared whole, whatever they hold. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/idmap.h"

static void expect_number(struct idmap *map, const char *data, size_t length, size_t expected, bool expected_new)
{
    size_t number = SIZE_MAX;
    bool added = !expected_new;
    assert_int_equal(idmap_add(map, (struct churn_text){ data, length }, &number, &added, NULL), CHURN_OK);
    assert_int_equal(number, expected);
    assert_int_equal(added, expected_new);
    assert_int_equal(map->keys[number].length, length);
    if (length > 0)
        assert_memory_equal(map->keys[number].data, data, length);
}

static void numbers_in_order_of_arrival(void **state)
{
    struct idmap map;
    (void)state;
    assert_int_equal(idmap_init(&map, NULL), CHURN_OK);
    expect_number(&map, "b", 1, 0, true);
    expect_number(&map, "a", 1, 1, true);
    expect_number(&map, "b", 1, 0, false);
    expect_number(&map, "ab", 2, 2, true);
    expect_number(&map, "a", 1, 1, false);
    assert_int_equal(map.count, 3);
    idmap_clear(&map);
    assert_int_equal(map.count, 0);
}

static void a_key_is_copied(void **state)
{
    struct idmap map;
    char key[] = "abc";
    (void)state;
    assert_int_equal(idmap_init(&map, NULL), CHURN_OK);
    expect_number(&map, key, 3, 0, true);
    key[0] = 'x';
    expect_number(&map, key, 3, 1, true);
    assert_text(map.keys[0], "abc");
    idmap_clear(&map);
}

static void keys_hold_any_bytes(void **state)
{
    struct idmap map;
    (void)state;
    assert_int_equal(idmap_init(&map, NULL), CHURN_OK);
    expect_number(&map, "", 0, 0, true);
    expect_number(&map, "\0", 1, 1, true);
    expect_number(&map, "\0\0", 2, 2, true);
    expect_number(&map, "a\0b", 3, 3, true);
    expect_number(&map, "a\0c", 3, 4, true);
    expect_number(&map, "a", 1, 5, true);
    expect_number(&map, "", 0, 0, false);
    expect_number(&map, "a\0c", 3, 4, false);
    idmap_clear(&map);
}

/* An empty text may have no address (churn/text.h). */
static void the_empty_key_without_address(void **state)
{
    struct idmap map;
    (void)state;
    assert_int_equal(idmap_init(&map, NULL), CHURN_OK);
    expect_number(&map, NULL, 0, 0, true);
    expect_number(&map, NULL, 0, 0, false);
    expect_number(&map, "", 0, 0, false);
    idmap_clear(&map);
}

/* Every key once, then every key again in another order, over many growths. */
static void a_hundred_thousand_keys(void **state)
{
    struct idmap map;
    char key[16];
    (void)state;
    assert_int_equal(idmap_init(&map, NULL), CHURN_OK);
    for (size_t i = 0; i < 100000; i++)
        expect_number(&map, key, (size_t)snprintf(key, sizeof key, "%zu", i * 7919), i, true);
    assert_int_equal(map.count, 100000);
    for (size_t i = 0; i < 100000; i++) {
        size_t j = i * 31 % 100000;
        expect_number(&map, key, (size_t)snprintf(key, sizeof key, "%zu", j * 7919), j, false);
    }
    assert_int_equal(map.count, 100000);
    assert_true(map.slot_count * 3 >= map.count * 4);
    assert_int_equal(map.slot_count & (map.slot_count - 1), 0);
    idmap_clear(&map);
}

/* All one- and two-byte keys: the slots are few and keys differ by a bit. */
static void a_tiny_key_space(void **state)
{
    struct idmap map;
    size_t number = 0;
    (void)state;
    assert_int_equal(idmap_init(&map, NULL), CHURN_OK);
    for (int again = 0; again < 2; again++) {
        number = 0;
        for (unsigned a = 0; a < 256; a++)
            for (unsigned length = 1; length <= 2; length++)
                for (unsigned b = 0; b < (length == 1 ? 1u : 256u); b++) {
                    const char key[] = { (char)a, (char)b };
                    expect_number(&map, key, length, number++, again == 0);
                }
    }
    assert_int_equal(map.count, 256 + 65536);
    idmap_clear(&map);
}

/* Equal hashes, as an adversary would have them: the stored hash of another key is made the same, and the keys still decide. */
static void equal_hashes_are_not_equal_keys(void **state)
{
    struct idmap map;
    char key[16];
    (void)state;
    assert_int_equal(idmap_init(&map, NULL), CHURN_OK);
    expect_number(&map, "victim", 6, 0, true);
    memset(map.slots, 0, map.slot_count * sizeof *map.slots);
    for (size_t i = 1; i <= 600; i++) {
        size_t number;
        bool added;
        memset(map.slots, 0, map.slot_count * sizeof *map.slots);
        snprintf(key, sizeof key, "key%03zu", i);
        assert_int_equal(idmap_add(&map, (struct churn_text){ key, 6 }, &number, &added, NULL), CHURN_OK);
        map.hashes[number] = map.hashes[0];
    }
    size_t slot = map.hashes[0] & (map.slot_count - 1);
    memset(map.slots, 0, map.slot_count * sizeof *map.slots);
    for (size_t i = map.count; i-- > 0; slot = (slot + 1) & (map.slot_count - 1))
        map.slots[slot] = (uint32_t)(i + 1);
    expect_number(&map, "victim", 6, 0, false);
    idmap_clear(&map);
}

/* Longer than a chunk of keys, with short ones before and after; none moves. */
static void long_keys(void **state)
{
    size_t length = ((size_t)1 << 20) + 17;
    char *key = malloc(length);
    struct idmap map;
    (void)state;
    assert_non_null(key);
    memset(key, 'k', length);
    assert_int_equal(idmap_init(&map, NULL), CHURN_OK);
    expect_number(&map, "before", 6, 0, true);
    const char *where = map.keys[0].data;
    expect_number(&map, key, length, 1, true);
    expect_number(&map, "after", 5, 2, true);
    key[length - 1] = 'l';
    expect_number(&map, key, length, 3, true);
    expect_number(&map, key, length - 1, 4, true);
    expect_number(&map, key, (size_t)1 << 20, 5, true);
    key[length - 1] = 'k';
    expect_number(&map, key, length, 1, false);
    expect_number(&map, "before", 6, 0, false);
    assert_ptr_equal(map.keys[0].data, where);
    idmap_clear(&map);
    free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_in_order_of_arrival),
        cmocka_unit_test(a_key_is_copied),
        cmocka_unit_test(keys_hold_any_bytes),
        cmocka_unit_test(the_empty_key_without_address),
        cmocka_unit_test(a_hundred_thousand_keys),
        cmocka_unit_test(a_tiny_key_space),
        cmocka_unit_test(equal_hashes_are_not_equal_keys),
        cmocka_unit_test(long_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
