/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Well-formed UTF-8 by table 3-7 of the Unicode Standard (15.0, chapter 3): the first byte fixes the length and the range of
 * the second; all later ones are 80..BF. Nearly all data are ASCII, so eight bytes are tested at once and the table is for the
 * rest.
 */
#include "base/utf8.h"

#include <string.h>

#define HIGH_BITS 0x8080808080808080U
#define LONGEST 4 /* bytes of a character */

static bool continues(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Which second bytes would make the sequence overlong, a surrogate or too large depends on the first byte alone. */
static bool second_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0;
    case 0xed:
        return second <= 0x9f;
    case 0xf0:
        return second >= 0x90;
    case 0xf4:
        return second <= 0x8f;
    default:
        return true;
    }
}

size_t utf8_decode(const char *data, size_t length, uint32_t *code)
{
    if (length == 0)
        return 0;
    unsigned char first = (unsigned char)data[0];
    *code = first;
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    size_t bytes = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (bytes > length || !second_fits(first, (unsigned char)data[1]))
        return 0;
    *code = first & (0x7fU >> bytes);
    for (size_t i = 1; i < bytes; i++) {
        if (!continues((unsigned char)data[i]))
            return 0;
        *code = *code << 6 | ((unsigned char)data[i] & 0x3fU);
    }
    return bytes;
}

static size_t ascii_run(const char *data, size_t length)
{
    size_t run = 0;
    for (uint64_t eight; length - run >= sizeof eight; run += sizeof eight) {
        memcpy(&eight, data + run, sizeof eight);
        if ((eight & HIGH_BITS) != 0)
            break;
    }
    while (run < length && (unsigned char)data[run] < 0x80)
        run++;
    return run;
}

bool utf8_valid(const char *data, size_t length)
{
    uint32_t code;
    for (size_t at = 0; at < length;) {
        if ((unsigned char)data[at] < 0x80) {
            at += ascii_run(data + at, length - at);
            continue;
        }
        size_t bytes = utf8_decode(data + at, length - at, &code);
        if (bytes == 0)
            return false;
        at += bytes;
    }
    return true;
}

static bool is_blank(uint32_t code)
{
    if (code <= 0x20)
        return code == ' ' || (code >= '\t' && code <= '\r');
    if (code >= 0x2000 && code <= 0x200b)
        return true;
    switch (code) {
    case 0x0085:
    case 0x00a0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202f:
    case 0x205f:
    case 0x3000:
    case 0xfeff:
        return true;
    default:
        return false;
    }
}

bool utf8_blank_edge(struct churn_text text, bool at_end)
{
    uint32_t code;
    size_t start = 0;
    if (text.length == 0)
        return false;
    if (at_end) {
        start = text.length - 1;
        while (start > 0 && text.length - start < LONGEST && continues((unsigned char)text.data[start]))
            start--;
    }
    size_t bytes = utf8_decode(text.data + start, text.length - start, &code);
    return bytes > 0 && (!at_end || start + bytes == text.length) && is_blank(code);
}
