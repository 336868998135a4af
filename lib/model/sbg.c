/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problem: project a cohort of subscribers from a few renewals. Method: Fader and Hardie's shifted-beta-geometric model by
 * maximum likelihood. They maximise sum n_t ln P(T = t) + n ln S(n) in a spreadsheet; written by renewals it is
 *   sum over j of lost_j ln(alpha / (alpha + beta + j - 1)) + renewed_j ln((beta + j - 1) / (alpha + beta + j - 1)),
 * the same number (their products telescope), which adds cohorts of any age and has simple derivatives.
 *
 * Newton's steps in ln alpha and ln beta, damped after Levenberg and Marquardt, from several starts: the ridge along which
 * alpha / (alpha + beta) is constant is long and flat. On it lie both borders: without bound all customers are alike, towards 0
 * each stays or leaves for ever. There are no parameters there, but there is a projection, and the border is named instead of
 * numbers that only say where the climbing stopped.
 */
#include <churn/sbg.h>

#include <math.h>
#include <stdint.h>

#define STEPS 200
#define CONVERGED 1e-11 /* of the gradient by logarithms, for each customer */
#define ALIKE 1e6       /* alpha + beta from here on: the rate of the 10th renewal differs from the first by 1e-5 of it */
#define TWO_KINDS 1e-6  /* alpha + beta up to here */
#define NO_BETTER 1e-6  /* log-likelihood: what a border is worth less than the best that was found, to be preferred */

static const char *const NAMES[] = { "mixed", "alike", "two-kinds" };

const char *churn_sbg_finding_name(enum churn_sbg_finding finding)
{
    return NAMES[finding];
}

struct counts {
    const double *renewed, *lost;
    size_t count;
    double all; /* sum of both */
};

/* Value, and derivatives by alpha and beta. */
struct surface {
    double value;
    double by_alpha, by_beta;
    double alpha_alpha, alpha_beta, beta_beta;
};

static struct surface look(const struct counts *counts, double alpha, double beta)
{
    struct surface surface = { .value = 0 };
    for (size_t j = 0; j < counts->count; j++) {
        double lost = counts->lost[j], renewed = counts->renewed[j], all = lost + renewed;
        double stay = beta + (double)j, sum = alpha + stay;
        surface.value += lost * log(alpha / sum) + (renewed > 0 ? renewed * log(stay / sum) : 0);
        surface.by_alpha += lost / alpha - all / sum;
        surface.by_beta += renewed / stay - all / sum;
        surface.alpha_alpha += all / (sum * sum) - lost / (alpha * alpha);
        surface.beta_beta += all / (sum * sum) - renewed / (stay * stay);
        surface.alpha_beta += all / (sum * sum);
    }
    return surface;
}

/* A damped step in logarithms. false: no step from here goes up. */
static bool climb(const struct counts *counts, double *alpha, double *beta, struct surface *at, double *damping)
{
    double a = *alpha, b = *beta, gradient_a = a * at->by_alpha, gradient_b = b * at->by_beta;
    double aa = -(a * a * at->alpha_alpha + gradient_a), bb = -(b * b * at->beta_beta + gradient_b),
           ab = -a * b * at->alpha_beta;
    double scale = fabs(aa) + fabs(bb) + 1e-12 * counts->all;
    for (; *damping < 1e12; *damping *= 10) {
        double p = aa + *damping * scale, q = bb + *damping * scale, determinant = p * q - ab * ab;
        if (p <= 0 || determinant <= 1e-15 * p * q)
            continue;
        double step_a = (q * gradient_a - ab * gradient_b) / determinant,
               step_b = (p * gradient_b - ab * gradient_a) / determinant;
        if (fabs(step_a) > 3 || fabs(step_b) > 3)
            continue;
        struct surface next = look(counts, a * exp(step_a), b * exp(step_b));
        if (next.value < at->value)
            continue;
        *alpha = a * exp(step_a);
        *beta = b * exp(step_b);
        *at = next;
        *damping = fmax(*damping / 10, 1e-16);
        return true;
    }
    return false;
}

static double steepness(double alpha, double beta, const struct surface *at)
{
    return fmax(fabs(alpha * at->by_alpha), fabs(beta * at->by_beta));
}

/* From one start to the top, or to a border. */
static void ascend(const struct counts *counts, double alpha, double beta, struct churn_sbg *fit)
{
    struct surface at = look(counts, alpha, beta);
    double damping = 1e-3;
    unsigned step = 0;
    for (; step < STEPS && steepness(alpha, beta, &at) > CONVERGED * counts->all; step++) {
        if (alpha + beta > ALIKE || alpha + beta < TWO_KINDS || !climb(counts, &alpha, &beta, &at, &damping))
            break;
    }
    if (!(at.value > fit->log_likelihood))
        return;
    fit->alpha = alpha;
    fit->beta = beta;
    fit->log_likelihood = at.value;
    fit->gradient = steepness(alpha, beta, &at);
    fit->steps = step;
}

/* Inverse of the observed information. false: it is not positive definite, which only a border has. */
static bool measure(const struct counts *counts, struct churn_sbg *fit)
{
    struct surface at = look(counts, fit->alpha, fit->beta);
    double determinant = at.alpha_alpha * at.beta_beta - at.alpha_beta * at.alpha_beta;
    if (at.alpha_alpha >= 0 || determinant <= 0)
        return false;
    fit->alpha_error = sqrt(-at.beta_beta / determinant);
    fit->beta_error = sqrt(-at.alpha_alpha / determinant);
    fit->covariance = at.alpha_beta / determinant;
    return true;
}

static double times_log(double count, double share)
{
    return count > 0 ? count * log(share) : 0;
}

static void put_border(enum churn_sbg_finding finding, double churn, double log_likelihood, struct churn_sbg *fit)
{
    *fit = (struct churn_sbg){ finding, NAN, NAN, NAN, NAN, NAN, churn, log_likelihood, 0, fit->steps, fit->renewals };
}

/* The best of both borders, where nothing between them is better. */
static void hold_against_borders(const struct counts *counts, struct churn_sbg *fit)
{
    double lost = 0, renewed = 0;
    for (size_t j = 0; j < counts->count; j++) {
        lost += counts->lost[j];
        renewed += counts->renewed[j];
    }
    double rate = lost / (lost + renewed), first = counts->lost[0] / (counts->lost[0] + counts->renewed[0]);
    double alike = times_log(lost, rate) + times_log(renewed, 1 - rate);
    double two_kinds = times_log(counts->lost[0], first) + times_log(counts->renewed[0], 1 - first);
    bool later = lost > counts->lost[0]; /* there cannot be two kinds */
    if (!later && two_kinds >= fit->log_likelihood - NO_BETTER)
        put_border(CHURN_SBG_TWO_KINDS, first, two_kinds, fit);
    else if (alike >= fit->log_likelihood - NO_BETTER)
        put_border(CHURN_SBG_ALIKE, rate, alike, fit);
}

static enum churn_status check(const struct counts *counts, struct churn_error *err)
{
    double lost = 0, renewed = 0, later = 0;
    for (size_t j = 0; j < counts->count; j++) {
        if (!isfinite(counts->renewed[j]) || !isfinite(counts->lost[j]) || counts->renewed[j] < 0 || counts->lost[j] < 0)
            return churn_error_set(err, CHURN_USAGE, "numbers of customers must be 0 or more");
        lost += counts->lost[j];
        renewed += counts->renewed[j];
        later += j > 0 ? counts->lost[j] + counts->renewed[j] : 0;
    }
    if (counts->count == 0 || !(counts->lost[0] + counts->renewed[0] > 0))
        return churn_error_set(err, CHURN_NUMERIC, "nobody has been up for renewal yet");
    if (!(lost > 0))
        return churn_error_set(err, CHURN_NUMERIC, "nobody has left yet, so nothing says who will");
    if (!(renewed > 0))
        return churn_error_set(err, CHURN_NUMERIC, "everybody left at the first renewal");
    if (!(later > 0))
        return churn_error_set(err, CHURN_NUMERIC, "one renewal does not say how the next will be; two are needed");
    return CHURN_OK;
}

enum churn_status churn_sbg_fit(const double *renewed, const double *lost, size_t count, struct churn_sbg *fit,
                                struct churn_error *err)
{
    static const double sums[] = { 0.1, 1, 5, 50 };
    struct counts counts = { renewed, lost, count, 0 };
    enum churn_status status = check(&counts, err);
    if (status != CHURN_OK)
        return status;
    for (size_t j = 0; j < count; j++)
        counts.all += renewed[j] + lost[j];
    double first = fmin(fmax(lost[0] / (lost[0] + renewed[0]), 0.01), 0.99);
    *fit = (struct churn_sbg){ .log_likelihood = -INFINITY, .renewals = count };
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        ascend(&counts, first * sums[i], (1 - first) * sums[i], fit);
    fit->churn = fit->alpha / (fit->alpha + fit->beta);
    hold_against_borders(&counts, fit);
    if (fit->finding != CHURN_SBG_MIXED)
        return CHURN_OK;
    if (fit->gradient > 1e-6 * counts.all || !measure(&counts, fit))
        return churn_error_set(err, CHURN_NUMERIC, "the fit does not converge: gradient %.3g after %u steps", fit->gradient,
                               fit->steps);
    return CHURN_OK;
}

double churn_sbg_retention(const struct churn_sbg *fit, size_t renewal)
{
    if (fit->finding == CHURN_SBG_ALIKE || (fit->finding == CHURN_SBG_TWO_KINDS && renewal == 1))
        return 1 - fit->churn;
    if (fit->finding == CHURN_SBG_TWO_KINDS)
        return 1;
    double stay = fit->beta + (double)renewal - 1;
    return stay / (fit->alpha + stay);
}

double churn_sbg_survival(const struct churn_sbg *fit, size_t renewals)
{
    double share = 1;
    for (size_t j = 1; j <= renewals; j++)
        share *= churn_sbg_retention(fit, j);
    return share;
}

void churn_sbg_limits(const struct churn_sbg *fit, size_t renewals, double z, double *low, double *high)
{
    double share = churn_sbg_survival(fit, renewals), by_alpha = 0, by_beta = 0;
    *low = *high = NAN;
    if (fit->finding != CHURN_SBG_MIXED || renewals == 0 || share <= 0)
        return;
    for (size_t j = 0; j < renewals; j++) { /* of ln S */
        double stay = fit->beta + (double)j;
        by_alpha -= 1 / (fit->alpha + stay);
        by_beta += 1 / stay - 1 / (fit->alpha + stay);
    }
    double variance = by_alpha * by_alpha * fit->alpha_error * fit->alpha_error +
                      by_beta * by_beta * fit->beta_error * fit->beta_error + 2 * by_alpha * by_beta * fit->covariance;
    double power = z * sqrt(fmax(variance, 0)) / log(share);
    *low = pow(share, exp(-power));
    *high = pow(share, exp(power));
}
