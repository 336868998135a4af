/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ring of buffers between two threads. One is filled while the others wait to be written; when all wait, the maker waits too,
 * so memory is bounded.
 */
#include "table/write_behind.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BUFFERS 4                        /* more gained nothing */
#define BUFFER_SIZE ((size_t)256 * 1024) /* fits the second-level cache, through which the bytes are handed on */

struct write_behind {
    bool (*write)(void *context, const void *data, size_t length);
    void *context;
    char *buffers[BUFFERS];
    size_t lengths[BUFFERS];
    size_t filled;  /* buffers that were handed on, ever */
    size_t written; /* of these, those that were written */
    size_t used;    /* bytes in the buffer that is being filled */
    int failure;    /* errno; 0: none */
    bool stopped;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    pthread_t thread;
};

static bool wait_for_work(struct write_behind *behind)
{
    pthread_mutex_lock(&behind->lock);
    while (behind->written == behind->filled && !behind->stopped)
        pthread_cond_wait(&behind->turn, &behind->lock);
    bool work = !behind->stopped;
    pthread_mutex_unlock(&behind->lock);
    return work;
}

/* After a failure buffers are only given back, so that the maker does not wait for ever. */
static void *write_all(void *context)
{
    struct write_behind *behind = context;
    int failure = 0;
    while (wait_for_work(behind)) {
        size_t slot = behind->written % BUFFERS;
        if (failure == 0 && !behind->write(behind->context, behind->buffers[slot], behind->lengths[slot]))
            failure = errno;
        pthread_mutex_lock(&behind->lock);
        behind->failure = failure;
        behind->written++;
        pthread_cond_signal(&behind->turn);
        pthread_mutex_unlock(&behind->lock);
    }
    return NULL;
}

static bool make_buffers(struct write_behind *behind)
{
    for (size_t i = 0; i < BUFFERS; i++)
        if ((behind->buffers[i] = malloc(BUFFER_SIZE)) == NULL)
            return false;
    return true;
}

static void free_all(struct write_behind *behind)
{
    for (size_t i = 0; i < BUFFERS; i++)
        free(behind->buffers[i]);
    pthread_cond_destroy(&behind->turn);
    pthread_mutex_destroy(&behind->lock);
    free(behind);
}

struct write_behind *write_behind_new(bool (*write)(void *context, const void *data, size_t length), void *context)
{
    struct write_behind *behind = calloc(1, sizeof *behind);
    if (behind == NULL)
        return NULL;
    behind->write = write;
    behind->context = context;
    pthread_mutex_init(&behind->lock, NULL);
    pthread_cond_init(&behind->turn, NULL);
    if (make_buffers(behind) && pthread_create(&behind->thread, NULL, write_all, behind) == 0)
        return behind;
    free_all(behind);
    return NULL;
}

/* Hand the buffer on, and wait until no more than so many are on their way. */
static bool hand_on(struct write_behind *behind, size_t waiting)
{
    pthread_mutex_lock(&behind->lock);
    if (behind->used > 0) {
        behind->lengths[behind->filled++ % BUFFERS] = behind->used;
        behind->used = 0;
        pthread_cond_signal(&behind->turn);
    }
    while (behind->filled - behind->written > waiting)
        pthread_cond_wait(&behind->turn, &behind->lock);
    errno = behind->failure;
    pthread_mutex_unlock(&behind->lock);
    return errno == 0;
}

bool write_behind_put(struct write_behind *behind, const void *data, size_t length)
{
    const char *at = data;
    while (length > 0) {
        size_t room = BUFFER_SIZE - behind->used;
        size_t part = length < room ? length : room;
        memcpy(behind->buffers[behind->filled % BUFFERS] + behind->used, at, part);
        behind->used += part;
        at += part;
        length -= part;
        if (behind->used == BUFFER_SIZE && !hand_on(behind, BUFFERS - 1))
            return false;
    }
    return true;
}

bool write_behind_drain(struct write_behind *behind)
{
    return hand_on(behind, 0);
}

void write_behind_free(struct write_behind *behind)
{
    if (behind == NULL)
        return;
    pthread_mutex_lock(&behind->lock);
    behind->stopped = true;
    pthread_cond_signal(&behind->turn);
    pthread_mutex_unlock(&behind->lock);
    pthread_join(behind->thread, NULL);
    free_all(behind);
}
