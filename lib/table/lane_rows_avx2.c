/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops over rows for processors with AVX2, which count, find and clear bits, too; for those with AVX-512 there is nothing
 * to gain in 16 bytes. */
#ifdef __x86_64__
#include <immintrin.h>

#define ROWS_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))

#include "table/lane_internal.h"

/* Ones for the last bytes of eight, behind ones for all of the eight before. */
static const uint64_t LAST_BYTES[9][2] = {
    { ~(uint64_t)0, 0 },
    { ~(uint64_t)0, ~(uint64_t)0 << 56 },
    { ~(uint64_t)0, ~(uint64_t)0 << 48 },
    { ~(uint64_t)0, ~(uint64_t)0 << 40 },
    { ~(uint64_t)0, ~(uint64_t)0 << 32 },
    { ~(uint64_t)0, ~(uint64_t)0 << 24 },
    { ~(uint64_t)0, ~(uint64_t)0 << 16 },
    { ~(uint64_t)0, ~(uint64_t)0 << 8 },
    { ~(uint64_t)0, ~(uint64_t)0 },
};

/*
 * A date and an amount as quick_day() and quick_amount() know them, in one register: YY-MM-DD before, and up to five digits,
 * the mark and two digits behind. Digits become their values, right marks 0, and products of neighbours their numbers, as in
 * Mula 2014 and Lemire 2022 for numbers alone.
 */
ROWS_TARGET ALWAYS_INLINE bool quick_pair_of_cells(const struct lane_plan *plan, const char *date, const char *amount,
                                                   size_t length, churn_day *day, int64_t *hundredths)
{
    const __m128i most = _mm_setr_epi8(9, 9, 0, 1, 9, 0, 9, 9, 9, 9, 9, 9, 9, 0, 9, 9);
    const __m128i tens = _mm_setr_epi8(10, 1, 0, 10, 1, 0, 10, 1, 10, 1, 10, 1, 10, 0, 10, 1);
    const __m128i hundreds = _mm_setr_epi16(32, 1, 1, 256, 100, 1, 10, 1);
    int64_t negative = *amount == '-';
    size_t size = length - (size_t)negative;
    if (size - 4 > 4)
        return false;
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(const void *)(date + 2));
    bytes = _mm_castps_si128(_mm_loadh_pi(_mm_castsi128_ps(bytes), (const __m64 *)(const void *)(amount + length - 8)));
    bytes = _mm_xor_si128(bytes, _mm_load_si128((const __m128i *)(const void *)plan->pair_marks));
    bytes = _mm_and_si128(bytes, _mm_loadu_si128((const __m128i *)(const void *)LAST_BYTES[size]));
    __m128i over = _mm_subs_epu8(bytes, most);
    if (!_mm_testz_si128(over, over))
        return false;
    __m128i pairs = _mm_madd_epi16(_mm_maddubs_epi16(bytes, tens), hundreds);
    uint64_t when = (uint64_t)_mm_cvtsi128_si64(pairs), value = (uint64_t)_mm_extract_epi64(pairs, 1);
    const int32_t *months = plan->days.months[1];
    if (quick_pair(date) != ('2' | '0' << 8)) {
        if (quick_pair(date) != ('1' | '9' << 8))
            return false;
        months = plan->days.months[0];
    }
    int32_t month = months[(uint32_t)when + (uint32_t)(when >> 32 & 0xff)];
    uint32_t month_day = (uint32_t)(when >> 40);
    if (month_day - 1 >= ((uint32_t)month & 0xff))
        return false;
    *day = (month >> 8) + (churn_day)month_day;
    int64_t whole = (int64_t)((value & 0xffffffff) * 1000 + (value >> 32));
    *hundredths = (whole ^ -negative) + negative;
    return true;
}

/* Of 0: 64. */
ROWS_TARGET ALWAYS_INLINE uint32_t trailing_zeros(uint64_t bits)
{
    return (uint32_t)_tzcnt_u64(bits);
}

#include "table/lane_rows.h"

const struct lane_loops lane_loops_avx2 = { read_plain, read_leading, read_plain_orders, read_plain_product, read_any };
#endif
