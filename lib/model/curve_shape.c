/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The formulas of the curves with their derivatives. Shapes after the literature on satisfaction and retention: logistic as the
 * common case, two slopes for losses that weigh more than gains (Anderson and Mittal 2000), a floor for captives and a ceiling
 * for those who leave anyway (zones of Jones and Sasser 1995), a power for increasing or decreasing returns (Mittal and
 * Kamakura 2001).
 */
#include <churn/logistic.h>
#include <math.h>

#include "base/real.h"
#include "model/curve.h"

#define SIGNIFICANT 12 /* digits of what is fitted: more are noise of the machine, and would differ between machines */
#define HALVINGS 100   /* a double has no more */

static const char *const MODEL_NAMES[CHURN_CURVE_MODELS] = { "constant",  "isotonic",       "logistic",
                                                             "two-slope", "four-parameter", "power" };
static const size_t PARAMETERS[CHURN_CURVE_MODELS] = { 1, 0, 2, 3, 4, 3 };
static const char *const PARAMETER_NAMES[CHURN_CURVE_MODELS][K] = {
    [CHURN_CURVE_CONSTANT] = { "share" },
    [CHURN_CURVE_LOGISTIC] = { "intercept", "slope" },
    [CHURN_CURVE_TWO_SLOPE] = { "at_reference", "slope_below", "slope_above" },
    [CHURN_CURVE_FOUR_PARAMETER] = { "floor", "ceiling", "midpoint", "steepness" },
    [CHURN_CURVE_POWER] = { "start", "end", "exponent" },
};

const char *churn_curve_model_name(enum churn_curve_model model)
{
    return MODEL_NAMES[model];
}

size_t churn_curve_parameters(enum churn_curve_model model)
{
    return PARAMETERS[model];
}

const char *churn_curve_parameter_name(enum churn_curve_model model, size_t index)
{
    return PARAMETER_NAMES[model][index];
}

/* The level at or below a score that lies within the levels. */
static size_t level_below(const struct churn_curve *curve, double score)
{
    size_t low = 0, high = curve->levels;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (curve->level_score[middle] <= score)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double isotonic_share(const struct churn_curve *curve, double score)
{
    size_t at = level_below(curve, score);
    if (at + 1 == curve->levels || score <= curve->level_score[at])
        return curve->level_retention[at];
    double part = (score - curve->level_score[at]) / (curve->level_score[at + 1] - curve->level_score[at]);
    return curve->level_retention[at] + part * (curve->level_retention[at + 1] - curve->level_retention[at]);
}

static double isotonic_slope(const struct churn_curve *curve, double score)
{
    size_t at = level_below(curve, score);
    if (curve->levels < 2)
        return 0;
    if (at + 1 == curve->levels)
        at--;
    return (curve->level_retention[at + 1] - curve->level_retention[at]) /
           (curve->level_score[at + 1] - curve->level_score[at]);
}

/* Log odds of logistic and two-slope, and their derivatives. */
static double log_odds(const struct churn_curve *curve, double score, double gradient[K], double *slope)
{
    const double *b = curve->parameter;
    if (curve->model == CHURN_CURVE_LOGISTIC) {
        gradient[0] = 1;
        gradient[1] = score;
        *slope = b[1];
        return b[0] + b[1] * score;
    }
    double below = fmin(score - curve->reference, 0), above = fmax(score - curve->reference, 0);
    gradient[0] = 1;
    gradient[1] = below;
    gradient[2] = above;
    *slope = score < curve->reference ? b[1] : b[2];
    return b[0] + b[1] * below + b[2] * above;
}

static double odds_share(const struct churn_curve *curve, double score, double gradient[K])
{
    double slope, p = churn_logistic_share(log_odds(curve, score, gradient, &slope));
    for (size_t i = 0; i < PARAMETERS[curve->model]; i++)
        gradient[i] *= p * (1 - p);
    return p;
}

static double four_parameter_share(const struct churn_curve *curve, double score, double gradient[K])
{
    double low = curve->parameter[0], high = curve->parameter[1], middle = curve->parameter[2], steep = curve->parameter[3];
    double p = churn_logistic_share(steep * (score - middle)), bend = (high - low) * p * (1 - p);
    gradient[0] = 1 - p;
    gradient[1] = p;
    gradient[2] = -steep * bend;
    gradient[3] = (score - middle) * bend;
    return low + (high - low) * p;
}

static double power_share(const struct churn_curve *curve, double score, double gradient[K])
{
    double low = curve->parameter[0], high = curve->parameter[1];
    double part = (score - curve->low_score) / (curve->high_score - curve->low_score);
    double raised = part > 0 ? pow(part, curve->parameter[2]) : 0;
    gradient[0] = 1 - raised;
    gradient[1] = raised;
    gradient[2] = part > 0 ? (high - low) * raised * log(part) : 0;
    return low + (high - low) * raised;
}

double curve_share(const struct churn_curve *curve, double score, double gradient[K])
{
    double unused[K] = { 0 };
    double *derivatives = gradient != NULL ? gradient : unused;
    switch (curve->model) {
    case CHURN_CURVE_ISOTONIC:
        return isotonic_share(curve, score);
    case CHURN_CURVE_LOGISTIC:
    case CHURN_CURVE_TWO_SLOPE:
        return odds_share(curve, score, derivatives);
    case CHURN_CURVE_FOUR_PARAMETER:
        return four_parameter_share(curve, score, derivatives);
    case CHURN_CURVE_POWER:
        return power_share(curve, score, derivatives);
    default:
        derivatives[0] = 1;
        return curve->parameter[0];
    }
}

double curve_share_slope(const struct churn_curve *curve, double score)
{
    const double *b = curve->parameter;
    double gradient[K], slope, width = curve->high_score - curve->low_score;
    switch (curve->model) {
    case CHURN_CURVE_ISOTONIC:
        return isotonic_slope(curve, score);
    case CHURN_CURVE_LOGISTIC:
    case CHURN_CURVE_TWO_SLOPE: {
        double p = churn_logistic_share(log_odds(curve, score, gradient, &slope));
        return slope * p * (1 - p);
    }
    case CHURN_CURVE_FOUR_PARAMETER: {
        double p = churn_logistic_share(b[3] * (score - b[2]));
        return b[3] * (b[1] - b[0]) * p * (1 - p);
    }
    case CHURN_CURVE_POWER: /* infinite at the lowest score where the exponent is below 1 */
        return (b[1] - b[0]) * b[2] / width * pow((score - curve->low_score) / width, b[2] - 1);
    default:
        return 0;
    }
}

static double inside(const struct churn_curve *curve, double score)
{
    return fmin(fmax(score, curve->low_score), curve->high_score);
}

double churn_curve_at(const struct churn_curve *curve, double score)
{
    return curve_share(curve, inside(curve, score), NULL);
}

double churn_curve_slope(const struct churn_curve *curve, double score)
{
    return curve_share_slope(curve, inside(curve, score));
}

bool churn_curve_bends(const struct churn_curve *curve, double border[2])
{
    bool logistic = curve->model == CHURN_CURVE_LOGISTIC;
    double steep = logistic ? curve->parameter[1] : curve->parameter[3];
    double middle = logistic ? -curve->parameter[0] / curve->parameter[1] : curve->parameter[2];
    if ((!logistic && curve->model != CHURN_CURVE_FOUR_PARAMETER) || !(steep > 0))
        return false;
    border[0] = curve_round(middle - log(2 + sqrt(3.0)) / steep);
    border[1] = curve_round(middle + log(2 + sqrt(3.0)) / steep);
    return true;
}

double churn_curve_reach(const struct churn_curve *curve, double share)
{
    double low = curve->low_score, high = curve->high_score;
    if (churn_curve_at(curve, low) >= share)
        return low;
    if (churn_curve_at(curve, high) < share)
        return INFINITY;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = low + (high - low) / 2;
        *(churn_curve_at(curve, middle) >= share ? &high : &low) = middle;
    }
    return curve_round(high);
}

double curve_round(double value)
{
    return real_round(value, SIGNIFICANT);
}

void curve_from_inner(const struct curve_inner *inner, struct churn_curve *curve, double jacobian[K][K])
{
    const double *x = inner->at;
    double *b = curve->parameter;
    double scale = (curve->high_score - curve->low_score) / 2, center = curve->low_score + scale;
    for (size_t i = 0; i < K * K; i++)
        jacobian[i / K][i % K] = 0;
    if (curve->model == CHURN_CURVE_LOGISTIC) {
        b[0] = x[0] - x[1] * center / scale;
        b[1] = x[1] / scale;
        jacobian[0][0] = 1;
        jacobian[0][1] = -center / scale;
        jacobian[1][1] = 1 / scale;
    } else if (curve->model == CHURN_CURVE_TWO_SLOPE) {
        b[0] = x[0];
        b[1] = x[1] / scale;
        b[2] = x[2] / scale;
        jacobian[0][0] = 1;
        jacobian[1][1] = jacobian[2][2] = 1 / scale;
    } else if (curve->model == CHURN_CURVE_FOUR_PARAMETER) {
        /* floor, what lies between, and what is missing at the top are shares of 1: as in multinomial logit */
        double u = exp(x[0]), v = exp(x[1]), all = 1 + u + v;
        b[0] = u / all;
        b[1] = 1 - v / all;
        b[2] = center + scale * x[2];
        b[3] = x[3] / scale;
        jacobian[0][0] = u * (1 + v) / (all * all);
        jacobian[0][1] = -u * v / (all * all);
        jacobian[1][0] = u * v / (all * all);
        jacobian[1][1] = -v * (1 + u) / (all * all);
        jacobian[2][2] = scale;
        jacobian[3][3] = 1 / scale;
    } else if (curve->model == CHURN_CURVE_POWER) {
        for (size_t i = 0; i < 2; i++) {
            b[i] = churn_logistic_share(x[i]);
            jacobian[i][i] = b[i] * (1 - b[i]);
        }
        b[2] = exp(x[2]);
        jacobian[2][2] = b[2];
    }
}
