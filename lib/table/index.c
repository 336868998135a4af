/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which lane the processor can take, and the room for what is found. */
#include "table/index.h"

#include <stdlib.h>

#ifdef __x86_64__
/* What the loops over rows take, too. */
static bool has_bits(void)
{
    return __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}
#endif

const struct index_lane *index_lane_choose(enum churn_lane lane)
{
#ifdef __x86_64__
    bool any = lane == CHURN_LANE_AUTO;
    if ((any || lane == CHURN_LANE_AVX512) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        has_bits() && __builtin_cpu_supports("pclmul"))
        return &index_lane_avx512;
    if ((any || lane == CHURN_LANE_AVX2 || lane == CHURN_LANE_AVX512) && __builtin_cpu_supports("avx2") && has_bits() &&
        __builtin_cpu_supports("pclmul"))
        return &index_lane_avx2;
#else
    (void)lane;
#endif
    return &index_lane_plain;
}

bool index_init(struct index *index, size_t size)
{
    size_t words = size / INDEX_CHUNK + 1 + 1; /* of a block's last chunk, and the zeros behind */
    index->room = reallocarray(NULL, 5 * words, sizeof *index->room);
    if (index->room == NULL)
        return false;
    index->ends = index->room;
    index->borders = index->ends + words;
    index->odd = index->borders + words;
    index->strange = index->odd + words;
    index->quotes = index->strange + words;
    return true;
}

void index_clear(struct index *index)
{
    free(index->room);
    index->room = NULL;
}

void index_begin(struct index *index, const char *data, size_t length, char delimiter, bool quoted)
{
    index->data = data;
    index->length = length;
    index->delimiter = delimiter;
    index->quoted = quoted;
    index->high = false;
    index->at = 0;
    index->in_quotes = index->after_quote = index->after_cr = 0;
    index->may_open = 1;
    index->newlines = index->inner = 0;
}
