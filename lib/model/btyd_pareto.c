/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pareto/NBD (Schmittlein, Morrison and Colombo 1987): a customer may drop out at any time, at a rate of its own. Its usual
 * form is a difference of two hypergeometric functions that loses all digits for frequent buyers; here it is the integral over
 * the time of drop-out that they stand for (Fader and Hardie 2005, "A note on deriving the Pareto/NBD model"), every term
 * positive. Derivatives of the logarithm of an integral are means, and covariances, under its own density.
 */
#include <math.h>
#include <string.h>

#include "model/btyd.h"

enum { R, ALPHA, S, BETA };

/* Derivatives of ln(s * integral): those of its logarithm under the integral are h = { -ln(alpha+y), -n/(alpha+y), -ln(beta+y),
 * -(s+1)/(beta+y) }. */
static void derive_gone(const double *p, double n, const struct btyd_means *means, struct jet *gone)
{
    const double factor[4] = { -1, -n, -1, -(p[S] + 1) };
    double alpha_square = means->covariance[1][1] + means->mean[1] * means->mean[1];
    double beta_square = means->covariance[3][3] + means->mean[3] * means->mean[3];
    for (size_t i = 0; i < 4; i++) {
        gone->first[i] = factor[i] * means->mean[i];
        for (size_t j = 0; j <= i; j++)
            gone->second[i][j] = factor[i] * factor[j] * means->covariance[i][j];
    }
    gone->second[ALPHA][R] -= means->mean[1];
    gone->second[ALPHA][ALPHA] += n * alpha_square;
    gone->second[BETA][S] -= means->mean[3];
    gone->second[BETA][BETA] += (p[S] + 1) * beta_square;
    gone->first[S] += 1 / p[S];
    gone->second[S][S] -= 1 / (p[S] * p[S]);
}

static void derive_here(const double *p, double n, const struct btyd_time *age, struct jet *here)
{
    memset(here, 0, sizeof *here);
    here->first[R] = -age->log_alpha;
    here->first[ALPHA] = -n * age->by_alpha;
    here->first[S] = -age->log_beta;
    here->first[BETA] = -p[S] * age->by_beta;
    here->second[ALPHA][R] = -age->by_alpha;
    here->second[ALPHA][ALPHA] = n * age->by_alpha * age->by_alpha;
    here->second[BETA][S] = -age->by_beta;
    here->second[BETA][BETA] = p[S] * age->by_beta * age->by_beta;
}

static void mix(const struct jet *here, const struct jet *gone, double weight, struct jet *jet)
{
    for (size_t i = 0; i < 4; i++) {
        jet->first[i] = weight * here->first[i] + (1 - weight) * gone->first[i];
        for (size_t j = 0; j <= i; j++)
            jet->second[i][j] = weight * here->second[i][j] + (1 - weight) * gone->second[i][j] +
                                weight * (1 - weight) * (gone->first[i] - here->first[i]) * (gone->first[j] - here->first[j]);
    }
}

struct btyd_parts btyd_pareto(const struct churn_buying *model, const struct churn_buyer *buyer, const struct btyd_rises *rises,
                              const struct btyd_time *last, const struct btyd_time *age, struct jet *jet)
{
    const double *p = model->parameter;
    double n = p[R] + buyer->repeats;
    struct btyd_means means;
    struct jet here, gone;
    (void)last;
    double integral = btyd_integral(p[ALPHA], n, p[BETA], p[S] + 1, buyer->last, buyer->age, jet != NULL ? &means : NULL);
    struct btyd_parts parts = { rises->r.value + p[R] * log(p[ALPHA]) + p[S] * log(p[BETA]),
                                -n * age->log_alpha - p[S] * age->log_beta, log(p[S]) + integral };
    if (jet == NULL)
        return parts;
    derive_here(p, n, age, &here);
    if (integral == -INFINITY)
        gone = here; /* of no weight */
    else
        derive_gone(p, n, &means, &gone);
    mix(&here, &gone, 1 / (1 + exp(parts.gone - parts.here)), jet);
    jet->value = parts.base + btyd_log_add(parts.here, parts.gone);
    jet->first[R] += rises->r.first + log(p[ALPHA]);
    jet->first[ALPHA] += p[R] / p[ALPHA];
    jet->first[S] += log(p[BETA]);
    jet->first[BETA] += p[S] / p[BETA];
    jet->second[R][R] += rises->r.second;
    jet->second[ALPHA][R] += 1 / p[ALPHA];
    jet->second[ALPHA][ALPHA] -= p[R] / (p[ALPHA] * p[ALPHA]);
    jet->second[BETA][S] += 1 / p[BETA];
    jet->second[BETA][BETA] -= p[S] / (p[BETA] * p[BETA]);
    return parts;
}
