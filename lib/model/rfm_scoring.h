/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of the scoring: what the driver (rfm.c) sets up and each dimension (rfm_dimension.c) works with. */
#ifndef MODEL_RFM_SCORING_H
#define MODEL_RFM_SCORING_H

#include <churn/rfm.h>

#include "model/binning.h"

struct rfm_scoring {
    const struct churn_rfm_source *source;
    enum churn_status failed; /* of a stretch */
    struct churn_error cause;
    struct churn_rfm_score *scores; /* the caller's, count of them */
    size_t count;
    const struct binning *binning;
    struct rfm_shape shape;
    struct cuts_table table; /* the given cut points; no rows unless the rule is CUTS */
    struct rfm_keys keys;    /* room for count, made by the dimension; NULL where the rule reads no values */
    struct churn_cuts *made; /* receives the rows of the dimension, in the order of rfm_shape_row(); NULL where not wanted */
};

/* CHURN_USAGE where settings are out of range, or do not go together. */
enum churn_status rfm_options_check(const struct churn_rfm_options *options, struct churn_error *err);

/* Score every customer in one dimension; the dimensions before it must have been scored. */
enum churn_status rfm_score_dimension(struct rfm_scoring *scoring, enum churn_dimension dimension, struct churn_error *err);

#endif
