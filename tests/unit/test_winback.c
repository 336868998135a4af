/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Win-back: figures worked out by hand, every reason against, the promising, order, and budgets against all choices there are.
 */
#include "support.h"

#include <stdio.h>

#include <churn/winback.h>

#define UNIT ((churn_amount)CHURN_AMOUNT_UNIT)
#define PART(percent) ((churn_amount)(percent) * (CHURN_AMOUNT_UNIT / 100))

static void add_effort(struct churn_winback *winback, const char *tier, const char *effort, bool pursue, int success, int cost)
{
    struct churn_winback_effort row = { .pursue = pursue, .success = PART(success), .cost = cost * UNIT };
    snprintf(row.tier, sizeof row.tier, "%s", tier);
    snprintf(row.effort, sizeof row.effort, "%s", effort);
    assert_int_equal(churn_winback_add_effort(winback, &row, NULL), CHURN_OK);
}

static void add_action(struct churn_winback *winback, const char *type, const char *flag, const char *tier, const char *action,
                       int success, int cost)
{
    struct churn_winback_action row = { .success = PART(success), .cost = cost * UNIT };
    snprintf(row.likely_type, sizeof row.likely_type, "%s", type);
    snprintf(row.flag, sizeof row.flag, "%s", flag);
    snprintf(row.tier, sizeof row.tier, "%s", tier);
    snprintf(row.action, sizeof row.action, "%s", action);
    assert_int_equal(churn_winback_add_action(winback, &row, NULL), CHURN_OK);
}

/* Flags: 0 open, 1 late. */
static struct churn_winback *small_tables(void)
{
    struct churn_winback *winback = churn_winback_new();
    assert_non_null(winback);
    add_effort(winback, "gold", "hard", true, 80, 60);
    add_effort(winback, "promising", "with care", true, 60, 15);
    add_effort(winback, "iron", "as it comes", true, 50, 5);
    add_effort(winback, "lead", "let go", false, 20, 0);
    add_action(winback, "", "open", "", "fix it", 40, 5);
    add_action(winback, "fault", "late", "gold", "visit", 50, 10);
    add_action(winback, "fault", "", "", "apologise", 30, 0);
    add_action(winback, "", "", "iron", "write", 10, 0);
    return winback;
}

static struct churn_winback_customer customer(const char *tier, const char *type, uint64_t flags, int value, int risk)
{
    return (struct churn_winback_customer){
        .has_value = true,
        .has_risk = true,
        .value = value * UNIT,
        .risk = PART(risk),
        .tier = { tier, strlen(tier) },
        .likely_type = { type, strlen(type) },
        .flags = flags,
    };
}

static const struct churn_winback_limits NO_LIMITS;

static struct churn_winback_plan weigh(const struct churn_winback *winback, struct churn_winback_customer who,
                                       struct churn_winback_limits limits)
{
    struct churn_winback_plan plan;
    struct churn_error err;
    assert_int_equal(churn_winback_weigh(winback, &who, &limits, 2, &plan, &err), CHURN_OK);
    return plan;
}

static void by_hand(void **state)
{
    struct churn_winback *winback = small_tables();
    struct churn_winback_plan plan = weigh(winback, customer("gold", "other", 1, 1000, 50), NO_LIMITS);
    (void)state;
    assert_string_equal(plan.effort->effort, "hard");
    assert_string_equal(plan.action->action, "fix it");
    assert_true(plan.weighed && plan.at_stake == 500 * UNIT && plan.chance == PART(32) && plan.cost == 65 * UNIT);
    assert_true(plan.gain == 95 * UNIT);
    assert_int_equal(plan.verdict, CHURN_WINBACK_LISTED);
    churn_winback_free(winback);
}

static void first_match_wins(void **state)
{
    static const struct {
        const char *tier, *type;
        uint64_t flags;
        const char *action; /* NULL: none */
    } cases[] = {
        { "gold", "fault", 3, "fix it" },
        { "gold", "fault", 2, "visit" },
        { "iron", "fault", 2, "apologise" },
        { "gold", "fault", 0, "apologise" },
        { "iron", "", 2, "write" },
        { "iron", "other", 0, "write" },
        { "gold", "", 2, NULL },
        { "gold", "faul", 0, NULL },
        { "gold", "faults", 0, NULL },
    };
    struct churn_winback *winback = small_tables();
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_winback_plan plan =
            weigh(winback, customer(cases[i].tier, cases[i].type, cases[i].flags, 100000, 50), NO_LIMITS);
        if (cases[i].action == NULL) {
            assert_null(plan.action);
            assert_int_equal(plan.verdict, CHURN_WINBACK_NO_ACTION);
        } else {
            assert_string_equal(plan.action->action, cases[i].action);
        }
    }
    assert_string_equal(churn_winback_flag(winback, 0), "open");
    assert_string_equal(churn_winback_flag(winback, 1), "late");
    assert_null(churn_winback_flag(winback, 2));
    churn_winback_free(winback);
}

static void rounded_once(void **state)
{
    struct churn_winback *winback = churn_winback_new();
    struct churn_winback_customer who = customer("a", "", 0, 0, 50);
    struct churn_winback_plan plan;
    (void)state;
    add_effort(winback, "", "try", true, 50, 0);
    add_action(winback, "", "", "", "call", 50, 0);
    /* 0.20 * 0.5 * 0.25 = 0.025, to even 0.02; 0.28 * 0.125 = 0.035 -> 0.04; at stake 0.10 and 0.14 */
    who.value = 20 * UNIT / 100;
    plan = weigh(winback, who, NO_LIMITS);
    assert_true(plan.gain == 2 * UNIT / 100 && plan.at_stake == UNIT / 10);
    who.value = 28 * UNIT / 100;
    assert_true(weigh(winback, who, NO_LIMITS).gain == 4 * UNIT / 100);
    /* 0.11 * 0.5 = 0.055 at stake -> 0.06, but 0.11 * 0.125 = 0.01375 -> 0.01: not a quarter of the rounded stake */
    who.value = 11 * UNIT / 100;
    plan = weigh(winback, who, NO_LIMITS);
    assert_true(plan.at_stake == 6 * UNIT / 100 && plan.gain == UNIT / 100);
    /* the finest risk and chance, and the largest amount, are exact */
    struct churn_winback_effort fine = { .tier = "b", .effort = "x", .pursue = true, .success = UNIT / 10000 };
    assert_int_equal(churn_winback_add_effort(winback, &fine, NULL), CHURN_OK);
    who = customer("b", "", 0, 0, 0);
    who.value = (churn_amount)999999999999999999LL * UNIT;
    who.risk = 1;
    assert_int_equal(churn_winback_weigh(winback, &who, &NO_LIMITS, 8, &plan, NULL), CHURN_OK);
    assert_true(plan.chance == UNIT / 20000);
    assert_true(plan.at_stake == (churn_amount)999999999999999999LL);
    assert_true(plan.gain == 50000000000000LL); /* 10^18 * 10^-8 * 0.5 * 10^-4 = 500000, less 5e-13 of it */
    churn_winback_free(winback);
}

static void reasons_in_order(void **state)
{
    struct churn_winback *winback = small_tables();
    struct churn_winback_limits risky = { .min_risk = PART(25) }, gainful = { 0, true, 95 * UNIT + 1 };
    struct churn_winback_customer who = customer("lead", "natural", 0, -5, 10);
    (void)state;
    who.blocked = true;
    who.tier.length = 0;
    who.has_value = who.has_risk = false;
    assert_int_equal(weigh(winback, who, risky).verdict, CHURN_WINBACK_BLOCKED);
    assert_false(weigh(winback, who, risky).weighed);
    who.blocked = false;
    assert_int_equal(weigh(winback, who, risky).verdict, CHURN_WINBACK_NO_TIER);
    who.tier.length = 4;
    assert_int_equal(weigh(winback, who, risky).verdict, CHURN_WINBACK_NO_VALUE);
    who.has_value = true;
    assert_int_equal(weigh(winback, who, risky).verdict, CHURN_WINBACK_NO_RISK);
    assert_false(weigh(winback, who, risky).weighed);
    who.has_risk = true;
    assert_int_equal(weigh(winback, who, risky).verdict, CHURN_WINBACK_NATURAL);
    who.likely_type = TEXT("fault");
    assert_int_equal(weigh(winback, who, risky).verdict, CHURN_WINBACK_LOW_RISK);
    who.risk = PART(25);
    assert_int_equal(weigh(winback, who, risky).verdict, CHURN_WINBACK_NO_PROFIT);
    assert_true(weigh(winback, who, risky).at_stake == 0);
    who.too_low = true;
    assert_int_equal(weigh(winback, who, risky).verdict, CHURN_WINBACK_LOW_RISK);
    who.too_low = false;
    who.value = UNIT;
    assert_int_equal(weigh(winback, who, risky).verdict, CHURN_WINBACK_LET_GO);
    who.tier = TEXT("iron");
    assert_int_equal(weigh(winback, who, risky).verdict, CHURN_WINBACK_COSTS_MORE);
    who = customer("gold", "other", 1, 1000, 50);
    assert_int_equal(weigh(winback, who, gainful).verdict, CHURN_WINBACK_LOW_GAIN);
    gainful.min_gain = 95 * UNIT;
    assert_int_equal(weigh(winback, who, gainful).verdict, CHURN_WINBACK_LISTED);
    for (enum churn_winback_verdict v = CHURN_WINBACK_LISTED; v < CHURN_WINBACK_VERDICTS; v++)
        assert_int_equal(churn_winback_verdict_words(v)[0] == '\0', v == CHURN_WINBACK_LISTED || v == CHURN_WINBACK_BLOCKED);
    assert_true(churn_winback_verdict_postpones(CHURN_WINBACK_OVER_BUDGET));
    assert_false(churn_winback_verdict_postpones(CHURN_WINBACK_BLOCKED));
    churn_winback_free(winback);
}

static void a_gain_of_nothing_is_no_loss(void **state)
{
    struct churn_winback *winback = small_tables();
    (void)state;
    /* iron, apologise: 0.5 * 0.3 of value * risk, less 5 */
    assert_true(weigh(winback, customer("iron", "fault", 0, 40, 100), NO_LIMITS).gain == UNIT);
    struct churn_winback_customer who = customer("iron", "fault", 0, 0, 100);
    who.value = 3333333333; /* 33.33333333 */
    struct churn_winback_plan plan = weigh(winback, who, NO_LIMITS);
    assert_true(plan.gain == 0);
    assert_int_equal(plan.verdict, CHURN_WINBACK_LISTED);
    churn_winback_free(winback);
}

static void promising_are_spared(void **state)
{
    struct churn_winback *winback = small_tables();
    struct churn_winback_customer who = customer("lead", "fault", 0, -5, 50);
    struct churn_winback_limits gainful = { 0, true, 0 };
    (void)state;
    who.promising = true;
    struct churn_winback_plan plan = weigh(winback, who, NO_LIMITS);
    assert_string_equal(plan.effort->effort, "with care");
    assert_int_equal(plan.verdict, CHURN_WINBACK_LISTED);
    assert_true(plan.at_stake == 0 && plan.gain == -15 * UNIT);
    assert_int_equal(weigh(winback, who, gainful).verdict, CHURN_WINBACK_LOW_GAIN);
    who.tier = TEXT("iron");
    assert_string_equal(weigh(winback, who, NO_LIMITS).effort->effort, "with care");
    assert_int_equal(weigh(winback, who, NO_LIMITS).verdict, CHURN_WINBACK_LISTED);
    who.tier = TEXT("gold"); /* not small: spared by nothing */
    assert_string_equal(weigh(winback, who, NO_LIMITS).effort->effort, "hard");
    who.value = 5 * UNIT;
    assert_true(weigh(winback, who, NO_LIMITS).gain < 0);
    assert_int_equal(weigh(winback, who, NO_LIMITS).verdict, CHURN_WINBACK_COSTS_MORE);
    who.blocked = true;
    assert_int_equal(weigh(winback, who, NO_LIMITS).verdict, CHURN_WINBACK_BLOCKED);
    churn_winback_free(winback);
    /* without a row of their own: the last that pursues, above their tier's */
    winback = churn_winback_new();
    add_effort(winback, "top", "hard", true, 80, 60);
    add_effort(winback, "mid", "as it comes", true, 50, 5);
    add_effort(winback, "low", "let go", false, 10, 0);
    add_effort(winback, "", "let go, too", false, 0, 0);
    add_action(winback, "", "", "", "call", 50, 0);
    who = customer("low", "", 0, 100, 50);
    assert_int_equal(weigh(winback, who, NO_LIMITS).verdict, CHURN_WINBACK_LET_GO);
    who.promising = true;
    assert_string_equal(weigh(winback, who, NO_LIMITS).effort->effort, "as it comes");
    who.tier = TEXT("unheard of");
    assert_string_equal(weigh(winback, who, NO_LIMITS).effort->effort, "as it comes");
    who.promising = false;
    assert_string_equal(weigh(winback, who, NO_LIMITS).effort->effort, "let go, too");
    churn_winback_free(winback);
}

static void who_is_promising(void **state)
{
    struct churn_winback_signs signs = { .has_age = true, .age_days = 365, .has_f_score = true, .f_score = 4 };
    (void)state;
    assert_true(churn_winback_promising(&signs));
    signs.age_days = 366;
    assert_false(churn_winback_promising(&signs));
    signs.age_days = -1;
    assert_false(churn_winback_promising(&signs));
    signs.age_days = 0;
    signs.f_score = 3;
    assert_false(churn_winback_promising(&signs));
    signs.has_m_score = true;
    signs.m_score = 5;
    assert_true(churn_winback_promising(&signs));
    signs.has_age = false;
    assert_false(churn_winback_promising(&signs));
    static const struct {
        uint64_t recent, previous;
        bool rising;
    } cases[] = {
        { 2, 0, false }, { 3, 0, true }, { 3, 2, true },  { 3, 3, false }, { 4, 3, false },
        { 5, 3, true },  { 6, 4, true }, { 5, 4, false }, { 3, 9, false }, { UINT64_MAX, UINT64_MAX, false },
    };
    signs.has_activity = true;
    for (size_t i = 0; i < COUNT(cases); i++) {
        signs.recent_purchase_days = cases[i].recent;
        signs.previous_purchase_days = cases[i].previous;
        assert_int_equal(churn_winback_promising(&signs), cases[i].rising);
    }
}

static void tables_are_checked(void **state)
{
    struct churn_winback *winback = churn_winback_new();
    struct churn_winback_effort effort = { .tier = "a", .effort = "try", .success = PART(50) };
    struct churn_winback_action action = { .action = "call", .success = PART(50) };
    struct churn_winback_customer who = customer("b", "", 0, 1, 1);
    struct churn_winback_plan plan;
    struct churn_error err;
    (void)state;
    assert_int_equal(churn_winback_add_effort(winback, &effort, &err), CHURN_OK);
    assert_int_equal(churn_winback_add_effort(winback, &effort, &err), CHURN_DATA);
    assert_string_equal(err.message, "has its row already");
    assert_int_equal(churn_winback_weigh(winback, &who, &NO_LIMITS, 2, &plan, &err), CHURN_DATA);
    assert_string_equal(err.message, "has no effort; add a row to the table of efforts");
    assert_false(churn_winback_knows_tier(winback, TEXT("b")));
    assert_false(churn_winback_knows_tier(winback, TEXT("")));
    assert_true(churn_winback_knows_tier(winback, TEXT("a")));
    effort.tier[0] = 'b';
    effort.success = UNIT + 1;
    assert_int_equal(churn_winback_add_effort(winback, &effort, &err), CHURN_DATA);
    effort.success = UNIT / 100000;
    assert_int_equal(churn_winback_add_effort(winback, &effort, &err), CHURN_DATA);
    effort.success = -UNIT / 2;
    assert_int_equal(churn_winback_add_effort(winback, &effort, &err), CHURN_DATA);
    effort.success = UNIT;
    effort.cost = -1;
    assert_int_equal(churn_winback_add_effort(winback, &effort, &err), CHURN_DATA);
    effort.cost = (churn_amount)1000000000000000000LL * UNIT;
    assert_int_equal(churn_winback_add_effort(winback, &effort, &err), CHURN_DATA);
    effort.cost = 2 * UNIT + UNIT / 1000;
    effort.effort[0] = '\0';
    assert_int_equal(churn_winback_add_effort(winback, &effort, &err), CHURN_DATA);
    effort.effort[0] = 'x';
    assert_int_equal(churn_winback_cost_decimals(winback), 0);
    assert_int_equal(churn_winback_add_effort(winback, &effort, &err), CHURN_OK);
    assert_int_equal(churn_winback_cost_decimals(winback), 3);
    for (size_t i = 0; i < CHURN_WINBACK_FLAGS_MAX; i++) {
        snprintf(action.flag, sizeof action.flag, "f%zu", i);
        assert_int_equal(churn_winback_add_action(winback, &action, &err), CHURN_OK);
    }
    assert_int_equal(churn_winback_add_action(winback, &action, &err), CHURN_OK); /* the last one again */
    action.flag[0] = 'g';
    assert_int_equal(churn_winback_add_action(winback, &action, &err), CHURN_DATA);
    action.action[0] = '\0';
    assert_int_equal(churn_winback_add_action(winback, &action, &err), CHURN_DATA);
    assert_null(churn_winback_action_at(winback, CHURN_WINBACK_FLAGS_MAX + 1));
    churn_winback_free(winback);
    churn_winback_free(NULL);
}

/* Every tier of the pyramid has an effort and every customer an action. */
static void built_in(void **state)
{
    static const char *const tiers[] = { "platinum", "gold", "iron", "lead" };
    struct churn_winback *winback = churn_winback_new();
    (void)state;
    assert_int_equal(churn_winback_add_builtin_efforts(winback, NULL), CHURN_OK);
    assert_int_equal(churn_winback_add_builtin_actions(winback, NULL), CHURN_OK);
    churn_amount before = UNIT + 1;
    for (size_t i = 0; i < COUNT(tiers); i++) {
        struct churn_winback_plan plan = weigh(winback, customer(tiers[i], "", 0, 100000, 90), NO_LIMITS);
        assert_non_null(plan.action);
        assert_true(plan.effort->success < before);
        before = plan.effort->success;
        assert_int_equal(plan.verdict, i == 3 ? CHURN_WINBACK_LET_GO : CHURN_WINBACK_LISTED);
    }
    /* no action is hidden behind an earlier one that takes all it takes */
    for (size_t i = 0; churn_winback_action_at(winback, i) != NULL; i++)
        for (size_t j = 0; j < i; j++) {
            const struct churn_winback_action *late = churn_winback_action_at(winback, i);
            const struct churn_winback_action *early = churn_winback_action_at(winback, j);
            assert_false((early->likely_type[0] == '\0' || strcmp(early->likely_type, late->likely_type) == 0) &&
                         (early->flag[0] == '\0' || strcmp(early->flag, late->flag) == 0) &&
                         (early->tier[0] == '\0' || strcmp(early->tier, late->tier) == 0));
        }
    churn_winback_free(winback);
}

static void order(void **state)
{
    static const struct churn_winback_offer offers[] = { { 5, 0 }, { 9, 1 }, { -2, 0 }, { 9, 3 }, { 7, 0 } };
    size_t found[COUNT(offers)];
    (void)state;
    assert_int_equal(churn_winback_order(offers, COUNT(offers), found, NULL), CHURN_OK);
    assert_true(found[0] == 1 && found[1] == 3 && found[2] == 4 && found[3] == 0 && found[4] == 2);
    assert_int_equal(churn_winback_order(NULL, 0, NULL, NULL), CHURN_OK);
}

static churn_amount sum_taken(const struct churn_winback_offer *offers, size_t count, const bool *taken, churn_amount *cost)
{
    churn_amount gain = 0;
    *cost = 0;
    for (size_t i = 0; i < count; i++)
        if (taken[i]) {
            *cost += offers[i].cost;
            gain += offers[i].gain > 0 ? offers[i].gain : 0;
        }
    return gain;
}

static churn_amount best_of_all(const struct churn_winback_offer *offers, size_t count, churn_amount budget)
{
    churn_amount best = 0;
    for (unsigned set = 0; set < 1U << count; set++) {
        bool taken[16];
        churn_amount cost;
        for (size_t i = 0; i < count; i++)
            taken[i] = set >> i & 1;
        churn_amount gain = sum_taken(offers, count, taken, &cost);
        if (cost <= budget && gain > best)
            best = gain;
    }
    return best;
}

static void budgets_by_hand(void **state)
{
    /* by gain per cost: 20/5 = 4 before 500/150 = 3.3, which no longer fits into 150: by gain is better */
    static const struct churn_winback_offer trap[] = { { 20, 5 }, { 500, 150 } };
    /* by gain 100 and nothing else; by gain per cost 60 + 60 */
    static const struct churn_winback_offer rates[] = { { 100, 10 }, { 60, 5 }, { 60, 5 }, { 0, 0 }, { -3, 1 } };
    bool taken[5];
    churn_amount spent;
    (void)state;
    assert_int_equal(churn_winback_spend(trap, 2, 150, taken, &spent, NULL), CHURN_OK);
    assert_true(!taken[0] && taken[1] && spent == 150);
    assert_int_equal(churn_winback_spend(trap, 2, 155, taken, &spent, NULL), CHURN_OK);
    assert_true(taken[0] && taken[1] && spent == 155);
    assert_int_equal(churn_winback_spend(rates, 5, 10, taken, &spent, NULL), CHURN_OK);
    assert_true(!taken[0] && taken[1] && taken[2] && taken[3] && !taken[4] && spent == 10);
    assert_int_equal(churn_winback_spend(rates, 5, 0, taken, &spent, NULL), CHURN_OK);
    assert_true(!taken[0] && !taken[1] && !taken[2] && taken[3] && spent == 0);
    assert_int_equal(churn_winback_spend(rates, 5, 100, taken, &spent, NULL), CHURN_OK);
    assert_true(taken[0] && taken[4] && spent == 21);
    assert_int_equal(churn_winback_spend(NULL, 0, 5, NULL, &spent, NULL), CHURN_OK);
    assert_true(spent == 0);
}

static void budgets_against_all_choices(void **state)
{
    churn_amount ours = 0, best = 0;
    (void)state;
    for (int round = 0; round < 400; round++) {
        struct churn_winback_offer offers[10];
        bool taken[10];
        churn_amount spent, cost, budget = (churn_amount)(support_random() % 200);
        for (size_t i = 0; i < COUNT(offers); i++)
            offers[i] = (struct churn_winback_offer){ (churn_amount)(support_random() % 300) - 20,
                                                      (churn_amount)(support_random() % 60) };
        assert_int_equal(churn_winback_spend(offers, COUNT(offers), budget, taken, &spent, NULL), CHURN_OK);
        churn_amount gain = sum_taken(offers, COUNT(offers), taken, &cost);
        churn_amount most = best_of_all(offers, COUNT(offers), budget);
        assert_true(cost == spent && spent <= budget);
        assert_true(2 * gain >= most && gain <= most);
        ours += gain;
        best += most;
    }
    assert_true(100 * ours >= 97 * best);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(first_match_wins),
        cmocka_unit_test(rounded_once),
        cmocka_unit_test(reasons_in_order),
        cmocka_unit_test(a_gain_of_nothing_is_no_loss),
        cmocka_unit_test(promising_are_spared),
        cmocka_unit_test(who_is_promising),
        cmocka_unit_test(tables_are_checked),
        cmocka_unit_test(built_in),
        cmocka_unit_test(order),
        cmocka_unit_test(budgets_by_hand),
        cmocka_unit_test(budgets_against_all_choices),
    };
    return cmocka_run_group_tests_name("winback", tests, NULL, NULL);
}
