/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long customers stay: survival curves of durations that are partly censored (the customer is still there), what they say
 * of the typical life, and whether groups differ.
 *
 * Time is in whatever unit the durations have; a count may be a sum of weights. Nothing is assumed of the shape of the curve
 * (Kaplan and Meier 1958, Nelson 1972, Aalen 1978). That censoring has nothing to do with leaving is assumed, always.
 *
 * GSL is used for distributions and eigenvalues; a program that embeds the library turns its error handler off
 * (gsl_set_error_handler_off).
 */
#ifndef CHURN_SURVIVAL_H
#define CHURN_SURVIVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/date.h>
#include <churn/error.h>

CHURN_BEGIN_DECLS

/* What became of customers after one length of time: so many left at it, so many were still there when last seen, at it. */
struct churn_survival_cell {
    double time;
    double events;
    double censored;
};

/* How an interval is made from Greenwood's error: on the scale of log(-log S) (Kalbfleisch and Prentice 1980; never leaves 0 to
 * 1), of log S, or of S itself (cut at 0 and 1). */
enum churn_survival_interval { CHURN_SURVIVAL_LOG_LOG = 0, CHURN_SURVIVAL_LOG, CHURN_SURVIVAL_PLAIN };

/* Settings; start from CHURN_SURVIVAL_OPTIONS_INIT. */
struct churn_survival_options {
    size_t size; /* sizeof(struct churn_survival_options): the version of this struct */
    enum churn_survival_interval interval;
    double confidence; /* of all intervals, between 0 and 1; default 0.95 */
};

#define CHURN_SURVIVAL_OPTIONS_INIT                                                                                            \
    {                                                                                                                          \
        sizeof(struct churn_survival_options), CHURN_SURVIVAL_LOG_LOG, 0.95                                                    \
    }

/*
 * The curve at one time t. With n at risk and d events at each time up to t:
 *   survival  S = product of 1 - d/n                       (Kaplan and Meier 1958, eq. 2b)
 *   its error   = S sqrt(sum of d / (n (n - d)))           (Greenwood 1926)
 *   hazard    H = sum of d/n                               (Nelson 1972, Aalen 1978)
 *   its error   = sqrt(sum of d / n^2)                     (Aalen 1978; ties as if they came one by one make little of it)
 * The interval of H is made on the scale of log H. What is not known is NAN: errors and limits where S is 0; limits on the
 * scales of log(-log S) and log H before the first event. 10 at risk, 1 gone: S 0.9, error 0.0949, H 0.1, error 0.1.
 */
struct churn_survival_point {
    double time;
    double at_risk;  /* those whose time is t or later: the moment before t */
    double events;   /* at t; from churn_survival_at: up to t */
    double censored; /* the same */
    double survival, survival_error, low, high;
    double hazard, hazard_error, hazard_low, hazard_high;
};

struct churn_survival; /* opaque */

/* A length of time as it counts: to 15 significant digits, so that 0.1 + 0.2 and 0.3 are one time with two ties. */
CHURN_API double churn_survival_time(double time);

/*
 * cells (borrowed for the call): time finite, 0 or more, strictly ascending; counts finite, 0 or more, not both 0. CHURN_USAGE
 * where they are not, CHURN_MEMORY. No cells at all make a curve that knows nothing. The caller frees *survival with
 * churn_survival_free.
 */
CHURN_API enum churn_status churn_survival_new(const struct churn_survival_cell *cells, size_t count,
                                               const struct churn_survival_options *options, struct churn_survival **survival,
                                               struct churn_error *err);
CHURN_API void churn_survival_free(struct churn_survival *survival);

/* One point for each cell, in order; borrowed. */
CHURN_API const struct churn_survival_point *churn_survival_points(const struct churn_survival *survival, size_t *count);

/* The curve at any time, 0 or more; events and censored are the sums up to it. Behind the last cell there is nobody at risk,
 * and the rest is NAN unless all have left. Cost: the cells. */
CHURN_API struct churn_survival_point churn_survival_at(const struct churn_survival *survival, double time);

/* The quantile of the normal distribution that intervals are made with: 1.96 for 95 %. */
CHURN_API double churn_survival_z(const struct churn_survival *survival);

/* Sums of all cells. */
CHURN_API double churn_survival_subjects(const struct churn_survival *survival);
CHURN_API double churn_survival_events(const struct churn_survival *survival);

/*
 * The time by which a share p (between 0 and 1) has left: the first at which S is 1 - p or less; where S is just 1 - p, the
 * middle between that time and the next event, or the last time seen, as in R. The interval is where the limits of S cross 1 -
 * p (Brookmeyer and Crowley 1982). INFINITY: not reached by the last time seen. p = 0.5 is the median.
 */
CHURN_API void churn_survival_quantile(const struct churn_survival *survival, double p, double *time, double *low,
                                       double *high);

/*
 * The restricted mean: mean time stayed up to a limit, the area under S from 0 to it, and its standard error
 *   sqrt(sum over events up to the limit of A^2 d / (n (n - d))), A the area from the event to the limit
 * (Irwin 1949; Meier 1975; Klein and Moeschberger 2003, eq. 4.5.2). false where the curve does not reach that far: limit behind
 * the last time, and not all have left.
 */
CHURN_API bool churn_survival_mean(const struct churn_survival *survival, double limit, double *mean, double *error);

/* The last time seen, event or not; NAN without cells. */
CHURN_API double churn_survival_last(const struct churn_survival *survival);

/*
 * Do groups differ? At each event time the events of a group are held against what its share of those at risk would have; the
 * tests differ in how much each time counts.
 */
enum churn_survival_test {
    CHURN_SURVIVAL_LOG_RANK = 0,       /* all alike (Mantel 1966; Peto and Peto 1972): best where hazards are proportional */
    CHURN_SURVIVAL_GEHAN,              /* number at risk (Gehan 1965; Breslow 1970): early differences */
    CHURN_SURVIVAL_TARONE_WARE,        /* its square root (Tarone and Ware 1977) */
    CHURN_SURVIVAL_PETO,               /* product of 1 - d/(n + 1), this one included (Peto and Peto 1972; Andersen 1982) */
    CHURN_SURVIVAL_FLEMING_HARRINGTON, /* S just before: G-rho with rho 1 (Harrington and Fleming 1982), R's rho = 1 */
    CHURN_SURVIVAL_TESTS
};

/* "log-rank". Static. */
CHURN_API const char *churn_survival_test_name(enum churn_survival_test test);

#define CHURN_SURVIVAL_GROUPS_MAX 256 /* groups that can be tested against each other */

struct churn_survival_result {
    double statistic; /* NAN where df is 0 */
    size_t df;        /* groups that could be told apart, less 1; 0: nothing to compare */
    double p;         /* chi-square, upper tail */
};

/*
 * The statistic is u' V^- u with u the weighted sums of observed less expected events and V their hypergeometric covariance (a
 * generalised inverse, so that a group that was never at risk at an event does no harm). observed and expected receive the
 * weighted sums of each group, count of them; either may be NULL. CHURN_USAGE above CHURN_SURVIVAL_GROUPS_MAX groups,
 * CHURN_MEMORY, CHURN_NUMERIC where eigenvalues do not converge. Cost: event times by groups squared, groups cubed.
 */
CHURN_API enum churn_status churn_survival_compare(const struct churn_survival *const *groups, size_t count,
                                                   enum churn_survival_test test, struct churn_survival_result *result,
                                                   double *observed, double *expected, struct churn_error *err);

/*
 * A customer's life from first and last purchase, where nobody gives notice: gone is who has been silent for more than
 * gone_after days on the as-of date. Who was there on as_of - gone_after, the last day of which that can be said, is known;
 * so all are followed until that day, neither shorter nor longer: a life ends at the last purchase if that lies before it, and
 * is censored on it otherwise. To follow those who stay until as_of, but end the lives of the others at a last purchase, would
 * put days at risk on which no leaving can be seen. false: the first purchase lies after that day, and nothing is known.
 *
 * With gone_after 180 on 2026-06-30 all are followed until 2026-01-01: first 2025-01-01, last 2025-07-20 is 200 days and gone,
 * last 2026-03-01 is 365 days and still there.
 */
struct churn_life {
    int64_t days;
    bool gone;
};
CHURN_API bool churn_life_of_purchases(churn_day first, churn_day last, churn_day as_of, uint32_t gone_after,
                                       struct churn_life *life);

/* A contract's life: from its start to its end (CHURN_DAY_NONE: open), or as far as as_of where it ends later or not at all; an
 * end on as_of has come. false: it starts after as_of, or ends before it starts. */
CHURN_API bool churn_life_of_contract(churn_day start, churn_day end, churn_day as_of, struct churn_life *life);

CHURN_END_DECLS

#endif
