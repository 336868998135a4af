/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a ledger: refused, or read; what is read and written is read again and written to the same bytes. */
#include "fuzz.h"

#include <string.h>

/* The ledger as bytes, to be freed; NULL: refused. */
static char *through(const void *data, size_t size, size_t *written)
{
    struct churn_reader_options reading = CHURN_READER_OPTIONS_INIT;
    struct churn_ledger_options carries = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_reader *reader = NULL;
    struct churn_ledger *ledger = NULL;
    struct fuzz_output output;
    struct churn_error err;
    struct fuzz_file file = fuzz_file_new(data, size);
    const char *path = file.path;
    char *text = NULL;
    reading.paths = &path;
    reading.path_count = 1;
    reading.max_field = 64 << 20;
    enum churn_status status = churn_reader_new(&reading, &reader, &err);
    if (status == CHURN_OK)
        status = churn_ledger_inspect(reader, &carries, &err);
    if (status == CHURN_OK)
        status = churn_ledger_new(&carries, &ledger, &err);
    if (status == CHURN_OK)
        status = churn_ledger_merge(ledger, reader, &err);
    if (status == CHURN_OK) {
        fuzz_output_begin(&output);
        PROMISE(churn_ledger_write(ledger, output.writer, &err) == CHURN_OK);
        text = fuzz_output_end(&output, written);
    }
    churn_ledger_free(ledger);
    churn_reader_free(reader);
    fuzz_file_close(&file);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t once, twice;
    char *first = through(data, size, &once);
    if (first == NULL)
        return 0;
    char *second = through(first, once, &twice);
    PROMISE(second != NULL && once == twice && memcmp(first, second, once) == 0);
    free(first);
    free(second);
    return 0;
}
