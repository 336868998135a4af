/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that are arranged for some bins: each rule finds the edges that it finds in sorted ones. */
#include "model/binning.h"
#include "support.h"

#define MOST 6000

static uint64_t chance;

static uint64_t draw(void)
{
    chance = chance * 6364136223846793005U + 1442695040888963407U;
    return chance >> 33;
}

/* Kinds: many values, few, far apart, one that is far from all others. */
static int64_t draw_key(unsigned kind)
{
    switch (kind) {
    case 0:
        return (int64_t)(draw() << 20);
    case 1:
        return (int64_t)(draw() % 7) * 1000000007;
    case 2:
        return (int64_t)1 << draw() % 60;
    default:
        return draw() % 500 == 0 ? (int64_t)1 << 55 : (int64_t)(draw() % 100000);
    }
}

static void same_edges(const struct binning *binning, struct bin_group group, const int64_t *keys)
{
    static int64_t arranged[MOST], sorted[MOST];
    static struct bin_edge of_arranged[256], of_sorted[256];
    memcpy(arranged, keys, group.count * sizeof *keys);
    memcpy(sorted, keys, group.count * sizeof *keys);
    memset(of_arranged, 0, sizeof of_arranged);
    memset(of_sorted, 0, sizeof of_sorted);
    group.keys = (struct rfm_keys){ sorted, NULL, NULL };
    rfm_keys_sort(&group.keys, group.count);
    for (size_t i = 1; i < group.count; i++)
        assert_true(sorted[i - 1] <= sorted[i]);
    binning->find_edges(&group, of_sorted);
    group.keys = (struct rfm_keys){ arranged, NULL, NULL };
    rfm_keys_arrange(&group.keys, group.count, group.bins);
    binning->find_edges(&group, of_arranged);
    assert_memory_equal(of_arranged, of_sorted, sizeof of_sorted);
}

static void edges_of_arranged_keys(void **state)
{
    static const unsigned bins[] = { 2, 3, 5, 10, 97, 200 };
    static const struct binning *const rules[] = { &binning_quantile, &binning_ntile, &binning_equal, &binning_r_rfm };
    static int64_t keys[MOST];
    (void)state;
    for (unsigned round = 0; round < 80; round++) {
        size_t count = round % 8 == 0 ? 1 + draw() % 70 : 1000 + draw() % (MOST - 1000);
        enum churn_dimension dimension = (enum churn_dimension)(round % CHURN_DIMENSIONS);
        for (size_t i = 0; i < count; i++)
            keys[i] = draw_key(round % 4);
        for (size_t i = 0; dimension == CHURN_RECENCY && i < count; i++)
            keys[i] = draw() % 3 == 0 ? INT64_MIN : -keys[i];
        for (size_t rule = 0; rule < sizeof rules / sizeof rules[0]; rule++)
            for (size_t i = 0; i < sizeof bins / sizeof bins[0]; i++)
                same_edges(rules[rule], (struct bin_group){ .dimension = dimension, .bins = bins[i], .count = count }, keys);
    }
}

/* The point of it: most keys stay where they are. */
static void most_keys_are_left_alone(void **state)
{
    static int64_t keys[MOST];
    size_t disorder = 0;
    (void)state;
    for (size_t i = 0; i < MOST; i++)
        keys[i] = draw_key(0);
    rfm_keys_arrange(&(struct rfm_keys){ keys, NULL, NULL }, MOST, 5);
    for (size_t i = 1; i < MOST; i++)
        disorder += keys[i - 1] > keys[i];
    assert_true(disorder > MOST / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_of_arranged_keys),
        cmocka_unit_test(most_keys_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
