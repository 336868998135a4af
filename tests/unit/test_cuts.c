/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cut points: what was made scores the same again; R's edges; what is not whole is refused; drift. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <churn/rfm.h>

#include "close.h"

#define MOST 1500

static uint64_t state = 88172645463325252u;

static uint64_t next_number(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void fill(struct churn_rfm_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[i].recency_days = next_number() % 9 == 0 ? CHURN_RECENCY_NONE : (int32_t)(next_number() % 365);
        values[i].frequency = (int64_t)(next_number() % 12 * (next_number() % 3));
        values[i].monetary = (churn_amount)(next_number() % 300000) * (CHURN_AMOUNT_UNIT / 1000) - 5 * CHURN_AMOUNT_UNIT;
    }
}

static struct churn_cuts *make(const struct churn_rfm_value *values, size_t count, enum churn_binning binning, unsigned bins,
                               bool nested, struct churn_rfm_score *scores)
{
    struct churn_rfm_options options = CHURN_RFM_OPTIONS_INIT;
    options.binning = binning;
    options.nested = nested;
    options.bins[0] = bins;
    options.bins[1] = bins + 1;
    options.bins[2] = bins + 2;
    struct churn_cuts *made = NULL;
    assert_int_equal(churn_rfm_score(values, count, &options, scores, &made, NULL), CHURN_OK);
    return made;
}

static struct churn_cuts *score_by(const struct churn_cuts *cuts, const struct churn_rfm_value *values, size_t count,
                                   struct churn_rfm_score *scores)
{
    struct churn_rfm_options options = CHURN_RFM_OPTIONS_INIT;
    options.binning = CHURN_BINNING_CUTS;
    options.cuts = cuts;
    struct churn_cuts *made = NULL;
    assert_int_equal(churn_rfm_score(values, count, &options, scores, &made, NULL), CHURN_OK);
    return made;
}

static void assert_same_cuts(const struct churn_cuts *a, const struct churn_cuts *b)
{
    assert_int_equal(churn_cuts_count(a), churn_cuts_count(b));
    for (size_t i = 0; i < churn_cuts_count(a); i++) {
        const struct churn_cut *left = churn_cuts_at(a, i);
        const struct churn_cut *right = churn_cuts_at(b, i);
        assert_int_equal(left->dimension, right->dimension);
        assert_int_equal(left->within_r, right->within_r);
        assert_int_equal(left->within_f, right->within_f);
        assert_int_equal(left->score, right->score);
        assert_true(left->threshold == right->threshold);
        assert_int_equal(left->unreachable, right->unreachable);
        assert_int_equal(left->customers, right->customers);
    }
}

static void made_cuts_score_the_same(void **unused)
{
    (void)unused;
    static struct churn_rfm_value values[MOST];
    static struct churn_rfm_score scores[MOST];
    static struct churn_rfm_score again[MOST];
    const enum churn_binning rules[] = { CHURN_BINNING_QUANTILE, CHURN_BINNING_EQUAL, CHURN_BINNING_R_RFM };
    for (unsigned round = 0; round < 90; round++) {
        size_t count = round < 60 ? next_number() % MOST : next_number() % 30;
        unsigned bins = (unsigned)(next_number() % 9) + 2;
        fill(values, count);
        struct churn_cuts *made = make(values, count, rules[round % 3], bins, round / 3 % 2 == 1, scores);
        bool nested;
        unsigned found[CHURN_DIMENSIONS];
        assert_int_equal(churn_cuts_check(made, &nested, found, NULL), CHURN_OK);
        assert_int_equal(nested, round / 3 % 2 == 1);
        assert_int_equal(found[2], bins + 2);
        struct churn_cuts *kept = score_by(made, values, count, again);
        assert_memory_equal(scores, again, count * sizeof *scores);
        assert_same_cuts(made, kept);
        churn_cuts_free(kept);
        churn_cuts_free(made);
    }
}

static void every_later_customer_finds_a_score(void **unused)
{
    (void)unused;
    struct churn_rfm_value values[] = { { 1, 9, 100 }, { 9, 1, 1 }, { 5, 5, 50 } };
    struct churn_rfm_value later[] = { { 0, 1000, 1 << 20 }, { 5000, 0, -(1 << 20) }, { CHURN_RECENCY_NONE, 5, 50 } };
    struct churn_rfm_score scores[3];
    struct churn_cuts *made = make(values, 3, CHURN_BINNING_QUANTILE, 2, true, scores);
    churn_cuts_free(score_by(made, later, 3, scores));
    assert_int_equal(scores[0].score[CHURN_RECENCY], 2);
    assert_int_equal(scores[1].score[CHURN_RECENCY], 1);
    assert_int_equal(scores[2].score[CHURN_RECENCY], 1);
    assert_int_equal(scores[1].score[CHURN_MONETARY], 1);
    churn_cuts_free(made);
}

static void ntile_makes_none(void **unused)
{
    (void)unused;
    struct churn_rfm_value value = { 1, 1, 1 };
    struct churn_rfm_score got;
    assert_null(make(&value, 1, CHURN_BINNING_NTILE, 5, false, &got));
}

static void empty_bin_and_unreachable_score(void **unused)
{
    (void)unused;
    struct churn_rfm_value values[10] = { 0 };
    struct churn_rfm_score scores[10];
    values[8].frequency = values[9].frequency = 1;
    struct churn_cuts *made = make(values, 10, CHURN_BINNING_QUANTILE, 4, false, scores); /* five bins of frequency */
    const struct churn_cut *frequency = churn_cuts_at(made, 4);
    for (unsigned i = 1; i < 5; i++) {
        assert_true(frequency[i].threshold == CHURN_AMOUNT_UNIT && !frequency[i].unreachable);
        assert_int_equal(frequency[i].customers, i == 4 ? 2 : 0);
    }
    const struct churn_cut *recency = churn_cuts_at(made, 0);
    assert_false(recency[0].unreachable);
    assert_int_equal(recency[0].customers, 10);
    for (unsigned i = 1; i < 4; i++)
        assert_true(recency[i].unreachable && recency[i].threshold == 0);
    churn_cuts_free(made);
}

/* quantile(c(10, 20, 30, 45.5), 1:2/3, type = 7) + 1 is 21 and 31; of the days 3, 9, 20, 21 it is 10 and 21. */
static void edges_of_r(void **unused)
{
    (void)unused;
    struct churn_rfm_value values[] = { { 3, 0, 10 }, { 9, 0, 20 }, { 20, 0, 30 }, { 21, 0, 0 } };
    for (size_t i = 0; i < 3; i++)
        values[i].monetary *= CHURN_AMOUNT_UNIT;
    values[3].monetary = 4550000000;
    struct churn_rfm_options options = CHURN_RFM_OPTIONS_INIT;
    options.binning = CHURN_BINNING_R_RFM;
    options.bins[0] = options.bins[1] = options.bins[2] = 3;
    struct churn_rfm_score scores[4];
    struct churn_cuts *made;
    assert_int_equal(churn_rfm_score(values, 4, &options, scores, &made, NULL), CHURN_OK);
    const uint8_t expected[4][CHURN_DIMENSIONS] = { { 3, 1, 1 }, { 3, 1, 1 }, { 2, 1, 2 }, { 1, 1, 3 } };
    assert_memory_equal(scores, expected, sizeof expected);
    assert_true(churn_cuts_at(made, 1)->threshold == 20 * CHURN_AMOUNT_UNIT);
    assert_true(churn_cuts_at(made, 2)->threshold == 9 * CHURN_AMOUNT_UNIT);
    assert_true(churn_cuts_at(made, 7)->threshold == 21 * CHURN_AMOUNT_UNIT);
    assert_true(churn_cuts_at(made, 8)->threshold == 31 * CHURN_AMOUNT_UNIT);
    churn_cuts_free(made);
}

static struct churn_cuts *cuts_of(const struct churn_cut *rows, size_t count)
{
    struct churn_cuts *cuts = churn_cuts_new();
    for (size_t i = 0; i < count; i++)
        assert_int_equal(churn_cuts_add(cuts, &rows[i], NULL), CHURN_OK);
    return cuts;
}

static const struct churn_cut whole[] = {
    { CHURN_MONETARY, 0, 0, 2, 50 * CHURN_AMOUNT_UNIT, false, 80 },
    { CHURN_MONETARY, 0, 0, 1, 0, false, 20 },
    { CHURN_RECENCY, 0, 0, 1, 0, false, 20 },
    { CHURN_RECENCY, 0, 0, 2, 29740000000, false, 80 },
    { CHURN_FREQUENCY, 0, 0, 1, 0, false, 50 },
    { CHURN_FREQUENCY, 0, 0, 2, 450000000, false, 50 },
};

static void rows_in_any_order_with_decimals(void **unused)
{
    (void)unused;
    struct churn_cuts *cuts = cuts_of(whole, 6);
    struct churn_rfm_value values[] = { { 297, 4, 50 * CHURN_AMOUNT_UNIT }, { 298, 5, 50 * CHURN_AMOUNT_UNIT - 1 } };
    struct churn_rfm_score scores[2];
    churn_cuts_free(score_by(cuts, values, 2, scores));
    const uint8_t expected[2][CHURN_DIMENSIONS] = { { 2, 1, 2 }, { 1, 2, 1 } };
    assert_memory_equal(scores, expected, sizeof expected);
    churn_cuts_free(cuts);
}

static void assert_not_whole(const struct churn_cut *rows, size_t count, const char *message)
{
    struct churn_cuts *cuts = cuts_of(rows, count);
    bool nested;
    unsigned bins[CHURN_DIMENSIONS];
    struct churn_error err;
    assert_int_equal(churn_cuts_check(cuts, &nested, bins, &err), CHURN_DATA);
    assert_string_equal(err.message, message);
    churn_cuts_free(cuts);
}

static void cuts_that_are_not_whole(void **unused)
{
    (void)unused;
    struct churn_cut rows[7];
    assert_not_whole(whole, 0, "cut points: recency has no rows for score 1 and 2 at least");
    assert_not_whole(whole, 4, "cut points: frequency has no rows for score 1 and 2 at least");
    memcpy(rows, whole, sizeof whole);
    rows[6] = rows[5];
    assert_not_whole(rows, 7, "cut points: frequency score 2 is there twice");
    rows[6].score = 4;
    assert_not_whole(rows, 7, "cut points: frequency score 3 is missing");
    rows[6].score = 3;
    rows[6].threshold--;
    assert_not_whole(rows, 7, "cut points: frequency score 3 is easier to reach than the score below it");
    rows[5].unreachable = true;
    assert_not_whole(rows, 7, "cut points: frequency score 3 is easier to reach than the score below it");
    rows[6].within_r = 1;
    assert_not_whole(rows, 7, "cut points: monetary score 2 lies within no recency score, but others do");
    memcpy(rows, whole, sizeof whole);
    rows[5].within_r = rows[4].within_r = 2;
    rows[0].within_r = rows[1].within_r = rows[0].within_f = rows[1].within_f = 2;
    assert_not_whole(rows, 6, "cut points: frequency score 1 within recency score 1 is missing");
    rows[0].within_r = 3;
    assert_not_whole(rows, 6, "cut points: monetary score 2 lies within a score that has no cut point itself");
}

static void rows_that_cannot_be_right(void **unused)
{
    (void)unused;
    const struct churn_cut wrong[] = {
        { (enum churn_dimension)3, 0, 0, 2, 1, false, -1 }, { CHURN_RECENCY, 0, 0, 0, 1, false, -1 },
        { CHURN_RECENCY, 0, 0, 101, 1, false, -1 },         { CHURN_RECENCY, 0, 0, 1, 1, false, -1 },
        { CHURN_RECENCY, 1, 0, 2, 1, false, -1 },           { CHURN_FREQUENCY, 1, 1, 2, 1, false, -1 },
        { CHURN_MONETARY, 1, 0, 2, 1, false, -1 },          { CHURN_MONETARY, 101, 1, 2, 1, false, -1 },
        { CHURN_MONETARY, 1, 1, 2, 1, false, -2 },
    };
    struct churn_cuts *cuts = churn_cuts_new();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(churn_cuts_add(cuts, &wrong[i], NULL), CHURN_DATA);
    assert_int_equal(churn_cuts_count(cuts), 0);
    assert_null(churn_cuts_at(cuts, 0));
    churn_cuts_free(cuts);
}

/*
 * Then 20 and 80, now 2 and 2. With 1/2 added: e = 20.5/101, 80.5/101, a = 1/2 each;
 * (0.5 - 0.2029703) ln(2.4634146) + (0.5 - 0.7970297) ln(0.6273292) = 0.4062868. Frequency has not moved: 0.
 */
static void drift_by_hand(void **unused)
{
    (void)unused;
    struct churn_cuts *cuts = cuts_of(whole, 6);
    const struct churn_rfm_score scores[] = { { { 1, 1, 2 } }, { { 2, 1, 1 } }, { { 1, 2, 2 } }, { { 2, 2, 1 } } };
    double drift[CHURN_DIMENSIONS];
    assert_int_equal(churn_cuts_drift(cuts, scores, 4, drift, NULL), CHURN_OK);
    assert_close(drift[CHURN_RECENCY], 0.4062868212713332, 1e-14);
    assert_close(drift[CHURN_FREQUENCY], 0.0, 1e-15);
    assert_close(drift[CHURN_MONETARY], 0.4062868212713332, 1e-14);
    const struct churn_rfm_score other = { { 3, 1, 1 } };
    assert_int_equal(churn_cuts_drift(cuts, &other, 1, drift, NULL), CHURN_USAGE);
    churn_cuts_free(cuts);
    struct churn_cut unknown[6];
    memcpy(unknown, whole, sizeof whole);
    unknown[3].customers = -1;
    cuts = cuts_of(unknown, 6);
    assert_int_equal(churn_cuts_drift(cuts, scores, 4, drift, NULL), CHURN_DATA);
    churn_cuts_free(cuts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_cuts_score_the_same),
        cmocka_unit_test(every_later_customer_finds_a_score),
        cmocka_unit_test(ntile_makes_none),
        cmocka_unit_test(empty_bin_and_unreachable_score),
        cmocka_unit_test(edges_of_r),
        cmocka_unit_test(rows_in_any_order_with_decimals),
        cmocka_unit_test(cuts_that_are_not_whole),
        cmocka_unit_test(rows_that_cannot_be_right),
        cmocka_unit_test(drift_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
