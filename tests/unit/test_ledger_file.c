/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ledger files: every kind of damage is refused at its cell, and what is sound is added up whatever it holds. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/ledger.h>

#define PLAIN "customer_id,first_date,last_date,rows,gross,refund_first_date,refund_last_date,refund_rows,refunds"
#define WHOLE PLAIN ",orders,order_ids,refund_order_ids,days,purchase_days,refund_days\n"

static struct faults faults;

static struct churn_ledger *new_ledger(bool keep_orders, bool keep_days)
{
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_ledger *ledger;
    options.keep_orders = keep_orders;
    options.keep_days = keep_days;
    assert_int_equal(churn_ledger_new(&options, &ledger, NULL), CHURN_OK);
    return ledger;
}

static enum churn_status merge_text(struct churn_ledger *ledger, const char *text, struct churn_error *err)
{
    static const struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader;
    enum churn_status status = open_text(text, strlen(text), &options, &faults, &reader, err);
    if (status == CHURN_OK)
        status = churn_ledger_merge(ledger, reader, err);
    churn_reader_free(reader);
    return status;
}

static char *written(struct churn_ledger *ledger)
{
    struct output output;
    output_begin(&output, "written.csv", NULL);
    assert_int_equal(churn_ledger_write(ledger, output.writer, NULL), CHURN_OK);
    return output_end(&output, NULL);
}

static void expect_fault(const char *text, bool orders, bool days, const char *fault)
{
    struct churn_ledger *ledger = new_ledger(orders, days);
    struct churn_error err;
    enum churn_status status = merge_text(ledger, text, &err);
    if (status == CHURN_OK || faults.count != 1)
        print_error("not refused once: %s", text + strlen(orders ? WHOLE : PLAIN));
    assert_int_equal(status, CHURN_DATA);
    assert_string_equal(err.message, "1 row refused, nothing written");
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.text[0], fault);
    churn_ledger_free(ledger);
}

static void expect_accepted(const char *text, bool orders, bool days, const char *expected)
{
    struct churn_ledger *ledger = new_ledger(orders, days);
    struct churn_error err;
    enum churn_status status = merge_text(ledger, text, &err);
    if (status != CHURN_OK)
        print_error("%s\n", faults.count > 0 ? faults.text[0] : place_and_message(&err));
    assert_int_equal(status, CHURN_OK);
    char *actual = written(ledger);
    assert_string_equal(actual, expected);
    free(actual);
    churn_ledger_free(ledger);
}

static const char SOUND[] = WHOLE "A,2024-01-01,2024-03-01,3,30.00,,,0,0.00,2,o1 o2,,2,2024-01-01 2024-03-01,\n"
                                  "B,,,0,0.00,2024-02-29,2024-02-29,1,5.50,0,,r%201,0,,2024-02-29\n";

static void sound_files_come_back_as_they_were(void **state)
{
    static const char plain[] = PLAIN "\nA,2024-01-01,2024-03-01,3,30.00,,,0,0.00\nB,,,0,0.00,2024-02-29,2024-02-29,1,5.50\n";
    (void)state;
    expect_accepted(SOUND, true, true, SOUND);
    expect_accepted(SOUND, false, false, plain);
    expect_accepted(plain, false, false, plain);
    expect_accepted(PLAIN "\n", false, false, PLAIN "\n");
    expect_accepted(WHOLE "A,1999-12-31,1999-12-31,1,0,,,0,0,1,o,,1,1999-12-31,\n", true, true,
                    WHOLE "A,1999-12-31,1999-12-31,1,0,,,0,0,1,o,,1,1999-12-31,\n");
}

/* Columns are found by name, so their order, and others between them, do not matter. */
static void columns_in_any_order(void **state)
{
    (void)state;
    expect_accepted("refunds,note,refund_rows,refund_last_date,refund_first_date,gross,rows,last_date,first_date,customer_id\n"
                    "0,x,0,,,1.5,1,2024-01-01,2024-01-01,A\n",
                    false, false, PLAIN "\nA,2024-01-01,2024-01-01,1,1.5,,,0,0.0\n");
}

static void the_sums_of_two_files(void **state)
{
    struct churn_ledger *ledger = new_ledger(true, true);
    (void)state;
    assert_int_equal(merge_text(ledger, SOUND, NULL), CHURN_OK);
    assert_int_equal(merge_text(ledger,
                                WHOLE
                                "A,2023-01-01,2024-01-01,2,0.125,2024-01-01,2024-01-01,1,1,2,o1 o3,o1,2,2023-01-01 2024-01-01,"
                                "2024-01-01\n",
                                NULL),
                     CHURN_OK);
    char *actual = written(ledger);
    assert_string_equal(actual, WHOLE "A,2023-01-01,2024-03-01,5,30.125,2024-01-01,2024-01-01,1,1.000,3,o1 o2 o3,o1,3,"
                                      "2023-01-01 2024-01-01 2024-03-01,2024-01-01\n"
                                      "B,,,0,0.000,2024-02-29,2024-02-29,1,5.500,0,,r%201,0,,2024-02-29\n");
    assert_true(churn_ledger_total(ledger) == 2362500000);
    free(actual);
    churn_ledger_free(ledger);
}

#define ROW(rest) PLAIN "\n" rest "\n"

static void damage_in_the_sums(void **state)
{
    static const struct {
        const char *text;
        const char *fault;
    } cases[] = {
        { ROW(",2024-01-01,2024-01-01,1,1,,,0,0"), "2:1 customer_id: empty id" },
        { ROW(" A,2024-01-01,2024-01-01,1,1,,,0,0"), "2:1 customer_id: leading space in the id; use --trim to drop it" },
        { ROW("A,,2024-01-01,1,1,,,0,0"), "2:3 first_date: is empty" },
        { ROW("A,2024-01-01,,1,1,,,0,0"), "2:14 last_date: is empty" },
        { ROW("A,2024-01-02,2024-01-01,1,1,,,0,0"), "2:14 last_date: \"2024-01-01\" is before the first date" },
        { ROW("A,2024-01-01,2024-01-01,,1,,,0,0"), "2:25 rows: is empty" },
        { ROW("A,2024-01-01,2024-01-01,-1,1,,,0,0"), "2:25 rows: \"-1\" is not a whole number" },
        { ROW("A,2024-01-01,2024-01-01,1.0,1,,,0,0"), "2:25 rows: \"1.0\" is not a whole number" },
        { ROW("A,2024-01-01,2024-01-01,9223372036854775808,1,,,0,0"), "2:25 rows: \"9223372036854775808\" is too large" },
        { ROW("A,2024-01-01,2024-01-01,18446744073709551617,1,,,0,0"), "2:25 rows: \"18446744073709551617\" is too large" },
        { ROW("A,2024-01-01,2024-01-01,1,,,,0,0"), "2:27 gross: is empty" },
        { ROW("A,2024-01-01,2024-01-01,1,x,,,0,0"), "2:27 gross: \"x\" is not a number" },
        { ROW("A,2024-01-01,2024-01-01,1,-1,,,0,0"), "2:27 gross: \"-1\" is no sum of these rows" },
        { ROW("A,,,0,1,,,0,0"), "2:7 gross: \"1\" is no sum of these rows" },
        { ROW("A,2024-01-01,,0,0,,,0,0"), "2:3 first_date: \"2024-01-01\" is a date, but there are no rows" },
        { ROW("A,,2024-01-01,0,0,,,0,0"), "2:4 last_date: \"2024-01-01\" is a date, but there are no rows" },
        { ROW("A,,,0,0,,2024-01-01,1,1"), "2:9 refund_first_date: is empty" },
        { ROW("A,,,0,0,2024-01-01,,1,1"), "2:20 refund_last_date: is empty" },
        { ROW("A,,,0,0,2024-01-02,2024-01-01,1,1"), "2:20 refund_last_date: \"2024-01-01\" is before the first date" },
        { ROW("A,,,0,0,2024-01-02,,0,0"), "2:9 refund_first_date: \"2024-01-02\" is a date, but there are no rows" },
        { ROW("A,,,0,0,,,x,0"), "2:11 refund_rows: \"x\" is not a whole number" },
        { ROW("A,,,0,0,,,0,0.01"), "2:13 refunds: \"0.01\" is no sum of these rows" },
        { ROW("A,,,0,0,2024-01-01,2024-01-01,1,-1"), "2:33 refunds: \"-1\" is no sum of these rows" },
        { ROW("A,,,0,0,,,0,0\nA,,,0,0,,,0,0"),
          "3:1 customer_id: does not follow the id before it; a ledger is sorted by id, each one once" },
        { ROW("B,,,0,0,,,0,0\nA,,,0,0,,,0,0"),
          "3:1 customer_id: does not follow the id before it; a ledger is sorted by id, each one once" },
        { ROW("AB,,,0,0,,,0,0\nA,,,0,0,,,0,0"),
          "3:1 customer_id: does not follow the id before it; a ledger is sorted by id, each one once" },
        { ROW("A,,,0,0,,,0"), "2:12 8 fields, header has 9" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_fault(cases[i].text, false, false, cases[i].fault);
}

static void damaged_dates(void **state)
{
    static const char *const dates[] = {
        "2024-02-30", "2024-13-01", "x", "01/02/2024", "2024-1-1", "0000-01-01", "2024-01-01x"
    };
    (void)state;
    for (size_t i = 0; i < COUNT(dates); i++) {
        char text[400], place[100];
        struct churn_ledger *ledger = new_ledger(false, false);
        snprintf(text, sizeof text, "%s\nA,%s,2024-03-01,1,1,,,0,0\n", PLAIN, dates[i]);
        assert_int_equal(merge_text(ledger, text, NULL), CHURN_DATA);
        assert_int_equal(faults.count, 1);
        snprintf(place, sizeof place, "2:3 first_date: \"%s\" ", dates[i]);
        assert_memory_equal(faults.text[0], place, strlen(place));
        churn_ledger_free(ledger);
    }
}

#define SETS(rest) WHOLE "A,2024-01-01,2024-01-02,2,2,,,0,0," rest "\n"
#define BLANKS "is no list with single blanks between its members"
#define PERCENT "holds a % that is not followed by two of 0-9A-F"
#define NOT_COUNT "is not the number of members in the list beside it"

static void damage_in_the_sets(void **state)
{
    static const struct {
        const char *text;
        const char *fault;
    } cases[] = {
        { SETS("1,o1 o2,,2,2024-01-01 2024-01-02,"), "2:35 orders: \"1\" " NOT_COUNT },
        { SETS("3,o1 o2,,2,2024-01-01 2024-01-02,"), "2:35 orders: \"3\" " NOT_COUNT },
        { SETS("1,,,2,2024-01-01 2024-01-02,"), "2:35 orders: \"1\" " NOT_COUNT },
        { SETS(",o1 o2,,2,2024-01-01 2024-01-02,"), "2:35 orders: is empty" },
        { SETS("2,o1  o2,,2,2024-01-01 2024-01-02,"), "2:37 order_ids: " BLANKS },
        { SETS("2, o1 o2,,2,2024-01-01 2024-01-02,"), "2:37 order_ids: " BLANKS },
        { SETS("2,o1 o2 ,,2,2024-01-01 2024-01-02,"), "2:37 order_ids: " BLANKS },
        { SETS("1,o%2,,2,2024-01-01 2024-01-02,"), "2:37 order_ids: " PERCENT },
        { SETS("1,o%,,2,2024-01-01 2024-01-02,"), "2:37 order_ids: " PERCENT },
        { SETS("1,o%2g,,2,2024-01-01 2024-01-02,"), "2:37 order_ids: " PERCENT },
        { SETS("1,o%2c,,2,2024-01-01 2024-01-02,"), "2:37 order_ids: " PERCENT },
        { SETS("1,o1,%,2,2024-01-01 2024-01-02,"), "2:40 refund_order_ids: " PERCENT },
        { SETS("1,o1,r  s,2,2024-01-01 2024-01-02,"), "2:40 refund_order_ids: " BLANKS },
        { SETS("1,o1,,1,2024-01-01 2024-01-02,"), "2:41 days: \"1\" " NOT_COUNT },
        { SETS("1,o1,,3,2024-01-01 2024-01-02,"), "2:41 days: \"3\" " NOT_COUNT },
        { SETS("1,o1,,x,2024-01-01 2024-01-02,"), "2:41 days: \"x\" is not a whole number" },
        { SETS("1,o1,,2,2024-01-01  2024-01-02,"), "2:43 purchase_days: \"2024-01-01  2024-01-02\" " BLANKS },
        { SETS("1,o1,,1,2024-01-01,2024-01-02 "), "2:54 refund_days: \"2024-01-02 \" " BLANKS },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_fault(cases[i].text, true, true, cases[i].fault);
}

/* A list rises, so that no member stands twice: the count would be one too high for ever. */
static void a_member_that_stands_twice(void **state)
{
    static const char *const cases[] = { SETS("2,o1 o1,,1,2024-01-01,"),
                                         SETS("2,o2 o1,,1,2024-01-01,"),
                                         SETS("2,o1 %6F1,,1,2024-01-01,"),
                                         SETS("1,o1,,2,2024-01-01 2024-01-01,"),
                                         SETS("1,o1,,2,2024-01-02 2024-01-01,"),
                                         SETS("1,o1,r r,1,2024-01-01,"),
                                         SETS("1,o1,,1,2024-01-01,2024-01-01 2024-01-01") };
    static const char *const places[] = { "2:37 order_ids: ",     "2:37 order_ids: ",     "2:37 order_ids: ",
                                          "2:43 purchase_days: ", "2:43 purchase_days: ", "2:40 refund_order_ids: ",
                                          "2:54 refund_days: " };
    size_t accepted = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_ledger *ledger = new_ledger(true, true);
        enum churn_status status = merge_text(ledger, cases[i], NULL);
        if (status == CHURN_OK)
            print_error("accepted: %s", cases[i] + strlen(WHOLE));
        else
            assert_memory_equal(faults.text[0], places[i], strlen(places[i]));
        accepted += status == CHURN_OK;
        churn_ledger_free(ledger);
    }
    assert_int_equal(accepted, 0);
}

/* The ids of customers and orders never reach a message. */
static void messages_hold_no_id(void **state)
{
    static const char *const cases[] = { ROW("B,,,0,0,,,0,0\nSECRET\t,,,0,0,,,0,0"), SETS("1,SECRET%,,1,2024-01-01,"),
                                         SETS("1,o1,SECRET  x,1,2024-01-01,") };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_ledger *ledger = new_ledger(i > 0, i > 0);
        assert_int_equal(merge_text(ledger, cases[i], NULL), CHURN_DATA);
        assert_int_equal(faults.count, 1);
        assert_null(strstr(faults.text[0], "SECRET"));
        churn_ledger_free(ledger);
    }
}

static void every_fault_is_listed(void **state)
{
    struct churn_ledger *ledger = new_ledger(false, false);
    struct churn_error err;
    (void)state;
    assert_int_equal(merge_text(ledger, ROW("A,,,1,0,,,0,0\nB,,,0,0,,,0,0\nC,,,0,1,,,0,0"), &err), CHURN_DATA);
    assert_string_equal(err.message, "2 rows refused, nothing written");
    assert_int_equal(faults.count, 2);
    assert_string_equal(faults.text[0], "2:3 first_date: is empty");
    assert_string_equal(faults.text[1], "4:7 gross: \"1\" is no sum of these rows");
    churn_ledger_free(ledger);
}

static void missing_columns(void **state)
{
    static const char *const names[] = {
        "customer_id",       "first_date",       "last_date",   "rows",          "gross",
        "refund_first_date", "refund_last_date", "refund_rows", "refunds",       "orders",
        "order_ids",         "refund_order_ids", "days",        "purchase_days", "refund_days"
    };
    (void)state;
    for (size_t missing = 0; missing < COUNT(names); missing++) {
        char text[400] = "", expected[100];
        struct churn_ledger *ledger = new_ledger(true, true);
        struct churn_error err;
        for (size_t i = 0; i < COUNT(names); i++) {
            strcat(text, i == missing ? "other" : names[i]);
            strcat(text, i + 1 < COUNT(names) ? "," : "\n");
        }
        assert_int_equal(merge_text(ledger, text, &err), CHURN_DATA);
        snprintf(expected, sizeof expected, "1:1 no column %s (has ", names[missing]);
        assert_memory_equal(place_and_message(&err), expected, strlen(expected));
        churn_ledger_free(ledger);
    }
}

static void inspect(void **state)
{
    static const struct {
        const char *header;
        bool orders, days, spend;
    } cases[] = { { PLAIN "\n", false, false, false },
                  { WHOLE, true, true, false },
                  { PLAIN ",orders,order_ids,refund_order_ids\n", true, false, false },
                  { PLAIN ",days,purchase_days,refund_days\n", false, true, false },
                  { PLAIN ",days,purchase_days,refund_days,first_spend\n", false, true, true },
                  { PLAIN ",orders,order_ids,days,purchase_days\n", false, false, false } };
    static const struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_ledger_options carries = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_reader *reader;
    struct churn_error err;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(open_text(cases[i].header, strlen(cases[i].header), &options, NULL, &reader, NULL), CHURN_OK);
        assert_int_equal(churn_ledger_inspect(reader, &carries, NULL), CHURN_OK);
        assert_int_equal(carries.keep_orders, cases[i].orders);
        assert_int_equal(carries.keep_days, cases[i].days);
        assert_int_equal(carries.keep_spend, cases[i].spend);
        churn_reader_free(reader);
    }
    assert_int_equal(open_text("customer_id,rows\n", 17, &options, NULL, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_ledger_inspect(reader, &carries, &err), CHURN_DATA);
    assert_string_equal(place_and_message(&err), "1:1 no column first_date (has customer_id, rows)");
    churn_reader_free(reader);
}

/* Ids rise within each file; the next file begins anew. */
static void several_files(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    const char *paths[] = { support_text_file("one.csv", ROW("B,2024-01-01,2024-01-01,1,1,,,0,0")),
                            support_text_file("two.csv",
                                              ROW("A,2024-01-01,2024-01-01,1,1,,,0,0\nB,2024-01-02,2024-01-02,1,2,,,0,0")) };
    struct churn_ledger *ledger = new_ledger(false, false);
    struct churn_reader *reader;
    (void)state;
    options.paths = paths;
    options.path_count = 2;
    assert_int_equal(churn_reader_new(&options, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_ledger_merge(ledger, reader, NULL), CHURN_OK);
    char *actual = written(ledger);
    assert_string_equal(actual, PLAIN "\nA,2024-01-01,2024-01-01,1,1,,,0,0\nB,2024-01-01,2024-01-02,2,3,,,0,0\n");
    free(actual);
    churn_reader_free(reader);
    churn_ledger_free(ledger);
}

/* A sum has room for what one amount has not. */
static void sums_over_18_digits(void **state)
{
    static const char large[] = ROW("A,2024-01-01,2024-01-01,9,123456789012345678901234567890.12345678,,,0,0.00000000");
    struct churn_ledger *ledger = new_ledger(false, false);
    struct churn_error err;
    (void)state;
    expect_accepted(large, false, false, large);
    expect_fault(ROW("A,2024-01-01,2024-01-01,9,1701411834604692317316873037158.84105728,,,0,0"), false, false,
                 "2:27 gross: \"1701411834604692317316873037158.84105728\" is too large");
    static const char most[] = ROW("A,2024-01-01,2024-01-01,9,1701411834604692317316873037158.84105727,,,0,0");
    assert_int_equal(merge_text(ledger, most, &err), CHURN_OK);
    assert_int_equal(merge_text(ledger, ROW("A,2024-01-01,2024-01-01,1,0.00000001,,,0,0"), &err), CHURN_NUMERIC);
    assert_int_equal(err.status, CHURN_NUMERIC);
    churn_ledger_free(ledger);
}

/* So have the counts: they must not wrap, nor turn negative in the file. */
static void counts_that_overflow(void **state)
{
    struct churn_ledger *ledger = new_ledger(false, false);
    struct churn_error err;
    (void)state;
    static const char most[] = ROW("A,2024-01-01,2024-01-01,9223372036854775807,1,,,0,0");
    expect_accepted(most, false, false, most);
    assert_int_equal(merge_text(ledger, most, &err), CHURN_OK);
    assert_int_equal(merge_text(ledger, most, &err), CHURN_NUMERIC);
    churn_ledger_free(ledger);
}

static void counts_of_refunds_that_overflow(void **state)
{
    struct churn_ledger *ledger = new_ledger(false, false);
    struct churn_error err;
    (void)state;
    static const char most[] = ROW("A,,,0,0,2024-01-01,2024-01-01,9223372036854775807,1");
    assert_int_equal(merge_text(ledger, most, &err), CHURN_OK);
    assert_int_equal(merge_text(ledger, most, &err), CHURN_NUMERIC);
    churn_ledger_free(ledger);
}

static void an_empty_stream_is_an_empty_ledger(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_ledger *ledger = new_ledger(true, true);
    struct churn_reader *reader;
    (void)state;
    options.allow_empty = true;
    assert_int_equal(open_text("", 0, &options, NULL, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_ledger_merge(ledger, reader, NULL), CHURN_OK);
    assert_int_equal(churn_ledger_count(ledger), 0);
    churn_reader_free(reader);
    churn_ledger_free(ledger);
}

/* Order ids of any bytes survive the file. */
static void orders_of_odd_bytes(void **state)
{
    static const char *const orders[] = { "o 1", "a,b", "say \"x\"", "100%", "%20", "\t", "a\nb", "\xc3\xa9\xe2\x82\xac", "-" };
    struct churn_ledger *ledger = new_ledger(true, false), *merged = new_ledger(true, false);
    (void)state;
    for (size_t i = 0; i < COUNT(orders); i++) {
        struct churn_transaction row = { TEXT("A"), 1, CHURN_AMOUNT_UNIT, 0, { orders[i], strlen(orders[i]) } };
        assert_int_equal(churn_ledger_add(ledger, &row, NULL), CHURN_OK);
    }
    char *first = written(ledger);
    assert_int_equal(merge_text(merged, first, NULL), CHURN_OK);
    char *second = written(merged);
    assert_string_equal(first, second);
    assert_non_null(strstr(first, ",9,%09 %2520 - 100%25 a%0Ab a%2Cb o%201 say%20%22x%22 \xc3\xa9\xe2\x82\xac,\n"));
    free(first);
    free(second);
    churn_ledger_free(ledger);
    churn_ledger_free(merged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_files_come_back_as_they_were),
        cmocka_unit_test(columns_in_any_order),
        cmocka_unit_test(the_sums_of_two_files),
        cmocka_unit_test(damage_in_the_sums),
        cmocka_unit_test(damaged_dates),
        cmocka_unit_test(damage_in_the_sets),
        cmocka_unit_test(a_member_that_stands_twice),
        cmocka_unit_test(messages_hold_no_id),
        cmocka_unit_test(every_fault_is_listed),
        cmocka_unit_test(missing_columns),
        cmocka_unit_test(inspect),
        cmocka_unit_test(several_files),
        cmocka_unit_test(sums_over_18_digits),
        cmocka_unit_test(counts_that_overflow),
        cmocka_unit_test(counts_of_refunds_that_overflow),
        cmocka_unit_test(an_empty_stream_is_an_empty_ledger),
        cmocka_unit_test(orders_of_odd_bytes),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
