/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hashes of ids. A seed of the machine's own, so that nobody can choose ids that collide; no result depends on it, since
 * output is sorted.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash_seed {
    uint64_t word[3];
};

void hash_seed_init(struct hash_seed *seed);

/* Any bytes. */
uint64_t hash_bytes(const struct hash_seed *seed, const char *data, size_t length);

__extension__ typedef unsigned __int128 hash_product;

static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
    hash_product product = (hash_product)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Sixteen bytes: a product of 64 by 64 bits folded on itself (as in wyhash, Wang Yi 2019), twice, so that all bits serve. */
static inline uint64_t hash_sixteen(const struct hash_seed *seed, uint64_t first, uint64_t second)
{
    return hash_fold(hash_fold(first ^ seed->word[0], second ^ seed->word[1]) ^ seed->word[2], 0x9e3779b97f4a7c15U);
}

#endif
