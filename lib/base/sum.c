/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of our own files by XXH3 (Collet, 2019), 128 bits: as fast as memory gives the bytes. */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/digest.h"

struct sum_state {
    XXH3_state_t *xxh;
    uint64_t length;
};

enum churn_status sum_new(struct sum_state **state, struct churn_error *err)
{
    *state = malloc(sizeof **state);
    if (*state != NULL)
        **state = (struct sum_state){ XXH3_createState(), 0 };
    if (*state == NULL || (*state)->xxh == NULL) {
        free(*state);
        *state = NULL;
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    }
    XXH3_128bits_reset((*state)->xxh);
    return CHURN_OK;
}

void sum_free(struct sum_state *state)
{
    if (state == NULL)
        return;
    XXH3_freeState(state->xxh);
    free(state);
}

void sum_update(struct sum_state *state, const void *data, size_t length)
{
    XXH3_128bits_update(state->xxh, data, length);
    state->length += length;
}

void sum_value(const struct sum_state *state, struct sum *sum)
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state->xxh));
    memcpy(sum->byte, canonical.digest, sizeof sum->byte);
    sum->length = state->length;
}

bool sum_equal(const struct sum *a, const struct sum *b)
{
    return a->length == b->length && memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}
