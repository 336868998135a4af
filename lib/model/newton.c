/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problem: likelihoods with a long flat ridge (of Pareto/NBD, s and beta together), where methods that learn the curvature from
 * gradients stop early or wander. Method: Newton's with derivatives in closed form, on logarithms, where the ridge is nearly
 * straight and no parameter can leave its range; damped after Levenberg and Marquardt (1963), the damping raised until the
 * matrix is positive definite and the step climbs. At the top the gradient, which knows better than the value, takes the last
 * steps. A parameter that runs away, or that the data do not tell, is named.
 */
#include "model/newton.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

#define ROUNDS_MAX 200
#define STEP_MAX 2.0     /* of a logarithm */
#define DAMPING_MAX 1e12 /* no step helps any more */
#define SETTLED 1e-10    /* squared standard errors that are left */
#define NEAR 1e-6        /* likewise: the value of a large likelihood can tell no closer, the gradient goes on from there */
/* Standard error of a logarithm beyond which the top may be that of infinity. What runs away comes within SETTLED at errors of
 * some 10^5 only, as what is left is then the inverse of their square; a top that is no higher than its limit by 10^-3 has 20.
 */
#define LOOSE 1000.0
#define AWAY 10.0 /* of a logarithm from where it started */

struct place {
    double log[NEWTON_MAX];
    double value;
    double gradient[NEWTON_MAX];
    double information[NEWTON_MAX][NEWTON_MAX]; /* minus the second derivatives, by logarithms */
};

static bool look(const struct newton *newton, struct place *place)
{
    double parameter[NEWTON_MAX];
    struct jet jet;
    for (size_t i = 0; i < newton->count; i++)
        parameter[i] = exp(place->log[i]);
    newton->look(newton->context, parameter, &jet);
    bool sound = isfinite(jet.value);
    place->value = jet.value;
    for (size_t i = 0; i < newton->count; i++) {
        place->gradient[i] = parameter[i] * jet.first[i];
        sound = sound && isfinite(place->gradient[i]);
        for (size_t j = 0; j <= i; j++) {
            place->information[i][j] = -parameter[i] * parameter[j] * jet.second[i][j] - (i == j ? place->gradient[i] : 0);
            place->information[j][i] = place->information[i][j];
            sound = sound && isfinite(place->information[i][j]);
        }
    }
    return sound;
}

/* (information + damping * its diagonal's size) step = right. False: not positive definite. */
static bool solve(const struct newton *newton, const struct place *place, double damping, const double *right, double *step)
{
    double matrix[NEWTON_MAX * NEWTON_MAX], copy[NEWTON_MAX];
    size_t n = newton->count;
    for (size_t i = 0; i < n; i++) {
        copy[i] = right[i];
        for (size_t j = 0; j < n; j++)
            matrix[i * n + j] = place->information[i][j] + (i == j ? damping * (fabs(place->information[i][i]) + 1e-300) : 0);
        if (!(matrix[i * n + i] > 0))
            return false;
    }
    gsl_matrix_view m = gsl_matrix_view_array(matrix, n, n);
    gsl_vector_view b = gsl_vector_view_array(copy, n), x = gsl_vector_view_array(step, n);
    return gsl_linalg_cholesky_decomp1(&m.matrix) == GSL_SUCCESS &&
           gsl_linalg_cholesky_solve(&m.matrix, &b.vector, &x.vector) == GSL_SUCCESS;
}

static void take_step(const struct newton *newton, const struct place *from, const double *step, struct place *to)
{
    double largest = 0;
    for (size_t i = 0; i < newton->count; i++)
        largest = fmax(largest, fabs(step[i]));
    double shorter = largest > STEP_MAX ? STEP_MAX / largest : 1;
    for (size_t i = 0; i < newton->count; i++)
        to->log[i] = from->log[i] + shorter * step[i];
}

static double left_of(const struct newton *newton, const struct place *place, const double *step)
{
    double left = 0;
    for (size_t i = 0; i < newton->count; i++)
        left += step[i] * place->gradient[i];
    return left;
}

/* Until nothing helps, or what is left is nothing. */
static unsigned ascend(const struct newton *newton, struct place *place)
{
    double damping = 1e-4, step[NEWTON_MAX];
    struct place next;
    unsigned round;
    for (round = 1; round < ROUNDS_MAX && damping < DAMPING_MAX; round++) {
        bool sound = solve(newton, place, damping, place->gradient, step);
        if (sound && damping < 1e-3 && left_of(newton, place, step) < NEAR)
            break;
        if (sound) {
            take_step(newton, place, step, &next);
            sound = look(newton, &next) && next.value > place->value;
        }
        if (sound)
            *place = next;
        damping = sound ? (damping > 1e-9 ? damping / 10 : 0) : fmax(damping, 1e-5) * 10;
    }
    return round;
}

/* Steps without damping while they become shorter; what is left in squared standard errors, INFINITY where this is no top. */
static double polish(const struct newton *newton, struct place *place, unsigned *rounds)
{
    double left = INFINITY, step[NEWTON_MAX];
    for (int round = 0; round < 10; round++) {
        if (!solve(newton, place, 0, place->gradient, step))
            return INFINITY;
        double now = left_of(newton, place, step);
        if (!(now < left) || now <= 0)
            break;
        left = now;
        if (left < SETTLED * SETTLED)
            break;
        struct place next;
        take_step(newton, place, step, &next);
        if (!look(newton, &next))
            break;
        *place = next;
        ++*rounds;
    }
    return left;
}

static bool find_errors(const struct newton *newton, const struct place *place, struct newton_top *top)
{
    double worst = LOOSE;
    for (size_t i = 0; i < newton->count; i++) {
        double unit[NEWTON_MAX] = { 0 }, column[NEWTON_MAX];
        unit[i] = 1;
        if (!solve(newton, place, 0, unit, column))
            return false;
        for (size_t j = 0; j < newton->count; j++)
            top->covariance[j][i] = column[j] * top->parameter[i] * top->parameter[j];
        if (!(sqrt(column[i]) < worst)) {
            worst = sqrt(column[i]);
            top->loose = i;
        }
    }
    return top->loose == newton->count;
}

void newton_climb(const struct newton *newton, const double *start, struct newton_top *top)
{
    struct place place;
    double left = INFINITY, most = AWAY;
    *top = (struct newton_top){ .value = -INFINITY, .gradient = INFINITY, .loose = newton->count };
    for (size_t i = 0; i < newton->count; i++)
        place.log[i] = log(start[i]);
    if (!look(newton, &place))
        return;
    top->rounds = ascend(newton, &place);
    left = polish(newton, &place, &top->rounds);
    top->value = place.value;
    top->gradient = 0;
    for (size_t i = 0; i < newton->count; i++) {
        top->parameter[i] = exp(place.log[i]);
        top->gradient = fmax(top->gradient, fabs(place.gradient[i]) / newton->customers);
        if (fabs(place.log[i] - log(start[i])) > most) {
            most = fabs(place.log[i] - log(start[i]));
            top->loose = i;
        }
    }
    top->converged = left < SETTLED && top->loose == newton->count && find_errors(newton, &place, top);
}
