/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one body of all lanes, included once by each: LANE_TARGET, struct lane_chunk, load(), equal(), no_graph(),
 * over_ascii() and prefix_xor() are the lane's own.
 *
 * Method: masks of 64 bytes, as in Langdale and Lemire 2019, Parsing Gigabytes of JSON per Second (section 3.1): the prefix xor
 * of the quotes marks what lies inside them. What we do differently: RFC 4180 has no backslash; the masks are kept as they are,
 * since a row of common length needs no more than one shift of each; and beside the separators every place where a quote or CR
 * may not be is found, so a row without such a place is known to be sound.
 */
#ifndef TABLE_INDEX_SCAN_H
#define TABLE_INDEX_SCAN_H

#include <assert.h>
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
    index->inner |= marks->newline & inside;
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

LANE_TARGET ALWAYS_INLINE void put_chunk(struct index *index, const struct marks *marks, uint64_t odd, uint64_t strange)
{
    size_t word = index->at / INDEX_CHUNK;
    index->ends[word] = htole64(marks->newline);
    index->borders[word] = htole64(marks->newline | marks->delimiter);
    index->odd[word] = htole64(odd);
    index->strange[word] = htole64(odd | strange);
}

LANE_TARGET ALWAYS_INLINE void scan_chunk(struct index *index, uint64_t there, bool quoted)
{
    struct lane_chunk chunk = load(index->data + index->at);
    struct marks marks = { .newline = equal(&chunk, '\n') & there, .delimiter = equal(&chunk, index->delimiter) & there };
    uint64_t strange = no_graph(&chunk) & ~marks.newline & ~marks.delimiter & there;
    if (strange != 0 && (strange & ~equal(&chunk, ' ')) != 0) {
        marks.cr = equal(&chunk, '\r') & there;
        marks.nul = equal(&chunk, '\0') & there;
        index->high |= (over_ascii(&chunk) & there) != 0;
    }
    index->newlines += (uint64_t)__builtin_popcountll(marks.newline);
    uint64_t odd = marks.nul;
    if (quoted) {
        marks.quote = equal(&chunk, '"') & there;
        index->quotes[index->at / INDEX_CHUNK] = htole64(marks.quote);
        if ((marks.quote | index->in_quotes | index->after_quote) != 0)
            odd |= apply_quotes(index, &marks);
        else
            index->may_open = (marks.newline | marks.delimiter) >> 63;
    }
    if ((marks.cr | index->after_cr) != 0) {
        odd |= (marks.cr << 1 | index->after_cr) & ~marks.newline & there;
        index->after_cr = marks.cr >> 63;
    }
    put_chunk(index, &marks, odd, strange | marks.quote);
    index->at += INDEX_CHUNK;
}

LANE_TARGET ALWAYS_INLINE void scan_chunks(struct index *index, bool quoted)
{
    assert(index->at < index->length); /* a block ends with a row */
    size_t left = index->length - index->at;
    size_t whole = left / INDEX_CHUNK < INDEX_STEP ? left / INDEX_CHUNK : INDEX_STEP;
    for (size_t i = 0; i < whole; i++)
        scan_chunk(index, ~(uint64_t)0, quoted);
    if (whole < INDEX_STEP && left % INDEX_CHUNK > 0)
        scan_chunk(index, ((uint64_t)1 << left % INDEX_CHUNK) - 1, quoted);
}

LANE_TARGET static void step(struct index *index)
{
    if (index->quoted)
        scan_chunks(index, true);
    else
        scan_chunks(index, false);
    size_t word = index->at / INDEX_CHUNK;
    index->ends[word] = index->borders[word] = index->odd[word] = index->strange[word] = 0;
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
