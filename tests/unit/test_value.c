/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Models of buying and spending: points against 40 digits (mpmath), derivatives against differences, inputs that make other
 * programs overflow, fits that come back from simulated customers and fits that cannot be.
 */
#include "support.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#include "close.h"
#include "model/btyd.h"

static const struct churn_buying BG = { CHURN_BUYING_BG_NBD, { .243, 4.414, .793, 2.426 } };
static const struct churn_buying MBG = { CHURN_BUYING_MBG_NBD, { .5248, 6.183, .8914, 1.614 } };
static const struct churn_buying PARETO = { CHURN_BUYING_PARETO_NBD, { .5534, 10.5802, .6061, 11.6562 } };

struct point {
    uint32_t repeats;
    double time, last, age;
    double likelihood, alive, expected;
};

static void check_points(const struct churn_buying *model, const struct point *points, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct point *p = &points[i];
        const struct churn_buyer buyer = { p->repeats, p->last, p->age, 1 };
        assert_close(churn_buying_likelihood(model, &buyer), p->likelihood, 1e-12);
        assert_close(churn_buying_alive(model, &buyer), p->alive, 1e-12);
        assert_close(churn_buying_expected(model, &buyer, p->time), p->expected, 1e-12);
    }
}

static void points_bg(void **state)
{
    static const struct point points[] = {
        { 2, 39, 213. / 7, 272. / 7, -9.45847355748849697, .726589721835494837, 1.22611580614932171 },
        { 26, 52, 216. / 7, 31, -37.7265133283330149, .968851562851895919, 25.7564922153780581 },
        { 0, 39, 0, 272. / 7, -.55469723196260229, 1, .195109664993088476 },
        { 1, 39, 12. / 7, 272. / 7, -4.46976092957485505, .212260062554613288, .203351041086805712 },
        { 10, 52, 20, 39, -24.2833153776333461, .0381143132120363349, .347399762708559167 },
        { 25, 52, 20, 39, -31.5082128826307533, 1.63016604237129739e-5, 3.58332461911216556e-4 },
        { 26, 520, 216. / 7, 31, -37.7265133283330149, .968851562851895919, 98.1231373429197074 },
        { 200, 5200, 100, 104, -81.4884133162162237, .120206696761034362, 144.821778495264647 },
        { 1000, 39, 10, 100, 3225.1429836828236, 0, 0 },
    };
    (void)state;
    check_points(&BG, points, COUNT(points));
}

static void points_pareto(void **state)
{
    static const struct point points[] = {
        { 26, 52, 216. / 7, 31, -39.1320832987017113, .997873275575270496, 25.4537786344584734 },
        { 2, 39, 213. / 7, 272. / 7, -9.55435025140385534, .869129245793183402, 1.45519578120342452 },
        { 0, 39, 0, 272. / 7, -.521119762294286081, .294978249428676578, .107040309880942369 },
        { 1, 39, 12. / 7, 272. / 7, -4.45008627581559345, .16792003061932522, .171042491680772319 },
        { 10, 52, 20, 39, -24.6707603127595378, .0803918601825654323, .705906954424963349 },
        { 25, 52, 20, 39, -34.4121159084936672, 1.4540440640870253599e-4, 3.0914999537651743252e-3 },
        { 132, 10, 200, 200, -196.359625822042487, 1, 6.20675985124981793 },
        { 133, 10, 200, 200, -196.82250681712455, 1, 6.25358445062825573 },
    };
    (void)state;
    check_points(&PARETO, points, COUNT(points));
}

/* a = 1 is where the usual formula is 0/0. */
static void dropout_of_one(void **state)
{
    static const double expected[][2] = { { 1, 1.10213678603995577 },
                                          { .999999, 1.1021373322707007 },
                                          { 1.000001, 1.10213623980967555 },
                                          { 1.5, .877585261307024686 },
                                          { .2, 1.75275146510181145 } };
    const struct churn_buyer buyer = { 2, 30.43, 38.86, 1 };
    (void)state;
    for (size_t i = 0; i < COUNT(expected); i++) {
        struct churn_buying model = BG;
        model.parameter[2] = expected[i][0];
        assert_close(churn_buying_expected(&model, &buyer, 39), expected[i][1], 1e-12);
    }
    assert_close(churn_buying_alive(&BG, &buyer), .726579, 1e-6);
    assert_close(churn_buying_expected(&BG, &buyer, 39), 1.226028, 1e-6);
}

static void of_new_customers(void **state)
{
    static const double bg[][2] = {
        { 1. / 7, .00782601117185 }, { 1, .0532678911717 }, { 3, .150865230893 }, { 52, 1.4460505954 }, { 78, 1.86051905794 }
    };
    static const double pareto[][2] = {
        { 1, .0510045340 }, { 2, .0996208810 }, { 3, .146124272 }, { 10, .427732625 }, { 52, 1.473066992 }
    };
    static const double shares[] = { .573786, .199395, .0854298, .0458604 };
    double sum = 0, mean = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(bg); i++)
        assert_close(churn_buying_expected_new(&BG, bg[i][0]), bg[i][1], 1e-11);
    for (size_t i = 0; i < COUNT(pareto); i++)
        assert_close(churn_buying_expected_new(&PARETO, pareto[i][0]), pareto[i][1], 3e-9);
    for (uint32_t k = 0; k < COUNT(shares); k++)
        assert_close(churn_buying_share(&BG, 39, k), shares[k], 2e-6);
    assert_true(isnan(churn_buying_share(&PARETO, 39, 1)));
    for (uint32_t k = 0; k < 3000; k++) {
        sum += churn_buying_share(&MBG, 39, k);
        mean += k * churn_buying_share(&MBG, 39, k);
    }
    assert_close(sum, 1, 1e-9);
    assert_close(mean, churn_buying_expected_new(&MBG, 39), 1e-6);
}

/* Cases that came out as NaN, infinite or 0 elsewhere. */
static void stress(void **state)
{
    static const struct churn_buying uneven = { CHURN_BUYING_PARETO_NBD, { .5143, 2.8845, .2856, 14.1087 } };
    static const struct churn_buying steep = { CHURN_BUYING_PARETO_NBD, { 10.465, 7.98565181e-3, 3.0516, 2.820 } };
    static const struct churn_buying plain = { CHURN_BUYING_PARETO_NBD, { .55, 10.58, .61, 11.67 } };
    static const struct {
        struct churn_buyer buyer;
        double alive;
    } often[] = { { { 221, 103.42857, 103.57143, 1 }, .99959605231793813 },
                  { { 254, 97.14286, 97.28571, 1 }, .999558226123010728 },
                  { { 161, 94.71429, 98, 1 }, .749487752257980066 },
                  { { 204, 98.57143, 99.42857, 1 }, .994255079637897614 } };
    static const struct {
        struct churn_buyer buyer;
        double likelihood;
    } large[] = { { { 400, 5, 6, 1 }, 1323.1889309678178414 },  { { 500, 1, 37, 1 }, 2594.404454622756675 },
                  { { 500, 4, 37, 1 }, 1888.8212497389407273 }, { { 40, 5, 6, 1 }, -5.7190215852231129489 },
                  { { 50, 1, 37, 1 }, 116.30126461011632045 },  { { 50, 4, 37, 1 }, 31.849827969107822909 } };
    (void)state;
    for (size_t i = 0; i < COUNT(often); i++)
        assert_close(churn_buying_alive(&uneven, &often[i].buyer), often[i].alive, 1e-12);
    for (size_t i = 0; i < COUNT(large); i++)
        assert_close(churn_buying_likelihood(&steep, &large[i].buyer), large[i].likelihood, 1e-12);
    assert_close(churn_buying_alive(&steep, &large[3].buyer), .0018851281873608511956, 1e-12);
    const struct churn_buyer many[] = { { 132, 200, 200, 1 }, { 133, 200, 200, 1 } };
    assert_close(churn_buying_expected(&plain, &many[0], 10), 6.20605178896293232, 1e-12);
    assert_close(churn_buying_expected(&plain, &many[1], 10), 6.25287224757449725, 1e-12);
}

/* Nothing is NaN, infinite, negative or out of its range, wherever the parameters are. */
static void always_sound(void **state)
{
    static const double sizes[] = { 1e-6, 1e-3, .1, 1, 10, 1e3, 1e6 };
    static const struct churn_buyer buyers[] = { { 0, 0, 0, 1 },      { 0, 0, 1e-3, 1 },     { 0, 0, 1e5, 1 },
                                                 { 1, 1e-3, 1e5, 1 }, { 1, 5, 5, 1 },        { 1000, 10, 100, 1 },
                                                 { 3000, 1, 1e4, 1 }, { 30000, 1e4, 1e4, 1 } };
    (void)state;
    for (size_t at = 0; at < 7 * 7 * 7 * 7; at++)
        for (int kind = 0; kind < CHURN_BUYING_MODELS; kind++) {
            struct churn_buying model = { (enum churn_buying_model)kind,
                                          { sizes[at % 7], sizes[at / 7 % 7], sizes[at / 49 % 7], sizes[at / 343] } };
            for (size_t b = 0; b < COUNT(buyers); b++) {
                double alive = churn_buying_alive(&model, &buyers[b]), likelihood = churn_buying_likelihood(&model, &buyers[b]);
                double silent = churn_buying_silent(&model, &buyers[b], 10),
                       expected = churn_buying_expected(&model, &buyers[b], 10);
                bool sound = alive >= 0 && alive <= 1 && isfinite(likelihood) && silent >= 0 && silent <= 1 &&
                             isfinite(expected) && expected >= 0 && expected >= (1 - silent) * (1 - 1e-6) - 1e-8;
                if (!sound)
                    print_error("%s %g %g %g %g of %u %g %g: %.17g %.17g %.17g %.17g\n", churn_buying_model_name(model.model),
                                model.parameter[0], model.parameter[1], model.parameter[2], model.parameter[3],
                                buyers[b].repeats, buyers[b].last, buyers[b].age, alive, likelihood, silent, expected);
                assert_true(sound);
            }
        }
}

/* First and second derivatives of a buyer's likelihood against differences. */
static struct jet jet_of(const struct churn_buying *model, const struct churn_buyer *buyer)
{
    struct btyd_rises rises = btyd_rises_of(model, buyer->repeats);
    struct btyd_time last = btyd_time_of(model, buyer->last), age = btyd_time_of(model, buyer->age);
    struct jet jet;
    btyd_parts_of(model, buyer, &rises, &last, &age, &jet);
    return jet;
}

static void derivatives(void **state)
{
    static const struct churn_buyer buyers[] = {
        { 0, 0, 30, 1 }, { 1, 2, 39, 1 }, { 7, 30, 39, 1 }, { 90, 38, 39, 1 }, { 3, 9, 9, 1 }
    };
    const struct churn_buying *models[] = { &BG, &MBG, &PARETO };
    (void)state;
    for (size_t m = 0; m < COUNT(models); m++)
        for (size_t b = 0; b < COUNT(buyers); b++) {
            struct jet jet = jet_of(models[m], &buyers[b]);
            assert_close(jet.value, churn_buying_likelihood(models[m], &buyers[b]), 1e-13);
            for (size_t i = 0; i < 4; i++) {
                struct churn_buying up = *models[m], down = *models[m];
                double step = 1e-5 * up.parameter[i];
                up.parameter[i] += step;
                down.parameter[i] -= step;
                struct jet high = jet_of(&up, &buyers[b]), low = jet_of(&down, &buyers[b]);
                assert_true(fabs(jet.first[i] - (high.value - low.value) / (2 * step)) < 1e-6 * (1 + fabs(jet.first[i])));
                for (size_t j = 0; j <= i; j++)
                    assert_true(fabs(jet.second[i][j] - (high.first[j] - low.first[j]) / (2 * step)) <
                                1e-6 * (1 + fabs(jet.second[i][j])));
                for (size_t j = i; j < 4; j++)
                    assert_true(fabs(jet.second[j][i] - (high.first[j] - low.first[j]) / (2 * step)) <
                                1e-6 * (1 + fabs(jet.second[j][i])));
            }
        }
}

/* Where nothing has happened yet, the integral must say what the closed forms say. */
static void silence(void **state)
{
    const struct churn_buying *models[] = { &BG, &MBG, &PARETO };
    const struct churn_buyer buyers[] = { { 0, 0, 30, 1 }, { 4, 20, 30, 1 } };
    (void)state;
    for (size_t m = 0; m < COUNT(models); m++)
        for (size_t b = 0; b < COUNT(buyers); b++) {
            /* no order until then: the density of silence up to the later day, by that up to now */
            struct churn_buyer later = buyers[b];
            later.age += 13;
            assert_close(churn_buying_silent(models[m], &buyers[b], 13),
                         exp(churn_buying_likelihood(models[m], &later) - churn_buying_likelihood(models[m], &buyers[b])),
                         1e-12);
        }
    assert_close(churn_buying_silent(&BG, &buyers[0], 0), 1, 0);
}

static void discounting(void **state)
{
    static const struct churn_buying btyd = { CHURN_BUYING_PARETO_NBD, { .553397, 10.580199, .606062, 11.656224 } };
    const struct churn_buyer a = { 7, 77.86, 77.86, 1 }, b = { 2, 30.43, 38.86, 1 };
    (void)state;
    assert_close(churn_buying_discounted(&BG, &b, 52, 4, 0), churn_buying_expected(&BG, &b, 52), 1e-12);
    assert_close(churn_buying_discounted(&BG, &b, 5, 4, .5),
                 churn_buying_expected(&BG, &b, 4) / 1.5 +
                     (churn_buying_expected(&BG, &b, 5) - churn_buying_expected(&BG, &b, 4)) / 2.25,
                 1e-12);
    assert_close(churn_buying_residual(&btyd, &a, .0027), 15.2427702362, 1e-6);
    assert_close(churn_buying_residual(&btyd, &b, .0027), 6.4829387, 1e-6);
    assert_true(isnan(churn_buying_residual(&BG, &b, .0027)));
}

static void spending(void **state)
{
    static const struct churn_spend spend = { 6.24935, 3.74426, 15.44431 }, heavy = { 2, 1, 3 };
    (void)state;
    assert_close(churn_spend_mean(&spend), 35.1704, 1e-4);
    assert_close(churn_spend_expected(&spend, &(struct churn_spender){ 2, 22.35 }), 24.6580, 1e-5);
    assert_close(churn_spend_expected(&spend, &(struct churn_spender){ 2, 40 }), 39.1305, 1e-5);
    assert_close(churn_spend_expected(&spend, &(struct churn_spender){ 0, 0 }), churn_spend_mean(&spend), 0);
    assert_close(churn_spend_expected(&spend, &(struct churn_spender){ 2, 0 }), 6.24935 * 15.44431 / (2 * 6.24935 + 2.74426),
                 1e-12);
    assert_true(isnan(churn_spend_mean(&heavy)));
}

/* A small generator of its own, so that every machine makes the same customers. */
static double uniform(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return ((double)(*seed >> 11) + .5) / 9007199254740992.;
}

/* Marsaglia and Tsang need normals; a sum of exponentials does for whole shapes. */
static double gamma_of(uint64_t *seed, unsigned shape)
{
    double sum = 0;
    for (unsigned i = 0; i < shape; i++)
        sum -= log(uniform(seed));
    return sum;
}

#define MANY 6000

/* Pareto/NBD or BG/NBD customers: r = 2, alpha = 20; s = 1, beta = 15; a = 1, b = 3. */
static void simulate(bool pareto, struct churn_buyer *buyers, uint64_t seed)
{
    for (size_t i = 0; i < MANY; i++) {
        double rate = gamma_of(&seed, 2) / 20, life = INFINITY, drop = 0, now = 0, age = 20 + floor(uniform(&seed) * 60);
        if (pareto)
            life = -log(uniform(&seed)) / (gamma_of(&seed, 1) / 15);
        else
            drop = 1 - pow(uniform(&seed), 1. / 3);
        buyers[i] = (struct churn_buyer){ 0, 0, age, 1 };
        while ((now -= log(uniform(&seed)) / rate) < fmin(life, age)) {
            buyers[i].repeats++;
            buyers[i].last = fmin(ceil(now), age);
            if (!pareto && uniform(&seed) < drop)
                break;
        }
    }
}

static void fits_come_back(void **state)
{
    static struct churn_buyer buyers[MANY], again[MANY];
    static const double truth[2][4] = { { 2, 20, 1, 3 }, { 2, 20, 1, 15 } };
    struct churn_buying_fit fit, other;
    struct churn_error err;
    (void)state;
    for (int pareto = 0; pareto < 2; pareto++) {
        enum churn_buying_model model = pareto ? CHURN_BUYING_PARETO_NBD : CHURN_BUYING_BG_NBD;
        simulate(pareto, buyers, 7);
        for (size_t i = 0; i < MANY; i++) {
            again[i] = buyers[MANY - 1 - i]; /* another order, another unit of time */
            again[i].last *= 7;
            again[i].age *= 7;
        }
        assert_int_equal(churn_buying_fit(model, buyers, MANY, &fit, &err), CHURN_OK);
        assert_true(fit.converged);
        assert_close(fit.customers, MANY, 0);
        assert_true(fit.gradient < 1e-9);
        for (size_t i = 0; i < 4; i++)
            assert_true(fabs(fit.buying.parameter[i] - truth[pareto][i]) < 4 * fit.standard_error[i]);
        assert_int_equal(churn_buying_fit(model, again, MANY, &other, &err), CHURN_OK);
        assert_close(other.buying.parameter[0], fit.buying.parameter[0], 1e-7);
        assert_close(other.buying.parameter[1], 7 * fit.buying.parameter[1], 1e-7);
        assert_close(other.standard_error[0], fit.standard_error[0], 1e-6);
    }
}

/* The same customers, one by one or together, in any order: the same bytes. */
static void weights_count(void **state)
{
    static struct churn_buyer buyers[MANY], twice[2 * MANY];
    struct churn_buying_fit one, two;
    struct churn_error err;
    (void)state;
    simulate(false, buyers, 11);
    for (size_t i = 0; i < MANY; i++)
        twice[i] = twice[2 * MANY - 1 - i] = buyers[i];
    assert_int_equal(churn_buying_fit(CHURN_BUYING_MBG_NBD, twice, 2 * MANY, &two, &err), CHURN_OK);
    for (size_t i = 0; i < MANY; i++)
        buyers[i].customers = 2;
    assert_int_equal(churn_buying_fit(CHURN_BUYING_MBG_NBD, buyers, MANY, &one, &err), CHURN_OK);
    assert_memory_equal(&one.buying.parameter, &two.buying.parameter, sizeof one.buying.parameter);
    assert_close(one.log_likelihood, two.log_likelihood, 0);
    assert_int_equal(one.distinct, two.distinct);
}

static void fits_that_fail(void **state)
{
    struct churn_buyer loyal[40], none[40], few[3] = { { 1, 2, 3, 1 }, { 1, 2, 3, 1 }, { 0, 0, 3, 1 } };
    struct churn_buyer wrong[20];
    struct churn_buying_fit fit;
    struct churn_error err;
    (void)state;
    for (size_t i = 0; i < 40; i++) {
        loyal[i] = (struct churn_buyer){ 30, 30, 30, 1 }; /* all alike, all just here */
        none[i] = (struct churn_buyer){ 0, 0, 30, 1 };
    }
    for (size_t i = 0; i < 20; i++)
        wrong[i] = (struct churn_buyer){ 1, 31, 30, 1 };
    for (int model = 0; model < CHURN_BUYING_MODELS; model++) {
        assert_int_equal(churn_buying_fit((enum churn_buying_model)model, loyal, 40, &fit, &err), CHURN_OK);
        assert_false(fit.converged);
        assert_true(fit.finding[0] != '\0');
        assert_int_equal(churn_buying_fit((enum churn_buying_model)model, none, 40, &fit, &err), CHURN_NUMERIC);
        assert_int_equal(churn_buying_fit((enum churn_buying_model)model, few, 3, &fit, &err), CHURN_NUMERIC);
        assert_int_equal(churn_buying_fit((enum churn_buying_model)model, wrong, 20, &fit, &err), CHURN_DATA);
    }
}

static void spend_fits(void **state)
{
    static struct churn_spender spenders[MANY], cents[MANY];
    struct churn_spend_fit fit, other;
    struct churn_error err;
    uint64_t seed = 5;
    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        unsigned orders = 1 + (unsigned)(uniform(&seed) * 8);
        double rate = gamma_of(&seed, 4) / 16;
        spenders[i] = (struct churn_spender){ orders, gamma_of(&seed, 6 * orders) / rate / orders };
        cents[i] = (struct churn_spender){ orders, 100 * spenders[i].mean };
    }
    spenders[0].mean = 0; /* says nothing */
    cents[0].mean = 0;
    assert_int_equal(churn_spend_fit(spenders, MANY, &fit, &err), CHURN_OK);
    assert_true(fit.converged);
    assert_int_equal(fit.customers, MANY - 1);
    assert_true(fabs(fit.spend.p - 6) < 4 * fit.standard_error[0]);
    assert_true(fabs(fit.spend.q - 4) < 4 * fit.standard_error[1]);
    assert_true(fabs(fit.spend.v - 16) < 4 * fit.standard_error[2]);
    assert_true(fabs(fit.correlation) < .05);
    assert_int_equal(churn_spend_fit(cents, MANY, &other, &err), CHURN_OK);
    assert_close(other.spend.v, 100 * fit.spend.v, 1e-7);
    assert_close(other.spend.p, fit.spend.p, 1e-7);
    assert_close(other.log_likelihood, fit.log_likelihood - (MANY - 1) * log(100), 1e-10);
    assert_int_equal(churn_spend_fit(spenders, 5, &fit, &err), CHURN_NUMERIC);
    for (size_t i = 0; i < 20; i++)
        spenders[i] = (struct churn_spender){ 2, 10 }; /* all alike */
    assert_int_equal(churn_spend_fit(spenders, 20, &fit, &err), CHURN_OK);
    assert_false(fit.converged);
    assert_true(fit.finding[0] != '\0');
}

/* A limit is named for what it is, not for the parameter that moved most on the way there. */
static void spend_runs_away(void **state)
{
    static struct churn_spender alike[MANY], steady[MANY], mixed[MANY];
    struct churn_spend_fit fit;
    struct churn_error err;
    uint64_t seed = 3;
    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        unsigned orders = 1 + (unsigned)(i % 4);
        mixed[i] = (struct churn_spender){ orders, 10 * gamma_of(&seed, 6 * orders) / (6 * orders) };
        steady[i] = (struct churn_spender){ orders, 48 / gamma_of(&seed, 4) };
        alike[i] = (struct churn_spender){ orders, 10 };
    }
    assert_int_equal(churn_spend_fit(steady, MANY, &fit, &err), CHURN_OK);
    assert_string_equal(fit.finding, "p runs away: the orders of a customer hardly differ");
    assert_int_equal(churn_spend_fit(mixed, 300, &fit, &err), CHURN_OK);
    assert_string_equal(fit.finding, "q and v run away: the means of customers hardly differ");
    assert_int_equal(churn_spend_fit(alike, MANY, &fit, &err), CHURN_OK);
    assert_string_equal(fit.finding, "p and q run away: hardly any order differs from any other");
}

/* All of them, or every second one, go at their first chance, after so many orders; the others never. */
static void simulate_kinds(bool all, unsigned chance, struct churn_buyer *buyers)
{
    uint64_t seed = 9;
    for (size_t i = 0; i < MANY; i++) {
        double rate = gamma_of(&seed, 2) / 8, now = 0;
        buyers[i] = (struct churn_buyer){ 0, 0, 60 + floor(uniform(&seed) * 20), 1 };
        while (((!all && i % 2 > 0) || buyers[i].repeats < chance) && (now -= log(uniform(&seed)) / rate) < buyers[i].age) {
            buyers[i].repeats++;
            buyers[i].last = now;
        }
    }
}

static void two_kinds_run_away(void **state)
{
    static struct churn_buyer buyers[MANY];
    static const char first[] =
        "a and b run to 0 together: some customers seem to drop out at the first chance, the others never";
    struct churn_buying_fit fit;
    struct churn_error err;
    (void)state;
    simulate_kinds(false, 1, buyers);
    assert_int_equal(churn_buying_fit(CHURN_BUYING_BG_NBD, buyers, MANY, &fit, &err), CHURN_OK);
    assert_string_equal(fit.finding, first);
    simulate_kinds(false, 0, buyers);
    assert_int_equal(churn_buying_fit(CHURN_BUYING_MBG_NBD, buyers, MANY, &fit, &err), CHURN_OK);
    assert_string_equal(fit.finding, first);
    assert_int_equal(churn_buying_fit(CHURN_BUYING_PARETO_NBD, buyers, 2000, &fit, &err), CHURN_OK);
    assert_string_equal(fit.finding, "s and beta run to 0 together: some customers seem to drop out at once, the others never");
    simulate_kinds(true, 1, buyers);
    assert_int_equal(churn_buying_fit(CHURN_BUYING_BG_NBD, buyers, MANY, &fit, &err), CHURN_OK);
    assert_string_equal(fit.finding, "b runs to 0: nearly all customers seem to drop out at the first chance");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_bg),          cmocka_unit_test(points_pareto),  cmocka_unit_test(dropout_of_one),
        cmocka_unit_test(of_new_customers),   cmocka_unit_test(stress),         cmocka_unit_test(always_sound),
        cmocka_unit_test(derivatives),        cmocka_unit_test(silence),        cmocka_unit_test(discounting),
        cmocka_unit_test(spending),           cmocka_unit_test(fits_come_back), cmocka_unit_test(weights_count),
        cmocka_unit_test(fits_that_fail),     cmocka_unit_test(spend_fits),     cmocka_unit_test(spend_runs_away),
        cmocka_unit_test(two_kinds_run_away),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
