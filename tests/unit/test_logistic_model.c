/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Features as columns, models applied, parts fitted, and models as files. */
#include <math.h>

#include "support.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include <churn/logistic.h>
#include <churn/saved.h>

#include "close.h"

#define ROWS 8
#define T(word) ((struct churn_text){ word, sizeof word - 1 })

static const double NUMBERS[ROWS] = { 1, 2, 3, 4, 5, 6, 0, 0 };
static const bool FEW_MISSING[ROWS] = { false, false, false, false, false, false, true, true };
static const bool NONE_MISSING[ROWS] = { false };
static const double CHURNED[ROWS] = { 1, 0, 1, 0, 1, 0, 1, 0 };

static enum churn_status build(struct churn_text reference, struct churn_logistic_model **model, double **x, size_t *columns)
{
    const struct churn_text words[ROWS] = { T("b"), T("a"), T("c"), T("b"), T("c"), T("b"), T("a"), T("c") };
    const struct churn_logistic_feature features[] = {
        { .name = T("tenure"), .numbers = NUMBERS, .missing = FEW_MISSING },
        { .name = T("plan"), .categorical = true, .words = words, .missing = NONE_MISSING, .reference = reference },
    };
    struct churn_error err;
    return churn_logistic_model_new(features, 2, ROWS, model, x, columns, &err);
}

static void test_columns(void **state)
{
    static const char *const kinds[] = { "numeric", "missing", "reference", "level", "level" };
    struct churn_logistic_model *model;
    double *x;
    size_t columns;
    bool categorical;
    (void)state;
    assert_int_equal(build((struct churn_text){ NULL, 0 }, &model, &x, &columns), CHURN_OK);
    assert_int_equal(columns, 4);
    assert_int_equal(churn_logistic_model_terms(model), 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(churn_logistic_kind_name(churn_logistic_model_term(model, i).kind), kinds[i]);
    /* b and c are as frequent: the first by bytes is the reference; the missing number stands at the mean of the known */
    assert_memory_equal(churn_logistic_model_term(model, 2).level.data, "b", 1);
    assert_memory_equal(churn_logistic_model_term(model, 4).level.data, "c", 1);
    static const double first[] = { 1, 0, 0, 0 }, last[] = { 3.5, 1, 0, 1 };
    assert_memory_equal(x, first, sizeof first);
    assert_memory_equal(x + 7 * columns, last, sizeof last);
    assert_int_equal(churn_logistic_model_term_of(model, 2), 3);
    assert_int_equal(churn_logistic_model_features(model), 2);
    churn_logistic_model_feature(model, 1, &categorical);
    assert_true(categorical);
    churn_logistic_model_free(model);
    free(x);
    assert_int_equal(build(T("a"), &model, &x, &columns), CHURN_OK);
    assert_memory_equal(churn_logistic_model_term(model, 2).level.data, "a", 1);
    churn_logistic_model_free(model);
    free(x);
    assert_int_equal(build(T("z"), &model, &x, &columns), CHURN_DATA);
    assert_null(model);
}

/* The log odds of a row are the same by the columns and by the model; an average customer's features add nothing. */
static void test_applied(void **state)
{
    struct churn_logistic_options options = CHURN_LOGISTIC_OPTIONS_INIT;
    struct churn_logistic_model *model;
    struct churn_logistic_fit *fit;
    struct churn_error err;
    double *x, log_odds, part[2], error;
    size_t columns;
    bool unknown[2];
    (void)state;
    assert_int_equal(build((struct churn_text){ NULL, 0 }, &model, &x, &columns), CHURN_OK);
    struct churn_logistic_data data = { x, ROWS, columns, NULL, CHURNED, NULL };
    options.ridge = 0.5;
    assert_int_equal(churn_logistic_fit_new(&data, &options, &fit, &err), CHURN_OK);
    churn_logistic_model_take(model, fit);
    const struct churn_logistic_value values[] = { { .number = 5 }, { .word = T("c") } };
    assert_int_equal(churn_logistic_model_apply(model, values, &log_odds, part, unknown), 0);
    double intercept = churn_logistic_model_intercept(model, &error);
    assert_close(log_odds, intercept + 5 * fit->coefficient[1] + fit->coefficient[4], 1e-10);
    double average = intercept;
    for (size_t j = 0; j < columns; j++)
        average += fit->coefficient[j + 1] * fit->mean[j];
    assert_close(part[0] + part[1] + average, log_odds, 1e-10);
    const struct churn_logistic_value strange[] = { { .missing = true }, { .word = T("q") } };
    assert_int_equal(churn_logistic_model_apply(model, strange, &log_odds, part, unknown), 1);
    assert_false(unknown[0]);
    assert_true(unknown[1]);
    assert_close(part[1], 0, 0);
    churn_logistic_fit_free(fit);
    churn_logistic_model_free(model);
    free(x);
}

/* Of one two-level feature the test is the fit's own against its intercept. */
static void test_parts(void **state)
{
    double x[40], churned[40], share[40];
    unsigned part[40];
    struct churn_logistic_options options = CHURN_LOGISTIC_OPTIONS_INIT;
    struct churn_logistic_term term = { .feature = T("n"), .kind = CHURN_LOGISTIC_NUMERIC };
    struct churn_logistic_model *model;
    struct churn_logistic_fit *fit;
    struct churn_logistic_test test;
    struct churn_error err;
    enum churn_logistic_end end;
    (void)state;
    for (size_t i = 0; i < 40; i++) {
        x[i] = i % 2 == 0;
        churned[i] = i % 5 < (i % 2 == 0 ? 3 : 1);
        part[i] = i >= 20;
        share[i] = -1;
    }
    struct churn_logistic_data data = { x, 40, 1, NULL, churned, NULL };
    assert_int_equal(churn_logistic_fit_new(&data, &options, &fit, &err), CHURN_OK);
    assert_int_equal(churn_logistic_model_empty(&model, &err), CHURN_OK);
    assert_int_equal(churn_logistic_model_add(model, &term, &err), CHURN_OK);
    assert_int_equal(churn_logistic_test_feature(model, &data, fit, 0, &test, &err), CHURN_OK);
    assert_close(test.statistic, 2 * (fit->log_likelihood - fit->null_likelihood), 1e-10);
    assert_int_equal(test.df, 1);
    assert_int_equal(churn_logistic_hold_out(&data, &options, part, 0, 1, share, &end, &err), CHURN_OK);
    assert_int_equal(end, CHURN_LOGISTIC_CONVERGED);
    assert_close(share[0], -1, 0);
    assert_close(share[20], 0.6, 1e-9); /* what came of the first twenty */
    assert_close(share[21], 0.2, 1e-9);
    churn_logistic_fit_free(fit);
    churn_logistic_model_free(model);
}

static void test_file(void **state)
{
    static const char text[] = "kind,feature,level,coefficient,standard_error,mean\n"
                               "intercept,,,-1.5,0.25,\n"
                               "numeric,tenure,,-0.03,0.002,32\n"
                               "missing,tenure,,0.4,,0.01\n"
                               "reference,\"plan, old\",no,0,,\n"
                               "level,\"plan, old\",yes,0.7,0.1,0.25\n"
                               "end,,,5,,\n";
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    struct churn_logistic_model *model;
    struct churn_error err;
    struct output output;
    size_t length;
    (void)state;
    const char *path = support_text_file("model.csv", text);
    assert_int_equal(churn_logistic_model_read(path, &model, &err), CHURN_OK);
    assert_int_equal(churn_logistic_model_features(model), 2);
    output_begin(&output, "again.csv", &options);
    assert_int_equal(churn_logistic_model_write(model, output.writer, &err), CHURN_OK);
    char *again = output_end(&output, &length);
    assert_string_equal(again, text);
    free(again);
    churn_logistic_model_free(model);
}

/* A row that is gone, or one too many, would make another model of it. */
static void test_file_that_was_cut(void **state)
{
    static const struct {
        const char *text, *refusal;
    } cases[] = {
        { "intercept,,,-1.5,0.25,\nnumeric,tenure,,-0.03,0.002,32\n", "the last row, end, is missing: the file is cut" },
        { "intercept,,,-1.5,0.25,\nend,,,2,,\n", "is not the number of rows before it: some are missing, or too many" },
        { "intercept,,,-1.5,0.25,\nnumeric,tenure,,-0.03,0.002,32\nend,,,3,,\n",
          "is not the number of rows before it: some are missing, or too many" },
        { "intercept,,,-1.5,0.25,\nend,,,1,,\nnumeric,tenure,,-0.03,0.002,32\n", "stands behind the end" },
        { "intercept,,,-1.5,0.25,\nnumeric,tenure,,-0.03,0.002,32\nend,,,,,\n", "is empty" },
        { "end,,,0,,\n", "stands before the intercept" },
        { "intercept,,,-1.5,0.25,\nend,,,1,,\n", "there is no model in it; churn-model --save writes one" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_logistic_model *model;
        struct churn_error err;
        char text[400];
        snprintf(text, sizeof text, "kind,feature,level,coefficient,standard_error,mean\n%s", cases[i].text);
        assert_int_equal(churn_logistic_model_read(support_text_file("cut.csv", text), &model, &err), CHURN_DATA);
        assert_null(model);
        assert_non_null(strstr(err.message, cases[i].refusal));
    }
}

/* Values that carry each sum beyond doubles, to both sides: no infinity comes out, and not "no number" either. */
static void test_far_beyond_the_fit(void **state)
{
    static const struct churn_logistic_value values[] = { { .number = 1e308 }, { .number = -1e308 } };
    struct churn_logistic_model *model;
    struct churn_error err;
    double log_odds, contribution[2];
    (void)state;
    assert_int_equal(CHURN_OK, churn_logistic_model_empty(&model, &err));
    for (size_t i = 0; i < 2; i++) {
        struct churn_logistic_term term = { .feature = { i == 0 ? "a" : "b", 1 }, .number = i, .coefficient = 100, .mean = 1 };
        assert_int_equal(CHURN_OK, churn_logistic_model_add(model, &term, &err));
    }
    assert_int_equal(0, churn_logistic_model_apply(model, values, &log_odds, contribution, NULL));
    assert_true(isfinite(log_odds) && isfinite(contribution[0]) && isfinite(contribution[1]));
    assert_true(contribution[0] > 0 && contribution[1] < 0);
    churn_logistic_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns), cmocka_unit_test(test_applied),           cmocka_unit_test(test_parts),
        cmocka_unit_test(test_file),    cmocka_unit_test(test_file_that_was_cut), cmocka_unit_test(test_far_beyond_the_fit),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests_name("logistic_model", tests, support_begin, support_end);
}
