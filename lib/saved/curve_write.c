/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Retention curves written as they are read: numbers with as many digits as bring the same double back. */
#include "saved/curves.h"

static void begin_row(struct churn_text group, const struct churn_curve *curve, const char *term, struct churn_writer *writer)
{
    churn_writer_text(writer, group);
    churn_writer_name(writer, churn_curve_model_name(curve->model));
    churn_writer_name(writer, term);
}

static enum churn_status write_term(struct churn_text group, const struct churn_curve *curve, const char *term, double value,
                                    struct churn_writer *writer, struct churn_error *err)
{
    begin_row(group, curve, term, writer);
    churn_writer_null(writer);
    churn_writer_exact(writer, value);
    return churn_writer_row(writer, err);
}

enum churn_status churn_curve_write_header(struct churn_writer *writer, struct churn_error *err)
{
    for (size_t i = 0; i < SAVED_CURVE_COLUMNS; i++)
        churn_writer_name(writer, saved_curve_columns[i]);
    return churn_writer_row(writer, err);
}

enum churn_status churn_curve_write(struct churn_text group, const struct churn_curve *curve, const double *border,
                                    struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < churn_curve_parameters(curve->model); i++)
        status = write_term(group, curve, churn_curve_parameter_name(curve->model, i), curve->parameter[i], writer, err);
    if (status == CHURN_OK && curve->model == CHURN_CURVE_TWO_SLOPE)
        status = write_term(group, curve, saved_term_names[SAVED_REFERENCE], curve->reference, writer, err);
    for (size_t i = 0; status == CHURN_OK && curve->model == CHURN_CURVE_ISOTONIC && i < curve->levels; i++) {
        begin_row(group, curve, saved_term_names[SAVED_LEVEL], writer);
        churn_writer_exact(writer, curve->level_score[i]);
        churn_writer_exact(writer, curve->level_retention[i]);
        status = churn_writer_row(writer, err);
    }
    if (status == CHURN_OK)
        status = write_term(group, curve, saved_term_names[SAVED_LOWEST], curve->low_score, writer, err);
    if (status == CHURN_OK)
        status = write_term(group, curve, saved_term_names[SAVED_HIGHEST], curve->high_score, writer, err);
    for (size_t i = 0; status == CHURN_OK && border != NULL && i < 2; i++)
        status = write_term(group, curve, saved_term_names[SAVED_DEFECTION + i], border[i], writer, err);
    return status;
}
