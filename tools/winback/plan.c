/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of churn-winback's options as tables, thresholds and columns to look for. */
#include <stdlib.h>
#include <string.h>

#include "common/share.h"
#include "winback/winback.h"

/* Columns that speak for themselves wherever they are. */
static const struct winback_exclusion BUILT_IN[] = {
    { "do_not_contact", "do not contact" },
    { "broke_contract", "broke the contract" },
    { "abusive", "abusive to staff" },
    { "disreputable", "disreputable" },
};
#define BUILT_IN_COUNT (sizeof BUILT_IN / sizeof BUILT_IN[0])

enum churn_status winback_tables_make(const struct winback_settings *settings, struct winback_plan *plan,
                                      struct churn_error *err)
{
    *plan = (struct winback_plan){ .tables = churn_winback_new(), .own_actions = settings->actions != NULL };
    if (plan->tables == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = settings->efforts != NULL ? churn_winback_read_efforts(settings->efforts, plan->tables, err)
                                                         : churn_winback_add_builtin_efforts(plan->tables, err);
    if (status != CHURN_OK)
        return status;
    return settings->actions != NULL ? churn_winback_read_actions(settings->actions, plan->tables, err)
                                     : churn_winback_add_builtin_actions(plan->tables, err);
}

static enum churn_status parse_exclusion(char *words, struct winback_plan *plan, struct churn_error *err)
{
    char *reason = strchr(words, ':');
    if (plan->exclusion_count == WINBACK_EXCLUSIONS_MAX)
        return churn_error_set(err, CHURN_USAGE, "--exclude takes at most %zu columns",
                               (size_t)WINBACK_EXCLUSIONS_MAX - BUILT_IN_COUNT);
    if (reason != NULL)
        *reason++ = '\0';
    if (words[0] == '\0' || (reason != NULL && reason[0] == '\0'))
        return churn_error_set(err, CHURN_USAGE, "--exclude takes COLUMN:REASON, several of them with commas between");
    plan->exclusions[plan->exclusion_count++] = (struct winback_exclusion){ words, reason != NULL ? reason : words };
    return CHURN_OK;
}

static enum churn_status parse_exclude(const char *list, struct winback_plan *plan, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; i < BUILT_IN_COUNT; i++)
        plan->exclusions[plan->exclusion_count++] = BUILT_IN[i];
    if (list == NULL)
        return CHURN_OK;
    plan->exclude_words = strdup(list);
    if (plan->exclude_words == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (char *rest = plan->exclude_words; status == CHURN_OK && rest != NULL;)
        status = parse_exclusion(strsep(&rest, ","), plan, err);
    return status;
}

static enum churn_status parse_limits(const struct winback_settings *settings, struct winback_plan *plan,
                                      struct churn_error *err)
{
    const char *risk = settings->min_risk;
    plan->has_level = settings->level > 0;
    plan->least_level = settings->level;
    plan->limits.has_min_gain = settings->min_gain != WINBACK_NOT_GIVEN;
    plan->limits.min_gain = plan->limits.has_min_gain ? settings->min_gain : 0;
    if (risk != NULL && !cli_share((struct churn_text){ risk, strlen(risk) }, &plan->limits.min_risk))
        return churn_error_set(err, CHURN_USAGE, "--min-risk takes a share such as 0.25 or 25%%");
    if (settings->budget != WINBACK_NOT_GIVEN && settings->budget < 0)
        return churn_error_set(err, CHURN_USAGE, "--budget cannot be below 0");
    if (settings->out_dir != NULL && settings->per_owner == NULL)
        return churn_error_set(err, CHURN_USAGE, "--out-dir wants --per-owner=COLUMN: whose lists they are");
    if (settings->top_each != UINT64_MAX && settings->per_owner == NULL)
        return churn_error_set(err, CHURN_USAGE, "--top-each wants --per-owner=COLUMN: of each of whom");
    if (settings->per_owner != NULL && settings->out_dir == NULL && settings->top_each == UINT64_MAX)
        return churn_error_set(err, CHURN_USAGE, "--per-owner wants --out-dir=DIR: where the lists go");
    return CHURN_OK;
}

static struct churn_field field(const char *name, const char *option, enum churn_field_kind kind, bool required)
{
    return (struct churn_field){ name, option, kind, required, false };
}

/* An option that is not given names a column that cannot be. */
static struct churn_field given_field(const char *name, const char *option, enum churn_field_kind kind)
{
    return field(name != NULL ? name : "", option, kind, name != NULL);
}

static void name_fields(const struct winback_settings *settings, struct winback_plan *plan)
{
    struct churn_field *fields = plan->fields;
    fields[WINBACK_VALUE] = field(settings->value != NULL ? settings->value : "monetary", "--value", CHURN_FIELD_AMOUNT, true);
    fields[WINBACK_RISK] = field("risk", NULL, CHURN_FIELD_REAL, true);
    fields[WINBACK_TIER] = field("tier", NULL, CHURN_FIELD_TEXT, true);
    fields[WINBACK_LIKELY_TYPE] = field("likely_type", NULL, CHURN_FIELD_TEXT, false);
    fields[WINBACK_LEVEL] = field("level", NULL, CHURN_FIELD_TEXT, settings->level > 0);
    fields[WINBACK_OWNER] = given_field(settings->per_owner, "--per-owner", CHURN_FIELD_TEXT);
    fields[WINBACK_PROMISING] = given_field(settings->promising, "--promising", CHURN_FIELD_FLAG);
    fields[WINBACK_FIRST_DATE] = field("first_date", NULL, CHURN_FIELD_DAY, false);
    fields[WINBACK_LAST_DATE] = field("last_date", NULL, CHURN_FIELD_DAY, false);
    fields[WINBACK_RECENCY_DAYS] = field("recency_days", NULL, CHURN_FIELD_COUNT, false);
    fields[WINBACK_F_SCORE] = field("f_score", NULL, CHURN_FIELD_COUNT, false);
    fields[WINBACK_M_SCORE] = field("m_score", NULL, CHURN_FIELD_COUNT, false);
    fields[WINBACK_RECENT_DAYS] = field("recent_purchase_days", NULL, CHURN_FIELD_COUNT, false);
    fields[WINBACK_PREVIOUS_DAYS] = field("previous_purchase_days", NULL, CHURN_FIELD_COUNT, false);
    for (const char *flag; (flag = churn_winback_flag(plan->tables, plan->flag_count)) != NULL; plan->flag_count++)
        fields[winback_flag_field(plan->flag_count)] = field(flag, NULL, CHURN_FIELD_FLAG, false);
    for (size_t i = 0; i < plan->exclusion_count; i++)
        fields[winback_exclusion_field(plan, i)] =
            field(plan->exclusions[i].column, "--exclude", CHURN_FIELD_FLAG, i >= BUILT_IN_COUNT);
}

enum churn_status winback_plan_make(const struct winback_settings *settings, struct winback_plan *plan, struct churn_error *err)
{
    enum churn_status status = winback_tables_make(settings, plan, err);
    if (status == CHURN_OK)
        status = parse_exclude(settings->exclude, plan, err);
    if (status == CHURN_OK)
        status = parse_limits(settings, plan, err);
    if (status == CHURN_OK)
        name_fields(settings, plan);
    return status;
}

void winback_plan_clear(struct winback_plan *plan)
{
    churn_winback_free(plan->tables);
    free(plan->exclude_words);
}
