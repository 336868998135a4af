/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit: what it came to in words, or why it came to nothing. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/model.h"

/* "contract=two year", "tenure", "tenure missing" */
static void name_term(const struct churn_logistic_term *term, char *name, size_t size)
{
    char feature[164], level[164];
    churn_text_escape(term->feature, feature, sizeof feature);
    churn_text_escape(term->level, level, sizeof level);
    if (term->kind == CHURN_LOGISTIC_LEVEL)
        snprintf(name, size, "%.60s=%.60s", feature, level);
    else
        snprintf(name, size, "%.60s%s", feature, term->kind == CHURN_LOGISTIC_MISSING ? " missing" : "");
}

#define ALIKE 1e-2 /* factors of levels that differ by less are one: the sum settles to that before it is certified */

struct naming {
    char list[300];
    size_t used, named;
};

static void add_name(struct naming *naming, const char *name)
{
    if (naming->named++ > 3)
        return;
    int length = snprintf(naming->list + naming->used, sizeof naming->list - naming->used, "%s%s",
                          naming->named > 1 ? " and " : "", naming->named <= 3 ? name : "others");
    naming->used += length > 0 && (size_t)length < sizeof naming->list - naming->used ? (size_t)length : 0;
}

/* Do all levels of the feature that begins at column separate by one factor? Then it is the reference that does. *end: behind.
 */
static bool by_reference(const struct model_data *data, const struct churn_logistic_fit *fit, size_t column, size_t *end)
{
    size_t number = churn_logistic_model_term(data->model, churn_logistic_model_term_of(data->model, column)).number;
    double factor = fit->separating[column];
    bool levels = true;
    for (*end = column; *end < fit->columns; ++*end) {
        struct churn_logistic_term term =
            churn_logistic_model_term(data->model, churn_logistic_model_term_of(data->model, *end));
        if (term.number != number)
            break;
        levels = levels && term.kind != CHURN_LOGISTIC_NUMERIC && fabs(fit->separating[*end] - factor) <= ALIKE * fabs(factor);
    }
    return levels && factor != 0 && *end > column + 1;
}

static void name_feature(const struct model_data *data, const struct churn_logistic_fit *fit, size_t column, size_t *end,
                         struct naming *naming)
{
    char name[140];
    struct churn_logistic_term term;
    if (by_reference(data, fit, column, end)) {
        term = churn_logistic_model_term(data->model, churn_logistic_model_term_of(data->model, column) - 1);
        term.kind = CHURN_LOGISTIC_LEVEL;
        name_term(&term, name, sizeof name);
        add_name(naming, name);
        return;
    }
    for (size_t j = column; j < *end; j++) {
        term = churn_logistic_model_term(data->model, churn_logistic_model_term_of(data->model, j));
        name_term(&term, name, sizeof name);
        if (fit->separating[j] != 0)
            add_name(naming, name);
    }
}

static enum churn_status refuse_separated(const struct model_data *data, const struct churn_logistic_fit *fit,
                                          struct churn_error *err)
{
    struct naming naming = { .used = 0 };
    for (size_t column = 0, end = 0; column < fit->columns; column = end)
        name_feature(data, fit, column, &end, &naming);
    return churn_error_set(err, CHURN_NUMERIC,
                           "separated: %s tell%s without a fault who churns, of some customers or all, so there is no largest "
                           "likelihood; leave out, put levels together, or use --ridge=1",
                           naming.list, naming.named == 1 ? "s" : "");
}

enum churn_status model_refuse_fit(const struct model_data *data, const struct churn_logistic_fit *fit, struct churn_error *err)
{
    char name[140];
    struct churn_logistic_term term;
    switch (fit->end) {
    case CHURN_LOGISTIC_SEPARATED:
        return refuse_separated(data, fit, err);
    case CHURN_LOGISTIC_BEYOND:
    case CHURN_LOGISTIC_COLLINEAR:
        term = churn_logistic_model_term(data->model, churn_logistic_model_term_of(data->model, fit->column));
        name_term(&term, name, sizeof name);
        if (fit->end == CHURN_LOGISTIC_BEYOND)
            return churn_error_set(err, CHURN_NUMERIC, "%s varies beyond what can be reckoned with; scale it", name);
        return churn_error_set(err, CHURN_NUMERIC,
                               "%s is told by the columns before it (their sum, or a multiple): leave it out, or use --ridge=1",
                               name);
    default:
        return churn_error_set(err, CHURN_NUMERIC, "the fit does not converge; use --ridge=1, or fewer features");
    }
}

static bool is_constant(const struct churn_logistic_data *numbers, size_t column)
{
    for (size_t i = 1; i < numbers->rows; i++)
        if (numbers->x[i * numbers->columns + column] != numbers->x[column])
            return false;
    return true;
}

void model_say_constant(struct cli *cli, const struct model_data *data)
{
    char name[140];
    for (size_t j = 0; j < data->numbers.columns; j++) {
        struct churn_logistic_term term = churn_logistic_model_term(data->model, churn_logistic_model_term_of(data->model, j));
        name_term(&term, name, sizeof name);
        if (is_constant(&data->numbers, j))
            cli_note(cli, "%s is the same of all customers: it is left out", name);
    }
}

static void say_fit(struct cli *cli, const struct model_plan *plan, const struct model_data *data,
                    const struct churn_logistic_fit *fit)
{
    size_t churned = 0;
    for (size_t i = 0; i < data->count; i++)
        churned += data->outcome[i];
    double gained = 2 * (fit->log_likelihood - fit->null_likelihood);
    cli_note(cli, "%zu customers, %zu churned (%.1f %%); %zu parameter%s, %u step%s", data->count, churned,
             100 * (double)churned / (double)data->count, fit->parameters, fit->parameters == 1 ? "" : "s", fit->iterations,
             fit->iterations == 1 ? "" : "s");
    cli_note(cli, "deviance %.6f, of the intercept alone %.6f", -2 * fit->log_likelihood, -2 * fit->null_likelihood);
    if (plan->options.ridge > 0)
        cli_note(cli, "with a ridge coefficients are drawn towards 0: errors are of what was drawn, and nothing is tested");
    else if (fit->parameters > 1)
        cli_note(cli, "likelihood ratio against the intercept alone %.4f, df %zu, p %.4g", gained, fit->parameters - 1,
                 churn_chi_square_above(gained, (double)(fit->parameters - 1)));
    model_say_constant(cli, data);
}

enum churn_status model_fit(struct cli *cli, const struct model_settings *settings, const struct model_plan *plan,
                            struct model_data *data, struct churn_error *err)
{
    struct churn_logistic_fit *fit;
    struct churn_writer *writer;
    enum churn_status status = churn_logistic_fit_new(&data->numbers, &plan->options, &fit, err);
    if (status != CHURN_OK)
        return status;
    if (fit->end != CHURN_LOGISTIC_CONVERGED) {
        status = model_refuse_fit(data, fit, err);
    } else {
        say_fit(cli, plan, data, fit);
        churn_logistic_model_take(data->model, fit);
        if (settings->save != NULL) {
            status = cli_side_writer_open(cli, settings->save, &writer, err);
            if (status == CHURN_OK)
                status = churn_logistic_model_write(data->model, writer, err);
        }
        if (status == CHURN_OK)
            status = model_report(cli, plan, data, fit, err);
    }
    churn_logistic_fit_free(fit);
    return status;
}
