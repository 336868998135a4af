/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A model of buying and spending as CSV: a row for each parameter with its standard error, and behind them what a person wants
 * to know before trusting it: to how many customers it was fitted, up to which day, in which unit of time, and how well.
 */
#include <math.h>
#include <string.h>

#include <churn/saved.h>

#include "base/error.h"
#include "saved/rows.h"
#include "table/cells.h"

enum { MODEL, TERM, VALUE, ERROR, COLUMNS };
static const char *const NAMES[COLUMNS] = { "model", "term", "value", "standard_error" };
static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;
static const char SPEND[] = "gamma-gamma", END[] = "end", ROWS[] = "rows";

/* Where each term lies. */
struct term {
    const char *name;
    double *value;
    double *error;  /* of a parameter; else NULL */
    churn_day *day; /* of a date; value is NULL */
    bool any_sign;
};

#define TERMS_MAX 12

/* What rows know as a double and the model does not. */
struct flags {
    double buying_converged, spend_converged, spend_customers;
};

static size_t buying_terms(struct churn_value_model *model, struct flags *flags, struct term terms[TERMS_MAX])
{
    struct churn_buying_fit *fit = &model->buying;
    size_t count = 0;
    for (size_t i = 0; i < CHURN_BUYING_PARAMETERS; i++)
        terms[count++] = (struct term){ churn_buying_parameter_name(fit->buying.model, i), &fit->buying.parameter[i],
                                        &fit->standard_error[i], NULL, false };
    terms[count++] = (struct term){ "unit_days", &model->unit_days, NULL, NULL, false };
    terms[count++] = (struct term){ "log_likelihood", &fit->log_likelihood, NULL, NULL, true };
    terms[count++] = (struct term){ "customers", &fit->customers, NULL, NULL, false };
    terms[count++] = (struct term){ "converged", &flags->buying_converged, NULL, NULL, false };
    terms[count++] = (struct term){ "gradient", &fit->gradient, NULL, NULL, true };
    terms[count++] = (struct term){ "first_date", NULL, NULL, &model->first_day, false };
    terms[count++] = (struct term){ "last_date", NULL, NULL, &model->last_day, false };
    return count;
}

static size_t spend_terms(struct churn_value_model *model, struct flags *flags, struct term terms[TERMS_MAX])
{
    struct churn_spend_fit *fit = &model->spend;
    double *const parameters[] = { &fit->spend.p, &fit->spend.q, &fit->spend.v };
    size_t count = 0;
    for (size_t i = 0; i < CHURN_SPEND_PARAMETERS; i++)
        terms[count++] = (struct term){ churn_spend_parameter_name(i), parameters[i], &fit->standard_error[i], NULL, false };
    terms[count++] = (struct term){ "log_likelihood", &fit->log_likelihood, NULL, NULL, true };
    terms[count++] = (struct term){ "customers", &flags->spend_customers, NULL, NULL, false };
    terms[count++] = (struct term){ "converged", &flags->spend_converged, NULL, NULL, false };
    terms[count++] = (struct term){ "gradient", &fit->gradient, NULL, NULL, true };
    return count;
}

static enum churn_status write_terms(const char *name, const struct term *terms, size_t count, struct churn_writer *writer,
                                     struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < count; i++) {
        churn_writer_name(writer, name);
        churn_writer_name(writer, terms[i].name);
        if (terms[i].day != NULL)
            churn_writer_day(writer, *terms[i].day);
        else
            churn_writer_exact(writer, *terms[i].value);
        if (terms[i].error != NULL)
            churn_writer_exact(writer, *terms[i].error);
        else
            churn_writer_null(writer);
        status = churn_writer_row(writer, err);
    }
    return status;
}

/* The last row says how many stand before it: a file that was cut where spending begins would else be a model without it. */
static enum churn_status write_end(size_t rows, struct churn_writer *writer, struct churn_error *err)
{
    churn_writer_name(writer, END);
    churn_writer_name(writer, ROWS);
    churn_writer_integer(writer, (int64_t)rows);
    churn_writer_null(writer);
    return churn_writer_row(writer, err);
}

enum churn_status churn_value_write(const struct churn_value_model *model, struct churn_writer *writer, struct churn_error *err)
{
    struct churn_value_model copy = *model;
    struct flags flags = { model->buying.converged, model->spend.converged, (double)model->spend.customers };
    struct term terms[TERMS_MAX];
    size_t rows = 0;
    for (size_t i = 0; i < COLUMNS; i++)
        churn_writer_name(writer, NAMES[i]);
    enum churn_status status = churn_writer_row(writer, err);
    rows += buying_terms(&copy, &flags, terms);
    if (status == CHURN_OK)
        status = write_terms(churn_buying_model_name(model->buying.buying.model), terms, rows, writer, err);
    if (status == CHURN_OK && model->has_spend) {
        size_t count = spend_terms(&copy, &flags, terms);
        rows += count;
        status = write_terms(SPEND, terms, count, writer, err);
    }
    return status == CHURN_OK ? write_end(rows, writer, err) : status;
}

/* The file being read. */
struct reading {
    struct saved_rows rows;
    struct churn_value_model *model;
    struct flags flags;
    bool has_buying, ended;
    size_t count; /* of rows */
    bool seen[2][TERMS_MAX];
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

static enum churn_status refuse_whole(const struct reading *reading, const char *why, const char *name, struct churn_error *err)
{
    churn_error_set(err, CHURN_DATA, "%s%s; churn-value --save writes a whole one", why, name);
    error_place(err, reading->rows.path, 0, 0);
    return CHURN_DATA;
}

/* Rows of one model of buying, and of spending. */
static enum churn_status find_terms(struct reading *reading, struct term terms[TERMS_MAX], size_t *count, bool *spend,
                                    struct churn_error *err)
{
    struct churn_text name = saved_rows_cell(&reading->rows, MODEL);
    *spend = text_is(name, SPEND);
    if (*spend) {
        reading->model->has_spend = true;
        *count = spend_terms(reading->model, &reading->flags, terms);
        return CHURN_OK;
    }
    for (int i = 0; i < CHURN_BUYING_MODELS; i++) {
        enum churn_buying_model model = (enum churn_buying_model)i;
        if (!text_is(name, churn_buying_model_name(model)))
            continue;
        if (reading->has_buying && reading->model->buying.buying.model != model)
            return refuse(reading, MODEL, "is another model of buying than above", err);
        reading->model->buying.buying.model = model;
        reading->has_buying = true;
        *count = buying_terms(reading->model, &reading->flags, terms);
        return CHURN_OK;
    }
    return refuse(reading, MODEL, "is none of bg-nbd, mbg-nbd, pareto-nbd, gamma-gamma, end", err);
}

static enum churn_status read_value(const struct reading *reading, const struct term *term, struct churn_error *err)
{
    struct churn_error reason;
    struct churn_text value = saved_rows_cell(&reading->rows, VALUE), error = saved_rows_cell(&reading->rows, ERROR);
    if (term->day != NULL) {
        if (cell_day(value, &RULES, term->day, &reason) != CHURN_OK)
            return saved_rows_refuse(&reading->rows, VALUE, &reason, err);
        return CHURN_OK;
    }
    if (cell_real(value, &RULES, term->value, &reason) != CHURN_OK)
        return saved_rows_refuse(&reading->rows, VALUE, &reason, err);
    if (!term->any_sign && !(*term->value > 0))
        return refuse(reading, VALUE, "is not above 0", err);
    if (term->error == NULL || error.length == 0)
        return CHURN_OK;
    if (cell_real(error, &RULES, term->error, &reason) != CHURN_OK)
        return saved_rows_refuse(&reading->rows, ERROR, &reason, err);
    return CHURN_OK;
}

static enum churn_status check_terms(struct reading *reading, struct churn_error *err)
{
    struct term terms[TERMS_MAX];
    if (!reading->has_buying)
        return refuse_whole(reading, "there is no model of buying in it", "", err);
    for (int spend = 0; spend <= (int)reading->model->has_spend; spend++) {
        size_t count =
            spend ? spend_terms(reading->model, &reading->flags, terms) : buying_terms(reading->model, &reading->flags, terms);
        for (size_t i = 0; i < count; i++)
            if (!reading->seen[spend][i])
                return refuse_whole(reading, "the model lacks its ", terms[i].name, err);
    }
    return CHURN_OK;
}

static enum churn_status read_end(struct reading *reading, struct churn_error *err)
{
    double rows = 0;
    const struct term term = { ROWS, &rows, NULL, NULL, false };
    enum churn_status status = check_terms(reading, err);
    if (status == CHURN_OK && !text_is(saved_rows_cell(&reading->rows, TERM), ROWS))
        status = refuse(reading, TERM, "is not rows", err);
    if (status == CHURN_OK)
        status = read_value(reading, &term, err);
    if (status == CHURN_OK && rows != (double)reading->count)
        status = refuse(reading, VALUE, "is not the number of rows before it: some are missing, or too many", err);
    reading->ended = true;
    return status;
}

static enum churn_status read_row(struct reading *reading, struct churn_error *err)
{
    struct term terms[TERMS_MAX];
    size_t count = 0, at = 0;
    bool spend = false;
    if (reading->ended)
        return refuse(reading, MODEL, "stands behind the end", err);
    if (text_is(saved_rows_cell(&reading->rows, MODEL), END))
        return read_end(reading, err);
    reading->count++;
    enum churn_status status = find_terms(reading, terms, &count, &spend, err);
    if (status != CHURN_OK)
        return status;
    while (at < count && !text_is(saved_rows_cell(&reading->rows, TERM), terms[at].name))
        at++;
    if (at == count)
        return refuse(reading, TERM, "is no term of this model", err);
    if (reading->seen[spend][at])
        return refuse(reading, TERM, "stands twice", err);
    reading->seen[spend][at] = true;
    return read_value(reading, &terms[at], err);
}

static enum churn_status check_whole(struct reading *reading, struct churn_error *err)
{
    struct churn_value_model *model = reading->model;
    enum churn_status status = check_terms(reading, err);
    if (status != CHURN_OK)
        return status;
    if (!reading->ended)
        return refuse_whole(reading, "the model lacks its last row, ", END, err);
    if (reading->flags.buying_converged != 1 || (model->has_spend && reading->flags.spend_converged != 1))
        return refuse_whole(reading, "the fit did not converge", "", err);
    if (model->first_day > model->last_day)
        return refuse_whole(reading, "first_date is after last_date", "", err);
    model->buying.converged = true;
    model->spend.converged = model->has_spend;
    model->spend.customers = (size_t)fmin(reading->flags.spend_customers, 1e15);
    return CHURN_OK;
}

enum churn_status churn_value_read(const char *path, struct churn_value_model *model, struct churn_error *err)
{
    struct reading reading = { .model = model };
    *model = (struct churn_value_model){ .buying = { .finding = "" }, .spend = { .finding = "" } };
    enum churn_status status = saved_rows_open(&reading.rows, path, NAMES, COLUMNS, 1, err);
    while (status == CHURN_OK && (status = saved_rows_next(&reading.rows, err)) == CHURN_OK)
        status = read_row(&reading, err);
    if (status == CHURN_END)
        status = check_whole(&reading, err);
    saved_rows_close(&reading.rows);
    return status;
}
