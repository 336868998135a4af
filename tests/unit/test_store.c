/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of customers in memory: order, values, doubled ids, places of cells long after they were read. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/store.h>

enum field { KIND, MONEY, ORDERS, SINCE, CHANCE, BLOCKED, FIELDS };

static const struct churn_field ALL[FIELDS] = {
    [KIND] = { "kind", NULL, CHURN_FIELD_TEXT, false, false },
    [MONEY] = { "money", "--value", CHURN_FIELD_AMOUNT, true, true },
    [ORDERS] = { "orders", NULL, CHURN_FIELD_COUNT, false, false },
    [SINCE] = { "since", NULL, CHURN_FIELD_DAY, false, false },
    [CHANCE] = { "chance", NULL, CHURN_FIELD_REAL, false, false },
    [BLOCKED] = { "blocked", NULL, CHURN_FIELD_FLAG, false, false },
};
static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;
static const struct churn_reader_options STRICT = CHURN_READER_OPTIONS_INIT;
static struct faults faults;

struct session {
    struct churn_reader *reader;
    struct churn_store *store;
    struct churn_error err;
};

static enum churn_status begin(struct session *session, const char *text, const struct churn_field *fields, size_t count)
{
    session->store = NULL;
    assert_int_equal(open_text(text, strlen(text), &STRICT, &faults, &session->reader, NULL), CHURN_OK);
    return churn_store_new(session->reader, NULL, NULL, fields, count, &RULES, &session->store, &session->err);
}

static void begin_well(struct session *session, const char *text, const struct churn_field *fields, size_t count)
{
    enum churn_status status = begin(session, text, fields, count);
    if (status != CHURN_OK)
        print_error("%s\n", faults.count > 0 ? faults.text[0] : place_and_message(&session->err));
    assert_int_equal(status, CHURN_OK);
}

static void end(struct session *session)
{
    churn_store_free(session->store);
    churn_reader_free(session->reader);
}

static void rows_in_the_order_of_ids(void **state)
{
    struct session session;
    (void)state;
    begin_well(&session,
               "name,customer_id,note\nBo,b,\"x, y\"\n,B,\nAda,a,\"two\nlines\"\nlong,prefix-same-2,\nlong,prefix-same-10,\n",
               NULL, 0);
    assert_int_equal(churn_store_rows(session.store), 5);
    assert_int_equal(churn_store_columns(session.store), 3);
    assert_int_equal(churn_store_id_column(session.store), 1);
    assert_text(churn_store_name(session.store, 2), "note");
    static const char *const ids[] = { "B", "a", "b", "prefix-same-10", "prefix-same-2" };
    for (size_t i = 0; i < 5; i++)
        assert_text(churn_store_id(session.store, i), ids[i]);
    assert_text(churn_store_cell(session.store, 1, 2), "two\nlines");
    assert_text(churn_store_cell(session.store, 2, 2), "x, y");
    assert_text(churn_store_cell(session.store, 0, 0), "");
    size_t row = 9;
    assert_true(churn_store_find(session.store, TEXT("prefix-same-2"), &row));
    assert_int_equal(row, 4);
    assert_false(churn_store_find(session.store, TEXT("c"), &row));
    assert_int_equal(churn_store_column(session.store, "note"), 2);
    assert_true(churn_store_column(session.store, "Note") == CHURN_NO_COLUMN);
    end(&session);
}

static void values_of_every_kind(void **state)
{
    struct session session;
    (void)state;
    begin_well(&session,
               "customer_id,kind,money,orders,since,chance,blocked\nz,retail,12.50,3,2024-02-29,0.1,yes\na,,-7.125,,,,\n", ALL,
               FIELDS);
    const struct churn_store *store = session.store;
    for (size_t field = 0; field < FIELDS; field++) {
        assert_true(churn_store_has(store, field));
        assert_int_equal(churn_store_null(store, 0, field), field != MONEY);
        assert_false(churn_store_null(store, 1, field));
    }
    assert_text(churn_store_text(store, 1, KIND), "retail");
    assert_true(churn_store_amount(store, 1, MONEY) == 1250000000 && churn_store_amount(store, 0, MONEY) == -712500000);
    assert_int_equal(churn_store_decimals(store, MONEY), 3);
    assert_int_equal(churn_store_count(store, 1, ORDERS), 3);
    char day[CHURN_DAY_TEXT_SIZE];
    churn_day_write(churn_store_day(store, 1, SINCE), day);
    assert_string_equal(day, "2024-02-29");
    assert_true(churn_store_real(store, 1, CHANCE) == 0.1);
    assert_true(churn_store_flag(store, 1, BLOCKED));
    end(&session);
}

static void missing_columns(void **state)
{
    struct session session;
    (void)state;
    begin_well(&session, "customer_id,money\na,1\n", ALL, FIELDS);
    assert_false(churn_store_has(session.store, ORDERS));
    assert_true(churn_store_null(session.store, 0, ORDERS));
    end(&session);
    assert_int_equal(begin(&session, "customer_id,mony\na,1\n", ALL, FIELDS), CHURN_DATA);
    assert_string_equal(place_and_message(&session.err), "1:1 no column money (has customer_id, mony); use --value=mony");
    assert_null(session.store);
    end(&session);
    assert_int_equal(begin(&session, "id,money\na,1\n", ALL, FIELDS), CHURN_DATA);
    end(&session);
}

static void bad_cells_are_all_listed(void **state)
{
    struct session session;
    (void)state;
    assert_int_equal(begin(&session,
                           "customer_id,money,orders,since,chance,blocked\n,1,,,,\nb,x,,,,\nc,,,,,\nd,1,-1,,,\ne,1,,2025-02-30,"
                           ",\nf,1,,,nan,\ng,1,,,,maybe\n",
                           ALL, FIELDS),
                     CHURN_DATA);
    assert_int_equal(faults.count, 7);
    assert_string_equal(faults.text[0], "2:1 customer_id: empty id");
    assert_string_equal(faults.text[1], "3:3 money: \"x\" is not a number");
    assert_string_equal(faults.text[2], "4:3 money: is empty");
    assert_string_equal(faults.text[3], "5:5 orders: \"-1\" is not a whole number");
    assert_string_equal(faults.text[5], "7:7 chance: \"nan\" is not a number");
    assert_string_equal(faults.text[6], "8:8 blocked: \"maybe\" is neither 1, yes or true nor 0, no or false");
    end(&session);
}

static void doubled_ids_name_both_lines(void **state)
{
    struct session session;
    (void)state;
    assert_int_equal(begin(&session, "x,customer_id\n1,b\n22,a\n333,b\n4,b\n5,a\n", NULL, 0), CHURN_DATA);
    assert_string_equal(place_and_message(&session.err),
                        "6:3 customer_id: stands in line 3 already; a customer may have one row (and 2 more such rows)");
    end(&session);
    assert_int_equal(begin(&session, "x,customer_id\n\"1,1\",b\n\"2,2\",b\n", NULL, 0), CHURN_DATA);
    assert_string_equal(place_and_message(&session.err),
                        "3:0 customer_id: stands in line 2 already; a customer may have one row");
    end(&session);
}

static void several_files(void **state)
{
    struct session session = { .store = NULL };
    struct churn_reader_options options = STRICT;
    const char *const paths[] = { support_text_file("one.csv", "customer_id\nb\na\n"),
                                  support_text_file("two.csv", "customer_id\nc\na\n") };
    (void)state;
    options.paths = paths;
    options.path_count = 2;
    assert_int_equal(churn_reader_new(&options, &session.reader, NULL), CHURN_OK);
    assert_int_equal(churn_store_new(session.reader, NULL, NULL, NULL, 0, &RULES, &session.store, &session.err), CHURN_DATA);
    assert_string_equal(session.err.file, paths[1]);
    assert_int_equal(session.err.line, 3);
    assert_non_null(strstr(session.err.message, "one.csv already"));
    end(&session);
}

static void refused_afterwards(void **state)
{
    struct session session;
    struct churn_error reason;
    (void)state;
    begin_well(&session, "customer_id,kind,money\nb,x,1\na,\"y\",2.50\n", ALL, FIELDS);
    churn_error_set(&reason, CHURN_DATA, "is over 1");
    assert_int_equal(churn_store_refuse(session.store, 1, 2, false, &reason, &session.err), CHURN_DATA);
    assert_string_equal(place_and_message(&session.err), "2:5 money: \"1\" is over 1");
    churn_store_refuse(session.store, 0, 0, true, &reason, &session.err);
    assert_string_equal(place_and_message(&session.err), "3:0 customer_id: is over 1");
    end(&session);
}

static void new_columns_and_writing(void **state)
{
    static const char *const fresh[] = { "tier", "vital" }, *const taken[] = { "tier", "kind" };
    struct session session;
    struct output output;
    (void)state;
    begin_well(&session, "customer_id,kind,money\nb,\"=1,5\",-1\na,-3,2.50\n", ALL, FIELDS);
    assert_int_equal(churn_store_check_new(session.store, fresh, 2, &session.err), CHURN_OK);
    assert_int_equal(churn_store_check_new(session.store, taken, 2, &session.err), CHURN_DATA);
    assert_string_equal(session.err.message, "the input has a column kind already; rename it or leave it out");
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    options.excel = true;
    output_begin(&output, "out.csv", &options);
    churn_store_write_names(session.store, output.writer);
    churn_writer_row(output.writer, NULL);
    for (size_t row = 0; row < 2; row++) {
        churn_store_write_cells(session.store, row, output.writer);
        churn_writer_row(output.writer, NULL);
    }
    char *text = output_end(&output, NULL);
    assert_string_equal(text, "\xef\xbb\xbf"
                              "customer_id,kind,money\r\na,-3,2.50\r\nb,\"'=1,5\",-1\r\n");
    free(text);
    end(&session);
}

static void many_rows_in_any_order(void **state)
{
    enum { ROWS = 5000 };
    char *text = malloc(ROWS * 64);
    size_t length = (size_t)sprintf(text, "customer_id,money\n");
    struct session session;
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        length += (size_t)sprintf(text + length, "customer-%zu,%zu\n", (i * 2971) % ROWS, (i * 2971) % ROWS);
    begin_well(&session, text, ALL, FIELDS);
    for (size_t row = 0; row < ROWS; row++) {
        char id[40];
        size_t number = (size_t)(churn_store_amount(session.store, row, MONEY) / CHURN_AMOUNT_UNIT), found;
        snprintf(id, sizeof id, "customer-%zu", number);
        assert_text(churn_store_id(session.store, row), id);
        assert_true(churn_store_find(session.store, churn_store_id(session.store, row), &found) && found == row);
        if (row > 0)
            assert_true(churn_text_compare(churn_store_id(session.store, row - 1), churn_store_id(session.store, row)) < 0);
    }
    free(text);
    end(&session);
}

static void large_rows(void **state)
{
    size_t size = (size_t)3 << 20;
    char *text = malloc(size + 100);
    struct session session;
    struct churn_reader_options options = STRICT;
    (void)state;
    memset(text, 'x', size + 100);
    memcpy(text, "customer_id,note\nb,", 19);
    memcpy(text + size, "\na,short\n", 10);
    options.max_field = size * 2;
    assert_int_equal(open_text(text, strlen(text), &options, &faults, &session.reader, NULL), CHURN_OK);
    assert_int_equal(churn_store_new(session.reader, NULL, NULL, NULL, 0, &RULES, &session.store, &session.err), CHURN_OK);
    assert_int_equal(churn_store_cell(session.store, 1, 1).length, size - 19);
    assert_text(churn_store_cell(session.store, 0, 1), "short");
    free(text);
    end(&session);
}

static void no_rows(void **state)
{
    struct session session;
    size_t row;
    (void)state;
    begin_well(&session, "customer_id,money\n", ALL, FIELDS);
    assert_int_equal(churn_store_rows(session.store), 0);
    assert_false(churn_store_find(session.store, TEXT("a"), &row));
    end(&session);
}

/* An empty file that may be: the header has the id at least. */
static void nothing_at_all(void **state)
{
    struct session session = { .store = NULL };
    struct churn_reader_options options = STRICT;
    (void)state;
    options.allow_empty = true;
    assert_int_equal(open_text("", 0, &options, &faults, &session.reader, NULL), CHURN_OK);
    assert_int_equal(churn_store_new(session.reader, "kunde", NULL, ALL, FIELDS, &RULES, &session.store, &session.err),
                     CHURN_OK);
    assert_int_equal(churn_store_rows(session.store), 0);
    assert_int_equal(churn_store_columns(session.store), 1);
    assert_text(churn_store_name(session.store, 0), "kunde");
    assert_false(churn_store_has(session.store, MONEY));
    end(&session);
}

static enum churn_status less_money_than_orders(void *context, const struct churn_store *store, size_t row,
                                                const struct churn_text *cells, size_t *column, struct churn_error *reason)
{
    ++*(size_t *)context;
    assert_true(churn_text_compare(cells[churn_store_id_column(store)], (struct churn_text){ "x", 1 }) != 0);
    if (churn_store_amount(store, row, MONEY) >= (churn_amount)churn_store_count(store, row, ORDERS) * CHURN_AMOUNT_UNIT)
        return CHURN_OK;
    *column = churn_store_field_column(store, ORDERS);
    return churn_error_set(reason, CHURN_DATA, "is too many");
}

/* A fault that no cell has alone is one of its row: listed with the others, in its place, and not kept where rows are set
 * aside. */
static void rows_are_looked_at(void **state)
{
    static const char text[] = "customer_id,money,orders\nb,5,5\nx,bad,1\na,1,9\nc,7,2\n";
    struct churn_reader_options skip = CHURN_READER_OPTIONS_INIT;
    struct session session = { .store = NULL };
    (void)state;
    for (int i = 0; i < 2; i++) {
        size_t seen = 0;
        skip.skip = i == 1;
        assert_int_equal(open_text(text, strlen(text), &skip, &faults, &session.reader, NULL), CHURN_OK);
        assert_int_equal(churn_store_new_checked(session.reader, NULL, NULL, ALL, FIELDS, &RULES, less_money_than_orders, &seen,
                                                 &session.store, &session.err),
                         i == 1 ? CHURN_OK : CHURN_DATA);
        assert_int_equal(seen, 3);
        assert_int_equal(faults.count, 2);
        assert_string_equal(faults.text[1], "4:5 orders: \"9\" is too many");
        assert_int_equal(churn_reader_counts(session.reader).used, 2);
        if (i == 1) {
            assert_int_equal(churn_store_rows(session.store), 2);
            assert_int_equal(churn_store_count(session.store, 1, ORDERS), 2);
            assert_int_equal(churn_store_field_column(session.store, MONEY), 1);
            assert_true(churn_store_field_column(session.store, SINCE) == CHURN_NO_COLUMN);
            assert_int_equal(churn_store_column(session.store, "orders"), 2);
            assert_int_equal(churn_store_column(session.store, "#3"), 2);
            assert_true(churn_store_column(session.store, "#4") == CHURN_NO_COLUMN);
            assert_true(churn_store_column(session.store, "#0") == CHURN_NO_COLUMN);
        }
        end(&session);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_in_the_order_of_ids),
        cmocka_unit_test(values_of_every_kind),
        cmocka_unit_test(missing_columns),
        cmocka_unit_test(bad_cells_are_all_listed),
        cmocka_unit_test(doubled_ids_name_both_lines),
        cmocka_unit_test(several_files),
        cmocka_unit_test(refused_afterwards),
        cmocka_unit_test(new_columns_and_writing),
        cmocka_unit_test(many_rows_in_any_order),
        cmocka_unit_test(large_rows),
        cmocka_unit_test(no_rows),
        cmocka_unit_test(nothing_at_all),
        cmocka_unit_test(rows_are_looked_at),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
