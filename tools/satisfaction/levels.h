/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the report by period is made of, and what is said of it. */
#ifndef SATISFACTION_LEVELS_H
#define SATISFACTION_LEVELS_H

#include "satisfaction/satisfaction.h"

/* A share, its interval, and how it stands to the target. */
struct level {
    struct churn_quotient share; /* no value without responses */
    double low, high;
    bool met;   /* the share is not below the target */
    bool clear; /* the interval does not hold the target */
};

struct levels {
    const struct satisfaction_plan *plan;
    struct churn_satisfaction_periods *periods;
    struct churn_survey_counts counts;
    unsigned decimals;
    uint64_t rows, empty, met, clearly_met, clearly_missed;
    uint64_t responses, satisfied;
};

struct level level_of(const struct levels *levels, uint64_t satisfied, uint64_t responses);

/* After the last row. */
void levels_say(struct cli *cli, const struct levels *levels);

#endif
