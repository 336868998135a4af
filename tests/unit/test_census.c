/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores found by counting: those that the sorted values give, and the same cut points, whoever saw which customer. */
#include <churn/rfm.h>

#include <stdlib.h>

#include "support.h"

#define MOST 3000

struct shop {
    size_t count;
    int32_t recency_days[MOST];
    uint32_t frequency[MOST];
    int64_t monetary[MOST];
};

/* Kinds of money: any, few, of all sizes and both signs, all but one alike, two close to each other, most alike and the others
 * far above and apart, the largest there are. */
static int64_t draw_money(unsigned kind)
{
    uint64_t drawn = support_random();
    switch (kind) {
    case 0:
        return (int64_t)(drawn >> 24);
    case 1:
        return (int64_t)(drawn % 5) * 999000000;
    case 2:
        return (drawn & 1 ? -1 : 1) * (int64_t)(drawn >> (drawn >> 1) % 63 >> 1);
    case 3:
        return drawn % 700 == 0 ? INT64_MAX : 1990000000;
    case 4:
        return 1000000000000 + (int64_t)(drawn % 2);
    case 5:
        return drawn % 10 != 0 ? 100000000 : 100000000000 + (int64_t)(drawn >> 8) % 30000 * 1000000;
    default:
        return drawn % 2 == 0 ? INT64_MAX - (int64_t)(drawn % 1000) : -INT64_MAX + (int64_t)(drawn % 1000);
    }
}

static void draw(struct shop *shop, size_t count)
{
    unsigned kind = (unsigned)(support_random() % 7), days = (unsigned)(support_random() % 3);
    shop->count = count;
    for (size_t i = 0; i < count; i++) {
        shop->recency_days[i] = (int32_t)(support_random() % (days == 0 ? 30 : days == 1 ? 3000 : INT32_MAX));
        if (support_random() % 20 == 0 && days > 0)
            shop->recency_days[i] = CHURN_RECENCY_NONE;
        shop->frequency[i] = (uint32_t)(support_random() >> 32 >> support_random() % 32);
        shop->monetary[i] = draw_money(kind);
    }
}

static struct churn_rfm_columns part_of(const struct shop *shop, size_t from, size_t count)
{
    return (struct churn_rfm_columns){ count, shop->recency_days + from, shop->frequency + from, shop->monetary + from };
}

/* Show all customers, a few at a time, to lookers by chance; back to front, since no order is promised. */
static void show(struct churn_rfm_census *census, const struct shop *shop, unsigned lookers)
{
    for (size_t end = shop->count; end > 0;) {
        size_t count = support_random() % 400 + 1;
        count = count < end ? count : end;
        struct churn_rfm_columns columns = part_of(shop, end - count, count);
        churn_rfm_census_see(census, (unsigned)(support_random() % lookers), &columns);
        end -= count;
    }
}

static void same_cuts(const struct churn_cuts *a, const struct churn_cuts *b)
{
    assert_int_equal(churn_cuts_count(a), churn_cuts_count(b));
    for (size_t i = 0; i < churn_cuts_count(a); i++) {
        const struct churn_cut *x = churn_cuts_at(a, i), *y = churn_cuts_at(b, i);
        assert_int_equal(x->dimension, y->dimension);
        assert_int_equal(x->score, y->score);
        assert_int_equal(x->unreachable, y->unreachable);
        assert_true(x->threshold == y->threshold);
        assert_int_equal(x->customers, y->customers);
    }
}

/* By the definition: 1 + floor(i k / n), i how many have less. */
static void check_quantiles(const struct shop *shop, const struct churn_rfm_options *options,
                            const struct churn_rfm_score *scores)
{
    for (size_t i = 0; i < shop->count; i++) {
        size_t less = 0, rarer = 0;
        for (size_t j = 0; j < shop->count; j++) {
            less += shop->monetary[j] < shop->monetary[i];
            rarer += shop->frequency[j] < shop->frequency[i];
        }
        assert_int_equal(scores[i].score[CHURN_MONETARY], 1 + less * options->bins[CHURN_MONETARY] / shop->count);
        assert_int_equal(scores[i].score[CHURN_FREQUENCY], 1 + rarer * options->bins[CHURN_FREQUENCY] / shop->count);
    }
}

static unsigned compare(const struct shop *shop, const struct churn_rfm_options *options, unsigned lookers)
{
    static struct churn_rfm_score counted[MOST], sorted[MOST];
    struct churn_rfm_columns all = part_of(shop, 0, shop->count);
    struct churn_cuts *expected, *actual;
    struct churn_rfm_census *census;
    unsigned passes = 0;
    assert_int_equal(churn_rfm_score_columns(&all, options, sorted, &expected, NULL), CHURN_OK);
    assert_int_equal(churn_rfm_census_new(options, lookers, &census, NULL), CHURN_OK);
    for (bool again = true; again; passes++) {
        show(census, shop, lookers);
        assert_int_equal(churn_rfm_census_settle(census, &again, NULL), CHURN_OK);
    }
    for (size_t from = 0; from < shop->count; from += 100) {
        struct churn_rfm_columns columns = part_of(shop, from, shop->count - from < 100 ? shop->count - from : 100);
        churn_rfm_census_score(census, &columns, counted + from);
    }
    assert_memory_equal(counted, sorted, shop->count * sizeof *counted);
    if (options->binning == CHURN_BINNING_QUANTILE)
        check_quantiles(shop, options, sorted);
    assert_int_equal(churn_rfm_census_cuts(census, counted, shop->count, &actual, NULL), CHURN_OK);
    same_cuts(actual, expected);
    churn_cuts_free(actual);
    churn_cuts_free(expected);
    churn_rfm_census_free(census);
    return passes;
}

static void same_as_sorted(void **state)
{
    static const enum churn_binning rules[] = { CHURN_BINNING_QUANTILE, CHURN_BINNING_EQUAL, CHURN_BINNING_R_RFM };
    static const unsigned bins[] = { 2, 5, 10, 11, 100 };
    static struct shop shop;
    unsigned most = 0;
    (void)state;
    for (int round = 0; round < 400; round++) {
        struct churn_rfm_options options = CHURN_RFM_OPTIONS_INIT;
        size_t count = support_random() % (round % 4 == 0 ? 12 : MOST);
        options.binning = rules[support_random() % COUNT(rules)];
        for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
            options.bins[d] = bins[support_random() % COUNT(bins)];
        draw(&shop, count);
        unsigned passes = compare(&shop, &options, 1 + (unsigned)(support_random() % 3));
        most = passes > most ? passes : most;
    }
    assert_in_range(most, 2, 4); /* a second look was needed, and did */
}

/* Where the values of a bucket are all alike, nobody need look again. */
static void ties_are_seen_at_once(void **state)
{
    struct churn_rfm_options options = CHURN_RFM_OPTIONS_INIT;
    static struct shop shop;
    (void)state;
    shop.count = 1000;
    for (size_t i = 0; i < shop.count; i++) {
        shop.recency_days[i] = (int32_t)(i % 7);
        shop.frequency[i] = 1 + (i % 3 == 0);
        shop.monetary[i] = (int64_t)(i % 4) * 12345678900;
    }
    assert_int_equal(compare(&shop, &options, 2), 1);
}

static void what_is_not_covered(void **state)
{
    struct churn_rfm_options options = CHURN_RFM_OPTIONS_INIT;
    struct churn_rfm_census *census;
    (void)state;
    assert_true(churn_rfm_census_covers(&options));
    assert_int_equal(churn_rfm_census_new(&options, 0, &census, NULL), CHURN_USAGE);
    assert_null(census);
    options.nested = true;
    assert_false(churn_rfm_census_covers(&options));
    assert_int_equal(churn_rfm_census_new(&options, 1, &census, NULL), CHURN_USAGE);
    options.nested = false;
    options.binning = CHURN_BINNING_NTILE;
    assert_false(churn_rfm_census_covers(&options));
    options.binning = CHURN_BINNING_QUANTILE;
    options.bins[CHURN_MONETARY] = 101;
    assert_int_equal(churn_rfm_census_new(&options, 1, &census, NULL), CHURN_USAGE);
    assert_null(census);
    churn_rfm_census_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_sorted),
        cmocka_unit_test(ties_are_seen_at_once),
        cmocka_unit_test(what_is_not_covered),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
