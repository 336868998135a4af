/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every tool shares: options, messages, opening and closing, exit codes. The only place that prints, exits, or touches
 * standard streams, signals and options. A tool is a struct cli_command, a settings struct and a run function; tools/TEMPLATE.c
 * is one.
 */
#ifndef COMMON_CLI_H
#define COMMON_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/churn.h>

#include "common/option.h"

/* Exit codes, the same for every tool. */
enum cli_exit { CLI_DONE = 0, CLI_REFUSED = 1, CLI_WRONG_USAGE = 2, CLI_MACHINE = 3, CLI_LOCKED = 4 };

/* Which common options a tool has. */
enum cli_common { CLI_READS = 1, CLI_WRITES = 2, CLI_REPORTS = 4, CLI_TABLES = 8 /* each operand is a table of its own */ };

struct cli_command {
    const char *name;                 /* "churn-rfm" */
    const char *purpose;              /* one line, no full stop */
    const char *operands;             /* "[FILE]..."; NULL: it takes none */
    const char *const *examples;      /* shell lines that run on samples/, NULL-terminated */
    const struct cli_option *options; /* the tool's own */
    unsigned common;                  /* enum cli_common, or-ed */
};

/* Choices of the common options, in the order of their words. */
enum cli_quotes { CLI_QUOTES_STRICT, CLI_QUOTES_LAX };
enum cli_on_error { CLI_ON_ERROR_FAIL, CLI_ON_ERROR_SKIP };
enum cli_progress { CLI_PROGRESS_AUTO, CLI_PROGRESS_ALWAYS, CLI_PROGRESS_NEVER };
enum cli_sandbox { CLI_SANDBOX_AUTO, CLI_SANDBOX_REQUIRE, CLI_SANDBOX_OFF };
enum cli_format { CLI_FORMAT_CSV, CLI_FORMAT_JSON, CLI_FORMAT_TABLE };

/* The common settings after parsing. Text lives until cli_end. */
struct cli_settings {
    /* reading */
    char delimiter;
    bool no_header;
    char decimal;
    char thousands;          /* 0: none */
    const char *date_format; /* NULL: ISO 8601 */
    const char *tz;          /* NULL: none */
    churn_day min_date, max_date;
    const char *encoding;  /* NULL: UTF-8; "bytes": any bytes */
    const char *null_word; /* NULL: only an empty cell is null */
    unsigned quotes;       /* enum cli_quotes */
    bool trim;
    size_t max_field;    /* bytes; 0: not given */
    size_t max_unpacked; /* bytes; 0: not given */
    bool allow_empty;
    bool require_eol;
    uint64_t jobs;            /* threads; 0: as many as there are processors */
    unsigned progress;        /* enum cli_progress */
    const char *expect_rows;  /* N, N.. or N..M; NULL: any */
    const char *expect_total; /* a decimal; NULL: any */
    /* bad rows */
    unsigned on_error; /* enum cli_on_error */
    const char *rejects;
    uint64_t max_rejects; /* UINT64_MAX: no limit */
    /* writing */
    const char *output; /* NULL or "-": standard output */
    char output_delimiter;
    bool excel;
    unsigned format; /* enum cli_format */
    /* always */
    unsigned sandbox; /* enum cli_sandbox */
    bool quiet;
};

/* One run of a tool. */
struct cli {
    const struct cli_command *command;
    struct cli_settings settings;
    const char *const *operands; /* files named on the command line; kept until cli_end */
    size_t operand_count;
    struct cli_state *state; /* of tools/common itself */
};

/*
 * Start: descriptors 0 to 2 made safe, signals, options parsed into own (the tool's settings, holding its defaults) and
 * cli->settings. Returns -1 to go on (the tool must then end with cli_end), or the exit code to return from main at once
 * (--help, --version, wrong usage).
 */
int cli_begin(struct cli *cli, const struct cli_command *command, void *own, int argc, char **argv);

/*
 * End; returns the exit code. code: what run came to. Where it is CLI_DONE, outputs that no cli_writer_close committed are
 * committed; otherwise what is not committed is thrown away. Then the closing count, if anything was read, and everything of
 * cli is freed.
 */
int cli_end(struct cli *cli, int code);

/* Print `tool: file:line:column: message` with every unsafe byte escaped; returns the exit code for err->status. */
int cli_fail(struct cli *cli, const struct churn_error *err);

/* Wrong usage that shows only after parsing: prints and returns CLI_WRONG_USAGE. */
int cli_usage(struct cli *cli, const char *format, ...) CHURN_PRINTF(2, 3);

/* A remark on standard error, unless --quiet: `tool: text`. */
void cli_note(struct cli *cli, const char *format, ...) CHURN_PRINTF(2, 3);

/*
 * Open the operands (none: standard input) as one stream with the common reading options; the first ten faults are listed, and
 * rejects written. The reader belongs to cli and is freed by cli_end.
 */
enum churn_status cli_reader_open(struct cli *cli, struct churn_reader **reader, struct churn_error *err);

/*
 * The operands as one stream of ledgers: our own writing, so options that say how others write cells (and --no-header) are
 * CHURN_USAGE, as is
 * --on-error=skip: a customer whose row was set aside would lose a past. Cells may be as long as a large customer's list of
 * orders.
 */
enum churn_status cli_reader_open_ledgers(struct cli *cli, struct churn_reader **reader, struct churn_error *err);

/*
 * The first operand alone (none: standard input) under the same options, for tools whose operands are tables of their own;
 * rejects and --expect-rows look at it.
 */
enum churn_status cli_reader_open_first(struct cli *cli, struct churn_reader **reader, struct churn_error *err);

/*
 * A further stream, of these files, under the same reading options. It is always strict, and --expect-rows and --expect-total
 * do not look at it: the reject file has the header of one stream, the operands'. At most 64 streams are opened in a run. paths
 * live until cli_end.
 */
enum churn_status cli_reader_open_paths(struct cli *cli, const char *const *paths, size_t count, struct churn_reader **reader,
                                        struct churn_error *err);

/*
 * After the last row of the stream opened last. status: what its last _next returned (CHURN_END is success; a failure comes
 * back as it is, with its err). Says "and M more" and the warnings, and holds the stream against --expect-rows (rows read) and
 * --expect-total (total: of the rows used, shown with so many decimals; NULL: the tool has none). CHURN_OK, or err filled. Open
 * the output after this: what is refused must leave nothing on standard output.
 */
enum churn_status cli_reader_close(struct cli *cli, enum churn_status status, const churn_amount *total, unsigned decimals,
                                   struct churn_error *err);

/*
 * All rows of the operands, of the first of them, or of one further file (*path, which lives until cli_end), as a table of
 * customers (churn/store.h), read by the common options; the caller frees *store. id and fields as for churn_store_new.
 */
enum churn_status cli_store_read(struct cli *cli, const char *id, const struct churn_field *fields, size_t count,
                                 struct churn_store **store, struct churn_error *err);
/* The same, where rows may be wrong as a whole: fault and context as for churn_store_new_checked. */
enum churn_status cli_store_read_checked(struct cli *cli, const char *id, const struct churn_field *fields, size_t count,
                                         churn_row_fault fault, const void *context, struct churn_store **store,
                                         struct churn_error *err);
enum churn_status cli_store_read_first(struct cli *cli, const char *id, const struct churn_field *fields, size_t count,
                                       struct churn_store **store, struct churn_error *err);
enum churn_status cli_store_read_path(struct cli *cli, const char *const *path, const char *id, const char *id_option,
                                      const struct churn_field *fields, size_t count, struct churn_store **store,
                                      struct churn_error *err);

/*
 * --as-of: YYYY-MM-DD within --min-date and --max-date, or today or yesterday, for which the clock is read and --tz is wanted.
 * text NULL: *day is CHURN_DAY_NONE.
 */
enum churn_status cli_as_of(struct cli *cli, const char *text, churn_day *day, struct churn_error *err);
/* The remark `as of DAY` with, behind it, where the day comes from (empty where it was given); none for CHURN_DAY_NONE. */
void cli_say_as_of(struct cli *cli, churn_day day, const char *why);

/* How cells are read, from the common options. What rules point to belongs to cli. */
enum churn_status cli_cell_rules(struct cli *cli, struct churn_cell_rules *rules, struct churn_error *err);

/* The output (-o or standard output) as CSV; belongs to cli. CHURN_USAGE under --format=json or table: those are for reports.
 */
enum churn_status cli_writer_open(struct cli *cli, struct churn_writer **writer, struct churn_error *err);

/*
 * The same for a filter that writes a row for each it reads and keeps none: what goes to standard output is held back in a
 * nameless file until cli_writer_close, so that data refused at their last row leave nothing there.
 */
enum churn_status cli_writer_open_held(struct cli *cli, struct churn_writer **writer, struct churn_error *err);

/*
 * A second output by path, as plain CSV whatever --output-delimiter and --excel say (our tools read it again); belongs to cli.
 * CHURN_USAGE where the path is empty, standard output, or that of another output.
 */
enum churn_status cli_side_writer_open(struct cli *cli, const char *path, struct churn_writer **writer,
                                       struct churn_error *err);

/* The same for people: written as --output-delimiter and --excel say. At most 500 second outputs of either kind in a run. */
enum churn_status cli_list_writer_open(struct cli *cli, const char *path, struct churn_writer **writer,
                                       struct churn_error *err);

/* Do two paths name one file, or would they? (Standard output is one file, whatever its name.) */
bool cli_same_file(const char *a, const char *b);

/* Threads to ask for: --jobs, or 0 for one for each processor. */
unsigned cli_jobs(const struct cli *cli);

/* --max-memory (0: not given) and --temp-dir (NULL: not given), for tools that keep a ledger in memory. */
struct cli_memory {
    size_t most;
    const char *folder;
};

#define CLI_MEMORY_OPTIONS(most, folder)                                                                                       \
    { "max-memory",                                                                                                            \
      0,                                                                                                                       \
      CLI_SIZE,                                                                                                                \
      most,                                                                                                                    \
      "SIZE",                                                                                                                  \
      "Memory",                                                                                                                \
      "memory to take; customers beyond it go to a temporary file",                                                            \
      "3/4 of what is free",                                                                                                   \
      NULL },                                                                                                                  \
    {                                                                                                                          \
        "temp-dir", 0, CLI_FOLDER, folder, "FOLDER", "Memory", "where that file lies", "beside the output; /var/tmp", NULL     \
    }

/* How much memory a ledger may take, and where the rest goes, into options. CHURN_USAGE. */
enum churn_status cli_memory(struct cli *cli, const struct cli_memory *memory, struct churn_ledger_options *options,
                             struct churn_error *err);

/* Flush every output, then commit them: side outputs and rejects first, the main one last. */
enum churn_status cli_writer_close(struct cli *cli, struct churn_error *err);

#endif
