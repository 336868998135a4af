/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports. CSV goes straight to a churn_writer; json and table are gathered and laid out by libsmartcols. Its layout needs to
 * know how wide characters are, which the C library tells by locale only: C.UTF-8 is set for the time of printing, on this
 * thread, so that the user's locale changes nothing. Text is folded to a terminal's width only where standard output is one.
 */
#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/report.h"
#include "common/state.h"

struct cli_report {
    struct output *output;
    const struct cli_column *columns;
    size_t count;
    enum cli_format format;
    struct libscols_table *table; /* json, table */
    struct libscols_line *line;
    size_t cell; /* of the row under way */
    bool failed; /* no memory for a cell */
    bool printed;
};

/* 0: no terminal. */
static size_t terminal_width(const struct cli_report *report, const struct cli *cli)
{
    struct winsize size;
    if (report->format != CLI_FORMAT_TABLE || !output_is_standard(cli->settings.output) || isatty(STDOUT_FILENO) == 0)
        return 0;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static bool add_column(struct cli_report *report, const struct cli_column *column)
{
    bool number = column->kind == CLI_COLUMN_NUMBER;
    struct libscols_column *added =
        scols_table_new_column(report->table, column->name, 0, number ? SCOLS_FL_RIGHT : SCOLS_FL_WRAP);
    return added != NULL && scols_column_set_json_type(added, number ? SCOLS_JSON_NUMBER : SCOLS_JSON_STRING) == 0;
}

static enum churn_status make_table(struct cli_report *report, const struct cli *cli, const char *name, struct churn_error *err)
{
    report->table = scols_new_table();
    bool sound = report->table != NULL && scols_table_set_name(report->table, name) == 0;
    for (size_t i = 0; sound && i < report->count; i++)
        sound = add_column(report, &report->columns[i]);
    if (!sound)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    size_t width = terminal_width(report, cli);
    scols_table_set_termforce(report->table, width > 0 ? SCOLS_TERMFORCE_ALWAYS : SCOLS_TERMFORCE_NEVER);
    if (width > 0)
        scols_table_set_termwidth(report->table, width);
    scols_table_enable_json(report->table, report->format == CLI_FORMAT_JSON);
    return CHURN_OK;
}

static enum churn_status write_header(struct cli_report *report, struct churn_error *err)
{
    for (size_t i = 0; i < report->count; i++)
        churn_writer_name(report->output->writer, report->columns[i].name);
    return churn_writer_row(report->output->writer, err);
}

enum churn_status cli_report_open(struct cli *cli, const char *name, const struct cli_column *columns, size_t count,
                                  struct cli_report **report, struct churn_error *err)
{
    struct cli_report *made = calloc(1, sizeof *made);
    if (made == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    cli->state->report = made;
    made->columns = columns;
    made->count = count;
    made->format = (enum cli_format)cli->settings.format;
    *report = made;
    enum churn_status status = output_open(cli, cli->settings.output, true, &made->output, err);
    if (status != CHURN_OK)
        return status;
    if (made->format != CLI_FORMAT_CSV)
        return make_table(made, cli, name, err);
    status = output_add_writer(cli, made->output, err);
    return status == CHURN_OK ? write_header(made, err) : status;
}

/* text is given up: the table takes it over. */
static void put_owned(struct cli_report *report, char *text)
{
    if (report->cell == 0)
        report->line = scols_table_new_line(report->table, NULL);
    if (text != NULL && report->line != NULL && report->cell < report->count &&
        scols_line_refer_data(report->line, report->cell, text) == 0) {
        report->cell++;
        return;
    }
    free(text);
    report->failed = true;
}

void cli_report_text(struct cli_report *report, struct churn_text text)
{
    if (report->format == CLI_FORMAT_CSV)
        churn_writer_text(report->output->writer, text);
    else
        put_owned(report, strndup(text.data != NULL ? text.data : "", text.length));
}

static void put_plain(struct cli_report *report, const char *text)
{
    if (report->format == CLI_FORMAT_CSV)
        churn_writer_name(report->output->writer, text);
    else
        put_owned(report, strdup(text));
}

void cli_report_name(struct cli_report *report, const char *name)
{
    put_plain(report, name);
}

void cli_report_integer(struct cli_report *report, int64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)value);
    put_plain(report, text);
}

void cli_report_amount(struct cli_report *report, churn_amount amount, unsigned decimals)
{
    char text[CHURN_AMOUNT_TEXT_SIZE];
    churn_amount_write(amount, decimals, text);
    put_plain(report, text);
}

void cli_report_real(struct cli_report *report, double value, unsigned decimals)
{
    char text[400]; /* the largest double has 309 digits before the point */
    snprintf(text, sizeof text, "%.*f", (int)decimals, value);
    bool minus_zero = text[0] == '-' && strpbrk(text, "123456789") == NULL;
    put_plain(report, isfinite(value) ? text + minus_zero : "");
}

void cli_report_digits(struct cli_report *report, double value, unsigned digits)
{
    char text[40];
    snprintf(text, sizeof text, "%.*g", (int)digits, value == 0 ? 0 : value);
    put_plain(report, isfinite(value) ? text : "");
}

void cli_report_day(struct cli_report *report, churn_day day)
{
    char text[CHURN_DAY_TEXT_SIZE] = "";
    churn_day_write(day, text);
    put_plain(report, text);
}

void cli_report_null(struct cli_report *report)
{
    put_plain(report, "");
}

enum churn_status cli_report_row(struct cli_report *report, struct churn_error *err)
{
    report->cell = 0;
    if (report->format == CLI_FORMAT_CSV)
        return churn_writer_row(report->output->writer, err);
    return report->failed ? churn_error_set(err, CHURN_MEMORY, "out of memory") : CHURN_OK;
}

/* Under UTF-8, which its widths are counted in, whatever the environment says. */
static enum churn_status lay_out(struct cli_report *report, FILE *out, struct churn_error *err)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (utf8 == (locale_t)0 && errno == ENOMEM)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    locale_t before = utf8 != (locale_t)0 ? uselocale(utf8) : (locale_t)0;
    scols_table_set_stream(report->table, out);
    int code = scols_print_table(report->table);
    if (utf8 != (locale_t)0) {
        uselocale(before);
        freelocale(utf8);
    }
    return code == 0 ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "out of memory");
}

static enum churn_status print_table(struct cli_report *report, struct stream *stream, struct churn_error *err)
{
    struct churn_error why;
    enum churn_status status = stream_open(stream, err);
    if (status != CHURN_OK)
        return status;
    status = lay_out(report, stream->out, err);
    enum churn_status closed = stream_close(stream, &why);
    if (status == CHURN_OK && closed != CHURN_OK && err != NULL)
        *err = why;
    return status == CHURN_OK ? closed : status;
}

/* Without memory libsmartcols lays out otherwise, or leaves out, and does not say so: it must come to the same twice. */
static enum churn_status write_table(struct cli_report *report, struct churn_error *err)
{
    struct stream first, second = { .out = NULL };
    enum churn_status status = print_table(report, &first, err);
    if (status == CHURN_OK)
        status = print_table(report, &second, err);
    if (status == CHURN_OK && (first.length != second.length || memcmp(first.data, second.data, first.length) != 0))
        status = churn_error_set(err, CHURN_MEMORY, "out of memory");
    if (status == CHURN_OK)
        status = churn_file_write(report->output->file, first.data, first.length, err);
    stream_clear(&first);
    stream_clear(&second);
    return status;
}

static enum churn_status write_text(struct cli_report *report, const char *text, struct churn_error *err)
{
    return churn_file_write(report->output->file, text, strlen(text), err);
}

/* libsmartcols leaves out the headings of a table without rows. */
static enum churn_status write_headings(struct cli_report *report, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < report->count; i++) {
        status = write_text(report, i > 0 ? " " : "", err);
        if (status == CHURN_OK)
            status = write_text(report, report->columns[i].name, err);
    }
    return status == CHURN_OK ? write_text(report, "\n", err) : status;
}

enum churn_status report_print(struct cli_report *report, struct churn_error *err)
{
    if (report->table == NULL || report->printed)
        return CHURN_OK;
    report->printed = true;
    if (report->format == CLI_FORMAT_TABLE && scols_table_is_empty(report->table))
        return write_headings(report, err);
    return write_table(report, err);
}

void report_clear(struct cli_report *report)
{
    if (report == NULL)
        return;
    if (report->table != NULL)
        scols_unref_table(report->table);
    free(report);
}
