/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The registry of binning rules, and what they share. A table instead of a switch: the driver, the command line and the tests
 * all walk the same one, so that a rule cannot be known to some of them only.
 */
#include "model/binning.h"

static const struct binning *const rules[] = {
    [CHURN_BINNING_QUANTILE] = &binning_quantile, [CHURN_BINNING_NTILE] = &binning_ntile,
    [CHURN_BINNING_EQUAL] = &binning_equal,       [CHURN_BINNING_R_RFM] = &binning_r_rfm,
    [CHURN_BINNING_CUTS] = &binning_cuts,
};

const struct binning *binning_at(unsigned binning)
{
    return binning < sizeof rules / sizeof *rules ? rules[binning] : NULL;
}

const char *churn_binning_name(unsigned binning)
{
    const struct binning *rule = binning_at(binning);
    return rule != NULL ? rule->name : NULL;
}

size_t binning_first_known(const struct bin_group *group)
{
    if (group->dimension != CHURN_RECENCY)
        return 0;
    return rfm_keys_upper_bound(&group->keys, group->count, RFM_KEY_NONE);
}
