/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables side by side. Every store is sorted by id, so one finger in each table moves forward and the row to be written is that
 * of the smallest id under the fingers (full) or under the first (left).
 */
#include <churn/join.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 200 /* 40 bytes escaped, and some */

/* A column's name as it will stand in the output, in two parts. */
struct output_name {
    struct churn_text prefix, name;
    size_t table;
};

static struct output_name name_of(const struct churn_join_table *tables, size_t table, size_t column)
{
    bool is_id = column == churn_store_id_column(tables[table].store);
    struct churn_text none = { NULL, 0 };
    return (struct output_name){ is_id ? none : tables[table].prefix, churn_store_name(tables[table].store, column), table };
}

static char byte_of(struct output_name name, size_t at)
{
    return at < name.prefix.length ? name.prefix.data[at] : name.name.data[at - name.prefix.length];
}

static int compare_names(const void *a, const void *b)
{
    const struct output_name *x = a, *y = b;
    size_t x_length = x->prefix.length + x->name.length, y_length = y->prefix.length + y->name.length;
    for (size_t i = 0; i < x_length && i < y_length; i++)
        if (byte_of(*x, i) != byte_of(*y, i))
            return (unsigned char)byte_of(*x, i) < (unsigned char)byte_of(*y, i) ? -1 : 1;
    if (x_length != y_length)
        return x_length < y_length ? -1 : 1;
    return (x->table > y->table) - (x->table < y->table);
}

static bool same_name(const struct output_name *x, const struct output_name *y)
{
    struct output_name copy = *y;
    copy.table = x->table;
    return compare_names(x, &copy) == 0;
}

static enum churn_status refuse_clash(const struct churn_join_table *tables, const struct output_name *first,
                                      const struct output_name *second, struct churn_error *err)
{
    char name[NAME_SIZE], prefix[NAME_SIZE];
    churn_text_escape(second->name, name, sizeof name);
    churn_text_escape(second->prefix, prefix, sizeof prefix);
    if (first->table == second->table)
        return churn_error_set(err, CHURN_DATA, "%.150s: the column %.60s is there twice; rename one of them",
                               tables[first->table].name, name);
    return churn_error_set(err, CHURN_DATA, "the column %.60s%.60s is in %.150s and in %.150s; rename one of them%s", prefix,
                           name, tables[first->table].name, tables[second->table].name,
                           second->prefix.length == 0 && second->table > 0 ? ", or use --prefix" : "");
}

/* Sorted, equal names stand side by side. */
enum churn_status churn_join_check(const struct churn_join_table *tables, size_t count, struct churn_error *err)
{
    size_t columns = 0, used = 0;
    enum churn_status status = CHURN_OK;
    for (size_t table = 0; table < count; table++)
        columns += churn_store_columns(tables[table].store);
    struct output_name *names = calloc(columns + 1, sizeof *names);
    if (names == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (size_t table = 0; table < count; table++)
        for (size_t column = 0; column < churn_store_columns(tables[table].store); column++)
            if (table == 0 || column != churn_store_id_column(tables[table].store))
                names[used++] = name_of(tables, table, column);
    qsort(names, used, sizeof *names, compare_names);
    for (size_t i = 1; status == CHURN_OK && i < used; i++)
        if (names[i].name.length > 0 && same_name(&names[i - 1], &names[i]))
            status = refuse_clash(tables, &names[i - 1], &names[i], err);
    free(names);
    return status;
}

static enum churn_status write_header(const struct churn_join_table *tables, size_t count, struct churn_writer *writer,
                                      struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    churn_store_write_names(tables[0].store, writer);
    for (size_t table = 1; status == CHURN_OK && table < count; table++)
        status = churn_store_write_names_after(tables[table].store, tables[table].prefix, writer, err);
    return status == CHURN_OK ? churn_writer_row(writer, err) : status;
}

/* The row under a finger, where it is that customer's. */
static bool stands_at(const struct churn_join_table *table, size_t at, struct churn_text id)
{
    return at < churn_store_rows(table->store) && churn_text_compare(churn_store_id(table->store, at), id) == 0;
}

static void write_first(const struct churn_store *store, bool known, size_t at, struct churn_text id,
                        struct churn_writer *writer)
{
    if (known) {
        churn_store_write_cells(store, at, writer);
        return;
    }
    for (size_t column = 0; column < churn_store_columns(store); column++)
        if (column == churn_store_id_column(store))
            churn_writer_cell(writer, id);
        else
            churn_writer_null(writer);
}

static void write_further(const struct churn_store *store, bool known, size_t at, struct churn_writer *writer)
{
    for (size_t column = 0; column < churn_store_columns(store); column++) {
        if (column == churn_store_id_column(store))
            continue;
        if (known)
            churn_writer_cell(writer, churn_store_cell(store, at, column));
        else
            churn_writer_null(writer);
    }
}

/* Fingers go past every id below. */
static void advance(const struct churn_join_table *table, size_t *at, struct churn_text id)
{
    while (*at < churn_store_rows(table->store) && churn_text_compare(churn_store_id(table->store, *at), id) < 0)
        ++*at;
}

static enum churn_status write_row(const struct churn_join_table *tables, size_t count, struct churn_text id, size_t *fingers,
                                   struct churn_writer *writer, struct churn_join_counts *counts, struct churn_error *err)
{
    bool in_first = false;
    for (size_t table = 0; table < count; table++) {
        advance(&tables[table], &fingers[table], id);
        bool known = stands_at(&tables[table], fingers[table], id);
        in_first = table == 0 ? known : in_first;
        if (table == 0)
            write_first(tables[table].store, known, fingers[table], id, writer);
        else
            write_further(tables[table].store, known, fingers[table], writer);
        fingers[table] += known;
        counts->matched[table] += known && in_first;
    }
    counts->rows++;
    return churn_writer_row(writer, err);
}

/* The smallest id under the fingers of so many tables; false where all are at their ends. */
static bool next_id(const struct churn_join_table *tables, size_t count, const size_t *fingers, struct churn_text *id)
{
    bool found = false;
    for (size_t table = 0; table < count; table++) {
        if (fingers[table] >= churn_store_rows(tables[table].store))
            continue;
        struct churn_text here = churn_store_id(tables[table].store, fingers[table]);
        if (!found || churn_text_compare(here, *id) < 0)
            *id = here;
        found = true;
    }
    return found;
}

enum churn_status churn_join_write(const struct churn_join_table *tables, size_t count, bool full, struct churn_writer *writer,
                                   struct churn_join_counts *counts, struct churn_error *err)
{
    struct churn_text id = { NULL, 0 };
    size_t *fingers = calloc(count, sizeof *fingers);
    if (fingers == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    counts->rows = 0;
    memset(counts->matched, 0, count * sizeof *counts->matched);
    enum churn_status status = churn_join_check(tables, count, err);
    if (status == CHURN_OK)
        status = write_header(tables, count, writer, err);
    while (status == CHURN_OK && next_id(tables, full ? count : 1, fingers, &id))
        status = write_row(tables, count, id, fingers, writer, counts, err);
    free(fingers);
    return status;
}
