/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table. Entries lie in chunks and never move, so ids can be lent out; the index holds only numbers and one byte of hash,
 * and grows by half, part by part, so that neither needs twice its room at a time.
 */
#include <stdlib.h>

#include "customer/account_entry.h"

#define TEXT_CHUNK ((size_t)4 * 1024) /* bytes of long ids in a part; one of more than a quarter gets a chunk of its own */
#define PART_MOST 0xffffffU           /* numbers of 3 bytes */

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory for so many customers");
}

_Static_assert(sizeof(struct accounts_part) == 256 || sizeof(void *) != 8, "a part is found by a shift");

enum churn_status accounts_init(struct accounts *accounts, bool keep_sets, bool keep_spend, struct churn_error *err)
{
    *accounts = (struct accounts){ .keep_sets = keep_sets, .keep_spend = keep_spend };
    hash_seed_init(&accounts->seed);
    account_memory_init(&accounts->memory);
    accounts->parts = aligned_alloc(128, ACCOUNTS_PARTS * sizeof *accounts->parts);
    if (accounts->parts == NULL) {
        account_memory_clear(&accounts->memory);
        return no_memory(err);
    }
    memset(accounts->parts, 0, ACCOUNTS_PARTS * sizeof *accounts->parts);
    for (size_t i = 0; i < ACCOUNTS_PARTS; i++)
        pthread_mutex_init(&accounts->parts[i].lock, NULL);
    return CHURN_OK;
}

static void empty_part(struct accounts_part *part)
{
    for (size_t i = 0; i < part->chunks; i++)
        if (part->refunds[i] != NULL)
            free(part->refunds[i]->halves);
    free(part->entries);
    free(part->refunds);
    free(part->sets);
    free(part->spends);
    free(part->wide);
    members_clear(&part->orders);
    members_clear(&part->days);
}

void accounts_clear(struct accounts *accounts)
{
    for (size_t i = 0; accounts->parts != NULL && i < ACCOUNTS_PARTS; i++) {
        empty_part(&accounts->parts[i]);
        pthread_mutex_destroy(&accounts->parts[i].lock);
    }
    if (accounts->parts != NULL)
        account_memory_clear(&accounts->memory);
    free(accounts->parts);
    accounts->parts = NULL;
}

void accounts_empty(struct accounts *accounts)
{
    for (size_t i = 0; i < ACCOUNTS_PARTS; i++) {
        struct accounts_part *part = &accounts->parts[i];
        empty_part(part);
        memset((char *)part + sizeof part->lock, 0, sizeof *part - sizeof part->lock);
    }
    account_memory_empty(&accounts->memory);
}

#define SORT_SHARE(chunks) ((chunks) / 8 * 3) /* sorting takes 12 bytes where an entry takes 32, and the index is away then */

size_t accounts_weight(const struct accounts *accounts)
{
    size_t chunks = atomic_load_explicit(&accounts->memory.chunks, memory_order_relaxed);
    size_t index = atomic_load_explicit(&accounts->memory.indexes, memory_order_relaxed);
    size_t others = atomic_load_explicit(&accounts->memory.others, memory_order_relaxed);
    size_t sort = SORT_SHARE(chunks);
    return chunks + others + (index > sort ? index : sort);
}

size_t accounts_count(const struct accounts *accounts)
{
    size_t count = 0;
    for (size_t i = 0; i < ACCOUNTS_PARTS; i++)
        count += accounts->parts[i].count;
    return count;
}

void accounts_drop_index(struct accounts *accounts)
{
    for (size_t i = 0; i < ACCOUNTS_PARTS; i++) {
        accounts->parts[i].lines = NULL;
        accounts->parts[i].line_count = 0;
        accounts->parts[i].generation = 0;
    }
    account_memory_drop_indexes(&accounts->memory);
}

struct churn_text account_entry_id(const struct account_entry *entry)
{
    uint32_t length;
    if (!key_is_long(entry->key))
        return (struct churn_text){ (const char *)&entry->key, (size_t)(entry->key.second >> 56) };
    const char *text = (const char *)(uintptr_t)entry->key.first;
    memcpy(&length, text, sizeof length);
    return (struct churn_text){ text + sizeof length, length };
}

/* Keys are kept as bytes in memory, so a short id can be lent out where it lies. */
static struct account_key key_in_memory(struct account_key key)
{
    return key_is_long(key) ? key : (struct account_key){ htole64(key.first), htole64(key.second) };
}

static inline uint64_t hash_of_entry(const struct hash_seed *seed, const struct account_entry *entry)
{
    if (!key_is_long(entry->key))
        return hash_sixteen(seed, le64toh(entry->key.first), le64toh(entry->key.second));
    struct churn_text id = account_entry_id(entry);
    return hash_bytes(seed, id.data, id.length);
}

static inline void put_in_lines(struct account_line *lines, uint32_t line_count, uint64_t hash, uint32_t number)
{
    uint32_t line = hash_line(hash, line_count);
    unsigned free_slots;
    while ((free_slots = line_match(&lines[line], 0)) == 0)
        line = line + 1 < line_count ? line + 1 : 0;
    unsigned slot = (unsigned)__builtin_ctz(free_slots);
    unsigned char *at = lines[line].numbers + 3 * slot;
    uint16_t low = htole16((uint16_t)number);
    memcpy(at, &low, sizeof low);
    at[2] = (unsigned char)(number >> 16);
    lines[line].tags[slot] = hash_tag(hash);
}

/* The entries of a chunk, in their order. */
static void put_chunk(const struct hash_seed *seed, struct accounts_part *part, uint32_t from, uint32_t count)
{
    const struct account_entry *entries = part_entry(part, from);
    struct account_line *lines = part->lines;
    uint32_t line_count = part->line_count;
    for (uint32_t i = 0; i < count; i++)
        put_in_lines(lines, line_count, hash_of_entry(seed, &entries[i]), from + i);
}

#define LINE_LOAD 12 /* customers to a line, of 16: a line runs over into the next one for one in ten */

/* Room for one more at a load of three quarters; made anew from the entries, in their order. */
static bool grow_index(struct accounts *accounts, struct accounts_part *part)
{
    unsigned generation = part->generation;
    uint32_t line_count;
    if (part->lines != NULL && part->count < part->line_count * LINE_LOAD)
        return true;
    generation += part->lines != NULL;
    while (account_memory_lines(generation) <= part->count / LINE_LOAD)
        generation++;
    struct account_line *lines =
        account_memory_index(&accounts->memory, generation, (size_t)(part - accounts->parts), &line_count);
    if (lines == NULL)
        return false;
    if (part->lines != NULL)
        account_memory_leave(&accounts->memory, part->generation);
    part->lines = lines;
    part->line_count = line_count;
    part->generation = generation;
    const struct hash_seed seed = accounts->seed;
    for (uint32_t i = 0; i < part->count; i += ACCOUNTS_CHUNK) {
        uint32_t left = part->count - i;
        if (left > ACCOUNTS_CHUNK)
            for (size_t line = 0; line < 4; line++)
                __builtin_prefetch((const char *)part_entry(part, i + ACCOUNTS_CHUNK) + 64 * line);
        put_chunk(&seed, part, i, left < ACCOUNTS_CHUNK ? left : ACCOUNTS_CHUNK);
    }
    return true;
}

static bool grow_array(void *pointer, size_t count, size_t size)
{
    void **array = pointer;
    void *larger = reallocarray(*array, count, size);
    if (larger == NULL)
        return false;
    *array = larger;
    return true;
}

static bool add_chunk(struct accounts *accounts, struct accounts_part *part)
{
    size_t chunk = part->count / ACCOUNTS_CHUNK;
    if (chunk < part->chunks)
        return true;
    if ((part->chunks & (part->chunks - 1)) == 0) {
        size_t room = part->chunks == 0 ? 1 : 2 * part->chunks;
        if (!grow_array(&part->entries, room, sizeof *part->entries) ||
            !grow_array(&part->refunds, room, sizeof *part->refunds) ||
            (accounts->keep_sets && !grow_array(&part->sets, room, sizeof *part->sets)) ||
            (accounts->keep_spend && !grow_array(&part->spends, room, sizeof *part->spends)))
            return false;
    }
    struct account_entry *entries = account_memory_chunk(&accounts->memory, ACCOUNTS_CHUNK * sizeof *entries);
    struct account_sets *sets = NULL;
    struct account_spend *spends = NULL;
    if (accounts->keep_sets)
        sets = account_memory_room(&accounts->memory, ACCOUNTS_CHUNK * sizeof *sets);
    if (accounts->keep_spend)
        spends = account_memory_room(&accounts->memory, ACCOUNTS_CHUNK * sizeof *spends);
    if (entries == NULL || (accounts->keep_sets && sets == NULL) || (accounts->keep_spend && spends == NULL))
        return false;
    part->entries[chunk] = entries;
    part->refunds[chunk] = NULL;
    if (accounts->keep_sets)
        part->sets[chunk] = sets;
    if (accounts->keep_spend)
        part->spends[chunk] = spends;
    part->chunks++;
    account_memory_note(&accounts->memory, (accounts->keep_sets ? 6 : 4) * sizeof *part->entries);
    return true;
}

/* The text of a long id, behind its length; NULL without memory. */
static const char *keep_text(struct accounts *accounts, struct accounts_part *part, struct churn_text id)
{
    uint32_t length = (uint32_t)id.length;
    size_t size = sizeof length + id.length;
    bool alone = size > TEXT_CHUNK / 4;
    if (!alone && part->text_left < size) {
        part->text = account_memory_room(&accounts->memory, TEXT_CHUNK);
        part->text_left = part->text != NULL ? TEXT_CHUNK : 0;
    }
    char *copy = alone ? account_memory_room(&accounts->memory, size) : part->text;
    if (copy == NULL)
        return NULL;
    memcpy(copy, &length, sizeof length);
    memcpy(copy + sizeof length, id.data, id.length);
    if (!alone) {
        part->text += size;
        part->text_left -= size;
    }
    return copy;
}

static enum churn_status add_new(struct accounts *accounts, struct accounts_part *part, struct churn_text id,
                                 struct account_key key, uint64_t hash, uint32_t *number, struct churn_error *err)
{
    if (part->count >= PART_MOST || id.length > UINT32_MAX || !add_chunk(accounts, part) || !grow_index(accounts, part))
        return no_memory(err);
    if (key_is_long(key)) {
        const char *text = keep_text(accounts, part, id);
        if (text == NULL)
            return no_memory(err);
        key.first = (uint64_t)(uintptr_t)text;
    }
    *number = part->count++;
    *part_entry(part, *number) = (struct account_entry){ key_in_memory(key), { 0, 0 } };
    put_in_lines(part->lines, part->line_count, hash, *number);
    return CHURN_OK;
}

static bool is_same(const struct account_entry *entry, struct churn_text id, struct account_key key)
{
    struct account_key memory = key_in_memory(key);
    if (!key_is_long(key))
        return entry->key.first == memory.first && entry->key.second == memory.second;
    return entry->key.second == key.second && churn_text_compare(account_entry_id(entry), id) == 0;
}

enum churn_status accounts_part_find(struct accounts *accounts, struct accounts_part *part, struct churn_text id,
                                     struct account_key key, uint64_t hash, uint32_t *number, struct churn_error *err)
{
    if (part->lines == NULL && !grow_index(accounts, part))
        return no_memory(err);
    for (uint32_t at = hash_line(hash, part->line_count);; at = at + 1 < part->line_count ? at + 1 : 0) {
        const struct account_line *line = &part->lines[at];
        for (unsigned slots = line_match(line, hash_tag(hash)); slots != 0; slots &= slots - 1) {
            *number = line_number(line, (unsigned)__builtin_ctz(slots));
            if (is_same(part_entry(part, *number), id, key))
                return CHURN_OK;
        }
        if (line_match(line, 0) != 0)
            return add_new(accounts, part, id, key, hash, number, err);
    }
}

uint64_t accounts_hash(const struct accounts *accounts, struct churn_text id, struct account_key *key)
{
    char copy[16] = { 0 };
    if (id.length > ACCOUNT_SHORT_ID) {
        uint64_t hash = hash_bytes(&accounts->seed, id.data, id.length);
        *key = (struct account_key){ 0, (uint64_t)ACCOUNT_LONG << 56 | (uint32_t)hash };
        return hash;
    }
    if (id.length > 0)
        memcpy(copy, id.data, id.length);
    *key = key_of_short(copy, id.length);
    return hash_sixteen(&accounts->seed, key->first, key->second);
}

enum churn_status accounts_find(struct accounts *accounts, struct churn_text id, account_ref *ref, struct churn_error *err)
{
    struct account_key key;
    uint32_t number;
    uint64_t hash = accounts_hash(accounts, id, &key);
    enum churn_status status = accounts_part_find(accounts, &accounts->parts[hash_part(hash)], id, key, hash, &number, err);
    if (status == CHURN_OK)
        *ref = number << 8 | hash_part(hash);
    return status;
}

struct churn_text accounts_id(const struct accounts *accounts, account_ref ref)
{
    return account_entry_id(part_entry(&accounts->parts[ref & 0xff], ref >> 8));
}

#define AHEAD 8 /* places between the steps: the entry, where its refunds are, the refunds, the customer */

static const struct account_entry *entry_of(const struct accounts *accounts, account_ref ref)
{
    return part_entry(&accounts->parts[ref & 0xff], ref >> 8);
}

/* Only where the customer has some that lie apart; its entry is here by now. */
static const struct account_refunds *refunds_of(const struct accounts *accounts, account_ref ref)
{
    uint64_t span = entry_of(accounts, ref)->purchases.span;
    if ((span & SPAN_REFUNDS) == 0 || span == SPAN_WIDE)
        return NULL;
    return accounts->parts[ref & 0xff].refunds[(ref >> 8) / ACCOUNTS_CHUNK];
}

void accounts_fetch(const struct accounts *accounts, const account_ref *sorted, size_t index, size_t count)
{
    const struct account_refunds *refunds;
    if (index + 3 * AHEAD < count)
        __builtin_prefetch(entry_of(accounts, sorted[index + 3 * AHEAD]));
    if (index + 2 * AHEAD < count) {
        account_ref ref = sorted[index + 2 * AHEAD];
        if ((refunds = refunds_of(accounts, ref)) != NULL)
            __builtin_prefetch(&refunds->places[(ref >> 8) % ACCOUNTS_CHUNK]);
    }
    if (index + AHEAD < count) {
        account_ref ref = sorted[index + AHEAD];
        if ((refunds = refunds_of(accounts, ref)) != NULL)
            __builtin_prefetch(&refunds->halves[refunds->places[(ref >> 8) % ACCOUNTS_CHUNK] - 1]);
    }
}

struct account_sets *accounts_sets(const struct accounts *accounts, account_ref ref)
{
    return &accounts->parts[ref & 0xff].sets[(ref >> 8) / ACCOUNTS_CHUNK][(ref >> 8) % ACCOUNTS_CHUNK];
}

const struct account_spend *accounts_spend(const struct accounts *accounts, account_ref ref)
{
    return &accounts->parts[ref & 0xff].spends[(ref >> 8) / ACCOUNTS_CHUNK][(ref >> 8) % ACCOUNTS_CHUNK];
}

void accounts_get(const struct accounts *accounts, account_ref ref, struct account *account)
{
    accounts_part_get(&accounts->parts[ref & 0xff], ref >> 8, account);
}

enum churn_status accounts_set(struct accounts *accounts, account_ref ref, const struct account *account,
                               struct churn_error *err)
{
    return accounts_part_set(accounts, &accounts->parts[ref & 0xff], ref >> 8, account, err);
}
