/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the targets share. Each file of this folder is a program of libFuzzer's: bytes of its choice go in, and whatever breaks
 * a promise aborts. The sanitizers see the rest.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <churn/churn.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise; where it does not hold the run ends with the place. */
#define PROMISE(condition) ((condition) ? (void)0 : fuzz_broken(#condition, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *promise, const char *file, int line);

/* A file in memory that is opened by path like any other. */
struct fuzz_file {
    int descriptor;
    char path[64];
};
struct fuzz_file fuzz_file_new(const void *data, size_t size);
void fuzz_file_close(struct fuzz_file *file);

/* What is written by a writer of ours. */
struct fuzz_output {
    char path[64];
    struct churn_file *out;
    struct churn_writer *writer;
};
void fuzz_output_begin(struct fuzz_output *output);
/* Flush; the bytes, to be freed. */
char *fuzz_output_end(struct fuzz_output *output, size_t *size);

#endif
