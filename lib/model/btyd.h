/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "Buy till you die" as its files share it: btyd_bg.c and btyd_pareto.c have a buyer's likelihood with its derivatives,
 * btyd_integral.c the integral of the latter, btyd_expected.c the sums of the future, btyd_fit.c climbs.
 */
#ifndef MODEL_BTYD_H
#define MODEL_BTYD_H

#include <churn/value.h>

#include "model/newton.h"

/* ln z (z + 1) .. (z + n - 1), and its first two derivatives by z. */
struct rise {
    double value, first, second;
};
struct rise btyd_rise(double z, uint32_t n);

/* What of a buyer's likelihood needs its count alone; tabled by the fit. second and third belong to a + b and b. */
struct btyd_rises {
    struct rise r, both, b;
};
struct btyd_rises btyd_rises_of(const struct churn_buying *model, uint32_t repeats);

/* A moment in a model: logarithms and inverses of alpha + time, and of beta + time, which is for Pareto/NBD only. */
struct btyd_time {
    double log_alpha, by_alpha, log_beta, by_beta;
};
struct btyd_time btyd_time_of(const struct churn_buying *model, double time);

/*
 * A buyer's log-likelihood is base + ln(exp(here) + exp(gone)): still there at its age, or gone before. Jets may be NULL:
 * values only. gone->value is -INFINITY where the customer cannot be gone.
 */
struct btyd_parts {
    double base, here, gone;
};
struct btyd_parts btyd_bg(const struct churn_buying *model, const struct churn_buyer *buyer, const struct btyd_rises *rises,
                          const struct btyd_time *last, const struct btyd_time *age, struct jet *jet);
struct btyd_parts btyd_pareto(const struct churn_buying *model, const struct churn_buyer *buyer, const struct btyd_rises *rises,
                              const struct btyd_time *last, const struct btyd_time *age, struct jet *jet);

static inline struct btyd_parts btyd_parts_of(const struct churn_buying *model, const struct churn_buyer *buyer,
                                              const struct btyd_rises *rises, const struct btyd_time *last,
                                              const struct btyd_time *age, struct jet *jet)
{
    return model->model == CHURN_BUYING_PARETO_NBD ? btyd_pareto(model, buyer, rises, last, age, jet)
                                                   : btyd_bg(model, buyer, rises, last, age, jet);
}

/* To so many significant digits: what comes behind differs between machines whose exp differs in the last bit. */
#define BTYD_DIGITS 12      /* of parameters and likelihoods */
#define BTYD_ERROR_DIGITS 8 /* of standard errors */
double btyd_rounded(double value, int digits);

/* ln(exp(a) + exp(b)); either may be -INFINITY. */
double btyd_log_add(double a, double b);

/*
 * Orders within time of one whose rate is gamma (n, past) and who drops out after each with a probability that is beta (a, b):
 * the mean of (1 - (past / (past + p time))^n) / p.
 */
double btyd_beta_orders(double n, double past, double a, double b, double time);

/*
 * The integral of (alpha + y)^-m (beta + y)^-n over y from..to: its logarithm (-INFINITY where from = to), and, under the
 * density that it is proportional to, means and covariances of four functions of y: ln(alpha + y), 1/(alpha + y), ln(beta + y),
 * 1/(beta
 * + y). means NULL: the logarithm only.
 */
struct btyd_means {
    double mean[4];
    double covariance[4][4];
};
double btyd_integral(double alpha, double m, double beta, double n, double from, double to, struct btyd_means *means);

#endif
