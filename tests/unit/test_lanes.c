/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random tables, awkward ones among them, through every lane: the same ledger, faults and places as from the careful reader. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "lanes/lanes.h"
#include "table/index.h"

static size_t below(size_t end)
{
    return (size_t)(support_random() % end);
}

struct table {
    char *data;
    size_t length, capacity;
};

static void put(struct table *table, const char *text, size_t length)
{
    assert_true(table->length + length <= table->capacity);
    memcpy(table->data + table->length, text, length);
    table->length += length;
}

static void put_text(struct table *table, const char *text)
{
    put(table, text, strlen(text));
}

static const char *pick(const char *const *words, size_t count)
{
    return words[below(count)];
}
#define PICK(words) pick(words, COUNT(words))

static const char *const ODD_CELLS[] = {
    "",
    "\"\"",
    "NA",
    " a",
    "a ",
    "\xc2\xa0z",
    "a\"b",
    "\"a\"b",
    "\"a\"\"b\"",
    "\"a\nb\"",
    "\"a,b\"",
    "\xff",
    "\xc3\xa4",
    "\xc3",
    "\r",
    "x\ry",
    "\"\r\n\"",
    "\"",
    "'",
    "a long cell that is longer than sixty-four bytes, and so spans more than one chunk",
    "1e5",
    "0x10",
    "--1",
    "1.",
    ".5",
    "+1.5",
    "1,234.50",
    "1'234.50",
    "1'23.5",
    "99999999999999999999",
    "1.123456789",
    "1.10000000000",
    "-0.00",
    "123456789012345678.12345678",
    "92233720368.54775807",
    "-92233720368.54775808",
    "4294967296",
    "-2147483648",
    "2024-02-30",
    "2024-2-3",
    "2024-02-29T23:59",
    "2024-02-29 10:00:61",
    "2024-02-29T10:00:00Z",
    "1899-12-31",
    "2200-01-01",
    "0001-01-01",
    "31/12/2020",
    "12/31/2020 08:05",
    "7.11.20",
};

static void put_cell(struct table *table, size_t column, size_t rare, bool quoted)
{
    static const char *const ids[] = {
        "C0001", "C0002", "C00000000000003", "C000000000000004", "a-very-long-customer-number-0005", "\xc3\x84-6", "7"
    };
    static const char *const days[] = { "2020-01-31", "2024-02-29", "2020-07-11", "1999-12-31", "2020-08-26" };
    static const char *const amounts[] = { "1.50",  "-2.25",          "10",         "1234567.89", "0.00",
                                           "-0.01", "12345678901.12", "5.12345678", "+3.1",       "99.999" };
    static const char *const orders[] = { "o1", "o2", "order number three", "4", "o5" };
    char text[200];
    if (below(1000) < rare) {
        put_text(table, PICK(ODD_CELLS));
        return;
    }
    const char *cell = column == 0   ? PICK(ids)
                       : column == 1 ? PICK(days)
                       : column == 2 ? PICK(amounts)
                       : column == 3 ? "2"
                                     : PICK(orders);
    if (column == 0 && below(2) == 0) {
        snprintf(text, sizeof text, "K%0*zu", (int)below(18) + 1, below(40));
        cell = text;
    }
    if (quoted)
        put_text(table, "\"");
    put_text(table, cell);
    if (quoted)
        put_text(table, "\"");
}

/* How awkward a table is. */
struct manner {
    size_t rows, rare, columns, quoted, crlf, blank, ragged;
    char delimiter;
};

static void put_row(struct table *table, const struct manner *manner)
{
    size_t columns = below(1000) < manner->ragged ? below(manner->columns + 3) : manner->columns;
    if (below(1000) < manner->blank)
        columns = 0;
    for (size_t column = 0; column < columns; column++) {
        if (column > 0)
            put(table, &manner->delimiter, 1);
        put_cell(table, column, manner->rare, below(100) < manner->quoted);
    }
    put_text(table, below(100) < manner->crlf ? "\r\n" : "\n");
}

static void make_table(struct table *table, const struct manner *manner, const struct lanes_case *input)
{
    static const char *const names[] = { "customer_id", "date", "amount", "units", "order_id", "note", "note2", "note3" };
    table->length = 0;
    for (size_t column = 0; !input->reader.no_header && column < manner->columns; column++) {
        if (column > 0)
            put(table, &manner->delimiter, 1);
        put_text(table, names[column]);
    }
    if (!input->reader.no_header)
        put_text(table, "\n");
    for (size_t i = 0; i < manner->rows; i++)
        put_row(table, manner);
    if (below(4) == 0 && table->length > 0)
        table->length--;
    if (below(16) == 0 && table->length > 0)
        table->data[below(table->length)] = '\0';
    if (below(16) == 0 && table->length > 0)
        table->data[below(table->length)] = '"';
}

static void compare(const struct lanes_case *input)
{
    static const size_t blocks[] = { 0, 5, 64, 100, 333, 1000, 4096 };
    static const size_t memory[] = { 0, 1, 2 << 20 }; /* no limit; all is set aside every 128 rows; hardly ever */
    static const struct lanes_way careful = { CHURN_LANE_CAREFUL, 1, 0, 0 };
    char *expected = lanes_outcome(input, &careful);
    for (enum churn_lane lane = CHURN_LANE_PLAIN; lane <= CHURN_LANE_AVX512; lane++)
        for (unsigned jobs = 1; jobs <= 3; jobs += 2) {
            struct lanes_way way = { lane, jobs, blocks[below(COUNT(blocks))], memory[below(COUNT(memory))] };
            char *actual = lanes_outcome(input, &way);
            if (strcmp(actual, expected) != 0) {
                FILE *keep = fopen("/tmp/lanes-disagree.csv", "we");
                fwrite(input->data, 1, input->length, keep);
                fclose(keep);
                print_message("lane %u, %u jobs, blocks of %zu\n", lane, jobs, way.block_size);
            }
            assert_string_equal(actual, expected);
            free(actual);
        }
    free(expected);
}

static void random_tables(size_t rounds, size_t rows, size_t rare)
{
    struct table table = { .capacity = 1 << 20 };
    table.data = malloc(table.capacity);
    for (size_t round = 0; round < rounds; round++) {
        struct lanes_case input;
        unsigned char choices[16];
        for (size_t i = 0; i < sizeof choices; i++)
            choices[i] = (unsigned char)support_random();
        lanes_choose(choices, &input);
        struct manner manner = {
            .rows = below(rows), .rare = below(rare + 1), .columns = 3 + below(6), .delimiter = input.reader.delimiter
        };
        manner.quoted = below(3) == 0 ? below(101) : 0;
        manner.crlf = below(3) == 0 ? below(101) : 0;
        manner.blank = below(20);
        manner.ragged = below(2) == 0 ? rare / 4 : 0;
        make_table(&table, &manner, &input);
        input.data = table.data;
        input.length = table.length;
        compare(&input);
    }
    free(table.data);
}

static void tables_without_oddities(void **state)
{
    (void)state;
    random_tables(60, 400, 0);
}

static void tables_with_some_oddities(void **state)
{
    (void)state;
    random_tables(250, 200, 20);
}

static void tables_full_of_oddities(void **state)
{
    (void)state;
    random_tables(400, 40, 300);
}

/* The second file has its header, and the seam lies anywhere in a block. */
static void two_files(void **state)
{
    struct table first = { .capacity = 1 << 18 }, second = { .capacity = 1 << 18 };
    first.data = malloc(2 * first.capacity);
    second.data = malloc(second.capacity);
    (void)state;
    for (int round = 0; round < 60; round++) {
        struct lanes_case input;
        unsigned char choices[16] = { 0, 0, 1, (unsigned char)support_random(), 1, 1,
                                      1, 1, 1, (unsigned char)support_random(), 1, 1 };
        lanes_choose(choices, &input);
        struct manner manner = { .rows = below(60), .rare = below(10), .columns = 5, .delimiter = ',' };
        make_table(&first, &manner, &input);
        manner.rows = below(60);
        make_table(&second, &manner, &input);
        memcpy(first.data + first.length, second.data, second.length);
        input.data = first.data;
        input.split = first.length;
        input.length = first.length + second.length;
        compare(&input);
    }
    free(first.data);
    free(second.data);
}

/* Sums that outgrow 64 bits and a million rows of one customer: wide accounts are made on the way. */
static void wide_sums(void **state)
{
    struct table table = { .capacity = 8 << 20 };
    struct lanes_case input;
    static const unsigned char choices[16] = { 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
    (void)state;
    table.data = malloc(table.capacity);
    lanes_choose(choices, &input);
    put_text(&table, "customer_id,date,amount\n");
    for (int i = 0; i < 3000; i++)
        put_text(&table, i % 3 == 0 ? "a,2020-01-01,-90000000000\n" : "a,2020-01-02,80000000000.00\n");
    input.data = table.data;
    input.length = table.length;
    compare(&input);
    table.length = 0;
    put_text(&table, "customer_id,date,amount\n");
    for (int i = 0; i < (1 << 18); i++)
        put_text(&table, "b,2020-01-01,1\nb,2020-01-01,1\n");
    input.length = table.length;
    struct lanes_way way = { CHURN_LANE_AUTO, 2, 0, 0 };
    char *once = lanes_outcome(&input, &way);
    assert_non_null(strstr(once, "b| 18262 18262 -2147483648 -2147483648 524288 0"));
    free(once);
    free(table.data);
}

/* What the processor cannot do is done by the next lower lane; each of them finds the same bits. */
static void lanes_can_be_forced(void **state)
{
    (void)state;
    assert_ptr_equal(index_lane_choose(CHURN_LANE_PLAIN), &index_lane_plain);
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        assert_ptr_equal(index_lane_choose(CHURN_LANE_AVX2), &index_lane_avx2);
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2"))
        assert_ptr_equal(index_lane_choose(CHURN_LANE_AVX512), &index_lane_avx512);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_can_be_forced),
        cmocka_unit_test(tables_without_oddities),
        cmocka_unit_test(tables_with_some_oddities),
        cmocka_unit_test(tables_full_of_oddities),
        cmocka_unit_test(two_files),
        cmocka_unit_test(wide_sums),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
