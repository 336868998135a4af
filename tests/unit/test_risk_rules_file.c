/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules as a file: what is written comes back, what is not said stays, and every fault is refused at its place. */
#include "support.h"

#include <stdlib.h>

#include <churn/saved.h>

#include "close.h"

static struct churn_risk_model *make(void)
{
    struct churn_risk_model *model;
    assert_int_equal(churn_risk_new(20000, 91, 5, &model, NULL), CHURN_OK);
    return model;
}

static char *written(const struct churn_risk_model *model)
{
    struct output output;
    output_begin(&output, "written.csv", NULL);
    assert_int_equal(churn_risk_rules_write(model, output.writer, NULL), CHURN_OK);
    return output_end(&output, NULL);
}

static void what_is_written_comes_back(void **state)
{
    struct churn_risk_model *model = make(), *other = make();
    (void)state;
    for (size_t rule = 0; rule < churn_risk_rules(); rule++) {
        struct churn_risk_setting setting = { rule % 2 == 0, 1.0 / (double)(rule + 3), (double)rule / 97 };
        assert_int_equal(churn_risk_set(model, rule, &setting, NULL), CHURN_OK);
    }
    char *text = written(model);
    assert_int_equal(churn_risk_rules_read(support_text_file("rules.csv", text), other, NULL), CHURN_OK);
    char *again = written(other);
    assert_string_equal(text, again);
    assert_true(churn_risk_setting_of(other, 5).weight == 5.0 / 97);
    free(text);
    free(again);
    churn_risk_free(model);
    churn_risk_free(other);
}

static void what_is_not_said_stays(void **state)
{
    struct churn_risk_model *model = make(), *fresh = make();
    (void)state;
    const char *path = support_text_file("rules.csv", "rule,on,threshold,weight\nlapsed,1,,0.75\noverdue,0,,\n");
    assert_int_equal(churn_risk_rules_read(path, model, NULL), CHURN_OK);
    for (size_t rule = 0; rule < churn_risk_rules(); rule++) {
        struct churn_risk_setting now = churn_risk_setting_of(model, rule), before = churn_risk_setting_of(fresh, rule);
        bool is_lapsed = strcmp(churn_risk_rule_name(rule), "lapsed") == 0;
        assert_int_equal(now.on, strcmp(churn_risk_rule_name(rule), "overdue") != 0);
        assert_true(now.threshold == before.threshold);
        assert_true(now.weight == (is_lapsed ? 0.75 : before.weight));
    }
    churn_risk_free(model);
    churn_risk_free(fresh);
}

static void expect_refused(const char *text, const char *message)
{
    struct churn_risk_model *model = make();
    struct churn_error err;
    const char *path = support_text_file("rules.csv", text);
    assert_int_equal(churn_risk_rules_read(path, model, &err), CHURN_DATA);
    assert_string_equal(place_and_message(&err), message);
    assert_string_equal(err.file, path);
    churn_risk_free(model);
}

#define HEADER "rule,on,threshold,weight\n"

static void columns_of_other_names_are_refused(void **state)
{
    struct churn_risk_model *model = make();
    (void)state;
    expect_refused("rule,on,treshold\nlapsed,1,30\n",
                   "1:9 \"treshold\" is no column of such a table; the nearest is threshold");
    expect_refused("rule,on,\"remarks\"\nlapsed,1,30\n", "1:9 \"remarks\" is no column of such a table; the nearest is remark");
    expect_refused("limit,rule,on\n30,lapsed,1\n", "1:1 \"limit\" is no column of such a table; it may have rule, on, "
                                                   "threshold, weight, needs, meaning, remark");
    expect_refused("rule,on,\nlapsed,1,\n",
                   "1:9 \"\" is no column of such a table; it may have rule, on, threshold, weight, needs, meaning, remark");
    const char *path = support_text_file("rules.csv", "rule,remark,on\nlapsed,as agreed,0\n");
    assert_int_equal(churn_risk_rules_read(path, model, NULL), CHURN_OK);
    churn_risk_free(model);
}

/* Of a share 1 is the end; days, gaps and counts have none. */
static void ends_of_thresholds(void **state)
{
    static const char *const shares[] = { "infrequent", "no_order", "declining", "dissatisfied", "falling_share" };
    struct churn_risk_model *model = make();
    (void)state;
    for (size_t rule = 0; rule < churn_risk_rules(); rule++) {
        bool share = false;
        for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
            share = share || strcmp(churn_risk_rule_name(rule), shares[i]) == 0;
        struct churn_risk_setting setting = { true, 1, 0.5 };
        assert_int_equal(churn_risk_set(model, rule, &setting, NULL), CHURN_OK);
        setting.threshold = 1.01;
        assert_int_equal(churn_risk_set(model, rule, &setting, NULL), share ? CHURN_USAGE : CHURN_OK);
    }
    churn_risk_free(model);
}

static void what_is_refused(void **state)
{
    (void)state;
    expect_refused(HEADER "laped,1,1,0.1\n", "2:1 rule: \"laped\" is no rule; the nearest is lapsed");
    expect_refused(HEADER "lapsed,1,1,0.1\nlapsed,1,1,0.1\n", "3:1 rule: \"lapsed\" stands twice");
    expect_refused(HEADER "lapsed,1,1,1.5\n", "2:12 weight: \"1.5\" a weight is from 0 to 1");
    expect_refused(HEADER "lapsed,1,-1,0.5\n", "2:10 threshold: \"-1\" a threshold is not below 0");
    expect_refused(HEADER "lapsed,1,x,0.5\n", "2:10 threshold: \"x\" is not a number");
    expect_refused(HEADER "dissatisfied,1,3,0.5\n",
                   "2:16 threshold: \"3\" the threshold of dissatisfied is a share from 0 to 1");
    expect_refused(HEADER "lapsed,1,-1,1.5\n", "2:13 weight: \"1.5\" a weight is from 0 to 1");
    expect_refused(HEADER "lapsed,maybe,1,0.5\n", "2:8 on: \"maybe\" is neither 1, yes or true nor 0, no or false");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_written_comes_back), cmocka_unit_test(what_is_not_said_stays),
                                        cmocka_unit_test(ends_of_thresholds),
                                        cmocka_unit_test(columns_of_other_names_are_refused),
                                        cmocka_unit_test(what_is_refused) };
    return cmocka_run_group_tests_name("risk_rules_file", tests, support_begin, support_end);
}
