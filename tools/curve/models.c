/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --models and --parameters: every curve that was tried, how well it fits and what it is made of. */
#include <math.h>

#include "curve/result.h"

#define DECIMALS 6

static void begin(const struct curve_result *result, struct curve_table *table, const struct cli_column *columns, size_t count)
{
    table->count = 0;
    if (result->settings->group != NULL)
        table->columns[table->count++] = (struct cli_column){ "group", CLI_COLUMN_TEXT };
    for (size_t i = 0; i < count; i++)
        table->columns[table->count++] = columns[i];
}

/* The least AICc of the converged: what delta_aicc counts from. */
static double best_aicc(const struct curve_group *group)
{
    double best = INFINITY;
    for (int i = 0; i < CHURN_CURVE_MODELS; i++) {
        const struct churn_curve_fit *fit = churn_curve_fits_at(group->fits, (enum churn_curve_model)i);
        if (fit->converged && fit->aicc < best)
            best = fit->aicc;
    }
    return best;
}

static enum churn_status put_model(const struct curve_result *result, const struct curve_group *group,
                                   enum churn_curve_model model, struct cli_report *report, struct churn_error *err)
{
    const struct churn_curve_fit *fit = churn_curve_fits_at(group->fits, model);
    bool fitted = fit->converged;
    const double figures[] = { fit->log_likelihood,         fit->deviance, fit->mcfadden_r2, fit->aic, fit->aicc,
                               fit->aicc - best_aicc(group) };
    if (result->settings->group != NULL)
        cli_report_text(report, group->name);
    cli_report_name(report, churn_curve_model_name(model));
    cli_report_name(report, fit == group->chosen ? "yes" : "no");
    cli_report_name(report, fitted ? "yes" : "no");
    cli_report_name(report, fit->finding);
    cli_report_integer(report, (int64_t)fit->free_parameters);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        cli_report_real(report, fitted ? figures[i] : NAN, DECIMALS);
    return cli_report_row(report, err);
}

enum churn_status curve_models_write(struct cli *cli, struct curve_result *result, struct churn_error *err)
{
    static const struct cli_column columns[] = {
        { "model", CLI_COLUMN_TEXT },      { "chosen", CLI_COLUMN_TEXT },        { "converged", CLI_COLUMN_TEXT },
        { "finding", CLI_COLUMN_TEXT },    { "parameters", CLI_COLUMN_NUMBER },  { "log_likelihood", CLI_COLUMN_NUMBER },
        { "deviance", CLI_COLUMN_NUMBER }, { "mcfadden_r2", CLI_COLUMN_NUMBER }, { "aic", CLI_COLUMN_NUMBER },
        { "aicc", CLI_COLUMN_NUMBER },     { "delta_aicc", CLI_COLUMN_NUMBER },
    };
    struct cli_report *report;
    begin(result, &result->table, columns, sizeof columns / sizeof columns[0]);
    enum churn_status status = cli_report_open(cli, "models", result->table.columns, result->table.count, &report, err);
    for (size_t i = 0; status == CHURN_OK && i < result->count; i++)
        for (int model = 0; status == CHURN_OK && result->groups[i].fits != NULL && model < CHURN_CURVE_MODELS; model++)
            status = put_model(result, &result->groups[i], (enum churn_curve_model)model, report, err);
    return status;
}

#define SIGNIFICANT 9 /* digits of a parameter: its size follows the unit of the scores, so decimals would not do */
#define DECIMALS_MAX 17

static void put_significant(struct cli_report *report, double value)
{
    double before = value != 0 && isfinite(value) ? floor(log10(fabs(value))) + 1 : 0;
    double decimals = fmin(fmax(SIGNIFICANT - before, 0), DECIMALS_MAX);
    cli_report_real(report, value, (unsigned)decimals);
}

static enum churn_status put_parameter(const struct curve_result *result, const struct curve_group *group,
                                       const struct churn_curve_fit *fit, size_t index, struct cli_report *report,
                                       struct churn_error *err)
{
    double low, high;
    if (result->settings->group != NULL)
        cli_report_text(report, group->name);
    cli_report_name(report, churn_curve_model_name(fit->curve.model));
    cli_report_name(report, fit == group->chosen ? "yes" : "no");
    cli_report_name(report, churn_curve_parameter_name(fit->curve.model, index));
    bool sure = churn_curve_parameter_interval(group->fits, fit->curve.model, index, &low, &high);
    put_significant(report, fit->curve.parameter[index]);
    put_significant(report, fit->standard_error[index]);
    put_significant(report, sure ? low : NAN);
    put_significant(report, sure ? high : NAN);
    return cli_report_row(report, err);
}

static enum churn_status put_group(const struct curve_result *result, const struct curve_group *group,
                                   struct cli_report *report, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (int i = 0; group->fits != NULL && i < CHURN_CURVE_MODELS; i++) {
        const struct churn_curve_fit *fit = churn_curve_fits_at(group->fits, (enum churn_curve_model)i);
        size_t parameters = fit->converged ? churn_curve_parameters(fit->curve.model) : 0;
        for (size_t index = 0; status == CHURN_OK && index < parameters; index++)
            status = put_parameter(result, group, fit, index, report, err);
    }
    return status;
}

enum churn_status curve_parameters_write(struct cli *cli, struct curve_result *result, struct churn_error *err)
{
    static const struct cli_column columns[] = {
        { "model", CLI_COLUMN_TEXT },      { "chosen", CLI_COLUMN_TEXT },           { "parameter", CLI_COLUMN_TEXT },
        { "estimate", CLI_COLUMN_NUMBER }, { "standard_error", CLI_COLUMN_NUMBER }, { "low", CLI_COLUMN_NUMBER },
        { "high", CLI_COLUMN_NUMBER },
    };
    struct cli_report *report;
    begin(result, &result->table, columns, sizeof columns / sizeof columns[0]);
    enum churn_status status = cli_report_open(cli, "parameters", result->table.columns, result->table.count, &report, err);
    for (size_t i = 0; status == CHURN_OK && i < result->count; i++)
        status = put_group(result, &result->groups[i], report, err);
    return status;
}
