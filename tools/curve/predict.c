/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --predict: a filter. Each row passes as it came, with what the saved curve says of its score behind it. */
#include <stdio.h>

#include "curve/curve.h"

static const char *const APPENDED[] = { "retention_probability", "zone" };
#define APPENDED_COUNT (sizeof APPENDED / sizeof APPENDED[0])

struct prediction_run {
    struct churn_saved_curves *curves;
    struct churn_reader *reader;
    struct churn_writer *writer;
    struct churn_cell_rules rules;
    size_t score, group; /* columns */
    uint64_t rows, unscored, without_curve, beyond;
};

static enum churn_status bind(const struct curve_settings *settings, struct prediction_run *run, struct churn_error *err)
{
    bool grouped = churn_saved_curves_grouped(run->curves);
    if (grouped && settings->group == NULL)
        return churn_error_set(err, CHURN_USAGE, "the curves of %.200s are by group: name the column with --group-by",
                               settings->predict);
    if (!grouped && settings->group != NULL)
        return churn_error_set(err, CHURN_USAGE, "the curve of %.200s is one for all: leave out --group-by", settings->predict);
    enum churn_status status = churn_reader_find(run->reader, settings->score, "--score", &run->score, err);
    return status == CHURN_OK && grouped ? churn_reader_find(run->reader, settings->group, "--group-by", &run->group, err)
                                         : status;
}

/* Without a header a column is known by its number. */
static void write_name(const struct prediction_run *run, size_t column)
{
    char name[40];
    struct churn_text given = churn_reader_column_name(run->reader, column);
    snprintf(name, sizeof name, "column_%zu", column + 1);
    if (given.length > 0)
        churn_writer_text(run->writer, given);
    else
        churn_writer_name(run->writer, name);
}

static enum churn_status write_header(const struct prediction_run *run, struct churn_error *err)
{
    for (size_t j = 0; j < APPENDED_COUNT; j++)
        if (churn_reader_has(run->reader, APPENDED[j]))
            return churn_error_set(err, CHURN_DATA, "the input has a column %s already; rename it or leave it out",
                                   APPENDED[j]);
    for (size_t i = 0; i < churn_reader_columns(run->reader); i++)
        write_name(run, i);
    for (size_t j = 0; j < APPENDED_COUNT; j++)
        churn_writer_name(run->writer, APPENDED[j]);
    return churn_writer_row(run->writer, err);
}

static void append(struct prediction_run *run, bool has_score, double score, struct churn_text group)
{
    struct churn_prediction prediction;
    bool known = has_score && churn_saved_curves_predict(run->curves, group, score, &prediction);
    run->unscored += !has_score;
    run->without_curve += has_score && !known;
    run->beyond += known && prediction.beyond;
    if (known) {
        churn_writer_real(run->writer, prediction.retention, 6);
        churn_writer_name(run->writer, prediction.zone);
    } else {
        churn_writer_null(run->writer);
        churn_writer_null(run->writer);
    }
}

/* Nothing of a row is written before its score is known to be one. */
static enum churn_status pass(struct prediction_run *run, const struct churn_text *cells, struct churn_error *err)
{
    struct churn_text group = { NULL, 0 };
    struct churn_error reason;
    bool has_score;
    double score = 0;
    run->rows++;
    enum churn_status status = churn_score_parse(cells[run->score], &run->rules, &score, &has_score, &reason);
    if (status != CHURN_OK)
        return churn_reader_reject(run->reader, run->score, false, &reason, err);
    if (churn_saved_curves_grouped(run->curves))
        group = cells[run->group];
    for (size_t i = 0; i < churn_reader_columns(run->reader); i++)
        churn_writer_cell(run->writer, cells[i]);
    append(run, has_score, score, group);
    return churn_writer_row(run->writer, err);
}

static unsigned long long ull(uint64_t number)
{
    return (unsigned long long)number;
}

static void say(struct cli *cli, const struct prediction_run *run)
{
    const char *plural = "s";
    if (run->unscored > 0)
        cli_note(cli, "%llu row%s without a score: nothing to say of %s", ull(run->unscored), run->unscored == 1 ? "" : plural,
                 run->unscored == 1 ? "it" : "them");
    if (run->without_curve > 0)
        cli_note(cli, "%llu row%s of groups that have no curve: left empty", ull(run->without_curve),
                 run->without_curve == 1 ? "" : plural);
    if (run->beyond > 0)
        cli_note(cli, "%llu row%s with a score beyond those the curve was fitted to: judged as the nearest one",
                 ull(run->beyond), run->beyond == 1 ? "" : plural);
}

static enum churn_status filter(struct cli *cli, const struct curve_settings *settings, struct prediction_run *run,
                                struct churn_error *err)
{
    const struct churn_text *cells;
    enum churn_status status = cli_cell_rules(cli, &run->rules, err);
    if (status == CHURN_OK)
        status = cli_writer_open_held(cli, &run->writer, err);
    if (status == CHURN_OK && churn_reader_columns(run->reader) > 0)
        status = bind(settings, run, err);
    if (status == CHURN_OK)
        status = write_header(run, err);
    while (status == CHURN_OK && (status = churn_reader_next(run->reader, &cells, err)) == CHURN_OK)
        status = pass(run, cells, err);
    return status;
}

enum churn_status curve_predict(struct cli *cli, const struct curve_settings *settings, struct churn_error *err)
{
    struct prediction_run run = { .rows = 0 };
    enum churn_status status = churn_curve_read(settings->predict, &run.curves, err);
    if (status == CHURN_OK)
        status = cli_reader_open(cli, &run.reader, err);
    if (status == CHURN_OK) {
        status = filter(cli, settings, &run, err);
        status = cli_reader_close(cli, status, NULL, 0, err);
    }
    if (status == CHURN_OK)
        say(cli, &run);
    churn_saved_curves_free(run.curves);
    return status;
}
