/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows as transactions: which cell is what, every cell checked, the leftmost fault first, and no id in a message. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/transactions.h>

#define HEADER "customer_id,order_id,date,amount\n"

static struct faults faults;
static const struct churn_transaction_roles USUAL = CHURN_TRANSACTION_ROLES_INIT;
static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;

struct session {
    struct churn_reader *reader;
    struct churn_transactions *transactions;
    struct churn_error err;
};

static enum churn_status begin(struct session *session, const char *text, const struct churn_transaction_roles *roles,
                               const struct churn_cell_rules *rules, bool trim)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    options.trim = trim;
    assert_int_equal(open_text(text, strlen(text), &options, &faults, &session->reader, NULL), CHURN_OK);
    return churn_transactions_new(session->reader, roles, rules, &session->transactions, &session->err);
}

static void end(struct session *session)
{
    churn_transactions_free(session->transactions);
    churn_reader_free(session->reader);
}

static struct churn_transaction next(struct session *session)
{
    struct churn_transaction row = { .day = 0 };
    enum churn_status status = churn_transactions_next(session->transactions, &row, &session->err);
    if (status != CHURN_OK)
        print_error("%s\n", faults.count > 0 ? faults.text[0] : session->err.message);
    assert_int_equal(status, CHURN_OK);
    return row;
}

static void expect_bound(const char *text, const struct churn_transaction_roles *roles)
{
    struct session session;
    enum churn_status status = begin(&session, text, roles, &RULES, false);
    if (status != CHURN_OK)
        print_error("%s\n", place_and_message(&session.err));
    assert_int_equal(status, CHURN_OK);
    end(&session);
}

static void expect_unbound(const char *text, const struct churn_transaction_roles *roles, const char *message)
{
    struct session session;
    assert_int_equal(begin(&session, text, roles, &RULES, false), CHURN_DATA);
    assert_null(session.transactions);
    assert_string_equal(place_and_message(&session.err), message);
    end(&session);
}

static void a_plain_row(void **state)
{
    struct session session;
    (void)state;
    assert_int_equal(begin(&session, HEADER "C1,o 1,2024-02-29,-1.50\n", &USUAL, &RULES, false), CHURN_OK);
    assert_true(churn_transactions_have_orders(session.transactions));
    struct churn_transaction row = next(&session);
    assert_text(row.id, "C1");
    assert_text(row.order, "o 1");
    assert_int_equal(row.day, churn_day_from_civil(2024, 2, 29));
    assert_true(row.amount == -150000000);
    assert_int_equal(row.decimals, 2);
    assert_int_equal(churn_transactions_next(session.transactions, &row, &session.err), CHURN_END);
    end(&session);
}

static void the_order_may_be_missing(void **state)
{
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct session session;
    (void)state;
    assert_int_equal(begin(&session, "date,amount,customer_id\n2024-01-01,1,A\n", &roles, &RULES, false), CHURN_OK);
    assert_false(churn_transactions_have_orders(session.transactions));
    assert_int_equal(next(&session).order.length, 0);
    end(&session);
    roles.order = "";
    assert_int_equal(begin(&session, HEADER "A,,2024-01-01,1\n", &roles, &RULES, false), CHURN_OK);
    assert_false(churn_transactions_have_orders(session.transactions));
    assert_int_equal(next(&session).order.length, 0);
    end(&session);
    roles.order = "invoice";
    expect_unbound(HEADER, &roles, "1:1 no column invoice (has customer_id, order_id, date, amount); use --order=COLUMN");
}

static void missing_and_doubled_columns(void **state)
{
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    (void)state;
    expect_unbound("id,date,amount\n", &roles, "1:1 no column customer_id (has id, date, amount); use --id=COLUMN");
    expect_unbound("customer_id,amount\n", &roles, "1:1 no column date (has customer_id, amount); use --date=COLUMN");
    expect_unbound("customer_id,date\n", &roles, "1:1 no column amount (has customer_id, date); use --amount=COLUMN");
    expect_unbound("customer_id,date,amount,date\n", &roles,
                   "1:25 column date is there twice; name it by number, such as --date=#2");
    expect_unbound("customer_id,date,amount,order_id,order_id\n", &roles,
                   "1:34 column order_id is there twice; name it by number, such as --order=#4");
    roles.date = "#2";
    expect_bound("customer_id,date,amount,date\n", &roles);
}

static void a_product(void **state)
{
    static const struct {
        const char *spec, *text;
        int64_t amount;
        unsigned decimals;
    } cases[] = {
        { "price*quantity", "customer_id,date,quantity,price\nA,2024-01-01,6,2.55\n", 1530000000, 2 },
        { "quantity*price", "customer_id,date,quantity,price\nA,2024-01-01,-6,2.55\n", -1530000000, 2 },
        { "#3*#4", "customer_id,date,quantity,price\nA,2024-01-01,0.5,0.125\n", 6250000, 4 },
        { "#3*#3", "customer_id,date,quantity\nA,2024-01-01,1.5\n", 225000000, 2 },
        { "a*b", "customer_id,date,a*b,a,b\nA,2024-01-01,7,1,1\n", 700000000, 0 },
        { "a*b*c", "customer_id,date,a,b*c\nA,2024-01-01,2,3\n", 600000000, 0 },
        { "a*b*c", "customer_id,date,a*b,c\nA,2024-01-01,2,4\n", 800000000, 0 },
        { "*a*b", "customer_id,date,*a,b\nA,2024-01-01,2,5\n", 1000000000, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
        struct session session;
        roles.amount = cases[i].spec;
        assert_int_equal(begin(&session, cases[i].text, &roles, &RULES, false), CHURN_OK);
        struct churn_transaction row = next(&session);
        assert_true(row.amount == cases[i].amount);
        assert_int_equal(row.decimals, cases[i].decimals);
        end(&session);
    }
}

static void products_that_fail(void **state)
{
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct session session;
    struct churn_transaction row;
    (void)state;
    roles.amount = "p*q";
    expect_unbound("customer_id,date,p\n", &roles, "1:1 no column q (has customer_id, date, p)");
    roles.amount = "p*";
    expect_unbound("customer_id,date,p\n", &roles, "1:1 no column  (has customer_id, date, p)");
    roles.amount = "p*q";
    assert_int_equal(
        begin(&session,
              "customer_id,q,date,p\nA,1.00001,2024-01-01,1.00001\nA,999999999999,2024-01-01,9999999\nA,1,2024-01-01,x\n",
              &roles, &RULES, false),
        CHURN_OK);
    assert_int_equal(churn_transactions_next(session.transactions, &row, &session.err), CHURN_DATA);
    assert_int_equal(faults.count, 3);
    assert_string_equal(faults.text[0], "2:22 p: \"1.00001\" gives a product with more than 8 decimals");
    assert_string_equal(faults.text[1], "3:27 p: \"9999999\" gives a product with more than 18 digits before the decimal mark");
    assert_string_equal(faults.text[2], "4:16 p: \"x\" is not a number");
    end(&session);
}

static void expect_faults(const char *text, const struct churn_cell_rules *rules, size_t count, const char *const *expected)
{
    struct session session;
    struct churn_transaction row;
    assert_int_equal(begin(&session, text, &USUAL, rules, false), CHURN_OK);
    assert_int_equal(churn_transactions_next(session.transactions, &row, &session.err), CHURN_DATA);
    assert_int_equal(faults.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(faults.text[i], expected[i]);
    assert_int_equal(churn_reader_counts(session.reader).rejected, count);
    end(&session);
}

/* All cells of the row are wrong; the leftmost column is named, whatever its role. */
static void the_leftmost_fault_is_named(void **state)
{
    static const struct {
        const char *text, *fault;
    } cases[] = {
        { "customer_id,date,amount,order_id\n,x,y,\n", "2:1 customer_id: empty id" },
        { "date,amount,order_id,customer_id\n,y,,\n", "2:1 date: is empty" },
        { "amount,order_id,customer_id,date\ny,,,\n", "2:1 amount: \"y\" is not a number" },
        { "order_id,customer_id,date,amount\n,,x,y\n", "2:1 order_id: empty order id" },
        { "note,date,amount,order_id,customer_id\n,2024-01-01,,,\n", "2:13 amount: is empty" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_faults(cases[i].text, &RULES, 1, &cases[i].fault);
}

static void blanks_around_ids(void **state)
{
    static const char text[] = HEADER " A,o,2024-01-01,1\n\"A \",o,2024-01-01,1\n\tA,o,2024-01-01,1\n"
                                      "A\xc2\xa0,o,2024-01-01,1\nA, o,2024-01-01,1\nA,\"o\n\",2024-01-01,1\n";
    static const char *const expected[] = {
        "2:1 customer_id: leading space in the id; use --trim to drop it",
        "3:1 customer_id: trailing space in the id; use --trim to drop it",
        "4:1 customer_id: leading space in the id; use --trim to drop it",
        "5:1 customer_id: trailing blank that is no plain space in the id; mend it where it comes from",
        "6:3 order_id: leading space in the order id; use --trim to drop it",
        "7:3 order_id: trailing blank that is no plain space in the order id; mend it where it comes from",
    };
    (void)state;
    expect_faults(text, &RULES, COUNT(expected), expected);
}

static void trim_mends_blanks_but_not_emptiness(void **state)
{
    struct session session;
    struct churn_transaction row;
    (void)state;
    assert_int_equal(
        begin(&session, " customer_id ,date,amount\n A\t, 2024-01-01 ,\" 1 \"\n  ,2024-01-01,1\n", &USUAL, &RULES, true),
        CHURN_OK);
    row = next(&session);
    assert_text(row.id, "A");
    assert_true(row.amount == CHURN_AMOUNT_UNIT);
    assert_int_equal(churn_transactions_next(session.transactions, &row, &session.err), CHURN_DATA);
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.text[0], "3:1 customer_id: empty id");
    end(&session);
}

/* The word counts as empty where it stands alone and in its very letters. */
static void the_null_word(void **state)
{
    struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    static const char text[] = HEADER "NULL,o,2024-01-01,1\nA,NULL,2024-01-01,1\nA,o,NULL,1\nA,o,2024-01-01,NULL\n"
                                      "A,o,2024-01-01,null\n";
    static const char *const expected[] = { "2:1 customer_id: empty id", "3:3 order_id: empty order id",
                                            "4:5 date: \"NULL\" is empty", "5:16 amount: \"NULL\" is empty",
                                            "6:16 amount: \"null\" is not a number" };
    struct session session;
    (void)state;
    rules.null_word = "NULL";
    expect_faults(text, &rules, COUNT(expected), expected);
    assert_int_equal(begin(&session, HEADER "NULL,NA,2024-01-01,1\n", &USUAL, &RULES, false), CHURN_OK);
    assert_text(next(&session).id, "NULL");
    end(&session);
}

/* Ids of any kind pass unchanged: zeros, signs, formulas, comments, words. */
static void ids_are_bytes(void **state)
{
    static const char *const ids[] = { "00123", "123",   "#001", "NA",       "null",        "true",        "1e5",
                                       "=1+2",  "-C003", "a b",  "\x1b[31m", "Jos\xc3\xa9", "Jose\xcc\x81" };
    char text[1000] = HEADER;
    struct session session;
    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s,o,2024-01-01,1\n", ids[i]);
    assert_int_equal(begin(&session, text, &USUAL, &RULES, false), CHURN_OK);
    for (size_t i = 0; i < COUNT(ids); i++)
        assert_text(next(&session).id, ids[i]);
    end(&session);
}

/* Whatever is wrong, the ids are not in the message; values of other columns are, escaped. */
static void messages_never_hold_ids(void **state)
{
    static const char *const rows[] = { "SECRET ,o,2024-01-01,1",   "SECRET,o,x,1", "SECRET,o,2024-01-01,1x",
                                        "C,SECRET ,2024-01-01,1",   "C,SECRET,x,1", "SECRET,o,2024-01-01",
                                        "SECRET\xff,o,2024-01-01,1" };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[200];
        struct session session;
        struct churn_transaction row;
        snprintf(text, sizeof text, HEADER "%s\n", rows[i]);
        assert_int_equal(begin(&session, text, &USUAL, &RULES, false), CHURN_OK);
        assert_int_equal(churn_transactions_next(session.transactions, &row, &session.err), CHURN_DATA);
        assert_int_equal(faults.count, 1);
        assert_null(strstr(faults.text[0], "SECRET"));
        assert_null(strstr(session.err.message, "SECRET"));
        end(&session);
    }
}

static void values_are_escaped_and_cut(void **state)
{
    static const char text[] = HEADER "A,o,2024-01-01,\x1b]0;\x07\n"
                                      "A,o,2024-01-01,12345678901234567890123456789012345678901234567890x\n";
    static const char *const expected[] = {
        "2:16 amount: \"\\x1b]0;\\x07\" is not a number",
        "3:16 amount: \"1234567890123456789012345678901234567890...\" is not a number",
    };
    (void)state;
    expect_faults(text, &RULES, 2, expected);
}

static void formats_of_amounts(void **state)
{
    struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct session session;
    (void)state;
    rules.amount.decimal = ',';
    rules.amount.thousands = '.';
    assert_int_equal(begin(&session, HEADER "A,o,2024-01-01,\"1.234,50\"\n", &USUAL, &rules, false), CHURN_OK);
    assert_true(next(&session).amount == 123450000000);
    end(&session);
}

/* A row in the middle is refused and the others come; the stream still ends in a refusal. */
static void good_rows_between_bad_ones(void **state)
{
    struct session session;
    struct churn_transaction row;
    (void)state;
    assert_int_equal(begin(&session, HEADER "A,o,2024-01-01,1\nB,o,2024-01-01,\nC,o,2024-01-01,3\n", &USUAL, &RULES, false),
                     CHURN_OK);
    assert_text(next(&session).id, "A");
    assert_text(next(&session).id, "C");
    assert_int_equal(churn_transactions_next(session.transactions, &row, &session.err), CHURN_DATA);
    assert_string_equal(session.err.message, "1 row refused, nothing written");
    end(&session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_row),
        cmocka_unit_test(the_order_may_be_missing),
        cmocka_unit_test(missing_and_doubled_columns),
        cmocka_unit_test(a_product),
        cmocka_unit_test(products_that_fail),
        cmocka_unit_test(the_leftmost_fault_is_named),
        cmocka_unit_test(blanks_around_ids),
        cmocka_unit_test(trim_mends_blanks_but_not_emptiness),
        cmocka_unit_test(the_null_word),
        cmocka_unit_test(ids_are_bytes),
        cmocka_unit_test(messages_never_hold_ids),
        cmocka_unit_test(values_are_escaped_and_cut),
        cmocka_unit_test(formats_of_amounts),
        cmocka_unit_test(good_rows_between_bad_ones),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
