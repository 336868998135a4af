/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differential: any lane, number of threads and size of block comes to what the careful reader comes to. */
#include "fuzz.h"

#include <string.h>

#include "lanes/lanes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct lanes_way careful = { CHURN_LANE_CAREFUL, 1, 0 };
    static const struct lanes_way ways[] = {
        { CHURN_LANE_AUTO, 1, 0 },      { CHURN_LANE_PLAIN, 1, 64 },   { CHURN_LANE_AVX2, 2, 128 },
        { CHURN_LANE_AVX512, 3, 4096 }, { CHURN_LANE_PLAIN, 4, 1024 },
    };
    struct lanes_case input = { .data = NULL };
    if (size < 16)
        return 0;
    lanes_choose(data, &input);
    input.data = (const char *)data + 16;
    input.length = size - 16;
    if (input.split > input.length)
        input.split = 0;
    char *expected = lanes_outcome(&input, &careful);
    char *found = lanes_outcome(&input, &ways[data[15] % (sizeof ways / sizeof ways[0])]);
    PROMISE(strcmp(expected, found) == 0);
    free(expected);
    free(found);
    return 0;
}
