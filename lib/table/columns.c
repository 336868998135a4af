/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns by header name or by number, and headers that must agree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "table/reader.h"

#define NAME_COMPARED 80 /* bytes of a name that is held against a misspelt one */
#define NAMES_SHOWN 12   /* of a header, in the message that a column is missing */

size_t churn_reader_columns(const struct churn_reader *reader)
{
    return reader->columns;
}

struct churn_text churn_reader_column_name(const struct churn_reader *reader, size_t column)
{
    return column < reader->columns && !reader->options.no_header ? reader->names[column] : (struct churn_text){ NULL, 0 };
}

struct churn_text churn_reader_header_line(const struct churn_reader *reader)
{
    return reader->options.no_header ? (struct churn_text){ NULL, 0 } : reader->header.text;
}

static enum churn_status refuse_header(struct churn_reader *reader, size_t column, const char *why, struct churn_error *err)
{
    churn_error_set(err, CHURN_DATA, "header: %s", why);
    churn_reader_place(reader, column, err);
    return CHURN_DATA;
}

/* The header is text like any row, but a fault in it leaves nothing to go on with. */
static enum churn_status check_header(struct churn_reader *reader, struct churn_error *err)
{
    const struct split *split = &reader->split;
    for (size_t i = 0; i < split->count; i++) {
        struct churn_text name = split->cells[i];
        if (name.length > 0 && memchr(name.data, '\0', name.length) != NULL)
            return refuse_header(reader, i, "a NUL byte", err);
        if (!reader->options.any_bytes && !utf8_valid(name.data, name.length))
            return refuse_header(reader, i, "not UTF-8; use --encoding, such as --encoding=ISO-8859-1", err);
    }
    return CHURN_OK;
}

static struct churn_text header_name(const struct churn_reader *reader, struct churn_text name)
{
    return reader->options.trim ? reader_trim(name) : name;
}

static void copy_names(struct churn_reader *reader)
{
    const struct split *split = &reader->split;
    char *at = reader->header_cells;
    for (size_t i = 0; i < split->count; i++) {
        struct churn_text name = header_name(reader, split->cells[i]);
        memcpy(at, name.data, name.length);
        reader->names[i] = (struct churn_text){ at, name.length };
        at += name.length;
    }
}

enum churn_status reader_set_header(struct churn_reader *reader, struct churn_error *err)
{
    enum churn_status status = reader->options.no_header ? CHURN_OK : check_header(reader, err);
    if (status != CHURN_OK)
        return status;
    reader->columns = reader->split.count;
    reader->names = calloc(reader->columns, sizeof *reader->names);
    reader->header_cells = malloc(reader->split.used + 1);
    char *line = malloc(reader->record.text.length + 1);
    reader->header = reader->record;
    reader->header.text.data = line;
    reader->header_path = reader->path;
    if (reader->names == NULL || reader->header_cells == NULL || line == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    memcpy(line, reader->record.text.data, reader->record.text.length);
    copy_names(reader);
    return CHURN_OK;
}

enum churn_status reader_compare_header(struct churn_reader *reader, struct churn_error *err)
{
    const struct split *split = &reader->split;
    size_t i = 0;
    while (i < split->count && i < reader->columns &&
           churn_text_compare(header_name(reader, split->cells[i]), reader->names[i]) == 0)
        i++;
    if (i == split->count && i == reader->columns)
        return CHURN_OK;
    churn_error_set(err, CHURN_DATA, "header differs from that of %.200s; files read as one must have the same columns",
                    reader_file(reader, reader->header_path));
    churn_reader_place(reader, i, err);
    return CHURN_DATA;
}

bool reader_column_number(const char *spec, size_t *number)
{
    if (spec[0] != '#' || spec[1] == '\0')
        return false;
    *number = 0;
    for (const char *digit = spec + 1; *digit != '\0'; digit++) {
        if (*digit < '0' || *digit > '9' || *number > 1000000)
            return false;
        *number = *number * 10 + (size_t)(*digit - '0');
    }
    return true;
}

/* How many columns have the name; the first and the second of them. */
static size_t count_named(const struct churn_reader *reader, const char *spec, size_t found[2])
{
    struct churn_text wanted = { spec, strlen(spec) };
    size_t count = 0;
    for (size_t i = 0; i < reader->columns && !reader->options.no_header; i++) {
        if (churn_text_compare(reader->names[i], wanted) != 0)
            continue;
        if (count < 2)
            found[count] = i;
        count++;
    }
    return count;
}

bool churn_reader_has(const struct churn_reader *reader, const char *spec)
{
    size_t found[2], number;
    if (count_named(reader, spec, found) > 0)
        return true;
    return reader_column_number(spec, &number) && number >= 1 && number <= reader->columns;
}

void reader_place_name(const struct churn_reader *reader, size_t column, struct churn_error *err)
{
    if (err == NULL)
        return;
    struct dialect dialect = reader_dialect(reader);
    struct churn_text line = reader->header.text;
    record_place(&reader->header, scan_field_offset(line.data, line.length, column, &dialect), err);
    error_place(err, reader_file(reader, reader->header_path), err->line, err->column);
}

static bool is_number_or_date(struct churn_text name)
{
    size_t digits = 0, others = 0;
    for (size_t i = 0; i < name.length; i++) {
        digits += name.data[i] >= '0' && name.data[i] <= '9';
        others += memchr("0123456789.,-+/: ", name.data[i], 17) == NULL;
    }
    return digits > 0 && others == 0;
}

/* No column has a number or a date for its name; such a first line is a row, and rows are private. */
static bool is_a_row(const struct churn_reader *reader)
{
    for (size_t i = 0; i < reader->columns; i++)
        if (is_number_or_date(reader->names[i]))
            return true;
    return false;
}

static void list_names(const struct churn_reader *reader, char *buffer, size_t size)
{
    size_t used = 0, shown = 0;
    buffer[0] = '\0';
    for (; shown < reader->columns && shown < NAMES_SHOWN && used + 110 < size; shown++) {
        char name[80];
        churn_text_escape(reader->names[shown], name, sizeof name);
        used += (size_t)snprintf(buffer + used, size - used, "%s%s", shown > 0 ? ", " : "", name);
    }
    if (shown < reader->columns)
        snprintf(buffer + used, size - used, ", and %zu more", reader->columns - shown);
}

/* One column only, and another usual delimiter in its name: say so. It is a remark in an error, never a guess that is acted on.
 */
static char likely_delimiter(const struct churn_reader *reader)
{
    static const char usual[] = ";\t|,";
    for (const char *mark = usual; reader->columns == 1 && *mark != '\0'; mark++)
        if (reader->header.text.length > 0 && memchr(reader->header.text.data, *mark, reader->header.text.length) != NULL)
            return *mark;
    return '\0';
}

/* The name most like spec, escaped into buffer, or NULL. The best so far is held against each next one. */
static const char *nearest_name(const struct churn_reader *reader, const char *spec, char *buffer, size_t size)
{
    char names[2][NAME_COMPARED];
    const char *best = NULL;
    for (size_t i = 0, next = 0; i < reader->columns; i++) {
        if (reader->names[i].length >= NAME_COMPARED)
            continue;
        memcpy(names[next], reader->names[i].data, reader->names[i].length);
        names[next][reader->names[i].length] = '\0';
        const char *const candidates[] = { best != NULL ? best : names[next], names[next] };
        best = churn_text_nearest(spec, candidates, 2);
        if (best == names[next])
            next = 1 - next;
    }
    return best != NULL ? churn_text_escape((struct churn_text){ best, strlen(best) }, buffer, size) : NULL;
}

static enum churn_status refuse_missing(const struct churn_reader *reader, const char *spec, const char *option,
                                        struct churn_error *err)
{
    char names[320], near[200], wanted[80], hint[260] = "";
    const char *nearest = nearest_name(reader, spec, near, sizeof near);
    char delimiter = likely_delimiter(reader);
    churn_text_escape((struct churn_text){ spec, strlen(spec) }, wanted, sizeof wanted);
    list_names(reader, names, sizeof names);
    if (reader->options.no_header)
        snprintf(hint, sizeof hint, "; without a header name columns by number, such as %s=#1",
                 option != NULL ? option : "--id");
    else if (delimiter != '\0')
        snprintf(hint, sizeof hint, "; one column: `%s` looks like the delimiter, use --delimiter",
                 delimiter == '\t' ? "\\t" : (const char[]){ delimiter, '\0' });
    else if (option != NULL)
        snprintf(hint, sizeof hint, "; use %s=%s", option, nearest != NULL ? nearest : "COLUMN");
    if (reader->options.no_header)
        churn_error_set(err, CHURN_DATA, "no column %s (there are %zu)%s", wanted, reader->columns, hint);
    else if (is_a_row(reader))
        churn_error_set(err, CHURN_DATA,
                        "no column %s; the first line looks like a row, not like names: without a header use --no-header and "
                        "name columns by number, such as %s=#1",
                        wanted, option != NULL ? option : "--id");
    else
        churn_error_set(err, CHURN_DATA, "no column %s (has %s)%s", wanted, names, hint);
    error_place(err, reader_file(reader, reader->header_path), 1, 1);
    return CHURN_DATA;
}

enum churn_status churn_reader_find(const struct churn_reader *reader, const char *spec, const char *option, size_t *column,
                                    struct churn_error *err)
{
    size_t found[2], number;
    *column = 0;
    if (reader->empty)
        return CHURN_OK;
    size_t count = count_named(reader, spec, found);
    if (count > 1) {
        churn_error_set(err, CHURN_DATA, "column %.80s is there twice; name it by number, such as %s=#%zu", spec,
                        option != NULL ? option : "--id", found[0] + 1);
        reader_place_name(reader, found[1], err);
        return CHURN_DATA;
    }
    if (count == 1) {
        *column = found[0];
        return CHURN_OK;
    }
    if (!reader_column_number(spec, &number) || number < 1 || number > reader->columns)
        return refuse_missing(reader, spec, option, err);
    *column = number - 1;
    return CHURN_OK;
}
