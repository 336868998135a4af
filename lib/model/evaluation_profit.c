/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What calling the customers above a threshold brings, at each score that there is: no other threshold tells them apart. */
#include <math.h>

#include "model/evaluation.h"

static struct churn_profit profit_at(const struct evaluation_cell *cell, const struct churn_economics *economics, double value)
{
    struct churn_profit found = { .threshold = cell->score, .churned = cell->churned_from };
    found.called = found.churned + cell->stayed_from;
    found.profit = economics->success * value - economics->cost * (double)found.called;
    return found;
}

static double value_of(const struct churn_evaluation *evaluation, const struct churn_economics *economics,
                       const struct evaluation_cell *cell, churn_amount sum)
{
    return evaluation->has_value ? churn_amount_to_double(sum) : economics->value_each * cell->churned_from;
}

struct churn_profit churn_evaluation_profit(const struct churn_evaluation *evaluation, const struct churn_economics *economics,
                                            size_t index)
{
    size_t at = evaluation->count - 1 - index;
    const struct evaluation_cell *cell = &evaluation->cells[at];
    return profit_at(cell, economics, value_of(evaluation, economics, cell, cell->value_from));
}

struct churn_profit churn_evaluation_best(const struct churn_evaluation *evaluation, const struct churn_economics *economics)
{
    struct churn_profit best = { INFINITY, 0, 0, 0 };
    for (size_t i = 0; i < evaluation->count; i++) {
        struct churn_profit found = churn_evaluation_profit(evaluation, economics, i);
        if (found.profit > best.profit)
            best = found;
    }
    return best;
}
