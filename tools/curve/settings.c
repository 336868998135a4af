/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that contradict each other, said before a byte is read: an option that would do nothing is a mistake. */
#include <string.h>

#include "curve/curve.h"

static enum churn_status refuse(struct churn_error *err, const char *message)
{
    return churn_error_set(err, CHURN_USAGE, "%s", message);
}

static enum churn_status check_tables(const struct curve_settings *settings, struct churn_error *err)
{
    if (settings->transactions != NULL && settings->retained_from != NULL)
        return refuse(err, "--transactions and --retained-from are two ways to know who stayed: give one");
    if (settings->surveys != NULL && settings->transactions == NULL)
        return refuse(err, "--surveys wants --transactions=FILE, to see who bought again");
    if (settings->score_from != NULL && settings->retained_from == NULL)
        return refuse(err, "--score-from wants --retained-from=FILE, to see who stayed");
    if (settings->customers != NULL && settings->transactions == NULL && settings->retained_from == NULL)
        return refuse(err, "--customers is looked up by customer: it goes with --transactions or --retained-from");
    if (settings->customers != NULL && settings->group == NULL && settings->value == NULL)
        return refuse(err, "--customers gives the columns of --group-by and --value: name at least one");
    if (settings->retained != NULL && settings->churned != NULL)
        return refuse(err, "--retained and --churned are opposites: give one");
    if (settings->transactions != NULL && (settings->retained != NULL || settings->churned != NULL))
        return refuse(err, "with --transactions who stayed is seen in them: leave out --retained and --churned");
    return CHURN_OK;
}

static enum churn_status check_follow_up(const struct curve_settings *settings, struct churn_error *err)
{
    bool followed = settings->transactions != NULL, joined = settings->retained_from != NULL;
    if (!followed && (settings->date != NULL || settings->purchase_date != NULL || settings->amount != NULL))
        return refuse(err, "--date, --purchase-date and --amount go with --transactions");
    if (!followed && (settings->within_days != CURVE_NOT_GIVEN || settings->as_of != CHURN_DAY_NONE ||
                      settings->surveys_used != CHURN_SURVEYS_ALL || settings->population != CURVE_BUYERS))
        return refuse(err, "--retained-within, --as-of, --surveys-used and --population go with --transactions");
    if (!followed && !joined && (settings->id != NULL || settings->other_id != NULL))
        return refuse(err, "--id and --other-id go with --transactions or --retained-from");
    return CHURN_OK;
}

/* A prediction reads a curve and fits none. */
static enum churn_status check_predict(const struct cli *cli, const struct curve_settings *settings, struct churn_error *err)
{
    bool observes = settings->transactions != NULL || settings->retained_from != NULL || settings->retained != NULL ||
                    settings->churned != NULL || settings->weight != NULL || settings->value != NULL;
    bool fits = settings->model != 0 || settings->zones != NULL || settings->reference != NULL || settings->confidence != NULL;
    if (settings->predict == NULL)
        return CHURN_OK;
    if (observes || fits || settings->models || settings->parameters || settings->all_fits || settings->save != NULL)
        return refuse(err, "--predict applies a saved curve: of the other options it takes --score and --group-by alone");
    if (cli->settings.format != CLI_FORMAT_CSV)
        return refuse(err, "--predict passes a table through, as CSV: leave out --format");
    return CHURN_OK;
}

enum churn_status curve_settings_check(struct cli *cli, const struct curve_settings *settings, struct churn_error *err)
{
    const char *const *named = settings->surveys != NULL ? &settings->surveys : &settings->score_from;
    enum churn_status status = check_tables(settings, err);
    if (status == CHURN_OK)
        status = check_follow_up(settings, err);
    if (status == CHURN_OK)
        status = check_predict(cli, settings, err);
    if (status == CHURN_OK && settings->models + settings->parameters + settings->all_fits > 1)
        status = refuse(err, "--models, --parameters and --all-fits are three tables: ask for one at a time");
    if (status != CHURN_OK || *named == NULL)
        return status;
    if (cli->operand_count > 0)
        return refuse(err, "--surveys and --score-from name the table: leave out the other files");
    cli->operands = named;
    cli->operand_count = 1;
    return CHURN_OK;
}
