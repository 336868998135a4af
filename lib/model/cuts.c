/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cut points as a growing array of rows. The problem: they come from a file in any order and go back to one as they were. The
 * method: rows keep the order in which they were added, and each is checked alone when it is added, so that who reads a file
 * can say which line is wrong; whether all of them together are whole is cuts_table.c's question.
 */
#include "model/cuts.h"

#include <stdlib.h>

struct churn_cuts *churn_cuts_new(void)
{
    return calloc(1, sizeof(struct churn_cuts));
}

void churn_cuts_free(struct churn_cuts *cuts)
{
    if (cuts == NULL)
        return;
    free(cuts->rows);
    free(cuts);
}

static enum churn_status check_within(const struct churn_cut *cut, struct churn_error *err)
{
    if (cut->within_r > CHURN_BINS_MAX || cut->within_f > CHURN_BINS_MAX)
        return churn_error_set(err, CHURN_DATA, "a score that the cut point lies within is over %d", CHURN_BINS_MAX);
    if (cut->dimension == CHURN_RECENCY && (cut->within_r != 0 || cut->within_f != 0))
        return churn_error_set(err, CHURN_DATA, "a cut point of recency cannot lie within another score");
    if (cut->dimension == CHURN_FREQUENCY && cut->within_f != 0)
        return churn_error_set(err, CHURN_DATA, "a cut point of frequency can only lie within a recency score");
    if (cut->dimension == CHURN_MONETARY && (cut->within_r == 0) != (cut->within_f == 0))
        return churn_error_set(err, CHURN_DATA,
                               "a cut point of monetary must lie within a recency and a frequency score, or within none");
    return CHURN_OK;
}

static enum churn_status check_row(const struct churn_cut *cut, struct churn_error *err)
{
    if ((unsigned)cut->dimension >= CHURN_DIMENSIONS)
        return churn_error_set(err, CHURN_DATA, "a cut point needs a dimension: recency, frequency or monetary");
    if (cut->score < 1 || cut->score > CHURN_BINS_MAX)
        return churn_error_set(err, CHURN_DATA, "the score of a cut point must be 1 to %d", CHURN_BINS_MAX);
    if (cut->score == 1 && (cut->threshold != 0 || cut->unreachable))
        return churn_error_set(err, CHURN_DATA, "score 1 takes all the rest and has no threshold; leave it empty");
    if (cut->customers < -1)
        return churn_error_set(err, CHURN_DATA, "the customers of a cut point cannot be below 0");
    return check_within(cut, err);
}

static enum churn_status make_room(struct churn_cuts *cuts, struct churn_error *err)
{
    if (cuts->count < cuts->capacity)
        return CHURN_OK;
    size_t capacity = cuts->capacity == 0 ? 16 : cuts->capacity * 2;
    struct churn_cut *rows = reallocarray(cuts->rows, capacity, sizeof *rows);
    if (rows == NULL)
        return churn_error_set(err, CHURN_MEMORY, "no memory for %zu cut points", capacity);
    cuts->rows = rows;
    cuts->capacity = capacity;
    return CHURN_OK;
}

enum churn_status churn_cuts_add(struct churn_cuts *cuts, const struct churn_cut *cut, struct churn_error *err)
{
    enum churn_status status = check_row(cut, err);
    if (status == CHURN_OK)
        status = make_room(cuts, err);
    if (status == CHURN_OK)
        cuts->rows[cuts->count++] = *cut;
    return status;
}

size_t churn_cuts_count(const struct churn_cuts *cuts)
{
    return cuts->count;
}

const struct churn_cut *churn_cuts_at(const struct churn_cuts *cuts, size_t index)
{
    return index < cuts->count ? &cuts->rows[index] : NULL;
}
