/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open addressing with linear probing over 32-bit numbers, XXH3 with a seed of the machine's own, so that nobody can choose ids
 * that collide; since numbers follow arrival and output is sorted, no result depends on the seed.
 */
#include "base/idmap.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 1024
#define CHUNK_SIZE ((size_t)1 << 20) /* bytes of keys allocated at once; a longer key gets a chunk of its own */

struct idmap_chunk {
    struct idmap_chunk *next;
    char bytes[];
};

static enum churn_status no_memory(const struct idmap *map, struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory at %zu ids", map->count);
}

enum churn_status idmap_init(struct idmap *map, struct churn_error *err)
{
    *map = (struct idmap){ .count = 0 };
    hash_seed_init(&map->seed);
    map->slots = calloc(FIRST_SLOTS, sizeof *map->slots);
    map->slot_count = FIRST_SLOTS;
    return map->slots == NULL ? no_memory(map, err) : CHURN_OK;
}

void idmap_clear(struct idmap *map)
{
    for (struct idmap_chunk *chunk = map->chunks, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    free(map->slots);
    free(map->keys);
    free(map->hashes);
    *map = (struct idmap){ .count = 0 };
}

/* 32 bits of hash choose among at most 2^33 slots: past 2^32 of them the upper half stays empty, which costs probes, not
 * answers. */
static void place(struct idmap *map, uint32_t hash, uint32_t value)
{
    size_t slot = hash & (map->slot_count - 1);
    while (map->slots[slot] != 0)
        slot = (slot + 1) & (map->slot_count - 1);
    map->slots[slot] = value;
}

static enum churn_status grow_slots(struct idmap *map, struct churn_error *err)
{
    uint32_t *larger = calloc(2 * map->slot_count, sizeof *larger);
    if (larger == NULL)
        return no_memory(map, err);
    free(map->slots);
    map->slots = larger;
    map->slot_count *= 2;
    for (size_t i = 0; i < map->count; i++)
        place(map, map->hashes[i], (uint32_t)(i + 1));
    return CHURN_OK;
}

static enum churn_status grow_keys(struct idmap *map, struct churn_error *err)
{
    size_t capacity = map->capacity == 0 ? FIRST_SLOTS : 2 * map->capacity;
    struct churn_text *keys = reallocarray(map->keys, capacity, sizeof *keys);
    if (keys == NULL)
        return no_memory(map, err);
    map->keys = keys;
    uint32_t *hashes = reallocarray(map->hashes, capacity, sizeof *hashes);
    if (hashes == NULL)
        return no_memory(map, err);
    map->hashes = hashes;
    map->capacity = capacity;
    return CHURN_OK;
}

static const char *keep(struct idmap *map, struct churn_text key)
{
    if (map->chunks == NULL || map->chunk_size - map->chunk_used < key.length) {
        size_t size = key.length > CHUNK_SIZE ? key.length : CHUNK_SIZE;
        struct idmap_chunk *chunk = malloc(sizeof *chunk + size);
        if (chunk == NULL)
            return NULL;
        chunk->next = map->chunks;
        map->chunks = chunk;
        map->chunk_used = 0;
        map->chunk_size = size;
    }
    char *copy = map->chunks->bytes + map->chunk_used;
    if (key.length > 0)
        memcpy(copy, key.data, key.length);
    map->chunk_used += key.length;
    map->key_bytes += key.length;
    return copy;
}

static enum churn_status add_new(struct idmap *map, struct churn_text key, uint32_t hash, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    if (map->count >= UINT32_MAX - 1)
        return no_memory(map, err);
    if (map->count == map->capacity)
        status = grow_keys(map, err);
    if (status == CHURN_OK && (map->count + 1) * 4 > map->slot_count * 3)
        status = grow_slots(map, err);
    const char *copy = status == CHURN_OK ? keep(map, key) : NULL;
    if (copy == NULL)
        return no_memory(map, err);
    map->keys[map->count] = (struct churn_text){ copy, key.length };
    map->hashes[map->count] = hash;
    map->count++;
    place(map, hash, (uint32_t)map->count);
    return CHURN_OK;
}

enum churn_status idmap_add(struct idmap *map, struct churn_text key, size_t *number, bool *added, struct churn_error *err)
{
    uint32_t hash = (uint32_t)(hash_bytes(&map->seed, key.data, key.length) >> 32);
    *added = false;
    for (size_t slot = hash & (map->slot_count - 1); map->slots[slot] != 0; slot = (slot + 1) & (map->slot_count - 1)) {
        *number = map->slots[slot] - 1;
        if (map->hashes[*number] == hash && churn_text_compare(map->keys[*number], key) == 0)
            return CHURN_OK;
    }
    *added = true;
    *number = map->count;
    return add_new(map, key, hash, err);
}

size_t idmap_weight(const struct idmap *map)
{
    return map->slot_count * sizeof *map->slots + map->count * (sizeof *map->keys + sizeof *map->hashes) + map->key_bytes;
}
