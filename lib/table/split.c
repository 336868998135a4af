/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcsv, kept on a short lead: it is given whole records that were seen to be sound, a function that calls nothing a blank (it
 * trims otherwise) and LF as its only line end, so that a CR in quotes stays. It reuses its buffer, so the cells are copied
 * into an arena that is as large as the record: no cell can outgrow it.
 */
#include "table/split.h"

#include <stdlib.h>
#include <string.h>

static int is_blank(unsigned char byte)
{
    (void)byte;
    return 0;
}

static int is_line_end(unsigned char byte)
{
    return byte == '\n';
}

static bool more_cells(struct split *split)
{
    size_t capacity = split->capacity == 0 ? 64 : 2 * split->capacity;
    struct churn_text *larger = reallocarray(split->cells, capacity, sizeof *larger);
    if (larger == NULL)
        return false;
    split->cells = larger;
    split->capacity = capacity;
    return true;
}

static void take_field(void *data, size_t length, void *context)
{
    struct split *split = context;
    if (split->count == split->capacity && !more_cells(split)) {
        split->no_memory = true;
        return;
    }
    char *copy = split->arena + split->used;
    memcpy(copy, data, length);
    split->used += length;
    split->cells[split->count++] = (struct churn_text){ copy, length };
}

enum churn_status split_init(struct split *split, char delimiter, bool lax_quotes, struct churn_error *err)
{
    *split = (struct split){ .open = false };
    if (csv_init(&split->parser, lax_quotes ? 0 : CSV_STRICT | CSV_STRICT_FINI) != 0)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    split->open = true;
    csv_set_delim(&split->parser, (unsigned char)delimiter);
    csv_set_space_func(&split->parser, is_blank);
    csv_set_term_func(&split->parser, is_line_end);
    return CHURN_OK;
}

void split_clear(struct split *split)
{
    if (split->open)
        csv_free(&split->parser);
    free(split->cells);
    free(split->arena);
    *split = (struct split){ .open = false };
}

static bool room_for(struct split *split, size_t length)
{
    if (split->arena != NULL && split->arena_size >= length)
        return true;
    char *larger = realloc(split->arena, 2 * length + 64);
    if (larger == NULL)
        return false;
    csv_set_blk_size(&split->parser, 2 * length + 64); /* libcsv's own steps of 128 bytes are quadratic in a long field */
    split->arena = larger;
    split->arena_size = 2 * length + 64;
    return true;
}

enum churn_status split_record(struct split *split, struct churn_text record, struct churn_error *err)
{
    split->count = 0;
    split->used = 0;
    split->no_memory = !room_for(split, record.length);
    if (!split->no_memory) {
        size_t done = csv_parse(&split->parser, record.data, record.length, take_field, NULL, split);
        done += csv_parse(&split->parser, "\n", 1, take_field, NULL, split);
        if (done != record.length + 1 && csv_error(&split->parser) == CSV_EPARSE)
            return churn_error_set(err, CHURN_DATA, "quoting is broken");
        split->no_memory = split->no_memory || done != record.length + 1;
    }
    if (split->no_memory)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for a row of %zu bytes", record.length);
    return CHURN_OK;
}
