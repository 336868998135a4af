/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Features to columns of numbers: one-hot with a stated reference. The most frequent level is the reference, since its
 * coefficient is the one that all others are compared with, and a rare one would lend its error to them all.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/logistic.h"

struct word {
    struct churn_text text;
    size_t row;
};

static int by_bytes(const void *a, const void *b)
{
    return churn_text_compare(((const struct word *)a)->text, ((const struct word *)b)->text);
}

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

static enum churn_status refuse(const struct churn_logistic_feature *feature, const char *why, struct churn_error *err)
{
    char name[164];
    return churn_error_set(err, CHURN_DATA, "%s %s", churn_text_escape(feature->name, name, sizeof name), why);
}

static bool any_missing(const struct churn_logistic_feature *feature, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        if (feature->missing[i])
            return true;
    return false;
}

/* Levels of a feature with their rows, in byte order. */
struct levels {
    struct churn_text text[CHURN_LOGISTIC_LEVELS_MAX];
    size_t rows[CHURN_LOGISTIC_LEVELS_MAX];
    size_t count;
};

static enum churn_status find_levels(const struct churn_logistic_feature *feature, size_t rows, struct levels *levels,
                                     struct churn_error *err)
{
    struct word *words = reallocarray(NULL, rows + 1, sizeof *words);
    size_t known = 0;
    enum churn_status status = CHURN_OK;
    levels->count = 0;
    if (words == NULL)
        return no_memory(err);
    for (size_t i = 0; i < rows; i++)
        if (!feature->missing[i])
            words[known++] = (struct word){ feature->words[i], i };
    qsort(words, known, sizeof *words, by_bytes);
    for (size_t i = 0; status == CHURN_OK && i < known; i++) {
        if (i == 0 || by_bytes(&words[i - 1], &words[i]) != 0) {
            if (levels->count == CHURN_LOGISTIC_LEVELS_MAX)
                status = refuse(feature, "has over 100 levels: too many to tell of others; group them, or leave it out", err);
            else
                levels->rows[levels->count++] = 0;
            if (status == CHURN_OK)
                levels->text[levels->count - 1] = words[i].text;
        }
        if (status == CHURN_OK)
            levels->rows[levels->count - 1]++;
    }
    free(words);
    return status;
}

static enum churn_status find_reference(const struct churn_logistic_feature *feature, const struct levels *levels,
                                        size_t *reference, struct churn_error *err)
{
    *reference = 0;
    for (size_t i = 0; i < levels->count; i++) {
        if (feature->reference.length > 0 && churn_text_compare(feature->reference, levels->text[i]) == 0) {
            *reference = i;
            return CHURN_OK;
        }
        if (levels->rows[i] > levels->rows[*reference])
            *reference = i;
    }
    return feature->reference.length == 0 ? CHURN_OK
                                          : refuse(feature, "has no such level as the reference that is asked for", err);
}

static enum churn_status add(struct churn_logistic_model *model, const struct churn_logistic_feature *feature, size_t number,
                             enum churn_logistic_kind kind, struct churn_text level, struct churn_error *err)
{
    struct churn_logistic_term term = { .feature = feature->name, .level = level, .kind = kind, .number = number };
    return churn_logistic_model_add(model, &term, err);
}

static enum churn_status add_categorical(struct churn_logistic_model *model, const struct churn_logistic_feature *feature,
                                         size_t number, size_t rows, struct churn_error *err)
{
    struct levels levels;
    size_t reference = 0;
    enum churn_status status = find_levels(feature, rows, &levels, err);
    if (status == CHURN_OK)
        status = find_reference(feature, &levels, &reference, err);
    if (status == CHURN_OK && levels.count == 0)
        return refuse(feature, "is empty in every row", err);
    if (status == CHURN_OK)
        status = add(model, feature, number, CHURN_LOGISTIC_REFERENCE, levels.text[reference], err);
    for (size_t i = 0; status == CHURN_OK && i < levels.count; i++)
        if (i != reference)
            status = add(model, feature, number, CHURN_LOGISTIC_LEVEL, levels.text[i], err);
    return status;
}

static enum churn_status add_feature(struct churn_logistic_model *model, const struct churn_logistic_feature *feature,
                                     size_t number, size_t rows, struct churn_error *err)
{
    static const struct churn_text none = { NULL, 0 };
    enum churn_status status = feature->categorical ? add_categorical(model, feature, number, rows, err)
                                                    : add(model, feature, number, CHURN_LOGISTIC_NUMERIC, none, err);
    if (status == CHURN_OK && any_missing(feature, rows))
        status = add(model, feature, number, CHURN_LOGISTIC_MISSING, none, err);
    return status;
}

static double mean_of_known(const struct churn_logistic_feature *feature, size_t rows)
{
    double sum = 0;
    size_t known = 0;
    for (size_t i = 0; i < rows; i++)
        if (!feature->missing[i]) {
            sum += feature->numbers[i];
            known++;
        }
    return known > 0 ? sum / (double)known : 0;
}

static void fill_column(const struct churn_logistic_feature *feature, const struct churn_logistic_term *term, size_t rows,
                        size_t columns, double *x)
{
    double mean = term->kind == CHURN_LOGISTIC_NUMERIC ? mean_of_known(feature, rows) : 0;
    for (size_t i = 0; i < rows; i++) {
        bool missing = feature->missing[i];
        double *cell = &x[i * columns];
        if (term->kind == CHURN_LOGISTIC_NUMERIC)
            *cell = missing ? mean : feature->numbers[i];
        else if (term->kind == CHURN_LOGISTIC_MISSING)
            *cell = missing;
        else
            *cell = !missing && churn_text_compare(feature->words[i], term->level) == 0;
    }
}

static enum churn_status fill(const struct churn_logistic_feature *features, size_t rows,
                              const struct churn_logistic_model *model, double **x, size_t *columns, struct churn_error *err)
{
    size_t column = 0;
    *columns = 0;
    for (size_t i = 0; i < model->count; i++)
        *columns += model->terms[i].kind != CHURN_LOGISTIC_REFERENCE;
    *x = reallocarray(NULL, rows * *columns + 1, sizeof **x);
    if (*x == NULL)
        return no_memory(err);
    for (size_t i = 0; i < model->count; i++)
        if (model->terms[i].kind != CHURN_LOGISTIC_REFERENCE)
            fill_column(&features[model->terms[i].number], &model->terms[i], rows, *columns, *x + column++);
    return CHURN_OK;
}

enum churn_status churn_logistic_model_new(const struct churn_logistic_feature *features, size_t count, size_t rows,
                                           struct churn_logistic_model **model, double **x, size_t *columns,
                                           struct churn_error *err)
{
    *x = NULL;
    enum churn_status status = churn_logistic_model_empty(model, err);
    for (size_t i = 0; status == CHURN_OK && i < count; i++)
        status = add_feature(*model, &features[i], i, rows, err);
    if (status == CHURN_OK)
        status = fill(features, rows, *model, x, columns, err);
    if (status == CHURN_OK)
        return CHURN_OK;
    churn_logistic_model_free(*model);
    *model = NULL;
    return status;
}
