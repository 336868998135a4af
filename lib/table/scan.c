/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 4180 section 2, byte by byte; see scan.h for why it stands beside libcsv. */
#include "table/scan.h"

static void next_field(struct scan *scan)
{
    scan->field++;
    scan->field_start = scan->offset + 1;
    scan->state = SCAN_FIELD_START;
}

static enum scan_fault step_unquoted(struct scan *scan, char byte, const struct dialect *dialect)
{
    if (byte == dialect->delimiter)
        next_field(scan);
    else if (byte == '"' && scan->state == SCAN_FIELD_START)
        scan->state = SCAN_QUOTED;
    else if (byte == '"' && !dialect->lax_quotes)
        return SCAN_STRAY_QUOTE;
    else
        scan->state = SCAN_PLAIN;
    return SCAN_SOUND;
}

static enum scan_fault step_after_quote(struct scan *scan, char byte, const struct dialect *dialect)
{
    if (byte == '"')
        scan->state = SCAN_QUOTED;
    else if (byte == dialect->delimiter)
        next_field(scan);
    else
        return SCAN_AFTER_QUOTE;
    return SCAN_SOUND;
}

static enum scan_fault step_quoted(struct scan *scan, char byte)
{
    if (byte == '"')
        scan->state = SCAN_QUOTE_SEEN;
    return SCAN_SOUND;
}

static enum scan_fault step(struct scan *scan, char byte, bool ends_line, const struct dialect *dialect)
{
    if (scan->state == SCAN_QUOTED)
        return step_quoted(scan, byte);
    if (byte == '\r')
        return ends_line ? SCAN_SOUND : SCAN_BARE_CR;
    if (scan->state == SCAN_QUOTE_SEEN)
        return step_after_quote(scan, byte, dialect);
    return step_unquoted(scan, byte, dialect);
}

/*
 * Exact for a plain field; quotes around and doubled quotes inside do not count as bytes of a field, so a quoted one is only
 * bounded here, and measured when it is split.
 */
static enum scan_fault check_length(struct scan *scan, const struct dialect *dialect)
{
    size_t bytes = scan->offset + 1 > scan->field_start ? scan->offset + 1 - scan->field_start : 0;
    bool plain = scan->state == SCAN_PLAIN;
    if (plain ? bytes > dialect->max_field : bytes / 2 > dialect->max_field + 1) {
        scan->fault_at = scan->field_start;
        return SCAN_LONG_FIELD;
    }
    scan->fault_at = 0;
    return scan->offset / FIELDS_PER_ROW > dialect->max_field ? SCAN_LONG_ROW : SCAN_SOUND;
}

enum scan_fault scan_to(struct scan *scan, const char *record, size_t end, bool line_end, const struct dialect *dialect)
{
    for (; scan->offset < end; scan->offset++) {
        bool ends_line = line_end && scan->offset + 1 == end;
        enum scan_fault fault = step(scan, record[scan->offset], ends_line, dialect);
        if (fault != SCAN_SOUND) {
            scan->fault_at = scan->offset;
            return fault;
        }
        if (ends_line && record[scan->offset] == '\r')
            continue; /* of the line end, not of the field */
        fault = check_length(scan, dialect);
        if (fault != SCAN_SOUND)
            return fault;
    }
    return SCAN_SOUND;
}

size_t scan_field_offset(const char *record, size_t length, size_t field, const struct dialect *dialect)
{
    struct scan scan = { SCAN_FIELD_START, 0, 0, 0, 0 };
    while (scan.field < field && scan.offset < length) {
        if (step(&scan, record[scan.offset], true, dialect) != SCAN_SOUND)
            break;
        scan.offset++;
    }
    return scan.field == field ? scan.field_start : length;
}
