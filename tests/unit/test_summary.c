/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customer summaries: roles, date or recency or both, ids that stand twice, and the user's own columns carried along. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/summary.h>

#define BOTH "customer_id,last_date,recency_days,orders,monetary\n"
#define DATED "customer_id,last_date,orders,monetary\n"

static struct faults faults;
static const struct churn_summary_roles USUAL = CHURN_SUMMARY_ROLES_INIT;
static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;
static const struct churn_reader_options STRICT = CHURN_READER_OPTIONS_INIT;

struct session {
    struct churn_reader *reader;
    struct churn_summary *summary;
    struct churn_error err;
};

static enum churn_status begin(struct session *session, const char *text, const struct churn_reader_options *options,
                               const struct churn_summary_roles *roles)
{
    session->summary = NULL;
    assert_int_equal(open_text(text, strlen(text), options, &faults, &session->reader, NULL), CHURN_OK);
    return churn_summary_new(session->reader, roles, &RULES, &session->summary, &session->err);
}

static void begin_well(struct session *session, const char *text, const struct churn_summary_roles *roles)
{
    enum churn_status status = begin(session, text, &STRICT, roles);
    if (status != CHURN_OK)
        print_error("%s\n", faults.count > 0 ? faults.text[0] : place_and_message(&session->err));
    assert_int_equal(status, CHURN_OK);
}

static void end(struct session *session)
{
    churn_summary_free(session->summary);
    churn_reader_free(session->reader);
}

static void expect_fault(const char *text, const char *fault)
{
    struct session session;
    assert_int_equal(begin(&session, text, &STRICT, &USUAL), CHURN_DATA);
    assert_null(session.summary);
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.text[0], fault);
    end(&session);
}

static void rows_by_id(void **state)
{
    struct session session;
    (void)state;
    begin_well(&session, BOTH "b,2024-01-02,,3,10.50\nC,,0,1,0\na,2023-12-31,5,12,-1.125\n", &USUAL);
    assert_int_equal(churn_summary_count(session.summary), 3);
    const struct churn_summary_row *row = churn_summary_at(session.summary, 0);
    assert_text(row->id, "C");
    assert_int_equal(row->last_day, CHURN_DAY_NONE);
    assert_int_equal(row->recency_days, 0);
    row = churn_summary_at(session.summary, 1);
    assert_text(row->id, "a");
    assert_int_equal(row->last_day, churn_day_from_civil(2023, 12, 31));
    assert_int_equal(row->recency_days, 5);
    assert_int_equal(row->orders, 12);
    assert_true(row->monetary == -112500000);
    row = churn_summary_at(session.summary, 2);
    assert_text(row->id, "b");
    assert_int_equal(row->recency_days, -1);
    assert_int_equal(churn_summary_last_day(session.summary), churn_day_from_civil(2024, 1, 2));
    assert_int_equal(churn_summary_decimals(session.summary), 3);
    assert_true(churn_summary_total(session.summary) == 937500000);
    assert_int_equal(churn_summary_extras(session.summary), 0);
    end(&session);
}

static void one_of_date_and_recency_is_enough(void **state)
{
    struct session session;
    (void)state;
    begin_well(&session, DATED "a,2024-01-01,1,1\nb,,0,0\n", &USUAL);
    assert_int_equal(churn_summary_at(session.summary, 0)->recency_days, -1);
    assert_int_equal(churn_summary_at(session.summary, 1)->last_day, CHURN_DAY_NONE);
    end(&session);
    begin_well(&session, "recency_days,monetary,orders,customer_id\n3652058,1,1,a\n,0,0,b\n", &USUAL);
    assert_int_equal(churn_summary_at(session.summary, 0)->recency_days, 3652058);
    assert_int_equal(churn_summary_at(session.summary, 1)->recency_days, -1);
    assert_int_equal(churn_summary_last_day(session.summary), CHURN_DAY_NONE);
    end(&session);
    assert_int_equal(begin(&session, "customer_id,orders,monetary\na,1,1\n", &STRICT, &USUAL), CHURN_DATA);
    assert_string_equal(place_and_message(&session.err),
                        "1:1 no column last_date (has customer_id, orders, monetary); use --date=COLUMN");
    end(&session);
}

static void missing_columns(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        { "id,last_date,orders,monetary\n",
          "1:1 no column customer_id (has id, last_date, orders, monetary); use --id=COLUMN" },
        { "customer_id,last_date,monetary\n",
          "1:1 no column orders (has customer_id, last_date, monetary); use --orders=COLUMN" },
        { "customer_id,last_date,orders\n",
          "1:1 no column monetary (has customer_id, last_date, orders); use --amount=COLUMN" },
        { "customer_id,last_date,orders,monetary,last_date\n",
          "1:39 column last_date is there twice; name it by number, such as --date=#2" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct session session;
        assert_int_equal(begin(&session, cases[i].text, &STRICT, &USUAL), CHURN_DATA);
        assert_string_equal(place_and_message(&session.err), cases[i].message);
        end(&session);
    }
}

static void roles_by_name_and_number(void **state)
{
    struct churn_summary_roles roles = CHURN_SUMMARY_ROLES_INIT;
    struct session session;
    (void)state;
    roles.id = "#2";
    roles.recency = "ago";
    roles.orders = "n";
    roles.monetary = "spent";
    begin_well(&session, "ago,who,spent,n,orders\n7,x,1.5,2,99\n", &roles);
    const struct churn_summary_row *row = churn_summary_at(session.summary, 0);
    assert_text(row->id, "x");
    assert_int_equal(row->recency_days, 7);
    assert_int_equal(row->orders, 2);
    assert_true(row->monetary == 150000000);
    assert_int_equal(churn_summary_extras(session.summary), 1);
    assert_text(churn_summary_extra_name(session.summary, 0), "orders");
    assert_text(churn_summary_extra(session.summary, 0, 0), "99");
    end(&session);
    roles.last_date = "missing";
    assert_int_equal(begin(&session, "ago,who,spent,n\n", &STRICT, &roles), CHURN_DATA);
    end(&session);
}

/* The first line is named, the second is the place; neither the id nor its value. */
static void an_id_that_stands_twice(void **state)
{
    struct session session;
    (void)state;
    expect_fault(DATED "SECRET,2024-01-01,1,1\n\nb,2024-01-01,1,1\nSECRET,2024-01-02,1,1\n",
                 "5:1 customer_id: the id stands in line 2 already; a summary has one row a customer");
    expect_fault("x,customer_id,last_date,orders,monetary\n\"1\n2\",a,,0,0\n\"3\n\n4\",a,,0,0\n",
                 "6:4 customer_id: the id stands in line 2 already; a summary has one row a customer");
    begin_well(&session, DATED "a,,0,0\nA,,0,0\naa,,0,0\n01,,0,0\n1,,0,0\n", &USUAL);
    assert_int_equal(churn_summary_count(session.summary), 5);
    end(&session);
}

static void bad_cells(void **state)
{
    static const struct {
        const char *text, *fault;
    } cases[] = {
        { DATED ",2024-01-01,1,1\n", "2:1 customer_id: empty id" },
        { DATED "a ,2024-01-01,1,1\n", "2:1 customer_id: trailing space in the id; use --trim to drop it" },
        { DATED "a,2024-01-01,,1\n", "2:14 orders: is empty" },
        { DATED "a,2024-01-01,-1,1\n", "2:14 orders: \"-1\" is not a whole number" },
        { DATED "a,2024-01-01,1.5,1\n", "2:14 orders: \"1.5\" is not a whole number" },
        { DATED "a,2024-01-01,99999999999999999999,1\n", "2:14 orders: \"99999999999999999999\" is too large" },
        { DATED "a,2024-01-01,1,\n", "2:16 monetary: is empty" },
        { DATED "a,2024-01-01,1,x\n", "2:16 monetary: \"x\" is not a number" },
        { DATED "a,,1,1\n", "2:3 last_date: is empty, but there are orders" },
        { BOTH "a,,,1,1\n", "2:4 recency_days: is empty, but there are orders" },
        { BOTH "a,,-1,1,1\n", "2:4 recency_days: \"-1\" is not a whole number" },
        { BOTH "a,,3652059,1,1\n", "2:4 recency_days: \"3652059\" is more days than the calendar has" },
        { BOTH "a,,1,1\n", "2:7 4 fields, header has 5" },
        { "monetary,orders,last_date,customer_id\nx,y,z,\n", "2:1 monetary: \"x\" is not a number" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_fault(cases[i].text, cases[i].fault);
}

static void a_bad_date(void **state)
{
    struct session session;
    (void)state;
    assert_int_equal(begin(&session, DATED "a,2024-02-30,1,1\n", &STRICT, &USUAL), CHURN_DATA);
    assert_memory_equal(faults.text[0], "2:3 last_date: \"2024-02-30\" ", 28);
    end(&session);
}

static void extras_travel_with_their_customer(void **state)
{
    struct session session;
    (void)state;
    begin_well(&session,
               "city,customer_id,last_date,note,orders,monetary,city\n"
               "Bonn,b,,\"x,\"\"y\"\"\",0,0,1\n,a,,,0,0,2\nBonn,c,, z ,0,0,3\n",
               &USUAL);
    assert_int_equal(churn_summary_extras(session.summary), 3);
    static const char *const names[] = { "city", "note", "city" };
    static const char *const cells[][3] = { { "", "", "2" }, { "Bonn", "x,\"y\"", "1" }, { "Bonn", " z ", "3" } };
    for (size_t j = 0; j < 3; j++)
        assert_text(churn_summary_extra_name(session.summary, j), names[j]);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            assert_text(churn_summary_extra(session.summary, i, j), cells[i][j]);
    end(&session);
}

/* They do not borrow from the reader. */
static void the_reader_may_be_freed(void **state)
{
    struct session session;
    (void)state;
    begin_well(&session, "customer_id,last_date,orders,monetary,x\na,,0,0,extra\n", &USUAL);
    churn_reader_free(session.reader);
    assert_text(churn_summary_at(session.summary, 0)->id, "a");
    assert_text(churn_summary_extra_name(session.summary, 0), "x");
    assert_text(churn_summary_extra(session.summary, 0, 0), "extra");
    churn_summary_free(session.summary);
    churn_summary_free(NULL);
}

/* Columns without names are extras without names. */
static void without_a_header(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_summary_roles roles = { sizeof roles, "#1", "#2", NULL, "#3", "#4" };
    struct session session;
    (void)state;
    options.no_header = true;
    assert_int_equal(begin(&session, "a,2024-01-01,1,2,x,y\nb,,0,0,z,\n", &options, &roles), CHURN_OK);
    assert_int_equal(churn_summary_count(session.summary), 2);
    assert_int_equal(churn_summary_extras(session.summary), 2);
    assert_int_equal(churn_summary_extra_name(session.summary, 1).length, 0);
    assert_text(churn_summary_extra(session.summary, 0, 1), "y");
    end(&session);
}

static void empty_tables(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct session session;
    (void)state;
    begin_well(&session, DATED, &USUAL);
    assert_int_equal(churn_summary_count(session.summary), 0);
    assert_int_equal(churn_summary_last_day(session.summary), CHURN_DAY_NONE);
    end(&session);
    options.allow_empty = true;
    assert_int_equal(begin(&session, "", &options, &USUAL), CHURN_OK);
    assert_int_equal(churn_summary_count(session.summary), 0);
    assert_int_equal(churn_summary_extras(session.summary), 0);
    end(&session);
}

/* With skip, refused rows are set aside: a doubled id keeps its first row. */
static void skipped_rows(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct session session;
    (void)state;
    options.skip = true;
    assert_int_equal(begin(&session, DATED "a,,0,1\nb,,x,2\na,,0,4\nb,,0,8\n", &options, &USUAL), CHURN_OK);
    assert_int_equal(churn_summary_count(session.summary), 2);
    assert_true(churn_summary_total(session.summary) == 9 * CHURN_AMOUNT_UNIT);
    assert_int_equal(faults.count, 2);
    assert_int_equal(churn_reader_counts(session.reader).used, 2);
    end(&session);
}

static void many_rows(void **state)
{
    char *text = malloc(5000 * 40 + 100);
    struct session session;
    (void)state;
    assert_non_null(text);
    size_t length = (size_t)sprintf(text, "x,%s", DATED);
    for (size_t i = 0; i < 5000; i++)
        length += (size_t)sprintf(text + length, "n%zu,%04zu,,0,%zu\n", i * 7919 % 5000, i * 7919 % 5000, i * 7919 % 5000);
    begin_well(&session, text, &USUAL);
    assert_int_equal(churn_summary_count(session.summary), 5000);
    for (size_t i = 0; i < 5000; i += 7) {
        char expected[16];
        assert_true(churn_summary_at(session.summary, i)->monetary == (churn_amount)i * CHURN_AMOUNT_UNIT);
        snprintf(expected, sizeof expected, "n%zu", i);
        assert_text(churn_summary_extra(session.summary, i, 0), expected);
    }
    end(&session);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_by_id),
        cmocka_unit_test(one_of_date_and_recency_is_enough),
        cmocka_unit_test(missing_columns),
        cmocka_unit_test(roles_by_name_and_number),
        cmocka_unit_test(an_id_that_stands_twice),
        cmocka_unit_test(bad_cells),
        cmocka_unit_test(a_bad_date),
        cmocka_unit_test(extras_travel_with_their_customer),
        cmocka_unit_test(the_reader_may_be_freed),
        cmocka_unit_test(without_a_header),
        cmocka_unit_test(empty_tables),
        cmocka_unit_test(skipped_rows),
        cmocka_unit_test(many_rows),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
