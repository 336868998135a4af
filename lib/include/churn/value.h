/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Models of buying and spending without a contract: who is still there, how many orders will come, what they are worth.
 *
 * While alive, a customer orders at random at a rate of its own (gamma over customers) and drops out unseen: after an order
 * (BG/NBD; MBG/NBD: also right after the first), or at any moment (Pareto/NBD). What an order brings varies around a mean of
 * the customer's own, whatever its rate (gamma-gamma).
 *
 * Times are in any one unit, the same everywhere: that of the model. Fader, Hardie and Lee 2005 ("Counting your customers the
 * easy way", Marketing Science 24, 275-284), Batislam, Denizel and Filiztekin 2007 (Int. J. Research in Marketing 24, 201-209),
 * Schmittlein, Morrison and Colombo 1987 (Management Science 33, 1-24), Fader and Hardie 2013 (note, "The gamma-gamma model").
 * GSL is used for special functions and linear algebra; a program that embeds the library turns its error handler off.
 */
#ifndef CHURN_VALUE_H
#define CHURN_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>

CHURN_BEGIN_DECLS

enum churn_buying_model {
    CHURN_BUYING_BG_NBD = 0, /* r, alpha, a, b */
    CHURN_BUYING_MBG_NBD,    /* r, alpha, a, b */
    CHURN_BUYING_PARETO_NBD, /* r, alpha, s, beta */
    CHURN_BUYING_MODELS
};

#define CHURN_BUYING_PARAMETERS 4

/* "bg-nbd"; "alpha". Static. */
CHURN_API const char *churn_buying_model_name(enum churn_buying_model model);
CHURN_API const char *churn_buying_parameter_name(enum churn_buying_model model, size_t index);

/* A model with its parameters, all of them above 0; alpha and beta are times, the others have no unit. */
struct churn_buying {
    enum churn_buying_model model;
    double parameter[CHURN_BUYING_PARAMETERS];
};

/* What is known of one customer, or of many who are alike: repeats = distinct purchase days - 1, last = last - first purchase
 * day, age = last day looked at - first, with 0 <= last <= age, and last = 0 where repeats = 0. */
struct churn_buyer {
    uint32_t repeats;
    double last, age;
    double customers; /* how many of them; 1 for one */
};

/*
 * Of one customer. Never NaN, never infinite for sound input, whatever the size of its numbers. Cost: some hundred operations.
 * likelihood: the log of the probability density of its orders (without the constant of the times' order). alive: the
 * probability that it has not dropped out. expected: orders within the time after its age. silent: the probability of no order
 * within it.
 * Fader, Hardie, Lee 2005: equations 3, 7, 10; the sum behind 10 is rearranged so that a = 1 is a point like any other.
 */
CHURN_API double churn_buying_likelihood(const struct churn_buying *model, const struct churn_buyer *buyer);
CHURN_API double churn_buying_alive(const struct churn_buying *model, const struct churn_buyer *buyer);
CHURN_API double churn_buying_expected(const struct churn_buying *model, const struct churn_buyer *buyer, double time);
CHURN_API double churn_buying_silent(const struct churn_buying *model, const struct churn_buyer *buyer, double time);

/* Of a customer who has just come, with its first purchase: orders expected within a time; the probability of exactly so many
 * (BG/NBD and MBG/NBD; NAN for Pareto/NBD, whose has no closed form). */
CHURN_API double churn_buying_expected_new(const struct churn_buying *model, double time);
CHURN_API double churn_buying_share(const struct churn_buying *model, double time, uint32_t orders);

/*
 * Discounted expected orders: over the periods that make up time, the last of them maybe shorter, those of the j-th divided by
 * (1 + rate)^j (Fader and Hardie's discrete sum). rate: of one period, above -1. Cost: that of expected for each period.
 */
CHURN_API double churn_buying_discounted(const struct churn_buying *model, const struct churn_buyer *buyer, double time,
                                         double period, double rate);

/* The same without end and under continuous discounting at a rate above 0 per unit of time: DERT of Pareto/NBD (Fader, Hardie
 * and Lee 2005, "RFM and CLV", equation 2); NAN for the others. */
CHURN_API double churn_buying_residual(const struct churn_buying *model, const struct churn_buyer *buyer, double rate);

/* Sort buyers and put those alike together, in place; returns how many are left. Cost: n log n. */
CHURN_API size_t churn_buyers_group(struct churn_buyer *buyers, size_t count);

struct churn_buying_fit {
    struct churn_buying buying;
    bool converged;
    const char *finding;                            /* why not; "" where it converged. Static */
    double standard_error[CHURN_BUYING_PARAMETERS]; /* from the information observed */
    double log_likelihood;
    double gradient; /* the largest derivative of the log-likelihood by a parameter's logarithm, per customer */
    unsigned rounds; /* of climbing, from the best start */
    unsigned starts; /* from how many */
    double customers;
    size_t distinct;
};

/*
 * Maximum likelihood, by Newton's method on logarithms of the parameters with derivatives in closed form, from four starts, and
 * a fifth where none of them comes to a top.
 * buyers are sorted and grouped on the way (no order of input changes a bit of the result). CHURN_DATA: a buyer is none (last
 * above age, an order without time). CHURN_NUMERIC: nothing to fit (fewer than 10 customers, nobody came back, no time has
 * passed). A climb that comes to no top says so in the fit. Cost: some ten passes; a pass takes 0.1 microseconds for each
 * distinct buyer, for Pareto/NBD 2.
 */
CHURN_API enum churn_status churn_buying_fit(enum churn_buying_model model, struct churn_buyer *buyers, size_t count,
                                             struct churn_buying_fit *fit, struct churn_error *err);

/* Gamma-gamma: what orders bring, p within customers, q and v between them; v is money. */
#define CHURN_SPEND_PARAMETERS 3
struct churn_spend {
    double p, q, v;
};
/* "p", "q", "v". Static. */
CHURN_API const char *churn_spend_parameter_name(size_t index);

/* Of one customer: so many orders of this mean. A fit takes those with orders and a mean above 0; what is expected of a
 * customer is defined for a mean of 0, too. */
struct churn_spender {
    double orders, mean;
};

/* The mean of all customers, p v / (q - 1), and what an order of this one is expected to bring; orders = 0: the mean of all.
 * NAN where q <= 1: there is no mean. Fader and Hardie 2013, equation 5. */
CHURN_API double churn_spend_mean(const struct churn_spend *spend);
CHURN_API double churn_spend_expected(const struct churn_spend *spend, const struct churn_spender *spender);

struct churn_spend_fit {
    struct churn_spend spend;
    bool converged;
    const char *finding;
    double standard_error[CHURN_SPEND_PARAMETERS];
    double log_likelihood;
    double gradient;
    unsigned rounds, starts;
    size_t customers;   /* with orders and mean above 0 */
    double correlation; /* of orders and mean: the model supposes none */
};

/* Maximum likelihood as above; spenders are sorted on the way, those that say nothing are left out. CHURN_NUMERIC: fewer than
 * 10 of them. */
CHURN_API enum churn_status churn_spend_fit(struct churn_spender *spenders, size_t count, struct churn_spend_fit *fit,
                                            struct churn_error *err);

CHURN_END_DECLS

#endif
