/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys are the customer's number in four bytes and the member's own: no two customers share a member by accident. */
#include "customer/members.h"

#include <stdlib.h>
#include <string.h>

#define OWNER_SIZE sizeof(uint32_t)

enum churn_status members_init(struct members *members, struct churn_error *err)
{
    *members = (struct members){ .capacity = 0 };
    return idmap_init(&members->map, err);
}

void members_clear(struct members *members)
{
    idmap_clear(&members->map);
    free(members->members);
    free(members->key);
    *members = (struct members){ .capacity = 0 };
}

static enum churn_status make_key(struct members *members, size_t customer, struct churn_text bytes, struct churn_text *key,
                                  struct churn_error *err)
{
    uint32_t owner = (uint32_t)customer;
    if (members->key_size < OWNER_SIZE + bytes.length) {
        size_t size = 2 * (OWNER_SIZE + bytes.length);
        char *larger = realloc(members->key, size);
        if (larger == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        members->key = larger;
        members->key_size = size;
    }
    memcpy(members->key, &owner, OWNER_SIZE);
    memcpy(members->key + OWNER_SIZE, bytes.data, bytes.length);
    *key = (struct churn_text){ members->key, OWNER_SIZE + bytes.length };
    return CHURN_OK;
}

static enum churn_status make_room(struct members *members, struct churn_error *err)
{
    if (members->map.count < members->capacity)
        return CHURN_OK;
    size_t capacity = members->capacity == 0 ? 1024 : 2 * members->capacity;
    struct member *larger = reallocarray(members->members, capacity, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory at %zu orders or days", members->map.count);
    members->members = larger;
    members->capacity = capacity;
    return CHURN_OK;
}

enum churn_status members_add(struct members *members, size_t customer, uint32_t *head, struct churn_text bytes,
                              enum member_flag flag, uint8_t *before, struct churn_error *err)
{
    struct churn_text key;
    size_t number;
    bool added;
    enum churn_status status = make_key(members, customer, bytes, &key, err);
    if (status == CHURN_OK)
        status = make_room(members, err);
    if (status == CHURN_OK)
        status = idmap_add(&members->map, key, &number, &added, err);
    if (status != CHURN_OK)
        return status;
    struct member *member = &members->members[number];
    if (added) {
        *member = (struct member){ *head, 0 };
        *head = (uint32_t)(number + 1);
    }
    *before = member->flags;
    member->flags |= (uint8_t)flag;
    return CHURN_OK;
}

size_t members_list(const struct members *members, uint32_t head, enum member_flag flag, struct churn_text *texts)
{
    size_t count = 0;
    for (uint32_t at = head; at != 0; at = members->members[at - 1].next) {
        struct churn_text key = members->map.keys[at - 1];
        if (members->members[at - 1].flags & (uint8_t)flag)
            texts[count++] = (struct churn_text){ key.data + OWNER_SIZE, key.length - OWNER_SIZE };
    }
    return count;
}

size_t members_days_between(const struct members *members, uint32_t head, enum member_flag flag, int32_t after, int32_t until)
{
    size_t count = 0;
    for (uint32_t at = head; at != 0; at = members->members[at - 1].next) {
        int32_t day;
        memcpy(&day, members->map.keys[at - 1].data + OWNER_SIZE, sizeof day);
        count += (members->members[at - 1].flags & (uint8_t)flag) != 0 && day > after && day <= until;
    }
    return count;
}

size_t members_weight(const struct members *members)
{
    return idmap_weight(&members->map) + members->map.count * sizeof *members->members;
}

int32_t members_last_between(const struct members *members, uint32_t head, enum member_flag flag, int32_t after, int32_t until)
{
    int32_t last = INT32_MIN;
    for (uint32_t at = head; at != 0; at = members->members[at - 1].next) {
        int32_t day;
        memcpy(&day, members->map.keys[at - 1].data + OWNER_SIZE, sizeof day);
        bool counts = (members->members[at - 1].flags & (uint8_t)flag) != 0 && day > after && day <= until;
        last = counts && day > last ? day : last;
    }
    return last;
}
