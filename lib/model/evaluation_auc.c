/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The area under the ROC curve and its error. Problem: DeLong's estimate as it is written compares every pair. Method: each
 * row's placement, the share of the other class below it, from one sort (Sun and Xu 2014, IEEE Signal Processing Letters 21,
 * 1389-1393), ties half. What we do differently: placements are doubled and kept as integers, and so are the sums of their
 * squares and products, in 128 bits: nothing is rounded before the last division, and the order of the rows cannot show.
 */
#include <churn/logistic.h>
#include <math.h>
#include <stdlib.h>

#include "model/evaluation.h"

typedef churn_amount wide;

/* Sums over the rows of one class of its doubled placements by two scores. */
struct moments {
    wide first, second, product; /* sum a, sum b, sum a b */
};

/* (n sum ab - sum a sum b) / (n (n - 1)), of placements that are shares of other rows; NAN for a single row. */
static double covariance(struct moments sums, uint64_t n, uint64_t other)
{
    wide scaled = (wide)n * sums.product - sums.first * sums.second;
    if (n < 2)
        return NAN;
    return (double)scaled / ((double)n * (double)(n - 1)) / (4.0 * (double)other * (double)other);
}

static double area(wide placed, uint64_t churned, uint64_t stayed)
{
    return (double)placed / (2.0 * (double)churned * (double)stayed);
}

struct churn_estimate churn_evaluation_auc(const struct churn_evaluation *evaluation, double confidence)
{
    struct moments hit = { 0, 0, 0 }, miss = { 0, 0, 0 };
    uint64_t m = evaluation->churned, n = evaluation->stayed;
    for (size_t i = 0; i < evaluation->count; i++) {
        const struct evaluation_cell *cell = &evaluation->cells[i];
        wide below = 2 * ((wide)n - cell->stayed_from) + cell->stayed;
        wide above = 2 * (wide)(cell->churned_from - cell->churned) + cell->churned;
        hit.first += cell->churned * below;
        hit.product += cell->churned * below * below;
        miss.first += cell->stayed * above;
        miss.product += cell->stayed * above * above;
    }
    hit.second = hit.first;
    miss.second = miss.first;
    double variance = covariance(hit, m, n) / (double)m + covariance(miss, n, m) / (double)n;
    struct churn_estimate found = evaluation_estimate(area(hit.first, m, n), variance, confidence);
    found.low = found.low < 0 ? 0 : found.low;
    found.high = found.high > 1 ? 1 : found.high;
    return found;
}

struct place {
    double score;
    size_t row;
};

static int by_score(const void *a, const void *b)
{
    double x = ((const struct place *)a)->score, y = ((const struct place *)b)->score;
    return (x > y) - (x < y);
}

/* Twice the number of rows of the other class that stand on the wrong side of each row's score: below one who churned, above
 * one who stayed; ties once. */
static void place_rows(const double *score, const bool *churned, size_t count, uint64_t all_churned, struct place *places,
                       uint64_t *placement)
{
    uint64_t churned_below = 0, stayed_below = 0;
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){ score[i], i };
    qsort(places, count, sizeof *places, by_score);
    for (size_t from = 0, to; from < count; from = to) {
        uint64_t hit = 0, miss = 0;
        for (to = from; to < count && places[to].score == places[from].score; to++)
            *(churned[places[to].row] ? &hit : &miss) += 1;
        for (size_t i = from; i < to; i++)
            placement[places[i].row] =
                churned[places[i].row] ? 2 * stayed_below + miss : 2 * (all_churned - churned_below - hit) + hit;
        churned_below += hit;
        stayed_below += miss;
    }
}

static void add_moments(struct moments *sums, uint64_t a, uint64_t b)
{
    sums->first += a;
    sums->second += b;
    sums->product += (wide)a * (wide)b;
}

/* Variance of one score's AUC, or covariance of two, from the placements. */
static double spread(const uint64_t *a, const uint64_t *b, const bool *churned, size_t count, uint64_t m, double *first_area)
{
    struct moments hit = { 0, 0, 0 }, miss = { 0, 0, 0 };
    for (size_t i = 0; i < count; i++)
        add_moments(churned[i] ? &hit : &miss, a[i], b[i]);
    *first_area = area(hit.first, m, count - m);
    return covariance(hit, m, count - m) / (double)m + covariance(miss, count - m, m) / (double)(count - m);
}

enum churn_status churn_evaluation_compare(const double *a, const double *b, const bool *churned, size_t count,
                                           double confidence, struct churn_auc_difference *difference, struct churn_error *err)
{
    uint64_t m = 0;
    for (size_t i = 0; i < count; i++)
        m += churned[i];
    if (m == 0 || m == count || count > CHURN_EVALUATION_ROWS_MAX)
        return churn_error_set(err, CHURN_NUMERIC, "two scores can be compared only where some churned and some stayed");
    struct place *places = reallocarray(NULL, count, sizeof *places);
    uint64_t *placed = reallocarray(NULL, count, 2 * sizeof *placed);
    enum churn_status status = CHURN_OK;
    if (places == NULL || placed == NULL) {
        status = churn_error_set(err, CHURN_MEMORY, "out of memory");
    } else {
        double first, second;
        place_rows(a, churned, count, m, places, placed);
        place_rows(b, churned, count, m, places, placed + count);
        double variance = spread(placed, placed, churned, count, m, &first);
        variance += spread(placed + count, placed + count, churned, count, m, &second);
        variance -= 2 * spread(placed, placed + count, churned, count, m, &first);
        difference->difference = evaluation_estimate(first - second, variance < 0 ? 0 : variance, confidence);
        difference->z = (first - second) / difference->difference.standard_error;
        difference->p = churn_normal_beyond(difference->z);
    }
    free(places);
    free(placed);
    return status;
}
