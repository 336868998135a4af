/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the words on the command line to settings of the library, with every contradiction said before a byte is read. */
#include <string.h>

#include "common/share.h"
#include "satisfaction/satisfaction.h"

static bool parse_number(const char *text, size_t length, churn_amount *value)
{
    static const struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    unsigned decimals;
    return churn_amount_parse((struct churn_text){ text, length }, &format, value, &decimals, NULL) == CHURN_OK;
}

static enum churn_status parse_scale(const char *text, struct churn_survey_roles *roles, struct churn_error *err)
{
    const char *dots = strstr(text, "..");
    roles->has_scale = dots != NULL && parse_number(text, (size_t)(dots - text), &roles->scale_min) &&
                       parse_number(dots + 2, strlen(dots + 2), &roles->scale_max) && roles->scale_min < roles->scale_max;
    return roles->has_scale ? CHURN_OK
                            : churn_error_set(err, CHURN_USAGE, "--scale takes the lowest and the highest score, such as 1..5");
}

static enum churn_status parse_target(const char *text, churn_amount *target, struct churn_error *err)
{
    if (cli_share((struct churn_text){ text, strlen(text) }, target) && *target > 0)
        return CHURN_OK;
    return churn_error_set(
        err, CHURN_USAGE,
        "--target takes a share above 0 and up to 100%%, such as 90%% or 0.9, with at most six decimals of a percent");
}

/* Four of five is what people mean by satisfied; on any other scale they must say what they mean. */
static enum churn_status parse_satisfied(const char *text, struct satisfaction_plan *plan, struct churn_error *err)
{
    const struct churn_survey_roles *roles = &plan->roles;
    plan->has_satisfied = text != NULL;
    plan->satisfied = 4 * CHURN_AMOUNT_UNIT;
    if (text != NULL && !parse_number(text, strlen(text), &plan->satisfied))
        return churn_error_set(err, CHURN_USAGE, "--satisfied takes the least score that counts as satisfied, such as 4");
    bool usual = roles->scale_min == CHURN_AMOUNT_UNIT && roles->scale_max == 5 * CHURN_AMOUNT_UNIT;
    if (text == NULL && roles->has_scale && !usual)
        return churn_error_set(err, CHURN_USAGE,
                               "on this scale, which score is satisfied? give --satisfied; it is 4 on a scale 1..5 only");
    if (roles->has_scale && (plan->satisfied < roles->scale_min || plan->satisfied > roles->scale_max))
        return churn_error_set(err, CHURN_USAGE, "--satisfied=%.40s lies outside --scale", text);
    return CHURN_OK;
}

static enum churn_status check_settings(const struct cli *cli, const struct satisfaction_settings *settings,
                                        struct churn_error *err)
{
    if (settings->per != SATISFACTION_NOT_GIVEN) {
        if (settings->curve != NULL || settings->expected != NULL)
            return churn_error_set(err, CHURN_USAGE, "--curve and --expected speak of customers: leave them out with --per");
        return CHURN_OK;
    }
    if (settings->group != NULL || settings->satisfied != NULL || settings->target != NULL)
        return churn_error_set(err, CHURN_USAGE, "--group-by, --satisfied and --target belong to a report: add --per=month");
    if (cli->settings.format != CLI_FORMAT_CSV)
        return churn_error_set(err, CHURN_USAGE, "--format=json and --format=table are for the report of --per");
    return CHURN_OK;
}

static enum churn_status take_curve(const char *path, struct churn_saved_curves **curves, struct churn_error *err)
{
    enum churn_status status = churn_curve_read(path, curves, err);
    if (status != CHURN_OK || !churn_saved_curves_grouped(*curves))
        return status;
    return churn_error_set(
        err, CHURN_USAGE,
        "the curves of %.200s are by group, which surveys do not tell: join the groups to this table and use "
        "churn-curve --predict",
        path);
}

enum churn_status satisfaction_plan_make(struct cli *cli, const struct satisfaction_settings *settings,
                                         struct satisfaction_plan *plan, struct churn_error *err)
{
    bool report = settings->per != SATISFACTION_NOT_GIVEN;
    *plan = (struct satisfaction_plan){ .roles = CHURN_SURVEY_ROLES_INIT };
    plan->roles.id = settings->id;
    plan->roles.date = settings->date;
    plan->roles.score = settings->score;
    plan->roles.expected = report ? "" : settings->expected;
    plan->roles.group = settings->group;
    enum churn_status status = check_settings(cli, settings, err);
    if (status == CHURN_OK && settings->scale != NULL)
        status = parse_scale(settings->scale, &plan->roles, err);
    if (status == CHURN_OK)
        status = cli_as_of(cli, settings->as_of, &plan->as_of, err);
    if (status == CHURN_OK && report) {
        plan->per = (enum churn_period_kind)settings->per;
        status = parse_satisfied(settings->satisfied, plan, err);
    }
    if (status == CHURN_OK && settings->target != NULL)
        status = parse_target(settings->target, &plan->target, err);
    if (status == CHURN_OK && settings->curve != NULL)
        status = take_curve(settings->curve, &plan->curves, err);
    satisfaction_choose_columns(plan);
    return status;
}

void satisfaction_plan_clear(struct satisfaction_plan *plan)
{
    churn_saved_curves_free(plan->curves);
}
