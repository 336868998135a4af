/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Customers that do not fit in memory. Whenever the table is full, all its customers are written behind each other in order of
 * their ids (a run) and the table is empty again; in the end the runs are merged into one, where records of one customer
 * become one. A sum of sums is the same sum, so nothing depends on where the cuts lie.
 */
#ifndef CUSTOMER_RUNS_H
#define CUSTOMER_RUNS_H

#include "customer/run_record.h"
#include "table/scratch.h"

#define RUNS_STRETCH 1024 /* customers between two places of the last run that are known */

struct run {
    uint64_t begin, end;
};

struct runs {
    const char *beside; /* a path in the folder of scratch files, or NULL; borrowed */
    bool sets;          /* records have sets */
    struct scratch scratch;
    struct run *list;
    size_t count; /* 0: nothing was written, and the scratch file is not open */
    /* Of the merged run: */
    bool merged; /* there is one run, and of it: */
    size_t customers;
    uint64_t *places; /* where customers 0, 1024, 2048 and so on begin */
};

void runs_init(struct runs *runs, const char *beside, bool sets);
void runs_clear(struct runs *runs);

/* Write all customers of the table as a run and empty the table. Nothing is done for an empty table. CHURN_IO, CHURN_MEMORY. */
enum churn_status runs_add(struct runs *runs, struct accounts *accounts, unsigned jobs, struct churn_error *err);

/* Make one run of all. CHURN_IO, CHURN_MEMORY, CHURN_NUMERIC. Takes 64 buffers of 128 KiB at most. */
enum churn_status runs_merge(struct runs *runs, struct churn_error *err);

/* Reading a run from some offset to some end; records stay where they are until the next is asked for. */
struct run_reader {
    const struct scratch *scratch;
    uint64_t next, end; /* what of the file is not in the buffer yet */
    char *buffer;
    size_t at, filled, size;
    const char *record; /* NULL: there is none left */
};

/* size: bytes read at once. */
enum churn_status run_reader_init(struct run_reader *reader, const struct scratch *scratch, uint64_t from, uint64_t to,
                                  size_t size, struct churn_error *err);
void run_reader_clear(struct run_reader *reader);
enum churn_status run_reader_step(struct run_reader *reader, struct churn_error *err);

#endif
