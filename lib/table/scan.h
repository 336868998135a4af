/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the fields of a record begin and whether its quoting is sound: the small state machine of RFC 4180 that knows offsets,
 * which libcsv does not give. Used to see whether a record goes on in the next line, and to find the place of a fault; never on
 * the common path of a record without quotes.
 */
#ifndef TABLE_SCAN_H
#define TABLE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* A row may be so many times the longest field: bounds what a line without end can take. */
#define FIELDS_PER_ROW 64

struct dialect {
    char delimiter;
    bool lax_quotes;
    size_t max_field;
};

enum scan_state { SCAN_FIELD_START, SCAN_PLAIN, SCAN_QUOTED, SCAN_QUOTE_SEEN };
enum scan_fault { SCAN_SOUND, SCAN_STRAY_QUOTE, SCAN_AFTER_QUOTE, SCAN_BARE_CR, SCAN_LONG_FIELD, SCAN_LONG_ROW };

/* Start from zero. Offsets count from the record's first byte. */
struct scan {
    enum scan_state state;
    size_t offset;      /* bytes seen */
    size_t field;       /* number of the current field, from 0 */
    size_t field_start; /* its first byte (the quote, where it is quoted) */
    size_t fault_at;
};

/*
 * Go on until offset end. line_end tells that end is the end of a physical line, so that one CR before it belongs to the line
 * end. Stops at the first fault with its place in fault_at.
 */
enum scan_fault scan_to(struct scan *scan, const char *record, size_t end, bool line_end, const struct dialect *dialect);

/* The first byte of a field, or length where the record has fewer. The record is sound. */
size_t scan_field_offset(const char *record, size_t length, size_t field, const struct dialect *dialect);

#endif
