/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Byte strings to dense numbers 0, 1, 2 and so on in the order they came: the one hash map of the project. Everything kept per
 * id is an array indexed by these numbers. Keys are compared whole, so two ids are one only if every byte is.
 */
#ifndef BASE_IDMAP_H
#define BASE_IDMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>
#include <churn/text.h>

#include "base/hash.h"

struct idmap_chunk;

struct idmap {
    struct hash_seed seed;
    uint32_t *slots; /* number + 1; 0: free */
    size_t slot_count;
    struct churn_text *keys; /* by number */
    uint32_t *hashes;        /* 32 bits of each key's hash: spare most comparisons, and all hashing when the slots grow */
    size_t count;
    size_t capacity;
    struct idmap_chunk *chunks; /* the keys' bytes; never moved */
    size_t chunk_used;
    size_t chunk_size;
    size_t key_bytes; /* of all keys */
};

enum churn_status idmap_init(struct idmap *map, struct churn_error *err);
void idmap_clear(struct idmap *map);

/* Bytes of memory that are in use. */
size_t idmap_weight(const struct idmap *map);

/* The number of a key, which is copied where it is new (*added). CHURN_MEMORY, also past 2^32 - 2 keys. */
enum churn_status idmap_add(struct idmap *map, struct churn_text key, size_t *number, bool *added, struct churn_error *err);

#endif
