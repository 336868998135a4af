/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Win-back: how hard to try for a customer at risk, what to do, what it may save and cost, and whom to leave alone. All in
 * exact integers.
 *
 * Two tables decide. Efforts, by tier: how hard, with a factor on the chance and what the trying costs. Actions, by the likely
 * type of departure, by a flag and by tier: what to do, with its chance of success at full effort and what is offered costs.
 *
 *   value at stake = value * risk                         (a value below 0 counts as 0: nothing is lost with it)
 *   chance         = success of the effort * success of the action
 *   cost           = cost of the effort + cost of the action
 *   expected gain  = value * risk * chance - cost
 */
#ifndef CHURN_WINBACK_H
#define CHURN_WINBACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/error.h>
#include <churn/text.h>

CHURN_BEGIN_DECLS

#define CHURN_WINBACK_NAME_SIZE 64
#define CHURN_WINBACK_ACTION_SIZE 256
#define CHURN_WINBACK_ROWS_MAX 1000 /* of either table */
#define CHURN_WINBACK_FLAGS_MAX 64
#define CHURN_WINBACK_SUCCESS_DECIMALS 4 /* so that a product of two is still exact in a churn_amount */

/* The name in the tier column of the effort that promising small customers get at least. */
#define CHURN_WINBACK_PROMISING "promising"

/* How hard to try. Texts are C strings. */
struct churn_winback_effort {
    char tier[CHURN_WINBACK_NAME_SIZE]; /* empty: any tier that has no row of its own */
    char effort[CHURN_WINBACK_NAME_SIZE];
    bool pursue;          /* no: customers of this tier are let go */
    churn_amount success; /* 0 to 1 (CHURN_AMOUNT_UNIT), at most four decimals */
    churn_amount cost;    /* of trying once; not below 0, at most 18 digits before the point */
};

/* What to do. Empty texts match anything. */
struct churn_winback_action {
    char likely_type[CHURN_WINBACK_NAME_SIZE];
    char flag[CHURN_WINBACK_NAME_SIZE]; /* a column of 1 and 0, such as a rule of churn-risk */
    char tier[CHURN_WINBACK_NAME_SIZE];
    char action[CHURN_WINBACK_ACTION_SIZE]; /* not empty */
    churn_amount success;                   /* as above */
    churn_amount cost;                      /* of what is offered */
};

/* Both tables. Opaque; made empty, or with a built-in table or both; freed with churn_winback_free. */
struct churn_winback;

CHURN_API struct churn_winback *churn_winback_new(void); /* empty; NULL without memory */
CHURN_API void churn_winback_free(struct churn_winback *winback);
/*
 * Append a row of each built-in table. Chances are judgements, not measurements; costs are in a money of which about fifty buy
 * an hour of somebody's work. The words are those of Keaveney's causes (1995) turned into advice.
 */
CHURN_API enum churn_status churn_winback_add_builtin_efforts(struct churn_winback *winback, struct churn_error *err);
CHURN_API enum churn_status churn_winback_add_builtin_actions(struct churn_winback *winback, struct churn_error *err);
/*
 * Copies the row to the end. CHURN_DATA for an empty effort or action, a success that is no share of four decimals, a cost
 * below 0, a tier that has its row, too many rows or flags; the message reads well behind the cell at fault.
 */
CHURN_API enum churn_status churn_winback_add_effort(struct churn_winback *winback, const struct churn_winback_effort *effort,
                                                     struct churn_error *err);
CHURN_API enum churn_status churn_winback_add_action(struct churn_winback *winback, const struct churn_winback_action *action,
                                                     struct churn_error *err);
/* The row, NULL past the last; the pointer lives until the next add or free. */
CHURN_API const struct churn_winback_effort *churn_winback_effort_at(const struct churn_winback *winback, size_t index);
CHURN_API const struct churn_winback_action *churn_winback_action_at(const struct churn_winback *winback, size_t index);
/* The flag that bit number index stands for, in the order in which actions name them first; NULL past the last. */
CHURN_API const char *churn_winback_flag(const struct churn_winback *winback, size_t index);
/* The decimals that the costs of both tables need: money is rounded to no fewer. */
CHURN_API unsigned churn_winback_cost_decimals(const struct churn_winback *winback);

/* Does a tier have an effort? */
CHURN_API bool churn_winback_knows_tier(const struct churn_winback *winback, struct churn_text tier);

/* One customer. */
struct churn_winback_customer {
    bool has_value, has_risk;
    churn_amount value;
    churn_amount risk; /* 0 to 1 (CHURN_AMOUNT_UNIT) */
    struct churn_text tier;
    struct churn_text likely_type;
    uint64_t flags; /* bit i: churn_winback_flag i is set */
    bool promising; /* promises more: where small, not let go by tier, nor for a low value */
    bool blocked;   /* left alone for a reason of the caller's */
    bool too_low;   /* below a threshold of the caller's, such as a level of risk */
};

/* Whom to leave out by figures. */
struct churn_winback_limits {
    churn_amount min_risk;
    bool has_min_gain; /* no: only who costs more than is gained is left out, spared ones excepted */
    churn_amount min_gain;
};

/* On the list, or the first reason why not, in this order. */
enum churn_winback_verdict {
    CHURN_WINBACK_LISTED,
    CHURN_WINBACK_BLOCKED,
    CHURN_WINBACK_NO_TIER,  /* empty */
    CHURN_WINBACK_NO_VALUE, /* not known */
    CHURN_WINBACK_NO_RISK,  /* not known */
    CHURN_WINBACK_NATURAL,  /* likely_type is natural: nothing to be won back from */
    CHURN_WINBACK_LOW_RISK,
    CHURN_WINBACK_NO_PROFIT, /* value of 0 or less, and not spared */
    CHURN_WINBACK_LET_GO,    /* the tier's effort says so, and not spared */
    CHURN_WINBACK_NO_ACTION, /* no row of the actions fits */
    CHURN_WINBACK_COSTS_MORE,
    CHURN_WINBACK_LOW_GAIN,
    CHURN_WINBACK_OVER_BUDGET, /* given by the caller after churn_winback_spend */
    CHURN_WINBACK_BEYOND_TOP,  /* given by the caller */
    CHURN_WINBACK_VERDICTS
};
/* In words, for a cell; "" for LISTED and BLOCKED. Static. */
CHURN_API const char *churn_winback_verdict_words(enum churn_winback_verdict verdict);
/* May one still call, once there is more money or time? (Thresholds on risk and gain, budget, top.) */
CHURN_API bool churn_winback_verdict_postpones(enum churn_winback_verdict verdict);

struct churn_winback_plan {
    enum churn_winback_verdict verdict;
    const struct churn_winback_effort *effort; /* NULL: none is known; lives as long as the tables stay as they are */
    const struct churn_winback_action *action; /* NULL: none fits */
    bool spared;                               /* promising, and its own effort no higher than that of the promising */
    bool weighed;                              /* the figures below are there (value and risk are known) */
    churn_amount at_stake;                     /* rounded half to even at the decimals asked for */
    churn_amount chance, cost;                 /* exact */
    churn_amount gain;                         /* value * risk * chance rounded once, half to even; then less cost */
};

/*
 * Effort, action and figures of a customer, and whether to call. decimals: 0 to 8, of the money, at least those of the costs.
 * The effort of a promising customer is the one that stands higher in the table: its tier's, or the row "promising"; without
 * such a row it is the last one that pursues. Spared is only who needs it: a tier above that row is not small. CHURN_DATA for a
 * tier that has no effort; CHURN_NUMERIC on overflow. 1000.00 at a risk of 0.5, effort 0.8, action 0.4, cost 65: 500.00 at
 * stake, chance 0.32, gain 95.00.
 */
CHURN_API enum churn_status churn_winback_weigh(const struct churn_winback *winback,
                                                const struct churn_winback_customer *customer,
                                                const struct churn_winback_limits *limits, unsigned decimals,
                                                struct churn_winback_plan *plan, struct churn_error *err);

/* What may tell that a small customer is worth an effort. */
struct churn_winback_signs {
    bool has_age;
    int64_t age_days; /* since the first purchase */
    bool has_f_score, has_m_score;
    uint64_t f_score, m_score; /* of 5 */
    bool has_activity;
    uint64_t recent_purchase_days, previous_purchase_days; /* of two equal periods, one after the other */
};

#define CHURN_WINBACK_NEW_DAYS 365

/*
 * A judgement, no theory: bought first within the last 365 days and scores 4 or 5 of 5 on frequency or monetary already; or
 * buys on three days or more of late, at least half as many again as in the period before.
 */
CHURN_API bool churn_winback_promising(const struct churn_winback_signs *signs);

/* What trying for somebody gains and costs (cost not below 0). */
struct churn_winback_offer {
    churn_amount gain, cost;
};

/* Indices of offers by gain, greatest first, equal ones by index. order: the caller's array of count. CHURN_MEMORY. */
CHURN_API enum churn_status churn_winback_order(const struct churn_winback_offer *offers, size_t count, size_t *order,
                                                struct churn_error *err);

/*
 * Whom to spend a budget on: a knapsack. It is filled twice, once by gain per cost (Dantzig 1957) and once by gain, passing
 * over whom the rest of the money does not pay; the filling with the greater sum of gains counts, the first one where they are
 * equal. That brings at least half of the best there is, and mostly all but a part of one offer. Offers without a gain come
 * last. taken: the caller's array of count; *spent: their cost. CHURN_MEMORY; CHURN_NUMERIC where a sum overflows.
 * Cost: two sorts.
 */
CHURN_API enum churn_status churn_winback_spend(const struct churn_winback_offer *offers, size_t count, churn_amount budget,
                                                bool *taken, churn_amount *spent, struct churn_error *err);

CHURN_END_DECLS

#endif
