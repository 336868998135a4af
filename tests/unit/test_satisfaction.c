/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Satisfaction by customer and by period: figures worked out by hand, any order of rows, slopes against the textbook's form. */
#include "support.h"

#include <stdio.h>

#include <churn/satisfaction.h>

#include "close.h"
#include "customer/satisfaction.h"

#define UNIT CHURN_AMOUNT_UNIT
#define DAY_MAX 2932896 /* 9999-12-31 */

struct row {
    const char *id;
    churn_day day;
    double score, expected; /* NAN: empty */
    const char *group;
};

static struct churn_survey survey_of(const struct row *row)
{
    struct churn_survey survey = { .id = { row->id, strlen(row->id) }, .day = row->day };
    survey.has_score = !isnan(row->score);
    survey.score = survey.has_score ? (churn_amount)llround(row->score * 1e8) : 0;
    survey.has_expected = !isnan(row->expected);
    survey.expected = survey.has_expected ? (churn_amount)llround(row->expected * 1e8) : 0;
    if (row->group != NULL)
        survey.group = (struct churn_text){ row->group, strlen(row->group) };
    return survey;
}

static struct churn_satisfaction *fold(const struct row *rows, size_t count, churn_day until)
{
    struct churn_satisfaction *satisfaction;
    assert_int_equal(churn_satisfaction_new(until, &satisfaction, NULL), CHURN_OK);
    for (size_t i = 0; i < count; i++) {
        struct churn_survey survey = survey_of(&rows[i]);
        assert_int_equal(churn_satisfaction_add(satisfaction, &survey, NULL), CHURN_OK);
    }
    assert_int_equal(churn_satisfaction_sort(satisfaction, NULL), CHURN_OK);
    return satisfaction;
}

static struct churn_satisfaction_figures figures_at(const struct churn_satisfaction *satisfaction, size_t index)
{
    struct churn_satisfaction_figures figures;
    assert_int_equal(churn_satisfaction_at(satisfaction, index, &figures, NULL), CHURN_OK);
    return figures;
}

#define assert_quotient(quotient, expected) assert_quotient_at((quotient), (expected), __FILE__, __LINE__)
static void assert_quotient_at(struct churn_quotient quotient, double expected, const char *file, int line)
{
    if (isnan(expected) && !churn_quotient_has(quotient))
        return;
    assert_close_at(churn_quotient_to_double(quotient), expected, 1e-12, file, line);
}

/* Days from one origin, so that slopes can be worked out by hand. */
#define D(n) (20000 + (n))

/*
 * b: points (0,5) (0,3) (90,4) (90,1) (180,2): means 72 and 3; sum (t-72)(s-3) = -72*2 + 0 + 18*1 + 18*-2 + 108*-1 = -270; sum
 * (t-72)^2 = 2*5184 + 2*324 + 11664 = 22680; slope per 90 days -270/22680*90 = -15/14. Gaps: (0,1) (90,-1) (90,-3) (180,-2):
 * means 90 and -1.25; -90*2.25 + 90*-0.75 = -270; 2*8100; slope -1.5.
 */
static const struct row ROWS[] = {
    { "b", D(0), 5, 4, NULL },     { "b", D(0), 3, NAN, NULL },  { "b", D(90), 4, 5, NULL },  { "b", D(90), 1, 4, NULL },
    { "b", D(180), 2, 4, NULL },   { "a", D(10), 4, NAN, NULL }, { "c", D(5), 2.5, 3, NULL }, { "c", D(5), 3, NAN, NULL },
    { "c", D(5), 3.5, 3, NULL },   { "d", D(7), 1, NAN, NULL },  { "d", D(9), 3, 5, NULL },   { "d", D(11), 4, NAN, NULL },
    { "e", D(200), NAN, 4, NULL }, { "C", D(7), 2, NAN, NULL },  { "C", D(8), 2, NAN, NULL }, { "C", D(9), 2, NAN, NULL },
};

static void by_customer(void **state)
{
    (void)state;
    struct churn_satisfaction *satisfaction = fold(ROWS, COUNT(ROWS), CHURN_DAY_NONE);
    assert_int_equal(churn_satisfaction_count(satisfaction), 6);
    struct churn_satisfaction_figures figures = figures_at(satisfaction, 0);
    assert_text(figures.id, "C");
    assert_quotient(figures.score_trend, 0);
    assert_quotient(figures.score_change, 0);
    figures = figures_at(satisfaction, 1);
    assert_text(figures.id, "a");
    assert_int_equal(figures.surveys, 1);
    assert_int_equal(figures.latest_day, D(10));
    assert_quotient(figures.latest_score, 4);
    assert_quotient(figures.mean_score, 4);
    assert_quotient(figures.score_trend, NAN);
    assert_quotient(figures.score_change, NAN);
    assert_quotient(figures.expectation_gap, NAN);
    assert_quotient(figures.expectation_gap_trend, NAN);
    figures = figures_at(satisfaction, 2);
    assert_text(figures.id, "b");
    assert_int_equal(figures.surveys, 5);
    assert_quotient(figures.latest_score, 2);
    assert_quotient(figures.mean_score, 3);
    assert_quotient(figures.score_trend, -15.0 / 14);
    assert_quotient(figures.score_change, -0.5); /* the day before has 4 and 1 */
    assert_quotient(figures.expectation_gap, -2);
    assert_quotient(figures.expectation_gap_trend, -1.5);
    churn_satisfaction_free(satisfaction);
}

/* Three surveys on one day are no trend and no change; a gap older than the latest score is none; asked and never answered. */
static void odd_customers(void **state)
{
    (void)state;
    struct churn_satisfaction *satisfaction = fold(ROWS, COUNT(ROWS), CHURN_DAY_NONE);
    struct churn_satisfaction_figures figures = figures_at(satisfaction, 3);
    assert_text(figures.id, "c");
    assert_quotient(figures.latest_score, 3);
    assert_quotient(figures.score_trend, NAN);
    assert_quotient(figures.score_change, NAN);
    assert_quotient(figures.expectation_gap, 0);
    figures = figures_at(satisfaction, 4);
    assert_text(figures.id, "d");
    assert_quotient(figures.score_trend, 67.5);
    assert_quotient(figures.score_change, 1);
    assert_quotient(figures.expectation_gap, NAN);
    assert_quotient(figures.expectation_gap_trend, NAN);
    figures = figures_at(satisfaction, 5);
    assert_text(figures.id, "e");
    assert_int_equal(figures.surveys, 0);
    assert_int_equal(figures.latest_day, CHURN_DAY_NONE);
    assert_quotient(figures.latest_score, NAN);
    assert_quotient(figures.mean_score, NAN);
    assert_quotient(figures.expectation_gap, NAN);
    struct churn_survey_counts counts = churn_satisfaction_counts(satisfaction);
    assert_int_equal(counts.surveys, COUNT(ROWS));
    assert_int_equal(counts.unscored, 1);
    assert_int_equal(counts.scored, COUNT(ROWS) - 1);
    assert_int_equal(counts.last_day, D(200));
    assert_true(counts.highest == 5 * UNIT && counts.lowest == UNIT);
    churn_satisfaction_free(satisfaction);
}

static void later_rows_are_left_out(void **state)
{
    (void)state;
    struct churn_satisfaction *satisfaction = fold(ROWS, COUNT(ROWS), D(90));
    assert_int_equal(churn_satisfaction_count(satisfaction), 5); /* e has nothing else */
    struct churn_satisfaction_figures figures = figures_at(satisfaction, 2);
    assert_int_equal(figures.surveys, 4);
    assert_quotient(figures.latest_score, 2.5);
    assert_quotient(figures.score_change, -1.5);
    assert_quotient(figures.expectation_gap, -2);
    struct churn_survey_counts counts = churn_satisfaction_counts(satisfaction);
    assert_int_equal(counts.later, 2);
    assert_int_equal(counts.unscored, 0);
    assert_int_equal(counts.last_day, D(90));
    assert_true(counts.total == 42 * UNIT); /* of all rows */
    churn_satisfaction_free(satisfaction);
}

static void assert_same(struct churn_quotient a, struct churn_quotient b)
{
    assert_true(a.over == b.over && a.under == b.under);
}

/* Not close but the same, whatever the order: and the slope is the textbook's, about the mean. */
static void any_order(void **state)
{
    (void)state;
    enum { MANY = 40 };
    struct row rows[MANY];
    support_seed(1);
    for (int round = 0; round < 300; round++) {
        double t_mean = 0, s_mean = 0, above = 0, below = 0;
        size_t count = 1 + support_random() % MANY;
        for (size_t i = 0; i < count; i++) {
            rows[i] =
                (struct row){ "x", D((int)(support_random() % 12) * 30), (double)(support_random() % 50) / 10, NAN, NULL };
            if (support_random() % 3 > 0)
                rows[i].expected = (double)(support_random() % 5);
            t_mean += rows[i].day / (double)count;
            s_mean += rows[i].score / (double)count;
        }
        for (size_t i = 0; i < count; i++) {
            above += (rows[i].day - t_mean) * (rows[i].score - s_mean);
            below += (rows[i].day - t_mean) * (rows[i].day - t_mean);
        }
        struct churn_satisfaction *satisfaction = fold(rows, count, CHURN_DAY_NONE);
        struct churn_satisfaction_figures first = figures_at(satisfaction, 0);
        if (count >= 3 && below > 1)
            assert_true(fabs(churn_quotient_to_double(first.score_trend) - above / below * 90) < 1e-9);
        else
            assert_false(churn_quotient_has(first.score_trend));
        for (size_t i = count; i-- > 1;) {
            size_t j = support_random() % (i + 1);
            struct row held = rows[i];
            rows[i] = rows[j];
            rows[j] = held;
        }
        struct churn_satisfaction *again = fold(rows, count, CHURN_DAY_NONE);
        struct churn_satisfaction_figures other = figures_at(again, 0);
        assert_int_equal(first.latest_day, other.latest_day);
        assert_same(first.latest_score, other.latest_score);
        assert_same(first.mean_score, other.mean_score);
        assert_same(first.score_trend, other.score_trend);
        assert_same(first.score_change, other.score_change);
        assert_same(first.expectation_gap, other.expectation_gap);
        assert_same(first.expectation_gap_trend, other.expectation_gap_trend);
        churn_satisfaction_free(satisfaction);
        churn_satisfaction_free(again);
    }
}

/* Accounts and gaps grow together, and gaps that begin late begin empty for those that were there before. */
static void many_customers(void **state)
{
    (void)state;
    struct churn_satisfaction *satisfaction;
    assert_int_equal(churn_satisfaction_new(CHURN_DAY_NONE, &satisfaction, NULL), CHURN_OK);
    for (int i = 0; i < 5000; i++) {
        char id[16];
        snprintf(id, sizeof id, "%05d", i);
        struct row row = { id, D(i), 1 + i % 5, i >= 1500 && i % 2 == 0 ? 3 : (double)NAN, NULL };
        struct churn_survey survey = survey_of(&row);
        assert_int_equal(churn_satisfaction_add(satisfaction, &survey, NULL), CHURN_OK);
    }
    assert_int_equal(churn_satisfaction_sort(satisfaction, NULL), CHURN_OK);
    assert_int_equal(churn_satisfaction_count(satisfaction), 5000);
    for (int i = 0; i < 5000; i++) {
        struct churn_satisfaction_figures figures = figures_at(satisfaction, (size_t)i);
        assert_int_equal(figures.latest_day, D(i));
        assert_quotient(figures.latest_score, 1 + i % 5);
        assert_quotient(figures.expectation_gap, i >= 1500 && i % 2 == 0 ? 1.0 + i % 5 - 3 : (double)NAN);
    }
    churn_satisfaction_free(satisfaction);
}

static void sums_that_do_not_fit(void **state)
{
    struct series series = { .count = 0 };
    struct churn_error err;
    struct churn_quotient trend;
    (void)state;
    churn_day far = DAY_MAX;
    churn_amount large = (churn_amount)999999999 * UNIT;
    for (int i = 0; i < 3; i++)
        assert_int_equal(series_add(&series, far - i, large - i, &err), CHURN_OK);
    assert_int_equal(series_trend(&series, &trend, &err), CHURN_OK);
    assert_close(churn_quotient_to_double(trend), 90e-8, 1e-12);
    series.count = UINT32_MAX;
    assert_int_equal(series_add(&series, far, 1, &err), CHURN_NUMERIC);
    series = (struct series){ .count = 4000000000u, .day_sum = large * far * 4000000000 };
    assert_int_equal(series_trend(&series, &trend, &err), CHURN_NUMERIC);
    assert_non_null(strstr(err.message, "too many"));
}

struct cell {
    const char *period, *group;
    uint64_t responses, satisfied;
    double sum;
};

static void expect_periods(const struct row *rows, size_t count, const struct churn_satisfaction_period_options *options,
                           const struct cell *cells, size_t cell_count)
{
    struct churn_satisfaction_periods *periods;
    struct churn_satisfaction_period period;
    char text[CHURN_PERIOD_TEXT_SIZE];
    assert_int_equal(churn_satisfaction_periods_new(options, &periods, NULL), CHURN_OK);
    for (size_t i = 0; i < count; i++) {
        struct churn_survey survey = survey_of(&rows[i]);
        assert_int_equal(churn_satisfaction_periods_add(periods, &survey, NULL), CHURN_OK);
    }
    assert_int_equal(churn_satisfaction_periods_counts(periods).surveys, count);
    for (size_t i = 0; i < cell_count; i++) {
        assert_int_equal(churn_satisfaction_periods_next(periods, &period, NULL), CHURN_OK);
        churn_period_write(options->kind, period.period, text);
        assert_string_equal(text, cells[i].period);
        assert_text(period.group, cells[i].group);
        assert_int_equal(period.responses, cells[i].responses);
        assert_int_equal(period.satisfied, cells[i].satisfied);
        assert_true(period.sum == (churn_amount)llround(cells[i].sum * 1e8));
    }
    assert_int_equal(churn_satisfaction_periods_next(periods, &period, NULL), CHURN_END);
    churn_satisfaction_periods_free(periods);
}

static void by_period(void **state)
{
    (void)state;
    struct churn_satisfaction_period_options options = CHURN_SATISFACTION_PERIOD_OPTIONS_INIT;
    const struct row rows[] = {
        { "a", churn_day_from_civil(2024, 4, 30), 4, NAN, "phone" },
        { "b", churn_day_from_civil(2024, 1, 1), 3.5, NAN, "email" },
        { "c", churn_day_from_civil(2024, 1, 31), 5, NAN, "phone" },
        { "a", churn_day_from_civil(2024, 4, 1), NAN, NAN, NULL },
        { "a", churn_day_from_civil(2024, 1, 9), 3.99, NAN, "phone" },
    };
    const struct cell months[] = {
        { "2024-01", "", 0, 0, 0 }, { "2024-01", "email", 1, 0, 3.5 }, { "2024-01", "phone", 2, 1, 8.99 },
        { "2024-02", "", 0, 0, 0 }, { "2024-02", "email", 0, 0, 0 },   { "2024-02", "phone", 0, 0, 0 },
        { "2024-03", "", 0, 0, 0 }, { "2024-03", "email", 0, 0, 0 },   { "2024-03", "phone", 0, 0, 0 },
        { "2024-04", "", 0, 0, 0 }, { "2024-04", "email", 0, 0, 0 },   { "2024-04", "phone", 1, 1, 4 },
    };
    expect_periods(rows, COUNT(rows), &options, months, COUNT(months));
    options.until = churn_day_from_civil(2024, 5, 15);
    options.kind = CHURN_PERIOD_QUARTER;
    const struct cell quarters[] = {
        { "2024-Q1", "", 0, 0, 0 }, { "2024-Q1", "email", 1, 0, 3.5 }, { "2024-Q1", "phone", 2, 1, 8.99 },
        { "2024-Q2", "", 0, 0, 0 }, { "2024-Q2", "email", 0, 0, 0 },   { "2024-Q2", "phone", 1, 1, 4 },
    };
    expect_periods(rows, COUNT(rows), &options, quarters, COUNT(quarters));
    options.until = churn_day_from_civil(2024, 3, 31);
    options.kind = CHURN_PERIOD_MONTH;
    options.satisfied = 350000000;
    const struct cell until_march[] = {
        { "2024-01", "email", 1, 1, 3.5 }, { "2024-01", "phone", 2, 2, 8.99 }, { "2024-02", "email", 0, 0, 0 },
        { "2024-02", "phone", 0, 0, 0 },   { "2024-03", "email", 0, 0, 0 },    { "2024-03", "phone", 0, 0, 0 },
    };
    expect_periods(rows, COUNT(rows), &options, until_march, COUNT(until_march));
    options.until = churn_day_from_civil(2023, 12, 31);
    expect_periods(rows, COUNT(rows), &options, NULL, 0);
    expect_periods(rows, 0, &options, NULL, 0);
}

/* Any cells add up to all rows. */
static void periods_add_up(void **state)
{
    (void)state;
    static const char *const groups[] = { "", "a", "b", "ab", "Z" };
    static const char *const in_order[] = { "", "Z", "a", "ab", "b" };
    struct churn_satisfaction_period_options options = CHURN_SATISFACTION_PERIOD_OPTIONS_INIT;
    for (enum churn_period_kind kind = CHURN_PERIOD_MONTH; kind <= CHURN_PERIOD_YEAR; kind++) {
        struct churn_satisfaction_periods *periods;
        struct churn_satisfaction_period period;
        uint64_t responses = 0, satisfied = 0, wanted = 0, rows = 0;
        churn_amount sum = 0;
        int32_t last = INT32_MIN;
        options.kind = kind;
        assert_int_equal(churn_satisfaction_periods_new(&options, &periods, NULL), CHURN_OK);
        for (int i = 0; i < 3000; i++) {
            struct row row = { "x", D((int)(support_random() % 2000)), (double)(support_random() % 6), NAN,
                               groups[support_random() % COUNT(groups)] };
            struct churn_survey survey = survey_of(&row);
            assert_int_equal(churn_satisfaction_periods_add(periods, &survey, NULL), CHURN_OK);
            wanted += row.score >= 4;
        }
        while (churn_satisfaction_periods_next(periods, &period, NULL) == CHURN_OK) {
            assert_true(period.period == last || period.period == last + 1 || last == INT32_MIN);
            assert_text(period.group, in_order[rows++ % 5]);
            last = period.period;
            responses += period.responses;
            satisfied += period.satisfied;
            sum += period.sum;
        }
        assert_int_equal(responses, 3000);
        assert_int_equal(satisfied, wanted);
        assert_true(sum == churn_satisfaction_periods_counts(periods).total);
        churn_satisfaction_periods_free(periods);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_customer), cmocka_unit_test(odd_customers),  cmocka_unit_test(later_rows_are_left_out),
        cmocka_unit_test(any_order),   cmocka_unit_test(many_customers), cmocka_unit_test(sums_that_do_not_fit),
        cmocka_unit_test(by_period),   cmocka_unit_test(periods_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
