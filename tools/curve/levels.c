/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main table: one row for each score, what was observed beside what the curves say. */
#include <math.h>
#include "curve/result.h"

#define SHARE_DECIMALS 6

static void add(struct curve_table *table, const char *name, enum cli_column_kind kind)
{
    table->columns[table->count++] = (struct cli_column){ name, kind };
}

static const char *const FIT_COLUMNS[CHURN_CURVE_MODELS][3] = {
    [CHURN_CURVE_ISOTONIC] = { NULL, NULL, NULL }, /* stands beside what was observed */
    [CHURN_CURVE_LOGISTIC] = { "logistic", "logistic_low", "logistic_high" },
    [CHURN_CURVE_TWO_SLOPE] = { "two_slope", "two_slope_low", "two_slope_high" },
    [CHURN_CURVE_FOUR_PARAMETER] = { "four_parameter", "four_parameter_low", "four_parameter_high" },
    [CHURN_CURVE_POWER] = { "power", "power_low", "power_high" },
};

/* Which columns there are depends on the options. */
static void choose_columns(const struct curve_settings *settings, struct curve_table *table)
{
    static const char *const numbers[] = { "score",    "n",   "retained", "rate",     "low",   "high",
                                           "isotonic", "fit", "fit_low",  "fit_high", "slope", "gain" };
    table->count = 0;
    if (settings->group != NULL)
        add(table, "group", CLI_COLUMN_TEXT);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        add(table, numbers[i], CLI_COLUMN_NUMBER);
    add(table, "zone", CLI_COLUMN_TEXT);
    if (settings->value != NULL) {
        add(table, "value", CLI_COLUMN_NUMBER);
        add(table, "value_of_a_point", CLI_COLUMN_NUMBER);
    }
    for (int model = 0; settings->all_fits && model < CHURN_CURVE_MODELS; model++)
        for (size_t i = 0; i < 3 && FIT_COLUMNS[model][i] != NULL; i++)
            add(table, FIT_COLUMNS[model][i], CLI_COLUMN_NUMBER);
}

static void put_all_fits(const struct curve_group *group, const struct curve_level *level, struct cli_report *report)
{
    for (int i = 0; i < CHURN_CURVE_MODELS; i++) {
        enum churn_curve_model model = (enum churn_curve_model)i;
        const struct churn_curve_fit *fit = group->fits != NULL ? churn_curve_fits_at(group->fits, model) : NULL;
        double low, high;
        if (FIT_COLUMNS[model][0] == NULL)
            continue;
        bool fitted = fit != NULL && fit->converged;
        bool sure = fitted && churn_curve_interval(group->fits, model, level->cell.score, &low, &high);
        cli_report_real(report, fitted ? churn_curve_at(&fit->curve, level->cell.score) : NAN, SHARE_DECIMALS);
        cli_report_real(report, sure ? low : NAN, SHARE_DECIMALS);
        cli_report_real(report, sure ? high : NAN, SHARE_DECIMALS);
    }
}

static enum churn_status put_level(const struct curve_result *result, const struct curve_group *group,
                                   const struct curve_level *level, struct cli_report *report, struct churn_error *err)
{
    const double shares[] = { level->rate,    level->low,      level->high,  level->isotonic, level->fit,
                              level->fit_low, level->fit_high, level->slope, level->gain };
    char score[CURVE_SCORE_SIZE];
    if (result->settings->group != NULL)
        cli_report_text(report, group->name);
    cli_report_name(report, curve_score_text(level->cell.score, score));
    cli_report_amount(report, level->cell.n, result->data->weight_decimals);
    cli_report_amount(report, level->cell.retained, result->data->weight_decimals);
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++)
        cli_report_real(report, shares[i], SHARE_DECIMALS);
    cli_report_name(report, level->zone);
    if (result->settings->value != NULL) {
        cli_report_amount(report, level->cell.value, result->data->value_decimals);
        cli_report_real(report, level->value_of_a_point, 2);
    }
    if (result->settings->all_fits)
        put_all_fits(group, level, report);
    return cli_report_row(report, err);
}

enum churn_status curve_levels_write(struct cli *cli, struct curve_result *result, struct churn_error *err)
{
    struct cli_report *report;
    choose_columns(result->settings, &result->table);
    enum churn_status status = cli_report_open(cli, "scores", result->table.columns, result->table.count, &report, err);
    for (size_t i = 0; status == CHURN_OK && i < result->count; i++)
        for (size_t j = 0; status == CHURN_OK && j < result->groups[i].count; j++)
            status = put_level(result, &result->groups[i], &result->groups[i].levels[j], report, err);
    return status;
}
