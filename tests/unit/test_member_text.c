/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets as text: any bytes come back as they were, in byte order, and what was not written so is refused. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "customer/member_text.h"

#define BLANKS "is no list with single blanks between its members"
#define NEEDLESS "encodes a byte that is written as it is"
#define PERCENT "holds a % that is not followed by two of 0-9A-F"

static void expect_text(struct churn_text *orders, size_t count, const char *expected)
{
    struct member_text text = { NULL, 0, 0 };
    assert_int_equal(member_text_orders(&text, orders, count, NULL), CHURN_OK);
    assert_text(((struct churn_text){ text.data, text.length }), expected);
    member_text_clear(&text);
}

static void what_is_encoded(void **state)
{
    struct churn_text plain[] = { TEXT("o2"), TEXT("o10"), TEXT("O1"), TEXT("\xc3\xa9"), TEXT("a;b|c'd\\") };
    struct churn_text odd[] = {
        TEXT("a b"), TEXT("a,b"), TEXT("a\"b"), TEXT("a%b"), TEXT("a\nb"), TEXT("a\0b"), TEXT("a\x7f")
    };
    (void)state;
    expect_text(plain, 0, "");
    expect_text(plain, COUNT(plain), "O1 a;b|c'd\\ o10 o2 \xc3\xa9");
    expect_text(odd, COUNT(odd), "a%00b a%0Ab a%20b a%22b a%25b a%2Cb a%7F");
}

/* The room is used again: what was there before does not show. */
static void begins_anew(void **state)
{
    struct churn_text first[] = { TEXT("a_long_order_id"), TEXT("another") }, second[] = { TEXT("x") };
    struct member_text text = { NULL, 0, 0 };
    (void)state;
    assert_int_equal(member_text_orders(&text, first, 2, NULL), CHURN_OK);
    assert_int_equal(member_text_orders(&text, second, 1, NULL), CHURN_OK);
    assert_text(((struct churn_text){ text.data, text.length }), "x");
    assert_int_equal(member_text_orders(&text, second, 0, NULL), CHURN_OK);
    assert_int_equal(text.length, 0);
    member_text_clear(&text);
}

static int compare(const void *a, const void *b)
{
    return churn_text_compare(*(const struct churn_text *)a, *(const struct churn_text *)b);
}

/* Random sets of random bytes, sorted, as they were. */
static void any_bytes_come_back(void **state)
{
    struct member_text text = { NULL, 0, 0 };
    (void)state;
    support_seed(4);
    for (int round = 0; round < 2000; round++) {
        char bytes[8][12], room[512];
        struct churn_text orders[8], sorted[8], cell, order;
        size_t count = support_random() % 9;
        for (size_t i = 0; i < count; i++) {
            size_t length = 1 + support_random() % sizeof bytes[0];
            for (size_t j = 0; j < length; j++)
                bytes[i][j] =
                    (char)(support_random() % 2 ? support_random() % 256 : (uint64_t) " %,\"\n\0A2"[support_random() % 8]);
            orders[i] = sorted[i] = (struct churn_text){ bytes[i], length };
        }
        qsort(sorted, count, sizeof *sorted, compare);
        assert_int_equal(member_text_orders(&text, orders, count, NULL), CHURN_OK);
        cell = (struct churn_text){ text.data, text.length };
        assert_true(text.length <= sizeof room);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(member_text_next_order(&cell, room, &order, NULL), CHURN_OK);
            assert_int_equal(order.length, sorted[i].length);
            assert_memory_equal(order.data, sorted[i].data, order.length);
        }
        assert_int_equal(member_text_next_order(&cell, room, &order, NULL), CHURN_END);
    }
    member_text_clear(&text);
}

static void cells_that_are_refused(void **state)
{
    static const struct {
        const char *cell;
        int good; /* members before the fault */
        const char *message;
    } cases[] = {
        { " ", 0, BLANKS },     { " a", 0, BLANKS },      { "a ", 0, BLANKS },    { "a  b", 1, BLANKS },
        { "a b ", 1, BLANKS },  { "%", 0, PERCENT },      { "%2", 0, PERCENT },   { "a%", 0, PERCENT },
        { "a%2", 0, PERCENT },  { "%2g", 0, PERCENT },    { "%G2", 0, PERCENT },  { "%2c", 0, PERCENT },
        { "%41", 0, NEEDLESS }, { "a %7E", 1, NEEDLESS }, { "%C3", 0, NEEDLESS }, { "O04%82", 0, NEEDLESS },
        { "%%41", 0, PERCENT }, { "a %4", 1, PERCENT },   { "%2 0", 0, PERCENT }, { "% 20", 0, PERCENT },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_text cell = { cases[i].cell, strlen(cases[i].cell) }, order;
        struct churn_error err;
        char room[16];
        for (int good = 0; good < cases[i].good; good++)
            assert_int_equal(member_text_next_order(&cell, room, &order, &err), CHURN_OK);
        assert_int_equal(member_text_next_order(&cell, room, &order, &err), CHURN_DATA);
        assert_string_equal(err.message, cases[i].message);
    }
}

static void a_percent_sequence_at_the_end(void **state)
{
    struct churn_text cell = TEXT("a%20 %00%0A"), order;
    char room[16];
    (void)state;
    assert_int_equal(member_text_next_order(&cell, room, &order, NULL), CHURN_OK);
    assert_text(order, "a ");
    assert_int_equal(member_text_next_order(&cell, room, &order, NULL), CHURN_OK);
    assert_int_equal(order.length, 2);
    assert_memory_equal(order.data, "\0\n", 2);
    assert_int_equal(member_text_next_order(&cell, room, &order, NULL), CHURN_END);
}

static struct churn_text day_bytes(const churn_day *day)
{
    return (struct churn_text){ (const char *)day, sizeof *day };
}

/* By the calendar, not by the bytes. */
static void days(void **state)
{
    static const churn_day days[] = { 256, 1, -1, 19723, 0 };
    struct member_text text = { NULL, 0, 0 };
    struct churn_text members[COUNT(days)];
    (void)state;
    for (size_t i = 0; i < COUNT(days); i++)
        members[i] = day_bytes(&days[i]);
    assert_int_equal(member_text_days(&text, members, COUNT(days), NULL), CHURN_OK);
    struct churn_text cell = { text.data, text.length };
    assert_text(cell, "1969-12-31 1970-01-01 1970-01-02 1970-09-14 2024-01-01");
    static const churn_day sorted[] = { -1, 0, 1, 256, 19723 };
    for (size_t i = 0; i < COUNT(sorted); i++) {
        churn_day day;
        assert_int_equal(member_text_next_day(&cell, &day, NULL), CHURN_OK);
        assert_int_equal(day, sorted[i]);
    }
    assert_int_equal(member_text_next_day(&cell, &(churn_day){ 0 }, NULL), CHURN_END);
    member_text_clear(&text);
}

static void days_that_are_refused(void **state)
{
    static const char *const cells[] = { "2024-02-30", "x", " 2024-01-01", "2024-01-01 ", "20240101", "2024-01-01,2024-01-02",
                                         "%32" };
    (void)state;
    for (size_t i = 0; i < COUNT(cells); i++) {
        struct churn_text cell = { cells[i], strlen(cells[i]) };
        churn_day day;
        assert_int_equal(member_text_next_day(&cell, &day, NULL), CHURN_DATA);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_encoded),
        cmocka_unit_test(begins_anew),
        cmocka_unit_test(any_bytes_come_back),
        cmocka_unit_test(cells_that_are_refused),
        cmocka_unit_test(a_percent_sequence_at_the_end),
        cmocka_unit_test(days),
        cmocka_unit_test(days_that_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
