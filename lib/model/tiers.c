/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pyramid. The problem: ranks, cumulative shares and tiers where ties must stay together and no rounding may move anybody
 * over a border. The method: the values sorted once, and the sums of positive values up to each place; where a value stands
 * among them (lower and upper bound) says all there is to say of a customer, so ties are together by construction and no index
 * has to be sorted along. Borders are compared as integers: a position i of n lies above a cut c where i * 10^8 < c * n.
 * Source of the pyramid: Zeithaml, Rust, Lemon 2001, The Customer Pyramid.
 */
#include <churn/tiers.h>

#include <math.h>
#include <stdlib.h>

#include "base/ratio.h"
#include "model/rfm_key.h"

struct churn_tiers {
    churn_amount *values; /* ascending */
    churn_amount *sums;   /* count + 1: sums[i] is the positive value of the first i */
    size_t count;
    size_t unknown;
    churn_amount cuts[CHURN_TIERS_MAX];
    size_t cut_count;
    bool by_value;
    churn_amount vital_share;
    struct churn_tier_total totals[CHURN_TIERS_MAX];
    churn_amount value;
};

static enum churn_status check_options(const struct churn_tiers_options *options, struct churn_error *err)
{
    churn_amount before = 0;
    if (options->cut_count == 0 || options->cut_count >= CHURN_TIERS_MAX)
        return churn_error_set(err, CHURN_USAGE, "tiers: from 2 to %d", CHURN_TIERS_MAX);
    for (size_t i = 0; i < options->cut_count; i++) {
        if (options->cuts[i] <= before || options->cuts[i] >= CHURN_AMOUNT_UNIT)
            return churn_error_set(err, CHURN_USAGE, "the cuts between tiers must ascend, above 0 %% and below 100 %%");
        before = options->cuts[i];
    }
    if (options->vital_share <= 0 || options->vital_share > CHURN_AMOUNT_UNIT)
        return churn_error_set(err, CHURN_USAGE, "the share that the vital few bring must be above 0 %% and at most 100 %%");
    return CHURN_OK;
}

static size_t lower_bound(const struct churn_tiers *tiers, size_t count, churn_amount value)
{
    const struct rfm_keys keys = { NULL, tiers->values, NULL };
    return rfm_keys_lower_bound(&keys, count, value);
}

static size_t upper_bound(const struct churn_tiers *tiers, size_t count, churn_amount value)
{
    const struct rfm_keys keys = { NULL, tiers->values, NULL };
    return rfm_keys_upper_bound(&keys, count, value);
}

static churn_amount positive(const struct churn_tiers *tiers)
{
    return tiers->sums[tiers->count];
}

/* Is a part below share of all positive value? */
static bool is_below(const struct churn_tiers *tiers, churn_amount part, churn_amount share)
{
    return part < ratio_part_up(positive(tiers), share);
}

static unsigned tier_of(const struct churn_tiers *tiers, churn_amount value, size_t above, churn_amount before)
{
    unsigned tier = 0;
    if (value <= 0)
        return (unsigned)tiers->cut_count;
    for (; tier < tiers->cut_count; tier++) {
        churn_amount cut = tiers->cuts[tier];
        if (tiers->by_value ? is_below(tiers, before, cut)
                            : (churn_amount)above * CHURN_AMOUNT_UNIT < cut * (churn_amount)tiers->count)
            break;
    }
    return tier;
}

struct churn_tier_place churn_tiers_place(const struct churn_tiers *tiers, bool known, churn_amount value)
{
    if (!known)
        return (struct churn_tier_place){ .cumulative_share = CHURN_AMOUNT_UNIT, .tier = (unsigned)tiers->cut_count };
    size_t lower = lower_bound(tiers, tiers->count, value);
    size_t upper = upper_bound(tiers, tiers->count, value);
    churn_amount before = positive(tiers) - tiers->sums[upper];
    struct churn_tier_place place = { .rank = tiers->count - upper + 1, .cumulative_share = CHURN_AMOUNT_UNIT };
    place.tier = tier_of(tiers, value, tiers->count - upper, before);
    if (value > 0) {
        place.value_share = ratio_rounded(value, positive(tiers));
        place.cumulative_share = ratio_rounded(positive(tiers) - tiers->sums[lower], positive(tiers));
        place.vital = is_below(tiers, before, tiers->vital_share);
    }
    return place;
}

static enum churn_status add_up(struct churn_tiers *tiers, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    tiers->sums[0] = 0;
    for (size_t i = 0; status == CHURN_OK && i < tiers->count; i++) {
        tiers->sums[i + 1] = tiers->sums[i];
        if (tiers->values[i] > 0)
            status = churn_amount_add(&tiers->sums[i + 1], tiers->values[i], err);
        if (status == CHURN_OK)
            status = churn_amount_add(&tiers->value, tiers->values[i], err);
    }
    return status;
}

/* From the best group of equals to the worst. */
static void fill_totals(struct churn_tiers *tiers)
{
    for (size_t end = tiers->count; end > 0;) {
        churn_amount value = tiers->values[end - 1];
        size_t begin = lower_bound(tiers, end, value);
        unsigned tier = tier_of(tiers, value, tiers->count - end, positive(tiers) - tiers->sums[end]);
        tiers->totals[tier].customers += end - begin;
        tiers->totals[tier].value += (churn_amount)(end - begin) * value;
        end = begin;
    }
    tiers->totals[tiers->cut_count].customers += tiers->unknown;
    tiers->totals[tiers->cut_count].unknown = tiers->unknown;
}

static enum churn_status rank(struct churn_tiers *tiers, const churn_amount *values, const bool *known, size_t count,
                              struct churn_error *err)
{
    tiers->values = reallocarray(NULL, count + 1, sizeof *tiers->values);
    tiers->sums = reallocarray(NULL, count + 1, sizeof *tiers->sums);
    if (tiers->values == NULL || tiers->sums == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        if (known == NULL || known[i])
            tiers->values[tiers->count++] = values[i];
    tiers->unknown = count - tiers->count;
    rfm_keys_sort(&(struct rfm_keys){ NULL, tiers->values, NULL }, tiers->count);
    enum churn_status status = add_up(tiers, err);
    if (status == CHURN_OK)
        fill_totals(tiers);
    return status;
}

enum churn_status churn_tiers_new(const churn_amount *values, const bool *known, size_t count,
                                  const struct churn_tiers_options *options, struct churn_tiers **tiers,
                                  struct churn_error *err)
{
    *tiers = NULL;
    enum churn_status status = check_options(options, err);
    if (status != CHURN_OK)
        return status;
    *tiers = calloc(1, sizeof **tiers);
    if (*tiers == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (size_t i = 0; i < options->cut_count; i++)
        (*tiers)->cuts[i] = options->cuts[i];
    (*tiers)->cut_count = options->cut_count;
    (*tiers)->by_value = options->by_value;
    (*tiers)->vital_share = options->vital_share;
    status = rank(*tiers, values, known, count, err);
    if (status != CHURN_OK) {
        churn_tiers_free(*tiers);
        *tiers = NULL;
    }
    return status;
}

void churn_tiers_free(struct churn_tiers *tiers)
{
    if (tiers == NULL)
        return;
    free(tiers->values);
    free(tiers->sums);
    free(tiers);
}

struct churn_tier_total churn_tiers_total(const struct churn_tiers *tiers, unsigned tier)
{
    return tiers->totals[tier];
}

static size_t first_not_negative(const struct churn_tiers *tiers)
{
    return lower_bound(tiers, tiers->count, 0);
}

/* Compensated (Neumaier 1974), in ascending order: the same double wherever it is computed. */
static double gini_of(const churn_amount *values, size_t count, churn_amount sum)
{
    double total = 0, lost = 0;
    if (sum == 0)
        return NAN;
    for (size_t i = 0; i < count; i++) {
        double weight = 2 * (double)(i + 1) - (double)count - 1;
        double term = weight * churn_amount_to_double(values[i]);
        double next = total + term;
        lost += fabs(total) >= fabs(term) ? (total - next) + term : (term - next) + total;
        total = next;
    }
    return (total + lost) / ((double)count * churn_amount_to_double(sum));
}

/* The fewest of the best that bring the share: where the sums of the rest fall to what is left. */
static uint64_t count_vital(const struct churn_tiers *tiers)
{
    size_t low = 0, high = tiers->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_below(tiers, positive(tiers) - tiers->sums[tiers->count - middle], tiers->vital_share))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct churn_concentration churn_tiers_concentration(const struct churn_tiers *tiers)
{
    size_t begin = first_not_negative(tiers), top = tiers->count / 5 + (tiers->count % 5 > 0);
    struct churn_concentration found = {
        .customers = tiers->count,
        .negative = begin,
        .value = tiers->value,
        .positive = positive(tiers),
        .top_customers = top,
        .vital_customers = count_vital(tiers),
    };
    if (found.positive > 0)
        found.top_share = ratio_rounded(found.positive - tiers->sums[tiers->count - top], found.positive);
    found.gini = gini_of(tiers->values + begin, tiers->count - begin, found.positive);
    return found;
}

uint64_t churn_tiers_lorenz_customers(const struct churn_tiers *tiers)
{
    return tiers->count - first_not_negative(tiers);
}

churn_amount churn_tiers_lorenz(const struct churn_tiers *tiers, uint64_t poorest)
{
    churn_amount sum = tiers->sums[first_not_negative(tiers) + (size_t)poorest];
    return positive(tiers) > 0 ? ratio_rounded(sum, positive(tiers)) : 0;
}
