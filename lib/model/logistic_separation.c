/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Separation (Albert and Anderson 1984), certified. Problem: a rising likelihood is no proof of separated data, nor are large
 * coefficients; one huge value makes all others look as if they stood still. Method: where the likelihood grows for ever,
 * Newton's step runs along a direction in which every row moves to its own side or stays. The rows that hardly move, or to the
 * wrong side, are held still: the direction is projected on what is orthogonal to them all. What is left must then move each
 * row to its own side, but for the rounding of that row's own sum, and some row for certain. Whatever the direction came from,
 * that is the proof; where it fails the climb goes on.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "model/logistic.h"

#define ALIVE 1e-2       /* log odds by which a separating step still moves somebody: it tends to 1 */
#define STANDS 1e-3      /* log odds: who moves less is held still */
#define IN_SPAN 1e-13    /* of a row: so little of it beside the rows before it is rounding */
#define ROUNDING 8       /* units in the last place of each part of a sum */
#define FOR_CERTAIN 1e-9 /* of the sum of sizes: so far somebody must move */
#define TAKES_PART 1e-3  /* of the largest: coefficients below have no part in what separates */

/* -1: the row stayed, 1: it churned, 0: some of it did either, so it may not move. */
static int side_of(const struct logistic_climb *climb, size_t row)
{
    double churned = climb->data->churned[row];
    return (churned > 0) - (churned < logistic_trials(climb->data, row));
}

static bool moves(struct logistic_climb *climb)
{
    for (size_t i = 0; i < climb->data->rows; i++) {
        logistic_plain_row(climb, i, climb->row);
        if (fabs(logistic_dot(climb->direction, climb->row, climb->size)) > ALIVE)
            return true;
    }
    return false;
}

/* What of vector lies in the basis goes; twice, as once leaves rounding (Kahan, in Parlett 1980, section 6-9). */
static void take_off(const double *basis, size_t rank, size_t size, double *vector)
{
    for (size_t i = 0; i < 2 * rank; i++) {
        const double *b = basis + i % rank * size;
        double part = logistic_dot(b, vector, size);
        for (size_t j = 0; j < size; j++)
            vector[j] -= part * b[j];
    }
}

/* An orthonormal basis of the rows that are held still. false: they are all directions. */
static bool span_still(struct logistic_climb *climb, double *basis, size_t *rank)
{
    size_t size = climb->size;
    *rank = 0;
    for (size_t i = 0; i < climb->data->rows; i++) {
        double *z = climb->row;
        logistic_plain_row(climb, i, z);
        int side = side_of(climb, i);
        if (side != 0 && side * logistic_dot(climb->direction, z, size) >= STANDS)
            continue;
        double before = sqrt(logistic_dot(z, z, size));
        take_off(basis, *rank, size, z);
        double left = sqrt(logistic_dot(z, z, size));
        if (!(left > IN_SPAN * before))
            continue;
        if (*rank + 1 == size)
            return false;
        for (size_t j = 0; j < size; j++)
            basis[*rank * size + j] = z[j] / left;
        ++*rank;
    }
    return true;
}

static double largest_of(const double *direction, size_t size)
{
    double largest = 0;
    for (size_t j = 0; j < size; j++)
        largest = fmax(largest, fabs(direction[j]));
    return largest;
}

static bool proves(struct logistic_climb *climb)
{
    size_t size = climb->size;
    bool somebody = false;
    for (size_t i = 0; i < climb->data->rows; i++) {
        double sizes = 0, move = 0;
        int side = side_of(climb, i);
        logistic_plain_row(climb, i, climb->row);
        for (size_t j = 0; j < size; j++) {
            double part = climb->direction[j] * climb->row[j];
            move += part;
            sizes += fabs(part);
        }
        double bound = ROUNDING * (double)size * DBL_EPSILON * sizes;
        if (side == 0 ? fabs(move) > bound : side * move < -bound)
            return false;
        somebody = somebody || side * move > FOR_CERTAIN * sizes;
    }
    return somebody;
}

static void name(struct logistic_climb *climb)
{
    double largest = largest_of(climb->direction + 1, climb->size - 1);
    for (size_t j = 1; j < climb->size; j++) {
        size_t column = climb->used[j];
        climb->fit->separating[column] =
            fabs(climb->direction[j]) > TAKES_PART * largest ? climb->direction[j] / climb->scale[column] : 0;
    }
}

/* A 0 with the rounding of a projection and a coefficient that is small beside a huge value look alike: both are tried. */
static bool proves_without_rounding(struct logistic_climb *climb)
{
    static const double shares[] = { 1e-15, 1e-11 };
    double largest = largest_of(climb->direction, climb->size);
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        for (size_t j = 0; j < climb->size; j++)
            if (fabs(climb->direction[j]) < shares[i] * largest)
                climb->direction[j] = 0;
        if (proves(climb))
            return true;
    }
    return false;
}

bool logistic_certify(struct logistic_climb *climb, const double *direction)
{
    size_t rank;
    double *basis = climb->half; /* free until the end of the climb */
    logistic_unmix(climb, direction, climb->direction);
    if (!moves(climb) || !span_still(climb, basis, &rank))
        return false;
    take_off(basis, rank, climb->size, climb->direction);
    if (!proves_without_rounding(climb))
        return false;
    name(climb);
    return true;
}
