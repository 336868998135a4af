/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one body of all lanes, included once by each: LANE_TARGET, struct lane_chunk, load(), equal(), below_blank(),
 * over_ascii() and prefix_xor() are the lane's own.
 *
 * Method: masks of 64 bytes, as in Langdale and Lemire 2019, Parsing Gigabytes of JSON per Second (section 3.1): the prefix xor
 * of the quotes marks what lies inside them, and set bits become offsets several at a time, so that few branches depend on how
 * many there are. What we do differently: RFC 4180 has no backslash, and beside the separators every place where a quote or CR
 * may not be is found, so a row without such a place is known to be sound.
 */
#ifndef TABLE_INDEX_SCAN_H
#define TABLE_INDEX_SCAN_H

#include <string.h>

#include "table/index.h"

struct marks {
    uint64_t newline, delimiter, quote, cr, nul;
};

/* Quotes where none may be, and what follows a closing one; newline and delimiter lose what lies inside quotes. */
LANE_TARGET ALWAYS_INLINE uint64_t apply_quotes(struct index *index, struct marks *marks)
{
    uint64_t inside = prefix_xor(marks->quote) ^ index->in_quotes;
    index->in_quotes = 0 - (inside >> 63);
    marks->newline &= ~inside;
    marks->delimiter &= ~inside;
    uint64_t opening = marks->quote & inside, closing = marks->quote & ~inside;
    uint64_t before = marks->newline | marks->delimiter | closing;
    uint64_t odd = opening & ~(before << 1 | index->may_open);
    odd |= (closing << 1 | index->after_quote) & ~(marks->quote | marks->newline | marks->delimiter | marks->cr);
    marks->cr &= ~inside;
    index->may_open = before >> 63;
    index->after_quote = closing >> 63;
    return odd;
}

LANE_TARGET ALWAYS_INLINE void put_chunk(struct index *index, const struct marks *marks, uint64_t odd)
{
    uint32_t base = (uint32_t)index->at;
    index->end_end += put_offsets(index->ends + index->end_end, base, marks->newline, 2);
    index->delimiter_end += put_offsets(index->delimiters + index->delimiter_end, base, marks->delimiter, 8);
    if (odd != 0)
        index->odd_end += put_offsets(index->odd + index->odd_end, base, odd, 1);
}

LANE_TARGET ALWAYS_INLINE void scan_chunk(struct index *index, uint64_t there, bool quoted)
{
    struct lane_chunk chunk = load(index->data + index->at);
    struct marks marks = { .newline = equal(&chunk, '\n') & there, .delimiter = equal(&chunk, index->delimiter) & there };
    uint64_t low = below_blank(&chunk) & ~marks.newline & ~marks.delimiter & there;
    if (low != 0) {
        marks.cr = equal(&chunk, '\r') & there;
        marks.nul = equal(&chunk, '\0') & there;
    }
    index->high |= (over_ascii(&chunk) & there) != 0;
    index->newlines += (uint64_t)__builtin_popcountll(marks.newline);
    uint64_t odd = marks.nul;
    if (quoted) {
        marks.quote = equal(&chunk, '"') & there;
        odd |= apply_quotes(index, &marks);
    }
    if ((marks.cr | index->after_cr) != 0) {
        odd |= (marks.cr << 1 | index->after_cr) & ~marks.newline & there;
        index->after_cr = marks.cr >> 63;
    }
    put_chunk(index, &marks, odd);
    index->at += INDEX_CHUNK;
}

LANE_TARGET ALWAYS_INLINE void scan_chunks(struct index *index, bool quoted)
{
    size_t left = index->length - index->at;
    size_t whole = left / INDEX_CHUNK < INDEX_STEP ? left / INDEX_CHUNK : INDEX_STEP;
    for (size_t i = 0; i < whole; i++)
        scan_chunk(index, ~(uint64_t)0, quoted);
    if (whole < INDEX_STEP && left % INDEX_CHUNK > 0)
        scan_chunk(index, ((uint64_t)1 << left % INDEX_CHUNK) - 1, quoted);
}

/* What is left of the delimiters belongs to a row that goes on; it moves to the front. */
static void make_room(struct index *index)
{
    size_t left = index->delimiter_end - index->delimiter_begin, odd = index->odd_end - index->odd_begin;
    memmove(index->delimiters, index->delimiters + index->delimiter_begin, left * sizeof *index->delimiters);
    memmove(index->odd, index->odd + index->odd_begin, odd * sizeof *index->odd);
    index->delimiter_begin = index->odd_begin = index->end_end = 0;
    index->delimiter_end = left;
    index->odd_end = odd;
}

LANE_TARGET static void step(struct index *index)
{
    make_room(index);
    if (index->quoted)
        scan_chunks(index, true);
    else
        scan_chunks(index, false);
    index->delimiters[index->delimiter_end] = UINT32_MAX;
    index->odd[index->odd_end] = UINT32_MAX;
}

LANE_TARGET static size_t count_bytes(const char *data, size_t length, char byte)
{
    size_t count = 0, at = 0;
    for (; at + INDEX_CHUNK <= length; at += INDEX_CHUNK) {
        struct lane_chunk chunk = load(data + at);
        count += (size_t)__builtin_popcountll(equal(&chunk, byte));
    }
    for (; at < length; at++)
        count += data[at] == byte;
    return count;
}

#endif
