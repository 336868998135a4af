/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of customers: a member once, with the kinds of row it was seen on, and never another customer's. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "customer/members.h"

/* A set and the memory it lies in. */
static struct account_memory memory;
static struct hash_seed seed;

static void begin(struct members *members)
{
    account_memory_init(&memory);
    hash_seed_init(&seed);
    members_init(members, &memory, &seed);
}

static void end(struct members *members)
{
    members_clear(members);
    account_memory_clear(&memory);
}

static uint8_t add(struct members *members, size_t customer, uint32_t *head, const char *data, size_t length,
                   enum member_flag flag)
{
    uint8_t before = 99;
    assert_int_equal(members_add(members, customer, head, (struct churn_text){ data, length }, flag, &before, NULL), CHURN_OK);
    return before;
}

static void flags_say_where_it_was_seen(void **state)
{
    struct members members;
    uint32_t head = 0;
    (void)state;
    begin(&members);
    assert_int_equal(add(&members, 0, &head, "o1", 2, MEMBER_PURCHASE), 0);
    assert_int_equal(add(&members, 0, &head, "o1", 2, MEMBER_PURCHASE), MEMBER_PURCHASE);
    assert_int_equal(add(&members, 0, &head, "o1", 2, MEMBER_REFUND), MEMBER_PURCHASE);
    assert_int_equal(add(&members, 0, &head, "o1", 2, MEMBER_REFUND), MEMBER_PURCHASE | MEMBER_REFUND);
    assert_int_equal(add(&members, 0, &head, "o2", 2, MEMBER_REFUND), 0);
    end(&members);
}

static void lists_by_flag(void **state)
{
    struct members members;
    struct churn_text texts[8];
    uint32_t head = 0;
    (void)state;
    begin(&members);
    assert_int_equal(members_list(&members, head, MEMBER_PURCHASE, texts), 0);
    add(&members, 7, &head, "p", 1, MEMBER_PURCHASE);
    add(&members, 7, &head, "r\0", 2, MEMBER_REFUND);
    add(&members, 7, &head, "both", 4, MEMBER_REFUND);
    add(&members, 7, &head, "both", 4, MEMBER_PURCHASE);
    assert_int_equal(members_list(&members, head, MEMBER_PURCHASE, texts), 2);
    size_t both = texts[0].length == 4 ? 0 : 1;
    assert_text(texts[both], "both");
    assert_text(texts[1 - both], "p");
    assert_int_equal(members_list(&members, head, MEMBER_REFUND, texts), 2);
    assert_int_equal(texts[0].length + texts[1].length, 6);
    end(&members);
}

static void customers_do_not_share(void **state)
{
    struct members members;
    struct churn_text texts[4];
    uint32_t heads[3] = { 0, 0, 0 };
    static const size_t customers[] = { 0, 256, UINT32_MAX };
    (void)state;
    begin(&members);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(add(&members, customers[i], &heads[i], "o", 1, MEMBER_PURCHASE), 0);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(members_list(&members, heads[i], MEMBER_PURCHASE, texts), 1);
        assert_text(texts[0], "o");
    }
    end(&members);
}

/* The number of a customer is no part of the member: bytes that look like another's key are still its own. */
static void bytes_that_look_like_a_number(void **state)
{
    struct members members;
    uint32_t first = 0, second = 0;
    (void)state;
    begin(&members);
    assert_int_equal(add(&members, 0, &first, "\0\0\0\0x", 5, MEMBER_PURCHASE), 0);
    assert_int_equal(add(&members, 0, &second, "x", 1, MEMBER_PURCHASE), 0);
    assert_int_equal(add(&members, 0, &first, "", 0, MEMBER_PURCHASE), 0);
    assert_int_equal(add(&members, 0, &first, "", 0, MEMBER_PURCHASE), MEMBER_PURCHASE);
    end(&members);
}

static void many_members(void **state)
{
    enum { CUSTOMERS = 100, EACH = 100 };
    static uint32_t heads[CUSTOMERS];
    static struct churn_text texts[EACH];
    struct members members;
    char text[40];
    (void)state;
    begin(&members);
    for (size_t i = 0; i < EACH; i++)
        for (size_t j = 0; j < CUSTOMERS; j++) {
            size_t length = (size_t)snprintf(text, sizeof text, "order %zu %0*d", i, (int)(i % 20), 0);
            assert_int_equal(add(&members, j, &heads[j], text, length, MEMBER_PURCHASE), 0);
        }
    for (size_t j = 0; j < CUSTOMERS; j++) {
        bool seen[EACH] = { false };
        assert_int_equal(members_list(&members, heads[j], MEMBER_PURCHASE, texts), EACH);
        for (size_t i = 0; i < EACH; i++) {
            size_t number = 0;
            for (size_t k = 6; texts[i].data[k] != ' '; k++)
                number = number * 10 + (size_t)(texts[i].data[k] - '0');
            assert_false(seen[number]);
            seen[number] = true;
        }
    }
    end(&members);
}

/* A member may be longer than a chunk, alone or among others; all that is taken is counted. */
static void long_members(void **state)
{
    static const size_t lengths[] = { 20000, 1, MEMBERS_CHUNK, MEMBERS_CHUNK - 20, MEMBERS_CHUNK - 24, 3, 70000, 12 << 20 };
    static char bytes[12 << 20];
    struct members members;
    struct churn_text texts[COUNT(lengths)];
    uint32_t head = 0;
    size_t total = 0, found = 0;
    (void)state;
    begin(&members);
    memset(bytes, 'x', sizeof bytes);
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < COUNT(lengths); i++)
            assert_int_equal(add(&members, 0, &head, bytes, lengths[i], MEMBER_PURCHASE), again ? MEMBER_PURCHASE : 0);
    assert_int_equal(members_list(&members, head, MEMBER_PURCHASE, texts), COUNT(lengths));
    for (size_t i = 0; i < COUNT(lengths); i++) {
        total += lengths[i];
        found += texts[i].length;
        assert_int_equal(memcmp(texts[i].data, bytes, texts[i].length), 0);
    }
    assert_int_equal(found, total);
    assert_true(atomic_load(&memory.others) >= total);
    end(&members);
}

/* What a day takes, as the pages say. */
static void days_are_small(void **state)
{
    enum { DAYS = 100000 };
    struct members members;
    uint32_t head = 0;
    (void)state;
    begin(&members);
    for (int32_t day = 0; day < DAYS; day++)
        assert_int_equal(add(&members, 5, &head, (const char *)&day, sizeof day, MEMBER_PURCHASE), 0);
    assert_int_equal(members_days_between(&members, head, MEMBER_PURCHASE, -1, DAYS), DAYS);
    assert_in_range(atomic_load(&memory.others), 28 * DAYS, 29 * DAYS);
    end(&members);
}

static void last_day_and_days_between(void **state)
{
    static const int32_t days[] = { 300, 100, 500, 200, 400 };
    struct members members;
    uint32_t mine = 0, other = 0;
    (void)state;
    begin(&members);
    for (size_t i = 0; i < COUNT(days); i++) {
        int32_t later = days[i] + 50;
        add(&members, 1, &other, (const char *)&later, sizeof later, MEMBER_PURCHASE);
        add(&members, 0, &mine, (const char *)&days[i], sizeof days[i], days[i] == 400 ? MEMBER_REFUND : MEMBER_PURCHASE);
        later = -days[i];
        add(&members, 1, &other, (const char *)&later, sizeof later, MEMBER_PURCHASE);
    }
    assert_int_equal(members_last_between(&members, mine, MEMBER_PURCHASE, INT32_MIN, INT32_MAX), 500);
    assert_int_equal(members_last_between(&members, mine, MEMBER_PURCHASE, 0, 499), 300);
    assert_int_equal(members_last_between(&members, mine, MEMBER_PURCHASE, 99, 100), 100);
    assert_int_equal(members_last_between(&members, mine, MEMBER_PURCHASE, 300, 400), INT32_MIN);
    assert_int_equal(members_last_between(&members, mine, MEMBER_REFUND, 300, 400), 400);
    assert_int_equal(members_last_between(&members, mine, MEMBER_REFUND, 400, 500), INT32_MIN);
    assert_int_equal(members_last_between(&members, 0, MEMBER_REFUND, 0, 500), INT32_MIN);
    assert_int_equal(members_days_between(&members, mine, MEMBER_PURCHASE, 100, 300), 2);
    assert_int_equal(members_days_between(&members, mine, MEMBER_PURCHASE, 99, 299), 2);
    assert_int_equal(members_days_between(&members, mine, MEMBER_REFUND, 0, 500), 1);
    end(&members);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flags_say_where_it_was_seen),
        cmocka_unit_test(lists_by_flag),
        cmocka_unit_test(customers_do_not_share),
        cmocka_unit_test(bytes_that_look_like_a_number),
        cmocka_unit_test(many_members),
        cmocka_unit_test(long_members),
        cmocka_unit_test(days_are_small),
        cmocka_unit_test(last_day_and_days_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
