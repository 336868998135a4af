/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How keys and the two halves of an account are packed, and the index is searched: inline, since it is done for every row. */
#ifndef CUSTOMER_ACCOUNT_ENTRY_H
#define CUSTOMER_ACCOUNT_ENTRY_H

#include <endian.h>
#include <string.h>

#include "customer/accounts.h"

#define ACCOUNT_LONG 0xffU

/*
 * A span is days in 22 bits each, rows in 19: the last day counted from the year 1, the first one backwards from the end, so
 * that both only ever rise and 0 is none. The highest bit, of purchases only: there are refunds too, so that who has none, as
 * most, is known without looking further. All ones: the sum is the number of a wide account.
 */
#define SPAN_DAY_BITS 22
#define SPAN_DAY_MASK (((uint64_t)1 << SPAN_DAY_BITS) - 1)
#define SPAN_ROWS_SHIFT (2 * SPAN_DAY_BITS)
#define SPAN_ROWS_END ((1U << 19) - 1) /* never reached */
#define SPAN_REFUNDS ((uint64_t)1 << 63)
#define SPAN_WIDE (~(uint64_t)0)
#define SPAN_DAY_BIAS 719163 /* 0001-01-01 is 1 */

static inline bool span_fits_day(churn_day day)
{
    return (uint32_t)day + SPAN_DAY_BIAS - 1 < SPAN_DAY_MASK - 1;
}

static inline uint64_t span_of_day(churn_day day)
{
    return (uint64_t)(uint32_t)(day + SPAN_DAY_BIAS);
}

/* One row more on a day. */
static inline uint64_t span_add(uint64_t span, uint64_t day)
{
    const uint64_t first_mask = SPAN_DAY_MASK << SPAN_DAY_BITS;
    uint64_t first = span & first_mask, last = span & SPAN_DAY_MASK;
    uint64_t back = (SPAN_DAY_MASK - day) << SPAN_DAY_BITS;
    first = back > first ? back : first;
    last = day > last ? day : last;
    return (span & ~(first_mask | SPAN_DAY_MASK)) + ((uint64_t)1 << SPAN_ROWS_SHIFT) + (first | last);
}

/* Of a span that has rows. */
static inline churn_day span_first_day(uint64_t span)
{
    return (churn_day)(SPAN_DAY_MASK - (span >> SPAN_DAY_BITS & SPAN_DAY_MASK)) - SPAN_DAY_BIAS;
}

static inline churn_day span_last_day(uint64_t span)
{
    return (churn_day)(span & SPAN_DAY_MASK) - SPAN_DAY_BIAS;
}

static inline uint64_t span_rows(uint64_t span)
{
    return span >> SPAN_ROWS_SHIFT & SPAN_ROWS_END;
}

/* A wide one is, too. */
static inline bool span_is_full(uint64_t span)
{
    return span << 1 >= (uint64_t)(SPAN_ROWS_END - 1) << (SPAN_ROWS_SHIFT + 1);
}

static inline bool key_is_long(struct account_key key)
{
    return key.second >> 56 == ACCOUNT_LONG;
}

/* Of an id of at most 15 bytes, where 16 bytes are readable: 16 ones of a row of 32 words' bytes begin where its bytes end. */
static inline struct account_key key_of_short(const char *id, size_t length)
{
    static const unsigned char ones[32] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
    const unsigned char *mask = ones + 16 - length;
    struct account_key key;
    uint64_t first, second;
    memcpy(&key, id, sizeof key);
    memcpy(&first, mask, sizeof first);
    memcpy(&second, mask + sizeof first, sizeof second);
    key.first = le64toh(key.first & first);
    key.second = le64toh(key.second & second) | (uint64_t)length << 56;
    return key;
}

static inline uint32_t hash_part(uint64_t hash)
{
    return (uint32_t)(hash >> (64 - ACCOUNTS_PART_BITS));
}

/* 0 is a free slot's. */
static inline unsigned char hash_tag(uint64_t hash)
{
    unsigned char tag = (unsigned char)(hash >> 32);
    return (unsigned char)(tag + (tag == 0));
}

static inline uint32_t hash_line(uint64_t hash, uint32_t line_count)
{
    return (uint32_t)((uint64_t)(uint32_t)hash * line_count >> 32);
}

static inline uint32_t line_number(const struct account_line *line, unsigned slot)
{
    uint32_t number;
    memcpy(&number, line->numbers + 3 * slot, sizeof number);
    return le32toh(number) & 0xffffff;
}

/* Slots of a line whose tag is this one. */
static inline unsigned line_match(const struct account_line *line, unsigned char tag)
{
#ifdef __SSE2__
    typedef char tags __attribute__((vector_size(16)));
    tags found = *(const tags *)(const void *)line->tags == (char)tag;
    return (unsigned)__builtin_ia32_pmovmskb128(found);
#else
    unsigned slots = 0;
    for (unsigned i = 0; i < 16; i++)
        slots |= (unsigned)(line->tags[i] == tag) << i;
    return slots;
#endif
}

static inline struct account_entry *part_entry(const struct accounts_part *part, uint32_t number)
{
    return &part->entries[number / ACCOUNTS_CHUNK][number % ACCOUNTS_CHUNK];
}

static inline struct account *part_wide(const struct accounts_part *part, int64_t number)
{
    return &part->wide[number / ACCOUNTS_WIDE][number % ACCOUNTS_WIDE];
}

/* NULL: it has none. */
static inline struct account_half *part_refunds(const struct accounts_part *part, uint32_t number)
{
    const struct account_refunds *refunds = part->refunds[number / ACCOUNTS_CHUNK];
    unsigned place = refunds != NULL ? refunds->places[number % ACCOUNTS_CHUNK] : 0;
    return place > 0 ? &refunds->halves[place - 1] : NULL;
}

#endif
