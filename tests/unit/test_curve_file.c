/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved curves: every digit comes back, scores are judged by group and zone, and what is no curve is refused at its place. */
#include "support.h"

#include <math.h>
#include <stdlib.h>

#include <churn/saved.h>

#include "close.h"

#define HEADER "group,model,term,score,value\n"
#define RANGE(group, model) group "," model ",lowest_score,,1\n" group "," model ",highest_score,,5\n"
#define LOGISTIC(group) group ",logistic,intercept,,-2\n" group ",logistic,slope,,0.7\n" RANGE(group, "logistic")

static struct churn_saved_curves *read_well(const char *text)
{
    struct churn_saved_curves *curves;
    struct churn_error err;
    enum churn_status status = churn_curve_read(support_text_file("curve.csv", text), &curves, &err);
    if (status != CHURN_OK)
        print_error("%s\n", place_and_message(&err));
    assert_int_equal(status, CHURN_OK);
    return curves;
}

static void expect_refused(const char *text, const char *message)
{
    struct churn_saved_curves *curves;
    struct churn_error err;
    const char *path = support_text_file("curve.csv", text);
    assert_int_equal(churn_curve_read(path, &curves, &err), CHURN_DATA);
    assert_null(curves);
    assert_string_equal(place_and_message(&err), message);
    assert_string_equal(err.file, path);
}

/* Written, read, and asked at many scores: the same doubles. */
static void every_digit_comes_back(void **state)
{
    double scores[] = { 1, 2.5, 5 }, retention[] = { 1.0 / 3, 2.0 / 3, 0.9 };
    const struct churn_curve curves[] = {
        { .model = CHURN_CURVE_CONSTANT, .parameter = { 1.0 / 7 } },
        { .model = CHURN_CURVE_ISOTONIC, .levels = 3, .level_score = scores, .level_retention = retention },
        { .model = CHURN_CURVE_LOGISTIC, .parameter = { -2.0 / 3, 0.1 } },
        { .model = CHURN_CURVE_TWO_SLOPE, .parameter = { 0.1, 1.0 / 3, 1e-17 }, .reference = 3.3 },
        { .model = CHURN_CURVE_FOUR_PARAMETER, .parameter = { 0.1, 0.95, M_PI, 1.7 } },
        { .model = CHURN_CURVE_POWER, .parameter = { 0.2, 0.9, 0.28778253863969394 } },
    };
    const double border[] = { 2.0 / 3 + 1, INFINITY };
    struct output output;
    char group[2] = "a";
    (void)state;
    output_begin(&output, "written.csv", NULL);
    assert_int_equal(churn_curve_write_header(output.writer, NULL), CHURN_OK);
    for (size_t i = COUNT(curves); i > 0; i--) { /* not in the order of the groups */
        struct churn_curve curve = curves[i - 1];
        curve.low_score = 1;
        curve.high_score = 5;
        group[0] = (char)('a' + i - 1);
        assert_int_equal(churn_curve_write((struct churn_text){ group, 1 }, &curve, border, output.writer, NULL), CHURN_OK);
    }
    char *text = output_end(&output, NULL);
    struct churn_saved_curves *read = read_well(text);
    assert_int_equal(churn_saved_curves_count(read), COUNT(curves));
    assert_true(churn_saved_curves_grouped(read));
    for (size_t i = 0; i < COUNT(curves); i++) {
        struct churn_curve curve = curves[i];
        struct churn_prediction prediction;
        curve.low_score = 1;
        curve.high_score = 5;
        group[0] = (char)('a' + i);
        assert_text(churn_saved_curves_group(read, i), group);
        for (double score = 0; score < 6.5; score += 0.37) {
            assert_true(churn_saved_curves_predict(read, (struct churn_text){ group, 1 }, score, &prediction));
            double expected = churn_curve_at(&curve, score);
            assert_memory_equal(&prediction.retention, &expected, sizeof expected);
            assert_int_equal(prediction.beyond, score < 1 || score > 5);
            assert_string_equal(prediction.zone, fmax(score, 1) < 2.0 / 3 + 1 ? "defection" : "indifference");
        }
    }
    free(text);
    churn_saved_curves_free(read);
}

static void groups_and_zones(void **state)
{
    struct churn_prediction prediction;
    (void)state;
    struct churn_saved_curves *curves =
        read_well(HEADER LOGISTIC("") ",logistic,defection_below,,2\n,logistic,affection_from,,4\n");
    assert_false(churn_saved_curves_grouped(curves));
    assert_true(churn_saved_curves_predict(curves, TEXT("anybody"), 3, &prediction));
    assert_close(prediction.retention, 1 / (1 + exp(2 - 0.7 * 3)), 1e-15);
    assert_string_equal(prediction.zone, "indifference");
    assert_true(churn_saved_curves_predict(curves, TEXT(""), 4, &prediction));
    assert_string_equal(prediction.zone, "affection");
    assert_true(churn_saved_curves_predict(curves, TEXT(""), 1.99, &prediction));
    assert_string_equal(prediction.zone, "defection");
    churn_saved_curves_free(curves);
    curves = read_well(HEADER LOGISTIC("b") LOGISTIC("a"));
    assert_true(churn_saved_curves_grouped(curves));
    assert_text(churn_saved_curves_group(curves, 0), "a");
    assert_false(churn_saved_curves_predict(curves, TEXT("c"), 3, &prediction));
    assert_true(churn_saved_curves_predict(curves, TEXT("b"), 3, &prediction));
    assert_string_equal(prediction.zone, "");
    churn_saved_curves_free(curves);
}

static void what_is_no_curve(void **state)
{
    (void)state;
    expect_refused(HEADER, "0:0 there is no curve in it; churn-curve --save writes one");
    expect_refused("group,model,term,value\n",
                   "1:1 no column score (has group, model, term, value); churn-curve --save writes such a file");
    expect_refused(HEADER ",cubic,intercept,,1\n", "2:2 model: \"cubic\" is none of constant, isotonic, logistic, two-slope, "
                                                   "four-parameter, power");
    expect_refused(HEADER ",logistic,intercept,,1\n,power,start,,0.1\n",
                   "3:2 model: \"power\" is another model than the row above");
    expect_refused(HEADER ",logistic,floor,,1\n", "2:11 term: \"floor\" is no term of this model");
    expect_refused(HEADER ",logistic,slope,,x\n", "2:18 value: \"x\" is not a number");
    expect_refused(HEADER ",logistic,slope,,\n", "2:18 value: is not a number");
    expect_refused(HEADER ",logistic,slope,,1\n,logistic,slope,,1\n", "3:11 term: \"slope\" stands twice");
    expect_refused(HEADER ",logistic,slope,3,1\n", "2:17 score: \"3\" is for the levels of an isotonic curve");
    expect_refused(HEADER ",logistic,level,3,1\n", "2:11 term: \"level\" belongs to an isotonic curve");
    expect_refused(HEADER ",logistic,slope,,1\n" RANGE("", "logistic"), "0:0 the curve of group \"\" has no intercept");
    expect_refused(HEADER ",logistic,intercept,,1\n,logistic,slope,,1\n", "0:0 the curve of group \"\" has no lowest_score");
    expect_refused(HEADER LOGISTIC("") ",logistic,defection_below,,2\n", "0:0 the curve of group \"\" has no affection_from");
    expect_refused(HEADER LOGISTIC("") ",logistic,defection_below,,3\n,logistic,affection_from,,2\n",
                   "0:0 defection_below is above affection_from");
    expect_refused(HEADER LOGISTIC("a") LOGISTIC("b") LOGISTIC("a"), "0:0 a group stands twice; its rows must stand together");
    expect_refused(HEADER ",constant,share,,1.5\n" RANGE("", "constant"), "0:0 the parameters give no share between 0 and 1");
    expect_refused(HEADER ",isotonic,level,2,0.5\n,isotonic,level,2,0.6\n",
                   "3:17 score: \"2\" is not above the score of the level before");
    expect_refused(HEADER ",isotonic,level,2,0.5\n,isotonic,level,3,0.4\n", "3:19 value: \"0.4\" is below the level before");
    expect_refused(HEADER ",isotonic,level,2,1.1\n", "2:19 value: \"1.1\" is no share between 0 and 1");
    expect_refused(HEADER RANGE("", "isotonic"), "0:0 the curve of group \"\" has no level");
    expect_refused(HEADER
                   ",two-slope,at_reference,,0\n,two-slope,slope_below,,1\n,two-slope,slope_above,,1\n" RANGE("", "two-slope"),
                   "0:0 the curve of group \"\" has no reference");
    expect_refused(HEADER ",constant,share,,0.5\n,constant,lowest_score,,5\n,constant,highest_score,,1\n",
                   "0:0 lowest_score is above highest_score");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_digit_comes_back), cmocka_unit_test(groups_and_zones),
                                        cmocka_unit_test(what_is_no_curve) };
    return cmocka_run_group_tests_name("curve_file", tests, support_begin, support_end);
}
