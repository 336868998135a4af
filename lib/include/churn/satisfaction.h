/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Satisfaction by customer, and by period. Both are sums in whole numbers, so neither the order of the rows nor how they are
 * split matters, and nothing is rounded before it is shown.
 *
 * Several surveys of one customer on one day have no order among themselves. Where a day stands for the customer (the latest
 * one, the one before), its score is the mean of that day's.
 */
#ifndef CHURN_SATISFACTION_H
#define CHURN_SATISFACTION_H

#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/period.h>
#include <churn/quotient.h>
#include <churn/surveys.h>
#include <churn/text.h>

CHURN_BEGIN_DECLS

/* What passed by. surveys = later + unscored + scored. */
struct churn_survey_counts {
    uint64_t surveys;
    uint64_t later;       /* after the day given: left out of all else here but the total and the decimals */
    uint64_t unscored;    /* no score */
    uint64_t scored;      /* taken in */
    churn_day last_day;   /* of rows not left out; CHURN_DAY_NONE: there is none */
    churn_amount highest; /* scores of those taken in; 0 where there is none */
    churn_amount lowest;
    churn_amount total; /* sum of all scores that were read, as a control */
    unsigned decimals;  /* the most that a score, or what was expected, was written with */
};

/*
 * One customer. The slopes are least-squares slopes over all surveys, each a point, in score points per 90 days; they have a
 * value where there are three surveys or more, on two days or more. A gap is a score minus what was expected, both of one
 * survey.
 */
struct churn_satisfaction_figures {
    struct churn_text id; /* borrowed from where the figures come from */
    uint64_t surveys;     /* with a score; 0 where the customer never answered, and then nothing below has a value */
    churn_day latest_day; /* CHURN_DAY_NONE without surveys */
    struct churn_quotient latest_score;    /* mean of the latest day */
    struct churn_quotient mean_score;      /* of all surveys */
    struct churn_quotient score_trend;     /* slope */
    struct churn_quotient score_change;    /* latest score minus the mean of the survey day before; no value for one day */
    struct churn_quotient expectation_gap; /* mean gap of the latest day; none: that had no expectation */
    struct churn_quotient expectation_gap_trend; /* slope of the gaps, over the surveys that have one */
};

struct churn_satisfaction; /* opaque */

/* New and empty; freed with churn_satisfaction_free. Rows after until are left out (CHURN_DAY_NONE: none). */
CHURN_API enum churn_status churn_satisfaction_new(churn_day until, struct churn_satisfaction **satisfaction,
                                                   struct churn_error *err);
CHURN_API void churn_satisfaction_free(struct churn_satisfaction *satisfaction);

/* Take in one row, or all there are. CHURN_NUMERIC where a sum overflows. Memory: 160 bytes for a customer and its id, 80 more
 * where surveys tell what was expected; rows are not kept. */
CHURN_API enum churn_status churn_satisfaction_add(struct churn_satisfaction *satisfaction, const struct churn_survey *survey,
                                                   struct churn_error *err);
CHURN_API enum churn_status churn_satisfaction_fold(struct churn_satisfaction *satisfaction, struct churn_surveys *surveys,
                                                    struct churn_error *err);
CHURN_API struct churn_survey_counts churn_satisfaction_counts(const struct churn_satisfaction *satisfaction);

/* Customers, and one of them in byte order of the ids; sort after the last addition. CHURN_NUMERIC where a slope needs more
 * than 128 bits: millions of surveys of one customer with scores of nine digits. */
CHURN_API enum churn_status churn_satisfaction_sort(struct churn_satisfaction *satisfaction, struct churn_error *err);
CHURN_API size_t churn_satisfaction_count(const struct churn_satisfaction *satisfaction);
CHURN_API enum churn_status churn_satisfaction_at(const struct churn_satisfaction *satisfaction, size_t index,
                                                  struct churn_satisfaction_figures *figures, struct churn_error *err);

/* How surveys are summed up by period and group. */
struct churn_satisfaction_period_options {
    size_t size; /* sizeof(struct churn_satisfaction_period_options): the version of this struct */
    enum churn_period_kind kind;
    churn_amount satisfied; /* the least score that counts as satisfied; default 4 */
    churn_day until;        /* rows after it are left out; CHURN_DAY_NONE (default): none */
};

#define CHURN_SATISFACTION_PERIOD_OPTIONS_INIT                                                                                 \
    {                                                                                                                          \
        sizeof(struct churn_satisfaction_period_options), CHURN_PERIOD_MONTH, 4 * CHURN_AMOUNT_UNIT, CHURN_DAY_NONE            \
    }

/* One period of one group. */
struct churn_satisfaction_period {
    int32_t period; /* churn/period.h */
    struct churn_text group;
    uint64_t responses; /* surveys with a score */
    uint64_t satisfied; /* of these, with a score at or above the least */
    churn_amount sum;   /* of their scores */
};

struct churn_satisfaction_periods; /* opaque */

/* New and empty, with the options copied; freed with _free. */
CHURN_API enum churn_status churn_satisfaction_periods_new(const struct churn_satisfaction_period_options *options,
                                                           struct churn_satisfaction_periods **periods,
                                                           struct churn_error *err);
CHURN_API void churn_satisfaction_periods_free(struct churn_satisfaction_periods *periods);

/* Take in one row, or all there are. Memory: some 150 bytes for each group in each period; rows are not kept. */
CHURN_API enum churn_status churn_satisfaction_periods_add(struct churn_satisfaction_periods *periods,
                                                           const struct churn_survey *survey, struct churn_error *err);
CHURN_API enum churn_status churn_satisfaction_periods_fold(struct churn_satisfaction_periods *periods,
                                                            struct churn_surveys *surveys, struct churn_error *err);
CHURN_API struct churn_survey_counts churn_satisfaction_periods_counts(const struct churn_satisfaction_periods *periods);

/*
 * The next row of the report: every group in every period, from that of the first survey to that of the day `until` (of the
 * last survey, where that was not given), by period, then by group in byte order; the silent ones have 0 responses. CHURN_OK,
 * CHURN_END, or CHURN_MEMORY, which only the first call can be: it sorts. No row may be added after it.
 */
CHURN_API enum churn_status churn_satisfaction_periods_next(struct churn_satisfaction_periods *periods,
                                                            struct churn_satisfaction_period *period, struct churn_error *err);

CHURN_END_DECLS

#endif
