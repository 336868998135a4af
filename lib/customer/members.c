/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linear hashing (Litwin 1980): with each new member there is one bucket more, and the members of one bucket are told apart
 * anew. So nothing that was taken is ever given up for something larger, and what is taken lies in chunks that go back to the
 * system with the table: many small pieces would stay with the C library, and a limit of memory could not be kept.
 */
#include "customer/members.h"

#include <stdlib.h>
#include <string.h>

#define SEGMENT 256                     /* buckets */
#define MEMBER_LONGEST ((1U << 29) - 1) /* what a run's record has room for */
#define CHUNKS_MOST (1U << (32 - MEMBERS_PLACE_BITS))

static enum churn_status no_memory(const struct members *members, struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory at %u orders or days", members->count);
}

void members_init(struct members *members, struct account_memory *memory, const struct hash_seed *seed)
{
    *members = (struct members){ .memory = memory, .seed = seed };
}

void members_clear(struct members *members)
{
    free(members->chunks);
    free(members->segments);
    members_init(members, members->memory, members->seed);
}

/* Room for one more pointer in an array that doubles. */
static bool make_room(struct members *members, void *pointer, uint32_t count)
{
    void **array = pointer;
    if ((count & (count - 1)) != 0)
        return true;
    size_t room = count == 0 ? 1 : 2 * (size_t)count;
    void *larger = reallocarray(*array, room, sizeof(void *));
    if (larger == NULL)
        return false;
    *array = larger;
    account_memory_note(members->memory, (room - count) * sizeof(void *));
    return true;
}

static bool add_segment(struct members *members)
{
    uint32_t segment = members->bucket_count / SEGMENT;
    if (!make_room(members, &members->segments, segment))
        return false;
    members->segments[segment] = account_memory_room(members->memory, SEGMENT * sizeof(member_ref));
    return members->segments[segment] != NULL;
}

static member_ref *bucket(const struct members *members, uint32_t number)
{
    return &members->segments[number / SEGMENT][number % SEGMENT];
}

/* All ones, as many as the last bucket's number has bits. */
static uint32_t mask_of(uint32_t bucket_count)
{
    return bucket_count > 1 ? UINT32_MAX >> __builtin_clz(bucket_count - 1) : 0;
}

static member_ref *bucket_of(const struct members *members, uint32_t hash)
{
    uint32_t mask = mask_of(members->bucket_count), number = hash & mask;
    return bucket(members, number < members->bucket_count ? number : number & mask >> 1);
}

/* The new last bucket has its members from the one that is called like it but for the highest bit. */
static void split(struct members *members)
{
    uint32_t last = members->bucket_count++, mask = mask_of(members->bucket_count);
    member_ref *from = bucket(members, last & mask >> 1), *to = bucket(members, last);
    while (*from != 0) {
        struct member *member = members_at(members, *from);
        if ((member->hash & mask) != last) {
            from = &member->chain;
            continue;
        }
        *to = *from;
        *from = member->chain;
        member->chain = 0;
        to = &member->chain;
    }
}

static bool grow_buckets(struct members *members)
{
    if (members->count < members->bucket_count || members->bucket_count == UINT32_MAX)
        return true;
    if (members->bucket_count % SEGMENT == 0 && !add_segment(members))
        return false;
    if (members->bucket_count == 0)
        members->bucket_count = SEGMENT;
    else
        split(members);
    return true;
}

/* The first word of a chunk stays free, so that no member is at 0. */
static bool add_chunk(struct members *members, size_t wanted)
{
    size_t size = wanted + MEMBERS_WORD > MEMBERS_CHUNK ? wanted + MEMBERS_WORD : MEMBERS_CHUNK;
    if (members->chunk_count == CHUNKS_MOST || !make_room(members, &members->chunks, members->chunk_count))
        return false;
    char *chunk = account_memory_room(members->memory, size);
    if (chunk == NULL)
        return false;
    members->chunks[members->chunk_count++] = chunk;
    members->used = MEMBERS_WORD;
    members->size = (uint32_t)size;
    return true;
}

/* 0: no memory. */
static member_ref make(struct members *members, uint32_t owner, uint32_t hash, struct churn_text bytes)
{
    size_t size = (sizeof(struct member) + bytes.length + MEMBERS_WORD - 1) / MEMBERS_WORD * MEMBERS_WORD;
    if (bytes.length > MEMBER_LONGEST || members->count == UINT32_MAX || !grow_buckets(members))
        return 0;
    if (members->size - members->used < size && !add_chunk(members, size))
        return 0;
    member_ref made = (members->chunk_count - 1) << MEMBERS_PLACE_BITS | members->used / (uint32_t)MEMBERS_WORD;
    struct member *member = members_at(members, made);
    *member = (struct member){ .hash = hash, .owner = owner, .length = (uint32_t)bytes.length & MEMBER_LONGEST };
    if (bytes.length > 0)
        memcpy(member->bytes, bytes.data, bytes.length);
    members->used += (uint32_t)size;
    members->count++;
    return made;
}

static struct member *find(const struct members *members, uint32_t owner, uint32_t hash, struct churn_text bytes)
{
    if (members->bucket_count == 0)
        return NULL;
    for (member_ref at = *bucket_of(members, hash); at != 0;) {
        struct member *member = members_at(members, at);
        if (member->hash == hash && member->owner == owner && member->length == bytes.length &&
            (bytes.length == 0 || memcmp(member->bytes, bytes.data, bytes.length) == 0))
            return member;
        at = member->chain;
    }
    return NULL;
}

enum churn_status members_add(struct members *members, size_t customer, member_ref *head, struct churn_text bytes,
                              enum member_flag flag, uint8_t *before, struct churn_error *err)
{
    uint32_t owner = (uint32_t)customer;
    uint32_t hash = (uint32_t)hash_sixteen(members->seed, owner, hash_bytes(members->seed, bytes.data, bytes.length));
    struct member *member = find(members, owner, hash, bytes);
    if (member == NULL) {
        member_ref made = make(members, owner, hash, bytes);
        if (made == 0)
            return no_memory(members, err);
        member_ref *first = bucket_of(members, hash);
        member = members_at(members, made);
        member->chain = *first;
        member->next = *head;
        *first = *head = made;
    }
    *before = (uint8_t)member->flags;
    member->flags |= (unsigned)flag & 3U;
    return CHURN_OK;
}

size_t members_list(const struct members *members, member_ref head, enum member_flag flag, struct churn_text *texts)
{
    size_t count = 0;
    for (uint32_t flags; head != 0;) {
        struct churn_text bytes;
        head = members_next(members, head, &bytes, &flags);
        if (flags & (uint32_t)flag)
            texts[count++] = bytes;
    }
    return count;
}

/* Whether the day at *at counts; *at moves on. */
static bool counts(const struct members *members, member_ref *at, enum member_flag flag, int32_t after, int32_t until,
                   int32_t *day)
{
    struct churn_text bytes;
    uint32_t flags;
    *at = members_next(members, *at, &bytes, &flags);
    memcpy(day, bytes.data, sizeof *day);
    return (flags & (uint32_t)flag) != 0 && *day > after && *day <= until;
}

size_t members_days_between(const struct members *members, member_ref head, enum member_flag flag, int32_t after, int32_t until)
{
    size_t count = 0;
    for (int32_t day; head != 0;)
        count += counts(members, &head, flag, after, until, &day);
    return count;
}

int32_t members_last_between(const struct members *members, member_ref head, enum member_flag flag, int32_t after,
                             int32_t until)
{
    int32_t last = INT32_MIN;
    for (int32_t day; head != 0;)
        if (counts(members, &head, flag, after, until, &day) && day > last)
            last = day;
    return last;
}
