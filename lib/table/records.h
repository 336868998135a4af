/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to records: whole CSV records, quoted newlines included, each contiguous in memory, with the physical line it begins
 * on. */
#ifndef TABLE_RECORDS_H
#define TABLE_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include <churn/error.h>
#include <churn/text.h>

#include "table/bytes.h"
#include "table/scan.h"

struct record {
    struct churn_text text; /* without its line end; borrowed until the next call */
    uint64_t line;          /* physical line of its first byte, from 1 */
    bool ended;             /* it has a line end */
};

struct records {
    struct bytes *bytes; /* owned */
    struct dialect dialect;
    char *buffer;
    size_t capacity;
    size_t begin;  /* first byte that was not given out */
    size_t end;    /* past the last byte read */
    bool at_end;   /* nothing is left to read */
    uint64_t line; /* of the byte at begin */
};

/* Takes over bytes, also on failure. Looks at the first bytes: drops a UTF-8 mark, refuses UTF-16 and UTF-32 unless raw. */
enum churn_status records_init(struct records *records, struct bytes *bytes, const struct dialect *dialect, bool raw,
                               struct churn_error *err);
void records_clear(struct records *records);

/* The next record, an empty one for a blank line; CHURN_END at the end. Faults carry line and column, no file. */
enum churn_status records_next(struct records *records, struct record *record, struct churn_error *err);

/* The message of a field over the limit, without place. */
enum churn_status records_long_field(size_t limit, struct churn_error *err);

/* Line and column of an offset in a record. */
void record_place(const struct record *record, size_t offset, struct churn_error *err);

#endif
