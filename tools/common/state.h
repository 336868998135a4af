/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of tools/common share among themselves; no tool includes it. */
#ifndef COMMON_STATE_H
#define COMMON_STATE_H

#include <limits.h>
#include <stdio.h>

#include "common/cli.h"

#define OPTIONS_MAX 96  /* of one tool, the common ones included */
#define INPUTS_MAX 64   /* streams of one run */
#define OUTPUTS_MAX 512 /* files that are written in one run: a list for each salesperson */

/* Every option of a tool with the struct its member lies in. */
struct bound_option {
    const struct cli_option *option;
    void *base;
};

struct option_list {
    struct bound_option options[OPTIONS_MAX];
    size_t count;
};

enum shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH, SHELL_NONE };

/* What is asked for instead of a run. */
struct request {
    bool help;
    bool version;
    bool list_options;
    unsigned completion; /* enum shell */
};

/* Inclusive. */
struct count_range {
    uint64_t first, last;
};

struct input {
    struct cli *cli;
    struct churn_reader *reader; /* NULL: could not be opened */
    const char *const *paths;
    size_t path_count;
    size_t max_field; /* where --max-field is not given */
    bool of_operands;
    uint64_t faults; /* all of them */
    bool listed;     /* "and M more" was said */
    bool has_total;
    churn_amount total;
    unsigned decimals;
};

struct output {
    const char *path; /* borrowed */
    struct churn_file *file;
    struct churn_writer *writer; /* NULL: what is written is no CSV of ours */
    bool is_main;
    bool is_list; /* for people, as the main one: --excel and --output-delimiter hold */
    bool committed;
};

struct rejects; /* rejects.c */

struct cli_state {
    bool was_closed[3]; /* descriptors that were closed at the start */
    struct option_list list;
    struct request request;
    struct churn_zone *zone; /* of --tz, or NULL */
    struct count_range expect_rows;
    churn_amount expect_total;
    struct input inputs[INPUTS_MAX];
    size_t input_count;
    struct output outputs[OUTPUTS_MAX];
    size_t output_count;
    struct rejects *rejects;
    struct cli_report *report;
    size_t memory;         /* bytes to take where --max-memory does not say; 0: no tool that has it */
    char beside[PATH_MAX]; /* --temp-dir with a slash behind it */
};

/* start.c: paths that a signal must take away. block and unblock stand around the creation of one. */
void start_guard(const char *path);
void start_unguard(const char *path);
void start_block_signals(void);
void start_unblock_signals(void);

/* message.c: one line on standard error. Escaping: control bytes and bytes that are not UTF-8 become \xNN. */
void message_error(const struct cli *cli, const struct churn_error *err);
void message_say(const struct cli *cli, const char *format, ...) CHURN_PRINTF(2, 3);
void message_escape(const char *text, char *buffer, size_t size);

/* options.c: parse; -1 to go on, or the exit code. */
int options_parse(struct cli *cli, void *own, int argc, char **argv);

/* common_options.c: append the common options a tool has; after parsing, look at them together (-1, or the exit code). */
void common_options_add(struct cli *cli, struct option_list *list);
void common_options_default(struct cli *cli);
int common_options_check(struct cli *cli);

/* values.c: one argument to one value; false where it is none, and the value is then left alone. */
const char *value_expectation(enum cli_kind kind); /* "a count in digits": completes "is not" */
bool value_char(const char *text, char *value);
bool value_count(const char *text, uint64_t *value);
bool value_size(const char *text, size_t *value);
bool value_day(const char *text, churn_day *value);
bool value_amount(const char *text, churn_amount *value);
bool value_choice(const char *text, const char *const *choices, unsigned *value);
bool value_range(const char *text, struct count_range *value);

/* help.c, completion.c: printed from the tables. */
void help_write(FILE *out, const struct cli_command *command, const struct option_list *list);
void help_write_version(FILE *out, const struct cli_command *command);
void help_write_option_names(FILE *out, const struct option_list *list);
void completion_write(FILE *out, const struct cli_command *command, const struct option_list *list, enum shell shell);

/* input.c */
void input_list_end(struct cli *cli); /* "and M more", once */
void input_count(struct cli *cli);    /* the closing count */
void input_clear(struct cli_state *state);

/* rejects.c: owned by state; the file is an output like any other. */
enum churn_status rejects_open(struct cli *cli, struct churn_error *err);
void rejects_begin(struct rejects *rejects, struct churn_text header);
enum churn_status rejects_write(struct rejects *rejects, const struct churn_error *fault, struct churn_text row,
                                struct churn_error *err);
enum churn_status rejects_flush(struct rejects *rejects, struct churn_error *err);
enum churn_status rejects_commit(struct rejects *rejects, struct churn_error *err);
void rejects_clear(struct rejects *rejects);

/* stream.c: what is printed to out lies in data after stream_close. The struct stays where it is, and is cleared after all. */
struct stream {
    FILE *out;
    char *data;
    size_t length, capacity;
    bool failed;
};
enum churn_status stream_open(struct stream *stream, struct churn_error *err);
enum churn_status stream_close(struct stream *stream, struct churn_error *err);
void stream_clear(struct stream *stream);

/* output.c */
bool output_is_standard(const char *path);
/* Is it made beside, to take the place of what is there? A named pipe or a device is written where it stands. */
bool output_needs_temporary(const char *path);
bool output_same_file(const char *a, const char *b);
enum churn_status output_open(struct cli *cli, const char *path, bool is_main, struct output **output, struct churn_error *err);
enum churn_status output_add_writer(struct cli *cli, struct output *output, struct churn_error *err);
enum churn_status output_commit(struct output *output, struct churn_error *err);
enum churn_status output_commit_all(struct cli *cli, struct churn_error *err);
void output_clear(struct cli_state *state);

/* memory.c: three quarters of what is free now, at least 32 MiB. */
size_t memory_default(void);

/* sandbox.c, refuse_calls.c: give up rights. Errors: CHURN_IO where they are required to go and cannot. */
enum churn_status sandbox_enter(const struct cli *cli, struct churn_error *err);
bool refuse_calls(void);

/* report.c: print what was gathered to the main output. */
enum churn_status report_print(struct cli_report *report, struct churn_error *err);
void report_clear(struct cli_report *report);

#endif
