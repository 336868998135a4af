/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lane for AVX2: nearly every x86 processor since 2013. */
#include "table/index.h"

#ifdef __x86_64__
#include <immintrin.h>

#define LANE_TARGET __attribute__((target("avx2,bmi,popcnt,pclmul")))

struct lane_chunk {
    __m256i half[2];
};

LANE_TARGET static inline struct lane_chunk load(const char *at)
{
    return (struct lane_chunk){ { _mm256_loadu_si256((const __m256i *)(const void *)at),
                                  _mm256_loadu_si256((const __m256i *)(const void *)(at + 32)) } };
}

LANE_TARGET static inline uint64_t join(__m256i first, __m256i second)
{
    return (uint32_t)_mm256_movemask_epi8(first) | (uint64_t)(uint32_t)_mm256_movemask_epi8(second) << 32;
}

LANE_TARGET static inline uint64_t equal(const struct lane_chunk *chunk, char byte)
{
    __m256i wanted = _mm256_set1_epi8(byte);
    return join(_mm256_cmpeq_epi8(chunk->half[0], wanted), _mm256_cmpeq_epi8(chunk->half[1], wanted));
}

/* As signed numbers: up to the blank, where those over 0x7f are, too, and the last control. */
LANE_TARGET static inline uint64_t no_graph(const struct lane_chunk *chunk)
{
    __m256i least = _mm256_set1_epi8('!'), delete = _mm256_set1_epi8(0x7f);
    return join(_mm256_or_si256(_mm256_cmpgt_epi8(least, chunk->half[0]), _mm256_cmpeq_epi8(chunk->half[0], delete)),
                _mm256_or_si256(_mm256_cmpgt_epi8(least, chunk->half[1]), _mm256_cmpeq_epi8(chunk->half[1], delete)));
}

LANE_TARGET static inline uint64_t over_ascii(const struct lane_chunk *chunk)
{
    return join(chunk->half[0], chunk->half[1]);
}

LANE_TARGET static inline uint64_t prefix_xor(uint64_t bits)
{
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((int64_t)bits), _mm_set1_epi8(-1), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

#include "table/index_scan.h"

const struct index_lane index_lane_avx2 = { step, count_bytes };
#endif
