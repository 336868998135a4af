/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What follows from three scores alone: the scores themselves, cell, weighted sum, segment. Five bins have 125 combinations and
 * a shop has a million customers, so each is made once, as the bytes that are written; where there are more combinations than
 * customers, each row's is made for itself.
 */
#include <stdlib.h>

#include "rfm/rfm.h"

#define COMBINATIONS_MOST 8000 /* twenty bins each: some 300 KiB */

struct rfm_endings {
    const struct rfm_plan *plan;
    struct churn_writer *kept; /* NULL: made row by row */
    const char *made;          /* all that it made */
    uint32_t *places;          /* where a combination's cells begin; its line end stands before the next */
};

static enum churn_status make(const struct rfm_plan *plan, struct churn_rfm_score score, struct churn_writer *writer,
                              struct churn_error *err)
{
    char cell[CHURN_CELL_TEXT_SIZE];
    churn_amount sum = 0;
    for (size_t i = 0; i < CHURN_DIMENSIONS; i++)
        churn_writer_integer(writer, score.score[i]);
    size_t length = churn_rfm_cell_write(score, plan->options.bins, cell);
    churn_writer_text(writer, (struct churn_text){ cell, length });
    enum churn_status status = churn_rfm_weighted(score, plan->weights, &sum, err);
    churn_writer_amount(writer, sum, plan->weight_decimals);
    if (plan->segments == NULL) {
        churn_writer_null(writer);
        return status;
    }
    size_t rule = churn_segments_match(plan->segments, score);
    if (rule == CHURN_SEGMENT_NONE)
        churn_writer_name(writer, "others");
    else
        churn_writer_name(writer, churn_segments_at(plan->segments, rule)->name);
    return status;
}

static size_t combinations(const unsigned bins[CHURN_DIMENSIONS])
{
    return (size_t)bins[CHURN_RECENCY] * bins[CHURN_FREQUENCY] * bins[CHURN_MONETARY];
}

static size_t place_of(const unsigned bins[CHURN_DIMENSIONS], struct churn_rfm_score score)
{
    size_t place = score.score[CHURN_RECENCY] - 1U;
    place = place * bins[CHURN_FREQUENCY] + score.score[CHURN_FREQUENCY] - 1U;
    return place * bins[CHURN_MONETARY] + score.score[CHURN_MONETARY] - 1U;
}

static struct churn_rfm_score score_at(const unsigned bins[CHURN_DIMENSIONS], size_t place)
{
    struct churn_rfm_score score;
    for (size_t i = CHURN_DIMENSIONS; i-- > 0; place /= bins[i])
        score.score[i] = (uint8_t)(place % bins[i] + 1);
    return score;
}

static enum churn_status make_all(struct rfm_endings *endings, struct churn_error *err)
{
    const unsigned *bins = endings->plan->options.bins;
    size_t count = combinations(bins);
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < count; i++) {
        endings->places[i] = (uint32_t)churn_writer_made(endings->kept).length;
        status = make(endings->plan, score_at(bins, i), endings->kept, err);
        if (status == CHURN_OK)
            status = churn_writer_row(endings->kept, err);
    }
    endings->places[count] = (uint32_t)churn_writer_made(endings->kept).length;
    endings->made = churn_writer_made(endings->kept).data;
    return status;
}

enum churn_status rfm_endings_new(const struct rfm_plan *plan, size_t customers, const struct churn_writer *writer,
                                  struct rfm_endings **endings, struct churn_error *err)
{
    size_t count = combinations(plan->options.bins);
    *endings = calloc(1, sizeof **endings);
    if (*endings == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*endings)->plan = plan;
    if (count > customers || count > COMBINATIONS_MOST)
        return CHURN_OK;
    (*endings)->places = reallocarray(NULL, count + 1, sizeof *(*endings)->places);
    if ((*endings)->places == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = churn_writer_new_kept(writer, &(*endings)->kept, err);
    if (status == CHURN_OK)
        status = make_all(*endings, err);
    if (status != CHURN_NUMERIC)
        return status;
    churn_writer_free((*endings)->kept); /* a sum that overflows for scores that perhaps nobody has */
    (*endings)->kept = NULL;
    return CHURN_OK;
}

void rfm_endings_free(struct rfm_endings *endings)
{
    if (endings == NULL)
        return;
    churn_writer_free(endings->kept);
    free(endings->places);
    free(endings);
}

static struct churn_text made_of(const struct rfm_endings *endings, struct churn_rfm_score score)
{
    const uint32_t *place = &endings->places[place_of(endings->plan->options.bins, score)];
    return (struct churn_text){ endings->made + place[0], place[1] - place[0] - 1 };
}

enum churn_status rfm_endings_write(const struct rfm_endings *endings, struct churn_rfm_score score, bool last,
                                    struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    if (last && endings->kept != NULL)
        return churn_writer_last_cells(writer, made_of(endings, score), err);
    if (endings->kept != NULL)
        churn_writer_cells(writer, made_of(endings, score));
    else
        status = make(endings->plan, score, writer, err);
    return last && status == CHURN_OK ? churn_writer_row(writer, err) : status;
}
