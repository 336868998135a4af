/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lanes/lanes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "table/writer.h"

/* Files in memory that are opened by path like any other. */
static void put_file(const char *data, size_t length, int *descriptor, char path[64])
{
    *descriptor = memfd_create("lanes", MFD_CLOEXEC);
    while (*descriptor >= 0 && length > 0) {
        ssize_t done = write(*descriptor, data, length);
        if (done <= 0)
            abort();
        data += done;
        length -= (size_t)done;
    }
    snprintf(path, 64, "/proc/self/fd/%d", *descriptor);
}

static enum churn_status take_fault(void *context, const struct churn_error *fault, struct churn_text row,
                                    struct churn_error *err)
{
    FILE *out = context;
    (void)err;
    fprintf(out, "fault %d %llu:%llu %s [", fault->status, (unsigned long long)fault->line, (unsigned long long)fault->column,
            fault->message);
    fwrite(row.data, 1, row.length, out);
    fprintf(out, "] in %s\n", strrchr(fault->file, '/') != NULL ? "file" : fault->file);
    return CHURN_OK;
}

static void print_amount(FILE *out, churn_amount amount)
{
    char text[CHURN_AMOUNT_TEXT_SIZE];
    churn_amount_write(amount, 0, text);
    fprintf(out, " %s", text);
}

static void print_customers(FILE *out, struct churn_ledger *ledger)
{
    struct churn_ledger_cursor *cursor;
    struct churn_customer customer;
    size_t count = 0;
    if (churn_ledger_sort(ledger, NULL) != CHURN_OK || churn_ledger_cursor_new(ledger, 0, SIZE_MAX, &cursor, NULL) != CHURN_OK)
        abort();
    for (; churn_ledger_cursor_next(cursor, &customer, NULL) == CHURN_OK; count++) {
        fwrite(customer.id.data, 1, customer.id.length, out);
        fprintf(out, "| %d %d %d %d %llu %llu %llu %llu %llu %llu", customer.first_day, customer.last_day,
                customer.refund_first_day, customer.refund_last_day, (unsigned long long)customer.rows,
                (unsigned long long)customer.refund_rows, (unsigned long long)customer.orders,
                (unsigned long long)customer.orders_any, (unsigned long long)customer.days,
                (unsigned long long)customer.days_any);
        print_amount(out, customer.gross);
        print_amount(out, customer.refunds);
        fputc('\n', out);
    }
    churn_ledger_cursor_free(cursor);
    if (count != churn_ledger_count(ledger))
        abort();
}

/* The sets as well. */
static void print_ledger(FILE *out, struct churn_ledger *ledger)
{
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    struct churn_writer *writer = writer_new(NULL, &options);
    if (writer == NULL || churn_ledger_write(ledger, writer, NULL) != CHURN_OK)
        abort();
    fwrite(writer->buffer, 1, writer->used, out);
    churn_writer_free(writer);
}

static void print_end(FILE *out, enum churn_status status, const struct churn_error *err)
{
    fprintf(out, "end %d", status);
    if (status != CHURN_OK)
        fprintf(out, " %d %llu:%llu %s", err->status, (unsigned long long)err->line, (unsigned long long)err->column,
                err->message);
    fputc('\n', out);
}

static enum churn_status fold(const struct lanes_case *input, size_t max_memory, struct churn_reader *reader, FILE *out,
                              struct churn_error *err)
{
    struct churn_transactions *transactions = NULL;
    struct churn_ledger *ledger = NULL;
    struct churn_ledger_options options = input->ledger;
    uint64_t later = 0;
    options.max_memory = max_memory;
    enum churn_status status = churn_transactions_new(reader, &input->roles, &input->rules, &transactions, err);
    if (status == CHURN_OK)
        status = churn_ledger_new(&options, &ledger, err);
    if (status == CHURN_OK)
        status = churn_ledger_fold(ledger, transactions, input->until, &later, err);
    struct churn_counts counts = churn_reader_counts(reader);
    fprintf(out, "counts %llu %llu %llu %llu %llu later %llu", (unsigned long long)counts.read, (unsigned long long)counts.used,
            (unsigned long long)counts.rejected, (unsigned long long)counts.blank, (unsigned long long)counts.uncut,
            (unsigned long long)later);
    if (ledger != NULL) {
        fprintf(out, " decimals %u last %d", churn_ledger_decimals(ledger), churn_ledger_last_day(ledger));
        print_amount(out, churn_ledger_total(ledger));
        fputc('\n', out);
        if (status == CHURN_OK) {
            print_customers(out, ledger);
            print_ledger(out, ledger);
        }
    }
    churn_ledger_free(ledger);
    churn_transactions_free(transactions);
    return status;
}

char *lanes_outcome_from(const struct lanes_case *input, const struct lanes_way *way, const char *const *paths, size_t count)
{
    struct churn_reader_options options = input->reader;
    struct churn_reader *reader = NULL;
    struct churn_error err = { .line = 0 };
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        abort();
    options.paths = paths;
    options.path_count = count;
    options.on_fault = take_fault;
    options.on_fault_context = out;
    options.lane = way->lane;
    options.jobs = way->jobs;
    options.block_size = way->block_size;
    enum churn_status status = churn_reader_new(&options, &reader, &err);
    if (status == CHURN_OK)
        status = fold(input, way->max_memory, reader, out, &err);
    print_end(out, status, &err);
    churn_reader_free(reader);
    fclose(out);
    return text;
}

char *lanes_outcome(const struct lanes_case *input, const struct lanes_way *way)
{
    char names[2][64];
    const char *paths[2] = { names[0], names[1] };
    size_t first = input->split > 0 ? input->split : input->length;
    int descriptors[2] = { -1, -1 };
    put_file(input->data, first, &descriptors[0], names[0]);
    put_file(input->data + first, input->length - first, &descriptors[1], names[1]);
    if (descriptors[0] < 0 || descriptors[1] < 0)
        abort();
    char *text = lanes_outcome_from(input, way, paths, input->split > 0 ? 2 : 1);
    close(descriptors[0]);
    close(descriptors[1]);
    return text;
}

static void choose_cells(const unsigned char choices[16], struct lanes_case *input)
{
    static const char *const formats[] = { NULL, NULL, "%d/%m/%Y", "%m/%d/%Y %H:%M", "%e.%m.%y" };
    input->rules = (struct churn_cell_rules)CHURN_CELL_RULES_INIT;
    input->rules.null_word = choices[6] % 4 == 0 ? "NA" : NULL;
    input->rules.amount.decimal = choices[7] % 5 == 0 ? ',' : '.';
    input->rules.amount.thousands = choices[7] % 11 == 0 ? '\'' : 0;
    input->rules.date.format = formats[choices[8] % 5];
    if (choices[8] % 7 == 0)
        input->rules.date.max = 19000;
    input->ledger = (struct churn_ledger_options)CHURN_LEDGER_OPTIONS_INIT;
    input->ledger.keep_orders = choices[9] % 3 == 0;
    input->ledger.keep_days = choices[9] % 5 == 0;
    input->until = choices[10] % 3 == 0 ? 18500 : CHURN_DAY_NONE;
}

void lanes_choose(const unsigned char choices[16], struct lanes_case *input)
{
    static const char delimiters[] = ",,,,;\t|";
    input->split = 0;
    input->reader = (struct churn_reader_options)CHURN_READER_OPTIONS_INIT;
    input->reader.delimiter = delimiters[choices[0] % (sizeof delimiters - 1)];
    input->reader.no_header = choices[1] % 8 == 7;
    input->reader.any_bytes = choices[1] % 5 == 4;
    input->reader.allow_empty = choices[2] % 2 == 0;
    input->reader.require_eol = choices[2] % 7 == 0;
    input->reader.trim = choices[2] % 13 == 0;
    input->reader.lax_quotes = choices[3] % 17 == 0;
    input->reader.skip = choices[3] % 2 == 0;
    input->reader.max_rejects = choices[4] % 3 == 0 ? choices[4] / 8 : UINT64_MAX;
    if (choices[5] % 4 == 0)
        input->reader.max_field = choices[5];
    input->reader.max_field += input->reader.max_field == 0;
    input->roles = (struct churn_transaction_roles)CHURN_TRANSACTION_ROLES_INIT;
    input->roles.id = input->reader.no_header || choices[11] % 4 == 0 ? "#1" : "customer_id";
    input->roles.date = "#2";
    input->roles.amount = choices[11] % 3 == 0 ? "#3*#4" : "#3";
    choose_cells(choices, input);
    input->roles.order = input->ledger.keep_orders ? "#5" : "";
}
