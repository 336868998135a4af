/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The customer pyramid and how unequal it is: ranks, shares and tiers by value; the real split in place of 80/20; Gini and
 * Lorenz curve. All in exact integers but Gini. Equal values share rank, shares and tier.
 */
#ifndef CHURN_TIERS_H
#define CHURN_TIERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/error.h>

CHURN_BEGIN_DECLS

#define CHURN_TIERS_MAX 20

/* A share here is a churn_amount: 1 is CHURN_AMOUNT_UNIT, 4 % is 4000000. */

/* Settings; start from CHURN_TIERS_OPTIONS_INIT. */
struct churn_tiers_options {
    size_t size;              /* sizeof(struct churn_tiers_options): the version of this struct */
    bool by_value;            /* cuts are shares of cumulative value, not of ranked customers; default no */
    const churn_amount *cuts; /* ascending, above 0 and below 1; tier k holds what lies above cut k. Borrowed for the call */
    size_t cut_count;         /* 1 to CHURN_TIERS_MAX - 1; there is one tier more */
    churn_amount vital_share; /* above 0, at most 1; default 0.8 */
};

#define CHURN_TIERS_OPTIONS_INIT                                                                                               \
    {                                                                                                                          \
        sizeof(struct churn_tiers_options), false, NULL, 0, 80000000                                                           \
    }

/* One customer. */
struct churn_tier_place {
    uint64_t rank;                 /* 1 + the number of customers of greater value; 0: no value is known */
    churn_amount value_share;      /* of all positive value; 0 where value is not positive; rounded to 8 decimals */
    churn_amount cumulative_share; /* brought by this customer, its equals and all above; 1 for a value of 0 or less */
    unsigned tier;                 /* 0 is the best; value <= 0, or not known, is always the last */
    bool vital;                    /* in the smallest set of best customers that brings vital_share of positive value */
};

struct churn_tier_total {
    uint64_t customers;
    uint64_t unknown;   /* of these, without a value */
    churn_amount value; /* of the others */
};

/* How unequal the values are. */
struct churn_concentration {
    uint64_t customers;       /* whose value is known */
    uint64_t negative;        /* of these, below 0: not in the Gini coefficient nor on the Lorenz curve */
    churn_amount value;       /* of all */
    churn_amount positive;    /* of those above 0 */
    uint64_t top_customers;   /* the first 20 %: ceil(0.2 customers) */
    churn_amount top_share;   /* what they bring of positive value, rounded to 8 decimals */
    uint64_t vital_customers; /* how many of the best bring vital_share of positive value */
    /*
     * Gini coefficient of the values from 0 up, 0 all alike, near 1 all with one: 2 sum(i x_i) / (n sum x) - (n + 1) / n,
     * x ascending, i from 1 (Gini 1914 in the form of Sen 1973), no correction for small n. NAN where all are 0.
     */
    double gini;
};

struct churn_tiers; /* opaque */

/*
 * Rank values, count of them; known[i] false: no value (known NULL: all are known). Both borrowed for the call. CHURN_USAGE
 * for options that make no sense, CHURN_NUMERIC where a sum overflows. The caller frees *tiers with churn_tiers_free.
 * Memory: 32 bytes a customer; cost: one sort.
 */
CHURN_API enum churn_status churn_tiers_new(const churn_amount *values, const bool *known, size_t count,
                                            const struct churn_tiers_options *options, struct churn_tiers **tiers,
                                            struct churn_error *err);
CHURN_API void churn_tiers_free(struct churn_tiers *tiers);

/* The place of a customer of that value, or of one whose value is not known. Cost: log2(count) comparisons. */
CHURN_API struct churn_tier_place churn_tiers_place(const struct churn_tiers *tiers, bool known, churn_amount value);

CHURN_API struct churn_tier_total churn_tiers_total(const struct churn_tiers *tiers, unsigned tier);
CHURN_API struct churn_concentration churn_tiers_concentration(const struct churn_tiers *tiers);

/* Customers of value 0 and up, and the share of their value that the poorest so many bring (Lorenz 1905), rounded to 8
 * decimals; 0 where there is no value. poorest is at most that number. */
CHURN_API uint64_t churn_tiers_lorenz_customers(const struct churn_tiers *tiers);
CHURN_API churn_amount churn_tiers_lorenz(const struct churn_tiers *tiers, uint64_t poorest);

CHURN_END_DECLS

#endif
