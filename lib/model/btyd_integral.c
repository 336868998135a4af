/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problem: an integral whose integrand falls by hundreds of powers of ten within a hundredth of its range, or hardly at all,
 * and has a pole just outside when alpha or beta is small. Method: with m the smaller of alpha and beta, w = ln(m + y) brings
 * the nearest pole to a distance of pi whatever the parameters; then Gauss and Legendre's 16 points on panels so short that the
 * integrand changes by a factor of e^8 at most, until the rest is below the last digit. Everything is relative to the largest
 * value of the integrand, whose logarithm is known. Checked against 40 digits.
 */
#include <math.h>
#include <string.h>

#include "model/btyd.h"

#define POINTS 8         /* and as many mirrored */
#define PANEL_MAX 2.0    /* the pole is pi away */
#define PANEL_CHANGE 8.0 /* of the integrand's logarithm */
#define NEGLIGIBLE (-46.0)

static const double AT[POINTS] = { 0.09501250983763744, 0.2816035507792589, 0.45801677765722737, 0.6178762444026438,
                                   0.755404408355003,   0.8656312023878318, 0.9445750230732326,  0.9894009349916499 };
static const double WEIGHT[POINTS] = { 0.18945061045506847, 0.1826034150449236, 0.16915651939500256,  0.14959598881657682,
                                       0.12462897125553395, 0.0951585116824929, 0.062253523938647776, 0.027152459411754058 };

/* (least + y)^-small (least + distance + y)^-large, with y from w = ln(least + y). */
struct integrand {
    double distance, small, large;
    double top;          /* its largest logarithm */
    size_t least, other; /* which pair of functions is of the smaller of alpha and beta */
    double reference[4]; /* functions at the beginning: deviations are summed, not values */
};

static double slope(const struct integrand *f, double w)
{
    return 1 - f->small - f->large / (1 + f->distance * exp(-w));
}

static double log_value(const struct integrand *f, double w, double log_other)
{
    return w * (1 - f->small) - f->large * log_other;
}

static double log_other(const struct integrand *f, double w)
{
    return f->distance > 0 ? log(f->distance + exp(w)) : w;
}

/* The place of the largest value: slopes only fall. */
static double peak(const struct integrand *f, double low, double high)
{
    if (slope(f, low) <= 0)
        return low;
    if (slope(f, high) >= 0)
        return high;
    return log((1 - f->small) * f->distance / (f->large + f->small - 1));
}

static double panel(const struct integrand *f, double w, double end)
{
    double width = fmin(PANEL_MAX, end - w), here = fabs(slope(f, w));
    for (int i = 0; i < 3; i++)
        width = fmin(width, PANEL_CHANGE / fmax(fmax(here, fabs(slope(f, w + width))), 1e-3));
    return width;
}

struct sums {
    double total;
    double first[4];
    double second[4][4];
};

static void add_point(const struct integrand *f, double w, double weight, bool means, struct sums *sums)
{
    double inverse = means || f->distance > 0 ? exp(w) : 1, other = inverse + f->distance;
    double log_of_other = f->distance > 0 ? log(other) : w;
    double value = weight * exp(log_value(f, w, log_of_other) - f->top);
    sums->total += value;
    if (!means)
        return;
    double d[4];
    d[f->least] = w - f->reference[f->least];
    d[f->least + 1] = 1 / inverse - f->reference[f->least + 1];
    d[f->other] = log_of_other - f->reference[f->other];
    d[f->other + 1] = 1 / other - f->reference[f->other + 1];
    for (size_t i = 0; i < 4; i++) {
        double part = value * d[i];
        sums->first[i] += part;
        for (size_t j = 0; j <= i; j++)
            sums->second[i][j] += part * d[j];
    }
}

static void finish(const struct integrand *f, const struct sums *sums, struct btyd_means *means)
{
    double shift[4];
    for (size_t i = 0; i < 4; i++) {
        shift[i] = sums->first[i] / sums->total;
        means->mean[i] = f->reference[i] + shift[i];
        for (size_t j = 0; j <= i; j++)
            means->covariance[i][j] = means->covariance[j][i] = sums->second[i][j] / sums->total - shift[i] * shift[j];
    }
}

double btyd_integral(double alpha, double m, double beta, double n, double from, double to, struct btyd_means *means)
{
    bool alpha_least = alpha <= beta;
    double least = alpha_least ? alpha : beta;
    struct integrand f = { .distance = fabs(beta - alpha), .small = alpha_least ? m : n, .large = alpha_least ? n : m };
    struct sums sums;
    memset(&sums, 0, sizeof sums);
    if (!(to > from))
        return -INFINITY;
    double begin = log(least + from), end = begin + log1p((to - from) / (least + from)), most = peak(&f, begin, end);
    f.top = log_value(&f, most, log_other(&f, most));
    f.least = alpha_least ? 0 : 2;
    f.other = 2 - f.least;
    f.reference[f.least] = begin;
    f.reference[f.least + 1] = 1 / (least + from);
    f.reference[f.other] = log_other(&f, begin);
    f.reference[f.other + 1] = 1 / (least + from + f.distance);
    for (double w = begin; w < end && (w <= most || log_value(&f, w, log_other(&f, w)) - f.top > NEGLIGIBLE);) {
        double width = panel(&f, w, end), half = width / 2, middle = w + half;
        for (size_t i = 0; i < POINTS; i++) {
            add_point(&f, middle - half * AT[i], half * WEIGHT[i], means != NULL, &sums);
            add_point(&f, middle + half * AT[i], half * WEIGHT[i], means != NULL, &sums);
        }
        double next = w + width;
        if (!(next > w))
            break;
        w = end - next < 1e-12 * fabs(width) ? end : next;
    }
    if (means != NULL)
        finish(&f, &sums, means);
    return f.top + log(sums.total);
}
