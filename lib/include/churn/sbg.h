/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How contractual cohorts will go on: the shifted-beta-geometric model (Fader and Hardie 2007, Journal of Interactive Marketing
 * 21(1), 76-90). At each renewal a customer leaves with a probability of its own, always the same; over customers it has a beta
 * distribution. Retention rises with tenure because those who leave easily have left, and for no other reason; a curve drawn
 * through the first years, or one rate for all, does not see that and falls too low.
 *
 * GSL is not used. Time is counted in renewals.
 */
#ifndef CHURN_SBG_H
#define CHURN_SBG_H

#include <stdbool.h>
#include <stddef.h>

#include <churn/error.h>

CHURN_BEGIN_DECLS

/* What the data say beyond the parameters. */
enum churn_sbg_finding {
    CHURN_SBG_MIXED = 0, /* alpha and beta are what they are */
    CHURN_SBG_ALIKE,     /* retention does not rise: one rate for all fits no worse (alpha and beta without bound) */
    CHURN_SBG_TWO_KINDS  /* nobody left after the first renewal: who stays then stays for ever (alpha and beta towards 0) */
};

/* "mixed", "alike", "two-kinds". Static. */
CHURN_API const char *churn_sbg_finding_name(enum churn_sbg_finding finding);

struct churn_sbg {
    enum churn_sbg_finding finding;
    double alpha, beta;             /* NAN unless mixed */
    double alpha_error, beta_error; /* by the inverse of the observed information; NAN unless mixed */
    double covariance;              /* of the two; NAN unless mixed */
    double churn;                   /* mean probability of leaving at the first renewal, alpha / (alpha + beta) */
    double log_likelihood;          /* without the multinomial coefficient */
    double gradient;                /* the larger of the two derivatives by ln alpha and ln beta, absolute; 0 unless mixed */
    unsigned steps;                 /* of Newton */
    size_t renewals;                /* it was fitted to */
};

/*
 * Fit to renewals 1 to count, of one cohort or of several added up: renewed[j] customers of those up for renewal j + 1 stayed,
 * lost[j] left; both finite and 0 or more. Cohorts of different age may be added, each as far as it has come, since the
 * likelihood is the product over renewals j of binomials with
 *   r_j = (beta + j - 1) / (alpha + beta + j - 1)                          (eq. 6 of the paper)
 * CHURN_NUMERIC where there is no answer: fewer than two renewals, nobody lost, everybody lost at the first; CHURN_USAGE for
 * counts that are none. Of 1200 customers of whom 800 and then 600 are left:
 * alpha 1 and beta 2, which give just these shares.
 */
CHURN_API enum churn_status churn_sbg_fit(const double *renewed, const double *lost, size_t count, struct churn_sbg *fit,
                                          struct churn_error *err);

/* Share that stays for a renewal, of those up for it; renewal counts from 1 (eq. 6). */
CHURN_API double churn_sbg_retention(const struct churn_sbg *fit, size_t renewal);

/* Share of the cohort left after so many renewals (eq. 5), and the limits of it that the parameters' errors leave, on the scale
 * of log(-log): z 1.96 for 95 %. Limits are NAN after 0 renewals, and unless mixed. */
CHURN_API double churn_sbg_survival(const struct churn_sbg *fit, size_t renewals);
CHURN_API void churn_sbg_limits(const struct churn_sbg *fit, size_t renewals, double z, double *low, double *high);

CHURN_END_DECLS

#endif
