/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single rows of a ledger as we write it: cells quoted only where they must be, sums in fixed places behind the id. */
#include <string.h>

#include "customer/ledger_columns.h"
#include "customer/update.h"

#define FIRST_STEP 512 /* bytes: customers of a night lie some thousand bytes apart; each further step is twice as long */

size_t update_row_length(const char *data, size_t length)
{
    size_t quotes = 0;
    for (const char *at = data, *end; (end = memchr(at, '\n', length - (size_t)(at - data))) != NULL; at = end + 1) {
        for (const char *quote = at; (quote = memchr(quote, '"', (size_t)(end - quote))) != NULL; quote++)
            quotes++;
        if (quotes % 2 == 0)
            return (size_t)(end - data) + 1;
    }
    return 0;
}

struct churn_text update_row_plain_id(const char *row, size_t length)
{
    const char *comma = memchr(row, ',', length);
    return (struct churn_text){ row, comma != NULL ? (size_t)(comma - row) : length };
}

/* The quoted cell at at; *end behind its closing quote. NULL: it has none. */
static const char *unquote(const char *at, const char *end, char *room, struct churn_text *cell)
{
    *cell = (struct churn_text){ room, 0 };
    for (at++; at < end; at++) {
        if (*at == '"' && (++at == end || *at != '"'))
            return at;
        room[cell->length++] = *at;
    }
    return NULL;
}

static const char *take_cell(const char *at, const char *end, char *room, struct churn_text *cell)
{
    if (at < end && *at == '"')
        return unquote(at, end, room, cell);
    const char *comma = memchr(at, ',', (size_t)(end - at));
    const char *behind = comma != NULL ? comma : end;
    *cell = (struct churn_text){ at, (size_t)(behind - at) };
    return behind;
}

bool update_row_split(struct churn_text row, char *room, struct churn_text *cells, size_t count)
{
    const char *at = row.data, *end = row.data + row.length;
    for (size_t i = 0; i < count; i++) {
        at = take_cell(at, end, room + (at - row.data), &cells[i]);
        if (at == NULL || (i + 1 < count) != (at < end) || (at < end && *at != ','))
            return false;
        at += at < end;
    }
    return true;
}

/* Behind the id, which alone of the first nine cells can be quoted. NULL: there is no cell behind it. */
static const char *skip_id(const char *at, const char *end)
{
    if (at < end && *at != '"')
        return memchr(at, ',', (size_t)(end - at));
    for (at++; at < end; at++)
        if (*at == '"' && (++at == end || *at != '"'))
            return at < end ? at : NULL;
    return NULL;
}

bool update_row_sums(struct churn_text row, size_t ends[2])
{
    const char *end = row.data + row.length, *at = skip_id(row.data, end);
    for (enum ledger_column column = LEDGER_FIRST_DATE; at != NULL && column <= LEDGER_REFUNDS; column++) {
        const char *comma = memchr(at + 1, ',', (size_t)(end - at - 1));
        const char *behind = comma != NULL ? comma : end;
        if (column == LEDGER_GROSS)
            ends[0] = (size_t)(behind - row.data);
        if (column == LEDGER_REFUNDS)
            ends[1] = (size_t)(behind - row.data);
        if (comma == NULL)
            return column == LEDGER_REFUNDS;
        at = comma;
    }
    return at != NULL;
}

unsigned update_row_decimals(struct churn_text row)
{
    size_t ends[2];
    if (!update_row_sums(row, ends))
        return 0;
    size_t at = ends[0];
    while (at > 0 && row.data[at - 1] >= '0' && row.data[at - 1] <= '9')
        at--;
    return at > 0 && row.data[at - 1] == '.' ? (unsigned)(ends[0] - at) : 0;
}

bool update_row_id(struct churn_text row, char *room, struct churn_text *id)
{
    const char *behind = take_cell(row.data, row.data + row.length, room, id);
    return behind != NULL && behind < row.data + row.length && *behind == ',';
}

/* Where the row that holds the byte at begins; from is the beginning of a row. */
static size_t row_start(const char *data, size_t from, size_t at)
{
    const char *line_end = memrchr(data + from, '\n', at - from);
    return line_end != NULL ? (size_t)(line_end - data) + 1 : from;
}

size_t update_row_end(const char *data, size_t from, size_t to)
{
    const char *line_end = memchr(data + from, '\n', to - from);
    return line_end != NULL ? (size_t)(line_end - data) + 1 : to;
}

static bool is_before(const char *data, size_t start, size_t to, struct churn_text target)
{
    return churn_text_compare(update_row_plain_id(data + start, to - start), target) < 0;
}

size_t update_row_find(const char *data, size_t from, size_t to, struct churn_text target)
{
    size_t low = from, high = to;
    for (size_t step = FIRST_STEP; low + step < to; step *= 2) {
        size_t start = row_start(data, low, low + step);
        if (!is_before(data, start, to, target)) {
            high = start;
            break;
        }
        low = update_row_end(data, start, to);
    }
    while (low < high) {
        size_t start = row_start(data, low, low + (high - low) / 2);
        if (is_before(data, start, to, target))
            low = update_row_end(data, start, to);
        else
            high = start;
    }
    return low;
}
