/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day to look from, where any rule counts from it. */
#include "common/store_as_of.h"
#include "risk/risk.h"

static bool needs_day(const struct churn_store *store)
{
    for (enum churn_risk_feature feature = 0; feature < CHURN_RISK_FEATURES; feature++)
        if (churn_risk_feature_kind(feature) == CHURN_RISK_DATE && churn_store_has(store, feature))
            return churn_store_rows(store) > 0;
    return false;
}

enum churn_status risk_find_as_of(struct cli *cli, const struct churn_store *store, churn_day *as_of, struct churn_error *err)
{
    if (!needs_day(store)) {
        *as_of = *as_of == CHURN_DAY_NONE ? 0 : *as_of; /* nothing will ask for it */
        return CHURN_OK;
    }
    enum churn_status status = cli_store_as_of(cli, store, CHURN_RISK_LAST_DATE, CHURN_RISK_RECENCY_DAYS, as_of, err);
    if (status == CHURN_OK && *as_of == CHURN_DAY_NONE)
        return churn_error_set(err, CHURN_USAGE, "no last_date tells the day to look from; use --as-of=YYYY-MM-DD");
    return status;
}
