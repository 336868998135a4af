/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Transactions into a ledger, in as many threads as the reader may use: each has its own rows under way, the table is one.
 * When it is full, the thread that sees it waits until no other adds rows, adds those that are under way in all of them, and
 * sets the table aside.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "customer/account_batch.h"
#include "customer/account_entry.h"
#include "customer/ledger.h"

/* One thread's, on lines of its own: a lock that all share would cost each a look at what another processor has. */
struct adder {
    pthread_mutex_t adding;      /* held while it adds rows; all of them while the table is set aside */
    struct account_batch *batch; /* NULL: it has not come yet */
} __attribute__((aligned(128)));

struct fold {
    struct churn_ledger *ledger;
    churn_day until; /* INT32_MAX: no limit */
    unsigned jobs;
    struct adder *adders; /* by worker */
};

static enum churn_status set_aside(struct fold *fold, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (unsigned i = 0; status == CHURN_OK && i < fold->jobs; i++)
        if (fold->adders[i].batch != NULL)
            status = account_batch_flush(fold->adders[i].batch, err);
    if (status == CHURN_OK)
        status = ledger_relieve(fold->ledger, err);
    for (unsigned i = 0; i < fold->jobs; i++)
        if (fold->adders[i].batch != NULL)
            account_batch_forget_lines(fold->adders[i].batch);
    return status;
}

static enum churn_status relieve(struct fold *fold, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (unsigned i = 0; i < fold->jobs; i++)
        pthread_mutex_lock(&fold->adders[i].adding);
    if (ledger_is_full(fold->ledger)) /* still: another thread may have seen it too */
        status = set_aside(fold, err);
    for (unsigned i = 0; i < fold->jobs; i++)
        pthread_mutex_unlock(&fold->adders[i].adding);
    return status;
}

/* Before rows are added. CHURN_OK: leave must follow. */
static enum churn_status enter(struct fold *fold, unsigned worker, struct churn_error *err)
{
    enum churn_status status = ledger_is_full(fold->ledger) ? relieve(fold, err) : CHURN_OK;
    if (status == CHURN_OK)
        pthread_mutex_lock(&fold->adders[worker].adding);
    return status;
}

static void leave(struct fold *fold, unsigned worker)
{
    pthread_mutex_unlock(&fold->adders[worker].adding);
}

/* Kept only when it is whole: another row may come after one that found no memory. */
static enum churn_status batch_of(struct fold *fold, unsigned worker, struct account_batch **batch, struct churn_error *err)
{
    const struct churn_ledger_options *options = &fold->ledger->options;
    *batch = fold->adders[worker].batch;
    if (*batch != NULL)
        return CHURN_OK;
    *batch = calloc(1, sizeof **batch);
    if (*batch != NULL && account_batch_init(*batch, &fold->ledger->accounts, options->keep_orders, options->keep_days)) {
        fold->adders[worker].batch = *batch;
        return CHURN_OK;
    }
    if (*batch != NULL)
        account_batch_clear(*batch);
    free(*batch);
    *batch = NULL;
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

static enum churn_status take_one(void *context, unsigned worker, const struct churn_transaction *row, struct lane_tally *tally,
                                  struct churn_error *err)
{
    struct fold *fold = context;
    struct account_batch *batch;
    if (fold->ledger->options.keep_orders && row->order.length == 0)
        return ledger_refuse_no_order(err);
    if (row->decimals > tally->decimals)
        tally->decimals = row->decimals;
    enum churn_status status = churn_amount_add(&tally->total, row->amount, err);
    if (status != CHURN_OK)
        return status;
    if (row->day > fold->until) {
        tally->later++;
        return CHURN_OK;
    }
    if (row->day > tally->last_day)
        tally->last_day = row->day;
    status = enter(fold, worker, err);
    if (status != CHURN_OK)
        return status;
    status = batch_of(fold, worker, &batch, err);
    if (status == CHURN_OK)
        status = account_batch_add_one(batch, row, err);
    leave(fold, worker);
    return status;
}

static enum churn_status take_rows(struct fold *fold, unsigned worker, const struct lane_row *rows, size_t count,
                                   struct churn_error *err)
{
    struct account_batch *batch;
    enum churn_status status = batch_of(fold, worker, &batch, err);
    if (status == CHURN_OK && batch->keep_orders && rows[0].order_length == 0)
        return ledger_refuse_no_order(err); /* of one row, of all: there is no such column */
    return status == CHURN_OK ? account_batch_add(batch, rows, count, err) : status;
}

static enum churn_status take(void *context, unsigned worker, const struct lane_row *rows, size_t count,
                              struct churn_error *err)
{
    enum churn_status status = enter(context, worker, err);
    if (status != CHURN_OK)
        return status;
    status = take_rows(context, worker, rows, count, err);
    leave(context, worker);
    return status;
}

static enum churn_status end_block(void *context, unsigned worker, struct churn_error *err)
{
    struct fold *fold = context;
    struct account_batch *batch = fold->adders[worker].batch;
    enum churn_status status = CHURN_OK;
    pthread_mutex_lock(&fold->adders[worker].adding); /* these rows are weighed before the next ones come */
    if (batch != NULL && batch->holds_text)
        status = account_batch_flush(batch, err);
    leave(fold, worker);
    return status;
}

/* Rows left behind by a block that failed point into a buffer that is gone. */
static bool may_flush(const struct account_batch *batch, bool failed)
{
    return !(failed && batch->holds_text);
}

static enum churn_status finish(struct fold *fold, bool failed, const struct lane_tally *tally, struct churn_error *err)
{
    struct churn_ledger *ledger = fold->ledger;
    enum churn_status status = CHURN_OK;
    for (unsigned i = 0; i < fold->jobs; i++) {
        struct account_batch *batch = fold->adders[i].batch;
        if (batch == NULL)
            continue;
        if (status == CHURN_OK && may_flush(batch, failed))
            status = account_batch_flush(batch, err);
        account_batch_clear(batch);
        free(batch);
    }
    struct lane_tally all = { ledger->total, 0, ledger->last_day, ledger->decimals };
    if (status == CHURN_OK)
        status = lane_tally_add(&all, tally, err);
    ledger->total = all.total;
    ledger->last_day = all.last_day;
    ledger->decimals = all.decimals;
    return status;
}

static bool make_adders(struct fold *fold)
{
    fold->adders = aligned_alloc(_Alignof(struct adder), fold->jobs * sizeof *fold->adders);
    if (fold->adders == NULL)
        return false;
    memset(fold->adders, 0, fold->jobs * sizeof *fold->adders);
    for (unsigned i = 0; i < fold->jobs; i++)
        pthread_mutex_init(&fold->adders[i].adding, NULL);
    return true;
}

static void free_adders(struct fold *fold)
{
    for (unsigned i = 0; i < fold->jobs; i++)
        pthread_mutex_destroy(&fold->adders[i].adding);
    free(fold->adders);
}

enum churn_status churn_ledger_fold(struct churn_ledger *ledger, struct churn_transactions *transactions, churn_day until,
                                    uint64_t *later, struct churn_error *err)
{
    struct fold fold = { .ledger = ledger, .until = until == CHURN_DAY_NONE ? INT32_MAX : until };
    const struct lane_sink sink = { &fold, fold.until, take, take_one, end_block };
    struct churn_error flush_error;
    struct lane_tally tally;
    fold.jobs = ledger->jobs = transactions_jobs(transactions);
    if (!make_adders(&fold))
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    ledger_limit_set(ledger, fold.jobs);
    enum churn_status status = transactions_fold(transactions, &sink, &tally, err);
    enum churn_status flushed = finish(&fold, status != CHURN_OK, &tally, &flush_error);
    free_adders(&fold);
    if (later != NULL)
        *later = tally.later;
    if (status == CHURN_OK && flushed != CHURN_OK && err != NULL)
        *err = flush_error;
    return ledger_advise(ledger, status == CHURN_OK ? flushed : status, err);
}
