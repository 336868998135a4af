/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of surveys: roles, empty cells, scales, and faults at the leftmost bad cell. */
#include "support.h"

#include <stdio.h>

#include <churn/surveys.h>

#define HEAD "customer_id,date,score,expected,channel\n"

static struct faults faults;
static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;
static const struct churn_survey_roles USUAL = CHURN_SURVEY_ROLES_INIT;
static const struct churn_reader_options STRICT = CHURN_READER_OPTIONS_INIT;

struct session {
    struct churn_reader *reader;
    struct churn_surveys *surveys;
    struct churn_error err;
};

static enum churn_status begin(struct session *session, const char *text, const struct churn_survey_roles *roles)
{
    session->surveys = NULL;
    assert_int_equal(open_text(text, strlen(text), &STRICT, &faults, &session->reader, NULL), CHURN_OK);
    return churn_surveys_new(session->reader, roles, &RULES, &session->surveys, &session->err);
}

static void end(struct session *session)
{
    churn_surveys_free(session->surveys);
    churn_reader_free(session->reader);
}

static void rows(void **state)
{
    struct session session;
    struct churn_survey survey;
    struct churn_survey_roles roles = USUAL;
    (void)state;
    roles.group = "channel";
    assert_int_equal(begin(&session, HEAD "a,2024-02-29,4.5,5,phone\nb,2024-03-01,,3,\nc,2024-03-01,-1,,x\n", &roles),
                     CHURN_OK);
    assert_true(churn_surveys_have_expected(session.surveys));
    assert_int_equal(churn_surveys_next(session.surveys, &survey, NULL), CHURN_OK);
    assert_text(survey.id, "a");
    assert_int_equal(survey.day, churn_day_from_civil(2024, 2, 29));
    assert_true(survey.has_score && survey.has_expected);
    assert_true(survey.score == 450000000 && survey.expected == 500000000);
    assert_int_equal(survey.score_decimals, 1);
    assert_text(survey.group, "phone");
    assert_int_equal(churn_surveys_next(session.surveys, &survey, NULL), CHURN_OK);
    assert_false(survey.has_score);
    assert_true(survey.has_expected && survey.score == 0);
    assert_int_equal(survey.score_decimals, 0);
    assert_int_equal(survey.group.length, 0);
    assert_int_equal(churn_surveys_next(session.surveys, &survey, NULL), CHURN_OK);
    assert_true(survey.score == -CHURN_AMOUNT_UNIT && !survey.has_expected);
    assert_int_equal(churn_surveys_next(session.surveys, &survey, NULL), CHURN_END);
    end(&session);
}

static void expected_may_be_missing(void **state)
{
    struct session session;
    struct churn_survey_roles roles = USUAL;
    (void)state;
    assert_int_equal(begin(&session, "customer_id,date,score\na,2024-02-29,4\n", &USUAL), CHURN_OK);
    assert_false(churn_surveys_have_expected(session.surveys));
    end(&session);
    roles.expected = "";
    assert_int_equal(begin(&session, HEAD "a,2024-02-29,4,x,phone\n", &roles), CHURN_OK);
    assert_false(churn_surveys_have_expected(session.surveys));
    end(&session);
    roles.expected = "hoped";
    assert_int_equal(begin(&session, HEAD "a,2024-02-29,4,5,phone\n", &roles), CHURN_DATA);
    assert_non_null(strstr(session.err.message, "no column hoped"));
    assert_non_null(strstr(session.err.message, "--expected"));
    end(&session);
    roles = USUAL;
    roles.group = "branch";
    assert_int_equal(begin(&session, HEAD "a,2024-02-29,4,5,phone\n", &roles), CHURN_DATA);
    assert_non_null(strstr(session.err.message, "--group-by"));
    end(&session);
}

static void expect_fault(const char *row, const struct churn_survey_roles *roles, const char *fault)
{
    char text[300];
    struct session session;
    struct churn_survey survey;
    snprintf(text, sizeof text, HEAD "%s\n", row);
    assert_int_equal(begin(&session, text, roles), CHURN_OK);
    assert_int_equal(churn_surveys_next(session.surveys, &survey, &session.err), CHURN_DATA);
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.text[0], fault);
    end(&session);
}

static void refuses(void **state)
{
    (void)state;
    expect_fault(",2024-02-29,4,5,phone", &USUAL, "2:1 customer_id: empty id");
    expect_fault("a,,4,5,phone", &USUAL, "2:3 date: is empty");
    expect_fault("a,2024-02-30,x,5,phone", &USUAL, "2:3 date: \"2024-02-30\" is no day of the calendar");
    expect_fault("a,2024-02-29,good,5,phone", &USUAL, "2:14 score: \"good\" is not a number");
    expect_fault("a,2024-02-29,\"4,5\",5,phone", &USUAL,
                 "2:14 score: \"4,5\" is not a number; use --decimal=, for decimal commas");
    expect_fault("a,2024-02-29,4,-,phone", &USUAL, "2:16 expected: \"-\" is not a number");
    expect_fault("a,2024-02-29,1000000000,5,phone", &USUAL,
                 "2:14 score: \"1000000000\" has more than 9 digits before the decimal mark");
    expect_fault("a,2024-02-29,-1000000000,5,phone", &USUAL,
                 "2:14 score: \"-1000000000\" has more than 9 digits before the decimal mark");
}

static void holds_scores_against_a_scale(void **state)
{
    struct session session;
    struct churn_survey survey;
    struct churn_survey_roles roles = USUAL;
    (void)state;
    roles.has_scale = true;
    roles.scale_min = CHURN_AMOUNT_UNIT / 2;
    roles.scale_max = 5 * CHURN_AMOUNT_UNIT;
    expect_fault("a,2024-02-29,6,5,phone", &roles, "2:14 score: \"6\" is outside the scale 0.5 to 5 (--scale)");
    expect_fault("a,2024-02-29,0.4,5,phone", &roles, "2:14 score: \"0.4\" is outside the scale 0.5 to 5 (--scale)");
    expect_fault("a,2024-02-29,4,0,phone", &roles, "2:16 expected: \"0\" is outside the scale 0.5 to 5 (--scale)");
    assert_int_equal(begin(&session, HEAD "a,2024-02-29,0.5,5.00,phone\nb,2024-02-29,,,\n", &roles), CHURN_OK);
    assert_int_equal(churn_surveys_next(session.surveys, &survey, NULL), CHURN_OK);
    assert_int_equal(churn_surveys_next(session.surveys, &survey, NULL), CHURN_OK);
    assert_int_equal(churn_surveys_next(session.surveys, &survey, NULL), CHURN_END);
    end(&session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(expected_may_be_missing),
        cmocka_unit_test(refuses),
        cmocka_unit_test(holds_scores_against_a_scale),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
