/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table as JSON through the public reader: an array of objects by column name, as csv-spectrum's expected files have it. */
#include <stdio.h>

#include <churn/churn.h>

static void print_string(struct churn_text text)
{
    putchar('"');
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '"' || byte == '\\')
            printf("\\%c", byte);
        else if (byte < ' ')
            printf("\\u%04x", byte);
        else
            putchar(byte);
    }
    putchar('"');
}

static void print_row(const struct churn_reader *reader, const struct churn_text *cells)
{
    putchar('{');
    for (size_t i = 0; i < churn_reader_columns(reader); i++) {
        if (i > 0)
            putchar(',');
        print_string(churn_reader_column_name(reader, i));
        putchar(':');
        print_string(cells[i]);
    }
    putchar('}');
}

static int fail(const struct churn_error *err)
{
    fprintf(stderr, "%s:%llu:%llu: %s\n", err->file, (unsigned long long)err->line, (unsigned long long)err->column,
            err->message);
    return 1;
}

int main(int argc, char **argv)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader;
    struct churn_error err;
    const struct churn_text *cells;
    enum churn_status status;
    options.paths = (const char *const *)argv + 1;
    options.path_count = (size_t)argc - 1;
    if (churn_reader_new(&options, &reader, &err) != CHURN_OK)
        return fail(&err);
    putchar('[');
    for (size_t rows = 0; (status = churn_reader_next(reader, &cells, &err)) == CHURN_OK; rows++) {
        if (rows > 0)
            putchar(',');
        print_row(reader, cells);
    }
    puts("]");
    churn_reader_free(reader);
    return status == CHURN_END ? 0 : fail(&err);
}
