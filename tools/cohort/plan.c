/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of churn-cohort's options, and what goes with what: an option that would do nothing is a mistake. */
#include <string.h>

#include "cohort/cohort.h"
#include "common/share.h"

static enum churn_status refuse(struct churn_error *err, const char *message)
{
    return churn_error_set(err, CHURN_USAGE, "%s", message);
}

static enum churn_status check_columns(const struct cohort_settings *settings, struct churn_error *err)
{
    if (settings->input != COHORT_TRANSACTIONS && (settings->date != NULL || settings->amount != NULL))
        return refuse(err, "--date and --amount go with --input=transactions");
    if (settings->input != COHORT_CONTRACTS && (settings->start != NULL || settings->end != NULL))
        return refuse(err, "--start and --end go with --input=contracts");
    if (settings->input != COHORT_ALIVE && (settings->cohort != NULL || settings->renewals != NULL || settings->alive != NULL))
        return refuse(err, "--cohort, --renewals and --alive go with --input=alive");
    if (settings->input == COHORT_ALIVE &&
        (settings->id != NULL || settings->as_of != NULL || settings->per != COHORT_NOT_GIVEN))
        return refuse(err, "with --input=alive the table has its own periods: leave out --id, --as-of and --per");
    if (settings->input == COHORT_CONTRACTS && settings->as_of == NULL)
        return refuse(err, "contracts may end in the future: give --as-of, the day to look from");
    return CHURN_OK;
}

static enum churn_status check_reports(const struct cohort_settings *settings, struct churn_error *err)
{
    bool purchases = settings->input == COHORT_TRANSACTIONS;
    bool projects = settings->fit != COHORT_NOT_GIVEN || settings->project != COHORT_PROJECT_NOT_GIVEN ||
                    settings->parameters || settings->confidence != NULL;
    if (purchases && projects)
        return refuse(err, "purchases are no contract: who did not buy may come back, and this projection does not hold; see "
                           "--input=contracts or alive");
    if (!purchases && (settings->refunds != COHORT_NOT_GIVEN || settings->triangle != COHORT_NOT_GIVEN))
        return refuse(err, "--refunds and --triangle go with --input=transactions");
    if (settings->parameters && settings->project != COHORT_PROJECT_NOT_GIVEN)
        return refuse(err, "--parameters shows the model and --project what it says: ask for one at a time");
    if (settings->project != COHORT_PROJECT_NOT_GIVEN && settings->project > COHORT_PROJECT_MAX)
        return refuse(err, "--project takes a number of periods, at most 1000");
    return CHURN_OK;
}

/* Half the way up from the share to one, in normal errors. The tools know no distributions: a curve without cells tells it. */
static enum churn_status find_z(const char *text, double *z, struct churn_error *err)
{
    struct churn_survival_options options = CHURN_SURVIVAL_OPTIONS_INIT;
    struct churn_survival *curve;
    churn_amount share;
    if (text != NULL && (!cli_share((struct churn_text){ text, strlen(text) }, &share) || share < CHURN_AMOUNT_UNIT / 2 ||
                         share > CHURN_AMOUNT_UNIT / 10000 * 9999))
        return refuse(err, "--confidence takes a share from 50% to 99.99%, such as 95% or 0.95");
    if (text != NULL)
        options.confidence = churn_amount_to_double(share);
    enum churn_status status = churn_survival_new(NULL, 0, &options, &curve, err);
    if (status != CHURN_OK)
        return status;
    *z = churn_survival_z(curve);
    churn_survival_free(curve);
    return CHURN_OK;
}

enum churn_status cohort_plan_make(struct cli *cli, const struct cohort_settings *settings, struct cohort_plan *plan,
                                   struct churn_error *err)
{
    *plan = (struct cohort_plan){ .settings = settings, .project = COHORT_PROJECT };
    if (settings->per != COHORT_NOT_GIVEN)
        plan->kind = (enum churn_period_kind)settings->per;
    plan->together = settings->fit != COHORT_NOT_GIVEN ? settings->fit == COHORT_TOGETHER : settings->input == COHORT_CONTRACTS;
    enum churn_status status = check_columns(settings, err);
    if (status == CHURN_OK)
        status = check_reports(settings, err);
    if (status == CHURN_OK && settings->project != COHORT_PROJECT_NOT_GIVEN)
        plan->project = (size_t)settings->project;
    if (status == CHURN_OK)
        status = find_z(settings->confidence, &plan->z, err);
    return status == CHURN_OK ? cli_as_of(cli, settings->as_of, &plan->as_of, err) : status;
}
