/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Features: what a refund does and what frequency counts, in every combination, from a ledger and from a summary. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/features.h>

#define UNIT CHURN_AMOUNT_UNIT

static const char *const IDS[] = { "a", "b", "c", "d" };

static const struct churn_customer BOTH = {
    .first_day = 100,
    .last_day = 200,
    .refund_first_day = 90,
    .refund_last_day = 210,
    .rows = 7,
    .refund_rows = 3,
    .orders = 5,
    .orders_any = 6,
    .days = 4,
    .days_any = 8,
    .gross = 100 * UNIT,
    .refunds = 30 * UNIT,
};

static struct churn_features features_of(const struct churn_customer *customer, enum churn_refunds refunds,
                                         enum churn_frequency frequency, churn_day as_of)
{
    struct churn_features_options options = CHURN_FEATURES_OPTIONS_INIT;
    struct churn_features features;
    options.refunds = refunds;
    options.frequency = frequency;
    options.as_of = as_of;
    assert_int_equal(churn_features_of(customer, &options, &features, NULL), CHURN_OK);
    return features;
}

static void every_refund_rule_by_every_frequency(void **state)
{
    static const struct {
        enum churn_refunds refunds;
        enum churn_frequency frequency;
        churn_day first, last;
        int64_t count;
        int64_t money;
    } cases[] = {
        { CHURN_REFUNDS_NET, CHURN_FREQUENCY_ORDERS, 100, 200, 5, 70 },
        { CHURN_REFUNDS_NET, CHURN_FREQUENCY_ROWS, 100, 200, 7, 70 },
        { CHURN_REFUNDS_NET, CHURN_FREQUENCY_DAYS, 100, 200, 4, 70 },
        { CHURN_REFUNDS_IGNORE, CHURN_FREQUENCY_ORDERS, 100, 200, 5, 100 },
        { CHURN_REFUNDS_IGNORE, CHURN_FREQUENCY_ROWS, 100, 200, 7, 100 },
        { CHURN_REFUNDS_IGNORE, CHURN_FREQUENCY_DAYS, 100, 200, 4, 100 },
        { CHURN_REFUNDS_ORDER, CHURN_FREQUENCY_ORDERS, 90, 210, 6, 70 },
        { CHURN_REFUNDS_ORDER, CHURN_FREQUENCY_ROWS, 90, 210, 10, 70 },
        { CHURN_REFUNDS_ORDER, CHURN_FREQUENCY_DAYS, 90, 210, 8, 70 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_features features = features_of(&BOTH, cases[i].refunds, cases[i].frequency, 220);
        assert_int_equal(features.first_day, cases[i].first);
        assert_int_equal(features.last_day, cases[i].last);
        assert_int_equal(features.value.recency_days, 220 - cases[i].last);
        assert_int_equal(features.value.frequency, cases[i].count);
        assert_true(features.value.monetary == cases[i].money * UNIT);
    }
}

static void recency_counts_from_as_of(void **state)
{
    (void)state;
    assert_int_equal(features_of(&BOTH, CHURN_REFUNDS_NET, CHURN_FREQUENCY_ROWS, 200).value.recency_days, 0);
    assert_int_equal(features_of(&BOTH, CHURN_REFUNDS_NET, CHURN_FREQUENCY_ROWS, 201).value.recency_days, 1);
}

/* Only refunds: never bought, unless a refund is an order. */
static void refunds_only(void **state)
{
    static const struct churn_customer customer = {
        .first_day = CHURN_DAY_NONE,
        .last_day = CHURN_DAY_NONE,
        .refund_first_day = 10,
        .refund_last_day = 20,
        .refund_rows = 2,
        .orders_any = 1,
        .days_any = 2,
        .refunds = 3 * UNIT,
    };
    (void)state;
    struct churn_features net = features_of(&customer, CHURN_REFUNDS_NET, CHURN_FREQUENCY_ORDERS, 30);
    assert_int_equal(net.last_day, CHURN_DAY_NONE);
    assert_int_equal(net.value.recency_days, CHURN_RECENCY_NONE);
    assert_int_equal(net.value.frequency, 0);
    assert_true(net.value.monetary == -3 * UNIT);
    struct churn_features ignored = features_of(&customer, CHURN_REFUNDS_IGNORE, CHURN_FREQUENCY_ORDERS, 30);
    assert_int_equal(ignored.value.recency_days, CHURN_RECENCY_NONE);
    assert_true(ignored.value.monetary == 0);
    struct churn_features order = features_of(&customer, CHURN_REFUNDS_ORDER, CHURN_FREQUENCY_ORDERS, 30);
    assert_int_equal(order.first_day, 10);
    assert_int_equal(order.value.recency_days, 10);
    assert_int_equal(order.value.frequency, 1);
}

static void no_refunds(void **state)
{
    static const struct churn_customer customer = { .first_day = -5,
                                                    .last_day = -5,
                                                    .refund_first_day = CHURN_DAY_NONE,
                                                    .refund_last_day = CHURN_DAY_NONE,
                                                    .rows = 1,
                                                    .gross = UNIT };
    (void)state;
    struct churn_features features = features_of(&customer, CHURN_REFUNDS_ORDER, CHURN_FREQUENCY_ROWS, 0);
    assert_int_equal(features.first_day, -5);
    assert_int_equal(features.last_day, -5);
    assert_int_equal(features.value.recency_days, 5);
    assert_int_equal(features.value.frequency, 1);
}

static struct churn_ledger *small_ledger(void)
{
    static const struct churn_transaction rows[] = {
        { { "b", 1 }, 10, 5 * UNIT, 0, { NULL, 0 } },
        { { "a", 1 }, 20, -UNIT, 0, { NULL, 0 } },
        { { "b", 1 }, 15, 2 * UNIT, 0, { NULL, 0 } },
        { { "c", 1 }, 30, 0, 0, { NULL, 0 } },
    };
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_ledger *ledger;
    assert_int_equal(churn_ledger_new(&options, &ledger, NULL), CHURN_OK);
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(churn_ledger_add(ledger, &rows[i], NULL), CHURN_OK);
    return ledger;
}

static void a_table_of_a_ledger(void **state)
{
    static const int64_t expected[][3] = { { CHURN_RECENCY_NONE, 0, -1 }, { 15, 2, 7 }, { 0, 1, 0 } };
    struct churn_features_options options = CHURN_FEATURES_OPTIONS_INIT;
    struct churn_ledger *ledger = small_ledger();
    struct churn_feature_table *table;
    (void)state;
    options.frequency = CHURN_FREQUENCY_ROWS;
    options.as_of = 30;
    assert_int_equal(churn_feature_table_of_ledger(ledger, &options, &table, NULL), CHURN_OK);
    assert_int_equal(churn_feature_table_count(table), 3);
    for (size_t i = 0; i < 3; i++) {
        struct churn_text id;
        struct churn_features features;
        churn_feature_table_at(table, i, &id, &features);
        assert_text(id, IDS[i]);
        assert_int_equal(features.value.recency_days, expected[i][0]);
        assert_int_equal(features.value.frequency, expected[i][1]);
        assert_true(features.value.monetary == expected[i][2] * UNIT);
        assert_memory_equal(&churn_feature_table_values(table)[i].monetary, &features.value.monetary, sizeof(churn_amount));
        assert_int_equal(churn_feature_table_values(table)[i].recency_days, expected[i][0]);
    }
    struct churn_text id;
    struct churn_features b;
    churn_feature_table_at(table, 1, &id, &b);
    assert_int_equal(b.first_day, 10);
    assert_int_equal(b.last_day, 15);
    churn_feature_table_free(table);
    churn_feature_table_free(NULL);
    churn_ledger_free(ledger);
}

static void an_empty_ledger(void **state)
{
    struct churn_features_options options = CHURN_FEATURES_OPTIONS_INIT;
    struct churn_ledger_options ledger_options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_ledger *ledger;
    struct churn_feature_table *table;
    (void)state;
    assert_int_equal(churn_ledger_new(&ledger_options, &ledger, NULL), CHURN_OK);
    assert_int_equal(churn_feature_table_of_ledger(ledger, &options, &table, NULL), CHURN_OK);
    assert_int_equal(churn_feature_table_count(table), 0);
    assert_non_null(churn_feature_table_values(table));
    churn_feature_table_free(table);
    churn_ledger_free(ledger);
}

/* Of each customer alone the sums fit; their difference does not. */
static void net_that_overflows(void **state)
{
    __extension__ static const churn_amount half = (churn_amount)1 << 126;
    struct churn_features_options options = CHURN_FEATURES_OPTIONS_INIT;
    struct churn_customer customer = BOTH;
    struct churn_features features;
    struct churn_error err;
    (void)state;
    options.as_of = 300;
    customer.gross = -half - half;
    customer.refunds = 1;
    assert_int_equal(churn_features_of(&customer, &options, &features, &err), CHURN_NUMERIC);
    assert_int_equal(err.status, CHURN_NUMERIC);
    options.refunds = CHURN_REFUNDS_IGNORE;
    assert_int_equal(churn_features_of(&customer, &options, &features, &err), CHURN_OK);
}

static struct churn_summary *summary_of(const char *text, struct churn_reader **reader)
{
    static const struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    static const struct churn_summary_roles roles = CHURN_SUMMARY_ROLES_INIT;
    static const struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct churn_summary *summary;
    assert_int_equal(open_text(text, strlen(text), &options, NULL, reader, NULL), CHURN_OK);
    assert_int_equal(churn_summary_new(*reader, &roles, &rules, &summary, NULL), CHURN_OK);
    return summary;
}

/* Recency as the column says, or from the date; the date from the recency where there is a day to count from. */
static void a_table_of_a_summary(void **state)
{
    static const struct {
        churn_day as_of;
        int32_t recency[4];
        churn_day last[4];
    } cases[] = {
        { 19733, { 3, CHURN_RECENCY_NONE, 10, 7 }, { 19730, CHURN_DAY_NONE, 19723, 19723 } },
        { 19800, { 3, CHURN_RECENCY_NONE, 77, 7 }, { 19797, CHURN_DAY_NONE, 19723, 19723 } },
    };
    static const int64_t orders[] = { 1, 0, 2, 1 };
    struct churn_reader *reader;
    struct churn_summary *summary = summary_of("customer_id,last_date,recency_days,orders,monetary\n"
                                               "c,2024-01-01,,2,5\na,,3,1,-1.5\nb,,,0,0\nd,2024-01-01,7,1,1\n",
                                               &reader);
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_feature_table *table;
        assert_int_equal(churn_feature_table_of_summary(summary, cases[i].as_of, &table, NULL), CHURN_OK);
        assert_int_equal(churn_feature_table_count(table), 4);
        for (size_t j = 0; j < 4; j++) {
            struct churn_text id;
            struct churn_features features;
            churn_feature_table_at(table, j, &id, &features);
            assert_text(id, IDS[j]);
            assert_int_equal(features.value.recency_days, cases[i].recency[j]);
            assert_int_equal(features.last_day, cases[i].last[j]);
            assert_int_equal(features.first_day, CHURN_DAY_NONE);
            assert_int_equal(features.value.frequency, orders[j]);
        }
        assert_true(churn_feature_table_values(table)[0].monetary == -150000000);
        churn_feature_table_free(table);
    }
    churn_summary_free(summary);
    churn_reader_free(reader);
}

static void a_summary_without_as_of(void **state)
{
    struct churn_reader *reader;
    struct churn_summary *summary = summary_of("customer_id,recency_days,orders,monetary\na,3,1,1\nb,,0,0\n", &reader);
    struct churn_feature_table *table;
    struct churn_text id;
    struct churn_features features;
    (void)state;
    assert_int_equal(churn_feature_table_of_summary(summary, CHURN_DAY_NONE, &table, NULL), CHURN_OK);
    churn_feature_table_at(table, 0, &id, &features);
    assert_int_equal(features.value.recency_days, 3);
    assert_int_equal(features.last_day, CHURN_DAY_NONE);
    churn_feature_table_at(table, 1, &id, &features);
    assert_int_equal(features.value.recency_days, CHURN_RECENCY_NONE);
    churn_feature_table_free(table);
    churn_summary_free(summary);
    churn_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_refund_rule_by_every_frequency),
        cmocka_unit_test(recency_counts_from_as_of),
        cmocka_unit_test(refunds_only),
        cmocka_unit_test(no_refunds),
        cmocka_unit_test(a_table_of_a_ledger),
        cmocka_unit_test(an_empty_ledger),
        cmocka_unit_test(net_that_overflows),
        cmocka_unit_test(a_table_of_a_summary),
        cmocka_unit_test(a_summary_without_as_of),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
