/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved curves as their files share them: curve_file.c reads, curve_write.c writes, curves.c applies. */
#ifndef SAVED_CURVES_H
#define SAVED_CURVES_H

#include <stdbool.h>
#include <stddef.h>

#include <churn/curve.h>
#include <churn/saved.h>

struct saved_curve {
    char *group; /* owned; not terminated */
    size_t group_length;
    struct churn_curve curve; /* its levels are owned */
    bool has_zones;
    double defection_below, affection_from; /* scores */
};

struct churn_saved_curves {
    struct saved_curve *curves; /* by group, once read */
    size_t count, capacity;
};

/* A further curve, empty, with a copy of its group's name; NULL: no memory. */
struct saved_curve *saved_curves_add(struct churn_saved_curves *curves, struct churn_text group);

/* Sort by group. The index of a curve whose group stands twice, or count. */
size_t saved_curves_sort(struct churn_saved_curves *curves);

/* Terms of the file that are no parameter of a model. */
enum saved_term { SAVED_REFERENCE, SAVED_LOWEST, SAVED_HIGHEST, SAVED_DEFECTION, SAVED_AFFECTION, SAVED_LEVEL, SAVED_TERMS };
extern const char *const saved_term_names[SAVED_TERMS];
extern const char *const saved_curve_columns[];
enum { SAVED_GROUP, SAVED_MODEL, SAVED_TERM, SAVED_SCORE, SAVED_VALUE, SAVED_CURVE_COLUMNS };

#endif
