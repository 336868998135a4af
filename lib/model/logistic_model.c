/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A logistic model as terms with names: kept, filled from a fit, and applied to a customer. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/curve.h"
#include "model/logistic.h"

#define LOG_ODDS_MOST 1e300 /* as many of them as terms can be are a double still */

static const char *const KIND_NAMES[] = { "numeric", "level", "missing", "reference" };

const char *churn_logistic_kind_name(enum churn_logistic_kind kind)
{
    return KIND_NAMES[kind];
}

enum churn_status churn_logistic_model_empty(struct churn_logistic_model **model, struct churn_error *err)
{
    *model = calloc(1, sizeof **model);
    return *model != NULL ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "out of memory");
}

void churn_logistic_model_free(struct churn_logistic_model *model)
{
    if (model == NULL)
        return;
    for (size_t i = 0; i < model->count; i++)
        free(model->texts[i]);
    free(model->texts);
    free(model->terms);
    free(model->first);
    free(model);
}

static enum churn_status grow(struct churn_logistic_model *model, struct churn_error *err)
{
    if (model->count < model->capacity)
        return CHURN_OK;
    size_t capacity = model->capacity == 0 ? 16 : 2 * model->capacity;
    struct churn_logistic_term *terms = reallocarray(model->terms, capacity, sizeof *terms);
    if (terms != NULL)
        model->terms = terms;
    char **texts = reallocarray(model->texts, capacity, sizeof *texts);
    if (texts != NULL)
        model->texts = texts;
    size_t *first = reallocarray(model->first, capacity + 1, sizeof *first);
    if (first != NULL)
        model->first = first;
    if (terms == NULL || texts == NULL || first == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    model->capacity = capacity;
    return CHURN_OK;
}

enum churn_status churn_logistic_model_add(struct churn_logistic_model *model, const struct churn_logistic_term *term,
                                           struct churn_error *err)
{
    enum churn_status status = grow(model, err);
    char *text = status == CHURN_OK ? malloc(term->feature.length + term->level.length + 1) : NULL;
    if (text == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    if (term->feature.length > 0)
        memcpy(text, term->feature.data, term->feature.length);
    if (term->level.length > 0)
        memcpy(text + term->feature.length, term->level.data, term->level.length);
    struct churn_logistic_term *added = &model->terms[model->count];
    *added = *term;
    added->feature.data = text;
    added->level.data = text + term->feature.length;
    if (term->number == model->features)
        model->first[model->features++] = model->count;
    model->texts[model->count++] = text;
    model->first[model->features] = model->count;
    return CHURN_OK;
}

void churn_logistic_model_take(struct churn_logistic_model *model, const struct churn_logistic_fit *fit)
{
    size_t column = 0;
    model->intercept = fit->coefficient[0];
    model->intercept_error = curve_round(fit->standard_error[0]);
    for (size_t i = 0; i < model->count; i++) {
        struct churn_logistic_term *term = &model->terms[i];
        if (term->kind == CHURN_LOGISTIC_REFERENCE)
            continue;
        term->coefficient = fit->coefficient[column + 1];
        term->standard_error = curve_round(fit->standard_error[column + 1]);
        term->mean = curve_round(fit->mean[column++]);
    }
}

double churn_logistic_model_intercept(const struct churn_logistic_model *model, double *standard_error)
{
    *standard_error = model->intercept_error;
    return model->intercept;
}

void churn_logistic_model_set_intercept(struct churn_logistic_model *model, double coefficient, double standard_error)
{
    model->intercept = coefficient;
    model->intercept_error = standard_error;
}

size_t churn_logistic_model_terms(const struct churn_logistic_model *model)
{
    return model->count;
}

struct churn_logistic_term churn_logistic_model_term(const struct churn_logistic_model *model, size_t index)
{
    return model->terms[index];
}

size_t churn_logistic_model_features(const struct churn_logistic_model *model)
{
    return model->features;
}

struct churn_text churn_logistic_model_feature(const struct churn_logistic_model *model, size_t number, bool *categorical)
{
    const struct churn_logistic_term *term = &model->terms[model->first[number]];
    *categorical = term->kind != CHURN_LOGISTIC_NUMERIC;
    return term->feature;
}

size_t churn_logistic_model_term_of(const struct churn_logistic_model *model, size_t column)
{
    size_t at = 0;
    for (size_t i = 0; i < model->count; i++)
        if (model->terms[i].kind != CHURN_LOGISTIC_REFERENCE && at++ == column)
            return i;
    return model->count;
}

/* The value of a term's column; *known where the term is the one that judges this value. */
static double column_value(const struct churn_logistic_term *term, const struct churn_logistic_value *value, bool *known)
{
    switch (term->kind) {
    case CHURN_LOGISTIC_NUMERIC:
        *known = *known || !value->missing;
        return value->missing ? term->mean : value->number;
    case CHURN_LOGISTIC_MISSING:
        *known = *known || value->missing;
        return value->missing;
    default: {
        bool hit = !value->missing && churn_text_compare(value->word, term->level) == 0;
        *known = *known || hit;
        return hit;
    }
    }
}

/* A value far from all that was fitted to may carry a sum beyond doubles, and two such sums to no number at all. */
static double bounded(double log_odds)
{
    return fmin(fmax(log_odds, -LOG_ODDS_MOST), LOG_ODDS_MOST);
}

size_t churn_logistic_model_apply(const struct churn_logistic_model *model, const struct churn_logistic_value *values,
                                  double *log_odds, double *contribution, bool *unknown)
{
    size_t unknowns = 0;
    *log_odds = model->intercept;
    for (size_t number = 0; number < model->features; number++) {
        bool known = false;
        double average = 0, part = 0;
        for (size_t i = model->first[number]; i < model->first[number + 1]; i++) {
            const struct churn_logistic_term *term = &model->terms[i];
            part += bounded(term->coefficient * (column_value(term, &values[number], &known) - term->mean));
            average += bounded(term->coefficient * term->mean);
        }
        contribution[number] = known ? part : 0;
        *log_odds += contribution[number] + average;
        unknowns += !known;
        if (unknown != NULL)
            unknown[number] = !known;
    }
    return unknowns;
}
