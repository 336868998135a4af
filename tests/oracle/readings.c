/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the library reads in a stream of texts, for another implementation to compare:
 *
 *   readings amounts [MARK [THOUSANDS]]   a line each: "VALUE DECIMALS", in units of 10^-8, or "no"
 *   readings dates [FORMAT]               a line each: days since 1970-01-01, or "no"
 *   readings tables                       documents, each behind a line with its length: a line of JSON each, the header and
 * the rows as arrays, or {"line": L, "column": C} of the first fault
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <churn/churn.h>

static void read_amount(struct churn_text text, const struct churn_amount_format *format)
{
    churn_amount amount;
    unsigned decimals;
    char digits[CHURN_AMOUNT_TEXT_SIZE];
    if (churn_amount_parse(text, format, &amount, &decimals, NULL) != CHURN_OK) {
        puts("no");
        return;
    }
    churn_amount_write(amount, CHURN_AMOUNT_DECIMALS, digits);
    printf("%s %u\n", digits, decimals);
}

static void read_date(struct churn_text text, const struct churn_date_rules *rules)
{
    churn_day day;
    if (churn_date_parse(text, rules, &day, NULL) == CHURN_OK)
        printf("%d\n", (int)day);
    else
        puts("no");
}

static void print_cell(struct churn_text text)
{
    putchar('"');
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte < ' ' || byte == '"' || byte == '\\')
            printf("\\u%04x", byte);
        else
            putchar(byte);
    }
    putchar('"');
}

/* The first fault of a table. */
struct fault {
    bool found;
    uint64_t line, column;
};

static enum churn_status note(void *context, const struct churn_error *fault, struct churn_text row, struct churn_error *err)
{
    struct fault *first = context;
    (void)row;
    (void)err;
    if (!first->found)
        *first = (struct fault){ true, fault->line, fault->column };
    return CHURN_OK;
}

static void print_cells(const struct churn_text *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        putchar(i > 0 ? ',' : '[');
        print_cell(cells[i]);
    }
    putchar(']');
}

static void print_header(const struct churn_reader *reader)
{
    for (size_t i = 0; i < churn_reader_columns(reader); i++) {
        putchar(i > 0 ? ',' : '[');
        print_cell(churn_reader_column_name(reader, i));
    }
    putchar(']');
}

/* What was printed of a table with a fault is not looked at: the fault follows on the same line. */
static void read_table(const char *path)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader = NULL;
    struct churn_error err;
    struct fault fault = { false, 0, 0 };
    const struct churn_text *cells;
    options.paths = &path;
    options.path_count = 1;
    options.on_fault = note;
    options.on_fault_context = &fault;
    enum churn_status status = churn_reader_new(&options, &reader, &err);
    putchar('[');
    if (status == CHURN_OK)
        print_header(reader);
    while (status == CHURN_OK) {
        status = churn_reader_next(reader, &cells, &err);
        if (status != CHURN_OK)
            break;
        putchar(',');
        print_cells(cells, churn_reader_columns(reader));
    }
    if (status != CHURN_END && !fault.found)
        fault = (struct fault){ true, err.line, err.column };
    if (fault.found)
        printf("]\t{\"line\":%llu,\"column\":%llu}\n", (unsigned long long)fault.line, (unsigned long long)fault.column);
    else
        puts("]");
    churn_reader_free(reader);
}

static int read_tables(void)
{
    char path[64], *line = NULL;
    size_t size = 0;
    int file = memfd_create("table", 0);
    if (file < 0)
        return 1;
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    while (getline(&line, &size, stdin) > 0) {
        size_t length = (size_t)strtoul(line, NULL, 10);
        char *bytes = malloc(length + 1);
        if (bytes == NULL || fread(bytes, 1, length, stdin) != length || ftruncate(file, 0) != 0 ||
            pwrite(file, bytes, length, 0) != (ssize_t)length)
            return 1;
        read_table(path);
        free(bytes);
    }
    free(line);
    close(file);
    return 0;
}

int main(int argc, char **argv)
{
    struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    struct churn_date_rules rules = CHURN_DATE_RULES_INIT;
    const char *mode = argc > 1 ? argv[1] : "";
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    if (strcmp(mode, "tables") == 0)
        return read_tables();
    bool amounts = strcmp(mode, "amounts") == 0;
    if (!amounts && strcmp(mode, "dates") != 0)
        return 2;
    if (amounts && argc > 2)
        format.decimal = argv[2][0];
    if (amounts && argc > 3)
        format.thousands = argv[3][0];
    rules.min = churn_day_from_civil(1, 1, 1);
    rules.max = churn_day_from_civil(9999, 12, 31);
    rules.format = !amounts && argc > 2 ? argv[2] : NULL;
    while ((length = getline(&line, &size, stdin)) > 0) {
        struct churn_text text = { line, (size_t)length - (line[length - 1] == '\n') };
        if (amounts)
            read_amount(text, &format);
        else
            read_date(text, &rules);
    }
    free(line);
    return 0;
}
