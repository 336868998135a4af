/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A logistic model as a small CSV: a row a term, the intercept first, each number with as many digits as bring it back. */
#include <math.h>
#include <string.h>

#include <churn/saved.h>

#include "saved/rows.h"
#include "table/cells.h"

enum { KIND, FEATURE, LEVEL, COEFFICIENT, STANDARD_ERROR, MEAN, COLUMNS };
static const char *const NAMES[COLUMNS] = { "kind", "feature", "level", "coefficient", "standard_error", "mean" };
#define END "end"
static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;

struct reading {
    struct saved_rows rows;
    struct churn_logistic_model *model;
    bool begun; /* the intercept was read */
    bool ended; /* the row that says how many there are */
};

static bool text_is(struct churn_text text, const char *word)
{
    return churn_text_compare(text, (struct churn_text){ word, strlen(word) }) == 0;
}

static enum churn_status refuse(const struct reading *reading, size_t column, const char *why, struct churn_error *err)
{
    struct churn_error reason;
    churn_error_set(&reason, CHURN_DATA, "%s", why);
    return saved_rows_refuse(&reading->rows, column, &reason, err);
}

static enum churn_status read_number(const struct reading *reading, size_t column, bool needed, double *value,
                                     struct churn_error *err)
{
    struct churn_error reason;
    struct churn_text cell = saved_rows_cell(&reading->rows, column);
    *value = NAN;
    if (cell.length == 0)
        return needed ? refuse(reading, column, "is empty", err) : CHURN_OK;
    if (cell_real(cell, &RULES, value, &reason) != CHURN_OK)
        return saved_rows_refuse(&reading->rows, column, &reason, err);
    return CHURN_OK;
}

static enum churn_status read_kind(const struct reading *reading, enum churn_logistic_kind *kind, struct churn_error *err)
{
    struct churn_text cell = saved_rows_cell(&reading->rows, KIND);
    for (*kind = CHURN_LOGISTIC_NUMERIC; *kind <= CHURN_LOGISTIC_REFERENCE; (*kind)++)
        if (text_is(cell, churn_logistic_kind_name(*kind)))
            return CHURN_OK;
    return refuse(reading, KIND, "is none of intercept, numeric, level, missing, reference, end", err);
}

/* A feature begins with its number or its reference, and has each of its terms once. */
static enum churn_status check_term(const struct reading *reading, struct churn_logistic_term *term, struct churn_error *err)
{
    size_t count = churn_logistic_model_terms(reading->model);
    bool begins = true;
    if (term->feature.length == 0)
        return refuse(reading, FEATURE, "is empty", err);
    if (term->level.length > 0 && term->kind != CHURN_LOGISTIC_LEVEL && term->kind != CHURN_LOGISTIC_REFERENCE)
        return refuse(reading, LEVEL, "belongs to a level or a reference", err);
    term->number = churn_logistic_model_features(reading->model);
    for (size_t i = 0; i < count; i++) {
        struct churn_logistic_term other = churn_logistic_model_term(reading->model, i);
        if (churn_text_compare(other.feature, term->feature) != 0)
            continue;
        begins = false;
        if (other.number + 1 != churn_logistic_model_features(reading->model))
            return refuse(reading, FEATURE, "stands twice; its rows must stand together", err);
        if (churn_text_compare(other.level, term->level) == 0 &&
            (other.kind == term->kind || (other.kind == CHURN_LOGISTIC_REFERENCE && term->kind == CHURN_LOGISTIC_LEVEL)))
            return refuse(reading, term->kind == CHURN_LOGISTIC_LEVEL ? LEVEL : FEATURE, "stands twice", err);
        if (other.kind == CHURN_LOGISTIC_NUMERIC && term->kind != CHURN_LOGISTIC_MISSING)
            return refuse(reading, KIND, "cannot follow a number of the same feature", err);
        term->number = other.number;
    }
    if (begins != (term->kind == CHURN_LOGISTIC_NUMERIC || term->kind == CHURN_LOGISTIC_REFERENCE))
        return refuse(reading, KIND, "is out of place: a feature begins with its number or its reference, and has one", err);
    return CHURN_OK;
}

static enum churn_status read_term(const struct reading *reading, struct churn_error *err)
{
    struct churn_logistic_term term = { .feature = saved_rows_cell(&reading->rows, FEATURE),
                                        .level = saved_rows_cell(&reading->rows, LEVEL) };
    enum churn_status status = read_kind(reading, &term.kind, err);
    bool counts = term.kind != CHURN_LOGISTIC_REFERENCE;
    if (status == CHURN_OK)
        status = read_number(reading, COEFFICIENT, counts, &term.coefficient, err);
    if (status == CHURN_OK)
        status = read_number(reading, STANDARD_ERROR, false, &term.standard_error, err);
    if (status == CHURN_OK)
        status = read_number(reading, MEAN, counts, &term.mean, err);
    if (status == CHURN_OK)
        status = check_term(reading, &term, err);
    if (status == CHURN_OK && !counts && term.coefficient != 0 && !isnan(term.coefficient))
        status = refuse(reading, COEFFICIENT, "is not 0, which that of a reference is", err);
    if (!counts)
        term.coefficient = term.mean = 0;
    return status == CHURN_OK ? churn_logistic_model_add(reading->model, &term, err) : status;
}

/* The last row says how many stand before it: a file that was cut between two rows would else be another model. */
static enum churn_status read_end(struct reading *reading, struct churn_error *err)
{
    double rows;
    enum churn_status status = read_number(reading, COEFFICIENT, true, &rows, err);
    if (status == CHURN_OK && rows != (double)churn_logistic_model_terms(reading->model) + 1)
        status = refuse(reading, COEFFICIENT, "is not the number of rows before it: some are missing, or too many", err);
    reading->ended = true;
    return status;
}

static enum churn_status read_row(struct reading *reading, struct churn_error *err)
{
    double coefficient, error;
    if (reading->ended)
        return refuse(reading, KIND, "stands behind the end", err);
    if (reading->begun && text_is(saved_rows_cell(&reading->rows, KIND), END))
        return read_end(reading, err);
    bool intercept = text_is(saved_rows_cell(&reading->rows, KIND), "intercept");
    if (intercept == reading->begun)
        return refuse(reading, KIND, intercept ? "stands twice" : "stands before the intercept", err);
    if (!intercept)
        return read_term(reading, err);
    enum churn_status status = read_number(reading, COEFFICIENT, true, &coefficient, err);
    if (status == CHURN_OK)
        status = read_number(reading, STANDARD_ERROR, false, &error, err);
    if (status == CHURN_OK)
        churn_logistic_model_set_intercept(reading->model, coefficient, error);
    reading->begun = true;
    return status;
}

enum churn_status churn_logistic_model_read(const char *path, struct churn_logistic_model **model, struct churn_error *err)
{
    struct reading reading = { .begun = false };
    *model = NULL;
    enum churn_status status = churn_logistic_model_empty(&reading.model, err);
    if (status != CHURN_OK)
        return status;
    status = saved_rows_open(&reading.rows, path, NAMES, COLUMNS, 0, err);
    while (status == CHURN_OK && (status = saved_rows_next(&reading.rows, err)) == CHURN_OK)
        status = read_row(&reading, err);
    if (status == CHURN_END)
        status = reading.begun && churn_logistic_model_features(reading.model) > 0
                     ? CHURN_OK
                     : churn_error_set(err, CHURN_DATA, "%.200s: there is no model in it; churn-model --save writes one", path);
    if (status == CHURN_OK && !reading.ended)
        status = churn_error_set(err, CHURN_DATA, "%.200s: the last row, end, is missing: the file is cut", path);
    saved_rows_close(&reading.rows);
    if (status == CHURN_OK)
        *model = reading.model;
    else
        churn_logistic_model_free(reading.model);
    return status;
}

static void write_text(struct churn_text text, struct churn_writer *writer)
{
    if (text.length > 0)
        churn_writer_text(writer, text);
    else
        churn_writer_null(writer);
}

static enum churn_status write_row(const char *kind, const struct churn_logistic_term *term, struct churn_writer *writer,
                                   struct churn_error *err)
{
    churn_writer_name(writer, kind);
    write_text(term->feature, writer);
    write_text(term->level, writer);
    churn_writer_exact(writer, term->coefficient);
    churn_writer_exact(writer, term->standard_error);
    churn_writer_exact(writer, term->mean);
    return churn_writer_row(writer, err);
}

enum churn_status churn_logistic_model_write(const struct churn_logistic_model *model, struct churn_writer *writer,
                                             struct churn_error *err)
{
    struct churn_logistic_term intercept = { .mean = NAN };
    intercept.coefficient = churn_logistic_model_intercept(model, &intercept.standard_error);
    for (size_t i = 0; i < COLUMNS; i++)
        churn_writer_name(writer, NAMES[i]);
    enum churn_status status = churn_writer_row(writer, err);
    if (status == CHURN_OK)
        status = write_row("intercept", &intercept, writer, err);
    for (size_t i = 0; status == CHURN_OK && i < churn_logistic_model_terms(model); i++) {
        struct churn_logistic_term term = churn_logistic_model_term(model, i);
        if (term.kind == CHURN_LOGISTIC_REFERENCE)
            term.standard_error = term.mean = NAN;
        status = write_row(churn_logistic_kind_name(term.kind), &term, writer, err);
    }
    struct churn_logistic_term end = { .coefficient = (double)churn_logistic_model_terms(model) + 1, .mean = NAN };
    end.standard_error = NAN;
    return status == CHURN_OK ? write_row(END, &end, writer, err) : status;
}
