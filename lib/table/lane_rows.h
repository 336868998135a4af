/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a block, in a body that is included once for each ROWS_TARGET and its quick_pair_of_cells(). A row is plain when
 * it has as many fields as the header, no byte that the index calls odd, and cells that the quick parsers, or else the exact
 * ones, can read; any other goes to the careful reader as a whole. Nothing is remembered of where cells lie: the careful reader
 * finds it out again for the few rows that need it.
 */
#ifndef TABLE_LANE_ROWS_H
#define TABLE_LANE_ROWS_H

#include "base/error.h"
#include "base/utf8.h"
#include "table/lane_internal.h"

/* What the rows of a block may be like: known when the loop over them is compiled, so that plain ones pay for nothing else. */
struct shape {
    bool quoted; /* there are quotes in the block */
    bool product, orders, null_word, check_rows;
};

/* The row under way. */
struct row {
    const char *block;
    const uint32_t *borders; /* where its cells end; the one before the first is the end of the row before */
    uint32_t start, newline;
    uint32_t end; /* past its last cell */
    bool plain;   /* it has the right number of cells, and no odd byte */
    bool quoted;  /* there are quotes in it */
};

/* False for a quoted cell with a quote in it. */
ALWAYS_INLINE bool strip_quotes(struct shape shape, struct churn_text *cell)
{
    if (!shape.quoted || cell->length == 0 || cell->data[0] != '"')
        return true;
    cell->data++;
    cell->length -= 2;
    return memchr(cell->data, '"', cell->length) == NULL;
}

ALWAYS_INLINE bool find_cell(struct shape shape, const struct row *row, size_t column, struct churn_text *cell)
{
    uint32_t begin = row->borders[(ptrdiff_t)column - 1] + 1;
    *cell = (struct churn_text){ row->block + begin, row->borders[column] - begin };
    return strip_quotes(shape, cell);
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

/* A date that is not plain, as it is written remembered for the rows behind. */
static bool parse_date(struct lane_worker *worker, struct churn_text cell, churn_day *day)
{
    struct churn_error err ERROR_NOT_CLEARED;
    if (churn_date_parse(cell, &worker->transactions.rules.date, day, &err) != CHURN_OK)
        return false;
    if (cell.length >= sizeof(uint64_t) && cell.length <= sizeof worker->last_date) {
        memcpy(worker->last_date, cell.data, cell.length);
        worker->last_date_length = cell.length;
        worker->last_day = *day;
    }
    return true;
}

/* Eight bytes and more, by words of which the last may overlap the one before. */
ALWAYS_INLINE bool is_last_date(const struct lane_worker *worker, struct churn_text cell)
{
    if (cell.length != worker->last_date_length || cell.length == 0)
        return false;
    uint64_t differs = quick_load(cell.data + cell.length - 8) ^ quick_load(worker->last_date + cell.length - 8);
    for (size_t i = 0; i + 8 < cell.length; i += 8)
        differs |= quick_load(cell.data + i) ^ quick_load(worker->last_date + i);
    return differs == 0;
}

ALWAYS_INLINE bool read_date(struct lane_worker *worker, struct churn_text cell, churn_day *day)
{
    *day = worker->last_day;
    return is_last_date(worker, cell) || parse_date(worker, cell, day);
}

ALWAYS_INLINE bool read_day(struct shape shape, struct lane_worker *worker, const struct lane_plan *plan,
                            struct churn_text cell, churn_day *day)
{
    if (shape.null_word && is_null(shape, plan, cell))
        return false;
    if (cell.length == plan->iso_length && quick_day(cell.data, &plan->days, day))
        return (uint32_t)*day - (uint32_t)plan->min_day <= plan->day_span;
    return cell.length > 0 && read_date(worker, cell, day);
}

static const int64_t SCALES[CHURN_AMOUNT_DECIMALS + 1] = { 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1 };

/* A product of two amounts, or the one there is, in units of 10^-8. */
ALWAYS_INLINE bool read_amount(struct shape shape, const struct lane_plan *plan, struct churn_text cell,
                               struct churn_text factor, struct lane_row *row, unsigned *decimals)
{
    int64_t mantissa, other;
    unsigned more;
    if (shape.null_word && is_null(shape, plan, cell))
        return false;
    if (!quick_amount(cell.data, cell.length, plan->decimal, &mantissa, decimals)) /* an empty one is none */
        return false;
    if (shape.product) {
        if (is_null(shape, plan, factor) || !quick_amount(factor.data, factor.length, plan->decimal, &other, &more))
            return false;
        *decimals += more;
        if (*decimals > CHURN_AMOUNT_DECIMALS || __builtin_mul_overflow(mantissa, other, &mantissa))
            return false;
    }
    return !__builtin_mul_overflow(mantissa, SCALES[*decimals], &row->amount);
}

enum cells_are { CELLS_GOOD, CELLS_NO_ID, CELLS_UNREAD };

/* The cells that are read. */
struct cells {
    struct churn_text id, date, amount, factor, order;
};

ALWAYS_INLINE bool cut_any(struct shape shape, const struct lane_plan *plan, const struct row *row, struct cells *cells)
{
    return find_cell(shape, row, plan->column[ROLE_ID], &cells->id) &&
           find_cell(shape, row, plan->column[ROLE_DATE], &cells->date) &&
           find_cell(shape, row, plan->column[ROLE_AMOUNT], &cells->amount) &&
           (!shape.product || find_cell(shape, row, plan->column[ROLE_FACTOR], &cells->factor)) &&
           (!shape.orders || find_cell(shape, row, plan->column[ROLE_ORDER], &cells->order));
}

/* The row is good, or has no id and else is good, or it is not known what it is. */
ALWAYS_INLINE enum cells_are read_cells(struct shape shape, struct lane_worker *worker, const struct lane_plan *plan,
                                        const struct cells *cells, struct lane_row *out, unsigned *decimals)
{
    bool null = is_null(shape, plan, cells->id);
    if ((!null && !is_id(cells->id)) || !read_day(shape, worker, plan, cells->date, &out->day) ||
        !read_amount(shape, plan, cells->amount, cells->factor, out, decimals))
        return CELLS_UNREAD;
    out->id = cells->id.data;
    out->id_length = (uint32_t)cells->id.length;
    if (shape.orders) {
        if (is_null(shape, plan, cells->order) || !is_id(cells->order))
            return CELLS_UNREAD;
        out->order = cells->order.data;
        out->order_length = (uint32_t)cells->order.length;
    }
    return null ? CELLS_NO_ID : CELLS_GOOD;
}

/* Where the cells of a row end, from one of them up to another (not included). */
ROWS_TARGET ALWAYS_INLINE void list_borders(const struct index *index, const struct row *row, size_t from, size_t to,
                                            uint32_t *borders)
{
    const uint64_t *words = index->borders + row->start / INDEX_CHUNK;
    uint32_t base = row->start - row->start % INDEX_CHUNK;
    uint64_t bits = index_word(words, 0) & ~(uint64_t)0 << row->start % INDEX_CHUNK;
    size_t skip = from;
    for (size_t here; (here = (size_t)__builtin_popcountll(bits)) <= skip; base += INDEX_CHUNK) {
        skip -= here;
        bits = index_word(++words, 0);
    }
    for (; skip > 0; skip--)
        bits &= bits - 1;
    borders[-1] = row->start - 1;
    for (uint32_t *at = borders + from, *end = borders + to; at < end; at++) {
        for (; bits == 0; base += INDEX_CHUNK)
            bits = index_word(++words, 0);
        *at = base + (uint32_t)__builtin_ctzll(bits);
        bits &= bits - 1;
    }
}

/* The row that begins at start, over as many words as it takes; false where its end is not known yet. */
ROWS_TARGET ALWAYS_INLINE bool find_row(struct shape shape, const struct index *index, size_t columns, struct row *row)
{
    size_t cells = 0;
    uint64_t odd = 0, quotes = 0, mask = ~(uint64_t)0 << row->start % INDEX_CHUNK;
    for (size_t word = row->start / INDEX_CHUNK; word * INDEX_CHUNK < index->at; word++) {
        uint64_t end = index_word(index->ends, word) & mask;
        mask = end != 0 ? mask & (end ^ (end - 1)) : mask;
        cells += (size_t)__builtin_popcountll(index_word(index->borders, word) & mask);
        odd |= index_word(index->odd, word) & mask;
        quotes |= shape.quoted ? index_word(index->quotes, word) & mask : 0;
        mask = ~(uint64_t)0;
        if (end == 0)
            continue;
        row->newline = (uint32_t)(word * INDEX_CHUNK) + (uint32_t)__builtin_ctzll(end);
        row->plain = cells == columns && odd == 0;
        row->quoted = quotes != 0;
        return true;
    }
    return false;
}

/* A sound row of the right shape, whose cells could not all be read. */
ROWS_TARGET static bool read_carefully(struct lane_worker *worker, struct row *row)
{
    struct shape shape = { .quoted = row->quoted };
    size_t columns = worker->lane->plan.columns;
    list_borders(&worker->index, row, 0, columns, worker->borders);
    worker->borders[columns - 1] = row->end;
    row->borders = worker->borders;
    for (size_t column = 0; column < columns; column++)
        if (!find_cell(shape, row, column, &worker->cells[column]))
            return lane_careful_row(worker, row->start);
    return lane_careful_cells(worker, row->start, row->end);
}

static bool read_odd_row(struct lane_worker *worker, const struct row *row)
{
    if (row->end != row->start)
        return lane_careful_row(worker, row->start);
    worker->result.blank++;
    return true;
}

/* A good row: counted, and given to the sink with others, unless its day is too late. False: the block ends here. */
ALWAYS_INLINE bool take_row(struct lane_worker *worker, const struct lane_plan *plan, const struct lane_row *row,
                            unsigned decimals)
{
    struct lane_tally *tally = &worker->result.tally;
    tally->total += row->amount; /* a block's cannot overflow */
    tally->decimals = decimals > tally->decimals ? decimals : tally->decimals;
    if (row->day > plan->until) {
        tally->later++;
        worker->result.rows++;
        return true;
    }
    tally->last_day = row->day > tally->last_day ? row->day : tally->last_day;
    return ++worker->row_count < LANE_BATCH || lane_flush(worker);
}

/* A row of the right shape; quoted is its own. False: the block ends here. */
ROWS_TARGET ALWAYS_INLINE bool read_plain_row(struct shape shape, struct lane_worker *worker, const struct lane_plan *plan,
                                              struct row *row)
{
    struct cells cells = { .order = { NULL, 0 } };
    struct lane_row *out = &worker->rows[worker->row_count];
    enum cells_are are = CELLS_UNREAD;
    unsigned decimals = 0;
    if (cut_any(shape, plan, row, &cells))
        are = read_cells(shape, worker, plan, &cells, out, &decimals);
    if (are == CELLS_GOOD)
        return take_row(worker, plan, out, decimals);
    return are == CELLS_NO_ID ? lane_careful_no_id(worker, row->start, row->end, cells.id) : read_carefully(worker, row);
}

/* False: the block ends here. */
ROWS_TARGET ALWAYS_INLINE bool read_row(struct shape shape, struct lane_worker *worker, const struct lane_plan *plan,
                                        struct row *row)
{
    row->end = row->newline - (row->block[(ptrdiff_t)row->newline - 1] == '\r'); /* of an empty line: of the row before */
    if (!row->plain || row->end - row->start > plan->row_limit ||
        (shape.check_rows && worker->check_rows && !utf8_valid(row->block + row->start, row->end - row->start)))
        return read_odd_row(worker, row);
    list_borders(&worker->index, row, plan->first_border, plan->border_count, worker->borders);
    if (plan->border_count == plan->columns)
        worker->borders[plan->columns - 1] = row->end;
    row->borders = worker->borders;
    shape.quoted = true;
    if (row->quoted)
        return read_plain_row(shape, worker, plan, row);
    shape.quoted = false;
    return read_plain_row(shape, worker, plan, row);
}

/* The rows whose ends are known. */
ROWS_TARGET ALWAYS_INLINE bool read_some(struct shape shape, struct lane_worker *worker, uint32_t *start)
{
    const struct lane_plan *plan = &worker->lane->plan;
    struct row row = { .block = worker->index.data, .start = *start };
    bool good = true;
    while (good && row.start < worker->length && find_row(shape, &worker->index, plan->columns, &row)) {
        good = read_row(shape, worker, plan, &row);
        row.start = row.newline + 1;
    }
    *start = row.start;
    return good;
}

static void count_short_rows(struct lane_tally *tally, int64_t hundredths, churn_day last)
{
    tally->total += (churn_amount)hundredths * (CHURN_AMOUNT_UNIT / 100);
    tally->decimals = tally->decimals > 2 ? tally->decimals : 2;
    tally->last_day = last > tally->last_day ? last : tally->last_day;
}

/*
 * Rows that begin with id, date and amount, are short enough for one word of the index, and have no strange byte, so that no
 * edge of an id need be looked at; up to the first that is not so, or is the last of a batch. Returns where that begins.
 */
ROWS_TARGET ALWAYS_INLINE uint32_t read_short_rows(struct lane_worker *worker, const struct lane_plan *plan, uint32_t start)
{
    const struct index *index = &worker->index;
    struct lane_row *out = &worker->rows[worker->row_count], *full = &worker->rows[LANE_BATCH];
    size_t columns = plan->columns;
    churn_day last = plan->min_day - 1, until = plan->until;
    int64_t sum = 0;
    for (; out < full; out++) {
        uint64_t end = index_from(index->ends, start);
        uint64_t own = end ^ (end - 1);
        uint64_t borders = index_from(index->borders, start) & own;
        if (end == 0 || (size_t)__builtin_popcountll(borders) != columns || (index_from(index->strange, start) & own) != 0)
            break;
        uint32_t first = (uint32_t)__builtin_ctzll(borders);
        borders &= borders - 1;
        uint32_t second = (uint32_t)__builtin_ctzll(borders);
        borders &= borders - 1;
        uint32_t third = (uint32_t)__builtin_ctzll(borders);
        const char *row = index->data + start;
        int64_t hundredths;
        if (first == 0 || second - first != ISO_LENGTH + 1 ||
            !quick_pair_of_cells(plan, row + first + 1, row + second + 1, third - second - 1, &out->day, &hundredths) ||
            (uint32_t)out->day - (uint32_t)plan->min_day > plan->day_span || out->day > until)
            break;
        out->id = row;
        out->id_length = first;
        out->amount = hundredths * (CHURN_AMOUNT_UNIT / 100);
        sum += hundredths;
        last = out->day > last ? out->day : last;
        start += (uint32_t)__builtin_ctzll(end) + 1;
    }
    if (out > &worker->rows[worker->row_count])
        count_short_rows(&worker->result.tally, sum, last);
    worker->row_count = (size_t)(out - worker->rows);
    return start;
}

ROWS_TARGET static bool read_leading(struct lane_worker *worker, uint32_t *start)
{
    const struct shape shape = { .quoted = worker->quoted };
    const struct lane_plan *plan = &worker->lane->plan;
    struct row row = { .block = worker->index.data, .start = *start };
    bool good = true;
    while (good && row.start < worker->length) {
        row.start = read_short_rows(worker, plan, row.start);
        if (worker->row_count == LANE_BATCH) {
            good = lane_flush(worker);
        } else if (find_row(shape, &worker->index, plan->columns, &row)) {
            good = read_row(shape, worker, plan, &row);
            row.start = row.newline + 1;
        } else {
            break;
        }
    }
    *start = row.start;
    return good;
}

ROWS_TARGET static bool read_plain(struct lane_worker *worker, uint32_t *start)
{
    return read_some((struct shape){ .quoted = worker->quoted }, worker, start);
}

ROWS_TARGET static bool read_plain_orders(struct lane_worker *worker, uint32_t *start)
{
    return read_some((struct shape){ .quoted = worker->quoted, .orders = true }, worker, start);
}

ROWS_TARGET static bool read_plain_product(struct lane_worker *worker, uint32_t *start)
{
    return read_some((struct shape){ .quoted = worker->quoted, .product = true }, worker, start);
}

ROWS_TARGET static bool read_any(struct lane_worker *worker, uint32_t *start)
{
    const struct lane_plan *plan = &worker->lane->plan;
    struct shape shape = { .quoted = worker->quoted, .check_rows = true };
    shape.product = plan->column[ROLE_FACTOR] != SIZE_MAX;
    shape.orders = plan->column[ROLE_ORDER] != SIZE_MAX;
    shape.null_word = plan->null_word.data != NULL;
    return read_some(shape, worker, start);
}

#endif
