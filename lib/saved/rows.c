/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person may edit is read with the same care as what a company exports: the first fault ends it, with its place. */
#include "saved/rows.h"

#include <stdio.h>
#include <string.h>

#include "table/cells.h"
#include "table/reader.h"

/* The reader lists faults through this; here the first one is the answer. */
static enum churn_status take_fault(void *context, const struct churn_error *fault, struct churn_text row,
                                    struct churn_error *err)
{
    (void)context;
    (void)row;
    if (err != NULL)
        *err = *fault;
    return CHURN_DATA;
}

/* Any of these tables may have one, for people. */
static const char REMARK[] = "remark";

static bool is_known(const struct saved_rows *rows, size_t column)
{
    static const struct churn_text remark = { REMARK, sizeof REMARK - 1 };
    for (size_t i = 0; i < rows->count; i++)
        if (rows->column[i] == column)
            return true;
    return churn_text_compare(churn_reader_column_name(rows->reader, column), remark) == 0;
}

/* A misspelled name of a column that may be missing would else pass for that column's absence. */
static enum churn_status refuse_name(const struct saved_rows *rows, size_t column, struct churn_error *err)
{
    struct churn_text name = churn_reader_column_name(rows->reader, column);
    const char *names[SAVED_COLUMNS_MAX + 1];
    char wanted[80] = "", shown[80], list[200] = "";
    if (name.length > 0 && name.length < sizeof wanted)
        memcpy(wanted, name.data, name.length);
    for (size_t i = 0; i <= rows->count; i++) {
        names[i] = i < rows->count ? rows->names[i] : REMARK;
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i > 0 ? ", " : "", names[i]);
    }
    const char *nearest = churn_text_nearest(wanted, names, rows->count + 1);
    churn_error_set(err, CHURN_DATA, "\"%s\" is no column of such a table; %s%s", churn_text_escape(name, shown, sizeof shown),
                    nearest != NULL ? "the nearest is " : "it may have ", nearest != NULL ? nearest : list);
    reader_place_name(rows->reader, column, err);
    return CHURN_DATA;
}

enum churn_status saved_rows_open(struct saved_rows *rows, const char *path, const char *const *names, size_t count,
                                  size_t optional, struct churn_error *err)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    *rows = (struct saved_rows){ .path = path, .names = names, .count = count, .optional = optional };
    options.paths = &rows->path;
    options.path_count = 1;
    options.on_fault = take_fault;
    enum churn_status status = churn_reader_new(&options, &rows->reader, err);
    for (size_t i = 0; status == CHURN_OK && i < count; i++) {
        rows->column[i] = SIZE_MAX;
        if (i + optional < count || churn_reader_has(rows->reader, names[i]))
            status = churn_reader_find(rows->reader, names[i], NULL, &rows->column[i], err);
    }
    for (size_t i = 0; status == CHURN_OK && i < churn_reader_columns(rows->reader); i++)
        if (!is_known(rows, i))
            status = refuse_name(rows, i, err);
    return status;
}

void saved_rows_close(struct saved_rows *rows)
{
    churn_reader_free(rows->reader);
    rows->reader = NULL;
}

enum churn_status saved_rows_next(struct saved_rows *rows, struct churn_error *err)
{
    return churn_reader_next(rows->reader, &rows->cells, err);
}

struct churn_text saved_rows_cell(const struct saved_rows *rows, size_t number)
{
    size_t column = rows->column[number];
    return column == SIZE_MAX ? (struct churn_text){ NULL, 0 } : rows->cells[column];
}

enum churn_status saved_rows_refuse(const struct saved_rows *rows, size_t number, const struct churn_error *reason,
                                    struct churn_error *err)
{
    enum churn_status status = churn_reader_reject(rows->reader, rows->column[number], false, reason, err);
    return status == CHURN_OK ? CHURN_DATA : status;
}

enum churn_status saved_rows_number(const struct saved_rows *rows, size_t number, unsigned most, uint8_t *value,
                                    struct churn_error *err)
{
    static const struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct churn_error reason;
    uint64_t count = 0;
    enum churn_status status = cell_count(saved_rows_cell(rows, number), &rules, &count, &reason);
    if (status == CHURN_OK && count > most)
        status = churn_error_set(&reason, CHURN_DATA, "is over %u", most);
    *value = (uint8_t)count;
    return status == CHURN_OK ? CHURN_OK : saved_rows_refuse(rows, number, &reason, err);
}
