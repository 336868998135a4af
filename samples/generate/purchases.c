/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The till. Customers with a rhythm order on its beat, give or take two days; the others at random, day by day. All
 * orders are drawn customer by customer, then sorted by day and numbered, as a real till would have done.
 */
#include "calendar.h"
#include "random.h"
#include "shop.h"

#include <stdlib.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

enum { CATEGORIES = 10, FIRST_ORDER = 48211, PRICE_RISE_DAY = 457 /* 2026-02-01 */ };

struct basket {
    struct shop *shop;
    const struct customer *customer;
    struct random random;
    int id;
    int pause_begin; /* away or rebuilding, and back afterwards: a silence that means nothing */
    int pause_end;
};

/* Thousandths by calendar month, January first. */
static const int retail_season[] = { 800, 820, 900, 900, 880, 850, 820, 1150, 1280, 950, 1150, 1750 };
static const int business_season[] = { 1080, 1000, 1020, 1000, 980, 980, 880, 820, 1080, 1060, 1080, 950 };
static const int seasonal_season[] = { 0, 0, 0, 0, 0, 0, 0, 2600, 2200, 0, 900, 3600 };

static int season(const struct customer *customer, int day)
{
    int month = calendar_date(day).month - 1;
    if (customer->archetype == SEASONAL)
        return seasonal_season[month];
    return customer->kind == RETAIL ? retail_season[month] : business_season[month];
}

/* Thousandths of its usual buying: less on the way out, less when some goes elsewhere, growing for the promising. */
static int activity(const struct customer *customer, int day)
{
    if (day >= customer->leave_day)
        return 0;
    int share = day >= customer->fade_day ? 380 : day >= customer->partial_day ? 380 : 1000;
    if (customer->archetype == PROMISING) {
        int begin = customer->since > 0 ? customer->since : 0;
        share = share * (600 + (day - begin) * 3) / 1000;
    }
    return share;
}

static int draw_category(struct basket *basket)
{
    static const int retail[] = { 20, 16, 22, 12, 2, 8, 5, 6, 8, 1 };
    static const int office[] = { 22, 18, 9, 11, 4, 8, 9, 9, 6, 4 };
    if (random_chance(&basket->random, 580000))
        return basket->customer->preferred[random_below(&basket->random, PREFERRED)];
    return random_weighted(&basket->random, basket->customer->kind == RETAIL ? retail : office, CATEGORIES);
}

static int draw_discount(struct basket *basket, int day)
{
    int discount = basket->customer->discount;
    bool sale = calendar_date(day).month == 11 && calendar_date(day).day >= 20;
    return sale && basket->customer->kind == RETAIL && discount < 200 ? 200 : discount;
}

static int64_t draw_list_price(struct basket *basket, int category, int day)
{
    static const int usual_cents[CATEGORIES] = { 1450, 4800, 720, 980, 8200, 3300, 1100, 1250, 1050, 2900 };
    const struct customer *customer = basket->customer;
    int64_t price = (int64_t)usual_cents[category] * random_between(&basket->random, 45, 160) / 100;
    price = price * customer->scale / 1000;
    if (customer->regular)
        price = price * season(customer, day) / 1000;
    if (customer->archetype == RUNNER && day >= customer->bad_debt_day - 20)
        price = price * 5 / 2;
    if (day >= PRICE_RISE_DAY)
        price = price * 106 / 100;
    return price < 100 ? 100 : price;
}

static struct line *add_line(struct basket *basket, int order, int position)
{
    static const int cost_share[CATEGORIES] = { 640, 600, 480, 500, 560, 660, 620, 560, 540, 520 };
    int day = basket->shop->orders[order].day;
    int category = draw_category(basket);
    int64_t list_price = draw_list_price(basket, category, day);
    int discount = draw_discount(basket, day);
    struct line line = { .order = order, .customer = basket->id, .day = day, .position = position };
    line.category = category;
    line.list_price = list_price;
    line.amount = list_price * (1000 - discount) / 1000;
    /* Dealers take whole pallets, which cost less to handle. */
    line.cost = list_price * cost_share[category] * (basket->customer->kind == CHANNEL ? 88 : 100) / 100000;
    struct line *place = &basket->shop->lines[shop_place(&basket->shop->n_lines, LINES_MAX)];
    *place = line;
    return place;
}

static void add_refund(struct basket *basket, const struct line *bought)
{
    struct line refund = *bought;
    int part = random_chance(&basket->random, 350000) ? 2 : 1;
    refund.day += random_between(&basket->random, 2, 24);
    refund.refund_id = random_chance(&basket->random, 700000);
    refund.position = 50 + bought->position;
    refund.amount = -bought->amount / part;
    refund.list_price = -bought->list_price / part;
    /* What comes back damaged cannot be sold again: its cost stays with us. */
    refund.cost = random_chance(&basket->random, 400000) ? 0 : -bought->cost / part;
    if (refund.day <= LAST_DAY)
        basket->shop->lines[shop_place(&basket->shop->n_lines, LINES_MAX)] = refund;
}

static int draw_line_count(struct basket *basket)
{
    static const int weights[][5] = { [RETAIL] = { 74, 19, 6, 1, 0 },
                                      [BUSINESS] = { 60, 25, 10, 4, 1 },
                                      [CHANNEL] = { 42, 30, 17, 8, 3 },
                                      [INTERNAL] = { 60, 30, 10, 0, 0 } };
    return 1 + random_weighted(&basket->random, weights[basket->customer->kind], 5);
}

static enum channel usual_or_other_channel(struct basket *basket)
{
    if (random_chance(&basket->random, 830000))
        return basket->customer->channel;
    return (enum channel)random_below(&basket->random, CHANNELS);
}

static void add_order(struct basket *basket, int day)
{
    struct shop *shop = basket->shop;
    int order = shop_place(&shop->n_orders, ORDERS_MAX);
    shop->orders[order] = (struct order){ .day = day, .customer = basket->id };
    enum channel channel = usual_or_other_channel(basket);
    int n_lines = draw_line_count(basket);
    for (int position = 0; position < n_lines; position++) {
        struct line *line = add_line(basket, order, position);
        line->channel = channel;
        if (random_chance(&basket->random, basket->customer->kind == RETAIL ? 34000 : 23000))
            add_refund(basket, line);
    }
}

static void plan_pause(struct basket *basket)
{
    basket->pause_begin = NO_DAY;
    if (random_chance(&basket->random, 130000))
        basket->pause_begin = random_between(&basket->random, 60, LAST_DAY + 60);
    basket->pause_end = basket->pause_begin + random_between(&basket->random, 60, 150);
}

static bool is_away(const struct basket *basket, int day)
{
    return day >= basket->pause_begin && day < basket->pause_end;
}

static bool is_closed(const struct customer *customer, int day)
{
    struct calendar_date date = calendar_date(day);
    bool holiday = (date.month == 12 && date.day >= 25 && date.day <= 26) || (date.month == 1 && date.day == 1);
    return holiday || (customer->kind != RETAIL && calendar_weekday(day) >= 5);
}

static void buy_at_random(struct basket *basket, int first_day)
{
    const struct customer *customer = basket->customer;
    for (int day = first_day; day <= LAST_DAY; day++) {
        int64_t chance = (int64_t)customer->daily_chance * season(customer, day) / 1000 * activity(customer, day) / 1000;
        if (customer->kind != RETAIL)
            chance = chance * 7 / 5;
        if (random_chance(&basket->random, chance) && !is_closed(customer, day) && !is_away(basket, day))
            add_order(basket, day);
    }
}

static void buy_between_beats(struct basket *basket, int day)
{
    while (is_closed(basket->customer, day))
        day++;
    if (day <= LAST_DAY && day < basket->customer->leave_day)
        add_order(basket, day);
}

static void buy_by_rhythm(struct basket *basket, int first_day)
{
    const struct customer *customer = basket->customer;
    struct random *random = &basket->random;
    for (int beat = first_day; beat <= LAST_DAY; beat += customer->gap_days) {
        int day = beat + random_between(random, -1, 1) + random_between(random, -1, 1);
        bool skipped = random_chance(random, 45000) || is_away(basket, day);
        bool bought = random_below(random, 1000) < activity(customer, day);
        while (is_closed(customer, day))
            day++;
        if (bought && !skipped && day >= 0 && day <= LAST_DAY && day < customer->leave_day)
            add_order(basket, day);
        if (random_chance(random, 60000) && bought && !skipped)
            buy_between_beats(basket, beat + customer->gap_days / 2);
    }
}

static void return_earlier_purchases(struct basket *basket, int refunds)
{
    for (int i = 0; i < refunds; i++) {
        int64_t list_price = (int64_t)100 * random_between(&basket->random, 90, 900);
        struct line line = { .order = -1, .customer = basket->id, .position = 50, .refund_id = true };
        line.number = FIRST_ORDER - random_between(&basket->random, 20, 1800);
        line.day = random_between(&basket->random, 3, 50);
        line.category = draw_category(basket);
        line.channel = basket->customer->channel;
        line.list_price = -list_price;
        line.amount = -list_price;
        basket->shop->lines[shop_place(&basket->shop->n_lines, LINES_MAX)] = line;
    }
}

static void buy(struct shop *shop, int id)
{
    const struct customer *customer = &shop->customers[id];
    struct basket basket = { .shop = shop, .customer = customer, .id = id, .random = random_stream(id, FOR_PURCHASES) };
    if (customer->archetype == REFUND_ONLY) {
        return_earlier_purchases(&basket, 1);
        return;
    }
    if (customer->archetype == RETURNER)
        return_earlier_purchases(&basket, 4);
    if (customer->since >= 0)
        add_order(&basket, customer->since);
    if (customer->archetype == ONE_OFF)
        return;
    plan_pause(&basket);
    if (customer->regular)
        buy_by_rhythm(&basket, customer->since >= 0 ? customer->since + customer->gap_days
                                                    : random_below(&basket.random, customer->gap_days));
    else
        buy_at_random(&basket, customer->since >= 0 ? customer->since + 1 : 0);
}

static int compare_orders(const void *a, const void *b)
{
    const struct order *left = *(struct order *const *)a;
    const struct order *right = *(struct order *const *)b;
    if (left->day != right->day)
        return left->day < right->day ? -1 : 1;
    return (left > right) - (left < right);
}

static void number_orders(struct shop *shop)
{
    struct order **sorted = malloc((size_t)shop->n_orders * sizeof(struct order *));
    if (sorted == NULL)
        abort();
    for (int i = 0; i < shop->n_orders; i++)
        sorted[i] = &shop->orders[i];
    qsort(sorted, (size_t)shop->n_orders, sizeof sorted[0], compare_orders);
    for (int i = 0; i < shop->n_orders; i++)
        sorted[i]->number = FIRST_ORDER + i;
    free(sorted);
}

static int compare_lines(const void *a, const void *b)
{
    const struct line *left = a;
    const struct line *right = b;
    if (left->day != right->day)
        return left->day < right->day ? -1 : 1;
    if (left->refund_id != right->refund_id)
        return left->refund_id ? 1 : -1;
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return (left->position > right->position) - (left->position < right->position);
}

static void add_up(struct shop *shop)
{
    for (int i = 0; i < shop->n_lines; i++) {
        const struct line *line = &shop->lines[i];
        struct customer *customer = &shop->customers[line->customer];
        customer->billed[calendar_month(line->day)] += line->amount;
        if (customer->leave_day <= LAST_DAY && line->day > customer->leave_day - 365)
            customer->last_year += line->amount;
    }
}

void shop_purchase(struct shop *shop)
{
    for (int id = 0; id < CUSTOMERS; id++)
        buy(shop, id);
    number_orders(shop);
    for (int i = 0; i < shop->n_lines; i++) {
        if (shop->lines[i].order >= 0)
            shop->lines[i].number = shop->orders[shop->lines[i].order].number;
    }
    qsort(shop->lines, (size_t)shop->n_lines, sizeof shop->lines[0], compare_lines);
    add_up(shop);
}
