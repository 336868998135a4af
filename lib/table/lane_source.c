/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blocks of whole rows, cut from whatever the bytes come from: files, pipes and unpacked archives alike go through one lock, in
 * order. A copy of bytes costs a tenth of reading them as rows, so the lock is mostly free, and unpacking is work for one
 * thread while the others read rows.
 *
 * Where a row ends is known by counting quotes: a block begins outside quotes, so a line end with an even number of quotes
 * before it is outside too, as long as all quoting is sound; where it is not, the careful reader finds the first fault, and all
 * that lies behind it is thrown away. Rows that no block can hold, and the last one when it has no line end, stay in the stream
 * for the careful reader.
 */
#include <string.h>

#include "table/lane_internal.h"

/* Bytes up to and with the last line end outside quotes; 0: there is none. */
static size_t find_cut(const struct lane *lane, struct lane_worker *worker, size_t length)
{
    const char *block = lane_block(worker);
    index_count count = lane->plan.index->count;
    const char *line_end = memrchr(block, '\n', length);
    worker->quoted = memchr(block, '"', length) != NULL;
    if (!worker->quoted)
        return line_end != NULL ? (size_t)(line_end - block) + 1 : 0;
    size_t quotes = count(block, length, '"');
    for (size_t behind = length; line_end != NULL; line_end = memrchr(block, '\n', behind)) {
        quotes -= count(line_end, (size_t)(block + behind - line_end), '"');
        behind = (size_t)(line_end - block);
        if (quotes % 2 == 0)
            return behind + 1;
    }
    return 0;
}

static bool fill(struct lane *lane, struct lane_worker *worker)
{
    struct records *records = &lane->transactions->reader->records;
    struct churn_error err;
    char *block = lane_block(worker);
    size_t length = 0, got = 1;
    while (length < lane->block_size && got > 0) {
        records_draw(records, block + length, lane->block_size - length, &got);
        length += got;
    }
    size_t cut = find_cut(lane, worker, length);
    if (records_undraw(records, block + cut, length - cut, &err) != CHURN_OK) {
        lane_stop(lane, &err);
        return false;
    }
    worker->length = cut;
    return cut > 0;
}

/* A slow block must not be left behind by too many others: what they come to waits for it. */
static void wait_for_room(struct lane *lane)
{
    pthread_mutex_lock(&lane->order);
    while (lane->next_block - lane->done >= LANE_RING)
        pthread_cond_wait(&lane->moved, &lane->order);
    pthread_mutex_unlock(&lane->order);
}

/* One more thread with each block, so a small file starts none. Fewer than asked for are no fault. */
static void start_another(struct lane *lane)
{
    const struct records *records = &lane->transactions->reader->records;
    if (lane->started >= lane->jobs || (records->at_end && records->end == records->begin))
        return;
    struct lane_worker *worker = lane->workers[lane->started];
    if (worker == NULL)
        worker = lane->workers[lane->started] = lane_worker_new(lane, lane->started);
    if (worker != NULL && pthread_create(&worker->thread, NULL, lane_work, worker) == 0)
        lane->started++;
    else
        lane->jobs = lane->started;
}

bool lane_claim(struct lane *lane, struct lane_worker *worker)
{
    pthread_mutex_lock(&lane->source);
    bool got = false;
    if (!lane->dry && !atomic_load(&lane->stop)) {
        wait_for_room(lane);
        got = fill(lane, worker);
        worker->block = lane->next_block;
        lane->next_block += got;
        lane->dry = !got;
        if (got)
            start_another(lane);
    }
    pthread_mutex_unlock(&lane->source);
    return got;
}
