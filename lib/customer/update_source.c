/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The old ledger in blocks that begin and end at rows. It is our own writing, so quotes come in pairs, and a row ends at the
 * first line end with an even number of quotes before it; where a block has no quote at all, its last line end is the last
 * row's.
 *
 * While the rows of one block are merged and written, a thread reads the next, sums it up and finds its last row: a third of
 * the night's work. There are two blocks, so it is one ahead at most. Where no thread can be had, the same is done in turn.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "customer/update.h"

enum churn_status update_source_init(struct update_source *source, int descriptor, size_t block, struct churn_error *err)
{
    *source = (struct update_source){ .descriptor = descriptor };
    pthread_mutex_init(&source->lock, NULL);
    pthread_cond_init(&source->turn, NULL);
    source->slots[0].capacity = source->slots[1].capacity = block;
    source->slots[0].buffer = malloc(block);
    source->slots[1].buffer = malloc(block);
    if (source->slots[0].buffer == NULL || source->slots[1].buffer == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = sum_new(&source->sum, err);
    if (status == CHURN_OK && descriptor >= 0 && lseek(descriptor, 0, SEEK_SET) != 0)
        status = churn_error_set(err, CHURN_IO, "read error: %s", strerror(errno));
    return status;
}

static void stop(struct update_source *source)
{
    if (!source->threaded)
        return;
    pthread_mutex_lock(&source->lock);
    source->stopped = true;
    pthread_cond_signal(&source->turn);
    pthread_mutex_unlock(&source->lock);
    pthread_join(source->thread, NULL);
    source->threaded = false;
}

void update_source_clear(struct update_source *source)
{
    stop(source);
    free(source->slots[0].buffer);
    free(source->slots[1].buffer);
    sum_free(source->sum);
    pthread_cond_destroy(&source->turn);
    pthread_mutex_destroy(&source->lock);
}

static enum churn_status read_some(int descriptor, char *buffer, size_t size, size_t *got, struct churn_error *err)
{
    ssize_t length;
    do {
        length = read(descriptor, buffer, size);
    } while (length < 0 && errno == EINTR);
    if (length < 0)
        return churn_error_set(err, CHURN_IO, "read error: %s", strerror(errno));
    *got = (size_t)length;
    return CHURN_OK;
}

/* More than what the block before left over. */
static enum churn_status make_room(struct update_slot *slot, size_t filled, struct churn_error *err)
{
    if (filled < slot->capacity)
        return CHURN_OK;
    char *larger = realloc(slot->buffer, 2 * filled);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for a row of %zu bytes", filled);
    slot->buffer = larger;
    slot->capacity = 2 * filled;
    return CHURN_OK;
}

static void find_last_row(struct update_slot *slot)
{
    slot->quoted = memchr(slot->buffer, '"', slot->filled) != NULL;
    slot->end = 0;
    if (!slot->quoted) {
        const char *last = memrchr(slot->buffer, '\n', slot->filled);
        slot->end = last != NULL ? (size_t)(last - slot->buffer) + 1 : 0;
        return;
    }
    for (size_t length; (length = update_row_length(slot->buffer + slot->end, slot->filled - slot->end)) > 0;)
        slot->end += length;
}

/* The rows behind those of the block before, whose bytes stay as they are. */
static enum churn_status fill(struct update_source *source, struct update_slot *slot, const struct update_slot *before,
                              struct churn_error *err)
{
    size_t left = before->filled - before->end;
    enum churn_status status = make_room(slot, left, err);
    if (status != CHURN_OK)
        return status;
    if (left > 0)
        memcpy(slot->buffer, before->buffer + before->end, left);
    slot->filled = left;
    for (slot->end = 0; slot->end == 0;) {
        size_t got = 0;
        status = make_room(slot, slot->filled, err);
        if (status == CHURN_OK && source->descriptor >= 0)
            status = read_some(source->descriptor, slot->buffer + slot->filled, slot->capacity - slot->filled, &got, err);
        if (status != CHURN_OK)
            return status;
        if (got == 0)
            return slot->filled == 0 ? CHURN_END : CHURN_DATA;
        sum_update(source->sum, slot->buffer + slot->filled, got);
        slot->filled += got;
        find_last_row(slot);
    }
    return CHURN_OK;
}

/* Blocks in turn, until one is the last, or nobody wants them. */
static void *read_ahead(void *context)
{
    struct update_source *source = context;
    for (size_t i = 2;; i++) { /* the first block was read before there was a thread */
        struct update_slot *slot = &source->slots[i % 2];
        pthread_mutex_lock(&source->lock);
        while (slot->ready && !source->stopped)
            pthread_cond_wait(&source->turn, &source->lock);
        bool stopped = source->stopped;
        pthread_mutex_unlock(&source->lock);
        if (stopped)
            return NULL;
        enum churn_status status = fill(source, slot, &source->slots[(i + 1) % 2], &slot->err);
        pthread_mutex_lock(&source->lock);
        slot->status = status;
        slot->ready = true;
        pthread_cond_signal(&source->turn);
        pthread_mutex_unlock(&source->lock);
        if (status != CHURN_OK)
            return NULL;
    }
}

/* Give the block back and wait for the next. */
static enum churn_status take_turn(struct update_source *source, struct update_slot *slot, struct churn_error *err)
{
    pthread_mutex_lock(&source->lock);
    source->slots[(source->current + 1) % 2].ready = false;
    pthread_cond_signal(&source->turn);
    while (!slot->ready)
        pthread_cond_wait(&source->turn, &source->lock);
    pthread_mutex_unlock(&source->lock);
    if (slot->status != CHURN_OK) {
        stop(source); /* it has ended: the sum is complete */
        if (err != NULL && slot->status != CHURN_END)
            *err = slot->err;
    }
    return slot->status;
}

enum churn_status update_source_next(struct update_source *source, struct churn_error *err)
{
    struct update_slot *slot = &source->slots[++source->current % 2];
    enum churn_status status;
    if (source->threaded)
        status = take_turn(source, slot, err);
    else
        status = fill(source, slot, &source->slots[(source->current + 1) % 2], err);
    source->buffer = slot->buffer;
    source->begin = 0;
    source->end = slot->end;
    source->quoted = slot->quoted;
    if (status == CHURN_OK && source->current == 1) {
        slot->ready = true;
        source->threaded = pthread_create(&source->thread, NULL, read_ahead, source) == 0;
    }
    return status;
}

enum churn_status update_sum_file(int descriptor, struct sum *sum, struct churn_error *err)
{
    struct sum_state *state = NULL;
    char *block = malloc(UPDATE_BLOCK);
    size_t got = 1;
    enum churn_status status = sum_new(&state, err);
    if (status == CHURN_OK && block == NULL)
        status = churn_error_set(err, CHURN_MEMORY, "out of memory");
    if (status == CHURN_OK && lseek(descriptor, 0, SEEK_SET) != 0)
        status = churn_error_set(err, CHURN_IO, "read error: %s", strerror(errno));
    while (status == CHURN_OK && got > 0) {
        status = read_some(descriptor, block, UPDATE_BLOCK, &got, err);
        if (status == CHURN_OK)
            sum_update(state, block, got);
    }
    if (status == CHURN_OK)
        sum_value(state, sum);
    sum_free(state);
    free(block);
    return status;
}
