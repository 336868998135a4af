/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See account_batch.h. A row whose sums do not fit, or whose customer is new, goes the long way round, still under the lock. */
#include "customer/account_batch.h"

#include <stdlib.h>

#include "customer/account_entry.h"
#include "customer/account_sets.h"

#define CHUNKS_ASKED 512 /* of more, the few that are wanted are not worth asking for all */
#define LONG_LENGTH_MASK 0xffffffU

_Static_assert((BATCH_ROOM & (BATCH_ROOM - 1)) == 0, "what is aligned to it");

static struct account_rows rows_at(const struct account_batch *batch, size_t place)
{
    struct account_rows rows = { batch->room.rows + place * BATCH_ROWS, NULL };
    if (batch->keep_orders)
        rows.orders = batch->room.orders + place * BATCH_ROWS;
    return rows;
}

bool account_batch_init(struct account_batch *batch, struct accounts *accounts, bool keep_orders, bool keep_days)
{
    size_t rows = (size_t)(ACCOUNTS_PARTS + 2) * BATCH_ROWS;
    *batch = (struct account_batch){ .accounts = accounts, .keep_orders = keep_orders, .keep_days = keep_days };
    batch->keep_spend = accounts->keep_spend;
    batch->keep_any = keep_orders || keep_days || batch->keep_spend;
    batch->room.rows = aligned_alloc(BATCH_ROOM, rows * sizeof *batch->room.rows);
    batch->room.orders = keep_orders ? reallocarray(NULL, rows, sizeof *batch->room.orders) : NULL;
    batch->parts = calloc(ACCOUNTS_PARTS, sizeof *batch->parts);
    if (batch->room.rows == NULL || (keep_orders && batch->room.orders == NULL) || batch->parts == NULL)
        return false;
    for (size_t i = 0; i < ACCOUNTS_PARTS; i++) {
        batch->parts[i].rows = rows_at(batch, i);
        batch->next[i] = batch->parts[i].rows.rows;
    }
    account_batch_forget_lines(batch);
    batch->sought.rows = rows_at(batch, ACCOUNTS_PARTS);
    batch->guessed.rows = rows_at(batch, ACCOUNTS_PARTS + 1);
    return true;
}

void account_batch_forget_lines(struct account_batch *batch)
{
    for (size_t i = 0; i < ACCOUNTS_PARTS; i++) {
        batch->parts[i].lines = (const struct account_line *)(const void *)batch->room.rows;
        batch->parts[i].line_count = 0;
        batch->parts[i].chunk_count = 0;
    }
}

void account_batch_clear(struct account_batch *batch)
{
    free(batch->room.rows);
    free(batch->room.orders);
    free(batch->parts);
    *batch = (struct account_batch){ .parts = NULL };
}

static struct churn_text long_id(const struct account_pending *row)
{
    return (struct churn_text){ (const char *)(uintptr_t)row->key.first, row->key.second >> 32 & LONG_LENGTH_MASK };
}

static churn_day pending_day(const struct account_pending *row)
{
    return (churn_day)(row->where >> 40) - SPAN_DAY_BIAS;
}

static enum churn_status add_slowly(struct accounts *accounts, struct accounts_part *part, uint32_t number, churn_amount amount,
                                    churn_day day, struct churn_error *err)
{
    struct account account;
    accounts_part_get(part, number, &account);
    enum churn_status status = account_add_row(&account, amount, day, err);
    return status == CHURN_OK ? accounts_part_set(accounts, part, number, &account, err) : status;
}

/* False: it does not fit. */
static inline __attribute__((always_inline)) bool add_to_half(struct account_half *half, int64_t amount, uint64_t day)
{
    int64_t sum;
    if (span_is_full(half->span) || __builtin_add_overflow(half->sum, amount, &sum))
        return false;
    half->sum = sum;
    half->span = span_add(half->span, day);
    return true;
}

/* A refund, or what does not fit. */
static enum churn_status add_oddly(struct accounts *accounts, struct accounts_part *part, uint32_t number,
                                   const struct account_entry *entry, const struct account_pending *row,
                                   struct churn_error *err)
{
    if (row->amount < 0 && entry->purchases.span != SPAN_WIDE && row->amount != INT64_MIN) {
        struct account_half *refunds = part_refunds(part, number);
        if (refunds != NULL && add_to_half(refunds, -row->amount, row->where >> 40))
            return CHURN_OK;
    }
    return add_slowly(accounts, part, number, row->amount, pending_day(row), err);
}

/* Long ids carry a pointer in their key, so only those of the table can be compared at once. */
static inline bool is_candidate(const struct account_entry *entry, const struct account_pending *row)
{
    return ((le64toh(entry->key.first) ^ row->key.first) | (le64toh(entry->key.second) ^ row->key.second)) == 0;
}

static enum churn_status find(struct account_batch *batch, const struct account_pending *row, uint32_t *number,
                              struct account_entry **entry, struct churn_error *err)
{
    struct accounts_part *part = &batch->accounts->parts[batch->guessed.part];
    struct account_key key = row->key;
    struct churn_text id = { (const char *)&key, (size_t)(key.second >> 56) };
    uint64_t hash = (uint64_t)batch->guessed.part << (64 - ACCOUNTS_PART_BITS) | (row->where & 0xffffffffffU);
    if (key_is_long(key)) {
        id = long_id(row);
        key.second = (uint64_t)ACCOUNT_LONG << 56 | (uint32_t)hash;
    }
    enum churn_status status = accounts_part_find(batch->accounts, part, id, key, hash, number, err);
    if (status == CHURN_OK)
        *entry = part_entry(part, *number);
    return status;
}

/* No key is zero. */
static struct account_entry no_entry;

/* The first entry that a tag matches is nearly always the one. */
static void guess(const struct accounts_part *part, const struct account_pending *rows, unsigned count, uint32_t *numbers,
                  struct account_entry **entries)
{
    struct account_entry *const *chunks = part->entries;
    const struct account_line *lines = part->lines;
    uint32_t line_count = part->line_count;
    for (unsigned i = 0; i < count; i++) {
        uint64_t where = rows[i].where;
        const struct account_line *line = &lines[hash_line(where, line_count)];
        unsigned slots = line_match(line, hash_tag(where));
        struct account_entry *entry = &no_entry;
        if (slots != 0) {
            uint32_t number = line_number(line, (unsigned)__builtin_ctz(slots));
            entry = &chunks[number / ACCOUNTS_CHUNK][number % ACCOUNTS_CHUNK];
            __builtin_prefetch(entry, 1);
            numbers[i] = number;
        }
        entries[i] = entry;
    }
}

/* The second stage. */
static void guess_sought(struct account_batch *batch)
{
    struct account_stage sought = batch->sought;
    struct accounts_part *part = &batch->accounts->parts[sought.part];
    struct account_gathered *gathered = &batch->parts[sought.part];
    pthread_mutex_lock(&part->lock);
    if (part->lines != NULL) {
        guess(part, sought.rows.rows, sought.count, batch->numbers, batch->entries);
        gathered->lines = part->lines;
        gathered->chunks = part->entries;
        gathered->chunk_count = (part->count + ACCOUNTS_CHUNK - 1) / ACCOUNTS_CHUNK;
    }
    for (unsigned i = 0; part->lines == NULL && i < sought.count; i++)
        batch->entries[i] = &no_entry;
    gathered->line_count = part->line_count;
    pthread_mutex_unlock(&part->lock);
    batch->sought = batch->guessed;
    batch->guessed = sought;
}

static enum churn_status add_sets(struct account_batch *batch, struct accounts_part *part, uint32_t number,
                                  const struct account_pending *row, const struct account_order *order, struct churn_error *err)
{
    enum member_flag flag = row->amount < 0 ? MEMBER_REFUND : MEMBER_PURCHASE;
    enum churn_status status = CHURN_OK;
    if (batch->keep_orders)
        status = account_add_order(batch->accounts, part, number, (struct churn_text){ order->data, order->length }, flag, err);
    if (status == CHURN_OK && batch->keep_days)
        status = account_add_day(batch->accounts, part, number, pending_day(row), flag, err);
    if (status == CHURN_OK && batch->keep_spend && row->amount >= 0)
        status = account_add_spend(part, number, pending_day(row), row->amount, err);
    return status;
}

/* The line of the index for a row of a part, as far as it is known where that is. */
static inline __attribute__((always_inline)) void ask_for_line(const struct account_gathered *gathered, unsigned i)
{
    __builtin_prefetch(&gathered->lines[hash_line(gathered->rows.rows[i].where, gathered->line_count)]);
}

/* Add purchases of customers that are what they were guessed to be, up to the first that is not so, or does not fit. */
static inline __attribute__((always_inline)) unsigned add_plainly(const struct account_pending *rows,
                                                                  struct account_entry *const *entries, unsigned i,
                                                                  unsigned count, struct account_gathered next)
{
    for (; i < count; i++) {
        ask_for_line(&next, i);
        const struct account_pending *row = &rows[i];
        struct account_entry *entry = entries[i];
        if (!is_candidate(entry, row) || row->amount < 0 || !add_to_half(&entry->purchases, row->amount, row->where >> 40))
            break;
    }
    return i;
}

static enum churn_status add_row(struct account_batch *batch, struct accounts_part *part, unsigned i, struct churn_error *err)
{
    const struct account_rows *rows = &batch->guessed.rows;
    const struct account_pending *row = &rows->rows[i];
    struct account_entry *entry = batch->entries[i];
    uint32_t number = batch->numbers[i];
    enum churn_status status = CHURN_OK;
    if (!is_candidate(entry, row))
        status = find(batch, row, &number, &entry, err);
    if (status == CHURN_OK && (row->amount < 0 || !add_to_half(&entry->purchases, row->amount, row->where >> 40)))
        status = add_oddly(batch->accounts, part, number, entry, row, err);
    if (batch->keep_any && status == CHURN_OK)
        status = add_sets(batch, part, number, row, rows->orders != NULL ? &rows->orders[i] : NULL, err);
    return status;
}

/* The third stage. Lines for as many rows of the next part are asked for one by one meanwhile: at once they would wait for each
 * other. */
static enum churn_status add_guessed(struct account_batch *batch, const struct account_gathered *next, struct churn_error *err)
{
    struct accounts_part *part = &batch->accounts->parts[batch->guessed.part];
    enum churn_status status = CHURN_OK;
    unsigned count = batch->guessed.count;
    if (count == 0)
        return CHURN_OK;
    pthread_mutex_lock(&part->lock);
    for (unsigned i = 0; status == CHURN_OK && i < count; i++) {
        if (!batch->keep_any)
            i = add_plainly(batch->guessed.rows.rows, batch->entries, i, count, *next);
        if (i < count)
            status = add_row(batch, part, i, err);
    }
    pthread_mutex_unlock(&part->lock);
    batch->guessed.count = 0;
    return status;
}

static unsigned count_gathered(const struct account_batch *batch, unsigned index)
{
    return (unsigned)(batch->next[index] - batch->parts[index].rows.rows);
}

/* The first stage, of a part's rows: those on their way go one further. */
static enum churn_status advance(struct account_batch *batch, unsigned index, struct churn_error *err)
{
    struct account_gathered *gathered = &batch->parts[index];
    unsigned asked = batch->keep_any ? 0 : batch->guessed.count;
    enum churn_status status = add_guessed(batch, gathered, err);
    guess_sought(batch);
    struct account_rows empty = batch->sought.rows;
    const struct accounts_part *part = &batch->accounts->parts[index];
    __builtin_prefetch(part, 1); /* its lock, which another thread may have had last */
    __builtin_prefetch((const char *)part + CACHE_LINE);
    batch->sought = (struct account_stage){ gathered->rows, index, count_gathered(batch, index) };
    uint32_t chunks = gathered->chunk_count <= CHUNKS_ASKED ? gathered->chunk_count : 0;
    for (uint32_t chunk = 0; chunk < chunks; chunk += CACHE_LINE / sizeof *gathered->chunks)
        __builtin_prefetch(&gathered->chunks[chunk]);
    for (unsigned i = asked; i < batch->sought.count; i++)
        ask_for_line(gathered, i);
    gathered->rows = empty;
    batch->next[index] = empty.rows;
    return status;
}

static uint64_t long_key(struct account_batch *batch, const struct lane_row *row, struct account_key *key)
{
    uint64_t hash = hash_bytes(&batch->accounts->seed, row->id, row->id_length);
    key->first = (uint64_t)(uintptr_t)row->id;
    key->second = (uint64_t)ACCOUNT_LONG << 56 | (uint64_t)row->id_length << 32 | (uint32_t)hash;
    batch->holds_text = true;
    return hash;
}

static void keep_order(struct account_batch *batch, unsigned part, const struct lane_row *row)
{
    batch->parts[part].rows.orders[count_gathered(batch, part)] = (struct account_order){ row->order, row->order_length };
}

/* Rows from the first on, up to one that makes its part full, whose number is *part; returns where to go on. */
static size_t gather(struct account_batch *batch, const struct lane_row *rows, size_t i, size_t count, unsigned *part)
{
    const struct hash_seed seed = batch->accounts->seed;
    struct account_pending **next = batch->next;
    bool keep_orders = batch->keep_orders;
    for (*part = ACCOUNTS_PARTS; i < count && *part == ACCOUNTS_PARTS; i++) {
        const struct lane_row *row = &rows[i];
        struct account_key key;
        uint64_t hash;
        if (row->id_length <= ACCOUNT_SHORT_ID) {
            key = key_of_short(row->id, row->id_length);
            hash = hash_sixteen(&seed, key.first, key.second);
        } else {
            hash = long_key(batch, row, &key);
        }
        struct account_pending *pending = next[hash_part(hash)];
        pending->key = key;
        pending->amount = row->amount;
        pending->where = (hash & 0xffffffffffU) | span_of_day(row->day) << 40;
        if (keep_orders)
            keep_order(batch, hash_part(hash), row);
        next[hash_part(hash)] = pending + 1;
        if ((uintptr_t)(pending + 1) % BATCH_ROOM == 0)
            *part = hash_part(hash);
    }
    return i;
}

enum churn_status account_batch_add(struct account_batch *batch, const struct lane_row *rows, size_t count,
                                    struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    unsigned part;
    batch->holds_text = batch->holds_text || batch->keep_orders;
    for (size_t i = 0; status == CHURN_OK && i < count;) {
        i = gather(batch, rows, i, count, &part);
        if (part < ACCOUNTS_PARTS)
            status = advance(batch, part, err);
    }
    return status;
}

enum churn_status account_batch_flush(struct account_batch *batch, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (unsigned i = 0; status == CHURN_OK && i < ACCOUNTS_PARTS; i++)
        if (count_gathered(batch, i) > 0)
            status = advance(batch, i, err);
    for (int stage = 0; status == CHURN_OK && stage < 2; stage++) {
        status = add_guessed(batch, &batch->parts[batch->guessed.part], err);
        guess_sought(batch);
    }
    batch->holds_text = batch->holds_text && status != CHURN_OK;
    return status;
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
        status = add_slowly(batch->accounts, part, number, row->amount, row->day, err);
    if (status == CHURN_OK && batch->keep_orders)
        status = account_add_order(batch->accounts, part, number, row->order, flag, err);
    if (status == CHURN_OK && batch->keep_days)
        status = account_add_day(batch->accounts, part, number, row->day, flag, err);
    if (status == CHURN_OK && batch->keep_spend && row->amount >= 0)
        status = account_add_spend(part, number, row->day, row->amount, err);
    pthread_mutex_unlock(&part->lock);
    return status;
}
