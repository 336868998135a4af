/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows in memory: the ends of the cells as 32-bit numbers, then their bytes, one behind the other in large blocks. 4 bytes a
 * cell instead of the 16 of a pointer and a length, and no allocation a row.
 */
#include <stdlib.h>
#include <string.h>

#include "table/store.h"

#define BLOCK_SIZE ((size_t)1 << 20) /* under 1 % is lost at a block's end for rows of up to 10 kB */

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

struct churn_text store_rows_cell(const struct store_rows *rows, size_t number, size_t column)
{
    const uint32_t *ends = rows->rows[number].ends;
    const char *bytes = (const char *)(ends + rows->columns);
    size_t begin = column == 0 ? 0 : ends[column - 1];
    return (struct churn_text){ bytes + begin, ends[column] - begin };
}

static enum churn_status add_block(struct store_rows *rows, size_t least, struct churn_error *err)
{
    if (rows->block_count == rows->block_capacity) {
        size_t capacity = rows->block_capacity == 0 ? 64 : 2 * rows->block_capacity;
        char **blocks = reallocarray(rows->blocks, capacity, sizeof *blocks);
        if (blocks == NULL)
            return no_memory(err);
        rows->blocks = blocks;
        rows->block_capacity = capacity;
    }
    size_t size = least > BLOCK_SIZE ? least : BLOCK_SIZE;
    char *block = malloc(size);
    if (block == NULL)
        return no_memory(err);
    rows->blocks[rows->block_count++] = block;
    rows->used = 0;
    rows->size = size;
    return CHURN_OK;
}

static enum churn_status make_room(struct store_rows *rows, size_t bytes, struct churn_error *err)
{
    if (rows->count == rows->capacity) {
        size_t capacity = rows->capacity == 0 ? 1024 : 2 * rows->capacity;
        struct store_row *grown = reallocarray(rows->rows, capacity, sizeof *grown);
        if (grown == NULL)
            return no_memory(err);
        rows->rows = grown;
        rows->capacity = capacity;
    }
    return rows->size - rows->used < bytes ? add_block(rows, bytes, err) : CHURN_OK;
}

enum churn_status store_rows_add(struct store_rows *rows, const struct churn_text *cells, struct store_place place,
                                 struct churn_error *err)
{
    size_t bytes = 0, ends_size = rows->columns * sizeof(uint32_t);
    for (size_t i = 0; i < rows->columns; i++)
        bytes += cells[i].length;
    if (bytes > UINT32_MAX)
        return churn_error_set(err, CHURN_DATA, "a row of over 4 GiB");
    size_t size = (ends_size + bytes + sizeof(uint32_t) - 1) / sizeof(uint32_t) * sizeof(uint32_t);
    enum churn_status status = make_room(rows, size, err);
    if (status != CHURN_OK)
        return status;
    uint32_t *ends = (void *)(rows->blocks[rows->block_count - 1] + rows->used);
    char *at = (char *)(ends + rows->columns);
    uint32_t end = 0;
    for (size_t i = 0; i < rows->columns; i++) {
        if (cells[i].length > 0)
            memcpy(at + end, cells[i].data, cells[i].length);
        end += (uint32_t)cells[i].length;
        ends[i] = end;
    }
    rows->used += size;
    rows->rows[rows->count++] = (struct store_row){ ends, place };
    return CHURN_OK;
}

void store_rows_clear(struct store_rows *rows)
{
    for (size_t i = 0; i < rows->block_count; i++)
        free(rows->blocks[i]);
    free(rows->blocks);
    free(rows->rows);
}
