/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which lane the processor can take, and the room that what is found lies in. */
#include "table/index.h"

#include <stdlib.h>

const struct index_lane *index_lane_choose(enum churn_lane lane)
{
#ifdef __x86_64__
    bool any = lane == CHURN_LANE_AUTO;
    if ((any || lane == CHURN_LANE_AVX512) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("pclmul"))
        return &index_lane_avx512;
    if ((any || lane == CHURN_LANE_AVX2 || lane == CHURN_LANE_AVX512) && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("bmi") && __builtin_cpu_supports("pclmul"))
        return &index_lane_avx2;
#else
    (void)lane;
#endif
    return &index_lane_plain;
}

bool index_init(struct index *index, size_t size)
{
    size_t room = size + INDEX_STEP * INDEX_CHUNK + INDEX_CHUNK;
    index->room = reallocarray(NULL, 2 * room, sizeof *index->room);
    if (index->room == NULL)
        return false;
    index->delimiters = index->room + 1;
    index->odd = index->room + room;
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
    index->delimiter_begin = index->delimiter_end = 0;
    index->odd_begin = index->odd_end = 0;
    index->end_end = 0;
    index->newlines = 0;
}
