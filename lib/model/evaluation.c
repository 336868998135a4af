/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scores against outcomes. Problem: figures that change with the order of the rows wherever scores are tied (as nearly all that
 * are printed with few decimals are). Method: rows of one score become one cell of counts, and everything is computed from the
 * cells.
 */
#include "model/evaluation.h"

#include <math.h>
#include <stdlib.h>

#include "model/curve.h"

static int by_score(const void *a, const void *b)
{
    double x = ((const struct evaluation_cell *)a)->score, y = ((const struct evaluation_cell *)b)->score;
    return (x > y) - (x < y);
}

/* Cells of one score become one. */
static void merge(struct churn_evaluation *evaluation, size_t rows)
{
    struct evaluation_cell *cells = evaluation->cells;
    size_t count = 0;
    for (size_t i = 0; i < rows; i++) {
        if (count > 0 && cells[count - 1].score == cells[i].score) {
            cells[count - 1].churned += cells[i].churned;
            cells[count - 1].stayed += cells[i].stayed;
            cells[count - 1].value += cells[i].value;
        } else {
            cells[count++] = cells[i];
        }
    }
    evaluation->count = count;
    uint32_t churned = 0, stayed = 0;
    churn_amount value = 0;
    for (size_t i = count; i-- > 0;) {
        cells[i].churned_from = churned += cells[i].churned;
        cells[i].stayed_from = stayed += cells[i].stayed;
        cells[i].value_from = value += cells[i].value;
    }
    evaluation->churned = churned;
    evaluation->stayed = stayed;
}

static enum churn_status check(const struct churn_evaluation *evaluation, struct churn_error *err)
{
    if (evaluation->churned + evaluation->stayed == 0)
        return churn_error_set(err, CHURN_NUMERIC, "there are no rows to judge a score by");
    if (evaluation->churned == 0)
        return churn_error_set(err, CHURN_NUMERIC, "nobody churned: there is nothing to tell apart");
    if (evaluation->stayed == 0)
        return churn_error_set(err, CHURN_NUMERIC, "everybody churned: there is nothing to tell apart");
    return CHURN_OK;
}

enum churn_status churn_evaluation_new(const double *score, const bool *churned, const churn_amount *value, size_t count,
                                       struct churn_evaluation **evaluation, struct churn_error *err)
{
    *evaluation = NULL;
    if (count > CHURN_EVALUATION_ROWS_MAX)
        return churn_error_set(err, CHURN_USAGE, "over %u rows are too many to judge at once", CHURN_EVALUATION_ROWS_MAX);
    struct churn_evaluation *made = calloc(1, sizeof *made);
    struct evaluation_cell *cells = reallocarray(NULL, count + 1, sizeof *cells);
    if (made == NULL || cells == NULL) {
        free(made);
        free(cells);
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < count; i++)
        cells[i] = (struct evaluation_cell){
            .score = score[i], .churned = churned[i], .stayed = !churned[i], .value = value != NULL && churned[i] ? value[i] : 0
        };
    qsort(cells, count, sizeof *cells, by_score);
    made->cells = cells;
    made->has_value = value != NULL;
    merge(made, count);
    enum churn_status status = check(made, err);
    if (status == CHURN_OK)
        *evaluation = made;
    else
        churn_evaluation_free(made);
    return status;
}

void churn_evaluation_free(struct churn_evaluation *evaluation)
{
    if (evaluation == NULL)
        return;
    free(evaluation->cells);
    free(evaluation);
}

uint64_t churn_evaluation_rows(const struct churn_evaluation *evaluation)
{
    return evaluation->churned + evaluation->stayed;
}

uint64_t churn_evaluation_churned(const struct churn_evaluation *evaluation)
{
    return evaluation->churned;
}

size_t churn_evaluation_distinct(const struct churn_evaluation *evaluation)
{
    return evaluation->count;
}

bool churn_evaluation_is_share(const struct churn_evaluation *evaluation)
{
    return evaluation->cells[0].score >= 0 && evaluation->cells[evaluation->count - 1].score <= 1;
}

struct churn_estimate evaluation_estimate(double value, double variance, double confidence)
{
    double error = variance >= 0 ? sqrt(variance) : NAN, reach = curve_normal_quantile(confidence) * error;
    return (struct churn_estimate){ value, error, value - reach, value + reach };
}

double churn_evaluation_average_precision(const struct churn_evaluation *evaluation)
{
    double sum = 0;
    for (size_t i = evaluation->count; i-- > 0;) {
        const struct evaluation_cell *cell = &evaluation->cells[i];
        double precision = cell->churned_from / ((double)cell->churned_from + cell->stayed_from);
        sum += cell->churned * precision;
    }
    return sum / (double)evaluation->churned;
}

double churn_evaluation_log_loss(const struct churn_evaluation *evaluation, uint64_t *impossible)
{
    double sum = 0;
    *impossible = 0;
    for (size_t i = 0; i < evaluation->count; i++) {
        const struct evaluation_cell *cell = &evaluation->cells[i];
        *impossible += cell->score <= 0 ? cell->churned : cell->score >= 1 ? cell->stayed : 0;
        sum -= cell->churned > 0 ? cell->churned * log(cell->score) : 0;
        sum -= cell->stayed > 0 ? cell->stayed * log1p(-cell->score) : 0;
    }
    return sum / evaluation_rows(evaluation);
}

/* The cell of the lowest score that is flagged; count: none is. */
static size_t first_flagged(const struct churn_evaluation *evaluation, double threshold)
{
    size_t low = 0, high = evaluation->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (evaluation->cells[middle].score >= threshold)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct churn_confusion churn_evaluation_confusion(const struct churn_evaluation *evaluation, double threshold)
{
    size_t first = first_flagged(evaluation, threshold);
    struct churn_confusion found = { 0, 0, evaluation->churned, evaluation->stayed };
    if (first == evaluation->count)
        return found;
    found.hits = evaluation->cells[first].churned_from;
    found.false_alarms = evaluation->cells[first].stayed_from;
    found.misses -= found.hits;
    found.passed -= found.false_alarms;
    return found;
}
