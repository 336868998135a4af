/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far ahead: a chance of no order is worth nothing without its days, so they come with it, and nothing else may be said. */
#include <stdio.h>

#include "risk/risk.h"

#define DAYS_MAX 36500

static enum churn_status refuse(const struct churn_store *store, size_t row, const char *why, struct churn_error *err)
{
    struct churn_error reason;
    churn_error_set(&reason, CHURN_DATA, "%s", why);
    return churn_store_refuse(store, row, churn_store_column(store, "horizon_days"), false, &reason, err);
}

static enum churn_status check_row(const struct risk_settings *settings, const struct churn_store *store, size_t row,
                                   uint64_t *days, struct churn_error *err)
{
    char why[200];
    if (churn_store_null(store, row, RISK_HORIZON_DAYS))
        return refuse(store, row, "is empty, but p_no_order is not: of how many days is it?", err);
    uint64_t here = churn_store_count(store, row, RISK_HORIZON_DAYS);
    if (settings->horizon != RISK_NO_HORIZON && here != settings->horizon) {
        snprintf(why, sizeof why,
                 "is what p_no_order is of, not --horizon=%llu; leave --horizon out, or have churn-value look as far",
                 (unsigned long long)settings->horizon);
        return refuse(store, row, why, err);
    }
    if (*days != 0 && here != *days) {
        snprintf(why, sizeof why, "is not %llu as in the rows above; all must be scored with the same --horizon",
                 (unsigned long long)*days);
        return refuse(store, row, why, err);
    }
    *days = here;
    return here >= 1 && here <= DAYS_MAX ? CHURN_OK : refuse(store, row, "is not from 1 to 36500", err);
}

enum churn_status risk_find_horizon(struct cli *cli, const struct risk_settings *settings, const struct churn_store *store,
                                    struct churn_risk_model *model, struct churn_error *err)
{
    uint64_t days = 0;
    enum churn_status status = CHURN_OK;
    if (!churn_store_has(store, CHURN_RISK_P_NO_ORDER) || !churn_store_has(store, RISK_HORIZON_DAYS))
        return CHURN_OK;
    for (size_t row = 0; status == CHURN_OK && row < churn_store_rows(store); row++)
        if (!churn_store_null(store, row, CHURN_RISK_P_NO_ORDER))
            status = check_row(settings, store, row, &days, err);
    if (status != CHURN_OK || days == 0)
        return status;
    cli_note(cli, "%llu day%s ahead, by horizon_days of p_no_order", (unsigned long long)days, days == 1 ? "" : "s");
    return churn_risk_set_horizon(model, days, err);
}
