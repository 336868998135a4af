/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of churn-value's options, and which of them go together. */
#include <math.h>
#include <string.h>

#include "common/share.h"
#include "value/value.h"

#define DAYS_MAX 36500
#define HORIZON_DAYS 365 /* where no other is given */
#define PERIOD_DAYS 30   /* likewise */
#define YEAR_DAYS 365.2425

static enum churn_status check_model(const struct value_settings *settings, struct churn_error *err)
{
    bool load = settings->load != NULL, hold_out = settings->calibrate_until != CHURN_DAY_NONE;
    if (load && (settings->fit || settings->save != NULL || settings->model != VALUE_AUTO || settings->unit != 0))
        return churn_error_set(err, CHURN_USAGE, "--load brings a model; --fit, --save, --model and --unit make one");
    if (settings->fit && hold_out)
        return churn_error_set(err, CHURN_USAGE, "--fit and --calibrate-until are two reports; ask for one");
    if (hold_out && settings->source == VALUE_CUSTOMERS)
        return churn_error_set(err, CHURN_USAGE,
                               "--calibrate-until wants the days of all purchases: transactions, or a ledger with days");
    return CHURN_OK;
}

static enum churn_status check_columns(const struct value_settings *settings, struct churn_error *err)
{
    bool of_customers = settings->first_date != NULL || settings->last_date != NULL || settings->purchase_days != NULL ||
                        settings->spend != NULL || settings->first_spend != NULL;
    bool of_rows = settings->date != NULL || settings->amount != NULL;
    if (of_customers && settings->source != VALUE_CUSTOMERS)
        return churn_error_set(
            err, CHURN_USAGE,
            "--first-date, --last-date, --purchase-days, --spend and --first-spend are for --input=customers");
    if (of_rows && settings->source != VALUE_TRANSACTIONS)
        return churn_error_set(err, CHURN_USAGE, "--date and --amount are for --input=transactions");
    if (settings->id != NULL && settings->source == VALUE_LEDGER)
        return churn_error_set(err, CHURN_USAGE, "a ledger's columns have fixed names: --id has no meaning there");
    if (settings->no_spend && (settings->annual_discount != NULL || settings->spend != NULL || settings->first_spend != NULL))
        return churn_error_set(err, CHURN_USAGE,
                               "--no-spend leaves money out, and --annual-discount, --spend, --first-spend want it");
    return CHURN_OK;
}

static enum churn_status check_output(const struct cli *cli, const struct value_settings *settings, struct churn_error *err)
{
    bool report = settings->fit || settings->calibrate_until != CHURN_DAY_NONE;
    if (!report && cli->settings.format != CLI_FORMAT_CSV)
        return churn_error_set(err, CHURN_USAGE,
                               "--format is for reports, of --fit and of --calibrate-until; customers are written as CSV");
    if (report && (settings->horizon != VALUE_NO_HORIZON || settings->annual_discount != NULL || settings->period != NULL))
        return churn_error_set(err, CHURN_USAGE,
                               "--horizon, --annual-discount and --period are for customers, and --fit and --calibrate-until "
                               "report; a hold-out ends with --as-of");
    if (settings->period != NULL && settings->annual_discount == NULL)
        return churn_error_set(err, CHURN_USAGE, "--period is that of --annual-discount, which was not given");
    return CHURN_OK;
}

static enum churn_status read_horizon(const struct value_settings *settings, struct value_plan *plan, struct churn_error *err)
{
    plan->horizon_days = settings->horizon == VALUE_NO_HORIZON ? HORIZON_DAYS : settings->horizon;
    if (plan->horizon_days < 1 || plan->horizon_days > DAYS_MAX)
        return churn_error_set(err, CHURN_USAGE, "--horizon is from 1 to %d days", DAYS_MAX);
    return CHURN_OK;
}

/* A month of 4.345 weeks is 30.415 days. */
static enum churn_status read_period(const char *word, double *days, struct churn_error *err)
{
    static const struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    churn_amount period;
    unsigned decimals;
    *days = PERIOD_DAYS;
    if (word == NULL)
        return CHURN_OK;
    if (churn_amount_parse((struct churn_text){ word, strlen(word) }, &format, &period, &decimals, NULL) != CHURN_OK ||
        period < CHURN_AMOUNT_UNIT || period > DAYS_MAX * CHURN_AMOUNT_UNIT)
        return churn_error_set(err, CHURN_USAGE, "--period takes from 1 to %d days, such as 30 or 30.415", DAYS_MAX);
    *days = churn_amount_to_double(period);
    return CHURN_OK;
}

static enum churn_status read_discount(const struct value_settings *settings, struct value_plan *plan, struct churn_error *err)
{
    double share;
    plan->has_discount = settings->annual_discount != NULL;
    if (!plan->has_discount)
        return CHURN_OK;
    if (!cli_share_real((struct churn_text){ settings->annual_discount, strlen(settings->annual_discount) }, &share))
        return churn_error_set(err, CHURN_USAGE, "--annual-discount takes a share from 0 to 1, such as 0.1 or 10%%");
    plan->rate = expm1(plan->period_days / YEAR_DAYS * log1p(share));
    return CHURN_OK;
}

enum churn_status value_plan_make(struct cli *cli, const struct value_settings *settings, struct value_plan *plan,
                                  struct churn_error *err)
{
    *plan = (struct value_plan){ .as_of = CHURN_DAY_NONE, .unit_days = settings->unit == 0 ? 7 : 1 };
    enum churn_status status = check_model(settings, err);
    if (status == CHURN_OK)
        status = check_columns(settings, err);
    if (status == CHURN_OK)
        status = check_output(cli, settings, err);
    if (status == CHURN_OK)
        status = read_horizon(settings, plan, err);
    if (status == CHURN_OK)
        status = read_period(settings->period, &plan->period_days, err);
    if (status == CHURN_OK)
        status = read_discount(settings, plan, err);
    if (status == CHURN_OK)
        status = cli_as_of(cli, settings->as_of, &plan->as_of, err);
    if (status == CHURN_OK && plan->as_of != CHURN_DAY_NONE && settings->calibrate_until >= plan->as_of)
        return churn_error_set(err, CHURN_USAGE, "--calibrate-until is not before --as-of: nothing is left to check against");
    return status;
}
