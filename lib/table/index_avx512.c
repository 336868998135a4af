/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lane for AVX-512 (since Skylake and Zen 4): a chunk is one register, and a comparison is its mask. */
#include "table/index.h"

#ifdef __x86_64__
#include <immintrin.h>

#define LANE_TARGET __attribute__((target("avx512f,avx512bw,bmi,popcnt,pclmul")))

struct lane_chunk {
    __m512i bytes;
};

LANE_TARGET static inline struct lane_chunk load(const char *at)
{
    return (struct lane_chunk){ _mm512_loadu_si512(at) };
}

LANE_TARGET static inline uint64_t equal(const struct lane_chunk *chunk, char byte)
{
    return _mm512_cmpeq_epi8_mask(chunk->bytes, _mm512_set1_epi8(byte));
}

LANE_TARGET static inline uint64_t no_graph(const struct lane_chunk *chunk)
{
    return _mm512_cmpge_epu8_mask(_mm512_sub_epi8(chunk->bytes, _mm512_set1_epi8('!')), _mm512_set1_epi8(0x7f - '!'));
}

LANE_TARGET static inline uint64_t over_ascii(const struct lane_chunk *chunk)
{
    return _mm512_movepi8_mask(chunk->bytes);
}

LANE_TARGET static inline uint64_t prefix_xor(uint64_t bits)
{
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((int64_t)bits), _mm_set1_epi8(-1), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

#include "table/index_scan.h"

const struct index_lane index_lane_avx512 = { step, count_bytes };
#endif
