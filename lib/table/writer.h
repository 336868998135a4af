/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer as writer.c (cells) and writer_rows.c (rows from several threads) share it. */
#ifndef TABLE_WRITER_H
#define TABLE_WRITER_H

#include <churn/writer.h>

#define WRITER_BUFFER 65536 /* a write call each: larger gains nothing measurable */
#define WRITER_DAYS 1024    /* days whose text is remembered: most columns of dates span a few years */

#define WRITER_SHORT 24 /* bytes of a cell that is copied whole, without a look at its length */

struct writer_day {
    churn_day day;
    unsigned char length; /* 0: none is remembered */
    char text[WRITER_SHORT];
};

struct churn_writer {
    struct churn_file *file; /* NULL: all stays in the buffer, which grows */
    struct churn_writer_options options;
    enum churn_status failed;
    struct churn_error cause;
    bool plain_numbers; /* the delimiter is no part of a number */
    bool low_delimiter; /* it is below the digits, as quote and line ends are */
    bool kept;          /* rows are cells for others: no mark before them, and LF behind each */
    bool begun;         /* something was written */
    bool row_begun;     /* a cell of this row was written */
    bool row_bare;      /* the row is one empty cell so far */
    size_t used;
    size_t capacity; /* room for WRITER_SHORT more is behind it */
    char *buffer;
    struct writer_day days[WRITER_DAYS];
};

/* NULL without memory. */
struct churn_writer *writer_new(struct churn_file *file, const struct churn_writer_options *options);

#endif
