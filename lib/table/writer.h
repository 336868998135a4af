/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer as writer.c (cells) and writer_rows.c (rows from several threads) share it. */
#ifndef TABLE_WRITER_H
#define TABLE_WRITER_H

#include <stdint.h>
#include <string.h>

#include <churn/writer.h>

#define WRITER_BUFFER 65536 /* a write call each: larger gains nothing measurable */
#define WRITER_DAYS 2048    /* days whose text is remembered: most columns of dates span a few years */

#define WRITER_SHORT 24 /* bytes of a cell that is copied whole, without a look at its length */

#define WRITER_DAY_LENGTH 10 /* YYYY-MM-DD, as all years but a few are written */
#define WRITER_DAY_ROOM 12

/* Sixteen bytes, so that those of three years stay in the first-level cache. */
struct writer_day {
    churn_day day;
    char text[WRITER_DAY_ROOM]; /* with zeros behind; empty: none is remembered */
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

/* Made anew; see writer_day_text(). */
const char *writer_remember_day(struct writer_day *known, churn_day day);

/* The text of a day, of WRITER_DAY_LENGTH bytes, remembered for the next one like it; NULL where it is longer, or empty. */
static inline const char *writer_day_text(struct churn_writer *writer, churn_day day)
{
    struct writer_day *known = &writer->days[(uint32_t)day % WRITER_DAYS];
    if (known->text[0] != '\0' && known->day == day)
        return known->text;
    return writer_remember_day(known, day);
}

/* As memcpy; most cells are short, and then two words that overlap, or a few bytes, are less than a call. */
static inline void writer_copy(char *to, const char *from, size_t length)
{
    uint64_t first, last;
    if (length > 2 * sizeof first) {
        memcpy(to, from, length);
    } else if (length >= sizeof first) {
        memcpy(&first, from, sizeof first);
        memcpy(&last, from + length - sizeof last, sizeof last);
        memcpy(to, &first, sizeof first);
        memcpy(to + length - sizeof last, &last, sizeof last);
    } else {
        for (size_t i = 0; i < length; i++)
            to[i] = from[i];
    }
}

/* The highest bit of every byte below the digits, and maybe of those above one. */
static inline uint64_t writer_low(uint64_t word)
{
    return (word - 0x3030303030303030U) & ~word & 0x8080808080808080U;
}

/* Most ids: 8 to 16 bytes, none of them below the digits, where all that needs quotes is. */
static inline bool writer_is_plain(const struct churn_writer *writer, const char *data, size_t length)
{
    uint64_t first, last;
    if (!writer->low_delimiter || length - sizeof first > sizeof last)
        return false;
    memcpy(&first, data, sizeof first);
    memcpy(&last, data + length - sizeof last, sizeof last);
    return (writer_low(first) | writer_low(last)) == 0;
}

/* NULL without memory. */
struct churn_writer *writer_new(struct churn_file *file, const struct churn_writer_options *options);

#endif
