/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells by group and score: exact sums whatever the order of rows; what an outcome's cell may say. */
#include "support.h"

#include <stdlib.h>

#include <churn/outcomes.h>

static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;
static const struct churn_reader_options STRICT = CHURN_READER_OPTIONS_INIT;
static struct faults faults;

static struct churn_response make(const char *group, double score, bool retained)
{
    return (struct churn_response){ .has_score = true,
                                    .has_outcome = true,
                                    .score = score,
                                    .retained = retained,
                                    .weight = CHURN_AMOUNT_UNIT,
                                    .group = { group, strlen(group) } };
}

static void outcome_words(void **state)
{
    static const struct {
        const char *text;
        bool retained;
    } good[] = { { "1", true },    { "0", false },     { "yes", true }, { "No", false },
                 { "TRUE", true }, { "False", false }, { "Yes", true } };
    static const char *const bad[] = { "2", "y", "01", "retained", " 1", "ja", "1.0", "falsehood" };
    bool retained, null;
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct churn_text cell = { good[i].text, strlen(good[i].text) };
        assert_int_equal(churn_outcome_parse(cell, &RULES, &retained, &null, NULL), CHURN_OK);
        assert_int_equal(retained, good[i].retained);
        assert_false(null);
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(churn_outcome_parse((struct churn_text){ bad[i], strlen(bad[i]) }, &RULES, &retained, &null, NULL),
                         CHURN_DATA);
    assert_int_equal(churn_outcome_parse((struct churn_text){ NULL, 0 }, &RULES, &retained, &null, NULL), CHURN_OK);
    assert_true(null);
}

static void cells_are_sorted_and_summed(void **state)
{
    struct churn_outcomes *outcomes;
    struct churn_response response;
    size_t scores;
    (void)state;
    assert_int_equal(churn_outcomes_new(&outcomes, NULL), CHURN_OK);
    const struct churn_response given[] = { make("b", 5, true), make("a", 10, false), make("a", -1.5, true),
                                            make("b", 5, false), make("b", 5, true) };
    for (size_t i = 0; i < COUNT(given); i++)
        assert_int_equal(churn_outcomes_add(outcomes, &given[i], NULL), CHURN_OK);
    response = make("c", 1, true);
    response.weight = 0;
    assert_int_equal(churn_outcomes_add(outcomes, &response, NULL), CHURN_OK);
    assert_int_equal(churn_outcomes_sort(outcomes, NULL), CHURN_OK);
    assert_int_equal(churn_outcomes_groups(outcomes), 2);
    assert_text(churn_outcomes_group(outcomes, 0, &scores), "a");
    assert_int_equal(scores, 2);
    assert_true(churn_outcomes_at(outcomes, 0, 0).score == -1.5);
    assert_true(churn_outcomes_at(outcomes, 0, 1).score == 10);
    assert_text(churn_outcomes_group(outcomes, 1, &scores), "b");
    struct churn_outcome_cell cell = churn_outcomes_at(outcomes, 1, 0);
    assert_int_equal(cell.rows, 3);
    assert_true(cell.n == 3 * CHURN_AMOUNT_UNIT);
    assert_true(cell.retained == 2 * CHURN_AMOUNT_UNIT);
    churn_outcomes_free(outcomes);
}

/* Tenths and thirds that doubles would sum differently in each order. */
static void order_does_not_matter(void **state)
{
    struct churn_outcomes *forth, *back;
    struct churn_response all[500];
    (void)state;
    support_seed(7);
    for (size_t i = 0; i < COUNT(all); i++) {
        all[i] = make(support_random() % 2 == 0 ? "" : "g", (double)(support_random() % 5), support_random() % 3 == 0);
        all[i].weight = (churn_amount)(support_random() % 1000 * 33333333);
        all[i].has_value = true;
        all[i].value = (churn_amount)(support_random() % 1000) * CHURN_AMOUNT_UNIT;
    }
    assert_int_equal(churn_outcomes_new(&forth, NULL), CHURN_OK);
    assert_int_equal(churn_outcomes_new(&back, NULL), CHURN_OK);
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_int_equal(churn_outcomes_add(forth, &all[i], NULL), CHURN_OK);
        assert_int_equal(churn_outcomes_add(back, &all[COUNT(all) - 1 - i], NULL), CHURN_OK);
    }
    assert_int_equal(churn_outcomes_sort(forth, NULL), CHURN_OK);
    assert_int_equal(churn_outcomes_sort(back, NULL), CHURN_OK);
    assert_int_equal(churn_outcomes_groups(forth), churn_outcomes_groups(back));
    for (size_t group = 0; group < 2; group++)
        for (size_t i = 0; i < 5; i++) {
            struct churn_outcome_cell a = churn_outcomes_at(forth, group, i), b = churn_outcomes_at(back, group, i);
            assert_true(a.score == b.score && a.rows == b.rows && a.n == b.n && a.retained == b.retained && a.value == b.value);
        }
    churn_outcomes_free(forth);
    churn_outcomes_free(back);
}

static enum churn_status read_all(const char *text, const struct churn_response_roles *roles, struct churn_response *out,
                                  size_t *count)
{
    struct churn_reader *reader;
    struct churn_responses *responses;
    struct churn_error err;
    enum churn_status status;
    faults.count = 0;
    *count = 0;
    assert_int_equal(open_text(text, strlen(text), &STRICT, &faults, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_responses_new(reader, roles, &RULES, &responses, &err), CHURN_OK);
    while ((status = churn_responses_next(responses, &out[*count], &err)) == CHURN_OK)
        ++*count;
    churn_responses_free(responses);
    churn_reader_free(reader);
    return status;
}

static void rows_to_values(void **state)
{
    struct churn_response_roles roles = CHURN_RESPONSE_ROLES_INIT;
    struct churn_response out[8];
    size_t count;
    (void)state;
    roles.churned = "left";
    roles.weight = "n";
    roles.value = "money";
    assert_int_equal(read_all("left,score,n,money\nYes,-0,2.5,10.25\n0,4.5,1,\n,3,0,1\n1,,1,1\n", &roles, out, &count),
                     CHURN_END);
    assert_int_equal(count, 4);
    assert_true(out[0].has_outcome && !out[0].retained && out[0].weight == 250000000);
    assert_memory_equal(&out[0].score, &(double){ 0.0 }, sizeof(double));
    assert_true(out[1].retained && out[1].score == 4.5 && !out[1].has_value);
    assert_false(out[2].has_outcome);
    assert_false(out[3].has_score);
}

static void bad_cells_are_refused(void **state)
{
    struct churn_response_roles roles = CHURN_RESPONSE_ROLES_INIT;
    struct churn_response out[8];
    size_t count;
    (void)state;
    roles.retained = "stayed";
    roles.weight = "n";
    assert_int_equal(read_all("stayed,score,n\nmaybe,1,1\n1,good,1\n1,1,-1\n1,1,\n1,2,1\n", &roles, out, &count), CHURN_DATA);
    assert_int_equal(count, 1);
    assert_int_equal(faults.count, 4);
    assert_string_equal(faults.text[0], "2:1 stayed: \"maybe\" is neither 1, yes or true nor 0, no or false");
    assert_string_equal(faults.text[2], "4:5 n: \"-1\" is below 0, and counts observations");
    assert_string_equal(faults.text[3], "5:5 n: is empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcome_words),         cmocka_unit_test(cells_are_sorted_and_summed),
        cmocka_unit_test(order_does_not_matter), cmocka_unit_test(rows_to_values),
        cmocka_unit_test(bad_cells_are_refused),
    };
    return cmocka_run_group_tests_name("outcomes", tests, support_begin, support_end);
}
