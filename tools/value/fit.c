/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models fitted to customers, the most likely of them chosen; or one read from a file. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "value/value.h"

#define CORRELATED 0.3 /* of orders and their mean: more than the model of spending should be trusted with */

static enum churn_status fit_buying(const struct value_settings *settings, const struct value_plan *plan,
                                    const struct value_people *people, struct value_fits *fits, struct churn_error *err)
{
    struct churn_buyer *buyers = reallocarray(NULL, people->count + 1, sizeof *buyers);
    size_t count = 0;
    enum churn_status status = CHURN_OK;
    if (buyers == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for %zu customers", people->count);
    for (size_t i = 0; i < people->count; i++)
        if (people->person[i].days > 0)
            buyers[count++] = value_buyer_of(&people->person[i], people->from, plan->unit_days);
    for (unsigned model = 0; status == CHURN_OK && model < CHURN_BUYING_MODELS; model++) {
        if (settings->model != VALUE_AUTO && settings->model != model)
            continue;
        fits->tried[model] = true;
        status = churn_buying_fit((enum churn_buying_model)model, buyers, count, &fits->buying[model], err);
        count = fits->buying[model].distinct; /* those alike are together by now */
    }
    free(buyers);
    return status;
}

static enum churn_status choose(struct cli *cli, bool several, struct value_fits *fits, struct churn_error *err)
{
    const struct churn_buying_fit *best = NULL;
    const char *finding = "", *name = "";
    for (unsigned model = 0; model < CHURN_BUYING_MODELS; model++) {
        const struct churn_buying_fit *fit = &fits->buying[model];
        if (!fits->tried[model])
            continue;
        if (fit->converged && (best == NULL || fit->log_likelihood > best->log_likelihood))
            best = fit;
        if (fit->converged)
            continue;
        finding = fit->finding;
        name = churn_buying_model_name((enum churn_buying_model)model);
        if (several)
            cli_note(cli, "%s does not fit: %s", name, finding);
    }
    if (best == NULL)
        return churn_error_set(err, CHURN_NUMERIC, "no model of buying fits; %s: %s", name, finding);
    fits->chosen.buying = *best;
    return CHURN_OK;
}

static enum churn_status check_mean(const struct churn_spend_fit *fit, struct churn_error *err)
{
    if (fit->spend.q > 1)
        return CHURN_OK;
    return churn_error_set(err, CHURN_NUMERIC,
                           "the model of spending has no mean (q is %.3g, not above 1); --no-spend goes without", fit->spend.q);
}

static enum churn_status refuse_spend(struct churn_error *err, const char *why)
{
    return churn_error_set(err, CHURN_NUMERIC,
                           "the model of buying fits, but that of spending does not: %s; --no-spend goes on with buying alone",
                           why);
}

static enum churn_status climb_spend(const struct value_people *people, struct churn_spend_fit *fit, struct churn_error *err)
{
    struct churn_spender *spenders = reallocarray(NULL, people->count + 1, sizeof *spenders);
    char why[80];
    if (spenders == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for %zu customers", people->count);
    for (size_t i = 0; i < people->count; i++)
        spenders[i] = value_spender_of(&people->person[i]);
    enum churn_status status = churn_spend_fit(spenders, people->count, fit, err);
    free(spenders);
    if (status == CHURN_NUMERIC)
        return refuse_spend(err, "fewer than 10 customers came back and spent something");
    if (status != CHURN_OK)
        return status;
    if (!fit->converged)
        return refuse_spend(err, fit->finding);
    snprintf(why, sizeof why, "it has no mean (q is %.3g, not above 1)", fit->spend.q);
    return fit->spend.q > 1 ? CHURN_OK : refuse_spend(err, why);
}

static enum churn_status fit_spend(struct cli *cli, const struct value_people *people, struct value_fits *fits,
                                   struct churn_error *err)
{
    struct churn_spend_fit *fit = &fits->chosen.spend;
    enum churn_status status = climb_spend(people, fit, err);
    if (status != CHURN_OK)
        return status;
    fits->chosen.has_spend = true;
    cli_note(cli, "mean of an order %.4g, gamma-gamma fitted to %zu customers who came back", churn_spend_mean(&fit->spend),
             fit->customers);
    if (fabs(fit->correlation) > CORRELATED)
        cli_note(cli, "orders and their means go together (correlation %.2f), which the model of spending does not suppose",
                 fit->correlation);
    return CHURN_OK;
}

static void say_model(struct cli *cli, const struct churn_value_model *model, const char *how)
{
    const struct churn_buying_fit *fit = &model->buying;
    char first[CHURN_DAY_TEXT_SIZE] = "", last[CHURN_DAY_TEXT_SIZE] = "", text[200] = "";
    churn_day_write(model->first_day, first);
    churn_day_write(model->last_day, last);
    for (size_t i = 0, used = 0; i < CHURN_BUYING_PARAMETERS; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s %.5g", i > 0 ? ", " : "",
                                 churn_buying_parameter_name(fit->buying.model, i), fit->buying.parameter[i]);
    cli_note(cli, "%s %s: %s; time in %s; %.0f customers, %s to %s, log-likelihood %.4f", how,
             churn_buying_model_name(fit->buying.model), text, model->unit_days == 7 ? "weeks" : "days", fit->customers, first,
             last, fit->log_likelihood);
}

static void note_window(const struct value_plan *plan, const struct value_people *people, struct churn_value_model *model)
{
    model->unit_days = plan->unit_days;
    model->first_day = model->last_day = people->from;
    for (size_t i = 0; i < people->count; i++)
        if (people->person[i].days > 0 && people->person[i].first < model->first_day)
            model->first_day = people->person[i].first;
}

/* A check against days that the model knows says nothing. */
static enum churn_status check_unseen(const struct value_settings *settings, const struct value_people *people,
                                      const struct churn_value_model *model, struct churn_error *err)
{
    char last[CHURN_DAY_TEXT_SIZE] = "";
    if (settings->calibrate_until == CHURN_DAY_NONE || model->last_day <= people->from)
        return CHURN_OK;
    churn_day_write(model->last_day, last);
    return churn_error_set(err, CHURN_DATA,
                           "the model of --load was fitted up to %s and has seen days after --calibrate-until: that is no "
                           "check; without --load one is fitted up to that day",
                           last);
}

static enum churn_status load(struct cli *cli, const struct value_settings *settings, const struct value_people *people,
                              struct churn_value_model *model, struct churn_error *err)
{
    enum churn_status status = churn_value_read(settings->load, model, err);
    if (status == CHURN_OK)
        status = check_unseen(settings, people, model, err);
    if (status == CHURN_OK)
        say_model(cli, model, "model of --load,");
    return status == CHURN_OK && model->has_spend && !settings->no_spend ? check_mean(&model->spend, err) : status;
}

enum churn_status value_fit(struct cli *cli, const struct value_settings *settings, const struct value_plan *plan,
                            const struct value_people *people, struct value_fits *fits, struct churn_error *err)
{
    enum churn_status status;
    *fits = (struct value_fits){ .chosen = { .has_spend = false } };
    if (settings->load != NULL)
        return load(cli, settings, people, &fits->chosen, err);
    status = fit_buying(settings, plan, people, fits, err);
    if (status == CHURN_OK)
        status = choose(cli, settings->model == VALUE_AUTO, fits, err);
    if (status != CHURN_OK)
        return status;
    note_window(plan, people, &fits->chosen);
    say_model(cli, &fits->chosen, settings->model == VALUE_AUTO ? "most likely," : "fitted");
    return people->spend_known ? fit_spend(cli, people, fits, err) : CHURN_OK;
}

enum churn_status value_save(struct cli *cli, const struct value_settings *settings, const struct value_fits *fits,
                             struct churn_error *err)
{
    struct churn_writer *writer;
    enum churn_status status = cli_side_writer_open(cli, settings->save, &writer, err);
    return status == CHURN_OK ? churn_value_write(&fits->chosen, writer, err) : status;
}
