/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of win-back as files: what is written comes back, and every fault is refused at its place. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/saved.h>

#define EFFORTS "tier,effort,pursue,success,cost\n"
#define ACTIONS "likely_type,flag,tier,action,success,cost\n"

static char *written(const struct churn_winback *winback, bool actions)
{
    struct output output;
    output_begin(&output, "written.csv", NULL);
    assert_int_equal(actions ? churn_winback_write_actions(winback, output.writer, NULL)
                             : churn_winback_write_efforts(winback, output.writer, NULL),
                     CHURN_OK);
    return output_end(&output, NULL);
}

static enum churn_status read_text_file(const char *text, bool actions, struct churn_winback *winback, struct churn_error *err)
{
    const char *path = support_text_file("table.csv", text);
    return actions ? churn_winback_read_actions(path, winback, err) : churn_winback_read_efforts(path, winback, err);
}

static void expect(const char *text, bool actions, const char *expected)
{
    struct churn_winback *winback = churn_winback_new();
    struct churn_error err;
    enum churn_status status = read_text_file(text, actions, winback, &err);
    if (status != CHURN_OK)
        print_error("%s\n", place_and_message(&err));
    assert_int_equal(status, CHURN_OK);
    char *actual = written(winback, actions);
    assert_string_equal(actual, expected);
    free(actual);
    churn_winback_free(winback);
}

static void expect_fault(const char *text, bool actions, const char *message)
{
    struct churn_winback *winback = churn_winback_new();
    struct churn_error err;
    assert_int_equal(read_text_file(text, actions, winback, &err), CHURN_DATA);
    assert_string_equal(place_and_message(&err), message);
    churn_winback_free(winback);
}

static void built_in_ones_come_back(void **state)
{
    struct churn_winback *winback = churn_winback_new();
    (void)state;
    assert_int_equal(churn_winback_add_builtin_efforts(winback, NULL), CHURN_OK);
    assert_int_equal(churn_winback_add_builtin_actions(winback, NULL), CHURN_OK);
    char *efforts = written(winback, false), *actions = written(winback, true);
    expect(efforts, false, efforts);
    expect(actions, true, actions);
    free(efforts);
    free(actions);
    churn_winback_free(winback);
}

static void columns_by_name(void **state)
{
    (void)state;
    expect("cost,remark,success,pursue,effort,tier\n12.345,x,0.1234,yes,\"by hand, twice\",a\n0,,1,no,none,\n", false,
           EFFORTS "a,\"by hand, twice\",1,0.1234,12.345\n,none,0,1.00,0\n");
    expect(ACTIONS ",,,call,0.5,7.50\nfault,open,a,mend,0,0\n", true, ACTIONS ",,,call,0.50,7.5\nfault,open,a,mend,0.00,0\n");
}

static void efforts_are_refused(void **state)
{
    (void)state;
    expect_fault(EFFORTS, false, "0:0 no rows; one at least is needed");
    expect_fault("tier,effort,pursue,success\na,b,1,0.5\n", false, "1:1 no column cost (has tier, effort, pursue, success)");
    expect_fault(EFFORTS "a,,1,0.5,0\n", false, "2:3 effort: is empty; say how hard to try, such as hard");
    expect_fault(EFFORTS "a,b,maybe,0.5,0\n", false, "2:5 pursue: \"maybe\" is neither 1, yes or true nor 0, no or false");
    expect_fault(EFFORTS "a,b,1,1.01,0\n", false, "2:7 success: \"1.01\" is no share from 0 to 1 of at most 4 decimals");
    expect_fault(EFFORTS "a,b,1,0.12345,0\n", false, "2:7 success: \"0.12345\" is no share from 0 to 1 of at most 4 decimals");
    expect_fault(EFFORTS "a,b,1,-0.5,0\n", false, "2:7 success: \"-0.5\" is no share from 0 to 1 of at most 4 decimals");
    expect_fault(EFFORTS "a,b,1,0.5,-1\n", false, "2:11 cost: \"-1\" is below 0, which no cost is");
    expect_fault(EFFORTS "a,b,1,0.5,\n", false, "2:11 cost: is empty");
    expect_fault(EFFORTS "a,b,1,0.5,1\na,c,1,0.5,1\n", false, "3:1 tier: \"a\" has its row already");
}

static void actions_are_refused(void **state)
{
    char text[400], message[400];
    (void)state;
    expect_fault(ACTIONS, true, "0:0 no rows; one at least is needed");
    expect_fault(ACTIONS ",,,,0.5,0\n", true, "2:4 action: is empty; say what to do");
    expect_fault(ACTIONS ",,,x,half,0\n", true, "2:6 success: \"half\" is not a number");
    snprintf(text, sizeof text, ACTIONS ",,,%0256d,0.5,0\n", 0);
    snprintf(message, sizeof message, "2:4 action: \"%040d...\" has more than 255 bytes", 0);
    expect_fault(text, true, message);
    snprintf(text, sizeof text, ACTIONS ",%064d,,x,0.5,0\n", 0);
    snprintf(message, sizeof message, "2:2 flag: \"%040d...\" has more than 63 bytes", 0);
    expect_fault(text, true, message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in_ones_come_back),
        cmocka_unit_test(columns_by_name),
        cmocka_unit_test(efforts_are_refused),
        cmocka_unit_test(actions_are_refused),
    };
    return cmocka_run_group_tests_name("winback_file", tests, support_begin, support_end);
}
