/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cells of a row whose borders are known: cut, and read by the quick parsers, or else the exact ones. Included by the loops
 * over rows, each of which has a copy for rows of its shape.
 */
#ifndef TABLE_LANE_CELLS_H
#define TABLE_LANE_CELLS_H

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
    bool plain;   /* it has the right number of cells */
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

#endif
