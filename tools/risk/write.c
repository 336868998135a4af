/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers with their flags, risk and reasons behind what they came with. */
#include "risk/risk.h"

#define REASONS_SIZE 2048

static const char *const LAST_COLUMNS[] = { "risk", "level", "likely_type", "reasons" };
#define LAST_COUNT (sizeof LAST_COLUMNS / sizeof LAST_COLUMNS[0])

enum churn_status risk_check_columns(const struct churn_store *store, const struct churn_risk_model *model,
                                     struct churn_error *err)
{
    const char *names[CHURN_RISK_RULES_MAX + LAST_COUNT];
    size_t count = 0;
    for (size_t rule = 0; rule < churn_risk_rules(); rule++)
        if (churn_risk_setting_of(model, rule).on)
            names[count++] = churn_risk_rule_name(rule);
    for (size_t i = 0; i < LAST_COUNT; i++)
        names[count++] = LAST_COLUMNS[i];
    return churn_store_check_new(store, names, count, err);
}

static void write_header(const struct churn_store *store, const struct churn_risk_model *model, struct churn_writer *writer)
{
    churn_store_write_names(store, writer);
    for (size_t rule = 0; rule < churn_risk_rules(); rule++)
        if (churn_risk_setting_of(model, rule).on)
            churn_writer_name(writer, churn_risk_rule_name(rule));
    for (size_t i = 0; i < LAST_COUNT; i++)
        churn_writer_name(writer, LAST_COLUMNS[i]);
}

static void write_result(const struct churn_risk_model *model, const struct churn_risk_features *features,
                         const struct churn_risk_result *result, unsigned most, struct churn_writer *writer)
{
    char reasons[REASONS_SIZE];
    for (size_t rule = 0; rule < churn_risk_rules(); rule++) {
        if (!churn_risk_setting_of(model, rule).on)
            continue;
        if (result->flags[rule] == CHURN_RISK_UNKNOWN)
            churn_writer_null(writer);
        else
            churn_writer_integer(writer, result->flags[rule]);
    }
    if (result->known) {
        churn_writer_real(writer, result->risk, 4);
        churn_writer_name(writer, churn_risk_level_name(result->level));
    } else {
        churn_writer_null(writer);
        churn_writer_null(writer);
    }
    churn_writer_name(writer, result->typed ? churn_risk_type_name(result->type) : "");
    churn_writer_name(writer, churn_risk_reasons(model, features, result, most, reasons, sizeof reasons));
}

enum churn_status risk_write(struct cli *cli, const struct risk_settings *settings, const struct churn_store *store,
                             const struct churn_risk_model *model, struct churn_error *err)
{
    double scale = churn_amount_to_double(settings->scale);
    struct churn_risk_features features;
    struct churn_risk_result result;
    struct churn_writer *writer;
    uint64_t levels[CHURN_RISK_LEVELS] = { 0 }, unknown = 0;
    enum churn_status status = cli_writer_open(cli, &writer, err);
    if (status != CHURN_OK)
        return status;
    write_header(store, model, writer);
    status = churn_writer_row(writer, err);
    for (size_t row = 0; status == CHURN_OK && row < churn_store_rows(store); row++) {
        status = risk_features_of(store, row, scale, &features, err);
        if (status != CHURN_OK)
            break;
        churn_risk_judge(model, &features, &result);
        churn_store_write_cells(store, row, writer);
        write_result(model, &features, &result, (unsigned)settings->max_reasons, writer);
        levels[result.level] += result.known;
        unknown += !result.known;
        status = churn_writer_row(writer, err);
    }
    if (status == CHURN_OK)
        risk_say_levels(cli, levels, unknown);
    return status;
}
