/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Transactions into a ledger, in as many threads as the reader may use: each has its own rows under way, the table is one.
 * When it is full, the thread that sees it waits until no other adds rows, adds those that are under way in all of them, and
 * sets the table aside.
 */
#include <pthread.h>
#include <stdlib.h>

#include "customer/account_batch.h"
#include "customer/account_entry.h"
#include "customer/ledger.h"

struct fold {
    struct churn_ledger *ledger;
    churn_day until; /* INT32_MAX: no limit */
    unsigned jobs;
    struct account_batch **batches; /* by worker; NULL where it has not come yet */
    pthread_rwlock_t table;         /* shared by those who add, exclusive for setting aside */
};

static enum churn_status flush_all(struct fold *fold, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (unsigned i = 0; status == CHURN_OK && i < fold->jobs; i++)
        if (fold->batches[i] != NULL && fold->batches[i]->parts != NULL)
            status = account_batch_flush(fold->batches[i], err);
    return status;
}

static enum churn_status relieve(struct fold *fold, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    pthread_rwlock_wrlock(&fold->table);
    if (ledger_is_full(fold->ledger)) { /* still: another thread may have seen it too */
        status = flush_all(fold, err);
        if (status == CHURN_OK)
            status = ledger_relieve(fold->ledger, err);
        for (unsigned i = 0; i < fold->jobs; i++)
            if (fold->batches[i] != NULL && fold->batches[i]->parts != NULL)
                account_batch_forget_lines(fold->batches[i]);
    }
    pthread_rwlock_unlock(&fold->table);
    return status;
}

/* Before rows are added. CHURN_OK: done must follow. */
static enum churn_status enter(struct fold *fold, struct churn_error *err)
{
    enum churn_status status = ledger_is_full(fold->ledger) ? relieve(fold, err) : CHURN_OK;
    if (status == CHURN_OK)
        pthread_rwlock_rdlock(&fold->table);
    return status;
}

static void leave(struct fold *fold)
{
    pthread_rwlock_unlock(&fold->table);
}

static enum churn_status batch_of(struct fold *fold, unsigned worker, struct account_batch **batch, struct churn_error *err)
{
    const struct churn_ledger_options *options = &fold->ledger->options;
    *batch = fold->batches[worker];
    if (*batch != NULL)
        return CHURN_OK;
    *batch = calloc(1, sizeof **batch);
    fold->batches[worker] = *batch;
    if (*batch != NULL && account_batch_init(*batch, &fold->ledger->accounts, options->keep_orders, options->keep_days))
        return CHURN_OK;
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
    status = enter(fold, err);
    if (status != CHURN_OK)
        return status;
    status = batch_of(fold, worker, &batch, err);
    if (status == CHURN_OK)
        status = account_batch_add_one(batch, row, err);
    leave(fold);
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
    enum churn_status status = enter(context, err);
    if (status != CHURN_OK)
        return status;
    status = take_rows(context, worker, rows, count, err);
    leave(context);
    return status;
}

static enum churn_status end_block(void *context, unsigned worker, struct churn_error *err)
{
    struct fold *fold = context;
    struct account_batch *batch = fold->batches[worker];
    enum churn_status status = CHURN_OK;
    pthread_rwlock_rdlock(&fold->table); /* these rows are weighed before the next ones come */
    if (batch != NULL && batch->holds_text)
        status = account_batch_flush(batch, err);
    pthread_rwlock_unlock(&fold->table);
    return status;
}

/* Rows left behind by a block that failed point into a buffer that is gone. */
static bool may_flush(const struct account_batch *batch, bool failed)
{
    return batch->parts != NULL && !(failed && batch->holds_text);
}

static enum churn_status finish(struct fold *fold, bool failed, const struct lane_tally *tally, struct churn_error *err)
{
    struct churn_ledger *ledger = fold->ledger;
    enum churn_status status = CHURN_OK;
    for (unsigned i = 0; i < fold->jobs; i++) {
        if (fold->batches[i] == NULL)
            continue;
        if (status == CHURN_OK && may_flush(fold->batches[i], failed))
            status = account_batch_flush(fold->batches[i], err);
        account_batch_clear(fold->batches[i]);
        free(fold->batches[i]);
    }
    struct lane_tally all = { ledger->total, 0, ledger->last_day, ledger->decimals };
    if (status == CHURN_OK)
        status = lane_tally_add(&all, tally, err);
    ledger->total = all.total;
    ledger->last_day = all.last_day;
    ledger->decimals = all.decimals;
    return status;
}

/* Whoever sets the table aside comes before those who would add. */
static void init_table(struct fold *fold)
{
    pthread_rwlockattr_t kind;
    pthread_rwlockattr_init(&kind);
    pthread_rwlockattr_setkind_np(&kind, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&fold->table, &kind);
    pthread_rwlockattr_destroy(&kind);
}

enum churn_status churn_ledger_fold(struct churn_ledger *ledger, struct churn_transactions *transactions, churn_day until,
                                    uint64_t *later, struct churn_error *err)
{
    struct fold fold = { .ledger = ledger, .until = until == CHURN_DAY_NONE ? INT32_MAX : until };
    const struct lane_sink sink = { &fold, fold.until, take, take_one, end_block };
    struct churn_error flush_error;
    struct lane_tally tally;
    fold.jobs = ledger->jobs = transactions_jobs(transactions);
    fold.batches = calloc(fold.jobs, sizeof(struct account_batch *));
    if (fold.batches == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    ledger_limit_set(ledger, fold.jobs);
    init_table(&fold);
    enum churn_status status = transactions_fold(transactions, &sink, &tally, err);
    enum churn_status flushed = finish(&fold, status != CHURN_OK, &tally, &flush_error);
    pthread_rwlock_destroy(&fold.table);
    free(fold.batches);
    if (later != NULL)
        *later = tally.later;
    if (status == CHURN_OK && flushed != CHURN_OK && err != NULL)
        *err = flush_error;
    return ledger_advise(ledger, status == CHURN_OK ? flushed : status, err);
}
