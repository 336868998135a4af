/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Summaries of other systems, one row a customer. Rows are kept with all their cells, since the user's own columns travel on
 * with the customer; an id that comes twice would be two customers in one, and is refused.
 */
#include <churn/summary.h>

#include <stdlib.h>
#include <string.h>

#include "base/idmap.h"
#include "table/cells.h"
#include "table/reader.h"

enum role { ROLE_ID, ROLE_LAST_DATE, ROLE_RECENCY, ROLE_ORDERS, ROLE_MONETARY, ROLES };

static const char *const DEFAULT_NAME[ROLES] = { "customer_id", "last_date", "recency_days", "orders", "monetary" };
static const char *const OPTION[ROLES] = { "--id", "--date", "--recency", "--orders", "--amount" };

#define NO_COLUMN SIZE_MAX
#define MOST_DAYS 3652058 /* from 0001-01-01 to 9999-12-31 */

struct churn_summary {
    struct churn_reader *reader; /* while reading only */
    struct churn_cell_rules rules;
    size_t column[ROLES]; /* NO_COLUMN: not there */
    size_t *extra_columns;
    struct churn_text *extra_names; /* copied */
    size_t extras;
    struct idmap ids;
    struct idmap texts; /* the bytes of extra cells and names: equal ones once */
    struct churn_summary_row *rows;
    uint64_t *lines;          /* of each row, for the fault of a doubled id */
    struct churn_text *cells; /* extras of them per row */
    size_t capacity;
    size_t *sorted;
    unsigned decimals;
    churn_day last_day;
    churn_amount total;
};

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

static enum churn_status bind_roles(struct churn_summary *summary, const struct churn_summary_roles *roles,
                                    struct churn_error *err)
{
    const char *const specs[ROLES] = { roles->id, roles->last_date, roles->recency, roles->orders, roles->monetary };
    for (enum role role = 0; role < ROLES; role++) {
        const char *name = specs[role] != NULL ? specs[role] : DEFAULT_NAME[role];
        bool may_miss = specs[role] == NULL && (role == ROLE_LAST_DATE || role == ROLE_RECENCY);
        summary->column[role] = NO_COLUMN;
        if (may_miss && !churn_reader_has(summary->reader, name))
            continue;
        enum churn_status status = churn_reader_find(summary->reader, name, OPTION[role], &summary->column[role], err);
        if (status != CHURN_OK)
            return status;
    }
    if (summary->column[ROLE_LAST_DATE] != NO_COLUMN || summary->column[ROLE_RECENCY] != NO_COLUMN ||
        churn_reader_columns(summary->reader) == 0)
        return CHURN_OK;
    return churn_reader_find(summary->reader, DEFAULT_NAME[ROLE_LAST_DATE], "--date", &summary->column[ROLE_LAST_DATE], err);
}

static bool has_role(const struct churn_summary *summary, size_t column)
{
    for (enum role role = 0; role < ROLES; role++)
        if (summary->column[role] == column)
            return true;
    return false;
}

static enum churn_status keep_text(struct churn_summary *summary, struct churn_text text, struct churn_text *kept,
                                   struct churn_error *err)
{
    size_t number;
    bool added;
    enum churn_status status = idmap_add(&summary->texts, text, &number, &added, err);
    if (status == CHURN_OK)
        *kept = summary->texts.keys[number];
    return status;
}

static enum churn_status bind_extras(struct churn_summary *summary, struct churn_error *err)
{
    size_t columns = churn_reader_columns(summary->reader);
    summary->extra_columns = calloc(columns + 1, sizeof *summary->extra_columns);
    summary->extra_names = calloc(columns + 1, sizeof *summary->extra_names);
    if (summary->extra_columns == NULL || summary->extra_names == NULL)
        return no_memory(err);
    for (size_t column = 0; column < columns; column++) {
        if (has_role(summary, column))
            continue;
        struct churn_text name = churn_reader_column_name(summary->reader, column);
        enum churn_status status = keep_text(summary, name, &summary->extra_names[summary->extras], err);
        if (status != CHURN_OK)
            return status;
        summary->extra_columns[summary->extras++] = column;
    }
    return CHURN_OK;
}

static enum churn_status make_room(struct churn_summary *summary, struct churn_error *err)
{
    if (summary->ids.count < summary->capacity)
        return CHURN_OK;
    size_t capacity = summary->capacity == 0 ? 1024 : 2 * summary->capacity;
    struct churn_summary_row *rows = reallocarray(summary->rows, capacity, sizeof *rows);
    if (rows == NULL)
        return no_memory(err);
    summary->rows = rows;
    uint64_t *lines = reallocarray(summary->lines, capacity, sizeof *lines);
    if (lines == NULL)
        return no_memory(err);
    summary->lines = lines;
    struct churn_text *cells = reallocarray(summary->cells, capacity, (summary->extras + 1) * sizeof *cells);
    if (cells == NULL)
        return no_memory(err);
    summary->cells = cells;
    summary->capacity = capacity;
    return CHURN_OK;
}

static enum churn_status read_recency(const struct churn_summary *summary, struct churn_text cell,
                                      struct churn_summary_row *row, struct churn_error *err)
{
    uint64_t days;
    row->recency_days = -1;
    if (cell_is_null(cell, &summary->rules))
        return CHURN_OK;
    enum churn_status status = cell_count(cell, &summary->rules, &days, err);
    if (status == CHURN_OK && days > MOST_DAYS)
        return churn_error_set(err, CHURN_DATA, "is more days than the calendar has");
    row->recency_days = (int64_t)days;
    return status;
}

static enum churn_status read_cell(const struct churn_summary *summary, enum role role, struct churn_text cell,
                                   struct churn_summary_row *row, unsigned *decimals, struct churn_error *err)
{
    switch (role) {
    case ROLE_ID:
        row->id = cell;
        return cell_id(cell, &summary->rules, "id", err);
    case ROLE_LAST_DATE:
        return cell_is_null(cell, &summary->rules) ? CHURN_OK : cell_day(cell, &summary->rules, &row->last_day, err);
    case ROLE_RECENCY:
        return read_recency(summary, cell, row, err);
    case ROLE_ORDERS:
        return cell_count(cell, &summary->rules, &row->orders, err);
    default:
        return cell_sum(cell, &summary->rules, &row->monetary, decimals, err);
    }
}

static enum churn_status refuse(struct churn_summary *summary, size_t column, bool private_value,
                                const struct churn_error *reason, struct churn_error *err)
{
    enum churn_status status = churn_reader_reject(summary->reader, column, private_value, reason, err);
    return status == CHURN_OK ? CHURN_END : status;
}

/* Values of one row; CHURN_END: it was refused. */
static enum churn_status read_row(struct churn_summary *summary, const struct churn_text *cells, struct churn_summary_row *row,
                                  unsigned *decimals, struct churn_error *err)
{
    struct churn_error reason;
    *row = (struct churn_summary_row){ .last_day = CHURN_DAY_NONE, .recency_days = -1 };
    for (size_t column = 0; column < churn_reader_columns(summary->reader); column++)
        for (enum role role = 0; role < ROLES; role++) {
            if (summary->column[role] != column)
                continue;
            enum churn_status status = read_cell(summary, role, cells[column], row, decimals, &reason);
            if (status != CHURN_OK)
                return refuse(summary, column, role == ROLE_ID, &reason, err);
        }
    if (row->orders == 0 || row->last_day != CHURN_DAY_NONE || row->recency_days >= 0)
        return CHURN_OK;
    churn_error_set(&reason, CHURN_DATA, "is empty, but there are orders");
    size_t column =
        summary->column[ROLE_RECENCY] != NO_COLUMN ? summary->column[ROLE_RECENCY] : summary->column[ROLE_LAST_DATE];
    return refuse(summary, column, false, &reason, err);
}

static enum churn_status keep_row(struct churn_summary *summary, const struct churn_text *cells, struct churn_summary_row row,
                                  size_t number, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    row.id = summary->ids.keys[number];
    summary->rows[number] = row;
    summary->lines[number] = summary->reader->record.line;
    if (row.last_day != CHURN_DAY_NONE && (summary->last_day == CHURN_DAY_NONE || row.last_day > summary->last_day))
        summary->last_day = row.last_day;
    struct churn_text *kept = summary->cells + number * summary->extras;
    for (size_t i = 0; status == CHURN_OK && i < summary->extras; i++)
        status = keep_text(summary, cells[summary->extra_columns[i]], &kept[i], err);
    return status == CHURN_OK ? churn_amount_add(&summary->total, row.monetary, err) : status;
}

static enum churn_status take_in(struct churn_summary *summary, const struct churn_text *cells, struct churn_error *err)
{
    struct churn_summary_row row;
    struct churn_error reason;
    unsigned decimals = 0;
    size_t number;
    bool added = false;
    enum churn_status status = read_row(summary, cells, &row, &decimals, err);
    if (status == CHURN_OK)
        status = make_room(summary, err);
    if (status == CHURN_OK)
        status = idmap_add(&summary->ids, row.id, &number, &added, err);
    if (status != CHURN_OK)
        return status;
    if (!added) {
        churn_error_set(&reason, CHURN_DATA, "the id stands in line %llu already; a summary has one row a customer",
                        (unsigned long long)summary->lines[number]);
        return refuse(summary, summary->column[ROLE_ID], true, &reason, err);
    }
    if (decimals > summary->decimals)
        summary->decimals = decimals;
    return keep_row(summary, cells, row, number, err);
}

static int compare_rows(const void *a, const void *b, void *context)
{
    const struct churn_summary_row *rows = context;
    return churn_text_compare(rows[*(const size_t *)a].id, rows[*(const size_t *)b].id);
}

static enum churn_status sort_rows(struct churn_summary *summary, struct churn_error *err)
{
    summary->sorted = reallocarray(NULL, summary->ids.count + 1, sizeof *summary->sorted);
    if (summary->sorted == NULL)
        return no_memory(err);
    for (size_t i = 0; i < summary->ids.count; i++)
        summary->sorted[i] = i;
    if (summary->ids.count > 0)
        qsort_r(summary->sorted, summary->ids.count, sizeof *summary->sorted, compare_rows, summary->rows);
    return CHURN_OK;
}

static enum churn_status read_all(struct churn_summary *summary, const struct churn_summary_roles *roles,
                                  struct churn_error *err)
{
    const struct churn_text *cells;
    enum churn_status status = bind_roles(summary, roles, err);
    if (status == CHURN_OK)
        status = bind_extras(summary, err);
    while (status == CHURN_OK && (status = churn_reader_next(summary->reader, &cells, err)) == CHURN_OK) {
        status = take_in(summary, cells, err);
        if (status == CHURN_END)
            status = CHURN_OK;
    }
    return status == CHURN_END ? sort_rows(summary, err) : status;
}

enum churn_status churn_summary_new(struct churn_reader *reader, const struct churn_summary_roles *roles,
                                    const struct churn_cell_rules *rules, struct churn_summary **summary,
                                    struct churn_error *err)
{
    *summary = calloc(1, sizeof **summary);
    if (*summary == NULL)
        return no_memory(err);
    (*summary)->reader = reader;
    (*summary)->rules = *rules;
    (*summary)->last_day = CHURN_DAY_NONE;
    enum churn_status status = idmap_init(&(*summary)->ids, err);
    if (status == CHURN_OK)
        status = idmap_init(&(*summary)->texts, err);
    if (status == CHURN_OK)
        status = read_all(*summary, roles, err);
    if (status != CHURN_OK) {
        churn_summary_free(*summary);
        *summary = NULL;
    }
    return status;
}

void churn_summary_free(struct churn_summary *summary)
{
    if (summary == NULL)
        return;
    idmap_clear(&summary->ids);
    idmap_clear(&summary->texts);
    free(summary->extra_columns);
    free(summary->extra_names);
    free(summary->rows);
    free(summary->lines);
    free(summary->cells);
    free(summary->sorted);
    free(summary);
}

size_t churn_summary_count(const struct churn_summary *summary)
{
    return summary->ids.count;
}

const struct churn_summary_row *churn_summary_at(const struct churn_summary *summary, size_t index)
{
    return &summary->rows[summary->sorted[index]];
}

size_t churn_summary_extras(const struct churn_summary *summary)
{
    return summary->extras;
}

struct churn_text churn_summary_extra_name(const struct churn_summary *summary, size_t extra)
{
    return summary->extra_names[extra];
}

struct churn_text churn_summary_extra(const struct churn_summary *summary, size_t index, size_t extra)
{
    return summary->cells[summary->sorted[index] * summary->extras + extra];
}

unsigned churn_summary_decimals(const struct churn_summary *summary)
{
    return summary->decimals;
}

churn_day churn_summary_last_day(const struct churn_summary *summary)
{
    return summary->last_day;
}

churn_amount churn_summary_total(const struct churn_summary *summary)
{
    return summary->total;
}
