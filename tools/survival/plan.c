/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of churn-survival's options, and what goes with what: an option that would do nothing is a mistake. */
#include <stdlib.h>
#include <string.h>

#include "common/share.h"
#include "survival/survival.h"

static enum churn_status refuse(struct churn_error *err, const char *message)
{
    return churn_error_set(err, CHURN_USAGE, "%s", message);
}

static bool parse_time(const char *text, size_t length, double *time)
{
    static const struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    churn_amount amount;
    unsigned decimals;
    if (churn_amount_parse((struct churn_text){ text, length }, &format, &amount, &decimals, NULL) != CHURN_OK || amount < 0)
        return false;
    *time = churn_amount_to_double(amount);
    return true;
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static enum churn_status parse_times(const char *list, struct survival_plan *plan, struct churn_error *err)
{
    size_t kept = 0;
    plan->times = calloc(strlen(list) / 2 + 1, sizeof *plan->times);
    if (plan->times == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (const char *at = list;; at++) {
        size_t length = strcspn(at, ",");
        if (!parse_time(at, length, &plan->times[plan->time_count]))
            return refuse(err, "--at takes times of 0 or more, such as 0,90,180,360");
        plan->time_count++;
        at += length;
        if (*at == '\0')
            break;
    }
    qsort(plan->times, plan->time_count, sizeof *plan->times, compare_times);
    for (size_t i = 0; i < plan->time_count; i++)
        if (kept == 0 || plan->times[kept - 1] < plan->times[i])
            plan->times[kept++] = plan->times[i];
    plan->time_count = kept;
    return CHURN_OK;
}

static enum churn_status parse_confidence(const char *text, double *confidence, struct churn_error *err)
{
    churn_amount share;
    if (!cli_share((struct churn_text){ text, strlen(text) }, &share) || share < CHURN_AMOUNT_UNIT / 2 ||
        share > CHURN_AMOUNT_UNIT / 10000 * 9999)
        return refuse(err, "--confidence takes a share from 50% to 99.99%, such as 95% or 0.95");
    *confidence = churn_amount_to_double(share);
    return CHURN_OK;
}

static enum churn_status check_columns(const struct survival_settings *settings, struct churn_error *err)
{
    enum survival_input input = (enum survival_input)settings->input;
    bool purchases = input == SURVIVAL_CUSTOMERS || input == SURVIVAL_LEDGER;
    if (input != SURVIVAL_DURATIONS && (settings->duration != NULL || settings->event != NULL || settings->weight != NULL))
        return refuse(err, "--duration, --event and --weight go with --input=durations");
    if (input != SURVIVAL_CUSTOMERS && (settings->first != NULL || settings->last != NULL))
        return refuse(err, "--first and --last go with --input=customers");
    if (input != SURVIVAL_CONTRACTS && (settings->start != NULL || settings->end != NULL))
        return refuse(err, "--start and --end go with --input=contracts");
    if (settings->id != NULL && input != SURVIVAL_CUSTOMERS && input != SURVIVAL_CONTRACTS)
        return refuse(err, "--id goes with --input=customers or contracts");
    if (settings->group != NULL && input == SURVIVAL_LEDGER)
        return refuse(err, "a ledger has no column to group by; join churn-rfm's table with yours, and use --input=customers");
    if (settings->as_of != NULL && input == SURVIVAL_DURATIONS)
        return refuse(err, "--as-of goes with dates: --input=customers, ledger or contracts");
    if (settings->as_of == NULL && input == SURVIVAL_CONTRACTS)
        return refuse(err, "contracts may end in the future: give --as-of, the day to look from");
    if (settings->gone_after != SURVIVAL_NOT_GIVEN && !purchases)
        return refuse(err, "--gone-after goes with --input=customers or ledger");
    if (settings->gone_after == SURVIVAL_NOT_GIVEN && purchases)
        return refuse(err, "purchases do not say who is gone: give --gone-after=DAYS of silence, such as 180");
    if (purchases && settings->gone_after > (uint64_t)(CHURN_DAY_MAX - CHURN_DAY_MIN))
        return refuse(err, "--gone-after takes a number of days, such as 180");
    return CHURN_OK;
}

static enum churn_status check_reports(const struct survival_settings *settings, struct churn_error *err)
{
    if ((settings->at != NULL) + settings->summary + settings->tests > 1)
        return refuse(err, "--at, --summary and --tests are three reports: ask for one at a time");
    if (settings->until != NULL && !settings->summary)
        return refuse(err, "--until goes with --summary");
    if (settings->tests && settings->group == NULL)
        return refuse(err, "--tests compares groups: add --group-by=COLUMN");
    return CHURN_OK;
}

enum churn_status survival_plan_make(struct cli *cli, const struct survival_settings *settings, struct survival_plan *plan,
                                     struct churn_error *err)
{
    *plan = (struct survival_plan){ .settings = settings, .options = CHURN_SURVIVAL_OPTIONS_INIT };
    plan->options.interval = (enum churn_survival_interval)settings->interval;
    enum churn_status status = check_columns(settings, err);
    if (status == CHURN_OK)
        status = check_reports(settings, err);
    if (status == CHURN_OK && settings->confidence != NULL)
        status = parse_confidence(settings->confidence, &plan->options.confidence, err);
    if (status == CHURN_OK && settings->at != NULL)
        status = parse_times(settings->at, plan, err);
    plan->has_until = settings->until != NULL;
    if (status == CHURN_OK && plan->has_until &&
        (!parse_time(settings->until, strlen(settings->until), &plan->until) || plan->until <= 0))
        status = refuse(err, "--until takes a time above 0, such as 365");
    return status == CHURN_OK ? cli_as_of(cli, settings->as_of, &plan->as_of, err) : status;
}

void survival_plan_clear(struct survival_plan *plan)
{
    free(plan->times);
}
