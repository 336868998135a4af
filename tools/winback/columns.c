/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns a list has, and a row of it. */
#include <stdlib.h>
#include <string.h>

#include "winback/winback.h"

const char *const winback_own_names[WINBACK_OWN] = {
    "rank", "effort", "action", "value_at_stake", "winback_cost", "expected_gain", "excluded_reason",
};

static enum churn_status make_room(const struct churn_store *store, size_t more, struct winback_columns *columns,
                                   struct churn_error *err)
{
    columns->count = 0;
    columns->column = calloc(churn_store_columns(store) + WINBACK_OWN + more, sizeof *columns->column);
    return columns->column != NULL ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "out of memory");
}

static size_t own(const struct churn_store *store, enum winback_own column)
{
    return churn_store_columns(store) + column;
}

static size_t find(const struct churn_store *store, const char *name)
{
    for (enum winback_own column = 0; column < WINBACK_OWN; column++)
        if (strcmp(name, winback_own_names[column]) == 0)
            return own(store, column);
    return churn_store_column(store, name);
}

static bool has(const struct winback_columns *columns, size_t column)
{
    for (size_t i = 0; i < columns->count; i++)
        if (columns->column[i] == column)
            return true;
    return false;
}

/* A name that stood twice in a header would be refused by the next program that reads the list. */
static enum churn_status parse(const struct churn_store *store, char *list, struct winback_columns *columns,
                               struct churn_error *err)
{
    for (char *rest = list; rest != NULL;) {
        const char *name = strsep(&rest, ",");
        size_t column = find(store, name);
        if (column == CHURN_NO_COLUMN)
            return churn_error_set(err, CHURN_USAGE, "--columns: there is no column \"%.200s\"", name);
        if (has(columns, column))
            return churn_error_set(err, CHURN_USAGE, "--columns names \"%.200s\" twice", name);
        columns->column[columns->count++] = column;
    }
    return CHURN_OK;
}

static enum churn_status parse_copy(const struct churn_store *store, const char *list, struct winback_columns *columns,
                                    struct churn_error *err)
{
    char *copy = strdup(list);
    enum churn_status status =
        copy != NULL ? parse(store, copy, columns, err) : churn_error_set(err, CHURN_MEMORY, "out of memory");
    free(copy);
    return status;
}

enum churn_status winback_columns_of_list(const struct churn_store *store, const struct winback_settings *settings,
                                          struct winback_columns *columns, struct churn_error *err)
{
    enum churn_status status = churn_store_check_new(store, winback_own_names, WINBACK_OWN, err);
    if (status == CHURN_OK)
        status = make_room(store, 0, columns, err);
    if (status != CHURN_OK || settings->columns != NULL)
        return status != CHURN_OK ? status : parse_copy(store, settings->columns, columns, err);
    for (size_t column = 0; column < churn_store_columns(store) + WINBACK_OWN; column++)
        if (column != own(store, WINBACK_EXCLUDED_REASON) || settings->excluded == NULL)
            columns->column[columns->count++] = column;
    return CHURN_OK;
}

enum churn_status winback_columns_of_excluded(const struct churn_store *store, const struct winback_columns *list,
                                              struct winback_columns *columns, struct churn_error *err)
{
    enum churn_status status = make_room(store, 1, columns, err);
    for (size_t i = 0; status == CHURN_OK && i < list->count; i++)
        if (list->column[i] != own(store, WINBACK_RANK))
            columns->column[columns->count++] = list->column[i];
    if (status == CHURN_OK && !winback_columns_tell_reason(store, list))
        columns->column[columns->count++] = own(store, WINBACK_EXCLUDED_REASON);
    return status;
}

bool winback_columns_tell_reason(const struct churn_store *store, const struct winback_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        if (columns->column[i] == own(store, WINBACK_EXCLUDED_REASON))
            return true;
    return false;
}

void winback_columns_clear(struct winback_columns *columns)
{
    free(columns->column);
    *columns = (struct winback_columns){ NULL, 0 };
}

enum churn_status winback_write_header(const struct churn_store *store, const struct winback_columns *columns,
                                       struct churn_writer *writer, struct churn_error *err)
{
    size_t theirs = churn_store_columns(store);
    for (size_t i = 0; i < columns->count; i++) {
        size_t column = columns->column[i];
        if (column < theirs)
            churn_writer_text(writer, churn_store_name(store, column));
        else
            churn_writer_name(writer, winback_own_names[column - theirs]);
    }
    return churn_writer_row(writer, err);
}

struct listed_row {
    const struct winback_table *table;
    struct churn_winback_plan plan;
    const char *reason;
    size_t rank;
};

static void write_amount(const struct listed_row *row, churn_amount amount, struct churn_writer *writer)
{
    if (row->plan.weighed)
        churn_writer_amount(writer, amount, row->table->decimals);
    else
        churn_writer_null(writer);
}

/* Words of tables that people write, so they are guarded like any cell. */
static void write_words(const char *words, struct churn_writer *writer)
{
    churn_writer_text(writer, (struct churn_text){ words, strlen(words) });
}

static void write_own(const struct listed_row *row, enum winback_own column, struct churn_writer *writer)
{
    switch (column) {
    case WINBACK_RANK:
        if (row->rank > 0)
            churn_writer_integer(writer, (int64_t)row->rank);
        else
            churn_writer_null(writer);
        break;
    case WINBACK_EFFORT:
        write_words(row->plan.effort != NULL ? row->plan.effort->effort : "", writer);
        break;
    case WINBACK_ACTION:
        write_words(row->plan.action != NULL ? row->plan.action->action : "", writer);
        break;
    case WINBACK_AT_STAKE:
        write_amount(row, row->plan.at_stake, writer);
        break;
    case WINBACK_COST:
        write_amount(row, row->plan.cost, writer);
        break;
    case WINBACK_GAIN:
        write_amount(row, row->plan.gain, writer);
        break;
    default:
        write_words(row->reason, writer);
    }
}

enum churn_status winback_write_row(const struct winback_table *table, const struct winback_choice *choice, size_t row,
                                    size_t rank, const struct winback_columns *columns, struct churn_writer *writer,
                                    struct churn_error *err)
{
    struct listed_row listed = { .table = table, .rank = rank };
    size_t theirs = churn_store_columns(table->store);
    enum churn_status status = winback_weigh(table, row, &listed.plan, &listed.reason, err);
    if (status != CHURN_OK)
        return status;
    if (listed.plan.verdict != choice->verdict[row])
        listed.reason = churn_winback_verdict_words(choice->verdict[row]);
    for (size_t i = 0; i < columns->count; i++) {
        size_t column = columns->column[i];
        if (column < theirs)
            churn_writer_cell(writer, churn_store_cell(table->store, row, column));
        else
            write_own(&listed, (enum winback_own)(column - theirs), writer);
    }
    return churn_writer_row(writer, err);
}
