/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeds differ from run to run, and all of a seed and all bytes of a key count. */
#include "support.h"

#include "base/hash.h"

static void seeds_are_of_this_run_alone(void **state)
{
    struct hash_seed seeds[3];
    (void)state;
    for (size_t i = 0; i < COUNT(seeds); i++)
        hash_seed_init(&seeds[i]);
    for (size_t word = 0; word < 3; word++) {
        assert_true(seeds[0].word[word] != seeds[1].word[word]);
        assert_true(seeds[0].word[word] != seeds[2].word[word]);
    }
}

static void all_of_a_seed_counts(void **state)
{
    struct hash_seed seed;
    (void)state;
    hash_seed_init(&seed);
    uint64_t sixteen = hash_sixteen(&seed, 1, 2), bytes = hash_bytes(&seed, "a", 1);
    for (size_t word = 0; word < 3; word++) {
        struct hash_seed other = seed;
        other.word[word] ^= 1U << 20;
        assert_true(hash_sixteen(&other, 1, 2) != sixteen);
        assert_true((hash_bytes(&other, "a", 1) != bytes) == (word == 0));
    }
}

static void all_bytes_count(void **state)
{
    struct hash_seed seed;
    char key[80] = { 0 };
    (void)state;
    hash_seed_init(&seed);
    uint64_t before = hash_bytes(&seed, key, sizeof key), two = hash_sixteen(&seed, 0, 0);
    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = 1;
        assert_true(hash_bytes(&seed, key, sizeof key) != before);
        key[i] = 0;
    }
    assert_true(hash_bytes(&seed, key, sizeof key - 1) != before);
    for (unsigned bit = 0; bit < 64; bit++) {
        assert_true(hash_sixteen(&seed, UINT64_C(1) << bit, 0) != two);
        assert_true(hash_sixteen(&seed, 0, UINT64_C(1) << bit) != two);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeds_are_of_this_run_alone),
        cmocka_unit_test(all_of_a_seed_counts),
        cmocka_unit_test(all_bytes_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
