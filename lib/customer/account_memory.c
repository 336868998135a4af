/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See account_memory.h. Nothing here is small: small inputs take one slab of 1 MiB, of which they touch what they use. */
#include "customer/account_memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "customer/accounts.h"

#define LARGE_PAGE ((size_t)2 << 20)
#define FIRST_SLAB ((size_t)1 << 20)
#define SLAB (4 * LARGE_PAGE) /* fewer mappings; what is not touched costs nothing */

static bool map(struct mapping *mapping, size_t size)
{
    bool large = size >= LARGE_PAGE;
    size_t slack = large ? LARGE_PAGE : 0;
    mapping->size = size + slack;
    mapping->base = mmap(NULL, mapping->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping->base == MAP_FAILED) {
        *mapping = (struct mapping){ .base = NULL };
        return false;
    }
    mapping->at = mapping->base;
    if (!large)
        return true;
    mapping->at += (LARGE_PAGE - (uintptr_t)mapping->base % LARGE_PAGE) % LARGE_PAGE;
    madvise(mapping->at, size, MADV_HUGEPAGE); /* where there are none, small pages do */
    return true;
}

static void unmap(struct mapping *mapping)
{
    if (mapping->base != NULL)
        munmap(mapping->base, mapping->size);
    *mapping = (struct mapping){ .base = NULL };
}

/*
 * Written before it is read: reading first would map the system's page of zeros, and the first write then cost a second fault
 * and a call to all processors.
 */
static void touch(void *room, size_t size)
{
    if (room != NULL)
        memset(room, 0, size);
}

void account_memory_init(struct account_memory *memory)
{
    memset(memory, 0, sizeof *memory);
    pthread_mutex_init(&memory->lock, NULL);
}

void account_memory_drop_indexes(struct account_memory *memory)
{
    atomic_store(&memory->indexes, 0);
    for (unsigned i = 0; i < GENERATIONS; i++) {
        unmap(&memory->generations[i].mapping);
        memory->generations[i].left = 0;
    }
}

/* The counts are looked at by other threads meanwhile. */
void account_memory_empty(struct account_memory *memory)
{
    account_memory_drop_indexes(memory);
    atomic_store(&memory->chunks, 0);
    atomic_store(&memory->others, 0);
    for (size_t i = 0; i < memory->slab_count; i++)
        unmap(&memory->slabs[i]);
    free(memory->slabs);
    memory->slabs = NULL;
    memory->slab_count = memory->left = 0;
}

void account_memory_clear(struct account_memory *memory)
{
    account_memory_empty(memory);
    pthread_mutex_destroy(&memory->lock);
}

static bool add_slab(struct account_memory *memory, size_t wanted)
{
    size_t usual = memory->slab_count == 0 ? FIRST_SLAB : SLAB;
    size_t size = wanted > usual ? wanted : usual;
    struct mapping *larger = reallocarray(memory->slabs, memory->slab_count + 1, sizeof *larger);
    if (larger == NULL)
        return false;
    memory->slabs = larger;
    if (!map(&larger[memory->slab_count], size))
        return false;
    memory->slab_count++;
    memory->left = size;
    return true;
}

static void *take(struct account_memory *memory, size_t wanted, atomic_size_t *counted)
{
    size_t size = (wanted + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    void *chunk = NULL;
    pthread_mutex_lock(&memory->lock);
    if (memory->left >= size || add_slab(memory, size)) {
        struct mapping *slab = &memory->slabs[memory->slab_count - 1];
        chunk = slab->at;
        slab->at += size;
        memory->left -= size;
        atomic_fetch_add(counted, size);
    }
    pthread_mutex_unlock(&memory->lock);
    touch(chunk, size);
    return chunk;
}

void *account_memory_chunk(struct account_memory *memory, size_t size)
{
    return take(memory, size, &memory->chunks);
}

void *account_memory_room(struct account_memory *memory, size_t size)
{
    return take(memory, size, &memory->others);
}

uint32_t account_memory_lines(unsigned generation)
{
    uint32_t lines = 1;
    for (unsigned i = 0; i < generation; i++)
        lines += (lines + 1) / 2;
    return lines;
}

void *account_memory_index(struct account_memory *memory, unsigned generation, size_t part, uint32_t *lines)
{
    char *index = NULL;
    *lines = account_memory_lines(generation);
    size_t size = *lines * sizeof(struct account_line);
    pthread_mutex_lock(&memory->lock);
    struct mapping *mapping = &memory->generations[generation].mapping;
    bool fresh = mapping->base == NULL && map(mapping, ACCOUNTS_PARTS * size);
    if (fresh)
        atomic_fetch_add(&memory->indexes, ACCOUNTS_PARTS * size);
    if (mapping->base != NULL)
        index = mapping->at + part * size;
    pthread_mutex_unlock(&memory->lock);
    touch(index, size);
    return index;
}

void account_memory_leave(struct account_memory *memory, unsigned generation)
{
    struct generation *left = &memory->generations[generation];
    pthread_mutex_lock(&memory->lock);
    if (++left->left == ACCOUNTS_PARTS) {
        unmap(&left->mapping);
        atomic_fetch_sub(&memory->indexes, ACCOUNTS_PARTS * account_memory_lines(generation) * sizeof(struct account_line));
    }
    pthread_mutex_unlock(&memory->lock);
}

void account_memory_note(struct account_memory *memory, size_t bytes)
{
    atomic_fetch_add(&memory->others, bytes);
}
