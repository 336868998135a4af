/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFM scores: each rule against its definition by brute force, and what must not matter (order, unit of money). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <churn/rfm.h>

#define MOST 2000

static uint64_t state = 88172645463325252u;

static uint64_t next_number(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* Few different values, so that most are ties; every eighth or so has never bought. */
static void fill(struct churn_rfm_value *values, size_t count, uint64_t spread)
{
    for (size_t i = 0; i < count; i++) {
        values[i].recency_days = next_number() % 8 == 0 ? CHURN_RECENCY_NONE : (int32_t)(next_number() % spread);
        values[i].frequency = (int64_t)(next_number() % spread);
        values[i].monetary = ((churn_amount)(next_number() % spread) - (churn_amount)(spread / 4)) * 1000 * CHURN_AMOUNT_UNIT;
    }
}

static struct churn_rfm_options options_of(enum churn_binning binning, unsigned bins)
{
    struct churn_rfm_options options = CHURN_RFM_OPTIONS_INIT;
    options.binning = binning;
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        options.bins[d] = bins;
    return options;
}

static void score(const struct churn_rfm_value *values, size_t count, enum churn_binning binning, unsigned bins, bool nested,
                  struct churn_rfm_score *scores)
{
    struct churn_rfm_options options = options_of(binning, bins);
    options.nested = nested;
    assert_int_equal(churn_rfm_score(values, count, &options, scores, NULL, NULL), CHURN_OK);
}

/* Below, at or above 0 as a is worse than, as good as or better than b. */
static int compare(const struct churn_rfm_value *a, const struct churn_rfm_value *b, unsigned dimension)
{
    if (dimension == CHURN_RECENCY)
        return (a->recency_days < b->recency_days) - (a->recency_days > b->recency_days);
    if (dimension == CHURN_FREQUENCY)
        return (a->frequency > b->frequency) - (a->frequency < b->frequency);
    return (a->monetary > b->monetary) - (a->monetary < b->monetary);
}

static bool same_cell(const struct churn_rfm_score *a, const struct churn_rfm_score *b, unsigned dimension, bool nested)
{
    return !nested || memcmp(a->score, b->score, dimension) == 0;
}

static void check_quantile(const struct churn_rfm_value *values, const struct churn_rfm_score *scores, size_t count,
                           unsigned bins, bool nested)
{
    for (size_t i = 0; i < count; i++) {
        for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
            size_t worse = 0;
            size_t size = 0;
            for (size_t j = 0; j < count; j++) {
                if (!same_cell(&scores[i], &scores[j], d, nested))
                    continue;
                size++;
                worse += compare(&values[j], &values[i], d) < 0;
            }
            assert_int_equal(scores[i].score[d], 1 + worse * bins / size);
        }
    }
}

static void quantile_is_its_definition(void **unused)
{
    (void)unused;
    static struct churn_rfm_value values[300];
    static struct churn_rfm_score scores[300];
    for (unsigned round = 0; round < 60; round++) {
        size_t count = next_number() % 300 + 1;
        unsigned bins = round < 30 ? 5 : (unsigned)(next_number() % 99) + 2;
        bool nested = round % 2 == 1;
        fill(values, count, next_number() % 40 + 4);
        score(values, count, CHURN_BINNING_QUANTILE, bins, nested, scores);
        check_quantile(values, scores, count, bins, nested);
    }
}

static void ntile_is_its_definition(void **unused)
{
    (void)unused;
    static struct churn_rfm_value values[300];
    static struct churn_rfm_score scores[300];
    for (unsigned round = 0; round < 60; round++) {
        size_t count = next_number() % 300 + 1;
        unsigned bins = round < 30 ? 5 : (unsigned)(next_number() % 99) + 2;
        fill(values, count, next_number() % 40 + 4);
        score(values, count, CHURN_BINNING_NTILE, bins, false, scores);
        for (size_t i = 0; i < count; i++) {
            size_t position = 0;
            for (size_t j = 0; j < count; j++) {
                int order = compare(&values[j], &values[i], CHURN_FREQUENCY);
                position += order < 0 || (order == 0 && j < i);
            }
            size_t larger = count % bins * (count / bins + 1); /* customers in the larger bins */
            size_t bin =
                position < larger ? position / (count / bins + 1) : count % bins + (position - larger) / (count / bins);
            assert_int_equal(scores[i].score[CHURN_FREQUENCY], bin + 1);
        }
    }
}

static void equal_is_its_definition(void **unused)
{
    (void)unused;
    static struct churn_rfm_value values[300];
    static struct churn_rfm_score scores[300];
    for (unsigned bins = 2; bins <= 20; bins++) {
        fill(values, 300, 90);
        score(values, 300, CHURN_BINNING_EQUAL, bins, false, scores);
        churn_amount least = values[0].monetary;
        churn_amount greatest = values[0].monetary;
        for (size_t i = 0; i < 300; i++) {
            least = values[i].monetary < least ? values[i].monetary : least;
            greatest = values[i].monetary > greatest ? values[i].monetary : greatest;
        }
        for (size_t i = 0; i < 300; i++) {
            churn_amount bin = (values[i].monetary - least) * bins / (greatest - least);
            assert_int_equal(scores[i].score[CHURN_MONETARY], bin < bins ? bin + 1 : bins);
        }
    }
}

static void equal_edges_go_to_the_better_score(void **unused)
{
    (void)unused;
    struct churn_rfm_value values[] = { { 0, 0, 0 }, { 5, 5, 0 }, { 10, 10, 0 }, { 6, 4, 0 }, { CHURN_RECENCY_NONE, 9, 0 } };
    struct churn_rfm_score scores[5];
    score(values, 5, CHURN_BINNING_EQUAL, 2, false, scores);
    const uint8_t expected[5][CHURN_DIMENSIONS] = { { 2, 1, 1 }, { 2, 2, 1 }, { 1, 2, 1 }, { 1, 1, 1 }, { 1, 2, 1 } };
    assert_memory_equal(scores, expected, sizeof expected);
}

static void equal_spans_the_whole_range(void **unused)
{
    (void)unused;
    __extension__ const churn_amount greatest = (churn_amount)(~(unsigned __int128)0 >> 1);
    struct churn_rfm_value values[] = { { 0, 0, -greatest - 1 }, { 0, 0, -1 }, { 0, 0, 0 }, { 0, 0, greatest } };
    struct churn_rfm_score scores[4];
    score(values, 4, CHURN_BINNING_EQUAL, 2, false, scores);
    assert_int_equal(scores[0].score[CHURN_MONETARY], 1);
    assert_int_equal(scores[1].score[CHURN_MONETARY], 1);
    assert_int_equal(scores[2].score[CHURN_MONETARY], 2);
    assert_int_equal(scores[3].score[CHURN_MONETARY], 2);
}

/* Distinct invoices of a customer in Online Retail, n = 4,338; 7 stands for all from 7 up (references.md, 3.8). */
static void ties_of_online_retail(void **unused)
{
    (void)unused;
    const size_t sizes[] = { 1493, 835, 508, 388, 242, 172, 700 };
    const uint64_t expected[] = { 1493, 835, 508, 802, 700 };
    static struct churn_rfm_value values[4338];
    static struct churn_rfm_score scores[4338];
    size_t count = 0;
    for (size_t orders = 1; orders <= 7; orders++) {
        for (size_t i = 0; i < sizes[orders - 1]; i++)
            values[count++].frequency = (int64_t)orders;
    }
    score(values, count, CHURN_BINNING_QUANTILE, 5, false, scores);
    uint64_t found[5];
    churn_rfm_bin_sizes(scores, count, CHURN_FREQUENCY, 5, found);
    assert_memory_equal(found, expected, sizeof expected);
    uint64_t more[300]; /* than any score can be */
    churn_rfm_bin_sizes(scores, count, CHURN_FREQUENCY, 300, more);
    assert_memory_equal(more, expected, sizeof expected);
    for (size_t bin = 5; bin < 300; bin++)
        assert_int_equal(more[bin], 0);
}

static void order_and_unit_do_not_matter(void **unused)
{
    (void)unused;
    static struct churn_rfm_value values[MOST];
    static struct churn_rfm_value moved[MOST];
    static struct churn_rfm_score scores[MOST];
    static struct churn_rfm_score again[MOST];
    fill(values, MOST, 400);
    for (unsigned kind = 0; kind < 2 * CHURN_BINNING_CUTS; kind++) {
        enum churn_binning binning = (enum churn_binning)(kind / 2);
        score(values, MOST, binning, 7, kind % 2 == 1, scores);
        for (size_t i = 0; i < MOST; i++) {
            moved[i] = values[i];
            moved[i].monetary /= 1000;
        }
        score(moved, MOST, binning, 7, kind % 2 == 1, again);
        if (binning != CHURN_BINNING_R_RFM)
            assert_memory_equal(scores, again, sizeof scores);
        for (size_t i = 0; i < MOST; i++)
            moved[i] = values[(i * 1237 + 5) % MOST];
        score(moved, MOST, binning, 7, kind % 2 == 1, again);
        for (size_t i = 0; i < MOST && binning != CHURN_BINNING_NTILE; i++)
            assert_memory_equal(&again[i], &scores[(i * 1237 + 5) % MOST], sizeof *scores);
    }
}

static void equal_values_score_1(void **unused)
{
    (void)unused;
    struct churn_rfm_value values[9];
    struct churn_rfm_score scores[9];
    for (size_t i = 0; i < 9; i++)
        values[i] = (struct churn_rfm_value){ 3, 4, 5 };
    for (unsigned binning = CHURN_BINNING_QUANTILE; binning <= CHURN_BINNING_EQUAL; binning += CHURN_BINNING_EQUAL) {
        score(values, 9, (enum churn_binning)binning, 5, false, scores);
        for (size_t i = 0; i < 9; i++)
            assert_memory_equal(scores[i].score, "\1\1\1", CHURN_DIMENSIONS);
    }
}

static void never_bought_scores_1(void **unused)
{
    (void)unused;
    static struct churn_rfm_value values[100];
    static struct churn_rfm_score scores[100];
    for (unsigned known = 0; known < 100; known += 9) {
        for (unsigned i = 0; i < 100; i++)
            values[i].recency_days = i < known ? (int32_t)i : CHURN_RECENCY_NONE;
        const enum churn_binning rules[] = { CHURN_BINNING_QUANTILE, CHURN_BINNING_EQUAL, CHURN_BINNING_R_RFM };
        for (size_t rule = 0; rule < 3; rule++) {
            score(values, 100, rules[rule], 5, false, scores);
            for (unsigned i = known; i < 100; i++)
                assert_int_equal(scores[i].score[CHURN_RECENCY], 1);
        }
    }
}

static void wrong_settings_are_refused(void **unused)
{
    (void)unused;
    struct churn_rfm_value value = { 1, 1, 1 };
    struct churn_rfm_score got;
    struct churn_error err;
    struct churn_rfm_options options = options_of(CHURN_BINNING_QUANTILE, 1);
    assert_int_equal(churn_rfm_score(&value, 1, &options, &got, NULL, &err), CHURN_USAGE);
    assert_string_equal(err.message, "1 bins for recency: there must be 2 to 100");
    options = options_of(CHURN_BINNING_QUANTILE, 101);
    assert_int_equal(churn_rfm_score(&value, 1, &options, &got, NULL, &err), CHURN_USAGE);
    options = options_of((enum churn_binning)5, 5);
    assert_int_equal(churn_rfm_score(&value, 1, &options, &got, NULL, &err), CHURN_USAGE);
    options = options_of(CHURN_BINNING_CUTS, 5);
    assert_int_equal(churn_rfm_score(&value, 1, &options, &got, NULL, &err), CHURN_USAGE);
    options = options_of(CHURN_BINNING_QUANTILE, 5);
    options.size--;
    assert_int_equal(churn_rfm_score(&value, 1, &options, &got, NULL, NULL), CHURN_USAGE);
}

static void names_are_in_order(void **unused)
{
    (void)unused;
    const char *const names[] = { "quantile", "ntile", "equal", "r-rfm", "cuts" };
    for (unsigned i = 0; i < 5; i++)
        assert_string_equal(churn_binning_name(i), names[i]);
    assert_null(churn_binning_name(5));
    assert_string_equal(churn_dimension_name(CHURN_MONETARY), "monetary");
}

static void cells_are_written(void **unused)
{
    (void)unused;
    char text[CHURN_CELL_TEXT_SIZE];
    const unsigned few[CHURN_DIMENSIONS] = { 5, 9, 2 };
    const unsigned many[CHURN_DIMENSIONS] = { 100, 10, 5 };
    assert_int_equal(churn_rfm_cell_write((struct churn_rfm_score){ { 5, 4, 1 } }, few, text), 3);
    assert_string_equal(text, "541");
    assert_int_equal(churn_rfm_cell_write((struct churn_rfm_score){ { 100, 10, 5 } }, many, text), 8);
    assert_string_equal(text, "100-10-5");
    assert_int_equal(churn_rfm_cell_write((struct churn_rfm_score){ { 7, 10, 3 } }, many, text), 6);
    assert_string_equal(text, "7-10-3");
}

static void weights_are_exact(void **unused)
{
    (void)unused;
    churn_amount sum = 7;
    const churn_amount hundreds[CHURN_DIMENSIONS] = { 100 * CHURN_AMOUNT_UNIT, 10 * CHURN_AMOUNT_UNIT, CHURN_AMOUNT_UNIT / 10 };
    assert_int_equal(churn_rfm_weighted((struct churn_rfm_score){ { 5, 4, 3 } }, hundreds, &sum, NULL), CHURN_OK);
    assert_true(sum == 54030000000);
    const churn_amount huge[CHURN_DIMENSIONS] = { 0, 0, (churn_amount)1 << 126 };
    assert_int_equal(churn_rfm_weighted((struct churn_rfm_score){ { 1, 1, 2 } }, huge, &sum, NULL), CHURN_NUMERIC);
    assert_true(sum == 54030000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantile_is_its_definition),
        cmocka_unit_test(ntile_is_its_definition),
        cmocka_unit_test(equal_is_its_definition),
        cmocka_unit_test(equal_edges_go_to_the_better_score),
        cmocka_unit_test(equal_spans_the_whole_range),
        cmocka_unit_test(ties_of_online_retail),
        cmocka_unit_test(order_and_unit_do_not_matter),
        cmocka_unit_test(equal_values_score_1),
        cmocka_unit_test(never_bought_scores_1),
        cmocka_unit_test(wrong_settings_are_refused),
        cmocka_unit_test(names_are_in_order),
        cmocka_unit_test(cells_are_written),
        cmocka_unit_test(weights_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
