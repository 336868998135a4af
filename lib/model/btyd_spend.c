/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gamma-gamma model of what orders bring (Colombo and Jiang 1999; Fader and Hardie 2013): each order of a customer is gamma
 * with shape p, and the rate is gamma over customers with shape q and scale v. Newton's method as for the models of buying. v
 * is climbed in units of the geometric mean of all, so that cents, dollars and millions take the same steps, and one who spends
 * as much as all others together changes none.
 */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/btyd.h"

#define LEAST_CUSTOMERS 10
#define STARTS 3
#define FAR 7.0 /* a logarithm of p or q beyond all that is met */

enum { P, Q, V };

const char *churn_spend_parameter_name(size_t index)
{
    static const char *const names[] = { "p", "q", "v" };
    return names[index];
}

double churn_spend_mean(const struct churn_spend *spend)
{
    return spend->q > 1 ? spend->p * spend->v / (spend->q - 1) : NAN;
}

double churn_spend_expected(const struct churn_spend *spend, const struct churn_spender *spender)
{
    if (!(spender->orders > 0 && spender->mean >= 0))
        return churn_spend_mean(spend);
    if (!(spend->q > 1))
        return NAN;
    return spend->p * (spend->v + spender->orders * spender->mean) / (spend->p * spender->orders + spend->q - 1);
}

/* Spenders sorted by orders, means in units of their geometric mean. */
struct data {
    const struct churn_spender *spenders;
    size_t count;
    double unit;
};

struct gammas {
    double log, first, second;
};

static struct gammas gammas_at(double z)
{
    gsl_sf_result log, first, second;
    if (gsl_sf_lngamma_e(z, &log) != GSL_SUCCESS || gsl_sf_psi_e(z, &first) != GSL_SUCCESS ||
        gsl_sf_psi_1_e(z, &second) != GSL_SUCCESS)
        return (struct gammas){ NAN, NAN, NAN };
    return (struct gammas){ log.val, first.val, second.val };
}

/* What all customers of so many orders share: gamma functions, and powers of p and v. */
static void add_shared(double x, double customers, const double *parameter, struct jet *jet)
{
    double p = parameter[P], q = parameter[Q], v = parameter[V];
    struct gammas all = gammas_at(p * x + q), own = gammas_at(p * x), others = gammas_at(q);
    jet->value += customers * (all.log - own.log - others.log + q * log(v) + p * x * log(x));
    jet->first[P] += customers * (x * (all.first - own.first) + x * log(x));
    jet->first[Q] += customers * (all.first - others.first + log(v));
    jet->first[V] += customers * q / v;
    jet->second[P][P] += customers * x * x * (all.second - own.second);
    jet->second[Q][P] += customers * x * all.second;
    jet->second[Q][Q] += customers * (all.second - others.second);
    jet->second[V][Q] += customers / v;
    jet->second[V][V] -= customers * q / (v * v);
}

static void add_own(double x, double m, const double *parameter, struct jet *jet)
{
    double p = parameter[P], total = x * m + parameter[V], log_total = log(total), log_m = log(m), n = p * x + parameter[Q];
    jet->value += (p * x - 1) * log_m - n * log_total;
    jet->first[P] += x * (log_m - log_total);
    jet->first[Q] -= log_total;
    jet->first[V] -= n / total;
    jet->second[V][P] -= x / total;
    jet->second[V][Q] -= 1 / total;
    jet->second[V][V] += n / (total * total);
}

static void look(const void *context, const double *parameter, struct jet *jet)
{
    const struct data *data = context;
    memset(jet, 0, sizeof *jet);
    for (size_t i = 0, end; i < data->count; i = end) {
        double x = data->spenders[i].orders;
        for (end = i; end < data->count && data->spenders[end].orders == x; end++)
            add_own(x, data->spenders[end].mean / data->unit, parameter, jet);
        add_shared(x, (double)(end - i), parameter, jet);
    }
}

static int compare(const void *a, const void *b)
{
    const struct churn_spender *x = a, *y = b;
    if (x->orders != y->orders)
        return x->orders < y->orders ? -1 : 1;
    return (x->mean > y->mean) - (x->mean < y->mean);
}

static size_t keep_speaking(struct churn_spender *spenders, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (spenders[i].orders > 0 && spenders[i].mean > 0 && isfinite(spenders[i].orders) && isfinite(spenders[i].mean))
            spenders[kept++] = spenders[i];
    if (kept > 0)
        qsort(spenders, kept, sizeof *spenders, compare);
    return kept;
}

static double correlation(const struct churn_spender *spenders, size_t count, double mean)
{
    double orders = 0, xx = 0, mm = 0, xm = 0;
    for (size_t i = 0; i < count; i++)
        orders += spenders[i].orders / (double)count;
    for (size_t i = 0; i < count; i++) {
        double x = spenders[i].orders - orders, m = spenders[i].mean - mean;
        xx += x * x;
        mm += m * m;
        xm += x * m;
    }
    return xx > 0 && mm > 0 ? xm / sqrt(xx * mm) : NAN;
}

/* v follows p down and q up, and so is no reason of its own. */
static const char *why_not(const struct newton_top *top)
{
    if (top->loose >= CHURN_SPEND_PARAMETERS)
        return "the climb came to no top of the likelihood";
    double p = log(top->parameter[P]), q = log(top->parameter[Q]);
    if (p > FAR && q > FAR)
        return "p and q run away: hardly any order differs from any other";
    if (fabs(p) >= fabs(q))
        return p > 0 ? "p runs away: the orders of a customer hardly differ"
                     : "p runs to 0: the orders of a customer differ beyond any measure";
    return q > 0 ? "q and v run away: the means of customers hardly differ"
                 : "q runs to 0: the means of customers differ beyond any measure";
}

static void keep(const struct data *data, const struct newton_top *top, struct churn_spend_fit *fit)
{
    double logs = (double)data->count; /* the density is by the amount, not by its share of the mean */
    const double size[] = { 1, 1, data->unit };
    fit->spend =
        (struct churn_spend){ btyd_rounded(top->parameter[P], BTYD_DIGITS), btyd_rounded(top->parameter[Q], BTYD_DIGITS),
                              btyd_rounded(top->parameter[V] * data->unit, BTYD_DIGITS) };
    fit->converged = top->converged;
    fit->finding = top->converged ? "" : why_not(top);
    fit->log_likelihood = btyd_rounded(top->value - logs * log(data->unit), BTYD_DIGITS);
    fit->gradient = top->gradient;
    fit->rounds = top->rounds;
    for (size_t i = 0; i < CHURN_SPEND_PARAMETERS; i++)
        fit->standard_error[i] = top->converged ? btyd_rounded(sqrt(top->covariance[i][i]) * size[i], BTYD_ERROR_DIGITS) : NAN;
}

enum churn_status churn_spend_fit(struct churn_spender *spenders, size_t count, struct churn_spend_fit *fit,
                                  struct churn_error *err)
{
    static const double starts[STARTS][CHURN_SPEND_PARAMETERS] = { { 5, 4, 0.6 }, { 1, 2, 1 }, { 30, 10, 0.3 } };
    struct data data = { spenders, keep_speaking(spenders, count), 0 };
    struct newton_top top, best = { .value = -INFINITY };
    double mean = 0;
    *fit = (struct churn_spend_fit){ .finding = "", .starts = STARTS, .customers = data.count };
    if (data.count < LEAST_CUSTOMERS)
        return churn_error_set(err, CHURN_NUMERIC,
                               "no model of spending can be fitted: fewer than 10 customers came back and spent something");
    for (size_t i = 0; i < data.count; i++) {
        mean += spenders[i].mean / (double)data.count;
        data.unit += log(spenders[i].mean) / (double)data.count;
    }
    data.unit = exp(data.unit);
    const struct newton newton = { look, &data, CHURN_SPEND_PARAMETERS, (double)data.count };
    for (size_t i = 0; i < STARTS; i++) {
        newton_climb(&newton, starts[i], &top);
        bool better = top.converged != best.converged ? top.converged : top.value > best.value;
        if (i == 0 || better)
            best = top;
    }
    fit->correlation = correlation(spenders, data.count, mean);
    keep(&data, &best, fit);
    return CHURN_OK;
}
