/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who the customers are. Ids follow the day a customer came, so that they look like a real list's. Rates of those
 * without a rhythm are gamma with shape 2, and each buys as a Poisson process: the NBD's world.
 */
#include "random.h"
#include "shop.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Deciles of a gamma distribution with shape 2 and mean 1, in thousandths; its ends at 1 % and 99 %. */
static const int gamma_deciles[] = { 74, 266, 412, 549, 688, 839, 1011, 1220, 1497, 1945, 3319 };

/* Chances are in thousandths of each kind; new customers only can be one-off ones, older ones came back already. */
static const int archetype_weights[][ARCHETYPES] = {
    [RETAIL] = { [ONE_OFF] = 1080, [HOUSEHOLD] = 690, [ENTHUSIAST] = 170, [SEASONAL] = 70, [BARGAIN] = 60, [ABUSER] = 8 },
    [BUSINESS] = { [ONE_OFF] = 130,
                   [STEADY] = 560,
                   [PROJECT] = 230,
                   [BARGAIN] = 60,
                   [PROMISING] = 60,
                   [RUNNER] = 32,
                   [DEFAULTER] = 28,
                   [ABUSER] = 12 },
    [CHANNEL] = { [RESELLER] = 600, [DISTRIBUTOR] = 330, [PROMISING] = 40, [RUNNER] = 15, [DEFAULTER] = 15 },
    [INTERNAL] = { [DEPARTMENT] = 1 },
};

/* For each archetype: days between orders (the mean of the rates, where there is no rhythm). */
static const int usual_gap[ARCHETYPES] = {
    [ONE_OFF] = 730,  [HOUSEHOLD] = 80, [ENTHUSIAST] = 46, [SEASONAL] = 45, [BARGAIN] = 55,  [PROJECT] = 30,
    [PROMISING] = 48, [RUNNER] = 24,    [DEFAULTER] = 28,  [ABUSER] = 40,   [RETURNER] = 70, [REFUND_ONLY] = 730,
};

static const int steady_gaps[] = { 14, 21, 28, 28, 28, 35, 42, 42, 56 };
static const int reseller_gaps[] = { 14, 21, 21, 28, 28, 35, 42 };
static const int distributor_gaps[] = { 10, 14, 14, 21, 21 };

/* Quantiles of the size of a basket, in thousandths of a household's: the tails make the few that bring the most. */
static const int retail_scales[] = { 900, 1200, 1450, 1650, 1850, 2050, 2300, 2600, 3000, 3800, 7000 };
static const int business_scales[] = { 900, 1150, 1350, 1550, 1800, 2100, 2450, 2950, 3800, 5600, 14000 };
static const int channel_scales[] = { 1300, 1700, 2000, 2300, 2700, 3100, 3700, 4500, 5800, 8000, 16000 };

static const int satisfactions[] = { 225, 315, 350, 372, 388, 402, 415, 427, 440, 458, 492 };
static const int old_customers[] = { -2600, -2100, -1700, -1350, -1050, -800, -580, -390, -230, -100, -1 };

static int compare_days(const void *a, const void *b)
{
    int left = *(const int *)a;
    int right = *(const int *)b;
    return (left > right) - (left < right);
}

static void draw_arrivals(int *arrivals)
{
    for (int id = 0; id < CUSTOMERS; id++) {
        struct random random = random_stream(id, FOR_ORIGIN);
        if (random_chance(&random, 470000))
            arrivals[id] = random_quantile(&random, old_customers, COUNT(old_customers));
        else
            arrivals[id] = random_between(&random, 0, LAST_DAY - 5);
    }
    qsort(arrivals, CUSTOMERS, sizeof arrivals[0], compare_days);
}

static enum kind draw_kind(struct random *random)
{
    static const int weights[] = { [RETAIL] = 672, [BUSINESS] = 252, [CHANNEL] = 66, [INTERNAL] = 10 };
    return (enum kind)random_weighted(random, weights, COUNT(weights));
}

static enum archetype draw_archetype(struct random *random, const struct customer *customer)
{
    int weights[ARCHETYPES];
    memcpy(weights, archetype_weights[customer->kind], sizeof weights);
    if (customer->since < 0)
        weights[ONE_OFF] = 0;
    return (enum archetype)random_weighted(random, weights, ARCHETYPES);
}

/* Too few to be left to chance. */
static void place_rare_customers(struct customer *customer, int id)
{
    static const int returners[] = { 76, 301, 522, 790 };
    for (int i = 0; i < COUNT(returners); i++) {
        if (id == returners[i])
            *customer = (struct customer){ .kind = i % 2 ? BUSINESS : RETAIL, .archetype = RETURNER, .since = customer->since };
    }
    if (id == 611)
        *customer = (struct customer){ .kind = RETAIL, .archetype = REFUND_ONLY, .since = customer->since };
}

static void draw_rhythm(struct random *random, struct customer *customer)
{
    customer->regular = true;
    switch (customer->archetype) {
    case STEADY:
        customer->gap_days = steady_gaps[random_below(random, COUNT(steady_gaps))];
        break;
    case RESELLER:
        customer->gap_days = reseller_gaps[random_below(random, COUNT(reseller_gaps))];
        break;
    case DISTRIBUTOR:
        customer->gap_days = distributor_gaps[random_below(random, COUNT(distributor_gaps))];
        break;
    case DEPARTMENT:
        customer->gap_days = 28;
        break;
    default:
        customer->regular = false;
        int mean_chance = 1000000 / usual_gap[customer->archetype];
        customer->daily_chance = mean_chance * random_quantile(random, gamma_deciles, COUNT(gamma_deciles)) / 1000;
        customer->gap_days = 1000000 / customer->daily_chance;
    }
}

static int draw_discount(struct random *random, const struct customer *customer)
{
    if (customer->archetype == BARGAIN)
        return random_between(random, 360, 470);
    switch (customer->kind) {
    case RETAIL:
        return random_chance(random, 300000) ? 50 : 0;
    case BUSINESS:
        return 10 * random_between(random, 2, 15);
    case CHANNEL:
        return 10 * random_between(random, 15, 27);
    default:
        return 350;
    }
}

static void draw_basket(struct random *random, struct customer *customer)
{
    if (customer->kind == BUSINESS)
        customer->scale = random_quantile(random, business_scales, COUNT(business_scales));
    else if (customer->kind == CHANNEL)
        customer->scale = random_quantile(random, channel_scales, COUNT(channel_scales));
    else
        customer->scale = random_quantile(random, retail_scales, COUNT(retail_scales));
    if (customer->archetype == DISTRIBUTOR)
        customer->scale = customer->scale * 3 / 2;
    if (customer->archetype == PROMISING)
        customer->scale = 1200;
    customer->discount = draw_discount(random, customer);
    customer->price_sensitive = customer->archetype == BARGAIN || random_chance(random, 220000);
    for (int i = 0; i < PREFERRED; i++)
        customer->preferred[i] = random_below(random, 10);
}

static int draw_contract_end(struct random *random, const struct customer *customer)
{
    static const int chances[] = { [RETAIL] = 15000, [BUSINESS] = 420000, [CHANNEL] = 650000, [INTERNAL] = 0 };
    if (customer->archetype == ONE_OFF || !random_chance(random, chances[customer->kind]))
        return NO_DAY;
    int begin = customer->since > 0 ? customer->since : 0;
    return begin + random_between(random, 60, 730);
}

static enum payer draw_payer(struct random *random, const struct customer *customer)
{
    static const int weights[] = { [PROMPT] = 34, [USUAL] = 48, [SLOW] = 15, [BAD] = 3 };
    if (customer->archetype == DEFAULTER)
        return SLOW;
    return (enum payer)random_weighted(random, weights, COUNT(weights));
}

static void draw_place(struct random *random, struct customer *customer)
{
    static const int regions[] = { [NORTH] = 20, [SOUTH] = 24, [EAST] = 18, [WEST] = 17, [CENTRAL] = 21 };
    static const int channels[][CHANNELS] = {
        [RETAIL] = { 62, 8, 30 }, [BUSINESS] = { 52, 36, 12 }, [CHANNEL] = { 40, 56, 4 }, [INTERNAL] = { 90, 10, 0 }
    };
    customer->region = (enum region)random_weighted(random, regions, REGIONS);
    customer->channel = (enum channel)random_weighted(random, channels[customer->kind], CHANNELS);
    customer->owner = customer->kind == RETAIL ? random_between(random, 5, OWNERS - 1) : random_below(random, 5);
}

static void make_customer(struct customer *customer, int id, int since)
{
    struct random random = random_stream(id, FOR_TRAITS);
    *customer = (struct customer){ .since = since, .kind = draw_kind(&random) };
    customer->archetype = draw_archetype(&random, customer);
    place_rare_customers(customer, id);
    draw_place(&random, customer);
    draw_rhythm(&random, customer);
    draw_basket(&random, customer);
    customer->satisfaction = random_quantile(&random, satisfactions, COUNT(satisfactions));
    customer->expectation = random_between(&random, 310, 460);
    customer->contract_end = draw_contract_end(&random, customer);
    customer->payer = draw_payer(&random, customer);
    customer->do_not_contact = random_chance(&random, 30000);
    customer->fade_day = NO_DAY;
    customer->partial_day = NO_DAY;
    customer->leave_day = NO_DAY;
    customer->bad_debt_day = NO_DAY;
    customer->type = NO_TYPE;
    customer->cause = NO_CAUSE;
    shop_name(customer, id);
}

void shop_populate(struct shop *shop)
{
    int arrivals[CUSTOMERS];
    draw_arrivals(arrivals);
    for (int id = 0; id < CUSTOMERS; id++)
        make_customer(&shop->customers[id], id, arrivals[id]);
}
