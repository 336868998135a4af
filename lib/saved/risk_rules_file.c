/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of churn risk as CSV: one row a rule, so that a person can turn one off or weigh it otherwise. */
#include <string.h>

#include <churn/saved.h>

#include "base/real.h"
#include "saved/rows.h"
#include "table/cells.h"

/* The last two are for people: written, and not read. */
enum { RULE, ON, THRESHOLD, WEIGHT, NEEDS, MEANING, COLUMNS };
static const char *const NAMES[COLUMNS] = { "rule", "on", "threshold", "weight", "needs", "meaning" };
static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;

static enum churn_status find_rule(const struct saved_rows *rows, size_t *rule, struct churn_error *err)
{
    const char *names[CHURN_RISK_RULES_MAX];
    char wanted[80] = "";
    struct churn_text name = saved_rows_cell(rows, RULE);
    struct churn_error reason;
    for (size_t i = 0; i < churn_risk_rules(); i++) {
        names[i] = churn_risk_rule_name(i);
        *rule = i;
        if (churn_text_compare(name, (struct churn_text){ names[i], strlen(names[i]) }) == 0)
            return CHURN_OK;
    }
    if (name.length < sizeof wanted && name.length > 0)
        memcpy(wanted, name.data, name.length);
    const char *nearest = churn_text_nearest(wanted, names, churn_risk_rules());
    churn_error_set(&reason, CHURN_DATA, "is no rule%s%s", nearest != NULL ? "; the nearest is " : "; --print-rules lists them",
                    nearest != NULL ? nearest : "");
    return saved_rows_refuse(rows, RULE, &reason, err);
}

static enum churn_status read_real(const struct saved_rows *rows, size_t column, double *value, struct churn_error *err)
{
    struct churn_error reason;
    struct churn_text cell = saved_rows_cell(rows, column);
    if (cell.length == 0 || cell_real(cell, &RULES, value, &reason) == CHURN_OK)
        return CHURN_OK;
    return saved_rows_refuse(rows, column, &reason, err);
}

static enum churn_status read_row(const struct saved_rows *rows, struct churn_risk_model *model,
                                  bool seen[CHURN_RISK_RULES_MAX], struct churn_error *err)
{
    struct churn_error reason;
    size_t rule = 0;
    enum churn_status status = find_rule(rows, &rule, err);
    if (status != CHURN_OK)
        return status;
    if (seen[rule]) {
        churn_error_set(&reason, CHURN_DATA, "stands twice");
        return saved_rows_refuse(rows, RULE, &reason, err);
    }
    seen[rule] = true;
    struct churn_risk_setting setting = churn_risk_setting_of(model, rule);
    if (cell_flag(saved_rows_cell(rows, ON), &RULES, &setting.on, &reason) != CHURN_OK)
        return saved_rows_refuse(rows, ON, &reason, err);
    status = read_real(rows, THRESHOLD, &setting.threshold, err);
    if (status == CHURN_OK)
        status = read_real(rows, WEIGHT, &setting.weight, err);
    if (status == CHURN_OK && churn_risk_set(model, rule, &setting, &reason) != CHURN_OK) {
        reason.status = CHURN_DATA;
        status = saved_rows_refuse(rows, setting.weight >= 0 && setting.weight <= 1 ? THRESHOLD : WEIGHT, &reason, err);
    }
    return status;
}

enum churn_status churn_risk_rules_read(const char *path, struct churn_risk_model *model, struct churn_error *err)
{
    struct saved_rows rows;
    bool seen[CHURN_RISK_RULES_MAX] = { false };
    enum churn_status status = saved_rows_open(&rows, path, NAMES, COLUMNS, COLUMNS - THRESHOLD, err);
    while (status == CHURN_OK && (status = saved_rows_next(&rows, err)) == CHURN_OK)
        status = read_row(&rows, model, seen, err);
    saved_rows_close(&rows);
    return status == CHURN_END ? CHURN_OK : status;
}

enum churn_status churn_risk_rules_write(const struct churn_risk_model *model, struct churn_writer *writer,
                                         struct churn_error *err)
{
    char needs[200];
    for (size_t i = 0; i < COLUMNS; i++)
        churn_writer_name(writer, NAMES[i]);
    enum churn_status status = churn_writer_row(writer, err);
    for (size_t rule = 0; status == CHURN_OK && rule < churn_risk_rules(); rule++) {
        struct churn_risk_setting setting = churn_risk_setting_of(model, rule);
        churn_writer_name(writer, churn_risk_rule_name(rule));
        churn_writer_integer(writer, setting.on);
        churn_writer_exact(writer, setting.threshold);
        churn_writer_exact(writer, setting.weight);
        churn_writer_name(writer, churn_risk_rule_needs(rule, needs, sizeof needs));
        churn_writer_name(writer, churn_risk_rule_meaning(rule));
        status = churn_writer_row(writer, err);
    }
    return status;
}
