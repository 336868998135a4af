/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day to look from. churn-rfm writes last_date and recency_days, whose sum it is; the two must agree on it. */
#include "risk/risk.h"

static bool day_of_row(const struct churn_store *store, size_t row, churn_day *day)
{
    if (churn_store_null(store, row, CHURN_RISK_LAST_DATE) || churn_store_null(store, row, CHURN_RISK_RECENCY_DAYS))
        return false;
    uint64_t silent = churn_store_count(store, row, CHURN_RISK_RECENCY_DAYS);
    if (silent > (uint64_t)(CHURN_DAY_MAX - CHURN_DAY_MIN))
        return false;
    *day = churn_store_day(store, row, CHURN_RISK_LAST_DATE) + (churn_day)silent;
    return true;
}

static enum churn_status refuse(const struct churn_store *store, size_t row, churn_day expected, struct churn_error *err)
{
    char text[CHURN_DAY_TEXT_SIZE] = "";
    struct churn_error reason;
    churn_day_write(expected, text);
    churn_error_set(&reason, CHURN_DATA, "counted from last_date does not lead to %s as in the rows above; use --as-of", text);
    return churn_store_refuse(store, row, churn_store_column(store, churn_risk_feature_name(CHURN_RISK_RECENCY_DAYS)), false,
                              &reason, err);
}

static enum churn_status agree(const struct churn_store *store, churn_day *as_of, struct churn_error *err)
{
    *as_of = CHURN_DAY_NONE;
    for (size_t row = 0; row < churn_store_rows(store); row++) {
        churn_day day;
        if (!day_of_row(store, row, &day))
            continue;
        if (*as_of != CHURN_DAY_NONE && day != *as_of)
            return refuse(store, row, *as_of, err);
        *as_of = day;
    }
    return CHURN_OK;
}

static churn_day latest(const struct churn_store *store)
{
    churn_day found = CHURN_DAY_NONE;
    for (size_t row = 0; row < churn_store_rows(store); row++) {
        if (churn_store_null(store, row, CHURN_RISK_LAST_DATE))
            continue;
        churn_day day = churn_store_day(store, row, CHURN_RISK_LAST_DATE);
        if (found == CHURN_DAY_NONE || day > found)
            found = day;
    }
    return found;
}

static bool needs_day(const struct churn_store *store)
{
    for (enum churn_risk_feature feature = 0; feature < CHURN_RISK_FEATURES; feature++)
        if (churn_risk_feature_kind(feature) == CHURN_RISK_DATE && churn_store_has(store, feature))
            return churn_store_rows(store) > 0;
    return false;
}

static void say(struct cli *cli, churn_day as_of, const char *why)
{
    char text[CHURN_DAY_TEXT_SIZE] = "";
    churn_day_write(as_of, text);
    cli_note(cli, "as of %s%s", text, why);
}

enum churn_status risk_find_as_of(struct cli *cli, const struct risk_settings *settings, const struct churn_store *store,
                                  churn_day *as_of, struct churn_error *err)
{
    enum churn_status status = cli_as_of(cli, settings->as_of, as_of, err);
    if (status != CHURN_OK || !needs_day(store)) {
        *as_of = status == CHURN_OK && *as_of == CHURN_DAY_NONE ? 0 : *as_of;
        return status;
    }
    if (*as_of != CHURN_DAY_NONE) {
        say(cli, *as_of, "");
        return CHURN_OK;
    }
    status = agree(store, as_of, err);
    if (status != CHURN_OK)
        return status;
    if (*as_of != CHURN_DAY_NONE) {
        say(cli, *as_of, ", by last_date and recency_days");
        return CHURN_OK;
    }
    *as_of = latest(store);
    if (*as_of == CHURN_DAY_NONE)
        return churn_error_set(err, CHURN_USAGE, "no last_date tells the day to look from; use --as-of=YYYY-MM-DD");
    say(cli, *as_of, ", the latest last_date");
    return CHURN_OK;
}
