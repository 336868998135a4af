/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments: the built-in tables are what is known of them (references.md, other systems' faults 3 to 5); first match; the
 * linter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <churn/segments.h>

static const unsigned five[CHURN_DIMENSIONS] = { 5, 5, 5 };

static struct churn_segments *builtin(const char *name)
{
    struct churn_segments *segments = NULL;
    assert_int_equal(churn_segments_builtin(name, &segments, NULL), CHURN_OK);
    return segments;
}

/* Returns the cells left uncovered. */
static uint64_t check(const struct churn_segments *segments, struct churn_segment_finding *findings)
{
    uint64_t uncovered = 99;
    uint64_t others = 99;
    assert_int_equal(churn_segments_check(segments, five, NULL, 0, findings, &uncovered, &others, NULL), CHURN_OK);
    assert_int_equal(others, 0);
    return uncovered;
}

static void default_is_total_and_disjoint(void **unused)
{
    (void)unused;
    struct churn_segments *segments = builtin("default");
    struct churn_segment_finding findings[10];
    assert_int_equal(churn_segments_count(segments), 10);
    assert_int_equal(check(segments, findings), 0);
    uint64_t cells = 0;
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(findings[i].first_overlap, CHURN_SEGMENT_NONE);
        assert_int_equal(findings[i].taken, findings[i].cells);
        cells += findings[i].cells;
    }
    assert_int_equal(cells, 125);
    churn_segments_free(segments);
}

static void classic11_has_its_faults(void **unused)
{
    (void)unused;
    struct churn_segments *segments = builtin("classic11");
    struct churn_segment_finding findings[11];
    assert_int_equal(churn_segments_count(segments), 11);
    assert_int_equal(check(segments, findings), 36);
    const char *const never[] = { "new_customers", "promising", "cant_lose_them", "lost" };
    size_t found = 0;
    for (size_t i = 0; i < 11; i++) {
        if (findings[i].taken > 0)
            continue;
        assert_true(found < 4);
        assert_string_equal(churn_segments_at(segments, i)->name, never[found++]);
        assert_int_not_equal(findings[i].first_overlap, CHURN_SEGMENT_NONE);
    }
    assert_int_equal(found, 4);
    assert_int_equal(findings[3].cells, 2); /* R 4-5, F 0-1, M 0-1: there is no score 0 */
    assert_int_equal(findings[1].first_overlap, 0);
    churn_segments_free(segments);
}

static void r_rfm_leaves_ten_cells(void **unused)
{
    (void)unused;
    struct churn_segments *segments = builtin("r-rfm");
    struct churn_segment_finding findings[10];
    assert_int_equal(churn_segments_count(segments), 10);
    assert_int_equal(check(segments, findings), 10);
    churn_segments_free(segments);
}

static void names_of_the_tables(void **unused)
{
    (void)unused;
    assert_string_equal(churn_segments_builtin_name(0), "default");
    assert_string_equal(churn_segments_builtin_name(2), "r-rfm");
    assert_null(churn_segments_builtin_name(3));
    struct churn_segments *segments = NULL;
    struct churn_error err;
    assert_int_equal(churn_segments_builtin("clasic11", &segments, &err), CHURN_USAGE);
    assert_string_equal(err.message, "no built-in segments \"clasic11\"; did you mean \"classic11\"?");
    assert_int_equal(churn_segments_builtin("\n", &segments, &err), CHURN_USAGE);
    assert_string_equal(err.message, "no built-in segments \"\\x0a\"; there are default, classic11 and r-rfm");
    assert_null(segments);
}

static void first_match_wins(void **unused)
{
    (void)unused;
    struct churn_segments *segments = builtin("r-rfm");
    const struct churn_segment_rule *champions = churn_segments_at(segments, 0);
    assert_string_equal(champions->name, "champions");
    assert_int_equal(churn_segments_match(segments, (struct churn_rfm_score){ { 5, 5, 5 } }), 0);
    assert_int_equal(churn_segments_match(segments, (struct churn_rfm_score){ { 5, 5, 4 } }), 1);
    assert_int_equal(churn_segments_match(segments, (struct churn_rfm_score){ { 5, 5, 1 } }), CHURN_SEGMENT_NONE);
    assert_null(churn_segments_at(segments, 10));
    churn_segments_free(segments);
}

static void customers_are_counted(void **unused)
{
    (void)unused;
    struct churn_segments *segments = churn_segments_new();
    const struct churn_segment_rule good = { "good", { 2, 0, 0 }, { 9, 9, 9 } };
    const struct churn_segment_rule beyond = { "beyond", { 6, 1, 1 }, { 9, 9, 9 } };
    assert_int_equal(churn_segments_add(segments, &good, NULL), CHURN_OK);
    assert_int_equal(churn_segments_add(segments, &beyond, NULL), CHURN_OK);
    const struct churn_rfm_score scores[] = { { { 1, 1, 1 } }, { { 2, 1, 1 } }, { { 5, 5, 5 } } };
    struct churn_segment_finding findings[2];
    uint64_t uncovered;
    uint64_t others;
    assert_int_equal(churn_segments_check(segments, five, scores, 3, findings, &uncovered, &others, NULL), CHURN_OK);
    assert_int_equal(findings[0].customers, 2);
    assert_int_equal(findings[0].cells, 100);
    assert_int_equal(findings[1].cells, 0);
    assert_int_equal(findings[1].first_overlap, CHURN_SEGMENT_NONE);
    assert_int_equal(uncovered, 25);
    assert_int_equal(others, 1);
    const unsigned none[CHURN_DIMENSIONS] = { 5, 0, 5 };
    assert_int_equal(churn_segments_check(segments, none, NULL, 0, findings, &uncovered, &others, NULL), CHURN_USAGE);
    churn_segments_free(segments);
}

static void wrong_rules_are_refused(void **unused)
{
    (void)unused;
    struct churn_segments *segments = churn_segments_new();
    struct churn_segment_rule rule = { "", { 1, 1, 1 }, { 5, 5, 5 } };
    assert_int_equal(churn_segments_add(segments, &rule, NULL), CHURN_DATA);
    memset(rule.name, 'x', sizeof rule.name);
    assert_int_equal(churn_segments_add(segments, &rule, NULL), CHURN_DATA);
    rule.name[sizeof rule.name - 1] = '\0';
    assert_int_equal(churn_segments_add(segments, &rule, NULL), CHURN_OK);
    struct churn_error err;
    rule.min[CHURN_FREQUENCY] = 6;
    assert_int_equal(churn_segments_add(segments, &rule, &err), CHURN_DATA);
    assert_string_equal(err.message, "the least frequency score, 6, is above the greatest, 5");
    assert_int_equal(churn_segments_count(segments), 1);
    churn_segments_free(segments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(default_is_total_and_disjoint),
        cmocka_unit_test(classic11_has_its_faults),
        cmocka_unit_test(r_rfm_leaves_ten_cells),
        cmocka_unit_test(names_of_the_tables),
        cmocka_unit_test(first_match_wins),
        cmocka_unit_test(customers_are_counted),
        cmocka_unit_test(wrong_rules_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
