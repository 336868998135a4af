/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See account_batch.h. A row whose sums do not fit, or whose customer is new, goes the long way round, still under the lock. */
#include "customer/account_batch.h"

#include <stdlib.h>

#include "customer/account_entry.h"
#include "customer/account_sets.h"

#define LONG_LENGTH_MASK 0xffffffU

bool account_batch_init(struct account_batch *batch, struct accounts *accounts, bool keep_orders, bool keep_days)
{
    size_t rows = (size_t)ACCOUNTS_PARTS * BATCH_ROWS;
    *batch = (struct account_batch){ .accounts = accounts, .keep_orders = keep_orders, .keep_days = keep_days };
    batch->rows = aligned_alloc(64, rows * sizeof *batch->rows);
    batch->orders = keep_orders ? reallocarray(NULL, rows, sizeof *batch->orders) : NULL;
    return batch->rows != NULL && (!keep_orders || batch->orders != NULL);
}

void account_batch_clear(struct account_batch *batch)
{
    free(batch->rows);
    free(batch->orders);
    batch->rows = NULL;
    batch->orders = NULL;
}

static struct churn_text long_id(const struct account_pending *row)
{
    return (struct churn_text){ (const char *)(uintptr_t)row->key.first, row->key.second >> 32 & LONG_LENGTH_MASK };
}

static churn_day pending_day(const struct account_pending *row)
{
    return (churn_day)(row->where >> 40) - SPAN_DAY_BIAS;
}

static enum churn_status add_slowly(struct accounts_part *part, uint32_t number, churn_amount amount, churn_day day,
                                    struct churn_error *err)
{
    struct account account;
    accounts_part_get(part, number, &account);
    enum churn_status status = account_add_row(&account, amount, day, err);
    return status == CHURN_OK ? accounts_part_set(part, number, &account, err) : status;
}

/* False: it does not fit. */
static inline bool add_to_half(struct account_half *half, int64_t amount, uint64_t day)
{
    int64_t sum;
    if (span_is_full(half->span) || __builtin_add_overflow(half->sum, amount, &sum))
        return false;
    half->sum = sum;
    half->span = span_add(half->span, day);
    return true;
}

static inline enum churn_status add_sums(struct accounts_part *part, uint32_t number, const struct account_pending *row,
                                         struct churn_error *err)
{
    struct account_entry *entry = part_entry(part, number);
    struct account_half *refunds = part->refunds[number / ACCOUNTS_CHUNK];
    uint64_t day = row->where >> 40;
    bool done = false;
    if (row->amount >= 0)
        done = add_to_half(&entry->purchases, row->amount, day);
    else if (refunds != NULL && entry->purchases.span != SPAN_WIDE && row->amount != INT64_MIN)
        done = add_to_half(&refunds[number % ACCOUNTS_CHUNK], -row->amount, day);
    return done ? CHURN_OK : add_slowly(part, number, row->amount, pending_day(row), err);
}

/* Long ids carry a pointer in their key, so only those of the table can be compared at once. */
static inline bool is_candidate(const struct account_entry *entry, const struct account_pending *row)
{
    return le64toh(entry->key.first) == row->key.first && le64toh(entry->key.second) == row->key.second;
}

static enum churn_status find(struct account_batch *batch, struct accounts_part *part, const struct account_pending *row,
                              uint64_t hash, uint32_t *number, struct churn_error *err)
{
    struct account_key key = row->key;
    struct churn_text id = { (const char *)&key, (size_t)(key.second >> 56) };
    if (key_is_long(key)) {
        id = long_id(row);
        key.second = (uint64_t)ACCOUNT_LONG << 56 | (uint32_t)hash;
    }
    return accounts_part_find(batch->accounts, part, id, key, hash, number, err);
}

/* Ask for the lines, then for the entries they name; the first that a tag matches is nearly always the one. */
static void fetch(const struct accounts_part *part, const struct account_pending *rows, unsigned count, uint32_t *numbers)
{
    uint32_t lines = part->line_count;
    for (unsigned i = 0; i < count; i++)
        __builtin_prefetch(&part->lines[hash_line(rows[i].where, lines)]);
    for (unsigned i = 0; i < count; i++) {
        const struct account_line *line = &part->lines[hash_line(rows[i].where, lines)];
        unsigned slots = line_match(line, hash_tag(rows[i].where));
        numbers[i] = slots != 0 ? line_number(line, (unsigned)__builtin_ctz(slots)) : UINT32_MAX;
        if (slots != 0)
            __builtin_prefetch(part_entry(part, numbers[i]), 1);
    }
}

static enum churn_status add_sets(struct account_batch *batch, struct accounts_part *part, uint32_t number,
                                  const struct account_pending *row, const struct account_order *order, struct churn_error *err)
{
    enum member_flag flag = row->amount < 0 ? MEMBER_REFUND : MEMBER_PURCHASE;
    enum churn_status status = CHURN_OK;
    if (batch->keep_orders)
        status = account_add_order(part, number, (struct churn_text){ order->data, order->length }, flag, err);
    if (status == CHURN_OK && batch->keep_days)
        status = account_add_day(part, number, pending_day(row), flag, err);
    return status;
}

static enum churn_status flush_part(struct account_batch *batch, unsigned index, struct churn_error *err)
{
    struct accounts_part *part = &batch->accounts->parts[index];
    const struct account_pending *rows = batch->rows + (size_t)index * BATCH_ROWS;
    const struct account_order *orders = batch->orders != NULL ? batch->orders + (size_t)index * BATCH_ROWS : NULL;
    unsigned count = batch->counts[index];
    uint32_t numbers[BATCH_ROWS];
    enum churn_status status = CHURN_OK;
    batch->counts[index] = 0;
    pthread_mutex_lock(&part->lock);
    if (part->lines != NULL)
        fetch(part, rows, count, numbers);
    else
        memset(numbers, 0xff, sizeof numbers);
    for (unsigned i = 0; status == CHURN_OK && i < count; i++) {
        uint64_t hash = (uint64_t)index << 56 | (rows[i].where & 0xffffffffffU);
        uint32_t number = numbers[i];
        if (number == UINT32_MAX || !is_candidate(part_entry(part, number), &rows[i]))
            status = find(batch, part, &rows[i], hash, &number, err);
        if (status == CHURN_OK)
            status = add_sums(part, number, &rows[i], err);
        if (status == CHURN_OK && (batch->keep_orders || batch->keep_days))
            status = add_sets(batch, part, number, &rows[i], orders != NULL ? &orders[i] : NULL, err);
    }
    pthread_mutex_unlock(&part->lock);
    return status;
}

enum churn_status account_batch_flush(struct account_batch *batch, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (unsigned i = 0; status == CHURN_OK && i < ACCOUNTS_PARTS; i++)
        if (batch->counts[i] > 0)
            status = flush_part(batch, i, err);
    batch->holds_text = false;
    return status;
}

enum churn_status account_batch_add(struct account_batch *batch, const struct lane_row *row, struct churn_error *err)
{
    const struct hash_seed *seed = &batch->accounts->seed;
    struct account_key key;
    uint64_t hash;
    if (row->id_length <= ACCOUNT_SHORT_ID) {
        key = key_of_short(row->id, row->id_length);
        hash = hash_sixteen(seed, key.first, key.second);
    } else {
        hash = hash_bytes(seed, row->id, row->id_length);
        key.first = (uint64_t)(uintptr_t)row->id;
        key.second = (uint64_t)ACCOUNT_LONG << 56 | (uint64_t)row->id_length << 32 | (uint32_t)hash;
        batch->holds_text = true;
    }
    unsigned index = hash_part(hash);
    size_t place = (size_t)index * BATCH_ROWS + batch->counts[index];
    uint64_t where = (hash & 0xffffffffffU) | span_of_day(row->day) << 40;
    batch->rows[place] = (struct account_pending){ key, row->amount, where };
    if (batch->keep_orders) {
        batch->orders[place] = (struct account_order){ row->order, row->order_length };
        batch->holds_text = true;
    }
    return ++batch->counts[index] < BATCH_ROWS ? CHURN_OK : flush_part(batch, index, err);
}

enum churn_status account_batch_add_one(struct account_batch *batch, const struct churn_transaction *row,
                                        struct churn_error *err)
{
    struct account_key key;
    uint64_t hash = accounts_hash(batch->accounts, row->id, &key);
    struct accounts_part *part = &batch->accounts->parts[hash_part(hash)];
    enum member_flag flag = row->amount < 0 ? MEMBER_REFUND : MEMBER_PURCHASE;
    uint32_t number;
    pthread_mutex_lock(&part->lock);
    enum churn_status status = accounts_part_find(batch->accounts, part, row->id, key, hash, &number, err);
    if (status == CHURN_OK)
        status = add_slowly(part, number, row->amount, row->day, err);
    if (status == CHURN_OK && batch->keep_orders)
        status = account_add_order(part, number, row->order, flag, err);
    if (status == CHURN_OK && batch->keep_days)
        status = account_add_day(part, number, row->day, flag, err);
    pthread_mutex_unlock(&part->lock);
    return status;
}
