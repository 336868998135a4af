/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lane for any processor: eight bytes at a time in plain C. */
#include <endian.h>
#include <string.h>

#include "table/index.h"

#define LANE_TARGET

#define EACH 0x0101010101010101U
#define LOW_BITS (0x7f * EACH)

struct lane_chunk {
    uint64_t word[INDEX_CHUNK / 8];
};

static inline struct lane_chunk load(const char *at)
{
    struct lane_chunk chunk;
    for (size_t i = 0; i < INDEX_CHUNK / 8; i++) {
        memcpy(&chunk.word[i], at + 8 * i, 8);
        chunk.word[i] = le64toh(chunk.word[i]);
    }
    return chunk;
}

/* The highest bit of each byte as one byte, the first byte's lowest. */
static inline uint64_t gather(uint64_t high_bits)
{
    return ((high_bits >> 7 & EACH) * 0x0102040810204080U) >> 56;
}

static inline uint64_t equal(const struct lane_chunk *chunk, char byte)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < INDEX_CHUNK / 8; i++) {
        uint64_t differs = chunk->word[i] ^ EACH * (unsigned char)byte;
        mask |= gather(~((differs & LOW_BITS) + LOW_BITS) & ~differs) << 8 * i;
    }
    return mask;
}

/* Below '!': no carry into the highest bit; 0x7f: the next byte up has it. */
static inline uint64_t no_graph(const struct lane_chunk *chunk)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < INDEX_CHUNK / 8; i++) {
        uint64_t word = chunk->word[i], low = word & LOW_BITS;
        mask |= gather(~(low + (0x80 - '!') * EACH) | (low + EACH) | word) << 8 * i;
    }
    return mask;
}

static inline uint64_t over_ascii(const struct lane_chunk *chunk)
{
    uint64_t any = 0;
    for (unsigned i = 0; i < INDEX_CHUNK / 8; i++)
        any |= gather(chunk->word[i]) << 8 * i;
    return any;
}

static inline uint64_t prefix_xor(uint64_t bits)
{
    for (unsigned shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

#include "table/index_scan.h"

const struct index_lane index_lane_plain = { step, count_bytes };
