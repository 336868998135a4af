/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns by name and by number, and what is said where there is none. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

static const struct churn_reader_options STRICT = CHURN_READER_OPTIONS_INIT;

static struct churn_reader *open_header(const char *header, const struct churn_reader_options *options)
{
    struct churn_reader *reader;
    assert_int_equal(open_text(header, strlen(header), options, NULL, &reader, NULL), CHURN_OK);
    return reader;
}

static void expect_column(const char *header, const char *spec, size_t expected)
{
    struct churn_reader *reader = open_header(header, &STRICT);
    size_t column = 99;
    assert_int_equal(churn_reader_find(reader, spec, "--id", &column, NULL), CHURN_OK);
    assert_int_equal(column, expected);
    assert_true(churn_reader_has(reader, spec));
    churn_reader_free(reader);
}

static void expect_missing(const char *header, const char *spec, const char *option, const char *message)
{
    struct churn_reader *reader = open_header(header, &STRICT);
    struct churn_error err;
    size_t column;
    assert_int_equal(churn_reader_find(reader, spec, option, &column, &err), CHURN_DATA);
    assert_string_equal(place_and_message(&err), message);
    assert_string_equal(err.file, support_path("input.csv"));
    churn_reader_free(reader);
}

static void by_name(void **state)
{
    (void)state;
    expect_column("a,b,c\n", "a", 0);
    expect_column("a,b,c\n", "c", 2);
    expect_column("a,\"b,\"\"x\"\"\",c\n", "b,\"x\"", 1);
    expect_column("a,A,a \n", "A", 1);
    expect_column("a,A,a \n", "a ", 2);
    expect_column("\xc3\xa9,e\n", "e", 1);
    expect_column("a,a,b\n", "b", 2);
}

static void by_number(void **state)
{
    static const char *const none[] = { "#0", "#4", "#", "#x", "#1x", "#-1", "# 1", "#99999999999999999999", "1" };
    (void)state;
    expect_column("a,b,c\n", "#1", 0);
    expect_column("a,b,c\n", "#3", 2);
    expect_column("a,b,c\n", "#03", 2);
    expect_column("a,a,b\n", "#2", 1);
    for (size_t i = 0; i < COUNT(none); i++) {
        char message[200];
        snprintf(message, sizeof message, "1:1 no column %s (has a, b, c)", none[i]);
        expect_missing("a,b,c\n", none[i], NULL, message);
    }
}

/* A column that is called so comes before the number. */
static void a_name_that_looks_like_a_number(void **state)
{
    (void)state;
    expect_column("a,b,#1\n", "#1", 2);
}

static void a_doubled_name(void **state)
{
    struct churn_reader *reader = open_header("x,amount,\"y\nz\",\"amount\",amount\n", &STRICT);
    struct churn_error err;
    size_t column;
    (void)state;
    assert_int_equal(churn_reader_find(reader, "amount", "--amount", &column, &err), CHURN_DATA);
    assert_string_equal(place_and_message(&err), "2:4 column amount is there twice; name it by number, such as --amount=#2");
    assert_true(churn_reader_has(reader, "amount"));
    assert_int_equal(churn_reader_find(reader, "#4", "--amount", &column, &err), CHURN_OK);
    assert_int_equal(column, 3);
    assert_int_equal(churn_reader_find(reader, "x", "--amount", &column, NULL), CHURN_OK);
    churn_reader_free(reader);
}

static void a_missing_column(void **state)
{
    (void)state;
    expect_missing("customer_id,order_id,order_date,amt\n", "amount", NULL,
                   "1:1 no column amount (has customer_id, order_id, order_date, amt)");
    expect_missing("customer_id,date,total\n", "amount", "--amount",
                   "1:1 no column amount (has customer_id, date, total); use --amount=COLUMN");
    expect_missing("customer_id,date,amuont\n", "amount", "--amount",
                   "1:1 no column amount (has customer_id, date, amuont); use --amount=amuont");
    expect_missing("a,\"x\x01y\"\n", "b\x1b", NULL, "1:1 no column b\\x1b (has a, x\\x01y)");
    struct churn_reader *reader = open_header("a\n", &STRICT);
    assert_false(churn_reader_has(reader, "b"));
    assert_false(churn_reader_has(reader, "#2"));
    churn_reader_free(reader);
}

/* The nearest of all, not the first that is near. */
static void the_nearest_name(void **state)
{
    (void)state;
    expect_missing("rate2,dates\n", "date", "--date", "1:1 no column date (has rate2, dates); use --date=dates");
    expect_missing("amoun,amout2,amoutn\n", "amount", "--amount",
                   "1:1 no column amount (has amoun, amout2, amoutn); use --amount=amoun");
}

/* A name of the data is never written to a terminal as it is. */
static void names_are_escaped(void **state)
{
    struct churn_reader *reader = open_header("amoun\x1b\n", &STRICT);
    struct churn_error err;
    size_t column;
    (void)state;
    assert_int_equal(churn_reader_find(reader, "amount", "--amount", &column, &err), CHURN_DATA);
    assert_non_null(strstr(err.message, "amoun\\x1b"));
    assert_null(strchr(err.message, '\x1b'));
    churn_reader_free(reader);
}

static void a_long_header_is_shown_in_part(void **state)
{
    (void)state;
    expect_missing("a,b,c,d,e,f,g,h,i,j,k,l,m,n\n", "zz", NULL,
                   "1:1 no column zz (has a, b, c, d, e, f, g, h, i, j, k, l, and 2 more)");
    expect_missing("a,b,c,d,e,f,g,h,i,j,k,l\n", "zz", NULL, "1:1 no column zz (has a, b, c, d, e, f, g, h, i, j, k, l)");
}

/* However long the names are: those shown and those counted are all there are. */
static void the_count_of_the_rest_is_true(void **state)
{
    (void)state;
    for (size_t columns = 3; columns <= 20; columns++) {
        char header[1024] = "";
        struct churn_error err;
        size_t column, shown = 0, more = 0;
        for (size_t i = 0; i < columns; i++)
            snprintf(header + strlen(header), sizeof header - strlen(header), "a_rather_long_column_name_%02zu%s", i,
                     i + 1 < columns ? "," : "\n");
        struct churn_reader *reader = open_header(header, &STRICT);
        assert_int_equal(churn_reader_find(reader, "zz", NULL, &column, &err), CHURN_DATA);
        for (const char *at = err.message; (at = strstr(at, "_name_")) != NULL; at++)
            shown++;
        const char *rest = strstr(err.message, "and ");
        for (const char *digit = rest != NULL ? rest + 4 : ""; *digit >= '0' && *digit <= '9'; digit++)
            more = more * 10 + (size_t)(*digit - '0');
        if (shown + more != columns)
            print_error("of %zu: %s\n", columns, err.message);
        assert_int_equal(shown + more, columns);
        churn_reader_free(reader);
    }
}

static void another_delimiter_is_remarked(void **state)
{
    static const struct {
        const char *header, *message;
    } cases[] = {
        { "id;date;amount\n",
          "1:1 no column amount (has id;date;amount); one column: `;` looks like the delimiter, use --delimiter" },
        { "id\tdate\n", "1:1 no column amount (has id\\x09date); one column: `\\t` looks like the delimiter, use --delimiter" },
        { "id|date\n", "1:1 no column amount (has id|date); one column: `|` looks like the delimiter, use --delimiter" },
        { "id date\n", "1:1 no column amount (has id date); use --amount=COLUMN" },
        { "id;x,date\n", "1:1 no column amount (has id;x, date); use --amount=COLUMN" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_missing(cases[i].header, "amount", "--amount", cases[i].message);
}

/* Without a header, names are none, and no cell of the data gets into a message. */
static void without_a_header(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_error err;
    size_t column;
    (void)state;
    options.no_header = true;
    struct churn_reader *reader = open_header("secret,b\n", &options);
    assert_false(churn_reader_has(reader, "secret"));
    assert_true(churn_reader_has(reader, "#2"));
    assert_int_equal(churn_reader_find(reader, "#2", "--id", &column, NULL), CHURN_OK);
    assert_int_equal(column, 1);
    assert_int_equal(churn_reader_find(reader, "secret1", "--id", &column, &err), CHURN_DATA);
    assert_string_equal(place_and_message(&err),
                        "1:1 no column secret1 (there are 2); without a header name columns by number, such as --id=#1");
    churn_reader_free(reader);
}

/* An empty table has every column, and no row to show that it has none. */
static void an_empty_table(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    size_t column = 99;
    (void)state;
    options.allow_empty = true;
    struct churn_reader *reader = open_header("", &options);
    assert_int_equal(churn_reader_columns(reader), 0);
    assert_int_equal(churn_reader_find(reader, "any", NULL, &column, NULL), CHURN_OK);
    assert_int_equal(column, 0);
    assert_false(churn_reader_has(reader, "any"));
    churn_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_name),
        cmocka_unit_test(by_number),
        cmocka_unit_test(a_name_that_looks_like_a_number),
        cmocka_unit_test(a_doubled_name),
        cmocka_unit_test(a_missing_column),
        cmocka_unit_test(the_nearest_name),
        cmocka_unit_test(names_are_escaped),
        cmocka_unit_test(a_long_header_is_shown_in_part),
        cmocka_unit_test(the_count_of_the_rest_is_true),
        cmocka_unit_test(another_delimiter_is_remarked),
        cmocka_unit_test(without_a_header),
        cmocka_unit_test(an_empty_table),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
