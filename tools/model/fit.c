/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit: what it came to in words, or why it came to nothing. */
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

static enum churn_status refuse_separated(const struct model_data *data, const struct churn_logistic_fit *fit,
                                          struct churn_error *err)
{
    char list[300] = "", name[140];
    size_t used = 0, named = 0;
    for (size_t j = 0; j < fit->columns; j++) {
        if (!fit->separating[j])
            continue;
        struct churn_logistic_term term = churn_logistic_model_term(data->model, churn_logistic_model_term_of(data->model, j));
        name_term(&term, name, sizeof name);
        int length = snprintf(list + used, sizeof list - used, "%s%s", named > 0 ? " and " : "", named < 3 ? name : "others");
        used += length > 0 && (size_t)length < sizeof list - used ? (size_t)length : 0;
        if (named++ == 3)
            break;
    }
    return churn_error_set(err, CHURN_NUMERIC,
                           "separated: %s tell%s without a fault who churns, of some customers or all, so there is no largest "
                           "likelihood; leave out, put levels together, or use --ridge=1",
                           list, named == 1 ? "s" : "");
}

enum churn_status model_refuse_fit(const struct model_data *data, const struct churn_logistic_fit *fit, struct churn_error *err)
{
    char name[140];
    struct churn_logistic_term term;
    switch (fit->end) {
    case CHURN_LOGISTIC_SEPARATED:
        return refuse_separated(data, fit, err);
    case CHURN_LOGISTIC_COLLINEAR:
        term = churn_logistic_model_term(data->model, churn_logistic_model_term_of(data->model, fit->column));
        name_term(&term, name, sizeof name);
        return churn_error_set(err, CHURN_NUMERIC,
                               "%s is told by the columns before it (their sum, or a multiple): leave it out, or use --ridge=1",
                               name);
    default:
        return churn_error_set(err, CHURN_NUMERIC, "the fit does not converge; use --ridge=1, or fewer features");
    }
}

static void say_constant(struct cli *cli, const struct model_data *data, const struct churn_logistic_fit *fit)
{
    char name[140];
    for (size_t j = 0; j < fit->columns; j++) {
        struct churn_logistic_term term = churn_logistic_model_term(data->model, churn_logistic_model_term_of(data->model, j));
        name_term(&term, name, sizeof name);
        if (fit->constant[j])
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
    say_constant(cli, data, fit);
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
