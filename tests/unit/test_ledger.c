/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding: exact sums and sets whatever the order of the rows, and the same ledger from any split that is merged again. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/ledger.h>

#define UNIT CHURN_AMOUNT_UNIT

static struct churn_ledger *new_ledger(bool keep_orders, bool keep_days)
{
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_ledger *ledger;
    options.keep_orders = keep_orders;
    options.keep_days = keep_days;
    assert_int_equal(churn_ledger_new(&options, &ledger, NULL), CHURN_OK);
    return ledger;
}

static struct churn_text text_of(const char *text)
{
    return (struct churn_text){ text, strlen(text) };
}

static void add(struct churn_ledger *ledger, const char *id, churn_day day, churn_amount amount, const char *order)
{
    struct churn_transaction transaction = { text_of(id), day, amount, 2, text_of(order) };
    assert_int_equal(churn_ledger_add(ledger, &transaction, NULL), CHURN_OK);
}

static struct churn_customer customer_at(struct churn_ledger *ledger, size_t index)
{
    struct churn_customer customer;
    assert_int_equal(churn_ledger_sort(ledger, NULL), CHURN_OK);
    assert_true(index < churn_ledger_count(ledger));
    churn_ledger_customer(ledger, index, &customer);
    return customer;
}

static void an_empty_ledger(void **state)
{
    struct churn_ledger *ledger = new_ledger(true, true);
    struct output output;
    (void)state;
    assert_int_equal(churn_ledger_sort(ledger, NULL), CHURN_OK);
    assert_int_equal(churn_ledger_count(ledger), 0);
    assert_int_equal(churn_ledger_last_day(ledger), CHURN_DAY_NONE);
    assert_int_equal(churn_ledger_decimals(ledger), 0);
    assert_true(churn_ledger_total(ledger) == 0);
    output_begin(&output, "empty-ledger.csv", NULL);
    assert_int_equal(churn_ledger_write(ledger, output.writer, NULL), CHURN_OK);
    char *written = output_end(&output, NULL);
    assert_string_equal(written,
                        "customer_id,first_date,last_date,rows,gross,refund_first_date,refund_last_date,refund_rows,refunds,"
                        "orders,order_ids,refund_order_ids,days,purchase_days,refund_days\n");
    free(written);
    churn_ledger_free(ledger);
    churn_ledger_free(NULL);
}

static void sums_days_and_counts(void **state)
{
    struct churn_ledger *ledger = new_ledger(true, true);
    (void)state;
    add(ledger, "B", 100, 10 * UNIT, "o1");
    add(ledger, "A", 300, 1 * UNIT, "o9");
    add(ledger, "B", 90, 5 * UNIT, "o2");
    add(ledger, "B", 100, 1, "o1");
    add(ledger, "B", 110, -3 * UNIT, "o1");
    add(ledger, "B", 80, -UNIT, "o7");
    assert_int_equal(churn_ledger_count(ledger), 2);
    assert_text(customer_at(ledger, 0).id, "A");
    struct churn_customer b = customer_at(ledger, 1);
    assert_text(b.id, "B");
    assert_int_equal(b.first_day, 90);
    assert_int_equal(b.last_day, 100);
    assert_int_equal(b.refund_first_day, 80);
    assert_int_equal(b.refund_last_day, 110);
    assert_int_equal(b.rows, 3);
    assert_int_equal(b.refund_rows, 2);
    assert_int_equal(b.orders, 2);
    assert_int_equal(b.orders_any, 3);
    assert_int_equal(b.days, 2);
    assert_int_equal(b.days_any, 4);
    assert_true(b.gross == 15 * UNIT + 1);
    assert_true(b.refunds == 4 * UNIT);
    assert_true(churn_ledger_total(ledger) == 12 * UNIT + 1);
    assert_int_equal(churn_ledger_last_day(ledger), 300);
    assert_int_equal(churn_ledger_decimals(ledger), 2);
    churn_ledger_free(ledger);
}

static void zero_is_a_purchase(void **state)
{
    struct churn_ledger *ledger = new_ledger(false, false);
    (void)state;
    add(ledger, "A", 5, 0, "");
    struct churn_customer a = customer_at(ledger, 0);
    assert_int_equal(a.rows, 1);
    assert_int_equal(a.refund_rows, 0);
    assert_int_equal(a.first_day, 5);
    assert_int_equal(a.refund_first_day, CHURN_DAY_NONE);
    assert_true(a.gross == 0);
    assert_int_equal(a.orders, 0);
    assert_int_equal(a.days, 0);
    churn_ledger_free(ledger);
}

static void refunds_only(void **state)
{
    struct churn_ledger *ledger = new_ledger(true, false);
    (void)state;
    add(ledger, "A", -5, -1, "x");
    struct churn_customer a = customer_at(ledger, 0);
    assert_int_equal(a.first_day, CHURN_DAY_NONE);
    assert_int_equal(a.last_day, CHURN_DAY_NONE);
    assert_int_equal(a.refund_last_day, -5);
    assert_int_equal(a.orders, 0);
    assert_int_equal(a.orders_any, 1);
    assert_int_equal(a.days_any, 0);
    assert_true(a.gross == 0 && a.refunds == 1);
    assert_true(churn_ledger_total(ledger) == -1);
    churn_ledger_free(ledger);
}

/* The refund comes before or after the purchase of the same order: it counts once either way. */
static void a_refund_before_its_order(void **state)
{
    (void)state;
    for (int refund_first = 0; refund_first < 2; refund_first++) {
        struct churn_ledger *ledger = new_ledger(true, true);
        add(ledger, "A", 1, refund_first ? -1 : 1, "o");
        add(ledger, "A", 1, refund_first ? 1 : -1, "o");
        struct churn_customer a = customer_at(ledger, 0);
        assert_int_equal(a.orders, 1);
        assert_int_equal(a.orders_any, 1);
        assert_int_equal(a.days, 1);
        assert_int_equal(a.days_any, 1);
        churn_ledger_free(ledger);
    }
}

/* An order id belongs to its customer: two customers may have the same one. */
static void order_ids_are_per_customer(void **state)
{
    struct churn_ledger *ledger = new_ledger(true, false);
    (void)state;
    add(ledger, "A", 1, 1, "o");
    add(ledger, "B", 1, 1, "o");
    assert_int_equal(customer_at(ledger, 0).orders, 1);
    assert_int_equal(customer_at(ledger, 1).orders, 1);
    churn_ledger_free(ledger);
}

static void ids_are_bytes_in_byte_order(void **state)
{
    static const char *const expected[] = { "", "\x01", " ", "00123", "0123", "123", "A", "AA", "a", "\xc3\xa9", "\xff" };
    struct churn_ledger *ledger = new_ledger(false, false);
    (void)state;
    for (size_t i = 0; i < COUNT(expected); i++)
        add(ledger, expected[(i * 7 + 3) % COUNT(expected)], 1, 1, "");
    assert_int_equal(churn_ledger_count(ledger), COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++)
        assert_text(customer_at(ledger, i).id, expected[i]);
    add(ledger, "AB", 1, 1, "");
    assert_text(customer_at(ledger, 8).id, "AB");
    churn_ledger_free(ledger);
}

static void an_order_is_wanted_where_they_are_kept(void **state)
{
    struct churn_ledger *ledger = new_ledger(true, false);
    struct churn_transaction transaction = { TEXT("A"), 1, 1, 0, { NULL, 0 } };
    struct churn_error err;
    (void)state;
    assert_int_equal(churn_ledger_add(ledger, &transaction, &err), CHURN_USAGE);
    assert_string_equal(err.message, "this ledger keeps orders and the row has no order id");
    churn_ledger_free(ledger);
}

static void sums_overflow_loudly(void **state)
{
    __extension__ const churn_amount half = (churn_amount)1 << 126;
    struct churn_transaction transaction = { TEXT("A"), 1, half, 0, { NULL, 0 } };
    struct churn_error err;
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        struct churn_ledger *ledger = new_ledger(false, false);
        transaction.amount = sign * half;
        assert_int_equal(churn_ledger_add(ledger, &transaction, NULL), CHURN_OK);
        if (sign < 0) /* -2^127 fits the total; the refunds of the customer, 2^127, do not */
            assert_int_equal(churn_ledger_add(ledger, &transaction, &err), CHURN_NUMERIC);
        assert_int_equal(churn_ledger_add(ledger, &transaction, &err), CHURN_NUMERIC);
        assert_int_equal(err.status, CHURN_NUMERIC);
        churn_ledger_free(ledger);
    }
}

#define ROWS 60
#define ROOM 65536

struct row {
    char id[8];
    char day[12];
    char amount[16];
    char order[12];
};

static void make_rows(struct row *rows)
{
    static const char *const amounts[] = { "0", "1", "-2.5", "10.25", "0.125", "-0.00", "-7", "999999999999999999.99999999" };
    static const char *const orders[] = { "o1", "o2", "o 3", "o%4", "o5", "\xc3\xa9", "o7", "o" };
    for (size_t i = 0; i < ROWS; i++) {
        snprintf(rows[i].id, sizeof rows[i].id, "c%d", (int)(support_random() % 9));
        snprintf(rows[i].day, sizeof rows[i].day, "2024-02-%02d", 1 + (int)(support_random() % 29));
        snprintf(rows[i].amount, sizeof rows[i].amount, "%s", amounts[support_random() % (COUNT(amounts) - 1)]);
        snprintf(rows[i].order, sizeof rows[i].order, "%s", orders[support_random() % COUNT(orders)]);
    }
}

/* Rows of one part to a ledger, through a file as a user would. */
static struct churn_ledger *fold_part(const struct row *rows, const unsigned *part_of, unsigned part, bool orders, bool days)
{
    static char text[ROOM];
    struct churn_ledger *ledger = new_ledger(orders, days);
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct churn_reader *reader;
    struct churn_transactions *transactions;
    size_t length = (size_t)sprintf(text, "order_id,customer_id,date,amount\n");
    for (size_t i = 0; i < ROWS; i++)
        if (part_of == NULL || part_of[i] == part)
            length += (size_t)sprintf(text + length, "%s,%s,%s,%s\n", rows[i].order, rows[i].id, rows[i].day, rows[i].amount);
    assert_int_equal(open_text(text, length, &options, NULL, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_transactions_new(reader, &roles, &rules, &transactions, NULL), CHURN_OK);
    assert_int_equal(churn_ledger_fold(ledger, transactions, CHURN_DAY_NONE, NULL, NULL), CHURN_OK);
    churn_transactions_free(transactions);
    churn_reader_free(reader);
    return ledger;
}

static char *written(struct churn_ledger *ledger, const char *name)
{
    struct output output;
    output_begin(&output, name, NULL);
    assert_int_equal(churn_ledger_write(ledger, output.writer, NULL), CHURN_OK);
    return output_end(&output, NULL);
}

static void merge_files(struct churn_ledger *ledger, const char *const *paths, size_t count)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader;
    struct churn_error err;
    options.paths = paths;
    options.path_count = count;
    assert_int_equal(churn_reader_new(&options, &reader, &err), CHURN_OK);
    enum churn_status status = churn_ledger_merge(ledger, reader, &err);
    if (status != CHURN_OK)
        print_error("%s: %s\n", err.file, place_and_message(&err));
    assert_int_equal(status, CHURN_OK);
    churn_reader_free(reader);
}

/* 0: by day, 1: by customer, 2: by chance. */
static void split(const struct row *rows, unsigned way, unsigned parts, unsigned *part_of)
{
    for (size_t i = 0; i < ROWS; i++) {
        unsigned day = (unsigned)(rows[i].day[8] - '0') * 10 + (unsigned)(rows[i].day[9] - '0');
        unsigned by[] = { day * parts / 30, (unsigned)(rows[i].id[1] - '0') % parts, (unsigned)(support_random() % parts) };
        part_of[i] = by[way];
    }
}

static void check_split(const struct row *rows, unsigned way, unsigned parts, bool orders, bool days)
{
    unsigned part_of[ROWS];
    const char *paths[4];
    struct churn_ledger *whole = fold_part(rows, NULL, 0, orders, days);
    struct churn_ledger *merged = new_ledger(orders, days);
    split(rows, way, parts, part_of);
    for (unsigned part = 0; part < parts; part++) {
        char name[16];
        snprintf(name, sizeof name, "part%u.csv", part);
        struct churn_ledger *ledger = fold_part(rows, part_of, part, orders, days);
        free(written(ledger, name));
        paths[part] = support_path(name);
        churn_ledger_free(ledger);
    }
    merge_files(merged, paths, parts);
    char *expected = written(whole, "whole.csv");
    char *actual = written(merged, "merged.csv");
    assert_string_equal(actual, expected);
    assert_true(churn_ledger_total(merged) == churn_ledger_total(whole));
    assert_int_equal(churn_ledger_last_day(merged), churn_ledger_last_day(whole));
    assert_int_equal(churn_ledger_decimals(merged), churn_ledger_decimals(whole));
    free(expected);
    free(actual);
    churn_ledger_free(whole);
    churn_ledger_free(merged);
}

static void any_split_merges_to_the_same_bytes(void **state)
{
    struct row rows[ROWS];
    (void)state;
    support_seed(7);
    for (unsigned round = 0; round < 204; round++) {
        make_rows(rows);
        check_split(rows, round % 3, 1 + (unsigned)(support_random() % 4), (round / 3) % 2 == 0, (round / 6) % 2 == 0);
    }
}

static void the_order_of_rows_does_not_matter(void **state)
{
    struct row rows[ROWS];
    (void)state;
    support_seed(3);
    for (int round = 0; round < 30; round++) {
        make_rows(rows);
        struct churn_ledger *first = fold_part(rows, NULL, 0, true, true);
        for (size_t i = ROWS - 1; i > 0; i--) {
            size_t j = support_random() % (i + 1);
            struct row kept = rows[i];
            rows[i] = rows[j];
            rows[j] = kept;
        }
        struct churn_ledger *second = fold_part(rows, NULL, 0, true, true);
        char *a = written(first, "a.csv"), *b = written(second, "b.csv");
        assert_string_equal(a, b);
        free(a);
        free(b);
        churn_ledger_free(first);
        churn_ledger_free(second);
    }
}

/* A ledger that keeps sets can be merged into one that does not. */
static void sets_can_be_left_aside(void **state)
{
    struct row rows[ROWS];
    (void)state;
    support_seed(11);
    make_rows(rows);
    struct churn_ledger *rich = fold_part(rows, NULL, 0, true, true), *plain = fold_part(rows, NULL, 0, false, false);
    struct churn_ledger *merged = new_ledger(false, false);
    free(written(rich, "rich.csv"));
    const char *path = support_path("rich.csv");
    merge_files(merged, &path, 1);
    char *expected = written(plain, "plain.csv"), *actual = written(merged, "merged.csv");
    assert_string_equal(actual, expected);
    free(expected);
    free(actual);
    churn_ledger_free(rich);
    churn_ledger_free(plain);
    churn_ledger_free(merged);
}

/* Rows after the day are left out, but the control figures speak of the whole input. */
static void rows_after_until(void **state)
{
    static const char text[] = "customer_id,date,amount\nA,2024-01-01,1.5\nA,2024-01-02,2\nB,2024-01-03,0.125\n";
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct churn_ledger *ledger = new_ledger(false, false);
    struct churn_reader *reader;
    struct churn_transactions *transactions;
    uint64_t later = 99;
    (void)state;
    assert_int_equal(open_text(text, sizeof text - 1, &options, NULL, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_transactions_new(reader, &roles, &rules, &transactions, NULL), CHURN_OK);
    assert_false(churn_transactions_have_orders(transactions));
    assert_int_equal(churn_ledger_fold(ledger, transactions, churn_day_from_civil(2024, 1, 1), &later, NULL), CHURN_OK);
    assert_int_equal(later, 2);
    assert_int_equal(churn_ledger_count(ledger), 1);
    assert_true(customer_at(ledger, 0).gross == 3 * UNIT / 2);
    assert_true(churn_ledger_total(ledger) == 362500000);
    assert_int_equal(churn_ledger_decimals(ledger), 3);
    assert_int_equal(churn_ledger_last_day(ledger), churn_day_from_civil(2024, 1, 1));
    churn_transactions_free(transactions);
    churn_reader_free(reader);
    churn_ledger_free(ledger);
}

static void refused_rows_refuse_the_fold(void **state)
{
    static const char text[] = "customer_id,date,amount\nA,2024-01-01,1\nA,2024-01-02,x\n";
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct churn_error err;
    (void)state;
    for (int skip = 0; skip < 2; skip++) {
        struct churn_ledger *ledger = new_ledger(false, false);
        struct churn_reader *reader;
        struct churn_transactions *transactions;
        options.skip = skip;
        assert_int_equal(open_text(text, sizeof text - 1, &options, NULL, &reader, NULL), CHURN_OK);
        assert_int_equal(churn_transactions_new(reader, &roles, &rules, &transactions, NULL), CHURN_OK);
        assert_int_equal(churn_ledger_fold(ledger, transactions, CHURN_DAY_NONE, NULL, &err), skip ? CHURN_OK : CHURN_DATA);
        assert_true(churn_ledger_total(ledger) == UNIT);
        churn_transactions_free(transactions);
        churn_reader_free(reader);
        churn_ledger_free(ledger);
    }
}

/* Past the first capacities of map, accounts and sets. */
static void many_customers(void **state)
{
    struct churn_ledger *ledger = new_ledger(true, true);
    (void)state;
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 5000; i++) {
            char id[16], order[16];
            snprintf(id, sizeof id, "%05d", i * 7919 % 5000);
            snprintf(order, sizeof order, "o%d", round);
            add(ledger, id, round, UNIT, order);
        }
    assert_int_equal(churn_ledger_count(ledger), 5000);
    for (size_t i = 0; i < 5000; i += 499) {
        char id[16];
        struct churn_customer customer = customer_at(ledger, i);
        snprintf(id, sizeof id, "%05d", (int)i);
        assert_text(customer.id, id);
        assert_int_equal(customer.orders, 3);
        assert_int_equal(customer.days, 3);
        assert_true(customer.gross == 3 * UNIT);
    }
    churn_ledger_free(ledger);
}

/* Folded in bulk, in several threads and small blocks: at the end all rows and all bytes are told. */
static void progress_of_a_fold(void **unused)
{
    (void)unused;
    enum { COPIES = 2000 };
    static char text[COPIES * 40];
    for (unsigned jobs = 1; jobs <= 3; jobs += 2) {
        struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
        struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
        struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
        struct churn_ledger *ledger = new_ledger(false, false);
        struct churn_transactions *transactions;
        struct churn_reader *reader;
        size_t length = (size_t)sprintf(text, "customer_id,date,amount\n");
        for (size_t i = 0; i < COPIES; i++)
            length += (size_t)sprintf(text + length, "C%zu,2024-01-01,%zu.50\n", i % 77, i);
        options.jobs = jobs;
        options.block_size = 512;
        assert_int_equal(open_text(text, length, &options, NULL, &reader, NULL), CHURN_OK);
        assert_int_equal(churn_transactions_new(reader, &roles, &rules, &transactions, NULL), CHURN_OK);
        assert_int_equal(churn_ledger_fold(ledger, transactions, CHURN_DAY_NONE, NULL, NULL), CHURN_OK);
        assert_int_equal(churn_reader_progress(reader).rows, COPIES);
        assert_int_equal(churn_reader_progress(reader).bytes, length);
        churn_transactions_free(transactions);
        churn_reader_free(reader);
        churn_ledger_free(ledger);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_ledger),
        cmocka_unit_test(sums_days_and_counts),
        cmocka_unit_test(zero_is_a_purchase),
        cmocka_unit_test(refunds_only),
        cmocka_unit_test(a_refund_before_its_order),
        cmocka_unit_test(order_ids_are_per_customer),
        cmocka_unit_test(ids_are_bytes_in_byte_order),
        cmocka_unit_test(an_order_is_wanted_where_they_are_kept),
        cmocka_unit_test(sums_overflow_loudly),
        cmocka_unit_test(any_split_merges_to_the_same_bytes),
        cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(sets_can_be_left_aside),
        cmocka_unit_test(rows_after_until),
        cmocka_unit_test(refused_rows_refuse_the_fold),
        cmocka_unit_test(many_customers),
        cmocka_unit_test(progress_of_a_fold),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
