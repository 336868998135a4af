/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is scored of customers that are on disk: columns in a scratch file, in blocks of 4096 customers. */
#ifndef CUSTOMER_FEATURE_SCRATCH_H
#define CUSTOMER_FEATURE_SCRATCH_H

#include <churn/features.h>

#include "table/scratch.h"

struct feature_scratch {
    struct scratch scratch;
    struct churn_rfm_source source; /* to be scored */
    void *block;                    /* room for one */
};

/* The caller ends with feature_scratch_clear, also where this fails. CHURN_IO, CHURN_MEMORY; CHURN_NUMERIC as
 * churn_features_of. */
enum churn_status feature_scratch_fill(struct feature_scratch *features, const struct churn_ledger *ledger,
                                       const struct churn_features_options *options, const char *beside,
                                       struct churn_error *err);
void feature_scratch_clear(struct feature_scratch *features);

#endif
