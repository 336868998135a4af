/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small table for people or programs, in the form that -f --format asks for: csv, json or table (CLI_REPORTS). Cells from
 * left to right, then cli_report_row; it is the main output (-o or standard output), and cli_writer_close prints and commits
 * it.
 */
#ifndef COMMON_REPORT_H
#define COMMON_REPORT_H

#include "common/cli.h"

enum cli_column_kind {
    CLI_COLUMN_TEXT,  /* a string in json */
    CLI_COLUMN_NUMBER /* bare in json, to the right in a table; an empty cell is null */
};

struct cli_column {
    const char *name; /* snake_case */
    enum cli_column_kind kind;
};

struct cli_report;

/* name: the key of the rows in json. columns are borrowed until cli_end. The report belongs to cli; one in a run. */
enum churn_status cli_report_open(struct cli *cli, const char *name, const struct cli_column *columns, size_t count,
                                  struct cli_report **report, struct churn_error *err);

/* The next cell of the row. These do not fail: a failure sticks and comes back from cli_report_row. */
void cli_report_text(struct cli_report *report, struct churn_text text);
void cli_report_name(struct cli_report *report, const char *name);
void cli_report_integer(struct cli_report *report, int64_t value);
void cli_report_amount(struct cli_report *report, churn_amount amount, unsigned decimals);
void cli_report_real(struct cli_report *report, double value, unsigned decimals); /* empty where it is not finite */
/* So many significant digits at most, with an exponent where it is shorter (1.5e-09); empty where it is not finite. */
void cli_report_digits(struct cli_report *report, double value, unsigned digits);
void cli_report_day(struct cli_report *report, churn_day day); /* a text column; empty for CHURN_DAY_NONE */
void cli_report_null(struct cli_report *report);
enum churn_status cli_report_row(struct cli_report *report, struct churn_error *err);

#endif
