/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory of the table of customers, in large pages where the machine gives them: rows look up customers in no order, so with
 * pages of 4 KiB nearly every look-up would miss the processor's table of pages as well as its cache.
 */
#ifndef CUSTOMER_ACCOUNT_MEMORY_H
#define CUSTOMER_ACCOUNT_MEMORY_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GENERATIONS 48 /* each half again as large as the one before: more than there are numbers for */

/* Memory from the system: at lies in a mapping of size bytes that begins at base. */
struct mapping {
    void *base;
    size_t size;
    char *at;
};

/* The index of all parts at one size. Parts move on to the next one by one; when all have, it goes back to the system. */
struct generation {
    struct mapping mapping;
    uint32_t left; /* parts that have moved on */
};

struct account_memory {
    pthread_mutex_t lock;
    struct mapping *slabs; /* for chunks of entries, which stay */
    size_t slab_count;
    size_t left; /* bytes of the last one */
    struct generation generations[GENERATIONS];
    /* Bytes in use: looked at without the lock. */
    atomic_size_t chunks, indexes, others;
};

void account_memory_init(struct account_memory *memory);
/* All of it is given back; more may be asked for. */
void account_memory_empty(struct account_memory *memory);
void account_memory_clear(struct account_memory *memory);

/* Zeros for entries, at a cache line's begin; given back by clear only. NULL without memory. */
void *account_memory_chunk(struct account_memory *memory, size_t size);
/* And for all else that customers have. */
void *account_memory_room(struct account_memory *memory, size_t size);

/* Room for the index of a part, zeros; how many lines it has. NULL without memory. */
void *account_memory_index(struct account_memory *memory, unsigned generation, size_t part, uint32_t *lines);
void account_memory_leave(struct account_memory *memory, unsigned generation);
/* So many bytes more were taken elsewhere for the same table. */
void account_memory_note(struct account_memory *memory, size_t bytes);
/* No part uses its index any more. */
void account_memory_drop_indexes(struct account_memory *memory);

/* Lines of a part in a generation. */
uint32_t account_memory_lines(unsigned generation);

#endif
