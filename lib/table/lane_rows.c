/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a block, by the loop that fits them best, and in batches to the sink. */
#include "base/utf8.h"
#include "table/lane_internal.h"

bool lane_flush(struct lane_worker *worker)
{
    const struct lane_sink *sink = worker->lane->sink;
    struct lane_result *result = &worker->result;
    size_t count = worker->row_count;
    worker->row_count = 0;
    if (count == 0)
        return true;
    result->rows += count;
    result->fatal.status = sink->take(sink->context, worker->number, worker->rows, count, &result->fatal);
    return result->fatal.status == CHURN_OK;
}

/* The loop that fits the rows of a block best, as far as it is known. */
static lane_read choose_loop(const struct lane_worker *worker)
{
    const struct lane_plan *plan = &worker->lane->plan;
    const struct lane_loops *loops = plan->loops;
    bool orders = plan->column[ROLE_ORDER] != SIZE_MAX, product = plan->column[ROLE_FACTOR] != SIZE_MAX;
    if (plan->null_word.data != NULL || worker->check_rows || (orders && product))
        return loops->any;
    if (plan->leading && !orders && !product)
        return loops->leading;
    if (product)
        return loops->product;
    return orders ? loops->orders : loops->plain;
}

static bool read_rows(struct lane_worker *worker)
{
    struct index *index = &worker->index;
    bool looked = worker->lane->plan.any_bytes;
    uint32_t start = 0;
    while (start < worker->length) {
        worker->lane->plan.index->step(index);
        if (index->high && !looked) {
            looked = true;
            worker->check_rows = !utf8_valid(index->data, index->length);
        }
        if (!choose_loop(worker)(worker, &start))
            return false;
    }
    return lane_flush(worker);
}

void lane_read_block(struct lane_worker *worker)
{
    const struct lane_sink *sink = worker->lane->sink;
    struct lane_result *result = &worker->result;
    result->rows = result->blank = result->lines = 0;
    result->note_count = result->byte_count = 0;
    result->tally = (struct lane_tally)LANE_TALLY_INIT;
    result->fatal.status = CHURN_OK;
    worker->row_count = 0;
    worker->check_rows = false;
    lane_careful_begin(worker);
    index_begin(&worker->index, lane_block(worker), worker->length, worker->lane->plan.delimiter, worker->quoted);
    bool good = read_rows(worker);
    result->lines = worker->index.newlines;
    struct churn_error err;
    enum churn_status status = sink->end_block(sink->context, worker->number, &err);
    if (good && status != CHURN_OK)
        result->fatal = err;
}
