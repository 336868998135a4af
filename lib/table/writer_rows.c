/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows written by several threads, in order. Each thread makes a stretch of rows in memory and leaves it in a ring; whoever
 * ends the stretch that is next writes it, and those behind it that are ready, while the others go on making. The bytes are
 * those that one thread would write.
 */
#include <pthread.h>
#include <stdlib.h>

#include "table/parallel.h"
#include "table/writer.h"

#define STRETCH 1024 /* rows made at once: some 64 KiB */
#define AHEAD 2      /* stretches under way or ready, for each thread */

/* A stretch's place in the ring. */
struct made {
    struct churn_writer *maker; /* made when the first one comes */
    bool ready;
    enum churn_status status;
    struct churn_error cause;
};

struct rows {
    struct churn_writer *writer;
    churn_rows_maker maker;
    void *context;
    size_t count;
    struct made *ring;
    size_t room;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    size_t turn; /* number of the stretch that is written next */
    bool writing;
    enum churn_status status;
    struct churn_error cause; /* of the first stretch that failed */
};

static enum churn_status make(struct rows *rows, struct made *made, size_t stretch, struct churn_error *err)
{
    size_t from = stretch * STRETCH, to = rows->count - from < STRETCH ? rows->count : from + STRETCH;
    if (made->maker == NULL)
        made->maker = writer_new(NULL, &rows->writer->options);
    struct churn_writer *maker = made->maker;
    if (maker == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    maker->used = 0;
    maker->begun = rows->writer->begun || stretch > 0;
    enum churn_status status = rows->maker(rows->context, from, to, maker, err);
    if (status == CHURN_OK && maker->failed != CHURN_OK) {
        *err = maker->cause;
        status = maker->failed;
    }
    return status;
}

/* Until there is room for a stretch. The one that all wait for is in the hands of a thread that does not wait. */
static struct made *wait_for_room(struct rows *rows, size_t stretch)
{
    pthread_mutex_lock(&rows->lock);
    while (stretch - rows->turn >= rows->room)
        pthread_cond_wait(&rows->moved, &rows->lock);
    pthread_mutex_unlock(&rows->lock);
    return &rows->ring[stretch % rows->room];
}

/* Of the stretch that is next; after a failure the others are only let go. */
static void write_made(struct rows *rows, struct made *made)
{
    if (rows->status != CHURN_OK)
        return;
    if (made->status == CHURN_OK)
        made->status = churn_file_write(rows->writer->file, made->maker->buffer, made->maker->used, &made->cause);
    if (made->status != CHURN_OK) {
        rows->status = made->status;
        rows->cause = made->cause;
    }
}

/* What is ready, in order; by one thread at a time, while the others go on. The lock is held before and after. */
static void write_ready(struct rows *rows)
{
    struct made *made;
    rows->writing = true;
    while ((made = &rows->ring[rows->turn % rows->room])->ready) {
        pthread_mutex_unlock(&rows->lock);
        write_made(rows, made);
        pthread_mutex_lock(&rows->lock);
        made->ready = false;
        rows->turn++;
        pthread_cond_broadcast(&rows->moved);
    }
    rows->writing = false;
}

static void make_and_write(void *context, unsigned worker, size_t stretch)
{
    struct rows *rows = context;
    struct made *made = wait_for_room(rows, stretch);
    (void)worker;
    made->status = make(rows, made, stretch, &made->cause);
    pthread_mutex_lock(&rows->lock);
    made->ready = true;
    if (!rows->writing)
        write_ready(rows);
    pthread_mutex_unlock(&rows->lock);
}

static enum churn_status run(struct rows *rows, unsigned jobs, struct churn_error *err)
{
    rows->room = AHEAD * (size_t)jobs;
    rows->ring = calloc(rows->room, sizeof *rows->ring);
    if (rows->ring == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    pthread_mutex_init(&rows->lock, NULL);
    pthread_cond_init(&rows->moved, NULL);
    parallel_run(jobs, (rows->count + STRETCH - 1) / STRETCH, make_and_write, rows);
    for (size_t i = 0; i < rows->room; i++)
        churn_writer_free(rows->ring[i].maker);
    free(rows->ring);
    pthread_mutex_destroy(&rows->lock);
    pthread_cond_destroy(&rows->moved);
    if (rows->status != CHURN_OK && err != NULL)
        *err = rows->cause;
    return rows->status;
}

enum churn_status churn_writer_rows(struct churn_writer *writer, size_t count, unsigned jobs, churn_rows_maker maker,
                                    void *context, struct churn_error *err)
{
    struct rows rows = { .writer = writer, .maker = maker, .context = context, .count = count };
    jobs = parallel_jobs(jobs);
    if (jobs <= 1 || count <= STRETCH || writer->file == NULL)
        return maker(context, 0, count, writer, err);
    enum churn_status status = churn_writer_flush(writer, err);
    if (status != CHURN_OK)
        return status;
    status = run(&rows, jobs, err);
    writer->begun = true;
    return status;
}
