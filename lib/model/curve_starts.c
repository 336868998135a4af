/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the climbs begin: one place for curves with one peak, a small grid for the others. */
#include <math.h>

#include "model/curve.h"

/* Log odds of what was observed at a score, held away from 0 and 1 by half an observation. */
static double odds_at(const struct curve_cells *cells, size_t cell)
{
    return log((cells->retained[cell] + 0.5) / (cells->n[cell] - cells->retained[cell] + 0.5));
}

static double mean_odds(const struct curve_cells *cells)
{
    double n = 0, retained = 0;
    for (size_t i = 0; i < cells->count; i++) {
        n += cells->n[i];
        retained += cells->retained[i];
    }
    return log(retained / (n - retained));
}

static size_t four_parameter_starts(struct curve_inner *starts)
{
    static const double middles[] = { -0.5, 0, 0.5 }, steepness[] = { 2, 6 }, outside[] = { -3, -1 };
    size_t count = 0;
    for (size_t m = 0; m < 3; m++)
        for (size_t s = 0; s < 2; s++)
            for (size_t o = 0; o < 2; o++)
                starts[count++] = (struct curve_inner){ { outside[o], outside[o], middles[m], steepness[s] } };
    starts[count++] = (struct curve_inner){ { -1, -1, 0, -3 } }; /* a curve that falls */
    return count;
}

size_t curve_starts(const struct curve_cells *cells, const struct churn_curve *curve,
                    struct curve_inner starts[CURVE_STARTS_MAX])
{
    double mean = mean_odds(cells);
    double first = odds_at(cells, 0), last = odds_at(cells, cells->count - 1);
    if (curve->model == CHURN_CURVE_FOUR_PARAMETER)
        return four_parameter_starts(starts);
    if (curve->model == CHURN_CURVE_POWER) {
        for (size_t i = 0; i < 4; i++)
            starts[i] = (struct curve_inner){ { first, last, (double)i - 1, 0 } };
        return 4;
    }
    starts[0] = (struct curve_inner){ { mean, 0, 0, 0 } };
    return 1;
}
