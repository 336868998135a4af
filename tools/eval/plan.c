/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of churn-eval's options as numbers. */
#include <stdlib.h>
#include <string.h>

#include "common/share.h"
#include "eval/eval.h"

static struct churn_text all_of(const char *text)
{
    return (struct churn_text){ text, strlen(text) };
}

static bool parse_number(const char *text, double *value)
{
    static const struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    churn_amount amount;
    unsigned decimals;
    if (churn_amount_parse(all_of(text), &format, &amount, &decimals, NULL) != CHURN_OK)
        return false;
    *value = churn_amount_to_double(amount);
    return true;
}

static bool parse_share(const char *text, double *value)
{
    churn_amount share;
    if (!cli_share(all_of(text), &share))
        return false;
    *value = churn_amount_to_double(share);
    return true;
}

static enum churn_status parse_scores(const char *list, struct eval_plan *plan, struct churn_error *err)
{
    plan->names = strdup(list);
    if (plan->names == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (char *at = plan->names; at != NULL;) {
        if (plan->score_count == EVAL_SCORES_MAX)
            return churn_error_set(err, CHURN_USAGE, "--score: at most %d scores", EVAL_SCORES_MAX);
        char *name = strsep(&at, ",");
        bool falls = name[0] == '-';
        plan->scores[plan->score_count++] = (struct eval_score){ .name = name + falls, .falls = falls };
        if (name[falls] == '\0')
            return churn_error_set(err, CHURN_USAGE, "--score takes columns, such as risk,recency_days,-orders");
    }
    return CHURN_OK;
}

static enum churn_status parse_economics(const struct eval_settings *settings, struct eval_plan *plan, struct churn_error *err)
{
    struct churn_economics *economics = &plan->economics;
    int given =
        (settings->cost != NULL) + (settings->success != NULL) + (settings->value != NULL || settings->value_column != NULL);
    plan->has_economics = given == 3;
    if (settings->value != NULL && settings->value_column != NULL)
        return churn_error_set(err, CHURN_USAGE, "--value and --value-column are two ways to say it: give one");
    if (given != 0 && given != 3)
        return churn_error_set(err, CHURN_USAGE, "profit wants all of --cost, --success and --value (or --value-column)");
    if (settings->profit && given == 0)
        return churn_error_set(err, CHURN_USAGE, "--profit wants --cost, --success and --value (or --value-column)");
    if (settings->cost != NULL && (!parse_number(settings->cost, &economics->cost) || economics->cost < 0))
        return churn_error_set(err, CHURN_USAGE, "--cost takes what calling a customer costs, such as 2.50");
    if (settings->success != NULL && !parse_share(settings->success, &economics->success))
        return churn_error_set(err, CHURN_USAGE, "--success takes the share that a call keeps, such as 20%%");
    if (settings->value != NULL && !parse_number(settings->value, &economics->value_each))
        return churn_error_set(err, CHURN_USAGE, "--value takes what a kept customer is worth, such as 150");
    return CHURN_OK;
}

static enum churn_status check_reports(const struct cli *cli, const struct eval_settings *settings, struct churn_error *err)
{
    if (settings->lift + settings->calibration + settings->profit > 1)
        return churn_error_set(err, CHURN_USAGE, "--lift, --calibration and --profit are three reports: ask for one");
    if (settings->threshold != NULL && (settings->lift || settings->calibration || settings->profit))
        return churn_error_set(err, CHURN_USAGE, "--threshold adds to the summary: leave out the other report");
    if (settings->churned != NULL && settings->retained != NULL)
        return churn_error_set(err, CHURN_USAGE, "--retained and --churned are opposites: give one");
    if (settings->bins < 2 || settings->bins > EVAL_BINS_MAX)
        return churn_error_set(err, CHURN_USAGE, "--bins is from 2 to %d", EVAL_BINS_MAX);
    if (cli->settings.expect_total != NULL)
        return churn_error_set(err, CHURN_USAGE, "--expect-total is not for this program: scores have no sum");
    return CHURN_OK;
}

enum churn_status eval_plan_make(const struct cli *cli, const struct eval_settings *settings, struct eval_plan *plan,
                                 struct churn_error *err)
{
    *plan = (struct eval_plan){ .confidence = 0.95, .leak = 0.99, .bins = (size_t)settings->bins };
    enum churn_status status = check_reports(cli, settings, err);
    if (status == CHURN_OK)
        status = parse_economics(settings, plan, err);
    if (status != CHURN_OK)
        return status;
    if (settings->confidence != NULL &&
        (!parse_share(settings->confidence, &plan->confidence) || plan->confidence < 0.5 || plan->confidence > 0.9999))
        return churn_error_set(err, CHURN_USAGE, "--confidence takes a share from 50%% to 99.99%%, such as 95%% or 0.95");
    if (settings->leak != NULL && (!parse_share(settings->leak, &plan->leak) || plan->leak < 0.5))
        return churn_error_set(err, CHURN_USAGE, "--leak-above takes an AUC from 0.5 to 1, such as 0.99");
    plan->has_threshold = settings->threshold != NULL;
    if (plan->has_threshold && !parse_number(settings->threshold, &plan->threshold))
        return churn_error_set(err, CHURN_USAGE, "--threshold takes a score, such as 0.5");
    return parse_scores(settings->scores, plan, err);
}

void eval_plan_clear(struct eval_plan *plan)
{
    for (size_t i = 0; i < plan->score_count; i++) {
        free(plan->scores[i].values);
        churn_evaluation_free(plan->scores[i].evaluation);
    }
    free(plan->names);
}
