/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: what of UTF-8 a reader of ids and a writer of messages must know. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/text.h>

/* Bytes of the character that data begins with, and its code; 0 where no well-formed one is there. */
size_t utf8_decode(const char *data, size_t length, uint32_t *code);

/* Well-formed throughout: nothing overlong, no surrogate, nothing above U+10FFFF. NUL passes. data may be NULL where length is
 * 0. */
bool utf8_valid(const char *data, size_t length);

/*
 * Does text begin (or end) with what the eye takes for nothing: a blank or line end of ASCII, any White_Space character of
 * Unicode, or one of the zero-width U+200B and U+FEFF? False for an empty text.
 */
bool utf8_blank_edge(struct churn_text text, bool at_end);

#endif
