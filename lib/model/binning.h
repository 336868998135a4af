/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rule of binning: from the values of one group of customers to the edges between their scores. A new rule is one file that
 * defines a struct binning and one line in binning.c.
 */
#ifndef MODEL_BINNING_H
#define MODEL_BINNING_H

#include <stdbool.h>
#include <stddef.h>

#include <churn/rfm.h>

#include "model/cuts.h"
#include "model/rfm_key.h"

/*
 * Where a score begins. Edges stand in ascending order, those that are not reachable last; edges[0] is that of score 2 and of
 * equal ones the last wins.
 */
struct bin_edge {
    bool reachable; /* false: nobody has this score or a better one */
    rfm_key key;    /* the worst value that has this score */
    size_t skip; /* of the customers at exactly this value, so many (first in the input) stay below; only NTILE splits ties */
    size_t seen; /* while scoring: customers at exactly this value that came by */
};

/* What a rule may look at. */
struct bin_group {
    enum churn_dimension dimension;
    unsigned bins;
    size_t group;         /* number of the group (rfm_shape.h) */
    struct rfm_keys keys; /* values of the group, arranged for these bins (rfm_key.h); NULL both for a rule that reads none */
    size_t count;         /* how many, 0 is possible */
    const struct cuts_table *cuts; /* the given cut points; NULL unless the rule is CUTS */
};

struct binning {
    const char *name;
    bool reads_values; /* needs the sorted values of the group */
    bool makes_cuts;   /* its edges say it all: the same value always has the same score */
    void (*find_edges)(const struct bin_group *group, struct bin_edge *edges); /* bins - 1 edges, zeroed before */
};

extern const struct binning binning_quantile;
extern const struct binning binning_ntile;
extern const struct binning binning_equal;
extern const struct binning binning_r_rfm;
extern const struct binning binning_cuts;

/* NULL past the last. */
const struct binning *binning_at(unsigned binning);

/* The first of the values that is not CHURN_RECENCY_NONE; count where there is none. */
size_t binning_first_known(const struct bin_group *group);

#endif
