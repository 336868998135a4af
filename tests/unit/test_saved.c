/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cut points and segment tables as files: what is written comes back, and every fault is refused at its place. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/saved.h>

#define CUTS "dimension,within,score,threshold,customers\n"
#define SEGMENTS "segment,r_min,r_max,f_min,f_max,m_min,m_max\n"

/* Two bins a dimension, whole. */
#define RECENCY "recency,,1,,5\nrecency,,2,30,6\n"
#define FREQUENCY "frequency,,1,,7\nfrequency,,2,3,4\n"
#define MONETARY "monetary,,1,,10\nmonetary,,2,99.95,1\n"

static char *cuts_written(const struct churn_cuts *cuts)
{
    struct output output;
    output_begin(&output, "written.csv", NULL);
    assert_int_equal(churn_cuts_write(cuts, output.writer, NULL), CHURN_OK);
    return output_end(&output, NULL);
}

static char *segments_written(const struct churn_segments *segments)
{
    struct output output;
    output_begin(&output, "written.csv", NULL);
    assert_int_equal(churn_segments_write(segments, output.writer, NULL), CHURN_OK);
    return output_end(&output, NULL);
}

static void expect_cuts(const char *text, const char *expected)
{
    struct churn_cuts *cuts;
    struct churn_error err;
    enum churn_status status = churn_cuts_read(support_text_file("cuts.csv", text), &cuts, &err);
    if (status != CHURN_OK)
        print_error("%s\n", place_and_message(&err));
    assert_int_equal(status, CHURN_OK);
    char *actual = cuts_written(cuts);
    assert_string_equal(actual, expected);
    free(actual);
    churn_cuts_free(cuts);
}

static void expect_no_cuts(const char *text, const char *message)
{
    struct churn_cuts *cuts;
    struct churn_error err;
    const char *path = support_text_file("cuts.csv", text);
    assert_int_equal(churn_cuts_read(path, &cuts, &err), CHURN_DATA);
    assert_null(cuts);
    assert_string_equal(place_and_message(&err), message);
    assert_string_equal(err.file, path);
}

static void cuts_come_back(void **state)
{
    static const char whole[] = CUTS RECENCY FREQUENCY MONETARY;
    (void)state;
    expect_cuts(whole, whole);
    expect_cuts(CUTS MONETARY RECENCY FREQUENCY, CUTS MONETARY RECENCY FREQUENCY);
    expect_cuts("threshold,score,remark,within,dimension\n,1,x,,recency\n30,2,,,recency\n,1,,,frequency\n3,2,,,frequency\n"
                ",1,,,monetary\n-5.00,2,,,monetary\n",
                CUTS "recency,,1,,\nrecency,,2,30,\nfrequency,,1,,\nfrequency,,2,3,\nmonetary,,1,,\nmonetary,,2,-5,\n");
}

static void unreachable_scores_come_back(void **state)
{
    static const char text[] = CUTS RECENCY "frequency,,1,,7\nfrequency,,2,3,4\nfrequency,,3,unreachable,0\n" MONETARY;
    (void)state;
    expect_cuts(text, text);
}

/* Sums have more digits than one amount. */
static void thresholds_of_any_size(void **state)
{
    static const char text[] =
        CUTS RECENCY FREQUENCY "monetary,,1,,10\nmonetary,,2,123456789012345678901234567890.12345678,1\n";
    (void)state;
    expect_cuts(text, text);
}

/* What scoring makes, nested or not, comes back and scores alike. */
static void made_cuts_come_back(void **state)
{
    struct churn_rfm_value values[200];
    struct churn_rfm_score first[200], second[200];
    (void)state;
    support_seed(9);
    for (size_t i = 0; i < COUNT(values); i++) {
        values[i].recency_days = support_random() % 9 == 0 ? CHURN_RECENCY_NONE : (int32_t)(support_random() % 400);
        values[i].frequency = (int64_t)(support_random() % 20);
        values[i].monetary = (churn_amount)(support_random() % 100000) * 1000000 - 5 * CHURN_AMOUNT_UNIT;
    }
    for (int nested = 0; nested < 2; nested++)
        for (unsigned bins = 2; bins <= 12; bins += 5) {
            struct churn_rfm_options options = CHURN_RFM_OPTIONS_INIT;
            struct churn_cuts *made, *read;
            options.nested = nested;
            options.bins[0] = options.bins[1] = options.bins[2] = bins;
            assert_int_equal(churn_rfm_score(values, COUNT(values), &options, first, &made, NULL), CHURN_OK);
            free(cuts_written(made));
            struct churn_error err;
            enum churn_status status = churn_cuts_read(support_path("written.csv"), &read, &err);
            if (status != CHURN_OK)
                print_error("%s\n", place_and_message(&err));
            assert_int_equal(status, CHURN_OK);
            char *a = cuts_written(made), *b = cuts_written(read);
            assert_string_equal(a, b);
            options.binning = CHURN_BINNING_CUTS;
            options.cuts = read;
            assert_int_equal(churn_rfm_score(values, COUNT(values), &options, second, NULL, NULL), CHURN_OK);
            assert_memory_equal(first, second, sizeof first);
            free(a);
            free(b);
            churn_cuts_free(made);
            churn_cuts_free(read);
        }
}

#define WITHIN "is neither empty nor scores such as 3 or 3-2"

static void bad_cells_of_cuts(void **state)
{
    static const struct {
        const char *row, *fault;
    } cases[] = {
        { "Recency,,1,,", "2:1 dimension: \"Recency\" is none of recency, frequency, monetary" },
        { ",,1,,", "2:1 dimension: is none of recency, frequency, monetary" },
        { "frequency,x,1,,", "2:11 within: \"x\" " WITHIN },
        { "monetary,3-,1,,", "2:10 within: \"3-\" " WITHIN },
        { "monetary,-3,1,,", "2:10 within: \"-3\" " WITHIN },
        { "monetary,3--2,1,,", "2:10 within: \"3--2\" " WITHIN },
        { "monetary,3-2-1,1,,", "2:10 within: \"3-2-1\" " WITHIN },
        { "monetary,3 2,1,,", "2:10 within: \"3 2\" " WITHIN },
        { "frequency,101,1,,", "2:11 within: \"101\" " WITHIN },
        { "frequency,99999999999999999999,1,,", "2:11 within: \"99999999999999999999\" " WITHIN },
        { "recency,,,,", "2:10 score: is empty" },
        { "recency,,x,,", "2:10 score: \"x\" is not a whole number" },
        { "recency,,101,,", "2:10 score: \"101\" is over 100" },
        { "recency,,257,,", "2:10 score: \"257\" is over 100" },
        { "recency,,1,5,", "2:12 threshold: \"5\" score 1 takes all the rest and has no threshold" },
        { "recency,,2,,", "2:12 threshold: is empty" },
        { "recency,,2,x,", "2:12 threshold: \"x\" is not a number" },
        { "recency,,2,Unreachable,", "2:12 threshold: \"Unreachable\" is not a number" },
        { "recency,,2,5,-1", "2:14 customers: \"-1\" is not a whole number" },
        { "recency,,2,5,x", "2:14 customers: \"x\" is not a whole number" },
        { "recency,,2,5", "2:13 4 fields, header has 5" },
        { "recency,,2,5,1,", "2:16 6 fields, header has 5" },
        { "recency,,2,\"5", "2:12 quote is never closed" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[200];
        snprintf(text, sizeof text, CUTS "%s\n" RECENCY FREQUENCY MONETARY, cases[i].row);
        expect_no_cuts(text, cases[i].fault);
    }
}

/* Rows that cannot be right whatever the others are: the line is told. */
static void impossible_rows_of_cuts(void **state)
{
    static const char *const rows[] = { "recency,,0,5,", "recency,3,2,5,", "frequency,3-2,2,5,", "monetary,3,2,5,",
                                        "recency,,1,unreachable," };
    size_t placed = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[200];
        struct churn_cuts *cuts;
        struct churn_error err;
        snprintf(text, sizeof text, CUTS "recency,,2,5,\n%s\n", rows[i]);
        const char *path = support_text_file("cuts.csv", text);
        assert_int_equal(churn_cuts_read(path, &cuts, &err), CHURN_DATA);
        if (err.line == 3 && strcmp(err.file, path) == 0)
            placed++;
        else
            print_error("%s: \"%s\" at \"%s\"\n", rows[i], place_and_message(&err), err.file);
    }
    assert_int_equal(placed, COUNT(rows));
}

/* 0 is no score, and must not be taken for none. */
static void within_zero(void **state)
{
    struct churn_cuts *cuts;
    struct churn_error err;
    const char *path = support_text_file("cuts.csv", CUTS RECENCY "frequency,0,1,,7\nfrequency,0,2,3,4\n" MONETARY);
    (void)state;
    enum churn_status status = churn_cuts_read(path, &cuts, &err);
    churn_cuts_free(cuts);
    assert_int_equal(status, CHURN_DATA);
    assert_string_equal(place_and_message(&err), "4:11 within: \"0\" " WITHIN);
}

static void cuts_that_are_not_whole(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        { CUTS, "0:0 cut points: recency has no rows for score 1 and 2 at least" },
        { CUTS RECENCY FREQUENCY, "0:0 cut points: monetary has no rows for score 1 and 2 at least" },
        { CUTS RECENCY FREQUENCY MONETARY "monetary,,4,100,1\n", "0:0 cut points: monetary score 3 is missing" },
        { CUTS RECENCY RECENCY FREQUENCY MONETARY, "0:0 cut points: recency score 1 is there twice" },
        { CUTS RECENCY FREQUENCY MONETARY "monetary,,3,99.94,1\n",
          "0:0 cut points: monetary score 3 is easier to reach than the score below it" },
        { "", "1:1 empty input, no header; use --allow-empty if that may be" },
        { "dimension,score,threshold\n", "1:1 no column within (has dimension, score, threshold)" },
        { "dimension,within,score,threshold,\"custom,rs\"\n",
          "1:34 \"custom,rs\" is no column of such a table; the nearest is customers" },
        { "dimension,within,within,score,threshold\n",
          "1:18 column within is there twice; name it by number, such as --id=#2" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_no_cuts(cases[i].text, cases[i].message);
}

static void files_that_are_not_there(void **state)
{
    struct churn_cuts *cuts;
    struct churn_segments *segments;
    struct churn_error err;
    (void)state;
    assert_int_equal(churn_cuts_read(support_path("missing.csv"), &cuts, &err), CHURN_IO);
    assert_null(cuts);
    assert_string_equal(err.file, support_path("missing.csv"));
    assert_int_equal(churn_segments_read(support_path("missing.csv"), &segments, &err), CHURN_IO);
    assert_null(segments);
}

static void built_in_segments_come_back(void **state)
{
    const char *name;
    (void)state;
    for (size_t i = 0; (name = churn_segments_builtin_name(i)) != NULL; i++) {
        struct churn_segments *segments, *read;
        assert_int_equal(churn_segments_builtin(name, &segments, NULL), CHURN_OK);
        char *first = segments_written(segments);
        assert_int_equal(churn_segments_read(support_path("written.csv"), &read, NULL), CHURN_OK);
        assert_int_equal(churn_segments_count(read), churn_segments_count(segments));
        char *second = segments_written(read);
        assert_string_equal(first, second);
        free(first);
        free(second);
        churn_segments_free(segments);
        churn_segments_free(read);
    }
}

static void segments_are_read_in_order(void **state)
{
    struct churn_segments *segments;
    static const char longest[] = "a23456789012345678901234567890123456789012345678901234567890123";
    char text[500];
    (void)state;
    snprintf(text, sizeof text,
             "remark,segment,m_max,m_min,f_max,f_min,r_max,r_min\nx,\"b, \"\"c\"\"\",6,5,4,3,2,1\n,%s,100,0,100,0,100,0\n",
             longest);
    assert_int_equal(churn_segments_read(support_text_file("segments.csv", text), &segments, NULL), CHURN_OK);
    assert_int_equal(churn_segments_count(segments), 2);
    const struct churn_segment_rule *rule = churn_segments_at(segments, 0);
    assert_string_equal(rule->name, "b, \"c\"");
    for (uint8_t d = 0; d < CHURN_DIMENSIONS; d++) {
        assert_int_equal(rule->min[d], 2 * d + 1);
        assert_int_equal(rule->max[d], 2 * d + 2);
    }
    assert_string_equal(churn_segments_at(segments, 1)->name, longest);
    assert_int_equal(churn_segments_at(segments, 1)->max[2], 100);
    char *actual = segments_written(segments);
    snprintf(text, sizeof text, SEGMENTS "\"b, \"\"c\"\"\",1,2,3,4,5,6\n%s,0,100,0,100,0,100\n", longest);
    assert_string_equal(actual, text);
    free(actual);
    churn_segments_free(segments);
}

static void bad_segments(void **state)
{
    static const struct {
        const char *text, *fault;
    } cases[] = {
        { SEGMENTS ",1,1,1,1,1,1\n", "2:1 segment: a segment's name has 1 to 63 bytes" },
        { SEGMENTS "a,1,1,1,1,1,1\na,x,1,1,1,1,1\n", "3:3 r_min: \"x\" is not a whole number" },
        { SEGMENTS "a,1,,1,1,1,1\n", "2:5 r_max: is empty" },
        { SEGMENTS "a,2,1,1,1,1,1\n", "2:5 r_max: \"1\" is below r_min" },
        { SEGMENTS "a,1,1,2,1,1,1\n", "2:9 f_max: \"1\" is below f_min" },
        { SEGMENTS "a,1,1,1,1,2,1\n", "2:13 m_max: \"1\" is below m_min" },
        { SEGMENTS "a,1,101,1,1,1,1\n", "2:5 r_max: \"101\" is over 100" },
        { SEGMENTS "a,1,256,1,1,1,1\n", "2:5 r_max: \"256\" is over 100" },
        { SEGMENTS "a,1,1,1,1,-1,1\n", "2:11 m_min: \"-1\" is not a whole number" },
        { SEGMENTS "a,1,1,1,1,1\n", "2:12 6 fields, header has 7" },
        { "segment,r_min,r_max,f_min,f_max,m_min\n", "1:1 no column m_max (has segment, r_min, r_max, f_min, f_max, m_min)" },
        { "segments,segment,r_min,r_max,f_min,f_max,m_min,m_max\n",
          "1:1 \"segments\" is no column of such a table; the nearest is segment" },
        { SEGMENTS "a\xff,1,1,1,1,1,1\n", "2:2 segment: not UTF-8; use --encoding, such as --encoding=ISO-8859-1" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_segments *segments;
        struct churn_error err;
        const char *path = support_text_file("segments.csv", cases[i].text);
        assert_int_equal(churn_segments_read(path, &segments, &err), CHURN_DATA);
        assert_null(segments);
        assert_string_equal(place_and_message(&err), cases[i].fault);
        assert_string_equal(err.file, path);
    }
}

static void a_name_of_64_bytes(void **state)
{
    static const char name[] = "a234567890123456789012345678901234567890123456789012345678901234";
    char text[200];
    struct churn_segments *segments;
    struct churn_error err;
    (void)state;
    snprintf(text, sizeof text, SEGMENTS "%s,1,1,1,1,1,1\n", name);
    assert_int_equal(churn_segments_read(support_text_file("segments.csv", text), &segments, &err), CHURN_DATA);
    assert_int_equal(err.line, 2);
    assert_non_null(strstr(err.message, "a segment's name has 1 to 63 bytes"));
}

static void no_segments(void **state)
{
    struct churn_segments *segments;
    (void)state;
    assert_int_equal(churn_segments_read(support_text_file("segments.csv", SEGMENTS), &segments, NULL), CHURN_OK);
    assert_int_equal(churn_segments_count(segments), 0);
    churn_segments_free(segments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_come_back),
        cmocka_unit_test(unreachable_scores_come_back),
        cmocka_unit_test(thresholds_of_any_size),
        cmocka_unit_test(made_cuts_come_back),
        cmocka_unit_test(bad_cells_of_cuts),
        cmocka_unit_test(impossible_rows_of_cuts),
        cmocka_unit_test(within_zero),
        cmocka_unit_test(cuts_that_are_not_whole),
        cmocka_unit_test(files_that_are_not_there),
        cmocka_unit_test(built_in_segments_come_back),
        cmocka_unit_test(segments_are_read_in_order),
        cmocka_unit_test(bad_segments),
        cmocka_unit_test(a_name_of_64_bytes),
        cmocka_unit_test(no_segments),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
