/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record to its cells, by libcsv: the only file that knows it. */
#ifndef TABLE_SPLIT_H
#define TABLE_SPLIT_H

#include <stdbool.h>

#include <csv.h>

#include <churn/error.h>
#include <churn/text.h>

struct split {
    struct csv_parser parser;
    bool open;
    struct churn_text *cells; /* of the last record; their text lies in arena */
    size_t count;
    size_t capacity;
    char *arena;
    size_t used;
    size_t arena_size;
    bool no_memory;
};

enum churn_status split_init(struct split *split, char delimiter, bool lax_quotes, struct churn_error *err);
void split_clear(struct split *split);

/* The record must be sound (table/scan.h). Cells are valid until the next call. */
enum churn_status split_record(struct split *split, struct churn_text record, struct churn_error *err);

#endif
