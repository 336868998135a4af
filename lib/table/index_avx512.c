/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lane for AVX-512 with VBMI2 (since Ice Lake and Zen 4): a chunk is one register, a comparison its mask, and the offsets
 * of set bits are what is left when the others are squeezed out of 0 to 63. */
#include "table/index.h"

#ifdef __x86_64__
#include <immintrin.h>

#define LANE_TARGET __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,popcnt,pclmul")))

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

LANE_TARGET static inline uint64_t below_blank(const struct lane_chunk *chunk)
{
    return _mm512_cmplt_epu8_mask(chunk->bytes, _mm512_set1_epi8(' '));
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

/* Offsets of the bits; sixteen are written, those there are not are overwritten by the next. Returns how many there are. */
LANE_TARGET ALWAYS_INLINE size_t put_offsets(uint32_t *out, uint32_t base, uint64_t bits, unsigned least)
{
    size_t count = (size_t)__builtin_popcountll(bits);
    const __m512i all = _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42,
                                        41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20,
                                        19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    __m512i offsets = _mm512_maskz_compress_epi8(bits, all), bases = _mm512_set1_epi32((int)base);
    (void)least;
    _mm512_storeu_si512(out, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(offsets)), bases));
    for (size_t i = 16; i < count; i += 16) {
        offsets = _mm512_alignr_epi64(offsets, offsets, 2);
        _mm512_storeu_si512(out + i, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(offsets)), bases));
    }
    return count;
}

#include "table/index_scan.h"

const struct index_lane index_lane_avx512 = { step, count_bytes };
#endif
