/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the fields and rows of a block lie: a bit for each of its bytes that says whether it ends a row, ends a cell, or makes
 * its row one for the careful reader. Found 64 bytes at a time by the best instructions the processor has; every lane finds the
 * same.
 */
#ifndef TABLE_INDEX_H
#define TABLE_INDEX_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <churn/reader.h>

#define INDEX_CHUNK 64        /* bytes looked at together: one register of AVX-512, two of AVX2 */
#define INDEX_STEP 64         /* chunks in one call: what is found stays in the first-level cache until it is used */
#define INDEX_PAD INDEX_CHUNK /* bytes that must be readable behind a block, and are in front of it for the quick parsers */

struct index {
    const char *data; /* the block; INDEX_PAD bytes behind it are readable */
    size_t length;
    char delimiter;
    bool quoted; /* there is a quote in the block */
    bool high;   /* a byte over 0x7f was seen */
    size_t at;   /* looked at up to here: a multiple of INDEX_CHUNK, which may be behind length */
    /* What the bytes before `at` mean for those behind: masks of all bits, or the lowest bit. */
    uint64_t in_quotes, may_open, after_quote, after_cr;
    /* A bit for each byte up to `at`, and at least 64 zeros; see index_word(). */
    uint64_t *ends;    /* line ends outside quotes */
    uint64_t *borders; /* and delimiters outside quotes, too: what ends a cell */
    uint64_t *odd;     /* stray quotes and CRs, NUL: bytes of a row that the careful reader must see */
    uint64_t *strange; /* whatever is neither printable ASCII but the blank, nor a separator, all quotes, and all that is odd */
    uint64_t *quotes;  /* all quotes; of a block with quotes only */
    uint64_t newlines; /* all of those looked at, quoted ones too */
    uint64_t inner;    /* not 0: there are quoted ones among them */
    uint64_t *room;
};

/* Look at up to INDEX_STEP further chunks. */
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

/* The bits of 64 bytes from a multiple of 64 on, the first in the lowest. */
ALWAYS_INLINE uint64_t index_word(const uint64_t *bits, size_t word)
{
    return le64toh(bits[word]);
}

/* The bits of 57 bytes and more, from any byte on. */
ALWAYS_INLINE uint64_t index_from(const uint64_t *bits, size_t offset)
{
    uint64_t word;
    memcpy(&word, (const char *)bits + offset / 8, sizeof word);
    return le64toh(word) >> offset % 8;
}

extern const struct index_lane index_lane_plain, index_lane_avx2, index_lane_avx512;

#endif
