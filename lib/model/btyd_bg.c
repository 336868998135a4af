/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BG/NBD (Fader, Hardie and Lee 2005, equation 6) and MBG/NBD (Batislam, Denizel and Filiztekin 2007): a customer may drop out
 * after each order; in MBG/NBD after the first one as well, so that those who came once may be gone. All in logarithms. The two
 * ways to be silent since the last order are a mixture: derivatives are those of its parts, weighted, and of their difference.
 */
#include <math.h>

#include "model/btyd.h"

enum { R, ALPHA, A, B };

double btyd_log_add(double a, double b)
{
    double high = fmax(a, b), low = fmin(a, b);
    return low == -INFINITY ? high : high + log1p(exp(low - high));
}

/* Drop-outs there was a chance for, and the number behind b in the odds of the last one. */
static uint32_t chances(const struct churn_buying *model, uint32_t repeats)
{
    return repeats + (model->model == CHURN_BUYING_MBG_NBD);
}

struct btyd_rises btyd_rises_of(const struct churn_buying *model, uint32_t repeats)
{
    const double *p = model->parameter;
    struct btyd_rises rises = { btyd_rise(p[R], repeats), { 0, 0, 0 }, { 0, 0, 0 } };
    if (model->model != CHURN_BUYING_PARETO_NBD) {
        rises.both = btyd_rise(p[A] + p[B], chances(model, repeats));
        rises.b = btyd_rise(p[B], chances(model, repeats));
    }
    return rises;
}

struct btyd_time btyd_time_of(const struct churn_buying *model, double time)
{
    const double *p = model->parameter;
    struct btyd_time result = { log(p[ALPHA] + time), 1 / (p[ALPHA] + time), 0, 0 };
    if (model->model == CHURN_BUYING_PARETO_NBD) {
        result.log_beta = log(p[3] + time);
        result.by_beta = 1 / (p[3] + time);
    }
    return result;
}

/* here: weight of the customer being there. */
static void derive(const double *p, const struct churn_buyer *buyer, const struct btyd_rises *rises,
                   const struct btyd_time *last, const struct btyd_time *age, double here, double odds_b, struct jet *jet)
{
    double n = p[R] + buyer->repeats, gone = 1 - here, both = here * gone, by_a = 1 / p[A], by_b = 1 / odds_b;
    double log_mean = here * age->log_alpha + gone * last->log_alpha, log_step = age->log_alpha - last->log_alpha;
    double by_mean = here * age->by_alpha + gone * last->by_alpha, by_step = age->by_alpha - last->by_alpha;
    double by_square = here * age->by_alpha * age->by_alpha + gone * last->by_alpha * last->by_alpha;
    const double step[4] = { log_step, n * by_step, by_a, -by_b }; /* of gone against here */
    jet->first[R] = rises->r.first + log(p[ALPHA]) - log_mean;
    jet->first[ALPHA] = p[R] / p[ALPHA] - n * by_mean;
    jet->first[A] = -rises->both.first + gone * by_a;
    jet->first[B] = -rises->both.first + rises->b.first - gone * by_b;
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j <= i; j++)
            jet->second[i][j] = both * step[i] * step[j];
    jet->second[R][R] += rises->r.second;
    jet->second[ALPHA][R] += 1 / p[ALPHA] - by_mean;
    jet->second[ALPHA][ALPHA] += n * by_square - p[R] / (p[ALPHA] * p[ALPHA]);
    jet->second[A][A] -= rises->both.second + gone * by_a * by_a;
    jet->second[B][A] -= rises->both.second;
    jet->second[B][B] += rises->b.second - rises->both.second + gone * by_b * by_b;
}

struct btyd_parts btyd_bg(const struct churn_buying *model, const struct churn_buyer *buyer, const struct btyd_rises *rises,
                          const struct btyd_time *last, const struct btyd_time *age, struct jet *jet)
{
    const double *p = model->parameter;
    uint32_t drops = chances(model, buyer->repeats);
    double n = p[R] + buyer->repeats, odds_b = drops > 0 ? p[B] + drops - 1 : 1;
    struct btyd_parts parts = { rises->r.value + p[R] * log(p[ALPHA]) - rises->both.value + rises->b.value, -n * age->log_alpha,
                                drops > 0 ? log(p[A] / odds_b) - n * last->log_alpha : -INFINITY };
    if (jet == NULL)
        return parts;
    double here = 1 / (1 + exp(parts.gone - parts.here));
    derive(p, buyer, rises, last, age, here, odds_b, jet);
    jet->value = parts.base + btyd_log_add(parts.here, parts.gone);
    return parts;
}
