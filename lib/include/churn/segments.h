/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Segments: names for regions of the RFM cube. A table of rules is read from the top; the first rule that matches names the
 * customer.
 */
#ifndef CHURN_SEGMENTS_H
#define CHURN_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>
#include <churn/rfm.h>

CHURN_BEGIN_DECLS

#define CHURN_SEGMENT_NAME_SIZE 64
#define CHURN_SEGMENT_NONE SIZE_MAX /* no rule matches; written as "others" */

/* A box of scores, both ends included. */
struct churn_segment_rule {
    char name[CHURN_SEGMENT_NAME_SIZE]; /* UTF-8 (the caller sees to that), not empty, a C string */
    uint8_t min[CHURN_DIMENSIONS];      /* 0 is allowed and means the same as 1 */
    uint8_t max[CHURN_DIMENSIONS];      /* not below min; may be over the bins */
};

/* Rules in their order. Opaque; made new or from a built-in table, freed with churn_segments_free. */
struct churn_segments;

CHURN_API struct churn_segments *churn_segments_new(void); /* empty; NULL without memory */
CHURN_API void churn_segments_free(struct churn_segments *segments);
/* Copies the rule to the end. CHURN_DATA for a name that is empty or not terminated, or a min above its max. */
CHURN_API enum churn_status churn_segments_add(struct churn_segments *segments, const struct churn_segment_rule *rule,
                                               struct churn_error *err);
CHURN_API size_t churn_segments_count(const struct churn_segments *segments);
/* The rule, NULL past the last; the pointer lives until the next add or free. */
CHURN_API const struct churn_segment_rule *churn_segments_at(const struct churn_segments *segments, size_t index);

/*
 * Built-in tables, all for five bins a dimension:
 *   "default"    ten segments on R and F, total and disjoint;
 *   "classic11"  the widely copied eleven, whose faults --check-segments shows;
 *   "r-rfm"      the ten of R's package rfm 0.3.0.
 * The name of table number index, or NULL past the last; and a new copy of one, freed by the caller (CHURN_USAGE for an unknown
 * name, naming the nearest).
 */
CHURN_API const char *churn_segments_builtin_name(size_t index);
CHURN_API enum churn_status churn_segments_builtin(const char *name, struct churn_segments **segments, struct churn_error *err);

/* Index of the first rule that matches, or CHURN_SEGMENT_NONE. */
CHURN_API size_t churn_segments_match(const struct churn_segments *segments, struct churn_rfm_score score);

/* What the linter says of one rule. */
struct churn_segment_finding {
    uint64_t cells;       /* cells in its box, within the bins */
    uint64_t taken;       /* cells it names: those no earlier rule took; 0: the rule can never match */
    uint64_t customers;   /* customers it names */
    size_t first_overlap; /* index of the first earlier rule that shares a cell, or CHURN_SEGMENT_NONE */
};

/*
 * Examine the table on the cube of bins. findings is the caller's array of churn_segments_count. *uncovered receives the cells
 * that no rule takes, *others the customers in them. scores may be NULL with count 0. CHURN_USAGE for bins over 100 or none.
 * Cost: rules times cells and customers. The default table on 5 5 5 leaves 0 cells, classic11 36, r-rfm 10.
 */
CHURN_API enum churn_status churn_segments_check(const struct churn_segments *segments, const unsigned bins[CHURN_DIMENSIONS],
                                                 const struct churn_rfm_score *scores, size_t count,
                                                 struct churn_segment_finding *findings, uint64_t *uncovered, uint64_t *others,
                                                 struct churn_error *err);

CHURN_END_DECLS

#endif
