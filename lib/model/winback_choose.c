/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Order and budget. Choosing under a budget is a knapsack; Dantzig's rule (Operations Research 5(2) 1957), most gain per cost
 * first, loses at most what the first one passed over would have brought, but a handful of cheap offers can keep out one that
 * brings far more. So it is filled by gain as well, and the better filling counts: half of the best at least (Sahni 1975), and
 * with many customers whose costs are small beside the budget nearly all. The exact answer would take memory in the size of
 * the budget, for less than the chances of success are off by.
 */
#include <stdlib.h>

#include "base/ratio.h"

#include <churn/winback.h>

struct candidate {
    struct churn_winback_offer offer;
    size_t index;
};

static int by_index(const struct candidate *a, const struct candidate *b)
{
    return (a->index > b->index) - (a->index < b->index);
}

static int by_gain(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->offer.gain != b->offer.gain)
        return a->offer.gain < b->offer.gain ? 1 : -1;
    return by_index(a, b);
}

/* Without a gain there is no rate: those come last. What costs nothing comes first. */
static int by_rate(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->offer.gain <= 0 || b->offer.gain <= 0)
        return by_gain(a, b);
    int order = ratio_compare(b->offer.gain, b->offer.cost, a->offer.gain, a->offer.cost);
    return order != 0 ? order : by_gain(a, b);
}

static struct candidate *candidates_new(const struct churn_winback_offer *offers, size_t count, struct churn_error *err)
{
    struct candidate *made = calloc(count > 0 ? count : 1, sizeof *made);
    if (made == NULL) {
        churn_error_set(err, CHURN_MEMORY, "out of memory");
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        made[i] = (struct candidate){ offers[i], i };
    return made;
}

enum churn_status churn_winback_order(const struct churn_winback_offer *offers, size_t count, size_t *order,
                                      struct churn_error *err)
{
    struct candidate *candidates = candidates_new(offers, count, err);
    if (candidates == NULL)
        return CHURN_MEMORY;
    qsort(candidates, count, sizeof *candidates, by_gain);
    for (size_t i = 0; i < count; i++)
        order[i] = candidates[i].index;
    free(candidates);
    return CHURN_OK;
}

/* What a filling comes to; taken may be NULL where only that is asked for. */
static enum churn_status fill(const struct candidate *candidates, size_t count, churn_amount budget, bool *taken,
                              struct churn_winback_offer *sum, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    *sum = (struct churn_winback_offer){ 0, 0 };
    for (size_t i = 0; status == CHURN_OK && i < count; i++) {
        const struct churn_winback_offer *offer = &candidates[i].offer;
        bool paid = offer->cost <= budget - sum->cost;
        if (taken != NULL)
            taken[candidates[i].index] = paid;
        if (!paid)
            continue;
        sum->cost += offer->cost;
        if (offer->gain > 0)
            status = churn_amount_add(&sum->gain, offer->gain, err);
    }
    return status;
}

enum churn_status churn_winback_spend(const struct churn_winback_offer *offers, size_t count, churn_amount budget, bool *taken,
                                      churn_amount *spent, struct churn_error *err)
{
    struct churn_winback_offer by_gains, by_rates = { 0, 0 };
    struct candidate *candidates = candidates_new(offers, count, err);
    if (candidates == NULL)
        return CHURN_MEMORY;
    qsort(candidates, count, sizeof *candidates, by_gain);
    enum churn_status status = fill(candidates, count, budget, taken, &by_gains, err);
    qsort(candidates, count, sizeof *candidates, by_rate);
    if (status == CHURN_OK)
        status = fill(candidates, count, budget, NULL, &by_rates, err);
    *spent = by_gains.cost;
    if (status == CHURN_OK && by_rates.gain >= by_gains.gain) {
        status = fill(candidates, count, budget, taken, &by_rates, err);
        *spent = by_rates.cost;
    }
    free(candidates);
    return status;
}
