/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules, their combination and their words: worked out by hand, at their borders, and with every cell that may be missing. */
#include "support.h"

#include "close.h"
#include "model/risk.h"

#include <gsl/gsl_errno.h>

#define AS_OF 20000

static size_t rule_of(const char *name)
{
    for (size_t rule = 0; rule < churn_risk_rules(); rule++)
        if (strcmp(churn_risk_rule_name(rule), name) == 0)
            return rule;
    fail_msg("no rule %s", name);
    return 0;
}

static struct churn_risk_model *make(void)
{
    struct churn_risk_model *model;
    struct churn_error err;
    assert_int_equal(churn_risk_new(AS_OF, 91, 5, &model, &err), CHURN_OK);
    return model;
}

static void know(struct churn_risk_features *features, enum churn_risk_feature feature, double value)
{
    features->known[feature] = true;
    features->value[feature] = value;
}

static struct churn_risk_features buyer(double orders, double first, double last)
{
    struct churn_risk_features features = { .known = { false } };
    know(&features, CHURN_RISK_ORDERS, orders);
    know(&features, CHURN_RISK_FIRST_DATE, first);
    know(&features, CHURN_RISK_LAST_DATE, last);
    return features;
}

/* A model that knows a rhythm: customers of 1 to 12 orders over some 200 days. */
static struct churn_risk_model *taught(void)
{
    struct churn_risk_model *model = make();
    for (int i = 0; i < 400; i++) {
        struct churn_risk_features features = buyer(1 + i * i % 12, AS_OF - 200 - i % 37, AS_OF - i * 7 % 90);
        assert_int_equal(churn_risk_add(model, &features, NULL), CHURN_OK);
    }
    assert_int_equal(churn_risk_fit(model, NULL), CHURN_OK);
    assert_true(churn_risk_rhythm(model)->fitted && churn_risk_exposure(model)->fitted);
    return model;
}

static const char *reasons(const struct churn_risk_model *model, const struct churn_risk_features *features, unsigned most)
{
    static char buffer[1000];
    struct churn_risk_result result;
    churn_risk_judge(model, features, &result);
    return churn_risk_reasons(model, features, &result, most, buffer, sizeof buffer);
}

static void nothing_known_is_no_risk(void **state)
{
    struct churn_risk_model *model = taught();
    struct churn_risk_features features = { .known = { false } };
    struct churn_risk_result result;
    (void)state;
    churn_risk_judge(model, &features, &result);
    assert_false(result.known);
    assert_false(result.typed);
    for (size_t rule = 0; rule < churn_risk_rules(); rule++)
        assert_int_equal(result.flags[rule], CHURN_RISK_UNKNOWN);
    assert_string_equal(reasons(model, &features, 9), "");
    churn_risk_free(model);
}

/* Open complaint .3, repeated .2: 1 - .7 * .8 = .44; a contract keeps .4 of that away: .264. */
static void noisy_or_and_protection(void **state)
{
    struct churn_risk_model *model = make();
    struct churn_risk_features features = { .known = { false } };
    struct churn_risk_result result;
    (void)state;
    know(&features, CHURN_RISK_OPEN_COMPLAINTS, 1);
    know(&features, CHURN_RISK_COMPLAINTS, 2);
    churn_risk_judge(model, &features, &result);
    assert_close(result.risk, 0.44, 1e-12);
    assert_int_equal(result.level, 1);
    assert_true(result.typed);
    assert_int_equal(result.type, CHURN_RISK_FAULT);
    assert_string_equal(reasons(model, &features, 9), "a complaint is still open; complained twice");
    know(&features, CHURN_RISK_CONTRACT_END, AS_OF + 61);
    churn_risk_judge(model, &features, &result);
    assert_close(result.risk, 0.264, 1e-12);
    assert_string_equal(reasons(model, &features, 9),
                        "a complaint is still open; complained twice; but the contract runs until 2024-12-04");
    assert_string_equal(reasons(model, &features, 1), "a complaint is still open");
    churn_risk_free(model);
}

/* Flagged at its threshold and not before; said in so many words. What protects is said behind what threatens. */
static void expect(enum churn_risk_feature feature, const char *name, double clear, double flagged, const char *words)
{
    struct churn_risk_model *model = taught();
    struct churn_risk_result result;
    for (int i = 0; i < 2; i++) {
        struct churn_risk_features features = { .known = { false } };
        char said[200];
        bool protects = churn_risk_rule_protects(rule_of(name));
        know(&features, feature, i == 0 ? clear : flagged);
        if (protects)
            know(&features, CHURN_RISK_OPEN_COMPLAINTS, 1);
        snprintf(said, sizeof said, "%s%s%s", protects ? "a complaint is still open" : "", protects && i == 1 ? "; but " : "",
                 i == 0 ? "" : words);
        churn_risk_judge(model, &features, &result);
        assert_int_equal(result.flags[rule_of(name)], i);
        assert_string_equal(reasons(model, &features, 9), said);
        assert_true(result.risk >= 0 && result.risk <= 1);
        assert_true(fabs(result.risk * 1e4 - round(result.risk * 1e4)) < 1e-9); /* as it is shown */
    }
    churn_risk_free(model);
}

static void borders_and_words(void **state)
{
    (void)state;
    expect(CHURN_RISK_RECENCY_DAYS, "lapsed", 364, 400, "nothing bought for 13 months");
    expect(CHURN_RISK_FIRST_DATE, "early_stage", AS_OF - 90, AS_OF - 1, "first order only 1 day ago");
    expect(CHURN_RISK_RETENTION_PROBABILITY, "dissatisfied", 0.5, 0.38, "dissatisfied (keeps 38 %)");
    expect(CHURN_RISK_LATEST_SCORE, "dissatisfied", 3, 2, "latest satisfaction 2 of 5");
    expect(CHURN_RISK_ZONE, "dissatisfied", 1, 0, "dissatisfied, in the zone of defection");
    expect(CHURN_RISK_SCORE_CHANGE, "satisfaction_falling", -0.5, -2, "satisfaction fell by 2 since the survey before");
    expect(CHURN_RISK_SCORE_TREND, "satisfaction_falling", 1, -1.5, "satisfaction falls by 1.5 points a quarter");
    expect(CHURN_RISK_EXPECTATION_GAP, "expectation_missed", -0.9, -1.5, "rated us 1.5 points below what they had expected");
    expect(CHURN_RISK_OPEN_COMPLAINTS, "open_complaint", 0, 2, "2 complaints are still open");
    expect(CHURN_RISK_COMPLAINTS, "repeated_complaints", 1, 3, "complained 3 times");
    expect(CHURN_RISK_POOR_RESPONSES, "poor_response", 0, 1, "a complaint was rejected or never answered");
    expect(CHURN_RISK_UNANSWERED_COMPLAINTS, "poor_response", 0, 1, "a complaint was never answered");
    expect(CHURN_RISK_REJECTED_COMPLAINTS, "poor_response", 0, 2, "2 complaints were rejected");
    expect(CHURN_RISK_DAYS_OVERDUE, "arrears", 59, 60, "owes an invoice 60 days past its due date");
    expect(CHURN_RISK_OVERDUE_AMOUNT, "arrears", 0, 120.5, "owes 120.50 past due");
    expect(CHURN_RISK_LAST_CONTACT, "late_follow_up", AS_OF - 119, AS_OF - 120, "nobody got in touch for 120 days");
    expect(CHURN_RISK_DAYS_SINCE_CONTACT, "late_follow_up", 119, 120, "nobody got in touch for 120 days");
    expect(CHURN_RISK_CONTRACT_END, "contract_ending", AS_OF - 1, AS_OF, "contract ends today");
    expect(CHURN_RISK_CONTRACT_END, "contract_ending", AS_OF - 100, AS_OF + 1, "contract ends in 1 day");
    expect(CHURN_RISK_CONTRACT_END, "contract_ending", AS_OF - 100, AS_OF + 60, "contract ends in 60 days");
    expect(CHURN_RISK_HOLDINGS, "holdings_hold", 1, 2, "2 of our products are in use");
    expect(CHURN_RISK_PRODUCTS, "holdings_hold", 0, 3, "3 of our products are in use");
    expect(CHURN_RISK_SINCE, "long_tenure", AS_OF - 1825, AS_OF - 1900, "a customer for 5 years");
}

static void expect_two(enum churn_risk_feature one, double value, enum churn_risk_feature other, double second,
                       const char *words)
{
    struct churn_risk_model *model = make();
    struct churn_risk_features features = { .known = { false } };
    know(&features, one, value);
    know(&features, other, second);
    assert_string_equal(reasons(model, &features, 9), words);
    churn_risk_free(model);
}

static void rules_of_two_columns(void **state)
{
    (void)state;
    expect_two(CHURN_RISK_RECENT_PURCHASE_DAYS, 1, CHURN_RISK_PREVIOUS_PURCHASE_DAYS, 4,
               "buys less: on 1 day lately, on 4 in the period before");
    expect_two(CHURN_RISK_RECENT_PURCHASE_DAYS, 0, CHURN_RISK_PREVIOUS_PURCHASE_DAYS, 2, "");
    expect_two(CHURN_RISK_RECENT_PURCHASE_DAYS, 0, CHURN_RISK_PREVIOUS_PURCHASE_DAYS, 3,
               "bought nothing lately, on 3 days in the period before");
    expect_two(CHURN_RISK_RECENT_ORDERS, 0, CHURN_RISK_PREVIOUS_ORDERS, 6, "no order lately, 6 in the period before");
    expect_two(CHURN_RISK_RECENT_MONETARY, 0, CHURN_RISK_PREVIOUS_MONETARY, 100,
               "spent nothing lately, 100.00 in the period before");
    expect_two(CHURN_RISK_UNANSWERED_COMPLAINTS, 1, CHURN_RISK_REJECTED_COMPLAINTS, 1,
               "2 complaints were rejected or never answered");
    expect_two(CHURN_RISK_UNANSWERED_COMPLAINTS, 0, CHURN_RISK_REJECTED_COMPLAINTS, 1, "a complaint was rejected");
    expect_two(CHURN_RISK_LATEST_SCORE, 3, CHURN_RISK_SCORE_CHANGE, -1.5,
               "satisfaction fell from 4.5 to 3 since the survey before");
    expect_two(CHURN_RISK_LATEST_SCORE, 4, CHURN_RISK_SCORE_CHANGE, -3, /* cannot be, on a scale of 5 */
               "satisfaction fell by 3 since the survey before");
    expect_two(CHURN_RISK_RECENT_ORDERS, 2, CHURN_RISK_PREVIOUS_ORDERS, 6,
               "buys less: 2 orders lately, 6 in the period before");
    expect_two(CHURN_RISK_RECENT_MONETARY, -1, CHURN_RISK_PREVIOUS_MONETARY, 0, "");
    expect_two(CHURN_RISK_RECENT_MONETARY, 20, CHURN_RISK_PREVIOUS_MONETARY, 100,
               "spends less: 20.00 lately, 100.00 in the period before");
    expect_two(CHURN_RISK_SHARE_OF_WALLET, 0.2, CHURN_RISK_PREVIOUS_SHARE_OF_WALLET, 0.6,
               "our share of spending fell from 60 % to 20 %");
    expect_two(CHURN_RISK_LATEST_SCORE, 1, CHURN_RISK_DAYS_SINCE_SURVEY, 181, ""); /* too old to say anything */
    expect_two(CHURN_RISK_DAYS_OVERDUE, 75, CHURN_RISK_OVERDUE_AMOUNT, 120, "owes 120.00, up to 75 days past due");
}

/* Who buys less may have a rival, and may have no need: 4 of 53 whom that alone would have called lost to rivals were, in the
 * made-up shop. */
static void decline_has_no_type(void **state)
{
    struct churn_risk_model *model = make();
    (void)state;
    for (int recent = 0; recent <= 1; recent++) {
        struct churn_risk_features features = { .known = { false } };
        struct churn_risk_result result;
        know(&features, CHURN_RISK_RECENT_PURCHASE_DAYS, recent);
        know(&features, CHURN_RISK_PREVIOUS_PURCHASE_DAYS, 4);
        churn_risk_judge(model, &features, &result);
        assert_int_equal(result.flags[rule_of("declining")], CHURN_RISK_FLAGGED);
        assert_int_equal(result.level, 1);
        assert_false(result.typed);
        know(&features, CHURN_RISK_SHARE_OF_WALLET, 0.2);
        know(&features, CHURN_RISK_PREVIOUS_SHARE_OF_WALLET, 0.6);
        churn_risk_judge(model, &features, &result);
        assert_true(result.typed && result.type == CHURN_RISK_COMPETITIVE);
    }
    churn_risk_free(model);
}

/* A day without purchases in either period says nothing, and neither does a first purchase that lies ahead. */
static void nothing_bought_is_nothing_known(void **state)
{
    struct churn_risk_model *model = taught();
    struct churn_risk_features features = { .known = { false } };
    struct churn_risk_result result;
    (void)state;
    know(&features, CHURN_RISK_RECENT_PURCHASE_DAYS, 0);
    know(&features, CHURN_RISK_PREVIOUS_PURCHASE_DAYS, 0);
    churn_risk_judge(model, &features, &result);
    assert_false(result.known);
    know(&features, CHURN_RISK_FIRST_DATE, AS_OF + 1);
    know(&features, CHURN_RISK_LAST_DATE, AS_OF + 1);
    know(&features, CHURN_RISK_ORDERS, 1);
    churn_risk_judge(model, &features, &result);
    assert_false(result.known);
    assert_int_equal(result.flags[rule_of("early_stage")], CHURN_RISK_UNKNOWN);
    know(&features, CHURN_RISK_FIRST_DATE, AS_OF);
    know(&features, CHURN_RISK_LAST_DATE, AS_OF);
    churn_risk_judge(model, &features, &result);
    assert_true(result.known);
    churn_risk_free(model);
}

/* One order of several days, as of a contract, is no single purchase; several orders of one day are. */
static void days_tell_purchases(void **state)
{
    struct churn_risk_model *model = taught();
    struct churn_risk_features features = { .known = { false } };
    struct churn_risk_result result;
    (void)state;
    know(&features, CHURN_RISK_FIRST_DATE, AS_OF - 300);
    know(&features, CHURN_RISK_LAST_DATE, AS_OF - 10);
    know(&features, CHURN_RISK_ORDERS, 1);
    churn_risk_judge(model, &features, &result);
    assert_int_equal(result.flags[rule_of("one_off")], CHURN_RISK_CLEAR);
    assert_null(strstr(reasons(model, &features, 9), "once,"));
    know(&features, CHURN_RISK_LAST_DATE, AS_OF - 300);
    know(&features, CHURN_RISK_ORDERS, 3);
    churn_risk_judge(model, &features, &result);
    assert_int_equal(result.flags[rule_of("one_off")], CHURN_RISK_FLAGGED);
    assert_non_null(strstr(reasons(model, &features, 9), "bought on one day"));
    churn_risk_free(model);
}

/* Bought on for so many days after a low score, or fell silent before it. */
static void an_opinion_is_outlived(void **state)
{
    static const struct {
        double survey, silent, weight;
    } cases[] = { { 90, 0, 0.4 },  { 91, 0, 0.2 },    { 180, 0, 0.2 },   { 181, 0, 0 },   { 300, 209, 0.2 }, { 300, 210, 0.4 },
                  { 300, 119, 0 }, { 300, 305, 0.4 }, { 365, 365, 0.4 }, { 366, 366, 0 }, { 50, -1, 0.4 } };
    struct churn_risk_model *model = taught();
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_risk_features features = { .known = { false } };
        struct churn_risk_result result;
        know(&features, CHURN_RISK_LATEST_SCORE, 2);
        know(&features, CHURN_RISK_DAYS_SINCE_SURVEY, cases[i].survey);
        know(&features, CHURN_RISK_LAST_DATE, AS_OF - cases[i].silent);
        churn_risk_judge(model, &features, &result);
        assert_close(result.weights[rule_of("dissatisfied")], cases[i].weight, 1e-12);
        assert_int_equal(result.flags[rule_of("dissatisfied")], cases[i].weight > 0 ? CHURN_RISK_FLAGGED : CHURN_RISK_UNKNOWN);
    }
    churn_risk_free(model);
}

/* What was said long ago is told with its age, and weighs half. */
static void old_surveys_weigh_half(void **state)
{
    struct churn_risk_model *model = taught();
    double weight[2];
    (void)state;
    for (int old = 0; old < 2; old++) {
        struct churn_risk_features features = { .known = { false } };
        struct churn_risk_result result;
        know(&features, CHURN_RISK_LATEST_SCORE, 2);
        know(&features, CHURN_RISK_SCORE_CHANGE, -2);
        know(&features, CHURN_RISK_EXPECTATION_GAP, -1);
        know(&features, CHURN_RISK_DAYS_SINCE_SURVEY, 90 + old);
        churn_risk_judge(model, &features, &result);
        weight[old] = result.weights[rule_of("satisfaction_falling")];
        assert_string_equal(reasons(model, &features, 9),
                            old ? "latest satisfaction 2 of 5, 91 days ago; satisfaction fell from 4 to 2 since the survey "
                                  "before; rated us 1 point below what they had expected"
                                : "latest satisfaction 2 of 5; satisfaction fell from 4 to 2 since the survey before; "
                                  "rated us 1 point below what they had expected");
        assert_close(result.weights[rule_of("dissatisfied")], old ? 0.2 : 0.4, 1e-12);
    }
    assert_close(weight[1], weight[0] / 2, 1e-12);
    churn_risk_free(model);
}

/* Arrears are flight only of a young customer with a large debt. */
static void kinds_of_arrears(void **state)
{
    static const struct {
        double age, monetary, owed;
        enum churn_risk_type type;
    } cases[] = { { 100, 200, 100, CHURN_RISK_MALICIOUS },
                  { 100, 200, 99, CHURN_RISK_OTHER },
                  { 365, 200, 200, CHURN_RISK_OTHER },
                  { 100, -5, 10, CHURN_RISK_MALICIOUS } };
    struct churn_risk_model *model = make();
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_risk_features features = { .known = { false } };
        struct churn_risk_result result;
        know(&features, CHURN_RISK_DAYS_OVERDUE, 90);
        churn_risk_judge(model, &features, &result);
        assert_int_equal(result.type, CHURN_RISK_OTHER); /* nothing known of its age */
        know(&features, CHURN_RISK_SINCE, AS_OF - cases[i].age);
        know(&features, CHURN_RISK_MONETARY, cases[i].monetary);
        know(&features, CHURN_RISK_OVERDUE_AMOUNT, cases[i].owed);
        churn_risk_judge(model, &features, &result);
        assert_int_equal(result.type, cases[i].type);
    }
    churn_risk_free(model);
}

/* Longer silence is more risk, a faster rhythm makes the same silence worse, and a few orders are drawn to what all do. */
static void silence(void **state)
{
    struct churn_risk_model *model = taught();
    struct churn_risk_result result;
    double before = -1;
    (void)state;
    for (int silent = 0; silent <= 300; silent += 10) {
        struct churn_risk_features features = buyer(8, AS_OF - silent - 140, AS_OF - silent);
        churn_risk_judge(model, &features, &result);
        double overdue = result.weights[rule_of("overdue")];
        assert_true(overdue > before && overdue < 1);
        before = overdue;
    }
    struct churn_risk_features often = buyer(15, AS_OF - 240, AS_OF - 100), seldom = buyer(5, AS_OF - 240, AS_OF - 100);
    churn_risk_judge(model, &often, &result);
    double weight = result.weights[rule_of("overdue")];
    assert_int_equal(result.flags[rule_of("overdue")], CHURN_RISK_FLAGGED);
    assert_string_equal(reasons(model, &often, 1), "no order for 100 days; usually every 10");
    churn_risk_judge(model, &seldom, &result);
    assert_true(result.weights[rule_of("overdue")] < weight);
    /* The usual gap, (A + t) / (r + x) by hand. */
    const struct churn_risk_gamma *rhythm = churn_risk_rhythm(model);
    double gaps = 100 / ((rhythm->rate + 140) / (rhythm->shape + 4));
    assert_close(result.weights[rule_of("overdue")], gaps / (gaps + 5), 1e-12);
    churn_risk_free(model);
}

/* Nobody has a risk of medium or more without a word on what weighs most in it, flagged or not. */
/* A buying model's chance is the part of silence: rules of silence are flagged and named, and add nothing. */
static void a_modelled_silence(void **state)
{
    struct churn_risk_model *model = taught();
    struct churn_risk_features late = buyer(6, AS_OF - 400, AS_OF - 370);
    struct churn_risk_result result;
    size_t no_order = rule_of("no_order"), overdue = rule_of("overdue");
    (void)state;
    churn_risk_judge(model, &late, &result);
    double alone = result.risk;
    assert_int_equal(result.flags[no_order], CHURN_RISK_UNKNOWN);
    know(&late, CHURN_RISK_P_NO_ORDER, 0.3);
    churn_risk_judge(model, &late, &result);
    assert_true(alone > 0.8 && result.risk == 0.3);
    assert_int_equal(result.flags[no_order], CHURN_RISK_CLEAR);
    assert_int_equal(result.flags[overdue], CHURN_RISK_FLAGGED);
    assert_int_equal(result.flags[rule_of("lapsed")], CHURN_RISK_FLAGGED);
    assert_string_equal(reasons(model, &late, 3), "no order for 370 days; usually every 6");
    know(&late, CHURN_RISK_P_NO_ORDER, 0.625);
    assert_string_equal(reasons(model, &late, 3),
                        "no order for 370 days; usually every 6; 62 % likely to order nothing in the next 91 days");

    struct churn_risk_features fresh = buyer(1, AS_OF - 10, AS_OF - 10);
    know(&fresh, CHURN_RISK_P_NO_ORDER, 0.5);
    churn_risk_judge(model, &fresh, &result);
    assert_int_equal(result.flags[rule_of("early_stage")], CHURN_RISK_FLAGGED);
    assert_true(result.risk == 0.5); /* newness is in the model, too */
    know(&fresh, CHURN_RISK_DAYS_OVERDUE, 60);
    churn_risk_judge(model, &fresh, &result);
    assert_true(result.risk == 0.75); /* a debt is not: 1 - 0.5 * 0.5 */

    struct churn_risk_setting off = churn_risk_setting_of(model, no_order);
    off.on = false;
    assert_int_equal(churn_risk_set(model, no_order, &off, NULL), CHURN_OK);
    churn_risk_judge(model, &late, &result);
    assert_true(result.risk == alone && result.flags[no_order] == CHURN_RISK_UNKNOWN);
    churn_risk_free(model);
}

static void every_risk_has_a_reason(void **state)
{
    struct churn_risk_model *model = taught();
    struct churn_risk_result result;
    (void)state;
    for (int orders = 1; orders <= 20; orders++)
        for (int silent = 0; silent <= 200; silent += 5) {
            struct churn_risk_features features = buyer(orders, AS_OF - 200, AS_OF - (orders > 1 ? silent : 200));
            know(&features, CHURN_RISK_SINCE, AS_OF - 4000);
            churn_risk_judge(model, &features, &result);
            const char *words = reasons(model, &features, 9);
            if (result.level == 0)
                continue;
            assert_true(words[0] != '\0');
            assert_true(strncmp(words, "a customer for", 14) != 0);
        }
    struct churn_risk_features late = buyer(12, AS_OF - 140, AS_OF - 30), few = buyer(4, AS_OF - 199, AS_OF - 1);
    know(&few, CHURN_RISK_EXPECTATION_GAP, -1);
    churn_risk_judge(model, &late, &result);
    assert_int_equal(result.flags[rule_of("overdue")], CHURN_RISK_CLEAR);
    assert_string_equal(reasons(model, &late, 9), "no order for 30 days; usually every 10");
    churn_risk_judge(model, &few, &result);
    assert_int_equal(result.flags[rule_of("infrequent")], CHURN_RISK_CLEAR);
    assert_string_equal(reasons(model, &few, 9),
                        "rated us 1 point below what they had expected; bought only 4 times in 6 months");
    churn_risk_free(model);
}

static void the_odd_customers(void **state)
{
    struct churn_risk_model *model = taught();
    struct churn_risk_result result;
    (void)state;
    struct churn_risk_features once = buyer(1, AS_OF - 230, AS_OF - 230), one_day = buyer(3, AS_OF - 230, AS_OF - 230);
    assert_string_equal(reasons(model, &once, 1), "bought once, 230 days ago, and did not come back");
    struct churn_risk_features lately = buyer(1, AS_OF - 40, AS_OF - 40);
    know(&lately, CHURN_RISK_COMPLAINTS, 2);
    assert_string_equal(reasons(model, &lately, 9), "complained twice; bought only once, 40 days ago");
    assert_string_equal(reasons(model, &one_day, 1), "bought on one day, 230 days ago, and did not come back");
    struct churn_risk_features odd[] = { buyer(0, AS_OF, AS_OF), buyer(5, AS_OF - 10, AS_OF + 1),
                                         buyer(2, AS_OF + 5, AS_OF + 5), buyer(2, AS_OF, AS_OF - 5) };
    for (size_t i = 0; i < COUNT(odd); i++) {
        churn_risk_judge(model, &odd[i], &result);
        assert_int_equal(result.flags[rule_of("overdue")], CHURN_RISK_UNKNOWN);
        assert_int_equal(result.flags[rule_of("infrequent")], CHURN_RISK_UNKNOWN);
        assert_true(result.risk >= 0 && result.risk <= 1);
    }
    struct churn_risk_features many = buyer(1e15, AS_OF - 20000, AS_OF), same_day = buyer(1, AS_OF, AS_OF);
    churn_risk_judge(model, &many, &result);
    assert_true(result.known && result.risk >= 0 && result.risk < 0.01);
    churn_risk_judge(model, &same_day, &result);
    assert_true(result.known && result.risk > 0 && result.risk < 1);
    churn_risk_free(model);
}

/* All alike: the chance of nothing in the horizon is that of a Poisson process, exp(-91 / 20). */
static void all_alike(void **state)
{
    struct churn_risk_model *model = make();
    struct churn_risk_result result;
    (void)state;
    for (int i = 0; i < 900; i++) {
        struct churn_risk_features features = buyer(5 + i % 3, AS_OF - 100, AS_OF);
        assert_int_equal(churn_risk_add(model, &features, NULL), CHURN_OK);
    }
    assert_int_equal(churn_risk_fit(model, NULL), CHURN_OK);
    struct churn_risk_features usual = buyer(6, AS_OF - 100, AS_OF);
    churn_risk_judge(model, &usual, &result);
    assert_close(result.weights[rule_of("infrequent")], exp(-91 / 20.0), 1e-3);
    churn_risk_free(model);
}

static void weights_stay_chances(void **state)
{
    struct churn_risk_model *model = make();
    struct churn_risk_features features = { .known = { false } };
    struct churn_risk_result result;
    (void)state;
    know(&features, CHURN_RISK_RETENTION_PROBABILITY, -0.5);
    churn_risk_judge(model, &features, &result);
    assert_true(result.risk <= 1);
    know(&features, CHURN_RISK_ZONE, 0);
    know(&features, CHURN_RISK_RETENTION_PROBABILITY, 1.5);
    churn_risk_judge(model, &features, &result);
    assert_true(result.risk == 0);
    churn_risk_free(model);
}

static void settings(void **state)
{
    struct churn_risk_model *model = make();
    struct churn_risk_features features = { .known = { false } };
    struct churn_risk_result result;
    struct churn_error err;
    size_t rule = rule_of("open_complaint");
    (void)state;
    know(&features, CHURN_RISK_OPEN_COMPLAINTS, 2);
    assert_int_equal(churn_risk_set(model, rule, &(struct churn_risk_setting){ true, 3, 0.3 }, &err), CHURN_OK);
    churn_risk_judge(model, &features, &result);
    assert_int_equal(result.flags[rule], CHURN_RISK_CLEAR);
    assert_int_equal(churn_risk_set(model, rule, &(struct churn_risk_setting){ true, 2, 0.9 }, &err), CHURN_OK);
    churn_risk_judge(model, &features, &result);
    assert_close(result.risk, 0.9, 1e-12);
    assert_int_equal(result.level, 3);
    assert_int_equal(churn_risk_set(model, rule, &(struct churn_risk_setting){ false, 2, 0.9 }, &err), CHURN_OK);
    churn_risk_judge(model, &features, &result);
    assert_int_equal(result.flags[rule], CHURN_RISK_UNKNOWN);
    assert_int_equal(churn_risk_set(model, rule, &(struct churn_risk_setting){ true, 2, 1.1 }, &err), CHURN_USAGE);
    assert_int_equal(churn_risk_set(model, rule, &(struct churn_risk_setting){ true, -1, 0.1 }, &err), CHURN_USAGE);
    assert_int_equal(churn_risk_set(model, rule, &(struct churn_risk_setting){ true, 1, NAN }, &err), CHURN_USAGE);
    assert_int_equal(churn_risk_set_levels(model, (double[]){ 0.5, 0.4, 0.9 }, &err), CHURN_USAGE);
    assert_int_equal(churn_risk_set_levels(model, (double[]){ 0, 0.4, 0.9 }, &err), CHURN_USAGE);
    assert_int_equal(churn_risk_set_levels(model, (double[]){ 0.1, 0.4, 1 }, &err), CHURN_USAGE);
    churn_risk_free(model);
    assert_int_equal(churn_risk_new(AS_OF, 0, 5, &model, &err), CHURN_USAGE);
    assert_null(model);
    assert_int_equal(churn_risk_new(AS_OF, 36501, 5, &model, &err), CHURN_USAGE);
    assert_int_equal(churn_risk_new(AS_OF, 36500, 5, &model, &err), CHURN_OK);
    assert_int_equal(churn_risk_set_horizon(model, 0, &err), CHURN_USAGE);
    assert_int_equal(churn_risk_set_horizon(model, 36501, &err), CHURN_USAGE);
    assert_int_equal(churn_risk_set_horizon(model, 36500, &err), CHURN_OK);
    churn_risk_free(model);
    assert_int_equal(churn_risk_new(AS_OF, 91, 0, &model, &err), CHURN_USAGE);
    assert_int_equal(churn_risk_new(AS_OF, 91, NAN, &model, &err), CHURN_USAGE);
}

static void what_rules_need(void **state)
{
    bool there[CHURN_RISK_FEATURES] = { false };
    char needs[300];
    (void)state;
    there[CHURN_RISK_FIRST_DATE] = there[CHURN_RISK_RECENCY_DAYS] = true;
    assert_true(churn_risk_rule_can_work(rule_of("lapsed"), there));
    assert_false(churn_risk_rule_can_work(rule_of("overdue"), there));
    there[CHURN_RISK_PURCHASE_DAYS] = true;
    assert_true(churn_risk_rule_can_work(rule_of("overdue"), there));
    there[CHURN_RISK_RECENT_ORDERS] = there[CHURN_RISK_PREVIOUS_MONETARY] = true;
    assert_false(churn_risk_rule_can_work(rule_of("declining"), there));
    there[CHURN_RISK_PREVIOUS_ORDERS] = true;
    assert_true(churn_risk_rule_can_work(rule_of("declining"), there));
    assert_string_equal(churn_risk_rule_needs(rule_of("overdue"), needs, sizeof needs),
                        "first_date, orders or purchase_days, last_date or recency_days");
    for (size_t rule = 0; rule < churn_risk_rules(); rule++) {
        assert_true(strlen(churn_risk_rule_needs(rule, needs, sizeof needs)) > 0 && strlen(needs) + 1 < sizeof needs);
        assert_int_equal(strlen(churn_risk_rule_needs(rule, needs, 8)), 7); /* cut, and ended */
        assert_true(strlen(churn_risk_rule_meaning(rule)) > 0);
    }
}

/* A short buffer ends at a reason's end. */
static void reasons_are_whole(void **state)
{
    struct churn_risk_model *model = make();
    struct churn_risk_features features = { .known = { false } };
    struct churn_risk_result result;
    char buffer[40];
    (void)state;
    know(&features, CHURN_RISK_OPEN_COMPLAINTS, 1);
    know(&features, CHURN_RISK_COMPLAINTS, 2);
    churn_risk_judge(model, &features, &result);
    assert_string_equal(churn_risk_reasons(model, &features, &result, 9, buffer, sizeof buffer), "a complaint is still open");
    churn_risk_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_known_is_no_risk),
        cmocka_unit_test(noisy_or_and_protection),
        cmocka_unit_test(borders_and_words),
        cmocka_unit_test(rules_of_two_columns),
        cmocka_unit_test(kinds_of_arrears),
        cmocka_unit_test(decline_has_no_type),
        cmocka_unit_test(nothing_bought_is_nothing_known),
        cmocka_unit_test(days_tell_purchases),
        cmocka_unit_test(an_opinion_is_outlived),
        cmocka_unit_test(old_surveys_weigh_half),
        cmocka_unit_test(a_modelled_silence),
        cmocka_unit_test(every_risk_has_a_reason),
        cmocka_unit_test(silence),
        cmocka_unit_test(the_odd_customers),
        cmocka_unit_test(all_alike),
        cmocka_unit_test(weights_stay_chances),
        cmocka_unit_test(settings),
        cmocka_unit_test(what_rules_need),
        cmocka_unit_test(reasons_are_whole),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests_name("risk", tests, NULL, NULL);
}
