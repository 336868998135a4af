/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lives, month by month. The less satisfied leave sooner, along an S: a floor (even the angriest need time), a
 * ceiling (even the happiest are lost now and then). A running contract holds them back, and a part of those held takes
 * some of its business elsewhere instead. The rest is bad luck: rivals, prices, moves.
 */
#include "life.h"
#include "calendar.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

enum { SETTLED_DAYS = 45 }; /* nobody leaves sooner: there would be nothing to see it by */

/* Millionths a month, at 1.0, 1.5 ... 5.0 points. */
static int leaving_by_feeling(int feeling)
{
    static const int chances[] = { 155000, 152000, 140000, 104000, 44000, 11000, 3000, 1500, 1200 };
    int cell = (feeling - 100) / 50;
    if (cell >= COUNT(chances) - 1)
        return chances[COUNT(chances) - 1];
    return chances[cell] + (chances[cell + 1] - chances[cell]) * ((feeling - 100) % 50) / 50;
}

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static bool is_captive(const struct life *life)
{
    const struct customer *customer = life->customer;
    return customer->contract_end != NO_DAY && customer->contract_end > life->day + 30;
}

static bool contract_just_ended(const struct life *life)
{
    int ended = life->day + 30 - life->customer->contract_end;
    return ended >= 0 && ended < 75;
}

static int64_t chance_from_feeling(const struct life *life)
{
    int64_t chance = leaving_by_feeling(life->feeling);
    if (life->poor_response_months < 5)
        chance = chance * 24 / 10;
    if (is_captive(life))
        chance = chance / 7;
    if (contract_just_ended(life) && life->feeling < 350)
        chance = chance * 2;
    if (life->day < life->customer->since + 90)
        chance = chance * 3 / 2;
    if (life->customer->archetype == DISTRIBUTOR)
        chance = chance * 6 / 10;
    return chance;
}

/* A contract holds against offers, and so does contentment. */
static int64_t resist(const struct life *life, int64_t chance)
{
    if (life->feeling > 420)
        chance = chance / 2;
    return is_captive(life) ? chance / 4 : chance;
}

static int64_t chance_from_rivals(const struct life *life)
{
    int64_t chance = life->customer->kind == BUSINESS ? 2400 : 1500;
    if (life->customer->region == SOUTH && life_during(life, RIVAL_OPENED, 7))
        chance += 28000;
    return resist(life, chance);
}

static int64_t chance_from_prices(const struct life *life)
{
    if (!life->customer->price_sensitive)
        return 300;
    int64_t chance = life_during(life, PRICES_RAISED, 4) ? 20000 : 2500;
    return resist(life, chance);
}

static int64_t chance_from_fate(const struct life *life)
{
    return life->customer->kind == CHANNEL ? 800 : 1900;
}

static enum cause cause_from_feeling(struct life *life)
{
    static const int usual[CAUSES] = { [PRICE] = 16,
                                       [INCONVENIENCE] = 17,
                                       [CORE_SERVICE_FAILURE] = 32,
                                       [FAILED_SERVICE_ENCOUNTER] = 22,
                                       [COMPETITOR_ACTION] = 11,
                                       [ETHICS] = 2 };
    if (life->poor_response_months < 7 && random_chance(&life->random, 700000))
        return POOR_COMPLAINT_RESPONSE;
    if (life->grievance != NO_CAUSE && life->grievance_months < 9)
        return life->grievance;
    return (enum cause)random_weighted(&life->random, usual, CAUSES);
}

static enum cause draw_leaving_cause(struct life *life)
{
    if (random_chance(&life->random, chance_from_fate(life)))
        return INVOLUNTARY;
    if (random_chance(&life->random, chance_from_prices(life)))
        return PRICE;
    if (random_chance(&life->random, chance_from_rivals(life)))
        return COMPETITOR_ACTION;
    if (random_chance(&life->random, chance_from_feeling(life)))
        return cause_from_feeling(life);
    return NO_CAUSE;
}

static enum type type_of_cause(struct life *life, enum cause cause)
{
    switch (cause) {
    case PRICE:
    case COMPETITOR_ACTION:
        return COMPETITIVE;
    case INVOLUNTARY:
        return random_chance(&life->random, 780000) ? NATURAL : OTHER;
    default:
        return FAULT;
    }
}

static bool only_moves_its_business(struct life *life, enum cause cause)
{
    if (life->customer->kind == RETAIL || cause == INVOLUNTARY)
        return false;
    return random_chance(&life->random, is_captive(life) ? 600000 : 210000);
}

static void leave(struct life *life, enum cause cause)
{
    static const int fades[] = { 0, 5, 15, 28, 42, 58, 75, 100, 150 };
    struct customer *customer = life->customer;
    int decided = life->day + random_below(&life->random, 28);
    if (only_moves_its_business(life, cause)) {
        customer->partial_day = decided;
        return;
    }
    customer->cause = cause;
    customer->type = type_of_cause(life, cause);
    customer->fade_day = decided;
    customer->leave_day = decided + (cause == INVOLUNTARY ? 0 : random_quantile(&life->random, fades, COUNT(fades)));
}

static bool may_leave(const struct life *life)
{
    const struct customer *customer = life->customer;
    int known_since = customer->since > 0 ? customer->since : 0;
    return customer->fade_day == NO_DAY && customer->partial_day == NO_DAY && customer->leave_day == NO_DAY &&
           customer->kind != INTERNAL && customer->archetype != RETURNER && life->day >= known_since + SETTLED_DAYS;
}

static void renew_contract(struct life *life)
{
    struct customer *customer = life->customer;
    if (customer->contract_end < life->day || customer->contract_end > life->day + 30 || customer->fade_day != NO_DAY)
        return;
    int chance = life->feeling >= 370 ? 800000 : life->feeling >= 320 ? 500000 : 150000;
    if (random_chance(&life->random, chance))
        customer->contract_end += random_chance(&life->random, 700000) ? 365 : 730;
}

static void answer_survey(struct life *life)
{
    static const int answers[] = { [RETAIL] = 210000, [BUSINESS] = 420000, [CHANNEL] = 520000, [INTERNAL] = 300000 };
    if (life->month % 3 != 1 || !random_chance(&life->random, answers[life->customer->kind]))
        return;
    bool leaving = life->customer->fade_day <= life->day;
    shop_survey(life->shop, life->id, life->day + random_below(&life->random, 25), life->feeling - (leaving ? 60 : 0));
}

static void live_month(struct life *life)
{
    struct customer *customer = life->customer;
    life->feeling += (customer->satisfaction - life->feeling) / 14;
    life->grievance_months++;
    life->poor_response_months++;
    life_risk_incidents(life);
    life->feeling = clamp(life->feeling, 100, 500);
    if (customer->archetype == ABUSER && random_chance(&life->random, 330000))
        life_complain_falsely(life);
    answer_survey(life);
    renew_contract(life);
    if (!may_leave(life))
        return;
    enum cause cause = draw_leaving_cause(life);
    if (cause != NO_CAUSE)
        leave(life, cause);
}

/* Some ends are settled before the life begins: those of debtors and of the customers the shop dismisses. */
static void settle_end(struct life *life)
{
    struct customer *customer = life->customer;
    int begin = customer->since > 0 ? customer->since : 0;
    int day = begin + random_between(&life->random, 200, 640);
    if (customer->archetype == RUNNER) {
        customer->bad_debt_day = day - random_between(&life->random, 75, 120);
        customer->type = MALICIOUS;
    } else if (customer->archetype == DEFAULTER) {
        customer->bad_debt_day = day - random_between(&life->random, 130, 200);
        customer->type = OTHER;
        customer->cause = INVOLUNTARY;
        customer->passive = true;
    } else if (customer->archetype == ABUSER && random_chance(&life->random, 500000)) {
        customer->type = OTHER;
        customer->passive = true;
    } else {
        return;
    }
    customer->leave_day = day;
}

static void live(struct shop *shop, int id)
{
    struct customer *customer = &shop->customers[id];
    struct life life = { .shop = shop,
                         .customer = customer,
                         .random = random_stream(id, FOR_LIFE),
                         .id = id,
                         .feeling = customer->satisfaction,
                         .grievance = NO_CAUSE,
                         .poor_response_months = LIFE_MONTHS };
    settle_end(&life);
    int first_month = customer->since < 0 ? 0 : calendar_month(customer->since) + 1;
    for (life.month = first_month; life.month < LIFE_MONTHS; life.month++) {
        life.day = calendar_month_start(life.month);
        if (life.day < customer->leave_day)
            live_month(&life);
    }
    customer->satisfaction = life.feeling;
}

/* One-off customers are asked once, and have no more to do with the shop. */
static void live_once(struct shop *shop, int id)
{
    struct random random = random_stream(id, FOR_LIFE);
    if (random_chance(&random, 120000))
        shop_survey(shop, id, shop->customers[id].since + random_between(&random, 3, 20), shop->customers[id].satisfaction);
}

void shop_live(struct shop *shop)
{
    for (int id = 0; id < CUSTOMERS; id++) {
        enum archetype archetype = shop->customers[id].archetype;
        if (archetype == ONE_OFF || archetype == REFUND_ONLY)
            live_once(shop, id);
        else
            live(shop, id);
    }
}
