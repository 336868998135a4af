/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sets that belong to customers: the order ids of each, the days of each. One map over (customer, member) says whether a member
 * is new; a list per customer gives its members again. A member takes 24 bytes and its own, rounded up to four.
 */
#ifndef CUSTOMER_MEMBERS_H
#define CUSTOMER_MEMBERS_H

#include <churn/error.h>
#include <churn/text.h>

#include "base/hash.h"
#include "customer/account_memory.h"

enum member_flag { MEMBER_PURCHASE = 1, MEMBER_REFUND = 2 }; /* on which kind of row it was seen */

/* Where a member lies: its chunk, and in its lowest bits how many words into it. 0: none. */
typedef uint32_t member_ref;
#define MEMBERS_WORD sizeof(uint32_t)
#define MEMBERS_PLACE_BITS 10
#define MEMBERS_CHUNK (MEMBERS_WORD << MEMBERS_PLACE_BITS) /* bytes; a larger member gets a chunk of its own */

struct member {
    member_ref next;  /* of the customer's members */
    member_ref chain; /* next one of the same bucket */
    uint32_t hash;
    uint32_t owner;
    uint32_t length : 30;
    uint32_t flags : 2;
    char bytes[];
};

struct members {
    struct account_memory *memory; /* borrowed, as the seed is */
    const struct hash_seed *seed;
    char **chunks;
    member_ref **segments; /* of buckets */
    uint32_t chunk_count;
    uint32_t used, size; /* bytes of the last chunk */
    uint32_t bucket_count;
    uint32_t count;
};

/* Allocates nothing. Members lie in the memory, which must be cleared after the set and counts all that is taken. */
void members_init(struct members *members, struct account_memory *memory, const struct hash_seed *seed);
void members_clear(struct members *members);

/*
 * Add bytes to a customer's set, whose list begins at *head (0: empty). *before receives the flags it had: 0 where it is new.
 */
enum churn_status members_add(struct members *members, size_t customer, member_ref *head, struct churn_text bytes,
                              enum member_flag flag, uint8_t *before, struct churn_error *err);

/* The members of a list that carry a flag, in no order: fills texts (room for as many as there are) and returns how many. */
size_t members_list(const struct members *members, member_ref head, enum member_flag flag, struct churn_text *texts);

static inline struct member *members_at(const struct members *members, member_ref at)
{
    size_t place = at & ((1U << MEMBERS_PLACE_BITS) - 1);
    return (struct member *)(void *)(members->chunks[at >> MEMBERS_PLACE_BITS] + place * MEMBERS_WORD);
}

/* Walk a list, from its head: the member at it, and the next place (0: it was the last). */
static inline member_ref members_next(const struct members *members, member_ref at, struct churn_text *bytes, uint32_t *flags)
{
    const struct member *member = members_at(members, at);
    *bytes = (struct churn_text){ member->bytes, member->length };
    *flags = member->flags;
    return member->next;
}

/* Of a set of days: how many that carry the flag lie after one day and not after another. */
size_t members_days_between(const struct members *members, member_ref head, enum member_flag flag, int32_t after,
                            int32_t until);
/* The last of these days; INT32_MIN where there is none. */
int32_t members_last_between(const struct members *members, member_ref head, enum member_flag flag, int32_t after,
                             int32_t until);

#endif
