/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random draws in whole numbers only: the sample files must come out byte for byte alike with every compiler, at
 * every level of optimisation, and libm's last bit differs between machines.
 */
#ifndef SAMPLES_RANDOM_H
#define SAMPLES_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

/* A stream of its own for each customer and purpose: a change to one story leaves the others as they were. */
struct random random_stream(int customer, int purpose);

int random_below(struct random *random, int n);               /* 0 .. n-1 */
int random_between(struct random *random, int low, int high); /* both ends included */
bool random_chance(struct random *random, int64_t millionths);
int random_weighted(struct random *random, const int *weights, int n);
/* Draws from the distribution whose evenly spaced quantiles are given; linear between them. */
int random_quantile(struct random *random, const int *quantiles, int n);

#endif
