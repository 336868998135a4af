/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file that people edit: cut points, segments, rules, curves, efforts, actions, models. What is taken is written
 * and taken again. */
#include "fuzz.h"

#include <string.h>

typedef enum churn_status (*through_function)(const char *path, struct churn_writer *writer, struct churn_error *err);

static enum churn_status cuts(const char *path, struct churn_writer *writer, struct churn_error *err)
{
    struct churn_cuts *made = NULL;
    enum churn_status status = churn_cuts_read(path, &made, err);
    if (status == CHURN_OK)
        PROMISE(churn_cuts_write(made, writer, err) == CHURN_OK);
    churn_cuts_free(made);
    return status;
}

static enum churn_status segments(const char *path, struct churn_writer *writer, struct churn_error *err)
{
    struct churn_segments *made = NULL;
    enum churn_status status = churn_segments_read(path, &made, err);
    if (status == CHURN_OK)
        PROMISE(churn_segments_write(made, writer, err) == CHURN_OK);
    churn_segments_free(made);
    return status;
}

static enum churn_status rules(const char *path, struct churn_writer *writer, struct churn_error *err)
{
    struct churn_risk_model *model = NULL;
    PROMISE(churn_risk_new(0, 91, 5, &model, err) == CHURN_OK);
    enum churn_status status = churn_risk_rules_read(path, model, err);
    if (status == CHURN_OK)
        PROMISE(churn_risk_rules_write(model, writer, err) == CHURN_OK);
    churn_risk_free(model);
    return status;
}

static enum churn_status efforts(const char *path, struct churn_writer *writer, struct churn_error *err)
{
    struct churn_winback *winback = churn_winback_new();
    enum churn_status status = churn_winback_read_efforts(path, winback, err);
    if (status == CHURN_OK)
        PROMISE(churn_winback_write_efforts(winback, writer, err) == CHURN_OK);
    churn_winback_free(winback);
    return status;
}

static enum churn_status actions(const char *path, struct churn_writer *writer, struct churn_error *err)
{
    struct churn_winback *winback = churn_winback_new();
    enum churn_status status = churn_winback_read_actions(path, winback, err);
    if (status == CHURN_OK)
        PROMISE(churn_winback_write_actions(winback, writer, err) == CHURN_OK);
    churn_winback_free(winback);
    return status;
}

/* Read only: a saved curve is written from a fitted one. */
static enum churn_status curves(const char *path, struct churn_writer *writer, struct churn_error *err)
{
    struct churn_saved_curves *made = NULL;
    enum churn_status status = churn_curve_read(path, &made, err);
    (void)writer;
    churn_saved_curves_free(made);
    return status;
}

static enum churn_status values(const char *path, struct churn_writer *writer, struct churn_error *err)
{
    struct churn_value_model model;
    enum churn_status status = churn_value_read(path, &model, err);
    if (status == CHURN_OK)
        PROMISE(churn_value_write(&model, writer, err) == CHURN_OK);
    return status;
}

static enum churn_status logistic(const char *path, struct churn_writer *writer, struct churn_error *err)
{
    struct churn_logistic_model *model = NULL;
    enum churn_status status = churn_logistic_model_read(path, &model, err);
    if (status == CHURN_OK)
        PROMISE(churn_logistic_model_write(model, writer, err) == CHURN_OK);
    churn_logistic_model_free(model);
    return status;
}

/* What was taken, as it is written, to be freed; NULL: refused. */
static char *through(through_function function, const void *data, size_t size, size_t *written)
{
    struct fuzz_output output;
    struct churn_error err;
    struct fuzz_file file = fuzz_file_new(data, size);
    fuzz_output_begin(&output);
    enum churn_status status = function(file.path, output.writer, &err);
    PROMISE(status == CHURN_OK || err.message[0] != '\0');
    char *text = fuzz_output_end(&output, written);
    fuzz_file_close(&file);
    if (status == CHURN_OK)
        return text;
    free(text);
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const through_function functions[] = { cuts, segments, rules, efforts, actions, curves, values, logistic };
    size_t once, twice;
    if (size < 1)
        return 0;
    through_function function = functions[data[0] % (sizeof functions / sizeof functions[0])];
    char *first = through(function, data + 1, size - 1, &once);
    if (first != NULL && once > 0) {
        char *second = through(function, first, once, &twice);
        PROMISE(second != NULL && once == twice && memcmp(first, second, once) == 0);
        free(second);
    }
    free(first);
    return 0;
}
