/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cohorts of purchases: what is activity, refunds before and after, rows out of order, every cell against a plain count;
 * renewals of contracts by the calendar. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/cohort.h>

#define UNIT CHURN_AMOUNT_UNIT

static struct churn_cohorts *fold_text(const char *text, const struct churn_cohort_options *options)
{
    struct churn_reader_options reading = CHURN_READER_OPTIONS_INIT;
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct churn_transactions *transactions;
    struct churn_cohorts *cohorts;
    struct churn_reader *reader;
    const char *path = support_text_file("rows.csv", text);
    reading.paths = &path;
    reading.path_count = 1;
    roles.order = "";
    assert_int_equal(churn_reader_new(&reading, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_transactions_new(reader, &roles, &rules, &transactions, NULL), CHURN_OK);
    assert_int_equal(churn_cohorts_new(options, &cohorts, NULL), CHURN_OK);
    assert_int_equal(churn_cohorts_fold(cohorts, transactions, NULL), CHURN_OK);
    assert_int_equal(churn_cohorts_finish(cohorts, NULL), CHURN_OK);
    churn_transactions_free(transactions);
    churn_reader_free(reader);
    return cohorts;
}

static const char ROWS[] =
    "customer_id,date,amount\n"
    "A,2026-03-05,10.00\nA,2026-01-31,5.00\nA,2026-03-09,-2.00\n" /* January, and March */
    "B,2026-01-02,0.00\nB,2026-02-01,7.50\nB,2026-01-20,-1.00\n"  /* February: neither 0.00 nor a refund counts */
    "C,2026-02-10,-3.00\n"                                        /* nobody */
    "D,2026-01-01,1.00\nD,2026-02-28,-1.00\n";

static void expect(const struct churn_cohorts *cohorts, size_t index, size_t offset, uint64_t active, long gross_cents,
                   long refund_cents)
{
    struct churn_cohort_cell cell = churn_cohorts_cell(cohorts, index, offset);
    assert_int_equal(cell.active, active);
    assert_true(cell.gross == (churn_amount)gross_cents * UNIT / 100);
    assert_true(cell.refunds == (churn_amount)refund_cents * UNIT / 100);
}

static void by_hand(void **state)
{
    struct churn_cohort_options options = CHURN_COHORT_OPTIONS_INIT;
    struct churn_cohorts *cohorts = fold_text(ROWS, &options);
    struct churn_cohort_counts counts = churn_cohorts_counts(cohorts);
    uint64_t customers;
    size_t cells;
    (void)state;
    assert_int_equal(churn_cohorts_count(cohorts), 2);
    assert_int_equal(churn_cohorts_cohort(cohorts, 0, &customers, &cells), 2026 * 12);
    assert_true(customers == 2 && cells == 3);
    expect(cohorts, 0, 0, 2, 600, 0);
    expect(cohorts, 0, 1, 0, 0, 100);
    expect(cohorts, 0, 2, 1, 1000, 200);
    assert_int_equal(churn_cohorts_cohort(cohorts, 1, &customers, &cells), 2026 * 12 + 1);
    assert_true(customers == 1 && cells == 2);
    expect(cohorts, 1, 0, 1, 750, 0);
    expect(cohorts, 1, 1, 0, 0, 0);
    assert_true(counts.customers == 3 && counts.strangers == 1 && counts.refunds_outside == 4 * UNIT && counts.rows == 9);
    assert_int_equal(counts.last_day, churn_day_from_civil(2026, 3, 9));
    churn_cohorts_free(cohorts);
}

static void any_row_counts(void **state)
{
    struct churn_cohort_options options = CHURN_COHORT_OPTIONS_INIT;
    uint64_t customers;
    size_t cells;
    (void)state;
    options.any_row = true;
    struct churn_cohorts *cohorts = fold_text(ROWS, &options);
    assert_int_equal(churn_cohorts_count(cohorts), 2);
    churn_cohorts_cohort(cohorts, 0, &customers, &cells);
    assert_int_equal(customers, 3);
    expect(cohorts, 0, 1, 2, 750, 100);
    churn_cohorts_cohort(cohorts, 1, &customers, &cells);
    assert_int_equal(customers, 1);
    assert_int_equal(churn_cohorts_counts(cohorts).strangers, 0);
    churn_cohorts_free(cohorts);
}

static void until_a_day(void **state)
{
    struct churn_cohort_options options = CHURN_COHORT_OPTIONS_INIT;
    uint64_t customers;
    size_t cells;
    (void)state;
    options.until = churn_day_from_civil(2026, 2, 1);
    struct churn_cohorts *cohorts = fold_text(ROWS, &options);
    assert_int_equal(churn_cohorts_counts(cohorts).later, 4);
    churn_cohorts_cohort(cohorts, 0, &customers, &cells);
    assert_true(customers == 2 && cells == 2);
    churn_cohorts_free(cohorts);
    options.until = churn_day_from_civil(2026, 12, 31); /* and months without a row */
    options.kind = CHURN_PERIOD_QUARTER;
    cohorts = fold_text(ROWS, &options);
    assert_int_equal(churn_cohorts_count(cohorts), 1);
    churn_cohorts_cohort(cohorts, 0, &customers, &cells);
    assert_true(customers == 3 && cells == 4);
    expect(cohorts, 0, 3, 0, 0, 0);
    churn_cohorts_free(cohorts);
    cohorts = fold_text("customer_id,date,amount\n", &options);
    assert_int_equal(churn_cohorts_count(cohorts), 0);
    churn_cohorts_free(cohorts);
}

#define CUSTOMERS 3000
#define MONTHS 12

/* 60,000 rows in no order, so that entries are settled many times, against arrays. */
static void against_arrays(void **state)
{
    struct churn_cohort_options options = CHURN_COHORT_OPTIONS_INIT;
    static bool active[CUSTOMERS][MONTHS];
    static long net[CUSTOMERS][MONTHS];
    size_t room = 60000 * 32, length = (size_t)snprintf(NULL, 0, "customer_id,date,amount\n");
    char *text = malloc(room);
    (void)state;
    snprintf(text, room, "customer_id,date,amount\n");
    support_seed(11);
    for (int i = 0; i < 60000; i++) {
        unsigned customer = (unsigned)(support_random() % CUSTOMERS), month = (unsigned)(support_random() % MONTHS);
        long cents = (long)(support_random() % 500) - 100;
        active[customer][month] |= cents > 0;
        net[customer][month] += cents;
        length +=
            (size_t)snprintf(text + length, room - length, "K%u,2025-%02u-%02u,%s%ld.%02ld\n", customer, month + 1,
                             1 + (unsigned)(support_random() % 28), cents < 0 ? "-" : "", labs(cents) / 100, labs(cents) % 100);
    }
    options.until = churn_day_from_civil(2025, 12, 31);
    struct churn_cohorts *cohorts = fold_text(text, &options);
    for (size_t index = 0; index < churn_cohorts_count(cohorts); index++) {
        uint64_t customers;
        size_t cells;
        int32_t period = churn_cohorts_cohort(cohorts, index, &customers, &cells) - 2025 * 12;
        for (size_t offset = 0; offset < cells; offset++) {
            uint64_t count = 0;
            long sum = 0;
            for (size_t customer = 0; customer < CUSTOMERS; customer++) {
                int32_t first = 0;
                while (first < MONTHS && !active[customer][first])
                    first++;
                count += first == period && active[customer][(size_t)period + offset];
                sum += first == period ? net[customer][(size_t)period + offset] : 0;
            }
            struct churn_cohort_cell cell = churn_cohorts_cell(cohorts, index, offset);
            assert_int_equal(cell.active, count);
            assert_true(cell.gross - cell.refunds == (churn_amount)sum * UNIT / 100);
        }
    }
    churn_cohorts_free(cohorts);
    free(text);
}

static void expect_renewals(enum churn_period_kind kind, churn_day start, churn_day end, churn_day as_of, int32_t renewals,
                            int32_t observed)
{
    int32_t found;
    assert_int_equal(churn_contract_renewals(kind, start, end, as_of, &found), renewals);
    assert_int_equal(found, observed);
}

static void renewals(void **state)
{
    churn_day start = churn_day_from_civil(2025, 1, 31), as_of = churn_day_from_civil(2025, 4, 30);
    (void)state;
    expect_renewals(CHURN_PERIOD_MONTH, start, churn_day_from_civil(2025, 3, 31), as_of, 1, 3);
    expect_renewals(CHURN_PERIOD_MONTH, start, churn_day_from_civil(2025, 2, 28), as_of, 0, 3); /* to the last of February */
    expect_renewals(CHURN_PERIOD_MONTH, start, churn_day_from_civil(2025, 4, 1), as_of, 2, 3);
    expect_renewals(CHURN_PERIOD_MONTH, start, CHURN_DAY_NONE, as_of, 3, 3);
    expect_renewals(CHURN_PERIOD_MONTH, start, CHURN_DAY_NONE, as_of - 1, 2, 2); /* April is not over */
    expect_renewals(CHURN_PERIOD_MONTH, start, churn_day_from_civil(2030, 1, 1), as_of, 3, 3);
    expect_renewals(CHURN_PERIOD_QUARTER, start, CHURN_DAY_NONE, as_of, 0, 0);
    expect_renewals(CHURN_PERIOD_YEAR, start, CHURN_DAY_NONE, as_of, 0, -1);
    start = churn_day_from_civil(2024, 2, 29);
    as_of = churn_day_from_civil(2027, 12, 31);
    expect_renewals(CHURN_PERIOD_YEAR, start, churn_day_from_civil(2025, 2, 28), as_of, 0, 3);
    expect_renewals(CHURN_PERIOD_YEAR, start, churn_day_from_civil(2025, 3, 1), as_of, 1, 3);
    expect_renewals(CHURN_PERIOD_YEAR, churn_day_from_civil(2024, 1, 1), churn_day_from_civil(2024, 12, 31), as_of, 0, 3);
    expect_renewals(CHURN_PERIOD_YEAR, churn_day_from_civil(2024, 1, 1), churn_day_from_civil(2025, 1, 1), as_of, 0, 3);
    expect_renewals(CHURN_PERIOD_QUARTER, churn_day_from_civil(2024, 11, 30), churn_day_from_civil(2025, 3, 1), as_of, 1, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),        cmocka_unit_test(any_row_counts), cmocka_unit_test(until_a_day),
        cmocka_unit_test(against_arrays), cmocka_unit_test(renewals),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
