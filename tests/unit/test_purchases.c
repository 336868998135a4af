/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days with a purchase: against a plain table of customers and days. */
#include "support.h"

#include "customer/purchases.h"

#define CUSTOMERS 20
#define DAYS 60
#define SHIFT 30 /* so that days before 1970 are among them */

static void as_a_table_says(void **state)
{
    static bool bought[CUSTOMERS][DAYS];
    struct purchases purchases = { .keys = NULL };
    (void)state;
    support_seed(3);
    for (size_t i = 0; i < 9000; i++) { /* more than first room, most of them doubles */
        uint32_t customer = (uint32_t)(support_random() % CUSTOMERS);
        unsigned day = (unsigned)(support_random() % DAYS);
        if ((customer + day) % 7 != 0)
            continue;
        bought[customer][day] = true;
        assert_int_equal(purchases_add(&purchases, customer, (churn_day)day - SHIFT, NULL), CHURN_OK);
    }
    purchases_sort(&purchases);
    for (uint32_t customer = 0; customer < CUSTOMERS; customer++) {
        bool by = false;
        for (int day = 0; day < DAYS; day++) {
            by = by || bought[customer][day];
            assert_int_equal(purchases_by(&purchases, customer, day - SHIFT), by);
            for (int until = day; until < DAYS; until++) {
                bool within = false;
                for (int at = day + 1; at <= until; at++)
                    within = within || bought[customer][at];
                assert_int_equal(purchases_between(&purchases, customer, day - SHIFT, until - SHIFT), within);
            }
        }
    }
    purchases_clear(&purchases);
}

static void nothing_bought(void **state)
{
    struct purchases purchases = { .keys = NULL };
    (void)state;
    purchases_sort(&purchases);
    assert_false(purchases_between(&purchases, 0, 0, 1000));
    assert_false(purchases_by(&purchases, 0, 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_a_table_says), cmocka_unit_test(nothing_bought) };
    return cmocka_run_group_tests_name("purchases", tests, NULL, NULL);
}
