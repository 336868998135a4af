/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a block, in a body that is included once for each ROWS_TARGET, its quick_pair_of_cells() and its
 * trailing_zeros(). A row is plain when it has as many fields as the header, no byte that the index calls odd, and cells that
 * the quick parsers, or else the exact ones, can read; any other goes to the careful reader as a whole. Nothing is remembered
 * of where cells lie: the careful reader finds it out again for the few rows that need it.
 */
#ifndef TABLE_LANE_ROWS_H
#define TABLE_LANE_ROWS_H

#include "base/utf8.h"
#include "table/lane_cells.h"

#define NOWHERE INT64_MAX

/* The first bit from an offset on that was looked at; NOWHERE: none is set. */
ROWS_TARGET static int64_t next_bit(const struct index *index, const uint64_t *words, uint32_t from)
{
    uint32_t base = from - from % INDEX_CHUNK;
    uint64_t bits = index_word(words, base / INDEX_CHUNK) & ~(uint64_t)0 << from % INDEX_CHUNK;
    while (bits == 0) {
        base += INDEX_CHUNK;
        if (base >= index->at)
            return NOWHERE;
        bits = index_word(words, base / INDEX_CHUNK);
    }
    return base + (uint32_t)__builtin_ctzll(bits);
}

/* What rows are rarely: where the next one is so, once it was asked for. */
struct walk {
    int64_t quote, odd;
};

#define WALK_BEGUN                                                                                                             \
    {                                                                                                                          \
        -1, -1                                                                                                                 \
    }

ROWS_TARGET ALWAYS_INLINE void walk_on(struct shape shape, const struct index *index, uint32_t start, struct walk *walk)
{
    if (walk->odd < start)
        walk->odd = next_bit(index, index->odd, start);
    if (walk->quote < start)
        walk->quote = shape.quoted ? next_bit(index, index->quotes, start) : NOWHERE;
}

/* Where bits are set, in fours: what is listed past the last one is of no meaning. */
ROWS_TARGET ALWAYS_INLINE void list_bits(uint64_t bits, size_t count, uint32_t base, uint32_t *places)
{
    _Static_assert(BORDERS_AT_ONCE == 4, "as many as below");
    for (uint32_t *end = places + count; places < end; places += BORDERS_AT_ONCE) {
        uint64_t second = bits & (bits - 1), third = second & (second - 1), fourth = third & (third - 1);
        places[0] = base + trailing_zeros(bits);
        places[1] = base + trailing_zeros(second);
        places[2] = base + trailing_zeros(third);
        places[3] = base + trailing_zeros(fourth);
        bits = fourth & (fourth - 1);
    }
}

/* The row that begins at start, over as many words as it takes, and where its cells end, at least the first so many of them;
 * false where its end is not known yet. */
ROWS_TARGET ALWAYS_INLINE bool find_row(struct lane_worker *worker, size_t columns, size_t wanted, struct row *row)
{
    const struct index *index = &worker->index;
    uint32_t base = row->start - row->start % INDEX_CHUNK;
    uint64_t end, mask = ~(uint64_t)0 << row->start % INDEX_CHUNK;
    size_t cells = 0;
    row->borders = worker->borders;
    worker->borders[-1] = row->start - 1;
    for (; base < index->at; base += INDEX_CHUNK, mask = ~(uint64_t)0) {
        end = index_word(index->ends, base / INDEX_CHUNK) & mask;
        uint64_t bits = index_word(index->borders, base / INDEX_CHUNK) & mask & (end != 0 ? end ^ (end - 1) : ~(uint64_t)0);
        size_t found = (size_t)__builtin_popcountll(bits);
        if (cells < wanted && cells + found <= columns)
            list_bits(bits, found, base, worker->borders + cells);
        cells += found;
        if (end != 0) {
            row->newline = base + (uint32_t)__builtin_ctzll(end);
            row->plain = cells == columns;
            return true;
        }
    }
    return false;
}

/* A sound row of the right shape, whose cells could not all be read. */
ROWS_TARGET static bool read_carefully(struct lane_worker *worker, struct row *row)
{
    struct shape shape = { .quoted = row->quoted };
    size_t columns = worker->lane->plan.columns;
    find_row(worker, columns, columns, row);
    worker->borders[columns - 1] = row->end;
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
                                        struct walk *walk, struct row *row)
{
    row->end = row->newline - (row->block[(ptrdiff_t)row->newline - 1] == '\r'); /* of an empty line: of the row before */
    walk_on(shape, &worker->index, row->start, walk);
    if (!row->plain || walk->odd < row->newline || row->end - row->start > plan->row_limit ||
        (shape.check_rows && worker->check_rows && !utf8_valid(row->block + row->start, row->end - row->start)))
        return read_odd_row(worker, row);
    if (plan->border_count == plan->columns)
        worker->borders[plan->columns - 1] = row->end;
    row->quoted = walk->quote < row->newline;
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
    struct walk walk = WALK_BEGUN;
    bool good = true;
    while (good && row.start < worker->length && find_row(worker, plan->columns, plan->border_count, &row)) {
        good = read_row(shape, worker, plan, &walk, &row);
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
 * edge of an id need be looked at; up to the first that is not so, or is the last of a batch. Returns where that begins. A
 * function of its own, for all registers.
 */
ROWS_TARGET __attribute__((noinline)) static uint32_t read_short_rows(struct lane_worker *worker, const struct lane_plan *plan,
                                                                      uint32_t start)
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
    struct walk walk = WALK_BEGUN;
    bool good = true;
    while (good && row.start < worker->length) {
        row.start = read_short_rows(worker, plan, row.start);
        if (worker->row_count == LANE_BATCH) {
            good = lane_flush(worker);
        } else if (find_row(worker, plan->columns, plan->border_count, &row)) {
            good = read_row(shape, worker, plan, &walk, &row);
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
