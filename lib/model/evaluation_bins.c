/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows in parts by score. Problem: tenths cut through groups of equal scores, and who of a group falls to which side is chance,
 * or worse, the order of the file. Method: a group that is cut gives each side its share, which is what chance gives on
 * average.
 */
#include <math.h>
#include <stdlib.h>

#include "model/evaluation.h"

/* So many rows of a cell to a bin. */
static void give(const struct evaluation_cell *cell, uint64_t rows, struct churn_evaluation_bin *bin)
{
    double share = (double)rows / ((double)cell->churned + cell->stayed);
    if (rows == 0)
        return;
    bin->low = bin->rows == 0 ? cell->score : fmin(bin->low, cell->score);
    bin->high = bin->rows == 0 ? cell->score : fmax(bin->high, cell->score);
    bin->rows += rows;
    bin->churned += rows == (uint64_t)cell->churned + cell->stayed ? cell->churned : share * cell->churned;
    bin->mean += (double)rows * cell->score; /* a sum until the bin is full */
}

static uint64_t border(uint64_t rows, size_t bin, size_t bins)
{
    return (uint64_t)(((churn_amount)rows * (churn_amount)bin + (churn_amount)bins - 1) / (churn_amount)bins);
}

static void fill(const struct churn_evaluation *evaluation, size_t count, bool highest_first, struct churn_evaluation_bin *bins)
{
    uint64_t rows = evaluation->churned + evaluation->stayed, at = 0;
    size_t bin = 0;
    for (size_t i = 0; i < evaluation->count; i++) {
        const struct evaluation_cell *cell = &evaluation->cells[highest_first ? evaluation->count - 1 - i : i];
        for (uint64_t left = (uint64_t)cell->churned + cell->stayed; left > 0;) {
            while (at == border(rows, bin + 1, count))
                bin++;
            uint64_t room = border(rows, bin + 1, count) - at, given = left < room ? left : room;
            give(cell, given, &bins[bin]);
            left -= given;
            at += given;
        }
    }
}

void churn_evaluation_bins(const struct churn_evaluation *evaluation, size_t count, bool highest_first,
                           struct churn_evaluation_bin *bins, size_t *made)
{
    for (size_t i = 0; i < count; i++)
        bins[i] = (struct churn_evaluation_bin){ 0, 0, 0, NAN, NAN };
    if (!highest_first && evaluation->count <= count)
        for (size_t i = 0; i < evaluation->count; i++)
            give(&evaluation->cells[i], (uint64_t)evaluation->cells[i].churned + evaluation->cells[i].stayed, &bins[i]);
    else
        fill(evaluation, count, highest_first, bins);
    *made = 0;
    for (size_t i = 0; i < count; i++)
        if (bins[i].rows > 0) {
            bins[*made] = bins[i];
            bins[*made].mean /= (double)bins[i].rows;
            *made += 1;
        }
}

enum churn_status churn_evaluation_brier(const struct churn_evaluation *evaluation, size_t bins, struct churn_brier *brier,
                                         struct churn_error *err)
{
    double n = evaluation_rows(evaluation), base = (double)evaluation->churned / n;
    struct churn_evaluation_bin *bin = reallocarray(NULL, bins, sizeof *bin);
    if (bin == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    *brier = (struct churn_brier){ .uncertainty = base * (1 - base) };
    for (size_t i = 0; i < evaluation->count; i++) {
        const struct evaluation_cell *cell = &evaluation->cells[i];
        brier->score += (cell->churned * (1 - cell->score) * (1 - cell->score) + cell->stayed * cell->score * cell->score) / n;
    }
    size_t asked = bins;
    churn_evaluation_bins(evaluation, asked, false, bin, &bins);
    for (size_t i = 0; i < bins; i++) {
        double observed = bin[i].churned / (double)bin[i].rows, share = (double)bin[i].rows / n;
        brier->reliability += share * (bin[i].mean - observed) * (bin[i].mean - observed);
        brier->resolution += share * (observed - base) * (observed - base);
    }
    if (evaluation->count > asked) /* else every bin has one score, and nothing is left but rounding */
        brier->within = brier->score - (brier->reliability - brier->resolution + brier->uncertainty);
    free(bin);
    return CHURN_OK;
}
