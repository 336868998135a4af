/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segment rules as CSV: one row a rule, a box of scores each. */
#include <string.h>

#include <churn/saved.h>

#include "saved/rows.h"

static const char *const NAMES[] = { "segment", "r_min", "r_max", "f_min", "f_max", "m_min", "m_max" };
#define COLUMNS (sizeof NAMES / sizeof NAMES[0])

static enum churn_status read_name(const struct saved_rows *rows, struct churn_segment_rule *rule, struct churn_error *err)
{
    struct churn_text name = saved_rows_cell(rows, 0);
    struct churn_error reason;
    if (name.length > 0 && name.length < sizeof rule->name) {
        memcpy(rule->name, name.data, name.length);
        rule->name[name.length] = '\0';
        return CHURN_OK;
    }
    churn_error_set(&reason, CHURN_DATA, "a segment's name has 1 to %zu bytes", sizeof rule->name - 1);
    return saved_rows_refuse(rows, 0, &reason, err);
}

static enum churn_status read_rule(const struct saved_rows *rows, struct churn_segment_rule *rule, struct churn_error *err)
{
    enum churn_status status = read_name(rows, rule, err);
    for (size_t i = 0; status == CHURN_OK && i < CHURN_DIMENSIONS; i++) {
        status = saved_rows_number(rows, 1 + 2 * i, CHURN_BINS_MAX, &rule->min[i], err);
        if (status == CHURN_OK)
            status = saved_rows_number(rows, 2 + 2 * i, CHURN_BINS_MAX, &rule->max[i], err);
        if (status == CHURN_OK && rule->max[i] < rule->min[i]) {
            struct churn_error reason;
            churn_error_set(&reason, CHURN_DATA, "is below %s", NAMES[1 + 2 * i]);
            status = saved_rows_refuse(rows, 2 + 2 * i, &reason, err);
        }
    }
    return status;
}

static enum churn_status read_rules(struct saved_rows *rows, struct churn_segments *segments, struct churn_error *err)
{
    enum churn_status status;
    while ((status = saved_rows_next(rows, err)) == CHURN_OK) {
        struct churn_segment_rule rule = { .name = "" };
        status = read_rule(rows, &rule, err);
        if (status == CHURN_OK)
            status = churn_segments_add(segments, &rule, err);
        if (status != CHURN_OK)
            return status;
    }
    return status == CHURN_END ? CHURN_OK : status;
}

enum churn_status churn_segments_read(const char *path, struct churn_segments **segments, struct churn_error *err)
{
    struct saved_rows rows;
    *segments = churn_segments_new();
    if (*segments == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = saved_rows_open(&rows, path, NAMES, COLUMNS, 0, err);
    if (status == CHURN_OK)
        status = read_rules(&rows, *segments, err);
    saved_rows_close(&rows);
    if (status != CHURN_OK) {
        churn_segments_free(*segments);
        *segments = NULL;
    }
    return status;
}

enum churn_status churn_segments_write(const struct churn_segments *segments, struct churn_writer *writer,
                                       struct churn_error *err)
{
    for (size_t i = 0; i < COLUMNS; i++)
        churn_writer_name(writer, NAMES[i]);
    enum churn_status status = churn_writer_row(writer, err);
    for (size_t i = 0; status == CHURN_OK && i < churn_segments_count(segments); i++) {
        const struct churn_segment_rule *rule = churn_segments_at(segments, i);
        churn_writer_name(writer, rule->name);
        for (size_t j = 0; j < CHURN_DIMENSIONS; j++) {
            churn_writer_integer(writer, rule->min[j]);
            churn_writer_integer(writer, rule->max[j]);
        }
        status = churn_writer_row(writer, err);
    }
    return status;
}
