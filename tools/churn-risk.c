/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-risk: who is about to leave, and why. churn-risk(1) has the rules. */
#include <stdlib.h>

#include "risk/risk.h"

#define AT(member) offsetof(struct risk_settings, member)

static const struct cli_option OPTIONS[] = {
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customer's id: a header name, or #N", "customer_id", NULL },
    { "as-of", 0, CLI_TEXT, AT(as_of), "DATE", "Risk", "the day to look from; or today, yesterday",
      "last_date plus recency_days", NULL },
    { "horizon", 0, CLI_COUNT, AT(horizon), "DAYS", "Risk", "how far ahead silence counts as leaving",
      "horizon_days of p_no_order, or 91", NULL },
    { "scale", 0, CLI_AMOUNT, AT(scale), "SCORE", "Risk", "the highest score of the surveys", "5", NULL },
    { "levels", 0, CLI_TEXT, AT(levels), "LIST", "Risk", "risks from which on it is medium, high, critical", "0.25,0.5,0.75",
      NULL },
    { "max-reasons", 0, CLI_COUNT, AT(max_reasons), "N", "Risk", "so many reasons at most", "4", NULL },
    { "rules", 0, CLI_INPUT_FILE, AT(rules), "FILE", "Rules", "turn rules on or off, set thresholds and weights", "built in",
      NULL },
    { "print-rules", 0, CLI_FLAG, AT(print_rules), NULL, "Rules", "print the rules, for --rules, and stop", NULL, NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-rfm samples/transactions.csv | churn-risk",
    "churn-rfm samples/transactions.csv | churn-join - samples/customers.csv | churn-risk --horizon=180",
    "churn-risk --print-rules",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-risk", "flag customers about to leave, with the reasons", "[FILE]...", EXAMPLES, OPTIONS, CLI_READS | CLI_WRITES,
};

/* All customers are looked at before the first is judged: what is usual is learnt from them. */
static enum churn_status learn(const struct churn_store *store, double scale, struct churn_risk_model *model,
                               struct churn_error *err)
{
    struct churn_risk_features features;
    enum churn_status status = CHURN_OK;
    for (size_t row = 0; status == CHURN_OK && row < churn_store_rows(store); row++) {
        status = risk_features_of(store, row, scale, &features, err);
        if (status == CHURN_OK)
            status = churn_risk_add(model, &features, err);
    }
    return status == CHURN_OK ? churn_risk_fit(model, err) : status;
}

static enum churn_status judge_all(struct cli *cli, const struct risk_settings *settings, struct churn_store **store,
                                   struct churn_risk_model **model, struct churn_error *err)
{
    static struct churn_field fields[RISK_FIELDS];
    churn_day as_of;
    risk_fields(fields);
    enum churn_status status = risk_plan_make(settings, model, err);
    if (status == CHURN_OK)
        status = cli_as_of(cli, settings->as_of, &as_of, err);
    if (status == CHURN_OK)
        status = cli_store_read(cli, settings->id, fields, RISK_FIELDS, store, err);
    if (status == CHURN_OK)
        status = risk_find_horizon(cli, settings, *store, *model, err);
    if (status == CHURN_OK)
        status = risk_find_as_of(cli, *store, &as_of, err);
    if (status == CHURN_OK)
        churn_risk_set_as_of(*model, as_of);
    if (status == CHURN_OK)
        status = risk_check_columns(*store, *model, err);
    if (status == CHURN_OK)
        status = learn(*store, churn_amount_to_double(settings->scale), *model, err);
    if (status != CHURN_OK)
        return status;
    risk_say_rules(cli, settings, *store, *model, as_of);
    return risk_write(cli, settings, *store, *model, err);
}

static enum churn_status print_rules(struct cli *cli, const struct risk_settings *settings, struct churn_risk_model **model,
                                     struct churn_error *err)
{
    struct churn_writer *writer;
    enum churn_status status = risk_plan_make(settings, model, err);
    if (status == CHURN_OK)
        status = cli_writer_open(cli, &writer, err);
    return status == CHURN_OK ? churn_risk_rules_write(*model, writer, err) : status;
}

int main(int argc, char **argv)
{
    struct risk_settings settings = { .horizon = RISK_NO_HORIZON, .scale = 5 * CHURN_AMOUNT_UNIT, .max_reasons = 4 };
    struct churn_store *store = NULL;
    struct churn_risk_model *model = NULL;
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    enum churn_status status =
        settings.print_rules ? print_rules(&cli, &settings, &model, &err) : judge_all(&cli, &settings, &store, &model, &err);
    if (status == CHURN_OK)
        status = cli_writer_close(&cli, &err);
    code = status == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err);
    churn_risk_free(model);
    churn_store_free(store);
    return cli_end(&cli, code);
}
