/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --fit: every model that was tried, with what is known of its fit; the chosen one is marked. */
#include <math.h>
#include <stdio.h>

#include "common/report.h"
#include "value/value.h"

static const struct cli_column COLUMNS[] = {
    { "model", CLI_COLUMN_TEXT },     { "chosen", CLI_COLUMN_NUMBER },         { "term", CLI_COLUMN_TEXT },
    { "value", CLI_COLUMN_NUMBER },   { "standard_error", CLI_COLUMN_NUMBER }, { "first_date", CLI_COLUMN_TEXT },
    { "last_date", CLI_COLUMN_TEXT },
};

struct lines {
    struct cli_report *report;
    const struct churn_value_model *of; /* whose window of the data is that of all */
    const char *model;
    bool chosen;
};

static enum churn_status line(const struct lines *lines, const char *term, double value, unsigned decimals, double error,
                              struct churn_error *err)
{
    cli_report_name(lines->report, lines->model);
    cli_report_integer(lines->report, lines->chosen);
    cli_report_name(lines->report, term);
    cli_report_real(lines->report, value, decimals);
    cli_report_real(lines->report, error, 6);
    cli_report_day(lines->report, lines->of->first_day);
    cli_report_day(lines->report, lines->of->last_day);
    return cli_report_row(lines->report, err);
}

/* Parameters of a fit that failed are nobody's. */
static enum churn_status report_buying(const struct lines *lines, const struct churn_buying_fit *fit, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && fit->converged && i < CHURN_BUYING_PARAMETERS; i++)
        status = line(lines, churn_buying_parameter_name(fit->buying.model, i), fit->buying.parameter[i], 6,
                      fit->standard_error[i], err);
    if (status == CHURN_OK && fit->converged)
        status = line(lines, "log_likelihood", fit->log_likelihood, 6, NAN, err);
    if (status == CHURN_OK)
        status = line(lines, "converged", fit->converged, 0, NAN, err);
    if (status == CHURN_OK && fit->converged)
        status = line(lines, "gradient", fit->gradient, 9, NAN, err);
    if (status == CHURN_OK)
        status = line(lines, "rounds", fit->rounds, 0, NAN, err);
    if (status == CHURN_OK)
        status = line(lines, "starts", fit->starts, 0, NAN, err);
    if (status == CHURN_OK)
        status = line(lines, "customers", fit->customers, 0, NAN, err);
    if (status == CHURN_OK)
        status = line(lines, "unit_days", lines->of->unit_days, 0, NAN, err);
    return status == CHURN_OK ? line(lines, "distinct", (double)fit->distinct, 0, NAN, err) : status;
}

static enum churn_status report_spend(const struct lines *lines, const struct churn_spend_fit *fit, struct churn_error *err)
{
    const double parameters[] = { fit->spend.p, fit->spend.q, fit->spend.v };
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < CHURN_SPEND_PARAMETERS; i++)
        status = line(lines, churn_spend_parameter_name(i), parameters[i], 6, fit->standard_error[i], err);
    if (status == CHURN_OK)
        status = line(lines, "log_likelihood", fit->log_likelihood, 6, NAN, err);
    if (status == CHURN_OK)
        status = line(lines, "mean", churn_spend_mean(&fit->spend), 6, NAN, err);
    if (status == CHURN_OK)
        status = line(lines, "correlation", fit->correlation, 6, NAN, err);
    if (status == CHURN_OK)
        status = line(lines, "converged", fit->converged, 0, NAN, err);
    if (status == CHURN_OK)
        status = line(lines, "gradient", fit->gradient, 9, NAN, err);
    return status == CHURN_OK ? line(lines, "customers", (double)fit->customers, 0, NAN, err) : status;
}

enum churn_status value_report(struct cli *cli, const struct value_fits *fits, struct churn_error *err)
{
    struct lines lines = { .of = &fits->chosen };
    enum churn_status status = cli_report_open(cli, "fits", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &lines.report, err);
    for (unsigned i = 0; status == CHURN_OK && i < CHURN_BUYING_MODELS; i++) {
        if (!fits->tried[i])
            continue;
        lines.model = churn_buying_model_name((enum churn_buying_model)i);
        lines.chosen = fits->chosen.buying.buying.model == i;
        status = report_buying(&lines, &fits->buying[i], err);
    }
    lines.model = "gamma-gamma";
    lines.chosen = true;
    return status == CHURN_OK && fits->chosen.has_spend ? report_spend(&lines, &fits->chosen.spend, err) : status;
}
