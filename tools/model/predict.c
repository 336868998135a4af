/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --predict: customers through, with the chance that they churn and the three features that move it most from the average. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

#define SPOKEN 3           /* contributions in words */
#define WORTH_SAYING 0.005 /* log odds: less leaves the odds as they are to two digits */
#define LEAST 0.000001     /* no model is certain, and a written 0 that is wrong costs an infinite log loss */
#define WORDS_SIZE 1024
#define FACTOR_MOST 690.775527898213705 /* ln 10^300 */

static const char *const APPENDED[] = { "churn_probability", "contributions" };
#define APPENDED_COUNT (sizeof APPENDED / sizeof APPENDED[0])

struct prediction {
    struct churn_logistic_model *model;
    struct churn_store *store;
    struct churn_writer *writer;
    bool average; /* what the model does not know counts as average */
    struct churn_field fields[MODEL_FEATURES_MAX];
    char *names[MODEL_FEATURES_MAX];
    size_t count;
    struct churn_logistic_value values[MODEL_FEATURES_MAX];
    double contribution[MODEL_FEATURES_MAX];
    bool unknown[MODEL_FEATURES_MAX];
    uint64_t unknown_rows;
};

static enum churn_status name_fields(struct prediction *run, struct churn_error *err)
{
    run->count = churn_logistic_model_features(run->model);
    if (run->count > MODEL_FEATURES_MAX)
        return churn_error_set(err, CHURN_DATA, "the model has over %d features", MODEL_FEATURES_MAX);
    for (size_t i = 0; i < run->count; i++) {
        bool categorical;
        struct churn_text name = churn_logistic_model_feature(run->model, i, &categorical);
        run->names[i] = strndup(name.data, name.length);
        if (run->names[i] == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        run->fields[i] =
            (struct churn_field){ run->names[i], NULL, categorical ? CHURN_FIELD_TEXT : CHURN_FIELD_REAL, true, false };
    }
    return CHURN_OK;
}

/* cells: those of the row under way; NULL: it is kept by now. */
static void read_values(struct prediction *run, const struct churn_store *store, size_t row, const struct churn_text *cells)
{
    for (size_t i = 0; i < run->count; i++) {
        struct churn_logistic_value *value = &run->values[i];
        *value = (struct churn_logistic_value){ .missing = churn_store_null(store, row, i) };
        if (!value->missing && run->fields[i].kind == CHURN_FIELD_TEXT)
            value->word = cells != NULL ? cells[churn_store_field_column(store, i)] : churn_store_text(store, row, i);
        else if (!value->missing)
            value->number = churn_store_real(store, row, i);
    }
}

/* What the model does not know is a fault of the row, unless it counts as average. */
static enum churn_status check_known(void *context, const struct churn_store *store, size_t row, const struct churn_text *cells,
                                     size_t *column, struct churn_error *reason)
{
    struct prediction *run = context;
    double log_odds;
    size_t number = 0;
    read_values(run, store, row, cells);
    if (run->average || churn_logistic_model_apply(run->model, run->values, &log_odds, run->contribution, run->unknown) == 0)
        return CHURN_OK;
    while (!run->unknown[number])
        number++;
    *column = churn_store_field_column(store, number);
    return churn_error_set(reason, CHURN_DATA, "%s; use --unknown=average to count it as average",
                           run->values[number].missing ? "is empty, and the model knows nothing of that"
                                                       : "is a level that the model was not fitted to");
}

/* By how much the odds are multiplied: two decimals, digits where it is small or large, and never an infinity. */
static const char *factor_text(double log_odds, char *buffer, size_t size)
{
    double factor = exp(log_odds);
    if (fabs(log_odds) > FACTOR_MOST)
        return log_odds > 0 ? "over 10^300" : "under 10^-300";
    snprintf(buffer, size, factor < 0.01 || factor >= 1e6 ? "%.2g" : "%.2f", factor);
    return buffer;
}

/* "tenure 2: odds x 3.05; contract Month-to-month: odds x 1.45" */
static void write_words(struct prediction *run, size_t row)
{
    char words[WORDS_SIZE];
    size_t used = 0;
    bool said[MODEL_FEATURES_MAX] = { false };
    words[0] = '\0';
    for (int n = 0; n < SPOKEN; n++) {
        size_t best = run->count;
        for (size_t i = 0; i < run->count; i++)
            if (!said[i] && (best == run->count || fabs(run->contribution[i]) > fabs(run->contribution[best])))
                best = i;
        if (best == run->count || !(fabs(run->contribution[best]) >= WORTH_SAYING))
            break;
        said[best] = true;
        struct churn_text cell = churn_store_cell(run->store, row, churn_store_column(run->store, run->names[best]));
        char value[164], factor[40];
        int length = snprintf(words + used, sizeof words - used, "%s%.80s %s: odds x %s", n > 0 ? "; " : "", run->names[best],
                              run->values[best].missing ? "missing" : churn_text_escape(cell, value, sizeof value),
                              factor_text(run->contribution[best], factor, sizeof factor));
        used += length > 0 && (size_t)length < sizeof words - used ? (size_t)length : 0;
    }
    churn_writer_text(run->writer, (struct churn_text){ words, used });
}

static enum churn_status write_row(struct prediction *run, size_t row, struct churn_error *err)
{
    double log_odds;
    read_values(run, run->store, row, NULL);
    size_t unknown = churn_logistic_model_apply(run->model, run->values, &log_odds, run->contribution, run->unknown);
    run->unknown_rows += unknown > 0;
    churn_store_write_cells(run->store, row, run->writer);
    churn_writer_real(run->writer, fmin(fmax(churn_logistic_share(log_odds), LEAST), 1 - LEAST), 6);
    write_words(run, row);
    return churn_writer_row(run->writer, err);
}

static enum churn_status write_all(struct cli *cli, struct prediction *run, struct churn_error *err)
{
    enum churn_status status = churn_store_check_new(run->store, APPENDED, APPENDED_COUNT, err);
    if (status == CHURN_OK)
        status = cli_writer_open_held(cli, &run->writer, err);
    if (status != CHURN_OK)
        return status;
    churn_store_write_names(run->store, run->writer);
    for (size_t i = 0; i < APPENDED_COUNT; i++)
        churn_writer_name(run->writer, APPENDED[i]);
    status = churn_writer_row(run->writer, err);
    for (size_t row = 0; status == CHURN_OK && row < churn_store_rows(run->store); row++)
        status = write_row(run, row, err);
    if (status == CHURN_OK && run->unknown_rows > 0)
        cli_note(cli, "%llu customer%s with a value that the model does not know: it counts as average",
                 (unsigned long long)run->unknown_rows, run->unknown_rows == 1 ? "" : "s");
    return status;
}

enum churn_status model_predict(struct cli *cli, const struct model_settings *settings, struct churn_error *err)
{
    static struct prediction run;
    run.average = settings->unknown == MODEL_UNKNOWN_AVERAGE;
    enum churn_status status = churn_logistic_model_read(settings->predict, &run.model, err);
    if (status == CHURN_OK)
        status = name_fields(&run, err);
    if (status == CHURN_OK)
        status = cli_store_read_checked(cli, settings->id, run.fields, run.count, check_known, &run, &run.store, err);
    if (status == CHURN_OK)
        status = write_all(cli, &run, err);
    for (size_t i = 0; i < MODEL_FEATURES_MAX; i++)
        free(run.names[i]);
    churn_store_free(run.store);
    churn_logistic_model_free(run.model);
    return status;
}
