/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the fields and rows of a block lie: the offsets of its delimiters and line ends outside quotes, and of the bytes that
 * make a row one for the careful reader. Found 64 bytes at a time by the best instructions the processor has; every lane finds
 * the same.
 */
#ifndef TABLE_INDEX_H
#define TABLE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/reader.h>

#define INDEX_CHUNK 64        /* bytes looked at together: one register of AVX-512, two of AVX2 */
#define INDEX_STEP 64         /* chunks in one call: what is found stays in the first-level cache until it is used */
#define INDEX_PAD INDEX_CHUNK /* bytes that must be readable behind a block, and are in front of it for the quick parsers */

#define INDEX_SPARE 16 /* offsets that may be written behind those there are */

struct index {
    const char *data; /* the block; INDEX_PAD bytes behind it are readable */
    size_t length;
    char delimiter;
    bool quoted; /* there is a quote in the block */
    bool high;   /* a byte over 0x7f was seen */
    size_t at;   /* looked at up to here: a multiple of INDEX_CHUNK, or more than length */
    /* What the bytes before `at` mean for those behind: masks of all bits, or the lowest bit. */
    uint64_t in_quotes, may_open, after_quote, after_cr;
    /* Found and not used yet: from begin (ends: from 0) up to end. Room for every byte of the largest block and one step more.
     */
    uint32_t *delimiters; /* one more place in front; UINT32_MAX stands behind the last */
    size_t delimiter_begin, delimiter_end;
    uint32_t *odd; /* stray quotes and CRs, NUL: bytes of a row that the careful reader must see */
    size_t odd_begin, odd_end;
    uint32_t ends[INDEX_STEP * INDEX_CHUNK + INDEX_SPARE]; /* line ends outside quotes */
    size_t end_end;
    uint64_t newlines; /* all of those looked at, quoted ones too */
    uint32_t *room;
};

/* Look at up to INDEX_STEP further chunks; all line ends found before must have been used. */
typedef void (*index_step)(struct index *index);

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* How many bytes of data equal one byte. */
typedef size_t (*index_count)(const char *data, size_t length, char byte);

struct index_lane {
    index_step step;
    index_count count;
};

/* The lane asked for, or the best below it that the processor has. CHURN_LANE_AUTO: the best. */
const struct index_lane *index_lane_choose(enum churn_lane lane);

/* Room for blocks of up to size bytes; false without memory. */
bool index_init(struct index *index, size_t size);
void index_clear(struct index *index);
/* Begin with a new block, at the beginning of a row. */
void index_begin(struct index *index, const char *data, size_t length, char delimiter, bool quoted);

extern const struct index_lane index_lane_plain, index_lane_avx2, index_lane_avx512;

#endif
