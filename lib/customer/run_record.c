/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records: 4 bytes of size, 4 of flags and the id's length, the id, then the halves as the table holds them (or the account
 * whole where they are too narrow), then each set: how many, and of each member flags, length, bytes. What is in the table is
 * copied, not reckoned, as most customers of a run are.
 */
#include "customer/run_record.h"

#include <stdlib.h>
#include <string.h>

#include "customer/account_entry.h"

enum { IS_WIDE = 1, HAS_REFUNDS = 2, HAS_SPEND = 4, FLAG_BITS = 3 };

void run_customer_clear(struct run_customer *customer)
{
    free(customer->orders.list);
    free(customer->days.list);
    *customer = (struct run_customer){ .orders = { NULL, 0, 0 } };
}

static enum churn_status put(struct run_bytes *bytes, const void *data, size_t length, struct churn_error *err)
{
    if (bytes->capacity - bytes->length < length) {
        size_t capacity = 2 * (bytes->length + length) + 256;
        char *larger = realloc(bytes->data, capacity);
        if (larger == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        bytes->data = larger;
        bytes->capacity = capacity;
    }
    if (length > 0)
        memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
    return CHURN_OK;
}

static enum churn_status put_number(struct run_bytes *bytes, uint32_t number, struct churn_error *err)
{
    return put(bytes, &number, sizeof number, err);
}

/* The sums: halves, or what does not fit into them. */
struct sums {
    uint32_t flags;
    struct account_half purchases, refunds;
    const struct account *wide;
    const struct account_spend *spend; /* NULL: it is not kept */
};

static enum churn_status put_sums(struct run_bytes *bytes, struct churn_text id, const struct sums *sums,
                                  struct churn_error *err)
{
    enum churn_status status = put_number(bytes, 0, err); /* the size is not known yet */
    if (status == CHURN_OK)
        status = put_number(bytes, (uint32_t)id.length << FLAG_BITS | sums->flags | (sums->spend != NULL ? HAS_SPEND : 0), err);
    if (status == CHURN_OK)
        status = put(bytes, id.data, id.length, err);
    if (status == CHURN_OK && sums->spend != NULL)
        status = put(bytes, sums->spend, sizeof *sums->spend, err);
    if (status == CHURN_OK && sums->flags & IS_WIDE)
        return put(bytes, sums->wide, sizeof *sums->wide, err);
    if (status == CHURN_OK)
        status = put(bytes, &sums->purchases, sizeof sums->purchases, err);
    if (status == CHURN_OK && sums->flags & HAS_REFUNDS)
        status = put(bytes, &sums->refunds, sizeof sums->refunds, err);
    return status;
}

static enum churn_status put_member(struct run_bytes *bytes, uint32_t flags, struct churn_text member, struct churn_error *err)
{
    enum churn_status status = put_number(bytes, (uint32_t)member.length << FLAG_BITS | flags, err);
    return status == CHURN_OK ? put(bytes, member.data, member.length, err) : status;
}

static enum churn_status put_list(struct run_bytes *bytes, const struct members *members, uint32_t head, uint32_t count,
                                  struct churn_error *err)
{
    enum churn_status status = put_number(bytes, count, err);
    for (uint32_t at = head, flags; status == CHURN_OK && at != 0;) {
        struct churn_text member;
        at = members_next(members, at, &member, &flags);
        status = put_member(bytes, flags, member, err);
    }
    return status;
}

static enum churn_status put_members(struct run_bytes *bytes, const struct run_members *members, struct churn_error *err)
{
    enum churn_status status = put_number(bytes, (uint32_t)members->count, err);
    for (size_t i = 0; status == CHURN_OK && i < members->count; i++)
        status = put_member(bytes, members->list[i].flags, members->list[i].bytes, err);
    return status;
}

static enum churn_status end_record(struct run_bytes *bytes, size_t begin, struct churn_error *err)
{
    size_t size = bytes->length - begin;
    uint32_t word = (uint32_t)size;
    if (word != size)
        return churn_error_set(err, CHURN_MEMORY, "a customer has 4 GiB of orders and days: more than can be set aside");
    memcpy(bytes->data + begin, &word, sizeof word);
    return CHURN_OK;
}

enum churn_status run_record_pack(struct run_bytes *bytes, const struct accounts *accounts, account_ref ref,
                                  struct churn_error *err)
{
    const struct accounts_part *part = &accounts->parts[ref & 0xff];
    uint32_t number = ref >> 8;
    const struct account_half *refunds = part_refunds(part, number);
    struct sums sums = { .purchases = part_entry(part, number)->purchases };
    size_t begin = bytes->length;
    if (sums.purchases.span == SPAN_WIDE) {
        sums.flags = IS_WIDE;
        sums.wide = part_wide(part, sums.purchases.sum);
    } else if (refunds != NULL && refunds->span != 0) {
        sums.flags = HAS_REFUNDS;
        sums.refunds = *refunds;
    }
    if (accounts->keep_spend)
        sums.spend = accounts_spend(accounts, ref);
    enum churn_status status = put_sums(bytes, accounts_id(accounts, ref), &sums, err);
    if (status == CHURN_OK && accounts->keep_sets) {
        const struct account_sets *sets = accounts_sets(accounts, ref);
        status = put_list(bytes, &part->orders, sets->order_list, sets->orders_any, err);
        if (status == CHURN_OK)
            status = put_list(bytes, &part->days, sets->day_list, sets->days_any, err);
    }
    return status == CHURN_OK ? end_record(bytes, begin, err) : status;
}

enum churn_status run_record_put(struct run_bytes *bytes, const struct run_customer *customer, bool sets,
                                 struct churn_error *err)
{
    struct sums sums = { .wide = &customer->account, .spend = customer->has_spend ? &customer->spend : NULL };
    size_t begin = bytes->length;
    if (!account_pack(&customer->account, &sums.purchases, &sums.refunds))
        sums.flags = IS_WIDE;
    else if (sums.refunds.span != 0)
        sums.flags = HAS_REFUNDS;
    enum churn_status status = put_sums(bytes, customer->id, &sums, err);
    if (status == CHURN_OK && sets)
        status = put_members(bytes, &customer->orders, err);
    if (status == CHURN_OK && sets)
        status = put_members(bytes, &customer->days, err);
    return status == CHURN_OK ? end_record(bytes, begin, err) : status;
}

static uint32_t number_at(const char *at)
{
    uint32_t number;
    memcpy(&number, at, sizeof number);
    return number;
}

size_t run_record_size(const char *record)
{
    return number_at(record);
}

struct churn_text run_record_id(const char *record)
{
    return (struct churn_text){ record + RUN_HEAD, number_at(record + 4) >> FLAG_BITS };
}

static const char *get_account(const char *record, struct run_customer *customer)
{
    struct account *account = &customer->account;
    struct churn_text id = run_record_id(record);
    struct account_half purchases, refunds = { 0, 0 };
    uint32_t flags = number_at(record + 4);
    const char *at = id.data + id.length;
    customer->has_spend = (flags & HAS_SPEND) != 0;
    if (customer->has_spend) {
        memcpy(&customer->spend, at, sizeof customer->spend);
        at += sizeof customer->spend;
    }
    if (flags & IS_WIDE) {
        memcpy(account, at, sizeof *account);
        return at + sizeof *account;
    }
    memcpy(&purchases, at, sizeof purchases);
    at += sizeof purchases;
    if (flags & HAS_REFUNDS) {
        memcpy(&refunds, at, sizeof refunds);
        at += sizeof refunds;
    }
    account_unpack(&purchases, &refunds, account);
    return at;
}

/* Behind those that are there. */
static enum churn_status get_members(const char **at, struct run_members *members, struct churn_error *err)
{
    uint32_t count = number_at(*at);
    *at += sizeof count;
    if (members->capacity - members->count < count) {
        size_t capacity = 2 * (members->count + count);
        struct run_member *larger = reallocarray(members->list, capacity, sizeof *larger);
        if (larger == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        members->list = larger;
        members->capacity = capacity;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t head = number_at(*at);
        struct churn_text bytes = { *at + sizeof head, head >> FLAG_BITS };
        members->list[members->count++] = (struct run_member){ bytes, head & ((1U << FLAG_BITS) - 1) };
        *at = bytes.data + bytes.length;
    }
    return CHURN_OK;
}

enum churn_status run_record_append(const char *record, bool sets, struct run_customer *customer, struct churn_error *err)
{
    customer->id = run_record_id(record);
    const char *at = get_account(record, customer);
    enum churn_status status = sets ? get_members(&at, &customer->orders, err) : CHURN_OK;
    return status == CHURN_OK && sets ? get_members(&at, &customer->days, err) : status;
}

enum churn_status run_record_get(const char *record, bool sets, struct run_customer *customer, struct churn_error *err)
{
    customer->orders.count = customer->days.count = 0;
    return run_record_append(record, sets, customer, err);
}
