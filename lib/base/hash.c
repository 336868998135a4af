/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seed, and long ids by XXH3. */
#include "base/hash.h"

#include <sys/random.h>
#include <xxhash.h>

void hash_seed_init(struct hash_seed *seed)
{
    *seed = (struct hash_seed){ { 0x2d358dccaa6c78a5U, 0x8bb84b93962eacc9U, 0x4b33a62ed433d4a3U } };
    uint64_t random[3] = { 0 };
    if (getrandom(random, sizeof random, GRND_NONBLOCK) < 0)
        random[0] = (uint64_t)(uintptr_t)seed; /* early at boot only: the address is random too */
    for (size_t i = 0; i < 3; i++)
        seed->word[i] ^= random[i];
}

uint64_t hash_bytes(const struct hash_seed *seed, const char *data, size_t length)
{
    return XXH3_64bits_withSeed(data, length, seed->word[0]);
}
