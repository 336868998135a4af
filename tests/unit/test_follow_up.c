/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surveys followed up: where the window begins and ends, who counts, who is left out and why, one survey a customer. */
#include "support.h"

#include <stdio.h>

#include <churn/outcomes.h>

static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;
static const struct churn_reader_options STRICT = CHURN_READER_OPTIONS_INIT;
static struct faults faults;

struct session {
    struct churn_follow_up *follow_up;
    struct churn_outcomes *outcomes;
};

static churn_day january(int day)
{
    return churn_day_from_civil(2024, 1, 1) + day - 1;
}

static void begin(struct session *session, const struct churn_follow_up_options *options, const char *rows)
{
    char text[2000] = "customer_id,date,amount\n";
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_transactions *transactions;
    struct churn_reader *reader;
    strncat(text, rows, sizeof text - strlen(text) - 1);
    assert_int_equal(churn_follow_up_new(options, &session->follow_up, NULL), CHURN_OK);
    assert_int_equal(churn_outcomes_new(&session->outcomes, NULL), CHURN_OK);
    assert_int_equal(open_text(text, strlen(text), &STRICT, &faults, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_transactions_new(reader, &roles, &RULES, &transactions, NULL), CHURN_OK);
    assert_int_equal(churn_follow_up_purchases(session->follow_up, transactions, NULL), CHURN_OK);
    churn_transactions_free(transactions);
    churn_reader_free(reader);
}

static void end(struct session *session)
{
    churn_follow_up_free(session->follow_up);
    churn_outcomes_free(session->outcomes);
}

static void ask(struct session *session, const char *id, int day, double score)
{
    struct churn_response survey = {
        .id = { id, strlen(id) }, .day = january(day), .has_score = true, .score = score, .weight = CHURN_AMOUNT_UNIT
    };
    assert_int_equal(churn_follow_up_survey(session->follow_up, &survey, session->outcomes, NULL), CHURN_OK);
}

/* "score:n:retained" of every cell, one behind the other. */
static const char *cells(struct session *session)
{
    static char text[500];
    size_t used = 0, scores = 0;
    text[0] = '\0';
    assert_int_equal(churn_follow_up_finish(session->follow_up, session->outcomes, NULL), CHURN_OK);
    assert_int_equal(churn_outcomes_sort(session->outcomes, NULL), CHURN_OK);
    if (churn_outcomes_groups(session->outcomes) > 0)
        churn_outcomes_group(session->outcomes, 0, &scores);
    for (size_t i = 0; i < scores; i++) {
        struct churn_outcome_cell cell = churn_outcomes_at(session->outcomes, 0, i);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%g:%d:%d", i > 0 ? " " : "", cell.score,
                                 (int)(cell.n / CHURN_AMOUNT_UNIT), (int)(cell.retained / CHURN_AMOUNT_UNIT));
    }
    return text;
}

/* Within 10 days: not on the day itself, the tenth still, the eleventh no more. */
static void the_window(void **state)
{
    struct churn_follow_up_options options = CHURN_FOLLOW_UP_OPTIONS_INIT;
    struct session session;
    (void)state;
    options.within_days = 10;
    begin(&session, &options,
          "same,2024-01-05,1\nnext,2024-01-01,1\nnext,2024-01-06,1\ntenth,2024-01-01,1\ntenth,2024-01-15,1\n"
          "late,2024-01-01,1\nlate,2024-01-16,1\nback,2024-01-01,5\nback,2024-01-07,-5\nfree,2024-01-01,5\nfree,2024-01-07,0\n"
          "end,2024-01-31,1\n");
    ask(&session, "same", 5, 1);
    ask(&session, "next", 5, 2);
    ask(&session, "tenth", 5, 3);
    ask(&session, "late", 5, 4);
    ask(&session, "back", 5, 5);
    ask(&session, "free", 5, 6);
    assert_string_equal(cells(&session), "1:1:0 2:1:1 3:1:1 4:1:0 5:1:0 6:1:0");
    end(&session);
}

static void what_is_left_out(void **state)
{
    struct churn_follow_up_options options = CHURN_FOLLOW_UP_OPTIONS_INIT;
    struct session session;
    (void)state;
    options.within_days = 10;
    begin(&session, &options, "a,2024-01-03,1\na,2024-01-22,1\nb,2024-01-09,1\nb,2024-01-31,-1\n");
    ask(&session, "a", 1, 1);  /* its window starts before the records do */
    ask(&session, "a", 21, 2); /* to the 31st, the last day: whole */
    ask(&session, "a", 22, 3); /* to 1 February: cut off */
    ask(&session, "b", 5, 4);  /* had bought nothing yet, and did later */
    ask(&session, "x", 5, 5);  /* never bought */
    struct churn_response unscored = { .id = TEXT("a"), .day = january(10), .weight = CHURN_AMOUNT_UNIT };
    assert_int_equal(churn_follow_up_survey(session.follow_up, &unscored, session.outcomes, NULL), CHURN_OK);
    assert_string_equal(cells(&session), "2:1:1");
    struct churn_follow_up_counts counts = churn_follow_up_counts(session.follow_up);
    assert_int_equal(counts.surveys, 6);
    assert_int_equal(counts.early, 1);
    assert_int_equal(counts.late, 1);
    assert_int_equal(counts.strangers, 2);
    assert_int_equal(counts.unscored, 1);
    assert_int_equal(counts.used, 1);
    assert_int_equal(counts.customers, 1);
    end(&session);
}

static void everyone_counts_strangers(void **state)
{
    struct churn_follow_up_options options = CHURN_FOLLOW_UP_OPTIONS_INIT;
    struct session session;
    (void)state;
    options.within_days = 10;
    options.everyone = true;
    begin(&session, &options, "a,2024-01-03,1\nb,2024-01-09,1\na,2024-01-31,1\n");
    ask(&session, "b", 5, 4);
    ask(&session, "x", 5, 5);
    assert_string_equal(cells(&session), "4:1:1 5:1:0");
    end(&session);
}

/* Rows after the day one looks from show that the records reach to it. */
static void as_of(void **state)
{
    struct churn_follow_up_options options = CHURN_FOLLOW_UP_OPTIONS_INIT;
    struct session session;
    (void)state;
    options.within_days = 10;
    options.as_of = january(20);
    begin(&session, &options, "a,2024-01-01,1\na,2024-01-15,1\na,2024-01-25,1\n");
    ask(&session, "a", 10, 1);
    ask(&session, "a", 11, 2);
    assert_string_equal(cells(&session), "1:1:1");
    assert_int_equal(churn_follow_up_counts(session.follow_up).later_rows, 1);
    assert_int_equal(churn_follow_up_counts(session.follow_up).last_day, january(20));
    end(&session);
}

/* A window is wholly in the records only up to their last row, whatever the day one looks from. */
static void as_of_beyond_the_records(void **state)
{
    struct churn_follow_up_options options = CHURN_FOLLOW_UP_OPTIONS_INIT;
    struct session session;
    (void)state;
    options.within_days = 10;
    options.as_of = january(31);
    begin(&session, &options, "a,2024-01-01,1\na,2024-01-20,1\na,2024-01-15,1\n");
    ask(&session, "a", 10, 1);
    ask(&session, "a", 11, 2);
    assert_string_equal(cells(&session), "1:1:1");
    assert_int_equal(churn_follow_up_counts(session.follow_up).late, 1);
    assert_int_equal(churn_follow_up_counts(session.follow_up).last_day, january(20));
    end(&session);
}

static const char *cells_with(enum churn_surveys_used used, bool backwards)
{
    static const struct {
        const char *id;
        int day;
        double score;
    } asked[] = { { "a", 2, 5 }, { "a", 9, 2 }, { "a", 9, 3 }, { "a", 28, 1 }, { "b", 3, 4 } };
    struct churn_follow_up_options options = CHURN_FOLLOW_UP_OPTIONS_INIT;
    struct session session;
    options.within_days = 10;
    options.used = used;
    begin(&session, &options, "a,2024-01-01,1\na,2024-01-05,1\nb,2024-01-01,1\nb,2024-01-31,1\n");
    for (size_t i = 0; i < COUNT(asked); i++) {
        size_t at = backwards ? COUNT(asked) - 1 - i : i;
        ask(&session, asked[at].id, asked[at].day, asked[at].score);
    }
    const char *text = cells(&session);
    struct churn_follow_up_counts counts = churn_follow_up_counts(session.follow_up);
    assert_int_equal(counts.customers, 2);
    assert_int_equal(counts.used + counts.passed_over + counts.late, counts.surveys);
    end(&session);
    return text;
}

/* The last that counts, not the last: that one's window is cut off. */
static void one_survey_a_customer(void **state)
{
    (void)state;
    for (int backwards = 0; backwards < 2; backwards++) {
        assert_string_equal(cells_with(CHURN_SURVEYS_ALL, backwards != 0), "2:1:0 3:1:0 4:1:0 5:1:1");
        assert_string_equal(cells_with(CHURN_SURVEYS_LAST, backwards != 0), "2:1:0 4:1:0");
        assert_string_equal(cells_with(CHURN_SURVEYS_FIRST, backwards != 0), "4:1:0 5:1:1");
    }
}

static void wrong_windows(void **state)
{
    struct churn_follow_up_options options = CHURN_FOLLOW_UP_OPTIONS_INIT;
    struct churn_follow_up *follow_up;
    (void)state;
    options.within_days = 0;
    assert_int_equal(churn_follow_up_new(&options, &follow_up, NULL), CHURN_USAGE);
    options.within_days = 36501;
    assert_int_equal(churn_follow_up_new(&options, &follow_up, NULL), CHURN_USAGE);
    assert_null(follow_up);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_window),
        cmocka_unit_test(what_is_left_out),
        cmocka_unit_test(everyone_counts_strangers),
        cmocka_unit_test(as_of),
        cmocka_unit_test(as_of_beyond_the_records),
        cmocka_unit_test(one_survey_a_customer),
        cmocka_unit_test(wrong_windows),
    };
    return cmocka_run_group_tests_name("follow_up", tests, support_begin, support_end);
}
