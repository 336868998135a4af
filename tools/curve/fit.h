/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fitting as its two files share it: fit.c fits each group, compare.c all of them together. */
#ifndef CURVE_FIT_H
#define CURVE_FIT_H

#include "curve/result.h"

/* The arrays a fit takes; one allocation, freed by free(score). */
struct columns {
    double *score, *n, *retained;
    size_t count;
};

enum churn_status columns_init(struct columns *columns, size_t count, struct churn_error *err);

/* One fit to all groups together, or to those only that have one of their own. */
enum churn_status fit_together(const struct curve_result *result, bool fitted_only, struct churn_curve_fits **fits,
                               struct churn_error *err);

/* Do the groups differ? result->test is filled. */
enum churn_status compare_groups(struct curve_result *result, struct churn_error *err);

#endif
