/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of customers, whatever their ids are like: byte order, and every one of them once. */
#include <churn/ledger.h>

#include <stdio.h>
#include <stdlib.h>

#include "customer/accounts.h"
#include "support.h"

#define ID_MOST 80

/* What ids are like: numbers, with a prefix, by region, hexadecimal, any letters, and longer ones that agree for a while. */
static size_t draw_id(unsigned shape, char *id)
{
    uint64_t drawn = support_random();
    static const char *const regions[] = { "EU-2024-", "US-2024-", "" };
    switch (shape) {
    case 0:
        return (size_t)sprintf(id, "%u", (unsigned)(drawn % 40000));
    case 1:
        return (size_t)sprintf(id, "C%07u", (unsigned)(drawn % 40000));
    case 2:
        return (size_t)sprintf(id, "%s%05u", regions[drawn % 3], (unsigned)(drawn >> 8) % 9000);
    case 3:
        return (size_t)sprintf(id, "%llx", (unsigned long long)(drawn >> 8 * (drawn % 7)));
    case 4:
        for (size_t i = 0; i < 15; i++)
            id[i] = (char)('!' + support_random() % 90);
        return 1 + drawn % 15;
    case 5:
        return (size_t)sprintf(id, "customer-number-of-the-eastern-branch-%u", (unsigned)(drawn % 9000));
    case 6:
        memset(id, 'a', ID_MOST);
        return 1 + drawn % (ID_MOST - 1);
    case 7:
        memset(id, 'x', 32);
        return 32 + (size_t)sprintf(id + 32, "%.*s", (int)(drawn % 12), drawn & 1 ? "aaaaaaaaaaaa" : "aaaaaaaab\xc3\xa4");
    default:
        return draw_id((unsigned)(drawn % 8), id);
    }
}

static void in_byte_order(struct accounts *accounts, unsigned jobs)
{
    account_ref *sorted;
    size_t count = accounts_count(accounts);
    assert_int_equal(accounts_sort(accounts, jobs, &sorted, NULL), CHURN_OK);
    for (size_t i = 1; i < count; i++)
        assert_true(churn_text_compare(accounts_id(accounts, sorted[i - 1]), accounts_id(accounts, sorted[i])) < 0);
    free(sorted);
}

static void ids_of_all_shapes(void **state)
{
    static const size_t counts[] = { 1, 2, 17, 300, 5000, 60000 };
    (void)state;
    for (unsigned shape = 0; shape < 9; shape++)
        for (size_t i = 0; i < COUNT(counts); i++) {
            struct accounts accounts;
            account_ref ref;
            char id[ID_MOST + 32];
            assert_int_equal(accounts_init(&accounts, false, false, NULL), CHURN_OK);
            for (size_t j = 0; j < counts[i]; j++) {
                struct churn_text text = { id, draw_id(shape, id) };
                if (text.length > 0)
                    assert_int_equal(accounts_find(&accounts, text, &ref, NULL), CHURN_OK);
            }
            in_byte_order(&accounts, 1 + (unsigned)(i % 3));
            accounts_clear(&accounts);
        }
}

static void nobody(void **state)
{
    struct accounts accounts;
    account_ref *sorted = (account_ref *)state;
    assert_int_equal(accounts_init(&accounts, false, false, NULL), CHURN_OK);
    assert_int_equal(accounts_sort(&accounts, 2, &sorted, NULL), CHURN_OK);
    assert_null(sorted);
    accounts_clear(&accounts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_of_all_shapes),
        cmocka_unit_test(nobody),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
