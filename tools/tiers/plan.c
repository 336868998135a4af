/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of churn-tiers' options as numbers: shares exact, names as many as tiers. */
#include <stdlib.h>
#include <string.h>

#include "common/share.h"
#include "tiers/tiers.h"

static enum churn_status parse_cuts(const char *list, struct tiers_plan *plan, struct churn_error *err)
{
    size_t count = 0;
    for (const char *at = list;; at++) {
        size_t length = strcspn(at, ",");
        if (count == CHURN_TIERS_MAX - 1)
            return churn_error_set(err, CHURN_USAGE, "--cuts: at most %d tiers", CHURN_TIERS_MAX);
        if (!cli_share((struct churn_text){ at, length }, &plan->cuts[count++]))
            return churn_error_set(err, CHURN_USAGE, "--cuts takes shares such as 4%%,20%%,80%%");
        at += length;
        if (*at == '\0')
            break;
    }
    plan->options.cuts = plan->cuts;
    plan->options.cut_count = count;
    return CHURN_OK;
}

static enum churn_status parse_names(const char *list, struct tiers_plan *plan, struct churn_error *err)
{
    size_t count = 0;
    plan->names = strdup(list);
    if (plan->names == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (char *at = plan->names; at != NULL && count < CHURN_TIERS_MAX;) {
        plan->name[count++] = strsep(&at, ",");
        if (plan->name[count - 1][0] == '\0')
            return churn_error_set(err, CHURN_USAGE, "--tiers: a tier without a name");
        for (size_t other = 0; other + 1 < count; other++)
            if (strcmp(plan->name[other], plan->name[count - 1]) == 0)
                return churn_error_set(err, CHURN_USAGE, "--tiers: two tiers of one name");
    }
    if (count != plan->options.cut_count + 1)
        return churn_error_set(err, CHURN_USAGE, "--tiers names %zu tiers, but --cuts makes %zu", count,
                               plan->options.cut_count + 1);
    return CHURN_OK;
}

static void name_fields(const struct tiers_settings *settings, struct tiers_plan *plan)
{
    plan->fields[TIERS_VALUE] = (struct churn_field){ settings->value != NULL ? settings->value : "monetary", "--value",
                                                      CHURN_FIELD_AMOUNT, true, false };
    /* An option that is not given names a column that cannot be. */
    plan->fields[TIERS_COST] = (struct churn_field){ settings->cost != NULL ? settings->cost : "", "--cost", CHURN_FIELD_AMOUNT,
                                                     settings->cost != NULL, false };
    plan->fields[TIERS_GROUP] = (struct churn_field){ settings->group != NULL ? settings->group : "", "--group-by",
                                                      CHURN_FIELD_TEXT, settings->group != NULL, false };
    plan->field_count = TIERS_FIELDS;
}

enum churn_status tiers_plan_make(const struct tiers_settings *settings, struct tiers_plan *plan, struct churn_error *err)
{
    bool by_value = settings->by == TIERS_BY_VALUE;
    const char *cuts = settings->cuts != NULL ? settings->cuts : by_value ? "50%,80%,95%" : "4%,20%,80%";
    *plan = (struct tiers_plan){ .options = CHURN_TIERS_OPTIONS_INIT };
    plan->options.by_value = by_value;
    name_fields(settings, plan);
    if (settings->summary && settings->lorenz != TIERS_NO_LORENZ)
        return churn_error_set(err, CHURN_USAGE, "--summary and --lorenz are two reports; ask for one");
    if (settings->lorenz != TIERS_NO_LORENZ && (settings->lorenz == 0 || settings->lorenz > 100000))
        return churn_error_set(err, CHURN_USAGE, "--lorenz takes 1 to 100000 points");
    enum churn_status status = parse_cuts(cuts, plan, err);
    if (status == CHURN_OK)
        status = parse_names(settings->names != NULL ? settings->names : "platinum,gold,iron,lead", plan, err);
    if (status == CHURN_OK && settings->share != NULL &&
        !cli_share((struct churn_text){ settings->share, strlen(settings->share) }, &plan->options.vital_share))
        status = churn_error_set(err, CHURN_USAGE, "--share takes a share such as 80%%");
    return status;
}

void tiers_plan_clear(struct tiers_plan *plan)
{
    free(plan->names);
}
