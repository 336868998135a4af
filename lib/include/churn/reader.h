/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading tables: bytes to rows, strict, with the place of every cell.
 *
 * RFC 4180 with quoted newlines, LF or CRLF, UTF-8 with its mark dropped, gzip and zstd known by their first bytes and verified
 * whole, other encodings through iconv. Several files are one stream; their headers must be the same. Nothing is guessed.
 *
 * Faults. A row that cannot be used is reported once, through on_fault, and counted; reading goes on, so that all faults of a
 * file can be listed. Without skip the end of the stream is then CHURN_DATA instead of CHURN_END and the caller must throw its
 * result away; with skip such rows are set aside and the end is CHURN_END. What leaves no safe way on (broken quoting, a field
 * over max_field, a damaged archive, a failed read) is returned at once. The consumer of the rows refuses a row by
 * churn_reader_reject.
 *
 * Threads. Only churn_ledger_fold reads in several, up to options.jobs of them; on_fault may then be called from another
 * thread than the caller's, but never from two at once, and in the order of the rows.
 */
#ifndef CHURN_READER_H
#define CHURN_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>
#include <churn/text.h>

CHURN_BEGIN_DECLS

/*
 * A row that is refused: where and why (fault->message names the column and quotes the value where that is allowed), and the
 * row as it came, without its line end. All borrowed for the call. Anything but CHURN_OK ends the reading with that status (err
 * is then the sink's to fill).
 */
typedef enum churn_status (*churn_fault_sink)(void *context, const struct churn_error *fault, struct churn_text row,
                                              struct churn_error *err);

/*
 * How rows are read where they are folded in bulk (churn_ledger_fold): by the widest instructions the processor has, or those
 * named here (the next lower ones where it has them not), or all by the careful reader. What comes out is the same, fault for
 * fault; this is for tests.
 */
enum churn_lane { CHURN_LANE_AUTO = 0, CHURN_LANE_CAREFUL, CHURN_LANE_PLAIN, CHURN_LANE_AVX2, CHURN_LANE_AVX512 };

/* Settings; start from CHURN_READER_OPTIONS_INIT. Pointers are borrowed and must outlive the reader. */
struct churn_reader_options {
    size_t size;              /* sizeof(struct churn_reader_options): the version of this struct */
    const char *const *paths; /* files in order; "-" is standard input; none: standard input */
    size_t path_count;
    char delimiter;            /* one byte, not a quote and no line end; default ',' */
    bool no_header;            /* columns are known by #N only; default no */
    bool lax_quotes;           /* a quote inside an unquoted field is a plain character; default no */
    bool any_bytes;            /* cells need not be UTF-8 (--encoding=bytes); default no */
    bool allow_empty;          /* a file of 0 bytes is an empty table; default no */
    bool require_eol;          /* a last row without a line end is refused; default no */
    bool trim;                 /* blanks and tabs around every cell, the header's too, are dropped; default no */
    bool skip;                 /* set refused rows aside and go on; default no */
    const char *encoding;      /* as iconv names it, or NULL: UTF-8 */
    size_t max_field;          /* bytes in one field; default 1 MiB */
    uint64_t max_unpacked;     /* bytes that a packed file may hold; default 0: 200 times its size, or 1 GiB if that is more */
    uint64_t max_rejects;      /* with skip: more refused rows than this end the reading with CHURN_DATA; default UINT64_MAX */
    churn_fault_sink on_fault; /* or NULL */
    void *on_fault_context;
    unsigned jobs;        /* threads that may read in bulk; 0: as many as there are processors for this process; default 1 */
    enum churn_lane lane; /* for tests */
    size_t block_size;    /* for tests: bytes read at once in bulk; 0: what is quick */
};

#define CHURN_READER_OPTIONS_INIT                                                                                              \
    {                                                                                                                          \
        sizeof(struct churn_reader_options), NULL, 0, ',', false, false, false, false, false, false, false, NULL, 1 << 20, 0,  \
            UINT64_MAX, NULL, NULL, 1, CHURN_LANE_AUTO, 0                                                                      \
    }

/* What passed by. read = used + rejected at every moment a row is not under way. */
struct churn_counts {
    uint64_t read; /* data rows, without headers and blank lines */
    uint64_t used;
    uint64_t rejected;
    uint64_t blank; /* empty lines, passed over */
    uint64_t uncut; /* files whose last line has no line end: they may be cut short */
};

struct churn_reader; /* opaque */

/*
 * Open the stream and read the first header. The caller frees *reader with churn_reader_free. With no header in the data
 * (no_header) the number of columns is that of the first row. Needs some 512 KiB and room for the longest row.
 */
CHURN_API enum churn_status churn_reader_new(const struct churn_reader_options *options, struct churn_reader **reader,
                                             struct churn_error *err);
CHURN_API void churn_reader_free(struct churn_reader *reader);

/* The columns: how many, and the name of one (length 0 without header). Borrowed from the reader. */
CHURN_API size_t churn_reader_columns(const struct churn_reader *reader);
CHURN_API struct churn_text churn_reader_column_name(const struct churn_reader *reader, size_t column);

/*
 * The column that spec names: a header name, or #N counted from 1. CHURN_DATA at 1:1 where it is missing (naming the columns
 * there are and the nearest name), at the second one's place where the name is doubled. option is the option that would name
 * another column ("--amount"), for the message; may be NULL.
 */
CHURN_API enum churn_status churn_reader_find(const struct churn_reader *reader, const char *spec, const char *option,
                                              size_t *column, struct churn_error *err);
/* Is there such a column? (#N, or a name; a doubled one counts as there.) */
CHURN_API bool churn_reader_has(const struct churn_reader *reader, const char *spec);

/*
 * The next row: CHURN_OK and *cells, churn_reader_columns of them, borrowed until the next call; CHURN_END after the last;
 * CHURN_DATA at the end where rows were refused without skip, and at once on a fatal fault.
 */
CHURN_API enum churn_status churn_reader_next(struct churn_reader *reader, const struct churn_text **cells,
                                              struct churn_error *err);

/*
 * Refuse the row that _next gave last, for its cell in column: reason->message is completed with the column's name and, unless
 * it is private (an id, free text), the value; the place is added. reason may be the very err that is passed on. CHURN_OK: go
 * on with the next row; else stop.
 */
CHURN_API enum churn_status churn_reader_reject(struct churn_reader *reader, size_t column, bool private_value,
                                                const struct churn_error *reason, struct churn_error *err);

/* Place of a cell of the last row (column == churn_reader_columns: one past the row's last byte). Fills file, line and column
 * of err. */
CHURN_API void churn_reader_place(const struct churn_reader *reader, size_t column, struct churn_error *err);

CHURN_API struct churn_counts churn_reader_counts(const struct churn_reader *reader);

/* How far the reading has come, for somebody who waits. */
struct churn_progress {
    uint64_t rows;  /* data rows so far, as in churn_counts.read */
    uint64_t bytes; /* of the files as they lie there: of a packed one, packed bytes; headers included, some read ahead */
};

/*
 * May be called from any thread while another reads, until the reader is freed; both figures only grow, and lag by a block or
 * so. At the end bytes is the size of all files together. Costs the reading nothing that could be measured.
 */
CHURN_API struct churn_progress churn_reader_progress(const struct churn_reader *reader);

/* The header of the first file as it came, without line end (length 0 with no_header). Borrowed from the reader. */
CHURN_API struct churn_text churn_reader_header_line(const struct churn_reader *reader);

CHURN_END_DECLS

#endif
