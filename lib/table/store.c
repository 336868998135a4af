/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of customers, read whole and put in the order of ids. What our own tools write is in that order already and is not
 * sorted again. Otherwise row numbers are sorted by the first eight bytes of the id as one big-endian number, which settles
 * nearly all comparisons without touching the ids; equal ids then stand side by side, which is how doubled ones are found
 * without a hash table.
 */
#include <churn/store.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "table/cells.h"
#include "table/reader.h"
#include "table/store.h"

struct sort_key {
    uint64_t prefix;
    size_t number;
};

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

static struct churn_text id_of(const struct churn_store *store, size_t number)
{
    return store_rows_cell(&store->rows, number, store->id_column);
}

static struct churn_text read_name(const struct churn_reader *reader, const char *id, size_t column)
{
    if (churn_reader_columns(reader) == 0)
        return (struct churn_text){ id, strlen(id) };
    return churn_reader_column_name(reader, column);
}

static enum churn_status keep_names(struct churn_store *store, const struct churn_reader *reader, const char *id,
                                    struct churn_error *err)
{
    size_t bytes = 1;
    for (size_t i = 0; i < store->columns; i++)
        bytes += read_name(reader, id, i).length;
    store->names = calloc(store->columns + 1, sizeof *store->names);
    store->name_bytes = malloc(bytes);
    if (store->names == NULL || store->name_bytes == NULL)
        return no_memory(err);
    char *at = store->name_bytes;
    for (size_t i = 0; i < store->columns; i++) {
        struct churn_text name = read_name(reader, id, i);
        if (name.length > 0)
            memcpy(at, name.data, name.length);
        store->names[i] = (struct churn_text){ at, name.length };
        at += name.length;
    }
    return CHURN_OK;
}

static enum churn_status keep_files(struct churn_store *store, const struct churn_reader *reader, struct churn_error *err)
{
    size_t count = reader->options.path_count == 0 ? 1 : reader->options.path_count;
    store->files = calloc(count, sizeof *store->files);
    if (store->files == NULL)
        return no_memory(err);
    store->file_count = count;
    for (size_t i = 0; i < count; i++) {
        store->files[i] = strdup(reader_file(reader, i));
        if (store->files[i] == NULL)
            return no_memory(err);
    }
    return CHURN_OK;
}

static struct store_place place_of(const struct churn_store *store, const struct churn_reader *reader,
                                   const struct churn_text *cells)
{
    size_t bytes = store->columns - 1;
    for (size_t i = 0; i < store->columns; i++)
        bytes += cells[i].length;
    return (struct store_place){
        .line = reader->record.line & (((uint64_t)1 << 47) - 1),
        .quoted = bytes != reader->record.text.length,
        .file = reader->path & 0xffff,
    };
}

static enum churn_status take_in(struct churn_store *store, struct churn_reader *reader, const struct churn_text *cells,
                                 struct churn_error *err)
{
    struct churn_error reason;
    size_t column = store->id_column;
    enum churn_status status = cell_id(cells[column], &store->rules, "id", &reason);
    if (status == CHURN_OK)
        status = store_fields_read(store, store->rows.count, cells, &column, &reason);
    if (status == CHURN_OK && store->check != NULL)
        status = store->check(store->check_context, store, store->rows.count, cells, &column, &reason);
    if (status == CHURN_DATA)
        return churn_reader_reject(reader, column, column == store->id_column, &reason, err);
    if (status == CHURN_OK)
        return store_rows_add(&store->rows, cells, place_of(store, reader, cells), err);
    if (err != NULL)
        *err = reason;
    return status;
}

static uint64_t prefix_of(struct churn_text id)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < sizeof prefix; i++)
        prefix = prefix << 8 | (i < id.length ? (unsigned char)id.data[i] : 0);
    return prefix;
}

/* Equal ids in the order of the input. */
static int compare_keys(const void *a, const void *b, void *context)
{
    const struct sort_key *x = a, *y = b;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    int order = churn_text_compare(id_of(context, x->number), id_of(context, y->number));
    return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static enum churn_status sort(struct churn_store *store, struct churn_error *err)
{
    size_t count = store->rows.count;
    struct sort_key *keys = reallocarray(NULL, count, sizeof *keys);
    store->order = reallocarray(NULL, count, sizeof *store->order);
    if (keys == NULL || store->order == NULL) {
        free(keys);
        return no_memory(err);
    }
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct sort_key){ prefix_of(id_of(store, i)), i };
    qsort_r(keys, count, sizeof *keys, compare_keys, store);
    for (size_t i = 0; i < count; i++)
        store->order[i] = keys[i].number;
    free(keys);
    return CHURN_OK;
}

static bool is_sorted(const struct churn_store *store)
{
    for (size_t i = 1; i < store->rows.count; i++)
        if (churn_text_compare(id_of(store, i - 1), id_of(store, i)) > 0)
            return false;
    return true;
}

static enum churn_status check_unique(const struct churn_store *store, struct churn_error *err)
{
    size_t first = 0, doubled = 0;
    for (size_t i = 1; i < store->rows.count; i++)
        if (churn_text_compare(churn_store_id(store, i - 1), churn_store_id(store, i)) == 0 && doubled++ == 0)
            first = i;
    if (doubled == 0)
        return CHURN_OK;
    struct store_place before = store->rows.rows[store_number(store, first - 1)].place;
    struct store_place place = store->rows.rows[store_number(store, first)].place;
    char more[60] = "", file[300] = "";
    if (doubled > 1)
        snprintf(more, sizeof more, " (and %zu more such rows)", doubled - 1);
    if (before.file != place.file)
        snprintf(file, sizeof file, " of %.250s", store->files[before.file]);
    churn_error_set(err, CHURN_DATA, "stands in line %llu%s already; a customer may have one row%s",
                    (unsigned long long)before.line, file, more);
    return churn_store_refuse(store, first, store->id_column, true, err, err);
}

static enum churn_status read_all(struct churn_store *store, struct churn_reader *reader, struct churn_error *err)
{
    const struct churn_text *cells;
    enum churn_status status = CHURN_OK;
    while (status == CHURN_OK && (status = churn_reader_next(reader, &cells, err)) == CHURN_OK)
        status = take_in(store, reader, cells, err);
    if (status != CHURN_END)
        return status;
    status = is_sorted(store) ? CHURN_OK : sort(store, err);
    return status == CHURN_OK ? check_unique(store, err) : status;
}

static enum churn_status bind(struct churn_store *store, struct churn_reader *reader, const char *id, const char *id_option,
                              struct churn_error *err)
{
    id = id != NULL ? id : "customer_id";
    store->columns = churn_reader_columns(reader) == 0 ? 1 : churn_reader_columns(reader);
    store->rows.columns = store->columns;
    store->values = calloc(store->field_count + 1, sizeof *store->values);
    if (store->values == NULL)
        return no_memory(err);
    enum churn_status status = churn_reader_find(reader, id, id_option != NULL ? id_option : "--id", &store->id_column, err);
    if (status == CHURN_OK)
        status = keep_names(store, reader, id, err);
    if (status == CHURN_OK)
        status = keep_files(store, reader, err);
    return status == CHURN_OK ? store_fields_bind(store, reader, err) : status;
}

enum churn_status churn_store_new_checked(struct churn_reader *reader, const char *id, const char *id_option,
                                          const struct churn_field *fields, size_t field_count,
                                          const struct churn_cell_rules *rules, churn_store_check check, void *context,
                                          struct churn_store **store, struct churn_error *err)
{
    *store = calloc(1, sizeof **store);
    if (*store == NULL)
        return no_memory(err);
    (*store)->rules = *rules;
    (*store)->fields = fields;
    (*store)->field_count = field_count;
    (*store)->check = check;
    (*store)->check_context = context;
    enum churn_status status = bind(*store, reader, id, id_option, err);
    if (status == CHURN_OK)
        status = read_all(*store, reader, err);
    if (status != CHURN_OK) {
        churn_store_free(*store);
        *store = NULL;
    }
    return status;
}

enum churn_status churn_store_new(struct churn_reader *reader, const char *id, const char *id_option,
                                  const struct churn_field *fields, size_t field_count, const struct churn_cell_rules *rules,
                                  struct churn_store **store, struct churn_error *err)
{
    return churn_store_new_checked(reader, id, id_option, fields, field_count, rules, NULL, NULL, store, err);
}

void churn_store_free(struct churn_store *store)
{
    if (store == NULL)
        return;
    for (size_t i = 0; i < store->file_count; i++)
        free(store->files[i]);
    free(store->files);
    free(store->names);
    free(store->name_bytes);
    free(store->order);
    store_fields_clear(store);
    store_rows_clear(&store->rows);
    free(store);
}

bool churn_store_find(const struct churn_store *store, struct churn_text id, size_t *row)
{
    size_t low = 0, high = store->rows.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = churn_text_compare(churn_store_id(store, middle), id);
        if (order == 0) {
            *row = middle;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

size_t churn_store_rows(const struct churn_store *store)
{
    return store->rows.count;
}

size_t churn_store_columns(const struct churn_store *store)
{
    return store->columns;
}

size_t churn_store_id_column(const struct churn_store *store)
{
    return store->id_column;
}

struct churn_text churn_store_name(const struct churn_store *store, size_t column)
{
    return store->names[column];
}

struct churn_text churn_store_cell(const struct churn_store *store, size_t row, size_t column)
{
    return store_rows_cell(&store->rows, store_number(store, row), column);
}

struct churn_text churn_store_id(const struct churn_store *store, size_t row)
{
    return id_of(store, store_number(store, row));
}

size_t churn_store_column(const struct churn_store *store, const char *name)
{
    struct churn_text wanted = { name, strlen(name) };
    for (size_t i = 0; i < store->columns; i++)
        if (churn_text_compare(store->names[i], wanted) == 0)
            return i;
    size_t number;
    bool numbered = reader_column_number(name, &number) && number >= 1 && number <= store->columns;
    return numbered ? number - 1 : CHURN_NO_COLUMN;
}
