/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluation as its files share it. */
#ifndef MODEL_EVALUATION_H
#define MODEL_EVALUATION_H

#include <churn/evaluation.h>

/* Rows of one score. The last three are sums over this cell and those of higher scores, for questions about thresholds. */
struct evaluation_cell {
    double score;
    uint32_t churned, stayed;
    churn_amount value; /* of those who churned */
    uint32_t churned_from, stayed_from;
    churn_amount value_from;
};

struct churn_evaluation {
    struct evaluation_cell *cells; /* by ascending score */
    size_t count;
    uint64_t churned, stayed;
    bool has_value;
};

/* Means over all rows of value * weight of each cell are taken in this order: ascending scores. */
static inline double evaluation_rows(const struct churn_evaluation *evaluation)
{
    return (double)(evaluation->churned + evaluation->stayed);
}

/* An estimate with its normal interval. */
struct churn_estimate evaluation_estimate(double value, double variance, double confidence);

#endif
