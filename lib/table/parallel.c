/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads take task numbers from a counter, so one that is slow does not hold up the others. */
#include "table/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

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

unsigned parallel_jobs(unsigned jobs)
{
    cpu_set_t set;
    if (jobs == 0)
        jobs = sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
    return jobs < PARALLEL_MOST ? jobs : PARALLEL_MOST;
}

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
    struct thread threads[PARALLEL_MOST];
    unsigned started = 1;
    jobs = jobs < PARALLEL_MOST ? jobs : PARALLEL_MOST;
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
