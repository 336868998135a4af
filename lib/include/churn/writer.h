/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing: files that are whole or absent, and CSV into them.
 */
#ifndef CHURN_WRITER_H
#define CHURN_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/text.h>

CHURN_BEGIN_DECLS

/*
 * A file under way. A named one is written to a temporary beside the target (created exclusively, mode 0600, no link followed),
 * and takes the target's place only in churn_file_commit, after it is flushed to the disk: any reader sees the old file or the
 * new one. A target that is no regular file (a pipe, /dev/full) is written directly. Opaque.
 */
struct churn_file;

/* path is borrowed and must outlive the file. path NULL or "-": standard output. The caller ends with churn_file_free, which
 * throws away what was not committed. */
CHURN_API enum churn_status churn_file_new(const char *path, struct churn_file **file, struct churn_error *err);
/* Standard output too, but nothing of it is seen before it is committed: for what is written while it may still be refused. It
 * waits in a file without a name under /var/tmp or /tmp. */
CHURN_API enum churn_status churn_file_new_held(struct churn_file **file, struct churn_error *err);
CHURN_API void churn_file_free(struct churn_file *file);
CHURN_API enum churn_status churn_file_write(struct churn_file *file, const void *data, size_t length, struct churn_error *err);
/* Flush, sync, close and rename; CHURN_IO where any of it fails, and the target is then as it was. Standard output is
 * flushed and closed, not synced. No write may follow. */
CHURN_API enum churn_status churn_file_commit(struct churn_file *file, struct churn_error *err);
/* The temporary's path for a signal handler to unlink, or NULL where there is none. Lives as long as file. */
CHURN_API const char *churn_file_temporary(const struct churn_file *file);

#define CHURN_FILE_NAME_SIZE 160      /* bytes of any such name with its NUL */
#define CHURN_FILE_NAME_EMPTY "%none" /* of an empty text: no other one has it */

/*
 * A text of somebody's as the name of a file, without an ending: it names a file in the folder where it is put, whatever the
 * text is, and no two texts have the same name. ASCII letters and digits, letters of the Latin, Greek, Cyrillic, Japanese,
 * Chinese and Korean scripts, and a dash or a dot that is not the first character stay; a blank becomes _, each other byte %XX
 * (RFC 3986, 2.1), and so does the first of what Windows takes for a device (CON is %43ON). A name over 150 bytes is cut and
 * ends in ~ and half of the text's SHA-256. "../x" is %2E.%2Fx. CHURN_MEMORY.
 */
CHURN_API enum churn_status churn_file_name(struct churn_text text, char name[CHURN_FILE_NAME_SIZE], struct churn_error *err);

/* Settings; start from CHURN_WRITER_OPTIONS_INIT. */
struct churn_writer_options {
    size_t size;    /* sizeof(struct churn_writer_options): the version of this struct */
    char delimiter; /* default ',' */
    bool excel;     /* for people: byte order mark, CRLF, an apostrophe before text that would run as a formula; default no */
};

#define CHURN_WRITER_OPTIONS_INIT                                                                                              \
    {                                                                                                                          \
        sizeof(struct churn_writer_options), ',', false                                                                        \
    }

/*
 * CSV rows: cells from left to right, then churn_writer_row. Quotes only where a cell needs them. The cell functions do not
 * fail: a failure sticks and comes back from the next churn_writer_row or churn_writer_flush.
 */
struct churn_writer;

/* file is borrowed and must outlive the writer. Flush before committing the file. */
CHURN_API enum churn_status churn_writer_new(struct churn_file *file, const struct churn_writer_options *options,
                                             struct churn_writer **writer, struct churn_error *err);
CHURN_API void churn_writer_free(struct churn_writer *writer);
CHURN_API void churn_writer_text(struct churn_writer *writer, struct churn_text text); /* guarded under excel */
CHURN_API void churn_writer_name(struct churn_writer *writer, const char *name);       /* a C string, a header's or a code */
CHURN_API void churn_writer_integer(struct churn_writer *writer, int64_t value);
CHURN_API void churn_writer_day(struct churn_writer *writer, churn_day day); /* empty for CHURN_DAY_NONE */
CHURN_API void churn_writer_amount(struct churn_writer *writer, churn_amount amount, unsigned decimals);
/* So many decimals (0 to 17), rounded to nearest; empty where value is not finite. For statistics only. */
CHURN_API void churn_writer_real(struct churn_writer *writer, double value, unsigned decimals);
/* As few digits as read back as the same double: for models that are saved. Empty where value is not finite. */
CHURN_API void churn_writer_exact(struct churn_writer *writer, double value);
/* A cell of somebody's own, carried through: guarded under excel unless it is a plain number. */
CHURN_API void churn_writer_cell(struct churn_writer *writer, struct churn_text text);
CHURN_API void churn_writer_null(struct churn_writer *writer); /* an empty cell */
CHURN_API enum churn_status churn_writer_row(struct churn_writer *writer, struct churn_error *err);
CHURN_API enum churn_status churn_writer_flush(struct churn_writer *writer, struct churn_error *err);

/*
 * Cells that many rows share are made once: in rows of a writer that keeps them in memory, with the options of the one that
 * will write them. What it has made so far is lent until its next call; cells are what it made of a row, not all of them empty,
 * without the line end (which is always one LF).
 */
CHURN_API enum churn_status churn_writer_new_kept(const struct churn_writer *like, struct churn_writer **kept,
                                                  struct churn_error *err);
CHURN_API struct churn_text churn_writer_made(const struct churn_writer *kept);
CHURN_API void churn_writer_cells(struct churn_writer *writer, struct churn_text cells);
/* The same, and then the row's end. */
CHURN_API enum churn_status churn_writer_last_cells(struct churn_writer *writer, struct churn_text cells,
                                                    struct churn_error *err);

/*
 * Rows from several threads: maker writes rows from up to to (not included) of its context into a writer it is given, and ends
 * each with churn_writer_row; it is called from up to jobs threads (0: one for each processor) at once, and what it writes
 * comes out in the order of the rows. Of several failures the one of the first rows comes back. Between rows only.
 */
typedef enum churn_status (*churn_rows_maker)(void *context, size_t from, size_t to, struct churn_writer *writer,
                                              struct churn_error *err);
CHURN_API enum churn_status churn_writer_rows(struct churn_writer *writer, size_t count, unsigned jobs, churn_rows_maker maker,
                                              void *context, struct churn_error *err);

CHURN_END_DECLS

#endif
