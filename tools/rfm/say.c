/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remarks on the scores: real bin sizes, empty bins with the reason, drift from saved cut points. */
#include <stdio.h>

#include "rfm/rfm.h"

static const char *why_empty(enum churn_binning binning, bool few)
{
    if (few)
        return "there are fewer customers than bins";
    switch (binning) {
    case CHURN_BINNING_EQUAL:
        return "no value lies in that interval";
    case CHURN_BINNING_R_RFM:
        return "R's rfm adds 1 to every edge, and equal values share a score";
    case CHURN_BINNING_CUTS:
        return "no value lies between those cut points";
    default:
        return "equal values share a score, and too many are equal";
    }
}

static void say_dimension(struct cli *cli, const struct rfm_plan *plan, enum churn_dimension dimension,
                          const struct churn_rfm_score *scores, size_t count)
{
    uint64_t sizes[CHURN_BINS_MAX];
    char sizes_text[CHURN_BINS_MAX * 21] = "", empty[CHURN_BINS_MAX * 4] = "";
    size_t used = 0, empty_used = 0;
    unsigned bins = plan->options.bins[dimension];
    churn_rfm_bin_sizes(scores, count, dimension, bins, sizes);
    for (unsigned i = 0; i < bins; i++) {
        used += (size_t)snprintf(sizes_text + used, sizeof sizes_text - used, " %llu", (unsigned long long)sizes[i]);
        if (sizes[i] == 0)
            empty_used +=
                (size_t)snprintf(empty + empty_used, sizeof empty - empty_used, "%s%u", empty_used > 0 ? "," : "", i + 1);
    }
    const char *name = churn_dimension_name(dimension);
    cli_note(cli, "%s: customers with score 1 to %u:%s", name, bins, sizes_text);
    if (empty_used > 0)
        cli_note(cli, "%s: nobody has score %s: %s", name, empty, why_empty(plan->options.binning, count < bins));
}

static enum churn_status say_drift(struct cli *cli, const struct rfm_plan *plan, const struct churn_rfm_score *scores,
                                   size_t count, struct churn_error *err)
{
    double drift[CHURN_DIMENSIONS];
    for (size_t i = 0; i < churn_cuts_count(plan->cuts); i++)
        if (churn_cuts_at(plan->cuts, i)->customers < 0)
            return CHURN_OK; /* cut points set by hand: nothing to compare with */
    enum churn_status status = churn_cuts_drift(plan->cuts, scores, count, drift, err);
    if (status == CHURN_OK)
        cli_note(cli,
                 "drift from the cut points' own customers (population stability index; over 0.25 is much): "
                 "recency %.3f, frequency %.3f, monetary %.3f",
                 drift[CHURN_RECENCY], drift[CHURN_FREQUENCY], drift[CHURN_MONETARY]);
    return status;
}

enum churn_status rfm_say_bins(struct cli *cli, const struct rfm_plan *plan, const struct churn_rfm_score *scores, size_t count,
                               struct churn_error *err)
{
    if (count == 0)
        return CHURN_OK;
    if (plan->options.binning == CHURN_BINNING_NTILE)
        cli_note(cli, "ntile: ties are broken by customer id, so equal customers can have different scores");
    if (!cli->settings.quiet) /* counted for the remark only */
        for (enum churn_dimension dimension = 0; dimension < CHURN_DIMENSIONS; dimension++)
            say_dimension(cli, plan, dimension, scores, count);
    return plan->cuts != NULL ? say_drift(cli, plan, scores, count, err) : CHURN_OK;
}
