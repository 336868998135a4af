/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a file: gzip, zstd, encodings, quotes, all options of reading. Rows and counts add up, places are there, and
 * what is read and written comes back cell for cell.
 */
#include "fuzz.h"

#include <string.h>

struct seen {
    uint64_t faults;
};

static enum churn_status take_fault(void *context, const struct churn_error *fault, struct churn_text row,
                                    struct churn_error *err)
{
    struct seen *seen = context;
    (void)err;
    seen->faults++;
    PROMISE(fault->status == CHURN_DATA && fault->message[0] != '\0' && fault->line > 0 && fault->column > 0);
    PROMISE(row.length == 0 || row.data != NULL);
    return CHURN_OK;
}

static void choose(const uint8_t *choices, struct churn_reader_options *options)
{
    static const char *const encodings[] = { NULL, NULL, "ISO-8859-1", "UTF-16LE", "GB18030", "bytes" };
    static const char delimiters[] = ",;\t|";
    const char *encoding = encodings[choices[0] % 6];
    options->any_bytes = encoding != NULL && strcmp(encoding, "bytes") == 0;
    options->encoding = options->any_bytes ? NULL : encoding;
    options->delimiter = delimiters[choices[1] % 4];
    options->no_header = choices[2] & 1;
    options->lax_quotes = choices[2] & 2;
    options->allow_empty = choices[2] & 4;
    options->require_eol = choices[2] & 8;
    options->trim = choices[2] & 16;
    options->skip = choices[2] & 32;
    options->max_field = choices[3] & 1 ? 40 : 1 << 20;
}

/* Write a row's cells and read them again. */
static void there_and_back(const struct churn_text *cells, size_t count, bool any_bytes)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct fuzz_output output;
    struct churn_reader *reader;
    const struct churn_text *again;
    struct churn_error err;
    const char *path;
    size_t size;
    fuzz_output_begin(&output);
    churn_writer_name(output.writer, "a"); /* a mark at the very beginning of a file is none of its cell's */
    for (size_t i = 0; i < count; i++)
        churn_writer_text(output.writer, cells[i]);
    PROMISE(churn_writer_row(output.writer, NULL) == CHURN_OK);
    char *written = fuzz_output_end(&output, &size);
    struct fuzz_file file = fuzz_file_new(written, size);
    path = file.path;
    options.paths = &path;
    options.path_count = 1;
    options.no_header = true;
    options.any_bytes = any_bytes;
    options.allow_empty = true;
    PROMISE(churn_reader_new(&options, &reader, &err) == CHURN_OK);
    PROMISE(churn_reader_columns(reader) == count + 1 && churn_reader_next(reader, &again, &err) == CHURN_OK);
    for (size_t i = 0; i < count; i++)
        PROMISE(churn_text_compare(cells[i], again[i + 1]) == 0);
    churn_reader_free(reader);
    fuzz_file_close(&file);
    free(written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader;
    const struct churn_text *cells;
    struct churn_error err;
    struct seen seen = { 0 };
    uint64_t rows = 0;
    if (size < 4)
        return 0;
    struct fuzz_file file = fuzz_file_new(data + 4, size - 4);
    const char *path = file.path;
    choose(data, &options);
    options.paths = &path;
    options.path_count = 1;
    options.on_fault = take_fault;
    options.on_fault_context = &seen;
    enum churn_status status = churn_reader_new(&options, &reader, &err);
    while (status == CHURN_OK && (status = churn_reader_next(reader, &cells, &err)) == CHURN_OK)
        if (rows++ == 0)
            there_and_back(cells, churn_reader_columns(reader), true);
    if (reader != NULL && (status == CHURN_END || status == CHURN_DATA)) {
        struct churn_counts counts = churn_reader_counts(reader);
        PROMISE(counts.read == counts.used + counts.rejected && counts.used == rows && counts.rejected == seen.faults);
    }
    PROMISE(status != CHURN_END || options.skip || seen.faults == 0);
    churn_reader_free(reader);
    fuzz_file_close(&file);
    return 0;
}
