/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader as the files of table/ share it: reader.c opens and pulls, columns.c finds by name, faults.c refuses rows. */
#ifndef TABLE_READER_H
#define TABLE_READER_H

#include <stdatomic.h>

#include <churn/reader.h>

#include "table/records.h"
#include "table/split.h"

/* The last refusal without a value in it: a column that is often empty has many alike. */
struct refusal {
    size_t column;
    char reason[CHURN_ERROR_MESSAGE_SIZE]; /* empty: none yet */
    char message[CHURN_ERROR_MESSAGE_SIZE];
};

struct churn_reader {
    struct churn_reader_options options;
    size_t path; /* number of the file that is open; path_count when all are read */
    bool records_open;
    struct records records;
    struct split split;
    struct record record; /* the last row's */
    struct churn_counts counts;
    atomic_ullong rows_passed, bytes_passed; /* for churn_reader_progress, from any thread */
    bool empty;                              /* nothing but files of 0 bytes: no columns, no rows */
    bool pending;                            /* record is a first row that was read to count the columns */
    struct churn_error failure;              /* what ended the reading; status CHURN_OK: nothing did */
    bool cells_in_record;                    /* cells point into the record, behind their quote if there is one */
    bool fault;                              /* rows were refused without skip */
    struct refusal refusal;
    size_t columns;
    struct churn_text *names; /* columns of them, in header; NULL before there is a header */
    char *header_cells;
    struct record header; /* of the first file; text owned */
    size_t header_path;
};

/* The name of file number path for people: "<stdin>" for "-". */
const char *reader_file(const struct churn_reader *reader, size_t path);

struct dialect reader_dialect(const struct churn_reader *reader);

/* Add file, line and column of an offset in the last record. */
void reader_place_offset(const struct churn_reader *reader, size_t offset, struct churn_error *err);

/* Add file, line and column of a column's name in the first header; err may be NULL. */
void reader_place_name(const struct churn_reader *reader, size_t column, struct churn_error *err);

/* A row of the wrong shape, or of bytes that are no text: CHURN_END and the row stays out, CHURN_OK it is fine, else stop. */
enum churn_status reader_check_row(struct churn_reader *reader, struct churn_error *err);

/* Tell churn_reader_progress how many rows there are by now. */
void reader_publish(struct churn_reader *reader);

/* Threads that may be used: options.jobs, or the processors there are. */
unsigned reader_jobs(const struct churn_reader *reader);

/* The next record that is not blank, split. CHURN_END at the end of the file. */
enum churn_status reader_next_record(struct churn_reader *reader, struct churn_error *err);

/* What is said of a cell that is refused without its value: the reason, behind the column's name. */
void reader_explain(const struct churn_reader *reader, size_t column, const struct churn_error *reason,
                    struct churn_error *fault);

/* Count the last row as rejected and hand it to the sink; the place is in the fault. */
enum churn_status reader_refuse_row(struct churn_reader *reader, const struct churn_error *fault, struct churn_error *err);

/* Without the blanks and tabs at its ends (--trim). */
struct churn_text reader_trim(struct churn_text text);

/* Make the last record's cells the columns; every later header must equal them. */
enum churn_status reader_set_header(struct churn_reader *reader, struct churn_error *err);
enum churn_status reader_compare_header(struct churn_reader *reader, struct churn_error *err);
/* #N as N; false where spec is none. Not held against the columns there are. */
bool reader_column_number(const char *spec, size_t *number);

#endif
