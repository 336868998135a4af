/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads take task numbers from a counter, so one that is slow does not hold up the others. */
#include "table/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

#define THREADS_MAX 64

struct pool {
    parallel_task task;
    void *context;
    size_t count;
    atomic_size_t next;
};

struct thread {
    struct pool *pool;
    unsigned worker;
    pthread_t thread;
};

static void *work(void *argument)
{
    struct thread *self = argument;
    struct pool *pool = self->pool;
    for (size_t task; (task = atomic_fetch_add(&pool->next, 1)) < pool->count;)
        pool->task(pool->context, self->worker, task);
    return NULL;
}

void parallel_run(unsigned jobs, size_t count, parallel_task task, void *context)
{
    struct pool pool = { .task = task, .context = context, .count = count };
    struct thread threads[THREADS_MAX];
    unsigned started = 1;
    jobs = jobs < THREADS_MAX ? jobs : THREADS_MAX;
    for (; started < jobs && started < count; started++) {
        threads[started] = (struct thread){ .pool = &pool, .worker = started };
        if (pthread_create(&threads[started].thread, NULL, work, &threads[started]) != 0)
            break;
    }
    threads[0] = (struct thread){ .pool = &pool, .worker = 0 };
    work(&threads[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(threads[i].thread, NULL);
}
