/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sets that belong to customers: the order ids of each, the days of each. One map over (customer, member) says whether a member
 * is new; a list per customer gives its members again.
 */
#ifndef CUSTOMER_MEMBERS_H
#define CUSTOMER_MEMBERS_H

#include "base/idmap.h"

enum member_flag { MEMBER_PURCHASE = 1, MEMBER_REFUND = 2 }; /* on which kind of row it was seen */

struct member {
    uint32_t next; /* number + 1 of the customer's next member; 0: the last */
    uint8_t flags;
};

struct members {
    struct idmap map;
    struct member *members; /* by number */
    size_t capacity;
    char *key; /* room to build a key in */
    size_t key_size;
};

enum churn_status members_init(struct members *members, struct churn_error *err);
void members_clear(struct members *members);

/*
 * Add bytes to a customer's set, whose list begins at *head (0: empty). *before receives the flags it had: 0 where it is new.
 */
enum churn_status members_add(struct members *members, size_t customer, uint32_t *head, struct churn_text bytes,
                              enum member_flag flag, uint8_t *before, struct churn_error *err);

/* The members of a list that carry a flag, in no order: fills texts (room for as many as there are) and returns how many. */
size_t members_list(const struct members *members, uint32_t head, enum member_flag flag, struct churn_text *texts);

/* Walk a list, from its head: the member at it, and the next place (0: it was the last). */
static inline uint32_t members_next(const struct members *members, uint32_t at, struct churn_text *member, uint32_t *flags)
{
    struct churn_text key = members->map.keys[at - 1];
    *member = (struct churn_text){ key.data + sizeof(uint32_t), key.length - sizeof(uint32_t) };
    *flags = members->members[at - 1].flags;
    return members->members[at - 1].next;
}

/* Bytes that the sets take. */
size_t members_weight(const struct members *members);

/* Of a set of days: how many that carry the flag lie after one day and not after another. */
size_t members_days_between(const struct members *members, uint32_t head, enum member_flag flag, int32_t after, int32_t until);
/* The last of these days; INT32_MIN where there is none. */
int32_t members_last_between(const struct members *members, uint32_t head, enum member_flag flag, int32_t after, int32_t until);

#endif
