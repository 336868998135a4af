/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a block. A row is plain when it has as many fields as the header, no byte that the index calls odd, and cells
 * that the quick parsers, or else the exact ones, can read; any other goes to the careful reader as a whole. Nothing is
 * remembered of where cells lie: the careful reader finds it out again for the few rows that need it.
 */
#include "base/utf8.h"
#include "table/lane_internal.h"

#define ISO_LENGTH 10 /* YYYY-MM-DD */

/* What the rows of a block may be like: known when the loop over them is compiled, so that plain ones pay for nothing else. */
struct shape {
    bool quoted, product, orders, null_word, check_rows;
    bool leading; /* id, date and amount are the first columns, in this order, and not the last */
};

/* The row under way. */
struct row {
    const char *block;
    const uint32_t *delimiters; /* of this row; the one before the first is the end of the row before, unless leading */
    size_t last_column;
    uint32_t start, end; /* offset of the first cell, and past the last */
};

/* The gathered rows, and what they came to before each row that was refused among them. */
static void count_rows(struct lane_worker *worker)
{
    const struct lane_sink *sink = worker->lane->sink;
    struct lane_result *result = &worker->result;
    size_t from = 0;
    for (; result->tallied < result->note_count; result->tallied++) {
        struct lane_note *note = &result->notes[result->tallied];
        sink->count(sink->context, worker->rows + from, note->gathered - from, &result->tally);
        note->tally = result->tally;
        from = note->gathered;
    }
    sink->count(sink->context, worker->rows + from, worker->row_count - from, &result->tally);
}

bool lane_flush(struct lane_worker *worker)
{
    const struct lane_sink *sink = worker->lane->sink;
    struct lane_result *result = &worker->result;
    size_t count = worker->row_count;
    count_rows(worker);
    worker->row_count = 0;
    if (count == 0)
        return true;
    result->rows += count;
    result->fatal.status = sink->take(sink->context, worker->number, worker->rows, count, &result->fatal);
    return result->fatal.status == CHURN_OK;
}

/* False for a quoted cell with a quote in it. */
ALWAYS_INLINE bool find_cell(struct shape shape, const struct row *row, size_t column, struct churn_text *cell)
{
    uint32_t begin = shape.leading && column == 0 ? row->start : row->delimiters[(ptrdiff_t)column - 1] + 1;
    uint32_t end = !shape.leading && column == row->last_column ? row->end : row->delimiters[column];
    *cell = (struct churn_text){ row->block + begin, end - begin };
    if (!shape.quoted || cell->length == 0 || cell->data[0] != '"')
        return true;
    cell->data++;
    cell->length -= 2;
    return memchr(cell->data, '"', cell->length) == NULL;
}

/* Where leading, known when the code is compiled. */
ALWAYS_INLINE size_t column_of(struct shape shape, const struct lane_plan *plan, enum role role)
{
    _Static_assert(ROLE_ID == 0 && ROLE_DATE == 1 && ROLE_AMOUNT == 2, "the leading columns");
    return shape.leading ? (size_t)role : plan->column[role];
}

ALWAYS_INLINE bool is_null(struct shape shape, const struct lane_plan *plan, struct churn_text cell)
{
    return cell.length == 0 || (shape.null_word && churn_text_compare(cell, plan->null_word) == 0);
}

/* Blank, or more than ASCII, where an exact look is needed. */
ALWAYS_INLINE bool is_edge(char byte)
{
    return (unsigned char)(byte - '!') >= 0x7f - '!';
}

/* Of a text that is not null. */
ALWAYS_INLINE bool is_id(struct churn_text cell)
{
    if (!is_edge(cell.data[0]) && !is_edge(cell.data[cell.length - 1]))
        return true;
    return !utf8_blank_edge(cell, false) && !utf8_blank_edge(cell, true);
}

/* A date that is not plain; the one before is remembered as it was written. */
static bool read_date(struct lane_worker *worker, struct churn_text cell, churn_day *day)
{
    struct churn_error err;
    bool short_enough = cell.length <= sizeof worker->last_date;
    *day = worker->last_day;
    if (short_enough && cell.length == worker->last_date_length && memcmp(cell.data, worker->last_date, cell.length) == 0)
        return true;
    if (churn_date_parse(cell, &worker->transactions.rules.date, day, &err) != CHURN_OK)
        return false;
    if (short_enough) {
        memcpy(worker->last_date, cell.data, cell.length);
        worker->last_date_length = cell.length;
        worker->last_day = *day;
    }
    return true;
}

ALWAYS_INLINE bool read_day(struct shape shape, struct lane_worker *worker, const struct lane_plan *plan,
                            struct churn_text cell, churn_day *day)
{
    if (shape.null_word && is_null(shape, plan, cell))
        return false;
    if (cell.length == ISO_LENGTH && plan->iso_dates && quick_day(cell.data, &plan->days, day))
        return (uint32_t)*day - (uint32_t)plan->min_day <= plan->day_span;
    return cell.length > 0 && read_date(worker, cell, day);
}

static const int64_t SCALES[CHURN_AMOUNT_DECIMALS + 1] = { 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1 };

/* A product of two amounts, or the one there is, in units of 10^-8. */
ALWAYS_INLINE bool read_amount(struct shape shape, const struct lane_plan *plan, struct churn_text cell,
                               struct churn_text factor, struct lane_row *row)
{
    int64_t mantissa, other;
    unsigned decimals, more;
    if (shape.null_word && is_null(shape, plan, cell))
        return false;
    if (!quick_amount(cell.data, cell.length, plan->decimal, &mantissa, &decimals)) /* an empty one is none */
        return false;
    if (shape.product) {
        if (is_null(shape, plan, factor) || !quick_amount(factor.data, factor.length, plan->decimal, &other, &more))
            return false;
        decimals += more;
        if (decimals > CHURN_AMOUNT_DECIMALS || __builtin_mul_overflow(mantissa, other, &mantissa))
            return false;
    }
    row->decimals = decimals;
    return !__builtin_mul_overflow(mantissa, SCALES[decimals], &row->amount);
}

enum cells { CELLS_GOOD, CELLS_NO_ID, CELLS_UNREAD };

/* The row is good, or has no id and else is good, or it is not known what it is. */
ALWAYS_INLINE enum cells read_cells(struct shape shape, struct lane_worker *worker, const struct lane_plan *plan,
                                    const struct row *row, struct lane_row *out)
{
    struct churn_text id, date, amount, factor = { NULL, 0 }, order = { NULL, 0 };
    if (!find_cell(shape, row, column_of(shape, plan, ROLE_ID), &id))
        return CELLS_UNREAD;
    bool null = is_null(shape, plan, id);
    if (!null && !is_id(id))
        return CELLS_UNREAD;
    if (!find_cell(shape, row, column_of(shape, plan, ROLE_DATE), &date) || !read_day(shape, worker, plan, date, &out->day))
        return CELLS_UNREAD;
    if (shape.product && !find_cell(shape, row, column_of(shape, plan, ROLE_FACTOR), &factor))
        return CELLS_UNREAD;
    if (!find_cell(shape, row, column_of(shape, plan, ROLE_AMOUNT), &amount) || !read_amount(shape, plan, amount, factor, out))
        return CELLS_UNREAD;
    if (shape.orders &&
        (!find_cell(shape, row, column_of(shape, plan, ROLE_ORDER), &order) || is_null(shape, plan, order) || !is_id(order)))
        return CELLS_UNREAD;
    out->id = id.data;
    out->id_length = (uint32_t)id.length;
    out->order = order.data;
    out->order_length = (uint32_t)order.length;
    return null ? CELLS_NO_ID : CELLS_GOOD;
}

/* A row whose cells are known, but not all of them could be read. */
static bool read_carefully(struct lane_worker *worker, const struct row *row, uint32_t start)
{
    struct shape shape = { .quoted = worker->quoted };
    for (size_t column = 0; column <= row->last_column; column++)
        if (!find_cell(shape, row, column, &worker->cells[column]))
            return lane_careful_row(worker, start);
    return lane_careful_cells(worker, start, row->end);
}

/* What the loop over rows holds in registers: copied from the index, and back. */
struct walk {
    const char *block;
    uint32_t *delimiters;
    const uint32_t *delimiters_end, *odd;
    size_t last_column, row_limit;
};

/* Step over the delimiters of a row; false where it has a field too few or too many. */
ALWAYS_INLINE bool pass_delimiters(struct walk *walk, uint32_t newline)
{
    uint32_t *own = walk->delimiters;
    size_t last = walk->last_column;
    if ((size_t)(walk->delimiters_end - own) >= last && (last == 0 || own[last - 1] < newline) && own[last] > newline) {
        walk->delimiters = own + last;
        return true;
    }
    while (*walk->delimiters < newline)
        walk->delimiters++;
    return false;
}

/* And over its odd bytes; false where there are any. */
ALWAYS_INLINE bool pass_odd(struct walk *walk, uint32_t newline)
{
    if (*walk->odd > newline)
        return true;
    while (*walk->odd < newline)
        walk->odd++;
    return false;
}

/* False: the block ends here. */
ALWAYS_INLINE bool read_row(struct shape shape, struct lane_worker *worker, const struct lane_plan *plan, struct walk *walk,
                            uint32_t start, uint32_t newline)
{
    uint32_t *own = walk->delimiters;
    struct row row = { walk->block, own, walk->last_column, start, newline };
    row.end -= walk->block[(ptrdiff_t)newline - 1] == '\r'; /* of an empty line that is the end of the one before */
    if (row.end == start) {
        worker->result.blank++;
        return true;
    }
    if (!shape.leading)
        own[-1] = start - 1;
    bool fits = pass_delimiters(walk, newline), even = pass_odd(walk, newline);
    if (!fits || !even || row.end - start > walk->row_limit ||
        (shape.check_rows && worker->check_rows && !utf8_valid(walk->block + start, row.end - start)))
        return lane_careful_row(worker, start);
    struct lane_row *out = &worker->rows[worker->row_count];
    enum cells cells = read_cells(shape, worker, plan, &row, out);
    if (cells == CELLS_NO_ID)
        return lane_careful_no_id(worker, start, row.end, (struct churn_text){ out->id, out->id_length });
    if (cells != CELLS_GOOD) {
        own[-1] = start - 1;
        return read_carefully(worker, &row, start);
    }
    return ++worker->row_count < LANE_BATCH || lane_flush(worker);
}

/* The rows whose ends are known. */
ALWAYS_INLINE bool read_some(struct shape shape, struct lane_worker *worker, uint32_t *start)
{
    struct index *index = &worker->index;
    const struct lane_plan *plan = &worker->lane->plan;
    struct walk walk = { index->data,
                         index->delimiters + index->delimiter_begin,
                         index->delimiters + index->delimiter_end,
                         index->odd + index->odd_begin,
                         plan->columns - 1,
                         plan->row_limit };
    uint32_t from = *start;
    bool good = true;
    for (size_t i = 0; good && i < index->end_end; i++) {
        uint32_t newline = index->ends[i];
        good = read_row(shape, worker, plan, &walk, from, newline);
        from = newline + 1;
    }
    index->delimiter_begin = (size_t)(walk.delimiters - index->delimiters);
    index->odd_begin = (size_t)(walk.odd - index->odd);
    *start = from;
    return good;
}

static bool read_plain(struct lane_worker *worker, uint32_t *start)
{
    return read_some((struct shape){ .orders = false }, worker, start);
}

static bool read_leading(struct lane_worker *worker, uint32_t *start)
{
    return read_some((struct shape){ .leading = true }, worker, start);
}

static bool read_plain_orders(struct lane_worker *worker, uint32_t *start)
{
    return read_some((struct shape){ .orders = true }, worker, start);
}

static bool read_any(struct lane_worker *worker, uint32_t *start)
{
    const struct lane_plan *plan = &worker->lane->plan;
    struct shape shape = { .quoted = worker->quoted, .check_rows = true };
    shape.product = plan->column[ROLE_FACTOR] != SIZE_MAX;
    shape.orders = plan->column[ROLE_ORDER] != SIZE_MAX;
    shape.null_word = plan->null_word.data != NULL;
    return read_some(shape, worker, start);
}

static bool read_rows(struct lane_worker *worker)
{
    struct index *index = &worker->index;
    const struct lane_plan *plan = &worker->lane->plan;
    uint32_t start = 0;
    bool looked = plan->any_bytes, plain = !worker->quoted && plan->null_word.data == NULL;
    plain = plain && plan->column[ROLE_FACTOR] == SIZE_MAX;
    while (start < worker->length) {
        bool (*read)(struct lane_worker *, uint32_t *) = read_any;
        plan->index->step(index);
        if (index->high && !looked) {
            looked = true;
            worker->check_rows = !utf8_valid(index->data, index->length);
        }
        if (plain && !worker->check_rows)
            read = plan->column[ROLE_ORDER] != SIZE_MAX ? read_plain_orders : plan->leading ? read_leading : read_plain;
        if (!read(worker, &start))
            return false;
    }
    return lane_flush(worker);
}

void lane_read_block(struct lane_worker *worker)
{
    const struct lane_sink *sink = worker->lane->sink;
    struct lane_result *result = &worker->result;
    result->rows = result->blank = result->lines = 0;
    result->note_count = result->tallied = result->byte_count = 0;
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
