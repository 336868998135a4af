/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How good is a score? Scores held against what came: whether those who churned stand above those who stayed (AUC, average
 * precision, lift), whether a probability means what it says (log loss, Brier score, calibration), and what acting on it brings
 * (confusion, profit). Higher means likelier to churn. Nothing here depends on the order of the rows, also where scores are
 * tied.
 */
#ifndef CHURN_EVALUATION_H
#define CHURN_EVALUATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/error.h>

CHURN_BEGIN_DECLS

#define CHURN_EVALUATION_ROWS_MAX UINT32_C(0x7fffffff)

struct churn_evaluation; /* opaque: counts by distinct score */

/*
 * score: finite, a row each; churned: what came; value: money a row stands for, or NULL. All borrowed for the call.
 * CHURN_NUMERIC where all churned, none did, or there are no rows; CHURN_USAGE over CHURN_EVALUATION_ROWS_MAX rows. The caller
 * frees *evaluation with churn_evaluation_free. Memory: 64 bytes a row; cost: a sort.
 */
CHURN_API enum churn_status churn_evaluation_new(const double *score, const bool *churned, const churn_amount *value,
                                                 size_t count, struct churn_evaluation **evaluation, struct churn_error *err);
CHURN_API void churn_evaluation_free(struct churn_evaluation *evaluation);

CHURN_API uint64_t churn_evaluation_rows(const struct churn_evaluation *evaluation);
CHURN_API uint64_t churn_evaluation_churned(const struct churn_evaluation *evaluation);
CHURN_API size_t churn_evaluation_distinct(const struct churn_evaluation *evaluation);
/* Do all scores lie in 0 to 1? Then they may be probabilities; the other figures below that say so want them. */
CHURN_API bool churn_evaluation_is_share(const struct churn_evaluation *evaluation);

/* A figure with its error and interval; NAN where there is none. */
struct churn_estimate {
    double value, standard_error, low, high;
};

/*
 * The area under the curve of hits against false alarms: the chance that one who churned stands above one who stayed, ties half
 * (Mann and Whitney 1947), exact up to the last division. Its error by DeLong, DeLong and Clarke-Pearson (1988) in the order of
 * a sort (Sun and Xu 2014); the interval is normal, cut at 0 and 1. Scores 1 2 2 3 of which the second and fourth churned:
 * 0.875.
 */
CHURN_API struct churn_estimate churn_evaluation_auc(const struct churn_evaluation *evaluation, double confidence);

/* Is one score better than another on the same rows? The difference a - b of their AUCs, with the covariance that the common
 * rows make (DeLong, DeLong and Clarke-Pearson 1988). p: of the test that there is none; NAN where its error is 0.
 * CHURN_MEMORY; else as churn_evaluation_new. */
struct churn_auc_difference {
    struct churn_estimate difference;
    double z, p;
};
CHURN_API enum churn_status churn_evaluation_compare(const double *a, const double *b, const bool *churned, size_t count,
                                                     double confidence, struct churn_auc_difference *difference,
                                                     struct churn_error *err);

/* Precision at each distinct score, weighted by the recall that it adds: no line is drawn between points (Davis and Goadrich
 * 2006). A score that tells nothing has the share that churned. */
CHURN_API double churn_evaluation_average_precision(const struct churn_evaluation *evaluation);

/* - mean of the log of what was given to that which came. Infinite where 0 or 1 was said and the other came: *impossible
 * receives how many rows. Wants shares. */
CHURN_API double churn_evaluation_log_loss(const struct churn_evaluation *evaluation, uint64_t *impossible);

/*
 * Brier's score (1950), the mean of (score - outcome) squared, and its parts: score = reliability - resolution + uncertainty +
 * within (Murphy 1973 for classes of equal forecasts, where within is 0; Stephenson, Coelho and Jolliffe 2008 for bins of
 * unequal ones). Bins as churn_evaluation_bins. Wants shares. CHURN_MEMORY.
 */
struct churn_brier {
    double score;
    double reliability; /* what forecasts are off, bin by bin: 0 is best */
    double resolution;  /* how far bins differ from each other: high is good */
    double uncertainty; /* of the outcome: c (1 - c) */
    double within;      /* what lies within bins */
};
CHURN_API enum churn_status churn_evaluation_brier(const struct churn_evaluation *evaluation, size_t bins,
                                                   struct churn_brier *brier, struct churn_error *err);

/*
 * A part of the rows in the order of their scores. Bin k of n ends at row ceil(k rows / n). A group of equal scores that a
 * border cuts gives each side its share of those who churned, so the counts need not be whole.
 */
struct churn_evaluation_bin {
    uint64_t rows;
    double churned;
    double mean;      /* of the scores */
    double low, high; /* the least and the greatest score */
};
/* highest_first: tenths of lift; else ascending, as for calibration. Where there are no more distinct scores than bins each has
 * a bin of its own, unless highest_first. bins: room for count. *made: how many have rows. */
CHURN_API void churn_evaluation_bins(const struct churn_evaluation *evaluation, size_t count, bool highest_first,
                                     struct churn_evaluation_bin *bins, size_t *made);

/*
 * Cox's calibration (1958): the log odds of churning as intercept + slope times the log odds of the score. 0 and 1 is right; a
 * slope below 1 is a score that is too sure. at_large: the intercept with the slope held at 1: above 0 too few were foretold.
 * Scores of 0 and 1 are held 1e-6 inside. found is false where there is no such line (separated, or one score only).
 * Wants shares. CHURN_MEMORY.
 */
struct churn_calibration {
    bool found;
    struct churn_estimate intercept, slope, at_large;
};
CHURN_API enum churn_status churn_evaluation_calibration(const struct churn_evaluation *evaluation, double confidence,
                                                         struct churn_calibration *calibration, struct churn_error *err);

/* Who is flagged from a threshold on, and what came. */
struct churn_confusion {
    uint64_t hits;         /* flagged, churned */
    uint64_t false_alarms; /* flagged, stayed */
    uint64_t misses;       /* not flagged, churned */
    uint64_t passed;       /* not flagged, stayed */
};
CHURN_API struct churn_confusion churn_evaluation_confusion(const struct churn_evaluation *evaluation, double threshold);

/*
 * What an action brings: each customer from the threshold on is called at a cost; of those who would churn a share is kept,
 * each for what it is worth: profit = success * value of the churners - cost * called (the form of Neslin et al. 2006 without a
 * discount for those who would have stayed). value_each: where the evaluation has no values of its own.
 */
struct churn_economics {
    double cost, success, value_each;
};
struct churn_profit {
    double threshold; /* from this score on; INFINITY: call nobody */
    uint64_t called, churned;
    double profit;
};
/* At the distinct score of that index, 0 the highest. */
CHURN_API struct churn_profit churn_evaluation_profit(const struct churn_evaluation *evaluation,
                                                      const struct churn_economics *economics, size_t index);
/* Of most profit; of equal ones the highest threshold, and nobody where none brings anything. */
CHURN_API struct churn_profit churn_evaluation_best(const struct churn_evaluation *evaluation,
                                                    const struct churn_economics *economics);

CHURN_END_DECLS

#endif
