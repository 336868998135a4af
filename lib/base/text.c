/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comparing, showing and guessing texts. Nothing is allocated, since all three serve error paths or comparison in a sort.
 *
 * The guess uses the restricted Damerau-Levenshtein distance (optimal string alignment), in which two neighbours that changed
 * places count as one slip: the usual typing mistakes are at distance one. Three rows of the table suffice.
 */
#include <churn/text.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#define SHOWN_BYTES 40 /* a message stays one line; the place says where to see the rest */
#define NAME_LIMIT 127 /* bytes: longer names are not typed, and the table stays on the stack */

int churn_text_compare(struct churn_text a, struct churn_text b)
{
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common > 0 ? memcmp(a.data, b.data, common) : 0;
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

/* Beside controls, what has no glyph but moves or turns around the text that follows it: it would make a message lie. */
static bool is_shown(uint32_t code)
{
    if (code < 0x20 || code == '\\' || (code >= 0x7f && code <= 0x9f))
        return false;
    if (code < 0x200b)
        return true;
    return !(code == 0x200b || code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
             (code >= 0x2060 && code <= 0x2069) || code == 0xfeff);
}

static size_t write_escaped(const char *data, size_t bytes, char *piece)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes; i++) {
        unsigned char byte = (unsigned char)data[i];
        char *at = piece + 4 * i;
        at[0] = '\\';
        at[1] = 'x';
        at[2] = hex[byte >> 4];
        at[3] = hex[byte & 15];
    }
    return 4 * bytes;
}

/* The next character, or the next byte that begins none, as it is to be shown; returns the bytes of text it stands for. */
static size_t show_next(const char *data, size_t length, char *piece, size_t *size)
{
    uint32_t code;
    size_t bytes = utf8_decode(data, length, &code);
    if (bytes > 0 && is_shown(code)) {
        memcpy(piece, data, bytes);
        *size = bytes;
        return bytes;
    }
    bytes = bytes > 0 ? bytes : 1;
    *size = write_escaped(data, bytes, piece);
    return bytes;
}

char *churn_text_escape(struct churn_text text, char *buffer, size_t size)
{
    static const char dots[] = "...";
    char piece[4 * 4];
    size_t used = 0, room_for_dots = 0, at = 0, piece_size;
    while (at < text.length) {
        size_t bytes = show_next(text.data + at, text.length - at, piece, &piece_size);
        if (at + bytes > SHOWN_BYTES || used + piece_size >= size)
            break;
        memcpy(buffer + used, piece, piece_size);
        used += piece_size;
        at += bytes;
        if (used + sizeof dots <= size)
            room_for_dots = used;
    }
    if (at < text.length && sizeof dots <= size) {
        memcpy(buffer + room_for_dots, dots, sizeof dots - 1);
        used = room_for_dots + sizeof dots - 1;
    }
    buffer[used] = '\0';
    return buffer;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Both at most NAME_LIMIT bytes. rows are those of a[i - 2], a[i - 1] and a[i]; they turn. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][NAME_LIMIT + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return row[b_length];
}

const char *churn_text_nearest(const char *wanted, const char *const *names, size_t count)
{
    const char *best = NULL;
    size_t length = strlen(wanted);
    if (length > NAME_LIMIT)
        return NULL;
    size_t limit = (length + 2) / 3 + 1; /* below this */
    for (size_t i = 0; i < count; i++) {
        size_t name_length = strnlen(names[i], NAME_LIMIT + 1);
        if (name_length > NAME_LIMIT || name_length >= length + limit || length >= name_length + limit)
            continue;
        size_t distance = edit_distance(wanted, length, names[i], name_length);
        if (distance < limit) {
            best = names[i];
            limit = distance;
        }
    }
    return best;
}
