/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers and their sums, for many millions of them: one table in 256 parts by hash, each under a lock of its own, so that
 * threads fold into the same table and nothing has to be merged.
 *
 * Memory for a customer: 32 bytes of id, gross, dates and rows; 16 for refunds where it has any, rounded up for its chunk, and
 * 1.5 where any of its chunk has; 5.3 to 8 of index; a sort takes 12 while the index is away. So some 45 where few have refunds
 * and at most 62 where all have; 64 more where a sum is over 64 bits, and the whole id where it is longer than 15 bytes. All
 * of it is mapped, given back when the table is emptied, and counted, but for arrays of pointers and refunds: counted only.
 */
#ifndef CUSTOMER_ACCOUNTS_H
#define CUSTOMER_ACCOUNTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/text.h>

#include "base/hash.h"
#include "customer/account_memory.h"
#include "customer/members.h"

#define ACCOUNTS_PART_BITS 8
#define ACCOUNTS_PARTS (1 << ACCOUNTS_PART_BITS)
#define ACCOUNTS_CHUNK 128 /* customers that are allocated together: 4 KiB */
#define ACCOUNTS_WIDE 16   /* wide accounts: 1 KiB */
#define CACHE_LINE 64

/* One customer's sums, whatever their size. */
struct account {
    churn_amount gross;
    churn_amount refunds;
    uint64_t rows;
    uint64_t refund_rows;
    churn_day first_day;
    churn_day last_day;
    churn_day refund_first_day;
    churn_day refund_last_day;
};

/* The sets of a customer, where they are kept. */
struct account_sets {
    uint32_t order_list;
    uint32_t day_list;
    uint32_t orders;
    uint32_t orders_any;
    uint32_t days;
    uint32_t days_any;
};

/* What a customer spent on its first day with a purchase, where it is kept. */
struct account_spend {
    churn_amount sum;
    churn_day day;
    bool any; /* false: no purchase yet */
};

/*
 * An id of up to 15 bytes with zeros behind it and its length in the last byte; of a longer one: where its text lies, 32 bits
 * of its hash, and ACCOUNT_LONG in the last byte.
 */
struct account_key {
    uint64_t first;
    uint64_t second;
};

#define ACCOUNT_SHORT_ID 15

/* Purchases or refunds: a sum, and days and rows in 64 bits; see account_entry.h. */
struct account_half {
    int64_t sum;
    uint64_t span;
};

struct account_entry {
    struct account_key key;
    struct account_half purchases;
};

/* A line of the index, one cache line: 16 numbers of 3 bytes and a tag of each; tag 0 is free. */
struct account_line {
    unsigned char numbers[48];
    unsigned char tags[16];
} __attribute__((aligned(64)));

/* The refunds of a chunk's customers, most of whom have none. */
struct account_refunds {
    struct account_half *halves;    /* in the order in which customers had their first */
    uint8_t count;                  /* of them; there is room for the next power of two */
    uint8_t places[ACCOUNTS_CHUNK]; /* of a customer's among them, and one more; 0: it has none */
} __attribute__((aligned(64)));

struct accounts_part {
    pthread_mutex_t lock;
    struct account_line *lines; /* NULL: to be made anew from the entries */
    uint32_t line_count;
    unsigned generation; /* of the lines */
    uint32_t count;
    struct account_entry **entries;   /* chunks of them */
    struct account_refunds **refunds; /* of the same numbers; NULL while none of the chunk has any */
    struct account_sets **sets;
    struct account_spend **spends;
    size_t chunks;
    struct account **wide; /* chunks of those whose sums need more room */
    uint32_t wide_count;
    char *text; /* where the next long id goes */
    size_t text_left;
    struct members orders;
    struct members days;
} __attribute__((aligned(128))); /* 256 bytes: a place is found by a shift */

struct accounts {
    struct hash_seed seed;
    struct account_memory memory;
    bool keep_sets, keep_spend;
    struct accounts_part *parts; /* ACCOUNTS_PARTS */
};

/* A customer: its number in its part, and the part in the lowest 8 bits. */
typedef uint32_t account_ref;

enum churn_status accounts_init(struct accounts *accounts, bool keep_sets, bool keep_spend, struct churn_error *err);
void accounts_clear(struct accounts *accounts);
/* Empty again, with all memory given back. */
void accounts_empty(struct accounts *accounts);
/* Bytes it takes, those for sorting it included. From any thread. */
size_t accounts_weight(const struct accounts *accounts);
size_t accounts_count(const struct accounts *accounts);

/* For one thread only, like all but accounts_take: the customer of an id, new and empty where there was none. */
enum churn_status accounts_find(struct accounts *accounts, struct churn_text id, account_ref *ref, struct churn_error *err);

struct churn_text accounts_id(const struct accounts *accounts, account_ref ref);
void accounts_get(const struct accounts *accounts, account_ref ref, struct account *account);
enum churn_status accounts_set(struct accounts *accounts, account_ref ref, const struct account *account,
                               struct churn_error *err);
/* Ask the memory for the customers that come some places behind this one in an order that is not that of memory. */
void accounts_fetch(const struct accounts *accounts, const account_ref *sorted, size_t index, size_t count);
struct account_sets *accounts_sets(const struct accounts *accounts, account_ref ref);
const struct account_spend *accounts_spend(const struct accounts *accounts, account_ref ref);

/* All customers in byte order of their ids; the caller frees *sorted. The index is dropped. */
enum churn_status accounts_sort(struct accounts *accounts, unsigned jobs, account_ref **sorted, struct churn_error *err);

/* Give back the index; it is made anew when it is needed. */
void accounts_drop_index(struct accounts *accounts);

/* The key and the hash of an id. */
uint64_t accounts_hash(const struct accounts *accounts, struct churn_text id, struct account_key *key);

struct churn_text account_entry_id(const struct account_entry *entry);

/* Inside a part, whose lock is held where threads are at work. The hash is that of the key. */
enum churn_status accounts_part_find(struct accounts *accounts, struct accounts_part *part, struct churn_text id,
                                     struct account_key key, uint64_t hash, uint32_t *number, struct churn_error *err);
void accounts_part_get(const struct accounts_part *part, uint32_t number, struct account *account);
enum churn_status accounts_part_set(struct accounts *accounts, struct accounts_part *part, uint32_t number,
                                    const struct account *account, struct churn_error *err);

/* Add a row of an amount to an account. CHURN_NUMERIC where a sum overflows. */
enum churn_status account_add_row(struct account *account, churn_amount amount, churn_day day, struct churn_error *err);

/* Add another account of the same customer. CHURN_NUMERIC where a sum overflows. */
enum churn_status account_add_account(struct account *account, const struct account *more, struct churn_error *err);

/* Out of the two halves, and into them; false: it does not fit. */
void account_unpack(const struct account_half *purchases, const struct account_half *refunds, struct account *account);
bool account_pack(const struct account *account, struct account_half *purchases, struct account_half *refunds);

/* first and last take in a day (CHURN_DAY_NONE: none). */
void account_widen(churn_day *first, churn_day *last, churn_day day);

#endif
