/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Threads over blocks, and the order kept. A block is claimed, read and put in order by one thread; what it came to waits in a
 * ring until the blocks before it are done, and only then are its faults told and its rows counted. So faults come in the order
 * of the rows, and where one ends the reading the counts are those of the rows before it, whatever other threads have read
 * meanwhile; their rows are in the sink then, and the caller throws all of it away.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "table/lane_internal.h"

#define ROW_LIMIT ((size_t)65536) /* plain rows are shorter; the careful reader measures the others */
#define PAGE 4096                 /* workers lie on pages of their own: a shared cache line costs both */

unsigned transactions_jobs(const struct churn_transactions *transactions)
{
    return reader_jobs(transactions->reader);
}

enum churn_status lane_tally_add(struct lane_tally *tally, const struct lane_tally *part, struct churn_error *err)
{
    tally->later += part->later;
    if (part->decimals > tally->decimals)
        tally->decimals = part->decimals;
    if (part->last_day != CHURN_DAY_NONE && (tally->last_day == CHURN_DAY_NONE || part->last_day > tally->last_day))
        tally->last_day = part->last_day;
    return churn_amount_add(&tally->total, part->total, err);
}

void lane_stop(struct lane *lane, const struct churn_error *err)
{
    pthread_mutex_lock(&lane->order);
    if (!atomic_exchange(&lane->stop, true))
        *lane->failure = *err;
    pthread_mutex_unlock(&lane->order);
}

struct lane_worker *lane_worker_new(struct lane *lane, unsigned number)
{
    struct lane_worker *worker = aligned_alloc(PAGE, (sizeof *worker + PAGE - 1) / PAGE * PAGE);
    if (worker == NULL)
        return NULL;
    memset(worker, 0, sizeof *worker);
    worker->lane = lane;
    worker->number = number;
    worker->room = calloc(1, lane->block_size + 2 * INDEX_PAD);
    bool good = index_init(&worker->index, lane->block_size) && lane_careful_init(worker);
    if (worker->room != NULL && good)
        return worker;
    free(worker->room);
    index_clear(&worker->index);
    lane_careful_clear(worker);
    free(worker);
    return NULL;
}

static void free_result(struct lane_result *result)
{
    free(result->notes);
    free(result->bytes);
}

static void free_worker(struct lane_worker *worker)
{
    if (worker == NULL)
        return;
    free_result(&worker->result);
    lane_careful_clear(worker);
    index_clear(&worker->index);
    free(worker->room);
    free(worker);
}

/* Rows of a block up to some point, which were counted up to an earlier one. */
static void count_rows(struct churn_counts *counts, uint64_t rows, uint64_t *counted)
{
    counts->read += rows - *counted;
    counts->used += rows - *counted;
    *counted = rows;
}

/* A refused row, told to the reader as if it stood before it; fault has the file already. */
static enum churn_status tell_fault(struct lane *lane, const struct lane_result *result, const struct lane_note *note,
                                    struct churn_error *fault, struct churn_error *err)
{
    struct churn_reader *reader = lane->transactions->reader;
    reader->record.text = (struct churn_text){ result->bytes + note->text, note->text_length };
    reader->record.line = lane->line + note->line - 1;
    reader->record.ended = true;
    memcpy(fault->message, result->bytes + note->message, note->text - note->message); /* with its NUL */
    fault->line = reader->record.line;
    fault->column = note->column;
    return reader_refuse_row(reader, fault, err);
}

static enum churn_status tell_faults(struct lane *lane, const struct lane_result *result, uint64_t *rows, uint64_t *blank,
                                     struct churn_error *err)
{
    struct churn_reader *reader = lane->transactions->reader;
    struct churn_error fault ERROR_NOT_CLEARED;
    if (result->note_count == 0)
        return CHURN_OK;
    fault.status = CHURN_DATA;
    error_place(&fault, reader_file(reader, reader->path), 0, 0);
    for (size_t i = 0; i < result->note_count; i++) {
        const struct lane_note *note = &result->notes[i];
        count_rows(&reader->counts, note->rows + 1, rows);
        reader->counts.blank += note->blank - *blank;
        *blank = note->blank;
        enum churn_status status = tell_fault(lane, result, note, &fault, err);
        if (status != CHURN_OK) {
            lane_tally_add(lane->tally, &note->tally, NULL);
            return status;
        }
    }
    return CHURN_OK;
}

static enum churn_status tell_block(struct lane *lane, const struct lane_result *result, struct churn_error *err)
{
    struct churn_counts *counts = &lane->transactions->reader->counts;
    uint64_t rows = 0, blank = 0;
    enum churn_status status = tell_faults(lane, result, &rows, &blank, err);
    if (status != CHURN_OK)
        return status;
    count_rows(counts, result->rows, &rows);
    counts->blank += result->blank - blank;
    status = lane_tally_add(lane->tally, &result->tally, err);
    if (status == CHURN_OK && result->fatal.status != CHURN_OK) {
        *err = result->fatal;
        err->line += err->line > 0 ? lane->line - 1 : 0;
        status = err->status;
    }
    lane->line += result->lines;
    return status;
}

/* Tell what waits, in order; by one thread at a time, while the others read on. The lock is held before and after. */
static void tell(struct lane *lane)
{
    struct churn_error err;
    struct lane_result *slot;
    lane->telling = true;
    while ((slot = &lane->ring[lane->done % LANE_RING])->ready) {
        pthread_mutex_unlock(&lane->order);
        bool failed = !atomic_load(&lane->stop) && tell_block(lane, slot, &err) != CHURN_OK;
        if (failed)
            lane_stop(lane, &err);
        pthread_mutex_lock(&lane->order);
        slot->ready = false;
        lane->done++;
        reader_publish(lane->transactions->reader);
        pthread_cond_broadcast(&lane->moved);
    }
    lane->telling = false;
}

static void put_in_order(struct lane *lane, struct lane_worker *worker)
{
    pthread_mutex_lock(&lane->order);
    struct lane_result *slot = &lane->ring[worker->block % LANE_RING];
    struct lane_result room = *slot;
    *slot = worker->result;
    worker->result = room;
    slot->ready = true;
    if (!lane->telling)
        tell(lane);
    pthread_mutex_unlock(&lane->order);
}

void *lane_work(void *argument)
{
    struct lane_worker *worker = argument;
    while (lane_claim(worker->lane, worker)) {
        lane_read_block(worker);
        put_in_order(worker->lane, worker);
    }
    return NULL;
}

/* All blocks that can be cut from here on; what is left stays in the reader. */
static enum churn_status run(struct lane *lane, struct churn_error *err)
{
    struct churn_reader *reader = lane->transactions->reader;
    lane->started = 1;
    lane->next_block = lane->done = 0;
    lane->dry = false;
    lane->line = reader->records.line;
    lane_work(lane->workers[0]);
    for (unsigned i = 1; i < lane->started; i++)
        pthread_join(lane->workers[i]->thread, NULL);
    reader->records.line = lane->line;
    if (!atomic_load(&lane->stop))
        return CHURN_OK;
    if (err != NULL)
        *err = reader->failure;
    return reader->failure.status;
}

/* Options that change what a cell or a row is are the careful reader's alone, as are rows that it must measure, and those
 * without amounts. */
static bool covers(const struct churn_transactions *transactions)
{
    const struct churn_reader_options *options = &transactions->reader->options;
    return options->lane != CHURN_LANE_CAREFUL && !options->lax_quotes && !options->trim && transactions->amounts &&
           transactions->reader->columns > 0;
}

static void make_plan(const struct churn_transactions *transactions, struct lane_plan *plan)
{
    const struct churn_reader_options *options = &transactions->reader->options;
    const struct churn_cell_rules *rules = &transactions->rules;
    plan->columns = transactions->reader->columns;
    for (size_t role = 0; role < ROLES; role++)
        plan->column[role] = SIZE_MAX;
    for (size_t i = 0; i < transactions->count; i++) {
        size_t column = transactions->bindings[i].column;
        plan->column[transactions->bindings[i].role] = column;
        if (column >= plan->border_count)
            plan->border_count = column + 1;
    }
    plan->delimiter = options->delimiter;
    plan->decimal = rules->amount.decimal;
    plan->any_bytes = options->any_bytes;
    plan->iso_length = rules->date.format == NULL ? ISO_LENGTH : SIZE_MAX;
    if (rules->null_word != NULL)
        plan->null_word = (struct churn_text){ rules->null_word, strlen(rules->null_word) };
    plan->row_limit = options->max_field < ROW_LIMIT ? options->max_field : ROW_LIMIT;
    plan->leading = plan->column[ROLE_ID] == 0 && plan->column[ROLE_DATE] == 1 && plan->column[ROLE_AMOUNT] == 2 &&
                    plan->columns > 3 && plan->iso_length == ISO_LENGTH && plan->row_limit >= INDEX_CHUNK;
    plan->min_day = rules->date.min;
    plan->day_span = (uint32_t)rules->date.max - (uint32_t)rules->date.min;
    plan->index = index_lane_choose(options->lane);
    plan->loops = plan->index == &index_lane_plain ? &lane_loops_plain : &lane_loops_avx2;
    quick_days_init(&plan->days);
    plan->pair_marks[0] = htole64(0x30302d30302d3030U);
    plan->pair_marks[1] = htole64(0x3030003030303030U | (uint64_t)(unsigned char)plan->decimal << 40);
}

/* A block is copied in less time than it takes to put a thread to sleep and to wake it, so who waits looks a while first. */
static void init_source(pthread_mutex_t *source)
{
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_init(source, &kind);
    pthread_mutexattr_destroy(&kind);
}

static struct lane *lane_new(struct churn_transactions *transactions, const struct lane_sink *sink, struct lane_tally *tally)
{
    struct lane *lane = aligned_alloc(PAGE, (sizeof *lane + PAGE - 1) / PAGE * PAGE);
    size_t size = transactions->reader->options.block_size;
    if (lane == NULL)
        return NULL;
    memset(lane, 0, sizeof *lane);
    lane->transactions = transactions;
    lane->careful = *transactions->reader;
    lane->sink = sink;
    lane->tally = tally;
    lane->failure = &transactions->reader->failure;
    lane->block_size = size == 0 ? LANE_BLOCK : size;
    lane->jobs = transactions_jobs(transactions);
    make_plan(transactions, &lane->plan);
    lane->plan.until = sink->until;
    init_source(&lane->source);
    pthread_mutex_init(&lane->order, NULL);
    pthread_cond_init(&lane->moved, NULL);
    lane->workers[0] = lane_worker_new(lane, 0);
    return lane;
}

static void lane_free(struct lane *lane)
{
    if (lane == NULL)
        return;
    for (unsigned i = 0; i < PARALLEL_MOST; i++)
        free_worker(lane->workers[i]);
    for (unsigned i = 0; i < LANE_RING; i++)
        free_result(&lane->ring[i]);
    pthread_mutex_destroy(&lane->source);
    pthread_mutex_destroy(&lane->order);
    pthread_cond_destroy(&lane->moved);
    free(lane);
}

/* Where a row ends the bulk, because no block holds it or it is a file's first, the careful reader takes it and the bulk goes
 * on behind it. */
static enum churn_status fold(struct churn_transactions *transactions, struct lane *lane, const struct lane_sink *sink,
                              struct lane_tally *tally, struct churn_error *err)
{
    const struct churn_reader *reader = transactions->reader;
    struct churn_transaction row;
    for (;;) {
        enum churn_status status = CHURN_OK;
        if (lane != NULL && reader->records_open && !reader->pending && reader->failure.status == CHURN_OK)
            status = run(lane, err);
        if (status == CHURN_OK)
            status = churn_transactions_next(transactions, &row, err);
        if (status == CHURN_OK)
            status = sink->take_one(sink->context, 0, &row, tally, err);
        if (status != CHURN_OK)
            return status == CHURN_END ? CHURN_OK : status;
    }
}

enum churn_status transactions_fold(struct churn_transactions *transactions, const struct lane_sink *sink,
                                    struct lane_tally *tally, struct churn_error *err)
{
    struct lane *lane = NULL;
    *tally = (struct lane_tally)LANE_TALLY_INIT;
    if (covers(transactions)) {
        lane = lane_new(transactions, sink, tally);
        if (lane == NULL || lane->workers[0] == NULL) {
            lane_free(lane);
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        }
    }
    enum churn_status status = fold(transactions, lane, sink, tally, err);
    lane_free(lane);
    return status;
}
