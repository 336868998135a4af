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

static inline uint64_t below_blank(const struct lane_chunk *chunk)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < INDEX_CHUNK / 8; i++)
        mask |= gather(~((chunk->word[i] & LOW_BITS) + 0x60 * EACH) & ~chunk->word[i]) << 8 * i;
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

/* Offsets of the bits; at least so many are written, those there are not are overwritten by the next. Returns how many. */
ALWAYS_INLINE size_t put_offsets(uint32_t *out, uint32_t base, uint64_t bits, unsigned least)
{
    size_t count = (size_t)__builtin_popcountll(bits);
    for (unsigned i = 0; i < least; i++) {
        out[i] = base + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
        bits &= bits - 1;
    }
    for (size_t i = least; i < count; i++) {
        out[i] = base + (uint32_t)__builtin_ctzll(bits);
        bits &= bits - 1;
    }
    return count;
}

#include "table/index_scan.h"

const struct index_lane index_lane_plain = { step, count_bytes };
