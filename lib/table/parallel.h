/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number of like tasks for several threads. */
#ifndef TABLE_PARALLEL_H
#define TABLE_PARALLEL_H

#include <stddef.h>

#define PARALLEL_MOST 64 /* threads; more than any table of customers keeps busy */

/* jobs, or where it is 0 as many as there are processors for this process; at most PARALLEL_MOST. */
unsigned parallel_jobs(unsigned jobs);

/* Task number task, in thread number worker (below jobs). */
typedef void (*parallel_task)(void *context, unsigned worker, size_t task);

/*
 * Do tasks 0 up to count, each once, in any order and in up to jobs threads, of which the caller's is one; returns when all are
 * done. Where threads cannot be had fewer do it.
 */
void parallel_run(unsigned jobs, size_t count, parallel_task task, void *context);

#endif
