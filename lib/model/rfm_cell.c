/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is made of three scores: the cell as text, the weighted sum, the sizes of the bins. Over nine bins the digits need
 * dashes, or 11-1-1 and 1-11-1 would both be 1111 (R's rfm adds 100 r + 10 f + m, where 1-11-1 and 2-1-1 are both 211). Written
 * by hand, since the model layer does no formatted output. The sum is exact, so that equal cells have equal sums whatever the
 * weights.
 */
#include <churn/rfm.h>

#include <string.h>

#define AT_ONCE 4 /* counts of the same bin, since one waits for the one before it */

void churn_rfm_bin_sizes(const struct churn_rfm_score *scores, size_t count, enum churn_dimension dimension, unsigned bins,
                         uint64_t *sizes)
{
    uint64_t counts[AT_ONCE][UINT8_MAX + 1] = { { 0 } };
    for (size_t i = 0; i < count; i++)
        counts[i % AT_ONCE][scores[i].score[dimension]]++;
    for (unsigned bin = 0; bin < bins; bin++) {
        sizes[bin] = 0;
        for (unsigned k = 0; k < AT_ONCE && bin < UINT8_MAX; k++)
            sizes[bin] += counts[k][bin + 1];
    }
}

static char *write_score(unsigned score, char *to)
{
    for (unsigned place = 100; place > 1; place /= 10) {
        if (score >= place)
            *to++ = (char)('0' + score / place % 10);
    }
    *to++ = (char)('0' + score % 10);
    return to;
}

size_t churn_rfm_cell_write(struct churn_rfm_score score, const unsigned bins[CHURN_DIMENSIONS], char *buffer)
{
    bool dashes = bins[CHURN_RECENCY] > 9 || bins[CHURN_FREQUENCY] > 9 || bins[CHURN_MONETARY] > 9;
    char *end = buffer;
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        if (dashes && d > 0)
            *end++ = '-';
        end = write_score(score.score[d], end);
    }
    *end = '\0';
    return (size_t)(end - buffer);
}

enum churn_status churn_rfm_weighted(struct churn_rfm_score score, const churn_amount weights[CHURN_DIMENSIONS],
                                     churn_amount *sum, struct churn_error *err)
{
    churn_amount total = 0;
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        churn_amount part;
        if (__builtin_mul_overflow(weights[d], (churn_amount)score.score[d], &part) ||
            __builtin_add_overflow(total, part, &total))
            return churn_error_set(err, CHURN_NUMERIC, "the weighted score overflows; give smaller weights");
    }
    *sum = total;
    return CHURN_OK;
}
