/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lanes as their files share them: lane.c runs the threads and keeps the order, lane_source.c cuts the stream into blocks,
 * lane_rows.c reads the rows of a block in the loops of lane_rows.h, lane_careful.c those that are not plain.
 */
#ifndef TABLE_LANE_INTERNAL_H
#define TABLE_LANE_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/quick.h"
#include "table/index.h"
#include "table/lane.h"
#include "table/parallel.h"
#include "table/transactions.h"

#define ISO_LENGTH 10                   /* YYYY-MM-DD */
#define LANE_BLOCK ((size_t)256 * 1024) /* past the second-level cache larger blocks lose; smaller ones cost more calls */
#define LANE_RING 32                    /* blocks that may be done before one that is slow: bounds what refused rows can take */
#define BORDERS_AT_ONCE 4               /* listed without a look whether there are so many */
#define LANE_BATCH 128                  /* rows given to the sink at once: they stay in the first-level cache */

/* A row that was refused. */
struct lane_note {
    uint64_t rows, blank;    /* data rows and blank lines of the block before it */
    struct lane_tally tally; /* of all of them */
    uint64_t line, column;   /* line: counted from 1 at the block's first */
    size_t message, text;    /* offsets in bytes */
    size_t text_length;
};

/* What a block came to. */
struct lane_result {
    bool ready;
    uint64_t rows, blank, lines;
    struct lane_tally tally;
    struct lane_note *notes; /* in order */
    size_t note_count, note_capacity;
    char *bytes; /* messages with their NUL, and rows as they came */
    size_t byte_count, byte_capacity;
    struct churn_error fatal; /* what ended the block, line as in a note; CHURN_OK: nothing did */
};

struct lane_worker;

/* Reads the rows whose ends are known, from *start on, which moves behind them. False: the block ends here. */
typedef bool (*lane_read)(struct lane_worker *worker, uint32_t *start);

/* Loops over rows of different shapes: id, date and amount anywhere, leading, with orders, multiplied, and whatever they are.
 */
struct lane_loops {
    lane_read plain, leading, orders, product, any;
};

extern const struct lane_loops lane_loops_plain, lane_loops_avx2;

/* What all threads only look at. */
struct lane_plan {
    size_t columns;
    size_t column[ROLES]; /* SIZE_MAX: there is none */
    bool leading;         /* id, date and amount are the first columns, in this order, and not the last; dates are ISO 8601's */
    char delimiter, decimal;
    bool any_bytes;
    size_t iso_length;   /* of YYYY-MM-DD; where dates are written otherwise, of none */
    size_t border_count; /* columns up to the last one that is read */
    struct churn_text null_word;
    size_t row_limit; /* bytes of a plain row: what is longer is measured by the careful reader */
    churn_day min_day;
    uint32_t day_span; /* from the least day to the last that may be */
    churn_day until;   /* the sink's */
    const struct index_lane *index;
    const struct lane_loops *loops;
    struct quick_days days;
    /* What a plain date from its third byte on, and the eight bytes of a plain amount, have beside the values of their digits.
     */
    uint64_t pair_marks[2] __attribute__((aligned(16)));
};

struct lane_worker {
    struct lane *lane;
    unsigned number;
    pthread_t thread;
    char *room; /* the block with pads around */
    size_t length;
    bool quoted;
    uint64_t block;  /* number of the block */
    bool check_rows; /* somewhere in the block are bytes that are no text */
    struct index index;
    struct lane_row rows[LANE_BATCH];
    size_t row_count;
    struct lane_result result;
    /* The last date that was not plain: rows of one order, or of one day, share it. */
    char last_date[32];
    size_t last_date_length;
    churn_day last_day;
    /* For rows that are not plain: a reader of its own on the block, and what is bound to it. */
    struct churn_reader reader;
    struct churn_transactions transactions;
    struct churn_text *cells; /* of one row */
    uint32_t *borders;        /* where they end, one place in front, and room behind */
    struct churn_error no_id; /* what is said of an empty id, and of how many bytes, with the NUL */
    size_t no_id_size;
    size_t counted; /* line ends before this offset are in counted_lines */
    uint64_t counted_lines;
};

struct lane {
    struct churn_transactions *transactions;
    const struct lane_sink *sink;
    struct lane_plan plan;
    struct churn_reader careful; /* as the reader was at first, for the workers to copy */
    size_t block_size;
    unsigned jobs;
    struct lane_worker *workers[PARALLEL_MOST];
    unsigned started; /* under source */
    pthread_mutex_t source;
    uint64_t next_block; /* under source */
    bool dry;            /* no further block can be cut; under source */
    pthread_mutex_t order;
    pthread_cond_t moved;
    uint64_t done;    /* blocks put in order; under order */
    atomic_bool stop; /* a fault ends the reading */
    bool telling;     /* some thread puts blocks in order; under order */
    uint64_t line;    /* of the first byte behind the blocks that are done; of the thread that tells */
    struct lane_result ring[LANE_RING];
    struct lane_tally *tally;
    struct churn_error *failure; /* the reader's own */
};

/* lane_source.c: the next block for a worker; false where there is none. */
bool lane_claim(struct lane *lane, struct lane_worker *worker);

/* lane.c */
struct lane_worker *lane_worker_new(struct lane *lane, unsigned number);
void *lane_work(void *worker);
void lane_stop(struct lane *lane, const struct churn_error *err);

/* lane_rows.c: read all rows of the worker's block into its result. */
void lane_read_block(struct lane_worker *worker);
/* Give the rows that are gathered to the sink. False: it failed, and the block ends here. */
bool lane_flush(struct lane_worker *worker);

/* lane_careful.c */
bool lane_careful_init(struct lane_worker *worker);
/* Another block, maybe of another file. */
void lane_careful_begin(struct lane_worker *worker);
void lane_careful_clear(struct lane_worker *worker);
/* A sound row of the right shape, from start up to end, whose cells (worker->cells) the quick parsers did not take. */
bool lane_careful_cells(struct lane_worker *worker, size_t start, size_t end);
/* One that has only one fault, an empty id: a shop's guests can be a quarter of all rows. */
bool lane_careful_no_id(struct lane_worker *worker, size_t start, size_t end, struct churn_text id);
/* The row that begins at start: taken, noted as refused, or the end of the block. False: the block ends here. */
bool lane_careful_row(struct lane_worker *worker, size_t start);

static inline char *lane_block(const struct lane_worker *worker)
{
    return worker->room + INDEX_PAD;
}

#endif
