/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which rows the quick lanes read themselves. That a row comes out right says nothing of it, for the careful reader would have
 * read it as well, at a multiple of the cost: so the rows that are plain must come as such, in every lane, whatever the shape
 * of the table.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/transactions.h>

#include "table/lane.h"

#define ROWS 3000

struct seen {
    size_t quick, careful;
    uint64_t amounts; /* a sum that may wrap: it is only compared */
    int64_t days;
    size_t id_bytes, order_bytes;
};

static enum churn_status take(void *context, unsigned worker, const struct lane_row *rows, size_t number,
                              struct churn_error *err)
{
    struct seen *seen = context;
    (void)worker;
    (void)err;
    seen->quick += number;
    for (size_t i = 0; i < number; i++) {
        seen->amounts += (uint64_t)rows[i].amount;
        seen->days += rows[i].day;
        seen->id_bytes += rows[i].id_length;
        seen->order_bytes += rows[i].order_length;
    }
    return CHURN_OK;
}

static enum churn_status take_one(void *context, unsigned worker, const struct churn_transaction *row, struct lane_tally *tally,
                                  struct churn_error *err)
{
    struct seen *seen = context;
    (void)worker;
    (void)tally;
    (void)err;
    seen->careful++;
    seen->amounts += (uint64_t)row->amount;
    seen->days += row->day;
    seen->id_bytes += row->id.length;
    seen->order_bytes += row->order.length;
    return CHURN_OK;
}

static enum churn_status end_block(void *context, unsigned worker, struct churn_error *err)
{
    (void)context;
    (void)worker;
    (void)err;
    return CHURN_OK;
}

/* A table of plain rows: how a row is written, and where its cells are. */
struct shape {
    const char *header, *row, *odd; /* odd: that row is written now and then */
    const char *amount, *order, *format;
    char delimiter, decimal;
    size_t odd_careful; /* how many of such rows the careful reader is wanted for, of 1 */
};

static char *table_of(const struct shape *shape, size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    assert_non_null(out);
    fprintf(out, "%s\n", shape->header);
    for (int i = 0; i < ROWS; i++)
        fprintf(out, "%s\n", i % 100 == 7 && shape->odd != NULL ? shape->odd : shape->row);
    fclose(out);
    return text;
}

/* A file with the columns id and day, folded by one thread. */
static struct churn_counts fold_file(const char *path, struct churn_reader_options options,
                                     struct churn_transaction_roles roles, const struct churn_cell_rules *rules,
                                     const struct lane_sink *sink, struct lane_tally *tally)
{
    struct churn_reader *reader;
    struct churn_transactions *transactions;
    struct churn_error err;
    options.paths = &path;
    options.path_count = 1;
    options.jobs = 1;
    roles.id = "id";
    roles.date = "day";
    assert_int_equal(churn_reader_new(&options, &reader, &err), CHURN_OK);
    assert_int_equal(churn_transactions_new(reader, &roles, rules, &transactions, &err), CHURN_OK);
    assert_int_equal(transactions_fold(transactions, sink, tally, &err), CHURN_OK);
    struct churn_counts counts = churn_reader_counts(reader);
    churn_transactions_free(transactions);
    churn_reader_free(reader);
    return counts;
}

static struct seen fold(const struct shape *shape, enum churn_lane lane, const char *path)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct lane_tally tally;
    struct seen seen = { .quick = 0 };
    const struct lane_sink sink = { &seen, INT32_MAX, take, take_one, end_block };
    options.lane = lane;
    options.block_size = 8192;
    if (shape->delimiter != '\0')
        options.delimiter = shape->delimiter;
    if (shape->decimal != '\0')
        rules.amount.decimal = shape->decimal;
    rules.date.format = shape->format;
    roles.amount = shape->amount;
    roles.order = shape->order;
    fold_file(path, options, roles, &rules, &sink, &tally);
    return seen;
}

static void check(const struct shape *shape)
{
    size_t length, odd = shape->odd == NULL ? 0 : ROWS / 100 * shape->odd_careful;
    char *text = table_of(shape, &length);
    const char *path = support_file("plain.csv", text, length);
    struct seen expected = fold(shape, CHURN_LANE_CAREFUL, path);
    assert_int_equal(expected.careful, ROWS);
    assert_int_equal(expected.quick, 0);
    for (enum churn_lane lane = CHURN_LANE_PLAIN; lane <= CHURN_LANE_AVX512; lane++) {
        struct seen seen = fold(shape, lane, path);
        if (seen.quick != ROWS - odd)
            print_message("%s, lane %d: %zu quick, %zu careful\n", shape->header, lane, seen.quick, seen.careful);
        assert_int_equal(seen.quick, ROWS - odd);
        assert_int_equal(seen.careful, odd);
        assert_int_equal(seen.amounts, expected.amounts);
        assert_int_equal(seen.days, expected.days);
        assert_int_equal(seen.id_bytes, expected.id_bytes);
        assert_int_equal(seen.order_bytes, expected.order_bytes);
    }
    free(text);
}

static void plain_rows_are_read_quickly(void **state)
{
    static const struct shape shapes[] = {
        { .header = "id,day,amount,note", .row = "C1,2024-02-29,-12.50,x", .amount = "amount" },
        { .header = "id,day,amount", .row = "C1,2024-02-29,12.50", .amount = "amount" },
        { .header = "id,day,amount,note", .row = "C1,2024-02-29,12.50,x\r", .amount = "amount" },
        { .header = "note,amount,x,day,id", .row = "n,12.50,,2024-02-29,C1", .amount = "amount" },
        { .header = "id,day,price,units,note", .row = "C1,2024-02-29,12.50,3,x", .amount = "price*units" },
        { .header = "note,units,day,id,price", .row = "n,3,2024-02-29,C1,12.50", .amount = "price*units" },
        { .header = "id,day,amount,order", .row = "C1,2024-02-29,12.50,O-77", .amount = "amount", .order = "order" },
        { .header = "order,id,day,amount", .row = "O-77,C1,2024-02-29,12.50", .amount = "amount", .order = "order" },
        { .header = "id,day,amount,note", .row = "\"C1\",\"2024-02-29\",\"12.50\",\"a, b\"", .amount = "amount" },
        { .header = "id,day,amount,note", .row = "C1,2024-02-29,12.50,\"a, b\"", .amount = "amount" },
        { .header = "id,day,amount,note", .row = "C1,2024-02-29,12.50,\"a\nb\"", .amount = "amount" },
        { .header = "note,units,day,id,price", .row = "\"a, b\",3,2024-02-29,C1,12.50", .amount = "price*units" },
        { .header = "no,code,note,units,day,price,id,land",
          .row = "536365,85123A,A HANGING HEART T-LIGHT HOLDER IN WHITE,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom",
          .amount = "price*units" },
        { .header = "note,x,units,id,price,day",
          .row = "a note of so many words that the cells which are read begin in the third of the words of the index or in "
                 "the fourth of them,,3,C1,12.50,2024-02-29\r",
          .amount = "price*units" },
        { .header = "note,id,order,day,amount",
          .row = "\"of more than a word of the index, with\na line end, and quoted, too\",C1,\"O,77\",2024-02-29,1.5",
          .amount = "amount",
          .order = "order" },
        { .header = "id;day;amount;note",
          .row = "C1;2024-02-29;12,50;x",
          .amount = "amount",
          .delimiter = ';',
          .decimal = ',' },
        { .header = "id,day,amount,note", .row = "C1,29/02/2024,12.50,x", .amount = "amount", .format = "%d/%m/%Y" },
        { .header = "id,day,amount,note", .row = "C1,2024-02-29 10:11:12,12.50,x", .amount = "amount" },
        { .header = "id,day,amount,note", .row = "\xc3\x84-1,2024-02-29,12.50,\xe2\x82\xac", .amount = "amount" },
        { .header = "id,day,amount,note",
          .row = "a customer's id of many bytes that is longer than a register,2024-02-29,123456789.12345678,x",
          .amount = "amount" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++)
        check(&shapes[i]);
}

static void odd_rows_alone_are_read_carefully(void **state)
{
    static const struct shape shapes[] = {
        { .header = "id,day,amount,note",
          .row = "C1,2024-02-29,12.50,x",
          .odd = "C1,2024-02-29,12.50,\"a\"\"b\"",
          .amount = "amount" },
        { .header = "id,day,amount,note",
          .row = "C1,2024-02-29,12.50,x",
          .odd = "\"C\"\"1\",2024-02-29,12.50,x",
          .amount = "amount",
          .odd_careful = 1 },
        { .header = "id,day,price,units",
          .row = "C1,2024-02-29,12.50,2",
          .odd = "C1,2024-02-29,12.50,\"\"\"2\"\"\"",
          .amount = "price",
          .odd_careful = 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++)
        check(&shapes[i]);
}

/* Rows of nobody are set aside while those around them wait to be counted, each once. */
static void rows_of_nobody_between_others(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    const struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct seen seen = { .quick = 0 };
    const struct lane_sink sink = { &seen, INT32_MAX, take, take_one, end_block };
    struct lane_tally tally;
    char text[4000];
    size_t length = (size_t)snprintf(text, sizeof text, "id,day,amount,note\n");
    (void)state;
    for (int i = 1; i <= 100; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s,2024-01-01,%d,\n", i % 7 == 0 ? "" : "A", i);
    const char *path = support_file("nobody.csv", text, length);
    options.skip = true;
    options.max_rejects = UINT64_MAX;
    roles.amount = "amount";
    struct churn_counts counts = fold_file(path, options, roles, &rules, &sink, &tally);
    assert_int_equal(seen.quick, 86);
    assert_int_equal(seen.careful, 0);
    assert_true(tally.total == (5050 - 7 * 105) * CHURN_AMOUNT_UNIT);
    assert_int_equal(counts.rejected, 14);
}

/* Rows after the sink's last day are counted with their amounts, and neither taken nor last. */
static void rows_of_later_days(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    const struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    static const char *const headers[] = { "id,day,amount,note\n", "note,id,day,amount\n" };
    (void)state;
    for (size_t which = 0; which < COUNT(headers); which++)
        for (enum churn_lane lane = CHURN_LANE_PLAIN; lane <= CHURN_LANE_AVX512; lane++) {
            struct seen seen = { .quick = 0 };
            const struct lane_sink sink = { &seen, churn_day_from_civil(2024, 1, 20), take, take_one, end_block };
            struct lane_tally tally;
            char text[40000];
            size_t length = (size_t)snprintf(text, sizeof text, "%s", headers[which]);
            for (int i = 0; i < 900; i++)
                length += (size_t)snprintf(text + length, sizeof text - length, "%sA,2024-01-%02d,1.50%s\n",
                                           which == 0 ? "" : "x,", i % 30 + 1, which == 0 ? ",x" : "");
            const char *path = support_file("later.csv", text, length);
            options.lane = lane;
            roles.amount = "amount";
            struct churn_counts counts = fold_file(path, options, roles, &rules, &sink, &tally);
            assert_int_equal(seen.quick, 600);
            assert_int_equal(seen.careful, 0);
            assert_int_equal(tally.later, 300);
            assert_int_equal(tally.last_day, churn_day_from_civil(2024, 1, 20));
            assert_int_equal(tally.decimals, 2);
            assert_true(tally.total == 1350 * CHURN_AMOUNT_UNIT);
            assert_int_equal(counts.read, 900);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_rows_are_read_quickly),
        cmocka_unit_test(odd_rows_alone_are_read_carefully),
        cmocka_unit_test(rows_of_nobody_between_others),
        cmocka_unit_test(rows_of_later_days),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
