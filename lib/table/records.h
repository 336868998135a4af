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
    size_t begin;               /* first byte that was not given out */
    size_t end;                 /* past the last byte read */
    bool at_end;                /* nothing is left to read */
    uint64_t line;              /* of the byte at begin */
    struct churn_error failure; /* of a read ahead, to come when the bytes before it are given out; CHURN_OK: none */
};

/* Takes over bytes, also on failure. Looks at the first bytes: drops a UTF-8 mark, refuses UTF-16 and UTF-32 unless raw. */
enum churn_status records_init(struct records *records, struct bytes *bytes, const struct dialect *dialect, bool raw,
                               struct churn_error *err);
/* Bytes that are in memory already and stay the caller's, from the first line on. No clear follows. */
void records_init_memory(struct records *records, char *data, size_t length, const struct dialect *dialect);
void records_clear(struct records *records);

/*
 * Take up to size bytes that were not given out, from memory or from below: for those who find records themselves. *got 0 with
 * CHURN_OK is the end. A failure of the read waits for records_next, which gives it with its place; it counts as the end here.
 */
void records_draw(struct records *records, char *buffer, size_t size, size_t *got);
/* Give back the last bytes drawn. CHURN_MEMORY. */
enum churn_status records_undraw(struct records *records, const char *bytes, size_t length, struct churn_error *err);

/* The next record, an empty one for a blank line; CHURN_END at the end. Faults carry line and column, no file. */
enum churn_status records_next(struct records *records, struct record *record, struct churn_error *err);

/* The message of a field over the limit, without place. */
enum churn_status records_long_field(size_t limit, struct churn_error *err);

/* Line and column of an offset in a record. */
void record_place(const struct record *record, size_t offset, struct churn_error *err);

#endif
