/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows written by several threads, in order. Each thread makes a stretch of rows in memory and then waits until the stretches
 * before it are written: as they are of like size nobody waits long, and the bytes are those that one thread would write.
 */
#include <pthread.h>
#include <stdlib.h>

#include "table/parallel.h"
#include "table/writer.h"

#define STRETCH 1024 /* rows made at once: some 64 KiB */

struct rows {
    struct churn_writer *writer;
    churn_rows_maker maker;
    void *context;
    size_t count;
    struct churn_writer *makers[PARALLEL_MOST]; /* by worker, made when it comes */
    pthread_mutex_t lock;
    pthread_cond_t turned;
    size_t turn; /* number of the stretch that is written next */
    enum churn_status status;
    struct churn_error cause; /* of the first stretch that failed */
};

static enum churn_status make(struct rows *rows, unsigned worker, size_t stretch, struct churn_error *err)
{
    size_t from = stretch * STRETCH, to = rows->count - from < STRETCH ? rows->count : from + STRETCH;
    if (rows->makers[worker] == NULL)
        rows->makers[worker] = writer_new(NULL, &rows->writer->options);
    struct churn_writer *maker = rows->makers[worker];
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

static void make_and_write(void *context, unsigned worker, size_t stretch)
{
    struct rows *rows = context;
    struct churn_error err;
    enum churn_status status = make(rows, worker, stretch, &err);
    pthread_mutex_lock(&rows->lock);
    while (rows->turn != stretch)
        pthread_cond_wait(&rows->turned, &rows->lock);
    if (rows->status == CHURN_OK && status == CHURN_OK) {
        const struct churn_writer *maker = rows->makers[worker];
        status = churn_file_write(rows->writer->file, maker->buffer, maker->used, &err);
    }
    if (rows->status == CHURN_OK && status != CHURN_OK) {
        rows->status = status;
        rows->cause = err;
    }
    rows->turn++;
    pthread_cond_broadcast(&rows->turned);
    pthread_mutex_unlock(&rows->lock);
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
    pthread_mutex_init(&rows.lock, NULL);
    pthread_cond_init(&rows.turned, NULL);
    parallel_run(jobs, (count + STRETCH - 1) / STRETCH, make_and_write, &rows);
    for (unsigned i = 0; i < PARALLEL_MOST; i++)
        churn_writer_free(rows.makers[i]);
    pthread_mutex_destroy(&rows.lock);
    pthread_cond_destroy(&rows.turned);
    writer->begun = true;
    if (rows.status != CHURN_OK && err != NULL)
        *err = rows.cause;
    return rows.status;
}
