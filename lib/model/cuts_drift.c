/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far tonight's customers have moved from the bins the cut points were made with. The method: the population stability
 * index (Siddiqi 2006, Credit Risk Scorecards), the symmetrised relative entropy of two shares. What we do
 * differently: each count is raised by 1/2 (the prior of Jeffreys), so that a bin that was or has become empty costs much but
 * not infinity. Nested cut points are added up over their cells: the index is of the scores.
 */
#include <churn/rfm.h>

#include <math.h>

struct tally {
    double expected[CHURN_BINS_MAX + 1]; /* by score; the first is not used */
    double actual[CHURN_BINS_MAX + 1];
};

static enum churn_status tally_expected(const struct churn_cuts *cuts, enum churn_dimension dimension, struct tally *tally,
                                        struct churn_error *err)
{
    size_t count = churn_cuts_count(cuts);
    for (size_t i = 0; i < count; i++) {
        const struct churn_cut *cut = churn_cuts_at(cuts, i);
        if (cut->dimension != dimension)
            continue;
        if (cut->customers < 0)
            return churn_error_set(err, CHURN_DATA, "the cut points do not say how many customers each bin had");
        tally->expected[cut->score] += (double)cut->customers;
    }
    return CHURN_OK;
}

static enum churn_status tally_actual(const struct churn_rfm_score *scores, size_t count, enum churn_dimension dimension,
                                      unsigned bins, struct tally *tally, struct churn_error *err)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t score = scores[i].score[dimension];
        if (score < 1 || score > bins)
            return churn_error_set(err, CHURN_USAGE, "the scores were not made with these cut points");
        tally->actual[score] += 1.0;
    }
    return CHURN_OK;
}

static double stability_index(const struct tally *tally, unsigned bins)
{
    double expected_sum = 0.5 * bins;
    double actual_sum = 0.5 * bins;
    for (unsigned score = 1; score <= bins; score++) {
        expected_sum += tally->expected[score];
        actual_sum += tally->actual[score];
    }
    double index = 0.0;
    for (unsigned score = 1; score <= bins; score++) {
        double e = (tally->expected[score] + 0.5) / expected_sum;
        double a = (tally->actual[score] + 0.5) / actual_sum;
        index += (a - e) * log(a / e);
    }
    return index;
}

enum churn_status churn_cuts_drift(const struct churn_cuts *cuts, const struct churn_rfm_score *scores, size_t count,
                                   double drift[CHURN_DIMENSIONS], struct churn_error *err)
{
    bool nested;
    unsigned bins[CHURN_DIMENSIONS];
    enum churn_status status = churn_cuts_check(cuts, &nested, bins, err);
    for (unsigned d = 0; d < CHURN_DIMENSIONS && status == CHURN_OK; d++) {
        struct tally tally = { { 0.0 }, { 0.0 } };
        status = tally_expected(cuts, (enum churn_dimension)d, &tally, err);
        if (status == CHURN_OK)
            status = tally_actual(scores, count, (enum churn_dimension)d, bins[d], &tally, err);
        if (status == CHURN_OK)
            drift[d] = stability_index(&tally, bins[d]);
    }
    return status;
}
