/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single rows of a ledger, and blocks of them: where they end, what is in them, and where an id belongs. */
#include "support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "customer/update.h"

static void rows_end_outside_quotes(void **state)
{
    (void)state;
    assert_int_equal(update_row_length("a,b\nc\n", 6), 4);
    assert_int_equal(update_row_length("\"a\nb\",c\nd", 9), 8);
    assert_int_equal(update_row_length("\"a\"\"\nb\"\n", 8), 8);
    assert_int_equal(update_row_length("a,b", 3), 0);
    assert_int_equal(update_row_length("\"a\nb", 4), 0);
    assert_int_equal(update_row_length("", 0), 0);
    assert_int_equal(update_row_length("\n", 1), 1);
}

static void cells_lose_their_quotes(void **state)
{
    struct churn_text cells[4], row = TEXT("\"a\"\"b,c\",,\"\",x");
    char room[40];
    (void)state;
    assert_true(update_row_split(row, room, cells, 4));
    assert_text(cells[0], "a\"b,c");
    assert_text(cells[1], "");
    assert_text(cells[2], "");
    assert_text(cells[3], "x");
    assert_false(update_row_split(row, room, cells, 3));
    assert_true(update_row_split(TEXT("a,"), room, cells, 2));
    assert_text(cells[1], "");
    assert_false(update_row_split(TEXT("a,"), room, cells, 1));
    assert_false(update_row_split(TEXT("a,"), room, cells, 3));
    assert_false(update_row_split(TEXT("\"a"), room, cells, 1));
    assert_false(update_row_split(TEXT("\"a\"b,c"), room, cells, 2));
}

static void ids(void **state)
{
    struct churn_text id;
    char room[40];
    (void)state;
    assert_true(update_row_id(TEXT("\"q\"\"\nx\",1"), room, &id));
    assert_text(id, "q\"\nx");
    assert_true(update_row_id(TEXT("plain,1"), room, &id));
    assert_text(id, "plain");
    assert_false(update_row_id(TEXT("plain"), room, &id));
    assert_false(update_row_id(TEXT("\"q\"x,1"), room, &id));
}

static void sums_and_their_decimals(void **state)
{
    size_t ends[2];
    (void)state;
    assert_true(update_row_sums(TEXT("a,f,l,1,12.50,,,0,0.00"), ends));
    assert_int_equal(ends[0], 13);
    assert_int_equal(ends[1], 22);
    assert_true(update_row_sums(TEXT("\"a,\"\"\",f,l,1,7,,,0,9,2,o1 o2,"), ends));
    assert_int_equal(ends[0], 14);
    assert_int_equal(ends[1], 20);
    assert_false(update_row_sums(TEXT("a,f,l,1,12.50,,,0"), ends));
    assert_false(update_row_sums(TEXT("a"), ends));
    assert_false(update_row_sums(TEXT("\"a"), ends));
    assert_int_equal(update_row_decimals(TEXT("a,f,l,1,12.50,,,0,0.00")), 2);
    assert_int_equal(update_row_decimals(TEXT("a,f,l,1,12,,,0,0")), 0);
    assert_int_equal(update_row_decimals(TEXT("a,f,l,1,0.12345678,,,0,0.00000000")), 8);
    assert_int_equal(update_row_decimals(TEXT("a")), 0);
}

/* Against a walk from row to row. */
static void the_place_of_an_id(void **state)
{
    static char text[20000];
    size_t starts[600], count = 0, used = 0;
    (void)state;
    support_seed(5);
    for (unsigned id = 0; count < 500; id += 1 + (unsigned)(support_random() % 3)) {
        starts[count++] = used;
        used += (size_t)snprintf(text + used, sizeof text - used, "%04u,%.*s\n", id, (int)(support_random() % 30),
                                 "abcdefghijklmnopqrstuvwxyzabcdefgh");
    }
    starts[count] = used;
    for (unsigned round = 0; round < 3000; round++) {
        char wanted[8];
        struct churn_text target = { wanted,
                                     (size_t)snprintf(wanted, sizeof wanted, "%04u", (unsigned)(support_random() % 1100)) };
        size_t from = support_random() % (count + 1), to = from + support_random() % (count + 1 - from), expected = from;
        while (expected < to && churn_text_compare((struct churn_text){ text + starts[expected], 4 }, target) < 0)
            expected++;
        assert_int_equal(update_row_find(text, starts[from], starts[to], target), starts[expected]);
    }
}

/* Blocks of any size give the same rows, and each ends where a row does. */
static void blocks_of_whole_rows(void **state)
{
    static const char text[] = "h1,h2\na,1\n\"b\nb\",2\nccccccccccccccccccccccccccccccccccc,3\n\"\"\"d\",4\ne,5\n";
    const char *path = support_text_file("blocks", text);
    (void)state;
    for (size_t block = 1; block < 90; block++) {
        struct update_source source;
        struct sum sum, whole;
        char found[sizeof text];
        size_t used = 0;
        enum churn_status status;
        int descriptor = open(path, O_RDONLY);
        assert_int_equal(update_source_init(&source, descriptor, block, NULL), CHURN_OK);
        while ((status = update_source_next(&source, NULL)) == CHURN_OK) {
            size_t length = source.end - source.begin;
            assert_true(length > 0 && used + length < sizeof text);
            for (size_t at = source.begin; at < source.end;) {
                size_t row = update_row_length(source.buffer + at, source.end - at);
                assert_true(row > 0);
                at += row;
            }
            memcpy(found + used, source.buffer + source.begin, length);
            used += length;
        }
        assert_int_equal(status, CHURN_END);
        assert_int_equal(used, sizeof text - 1);
        assert_memory_equal(found, text, used);
        sum_value(source.sum, &sum);
        assert_int_equal(update_sum_file(descriptor, &whole, NULL), CHURN_OK);
        assert_true(sum_equal(&sum, &whole));
        update_source_clear(&source);
        close(descriptor);
    }
}

static void a_block_without_end(void **state)
{
    static const char *const texts[] = { "h\na,1", "h\n\"a\n", "x" };
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct update_source source;
        enum churn_status status;
        int descriptor = open(support_text_file("no-end", texts[i]), O_RDONLY);
        assert_int_equal(update_source_init(&source, descriptor, 2, NULL), CHURN_OK);
        while ((status = update_source_next(&source, NULL)) == CHURN_OK)
            ;
        assert_int_equal(status, CHURN_DATA);
        update_source_clear(&source);
        close(descriptor);
    }
}

static void no_rows_at_all(void **state)
{
    struct update_source source;
    (void)state;
    assert_int_equal(update_source_init(&source, -1, 100, NULL), CHURN_OK);
    assert_int_equal(update_source_next(&source, NULL), CHURN_END);
    update_source_clear(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_end_outside_quotes),
        cmocka_unit_test(cells_lose_their_quotes),
        cmocka_unit_test(ids),
        cmocka_unit_test(sums_and_their_decimals),
        cmocka_unit_test(the_place_of_an_id),
        cmocka_unit_test(blocks_of_whole_rows),
        cmocka_unit_test(a_block_without_end),
        cmocka_unit_test(no_rows_at_all),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
