/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting customers in the order of their ids, as its files share it: account_places.c finds how an id becomes a number,
 * account_order.c sorts by it. */
#ifndef CUSTOMER_ACCOUNT_ORDER_H
#define CUSTOMER_ACCOUNT_ORDER_H

#include "customer/account_entry.h"

#define PREFIX 32 /* bytes of an id that are looked at for places */
#define TASKS 16  /* parts are taken in so many groups */
#define GROUP (ACCOUNTS_PARTS / TASKS)

struct item {
    uint64_t number;
    account_ref ref;
} __attribute__((packed, aligned(4)));

/* What the bytes of a place are like, in all ids or those of a task. */
struct span_of_bytes {
    unsigned char least[PREFIX], most[PREFIX];
    bool any_long;
};

/* How an id becomes a number. */
struct weights {
    unsigned char places[PREFIX]; /* where ids differ, ascending */
    unsigned place_count;
    uint64_t (*worth)[256]; /* what a byte adds to the number, by place */
    unsigned shift;         /* from a number to its bucket */
};

struct sorting {
    const struct accounts *accounts;
    size_t count;
    struct span_of_bytes spans[TASKS];
    bool any_long;
    struct weights weights;
    size_t place_end;            /* ids that agree up to here may differ behind */
    bool (*occurs)[PREFIX][256]; /* by task: bytes at each of the places */
    size_t buckets;
    uint32_t *starts; /* by task and bucket: first a count, then where the next item goes */
    uint32_t *ends;   /* of a bucket */
    struct item *items;
    struct spread *spreads; /* by worker */
};

static inline const unsigned char *bytes_of(const struct account_entry *entry)
{
    return (const unsigned char *)&entry->key;
}

/* The first bytes of an id, with zeros behind. */
static inline void copy_prefix(const struct account_entry *entry, unsigned char *prefix)
{
    struct churn_text id = account_entry_id(entry);
    memset(prefix, 0, PREFIX);
    memcpy(prefix, id.data, id.length < PREFIX ? id.length : PREFIX);
}

typedef void (*see_customer)(struct sorting *sorting, const struct weights *weights, size_t task, const unsigned char *prefix,
                             account_ref ref);

static inline __attribute__((always_inline)) void walk(struct sorting *sorting, size_t task, see_customer see)
{
    const struct weights weights = sorting->weights; /* a copy of its own stays where it is while others write */
    unsigned char copy[PREFIX];
    for (size_t part = task * GROUP; part < (task + 1) * GROUP; part++)
        for (uint32_t i = 0; i < sorting->accounts->parts[part].count; i++) {
            const struct account_entry *entry = part_entry(&sorting->accounts->parts[part], i);
            const unsigned char *prefix = bytes_of(entry);
            if (sorting->any_long) {
                copy_prefix(entry, copy);
                prefix = copy;
            }
            see(sorting, &weights, task, prefix, i << 8 | (uint32_t)part);
        }
}

static inline uint64_t number_of(const struct weights *weights, const unsigned char *prefix)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < weights->place_count; i++)
        number += weights->worth[i][prefix[weights->places[i]]];
    return number;
}

/* Find the places where any two ids differ, and what their bytes are worth. */
void account_places_find(struct sorting *sorting, unsigned jobs);

#endif
