/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Isotonic regression of shares: the maximum of the likelihood under the one assumption that the share never falls as the score
 * rises. Pool adjacent violators (Ayer, Brunk, Ewing, Reid and Silverman 1955): a stack of pools, joined while the last is not
 * above the one before. Linear time.
 */
#include "model/curve.h"

void curve_pool(const struct curve_cells *cells, double *share, double *pooled_n, double *pooled_retained)
{
    size_t pools = 0;
    /* share keeps where each pool ends until all are known */
    for (size_t i = 0; i < cells->count; i++) {
        pooled_n[pools] = cells->n[i];
        pooled_retained[pools] = cells->retained[i];
        share[pools++] = (double)(i + 1);
        while (pools > 1 &&
               pooled_retained[pools - 1] * pooled_n[pools - 2] <= pooled_retained[pools - 2] * pooled_n[pools - 1]) {
            pooled_n[pools - 2] += pooled_n[pools - 1];
            pooled_retained[pools - 2] += pooled_retained[pools - 1];
            share[pools - 2] = share[pools - 1];
            pools--;
        }
    }
    /* from behind: a pool stands no further back than its cells, so each is read before its place is written */
    for (size_t end = cells->count; pools > 0; pools--) {
        size_t begin = pools > 1 ? (size_t)share[pools - 2] : 0;
        double n = pooled_n[pools - 1], retained = pooled_retained[pools - 1];
        for (; end > begin; end--) {
            pooled_n[end - 1] = n;
            pooled_retained[end - 1] = retained;
            share[end - 1] = retained / n;
        }
    }
}
