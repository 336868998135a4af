/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RFM scores: recency, frequency and monetary value in k bins each (Hughes 1994, Strategic Database Marketing; nested as SPSS's
 * direct marketing does it, or independent). Here only the order of things: check the settings, score the dimensions one after
 * the other (each may lie within those before it), hand over the cut points. How values become edges is one file per rule
 * (binning.h), how edges become scores is rfm_dimension.c. What we do differently from most: integers throughout, so ties,
 * units and row order cannot move a score.
 */
#include <churn/rfm.h>

#include <stdlib.h>

#include "model/rfm_scoring.h"

const char *churn_dimension_name(enum churn_dimension dimension)
{
    static const char *const names[CHURN_DIMENSIONS] = { "recency", "frequency", "monetary" };
    return (unsigned)dimension < CHURN_DIMENSIONS ? names[dimension] : NULL;
}

static enum churn_status check_bins(const unsigned bins[CHURN_DIMENSIONS], struct churn_error *err)
{
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        if (bins[d] < CHURN_BINS_MIN || bins[d] > CHURN_BINS_MAX)
            return churn_error_set(err, CHURN_USAGE, "%u bins for %s: there must be %d to %d", bins[d],
                                   churn_dimension_name((enum churn_dimension)d), CHURN_BINS_MIN, CHURN_BINS_MAX);
    }
    return CHURN_OK;
}

enum churn_status rfm_options_check(const struct churn_rfm_options *options, struct churn_error *err)
{
    if (options->size != sizeof *options)
        return churn_error_set(err, CHURN_USAGE,
                               "settings of another version of the library: start from CHURN_RFM_OPTIONS_INIT");
    if (binning_at((unsigned)options->binning) == NULL)
        return churn_error_set(err, CHURN_USAGE, "no such binning: %u", (unsigned)options->binning);
    if ((options->binning == CHURN_BINNING_CUTS) != (options->cuts != NULL))
        return churn_error_set(err, CHURN_USAGE, "cut points go with the binning \"cuts\", and only with that one");
    return options->cuts != NULL ? CHURN_OK : check_bins(options->bins, err);
}

static enum churn_status take_shape(struct rfm_scoring *scoring, const struct churn_rfm_options *options,
                                    struct churn_error *err)
{
    if (options->cuts != NULL) {
        enum churn_status status = cuts_table_init(&scoring->table, options->cuts, err);
        scoring->shape = scoring->table.shape;
        return status;
    }
    scoring->shape.nested = options->nested;
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        scoring->shape.bins[d] = options->bins[d];
    return CHURN_OK;
}

static enum churn_status allocate(struct rfm_scoring *scoring, bool want_cuts, struct churn_error *err)
{
    if (scoring->binning->reads_values) {
        scoring->keys.narrow = reallocarray(NULL, scoring->count + 1, sizeof *scoring->keys.narrow);
        if (scoring->keys.narrow == NULL)
            return churn_error_set(err, CHURN_MEMORY, "no memory to sort the values of %zu customers", scoring->count);
    }
    if (want_cuts && scoring->binning->makes_cuts) {
        scoring->made = churn_cuts_new();
        if (scoring->made == NULL)
            return churn_error_set(err, CHURN_MEMORY, "no memory for cut points");
    }
    return CHURN_OK;
}

static enum churn_status score(struct rfm_scoring scoring, const struct churn_rfm_options *options, struct churn_cuts **made,
                               struct churn_error *err)
{
    if (made != NULL)
        *made = NULL;
    enum churn_status status = rfm_options_check(options, err);
    if (status != CHURN_OK)
        return status;
    scoring.binning = binning_at((unsigned)options->binning);
    status = take_shape(&scoring, options, err);
    if (status == CHURN_OK)
        status = allocate(&scoring, made != NULL, err);
    for (unsigned d = 0; d < CHURN_DIMENSIONS && status == CHURN_OK; d++)
        status = rfm_score_dimension(&scoring, (enum churn_dimension)d, err);
    if (status == CHURN_OK && made != NULL) {
        *made = scoring.made;
        scoring.made = NULL;
    }
    churn_cuts_free(scoring.made);
    free(scoring.keys.narrow);
    free(scoring.keys.wide);
    cuts_table_clear(&scoring.table);
    return status;
}

enum churn_status churn_rfm_score_source(const struct churn_rfm_source *source, const struct churn_rfm_options *options,
                                         struct churn_rfm_score *scores, struct churn_cuts **made, struct churn_error *err)
{
    return score((struct rfm_scoring){ .source = source, .scores = scores, .count = source->count }, options, made, err);
}

/* All in memory is one stretch. */
static enum churn_status all_values(void *context, size_t from, struct churn_rfm_columns *columns,
                                    const struct churn_rfm_value **values, struct churn_error *err)
{
    (void)err;
    (void)columns; /* holds the count */
    *values = (const struct churn_rfm_value *)context + from;
    return CHURN_OK;
}

static enum churn_status all_columns(void *context, size_t from, struct churn_rfm_columns *columns,
                                     const struct churn_rfm_value **values, struct churn_error *err)
{
    (void)from;
    (void)values;
    (void)err;
    *columns = *(const struct churn_rfm_columns *)context;
    return CHURN_OK;
}

enum churn_status churn_rfm_score(const struct churn_rfm_value *values, size_t count, const struct churn_rfm_options *options,
                                  struct churn_rfm_score *scores, struct churn_cuts **made, struct churn_error *err)
{
    const struct churn_rfm_source source = { count, false, (void *)(uintptr_t)values, all_values };
    return churn_rfm_score_source(&source, options, scores, made, err);
}

enum churn_status churn_rfm_score_columns(const struct churn_rfm_columns *columns, const struct churn_rfm_options *options,
                                          struct churn_rfm_score *scores, struct churn_cuts **made, struct churn_error *err)
{
    const struct churn_rfm_source source = { columns->count, true, (void *)(uintptr_t)columns, all_columns };
    return churn_rfm_score_source(&source, options, scores, made, err);
}
