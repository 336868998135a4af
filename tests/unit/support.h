/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of reading and writing share: cmocka with what it needs, a folder of temporary files that is removed at the
 * end, bytes that arrive in pieces, faults collected as "LINE:COLUMN message", and numbers that only look random.
 */
#ifndef UNIT_SUPPORT_H
#define UNIT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <churn/error.h>
#include <churn/reader.h>
#include <churn/text.h>
#include <churn/writer.h>

#include "table/bytes.h"

#define TEXT(literal) ((struct churn_text){ (literal), sizeof(literal) - 1 })
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Group setup and teardown: a folder under /tmp. */
int support_begin(void **state);
int support_end(void **state);

/* The path of a name in the folder. Lives until the end of the program. */
const char *support_path(const char *name);
/* Write a file in the folder; returns its path. */
const char *support_file(const char *name, const void *data, size_t length);
const char *support_text_file(const char *name, const char *text);
/* All bytes of a file with a NUL behind them, to be freed; NULL where there is none. */
char *support_read(const char *path, size_t *length);

/* The same numbers in every run. */
uint64_t support_random(void);
void support_seed(uint64_t seed);

/* Bytes that come step at a time, and then the end; or, from fail_at on, a fault. data is borrowed. */
struct bytes *pieces_new(const char *data, size_t length, size_t step);
struct bytes *pieces_failing(const char *data, size_t length, size_t step, enum churn_status status);

#define FAULTS_MAX 64
#define FAULT_TEXT_SIZE 600

/* Faults as they reach a sink. */
struct faults {
    size_t count;
    char text[FAULTS_MAX][FAULT_TEXT_SIZE]; /* "LINE:COLUMN message" */
    char file[FAULTS_MAX][CHURN_ERROR_FILE_SIZE];
    char row[FAULTS_MAX][200];
};
enum churn_status faults_take(void *context, const struct churn_error *fault, struct churn_text row, struct churn_error *err);

/* "LINE:COLUMN message" of an error; one buffer, overwritten by the next call. */
const char *place_and_message(const struct churn_error *err);

#define assert_text(actual, expected) assert_text_at((actual), (expected), __FILE__, __LINE__)
void assert_text_at(struct churn_text actual, const char *expected, const char *file, int line);

/* A reader of one text, strict, with its faults collected (may be NULL). */
enum churn_status open_text(const char *text, size_t length, const struct churn_reader_options *options, struct faults *faults,
                            struct churn_reader **reader, struct churn_error *err);

/* A writer into a file of the folder, and what it wrote. */
struct output {
    const char *path;
    struct churn_file *file;
    struct churn_writer *writer;
};
void output_begin(struct output *output, const char *name, const struct churn_writer_options *options);
/* Flush, commit and free; the bytes as a C string, to be freed by the caller. */
char *output_end(struct output *output, size_t *length);

#endif
