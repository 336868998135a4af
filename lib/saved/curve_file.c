/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Retention curves as CSV: one row for each term of a curve, so that a person can read, compare and mend it. What is read is
 * checked to be a curve: all terms there and each once, numbers finite, shares within 0 and 1, scores in order.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/real.h"
#include "saved/curves.h"
#include "saved/rows.h"

/* The curve that is being read. */
struct reading {
    struct saved_rows rows;
    struct churn_saved_curves *curves;
    struct saved_curve *curve; /* NULL: none yet; moved by the next addition */
    bool parameter_seen[CHURN_CURVE_PARAMETERS_MAX];
    bool term_seen[SAVED_TERMS];
    size_t level_capacity;
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

/* A border of zones that no score reaches is written as an empty cell. */
static bool is_unreached(const struct reading *reading)
{
    struct churn_text term = saved_rows_cell(&reading->rows, SAVED_TERM);
    return saved_rows_cell(&reading->rows, SAVED_VALUE).length == 0 &&
           (text_is(term, saved_term_names[SAVED_DEFECTION]) || text_is(term, saved_term_names[SAVED_AFFECTION]));
}

static enum churn_status read_number(const struct reading *reading, size_t column, double *value, struct churn_error *err)
{
    struct churn_error reason;
    enum churn_status status = real_parse(saved_rows_cell(&reading->rows, column), '.', value, &reason);
    return status == CHURN_OK ? CHURN_OK : saved_rows_refuse(&reading->rows, column, &reason, err);
}

static enum churn_status read_model(const struct reading *reading, enum churn_curve_model *model, struct churn_error *err)
{
    struct churn_text name = saved_rows_cell(&reading->rows, SAVED_MODEL);
    for (int i = 0; i < CHURN_CURVE_MODELS; i++)
        if (text_is(name, churn_curve_model_name((enum churn_curve_model)i))) {
            *model = (enum churn_curve_model)i;
            return CHURN_OK;
        }
    return refuse(reading, SAVED_MODEL, "is none of constant, isotonic, logistic, two-slope, four-parameter, power", err);
}

static enum churn_status missing(const struct reading *reading, const char *term, struct churn_error *err)
{
    char group[200];
    struct churn_text name = { reading->curve->group, reading->curve->group_length };
    churn_error_set(err, CHURN_DATA, "the curve of group \"%s\" has no %s", churn_text_escape(name, group, sizeof group), term);
    error_place(err, reading->rows.path, 0, 0);
    return CHURN_DATA;
}

static bool needs(const struct reading *reading, enum saved_term term)
{
    enum churn_curve_model model = reading->curve->curve.model;
    switch (term) {
    case SAVED_REFERENCE:
        return model == CHURN_CURVE_TWO_SLOPE;
    case SAVED_LEVEL:
        return model == CHURN_CURVE_ISOTONIC;
    case SAVED_DEFECTION:
        return reading->term_seen[SAVED_AFFECTION];
    case SAVED_AFFECTION:
        return reading->term_seen[SAVED_DEFECTION];
    default:
        return true;
    }
}

static enum churn_status refuse_whole(const struct reading *reading, const char *why, struct churn_error *err)
{
    churn_error_set(err, CHURN_DATA, "%s", why);
    error_place(err, reading->rows.path, 0, 0);
    return CHURN_DATA;
}

/* Terms that are numbers each may still be no curve together. */
static enum churn_status check_together(const struct reading *reading, struct churn_error *err)
{
    const struct saved_curve *saved = reading->curve;
    const struct churn_curve *curve = &saved->curve;
    if (curve->low_score > curve->high_score)
        return refuse_whole(reading, "lowest_score is above highest_score", err);
    if (saved->has_zones && saved->defection_below > saved->affection_from)
        return refuse_whole(reading, "defection_below is above affection_from", err);
    double low = churn_curve_at(curve, curve->low_score), high = churn_curve_at(curve, curve->high_score);
    if (!(low >= 0 && low <= 1 && high >= 0 && high <= 1))
        return refuse_whole(reading, "the parameters give no share between 0 and 1", err);
    return CHURN_OK;
}

static enum churn_status finish_curve(struct reading *reading, struct churn_error *err)
{
    if (reading->curve == NULL)
        return CHURN_OK;
    enum churn_curve_model model = reading->curve->curve.model;
    for (size_t i = 0; i < churn_curve_parameters(model); i++)
        if (!reading->parameter_seen[i])
            return missing(reading, churn_curve_parameter_name(model, i), err);
    for (enum saved_term term = 0; term < SAVED_TERMS; term++)
        if (needs(reading, term) && !reading->term_seen[term])
            return missing(reading, saved_term_names[term], err);
    reading->curve->has_zones = reading->term_seen[SAVED_DEFECTION];
    return check_together(reading, err);
}

/* Rows of a group stand together: another name begins another curve. */
static enum churn_status find_curve(struct reading *reading, struct churn_error *err)
{
    struct churn_text group = saved_rows_cell(&reading->rows, SAVED_GROUP);
    enum churn_curve_model model = CHURN_CURVE_CONSTANT;
    enum churn_status status = read_model(reading, &model, err);
    if (status != CHURN_OK)
        return status;
    if (reading->curve != NULL &&
        churn_text_compare(group, (struct churn_text){ reading->curve->group, reading->curve->group_length }) == 0)
        return model == reading->curve->curve.model ? CHURN_OK
                                                    : refuse(reading, SAVED_MODEL, "is another model than the row above", err);
    status = finish_curve(reading, err);
    if (status != CHURN_OK)
        return status;
    reading->curve = saved_curves_add(reading->curves, group);
    if (reading->curve == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    reading->curve->curve.model = model;
    memset(reading->parameter_seen, 0, sizeof reading->parameter_seen);
    memset(reading->term_seen, 0, sizeof reading->term_seen);
    reading->level_capacity = 0;
    return CHURN_OK;
}

static enum churn_status grow_levels(struct reading *reading, struct churn_error *err)
{
    struct churn_curve *curve = &reading->curve->curve;
    if (curve->levels < reading->level_capacity)
        return CHURN_OK;
    size_t capacity = reading->level_capacity == 0 ? 16 : 2 * reading->level_capacity;
    double *scores = reallocarray(curve->level_score, capacity, sizeof *scores);
    if (scores != NULL)
        curve->level_score = scores;
    double *retention = reallocarray(curve->level_retention, capacity, sizeof *retention);
    if (retention != NULL)
        curve->level_retention = retention;
    if (scores == NULL || retention == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    reading->level_capacity = capacity;
    return CHURN_OK;
}

static enum churn_status read_level(struct reading *reading, double value, struct churn_error *err)
{
    struct churn_curve *curve = &reading->curve->curve;
    double score;
    if (curve->model != CHURN_CURVE_ISOTONIC)
        return refuse(reading, SAVED_TERM, "belongs to an isotonic curve", err);
    enum churn_status status = read_number(reading, SAVED_SCORE, &score, err);
    if (status == CHURN_OK && !(value >= 0 && value <= 1))
        status = refuse(reading, SAVED_VALUE, "is no share between 0 and 1", err);
    if (status == CHURN_OK && curve->levels > 0 && score <= curve->level_score[curve->levels - 1])
        status = refuse(reading, SAVED_SCORE, "is not above the score of the level before", err);
    if (status == CHURN_OK && curve->levels > 0 && value < curve->level_retention[curve->levels - 1])
        status = refuse(reading, SAVED_VALUE, "is below the level before", err);
    if (status == CHURN_OK)
        status = grow_levels(reading, err);
    if (status != CHURN_OK)
        return status;
    curve->level_score[curve->levels] = score;
    curve->level_retention[curve->levels++] = value;
    reading->term_seen[SAVED_LEVEL] = true;
    return CHURN_OK;
}

static enum churn_status set_once(struct reading *reading, bool *seen, double *target, double value, struct churn_error *err)
{
    if (*seen)
        return refuse(reading, SAVED_TERM, "stands twice", err);
    *seen = true;
    *target = value;
    return CHURN_OK;
}

static enum churn_status read_term(struct reading *reading, double value, struct churn_error *err)
{
    struct saved_curve *saved = reading->curve;
    struct churn_text name = saved_rows_cell(&reading->rows, SAVED_TERM);
    double *const targets[SAVED_LEVEL] = { &saved->curve.reference, &saved->curve.low_score, &saved->curve.high_score,
                                           &saved->defection_below, &saved->affection_from };
    if (text_is(name, saved_term_names[SAVED_LEVEL]))
        return read_level(reading, value, err);
    if (saved_rows_cell(&reading->rows, SAVED_SCORE).length > 0)
        return refuse(reading, SAVED_SCORE, "is for the levels of an isotonic curve", err);
    for (size_t term = 0; term < SAVED_LEVEL; term++)
        if (text_is(name, saved_term_names[term]))
            return set_once(reading, &reading->term_seen[term], targets[term], value, err);
    for (size_t i = 0; i < churn_curve_parameters(saved->curve.model); i++)
        if (text_is(name, churn_curve_parameter_name(saved->curve.model, i)))
            return set_once(reading, &reading->parameter_seen[i], &saved->curve.parameter[i], value, err);
    return refuse(reading, SAVED_TERM, "is no term of this model", err);
}

static enum churn_status read_rows(struct reading *reading, struct churn_error *err)
{
    enum churn_status status;
    while ((status = saved_rows_next(&reading->rows, err)) == CHURN_OK) {
        double value = INFINITY;
        status = find_curve(reading, err);
        if (status == CHURN_OK && !is_unreached(reading))
            status = read_number(reading, SAVED_VALUE, &value, err);
        if (status == CHURN_OK)
            status = read_term(reading, value, err);
        if (status != CHURN_OK)
            return status;
    }
    if (status == CHURN_END)
        status = finish_curve(reading, err);
    if (status == CHURN_OK && reading->curves->count == 0)
        status = refuse_whole(reading, "there is no curve in it; churn-curve --save writes one", err);
    if (status == CHURN_OK && saved_curves_sort(reading->curves) < reading->curves->count)
        status = refuse_whole(reading, "a group stands twice; its rows must stand together", err);
    return status;
}

/* What was said of the header stays; what it should have been comes behind it. */
static void append(struct churn_error *err, const char *hint)
{
    size_t length = strlen(err->message);
    if (length + strlen(hint) < sizeof err->message)
        memcpy(err->message + length, hint, strlen(hint) + 1);
}

enum churn_status churn_curve_read(const char *path, struct churn_saved_curves **curves, struct churn_error *err)
{
    struct reading reading = { .curve = NULL };
    *curves = NULL;
    reading.curves = calloc(1, sizeof *reading.curves);
    if (reading.curves == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = saved_rows_open(&reading.rows, path, saved_curve_columns, SAVED_CURVE_COLUMNS, 0, err);
    if (status == CHURN_DATA && err != NULL && err->line == 1)
        append(err, "; churn-curve --save writes such a file");
    if (status == CHURN_OK)
        status = read_rows(&reading, err);
    saved_rows_close(&reading.rows);
    if (status == CHURN_OK)
        *curves = reading.curves;
    else
        churn_saved_curves_free(reading.curves);
    return status;
}
