/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of win-back as CSV, for a person to change. */
#include <string.h>

#include <churn/saved.h>

#include "base/error.h"
#include "model/winback.h"
#include "saved/rows.h"
#include "table/cells.h"

enum { TIER, EFFORT, PURSUE, EFFORT_SUCCESS, EFFORT_COST, EFFORT_COLUMNS };
static const char *const EFFORTS[EFFORT_COLUMNS] = { "tier", "effort", "pursue", "success", "cost" };
enum { TYPE, FLAG, ACTION_TIER, ACTION, ACTION_SUCCESS, ACTION_COST, ACTION_COLUMNS };
static const char *const ACTIONS[ACTION_COLUMNS] = { "likely_type", "flag", "tier", "action", "success", "cost" };
static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;

static enum churn_status read_text(const struct saved_rows *rows, size_t column, char *text, size_t size,
                                   struct churn_error *err)
{
    struct churn_text cell = saved_rows_cell(rows, column);
    struct churn_error reason;
    if (cell.length < size) {
        memcpy(text, cell.length > 0 ? cell.data : "", cell.length);
        text[cell.length] = '\0';
        return CHURN_OK;
    }
    churn_error_set(&reason, CHURN_DATA, "has more than %zu bytes", size - 1);
    return saved_rows_refuse(rows, column, &reason, err);
}

typedef enum churn_status check_function(churn_amount value, struct churn_error *err);

static enum churn_status read_figure(const struct saved_rows *rows, size_t column, check_function *check, churn_amount *value,
                                     struct churn_error *err)
{
    struct churn_error reason;
    unsigned decimals;
    enum churn_status status = cell_amount(saved_rows_cell(rows, column), &RULES, value, &decimals, &reason);
    if (status == CHURN_OK)
        status = check(*value, &reason);
    return status == CHURN_OK ? CHURN_OK : saved_rows_refuse(rows, column, &reason, err);
}

/* What the table says against a row's text; want of memory is not the row's fault. */
static enum churn_status judge(const struct saved_rows *rows, size_t column, enum churn_status status,
                               const struct churn_error *reason, struct churn_error *err)
{
    if (status == CHURN_DATA)
        return saved_rows_refuse(rows, column, reason, err);
    if (status != CHURN_OK && err != NULL)
        *err = *reason;
    return status;
}

static enum churn_status read_effort(const struct saved_rows *rows, struct churn_winback *winback, struct churn_error *err)
{
    struct churn_winback_effort row = { .tier = "" };
    struct churn_error reason;
    enum churn_status status = read_text(rows, TIER, row.tier, sizeof row.tier, err);
    if (status == CHURN_OK)
        status = read_text(rows, EFFORT, row.effort, sizeof row.effort, err);
    if (status == CHURN_OK && cell_flag(saved_rows_cell(rows, PURSUE), &RULES, &row.pursue, &reason) != CHURN_OK)
        return saved_rows_refuse(rows, PURSUE, &reason, err);
    if (status == CHURN_OK)
        status = read_figure(rows, EFFORT_SUCCESS, winback_check_success, &row.success, err);
    if (status == CHURN_OK)
        status = read_figure(rows, EFFORT_COST, winback_check_cost, &row.cost, err);
    if (status != CHURN_OK)
        return status;
    status = churn_winback_add_effort(winback, &row, &reason);
    return judge(rows, row.effort[0] == '\0' ? EFFORT : TIER, status, &reason, err);
}

static enum churn_status read_action(const struct saved_rows *rows, struct churn_winback *winback, struct churn_error *err)
{
    struct churn_winback_action row = { .action = "" };
    struct churn_error reason;
    enum churn_status status = read_text(rows, TYPE, row.likely_type, sizeof row.likely_type, err);
    if (status == CHURN_OK)
        status = read_text(rows, FLAG, row.flag, sizeof row.flag, err);
    if (status == CHURN_OK)
        status = read_text(rows, ACTION_TIER, row.tier, sizeof row.tier, err);
    if (status == CHURN_OK)
        status = read_text(rows, ACTION, row.action, sizeof row.action, err);
    if (status == CHURN_OK)
        status = read_figure(rows, ACTION_SUCCESS, winback_check_success, &row.success, err);
    if (status == CHURN_OK)
        status = read_figure(rows, ACTION_COST, winback_check_cost, &row.cost, err);
    if (status != CHURN_OK)
        return status;
    status = churn_winback_add_action(winback, &row, &reason);
    return judge(rows, row.action[0] == '\0' ? ACTION : FLAG, status, &reason, err);
}

typedef enum churn_status read_function(const struct saved_rows *rows, struct churn_winback *winback, struct churn_error *err);

static enum churn_status read_table(const char *path, const char *const *names, size_t count, read_function *read_row,
                                    struct churn_winback *winback, struct churn_error *err)
{
    struct saved_rows rows;
    size_t read = 0;
    enum churn_status status = saved_rows_open(&rows, path, names, count, 0, err);
    while (status == CHURN_OK && (status = saved_rows_next(&rows, err)) == CHURN_OK) {
        status = read_row(&rows, winback, err);
        read++;
    }
    if (status == CHURN_END && read == 0) {
        status = churn_error_set(err, CHURN_DATA, "no rows; one at least is needed");
        error_place(err, path, 0, 0);
    }
    saved_rows_close(&rows);
    return status == CHURN_END ? CHURN_OK : status;
}

enum churn_status churn_winback_read_efforts(const char *path, struct churn_winback *winback, struct churn_error *err)
{
    return read_table(path, EFFORTS, EFFORT_COLUMNS, read_effort, winback, err);
}

enum churn_status churn_winback_read_actions(const char *path, struct churn_winback *winback, struct churn_error *err)
{
    return read_table(path, ACTIONS, ACTION_COLUMNS, read_action, winback, err);
}

static enum churn_status write_names(const char *const *names, size_t count, struct churn_writer *writer,
                                     struct churn_error *err)
{
    for (size_t i = 0; i < count; i++)
        churn_writer_name(writer, names[i]);
    return churn_writer_row(writer, err);
}

enum churn_status churn_winback_write_efforts(const struct churn_winback *winback, struct churn_writer *writer,
                                              struct churn_error *err)
{
    const struct churn_winback_effort *row;
    enum churn_status status = write_names(EFFORTS, EFFORT_COLUMNS, writer, err);
    for (size_t i = 0; status == CHURN_OK && (row = churn_winback_effort_at(winback, i)) != NULL; i++) {
        churn_writer_name(writer, row->tier);
        churn_writer_name(writer, row->effort);
        churn_writer_integer(writer, row->pursue);
        churn_writer_amount(writer, row->success, 2);
        churn_writer_amount(writer, row->cost, 0);
        status = churn_writer_row(writer, err);
    }
    return status;
}

enum churn_status churn_winback_write_actions(const struct churn_winback *winback, struct churn_writer *writer,
                                              struct churn_error *err)
{
    const struct churn_winback_action *row;
    enum churn_status status = write_names(ACTIONS, ACTION_COLUMNS, writer, err);
    for (size_t i = 0; status == CHURN_OK && (row = churn_winback_action_at(winback, i)) != NULL; i++) {
        churn_writer_name(writer, row->likely_type);
        churn_writer_name(writer, row->flag);
        churn_writer_name(writer, row->tier);
        churn_writer_name(writer, row->action);
        churn_writer_amount(writer, row->success, 2);
        churn_writer_amount(writer, row->cost, 0);
        status = churn_writer_row(writer, err);
    }
    return status;
}
