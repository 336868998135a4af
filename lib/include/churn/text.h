/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes with a length: never a C string, so NUL and any encoding pass. */
#ifndef CHURN_TEXT_H
#define CHURN_TEXT_H

#include <stddef.h>

#include <churn/visibility.h>

CHURN_BEGIN_DECLS

struct churn_text {
    const char *data; /* not terminated; may be NULL where length is 0 */
    size_t length;    /* bytes */
};

/*
 * Order of two texts as memcmp sees them, the shorter first where one begins the other: below, at or above 0. This is the
 * order of all output, and that of `LC_ALL=C sort`.
 */
CHURN_API int churn_text_compare(struct churn_text a, struct churn_text b);

/*
 * Write text for a message: control characters (C0, DEL, C1), backslash, bytes that are not UTF-8, and what is invisible and
 * moves other text (zero-width U+200B and U+FEFF, line separators, marks of writing direction) as \xNN for each byte; all else
 * as it is. Cut to at most 40 input bytes and to the buffer, never inside a character or an escape; then "..." follows, where
 * size has room for it. buffer receives a C string of at most size bytes with its NUL, size at least 1; 164 are enough for any.
 * Returns buffer. The euro sign is written as it is, ESC as \x1b.
 */
CHURN_API char *churn_text_escape(struct churn_text text, char *buffer, size_t size);

/*
 * The name nearest to wanted by edit distance (Damerau-Levenshtein, restricted), or NULL where none is near: the distance
 * must be at most a third of the length of wanted, rounded up. The first of equally near ones. Names over 127 bytes are near to
 * nothing. Lengths are in bytes. Cost: count * length^2. "amuont" is at distance 1 from "amount".
 */
CHURN_API const char *churn_text_nearest(const char *wanted, const char *const *names, size_t count);

CHURN_END_DECLS

#endif
