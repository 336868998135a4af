/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shop notes down of surveys, complaints, invoices and departures: less than the truth, and not all of it right. */
#include "calendar.h"
#include "random.h"
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int shop_place(int *n, int max)
{
    if (*n == max) {
        fputs("generate: a table is full; raise its size in shop.h\n", stderr);
        exit(EXIT_FAILURE);
    }
    return (*n)++;
}

static int to_scale(int hundredths)
{
    int score = (hundredths + 50) / 100;
    return score < 1 ? 1 : score > 5 ? 5 : score;
}

void shop_survey(struct shop *shop, int id, int day, int feeling)
{
    const struct customer *customer = &shop->customers[id];
    if (day > LAST_DAY || day >= customer->leave_day)
        return;
    struct random random = random_stream(id, FOR_SURVEYS + 100 * (day + 1));
    static const int channels[] = { [WEB] = 70, [PHONE] = 22, [BRANCH] = 8 };
    int noise = random_between(&random, -35, 35) + random_between(&random, -35, 35);
    struct survey survey = { .customer = id, .day = day, .score = to_scale(feeling + noise) };
    if (random_chance(&random, 880000))
        survey.expected = to_scale(customer->expectation + random_between(&random, -50, 50));
    survey.channel = random_weighted(&random, channels, CHANNELS);
    shop->surveys[shop_place(&shop->n_surveys, EVENTS_MAX)] = survey;
}

void shop_complain(struct shop *shop, const struct complaint *complaint)
{
    if (complaint->opened > LAST_DAY)
        return;
    struct complaint *noted = &shop->complaints[shop_place(&shop->n_complaints, EVENTS_MAX)];
    *noted = *complaint;
    if (noted->first_response > LAST_DAY)
        noted->first_response = NO_DAY;
    if (noted->closed > LAST_DAY)
        noted->closed = NO_DAY;
}

static int64_t unpaid_chance(const struct customer *customer, int issued)
{
    if (issued >= customer->bad_debt_day)
        return customer->archetype == RUNNER ? 1000000 : 700000;
    if (customer->type == FAULT && issued >= customer->leave_day - 30)
        return 90000;
    return customer->payer == BAD ? 60000 : 1500;
}

static int lateness(struct random *random, const struct customer *customer, int issued)
{
    static const int days[][7] = { [PROMPT] = { -24, -18, -12, -8, -5, -2, 1 },
                                   [USUAL] = { -10, -3, -1, 0, 2, 4, 12 },
                                   [SLOW] = { -2, 4, 9, 15, 21, 30, 48 },
                                   [BAD] = { 5, 18, 30, 42, 60, 85, 140 } };
    enum payer payer = issued >= customer->bad_debt_day - 60 ? BAD : customer->payer;
    return random_quantile(random, days[payer], 7);
}

static void bill_month(struct shop *shop, int id, int month, struct random *random)
{
    const struct customer *customer = &shop->customers[id];
    int issued = calendar_month_start(month + 1);
    struct invoice invoice = {
        .customer = id, .due = issued + (customer->kind == CHANNEL ? 44 : 29), .paid = NO_DAY, .amount = customer->billed[month]
    };
    bool unpaid = random_chance(random, unpaid_chance(customer, issued));
    int paid = invoice.due + lateness(random, customer, issued);
    bool in_part = random_chance(random, customer->payer >= SLOW ? 50000 : 4000);
    if (!unpaid && paid <= LAST_DAY) {
        invoice.paid = paid;
        invoice.paid_amount = in_part ? invoice.amount * random_between(random, 30, 80) / 100 : invoice.amount;
    }
    shop->invoices[shop_place(&shop->n_invoices, EVENTS_MAX)] = invoice;
}

void shop_bill(struct shop *shop)
{
    for (int id = 0; id < CUSTOMERS; id++) {
        struct customer *customer = &shop->customers[id];
        struct random random = random_stream(id, FOR_INVOICES);
        if (customer->kind != BUSINESS && customer->kind != CHANNEL)
            continue;
        for (int month = 0; month < SHOP_MONTHS - 1; month++) {
            if (customer->billed[month] > 0)
                bill_month(shop, id, month, &random);
        }
    }
}

static const char *const reason_codes[] = {
    [PRICE] = "price",
    [INCONVENIENCE] = "inconvenience",
    [CORE_SERVICE_FAILURE] = "core_service_failure",
    [FAILED_SERVICE_ENCOUNTER] = "failed_service_encounter",
    [POOR_COMPLAINT_RESPONSE] = "poor_complaint_response",
    [COMPETITOR_ACTION] = "competitor_action",
    [ETHICS] = "ethics",
    [INVOLUNTARY] = "involuntary",
    [NO_CAUSE] = "",
};

static const char *const reason_texts[][4] = {
    [PRICE] = { "too expensive for us", "same paper cheaper elsewhere", "price, no discount any more", "价格太高" },
    [INCONVENIENCE] = { "branch too far away, no parking", "opening hours", "web shop too complicated",
                        "toner never in stock" },
    [CORE_SERVICE_FAILURE] = { "deliveries late, three times", "wrong goods again and again", "defective printer paper",
                               "送货太慢" },
    [FAILED_SERVICE_ENCOUNTER] = { "rude salesman", "nobody calls back", "adviser knew nothing, was unfriendly", "态度不好" },
    [POOR_COMPLAINT_RESPONSE] = { "no answer to my complaint", "complaint rejected, we were blamed",
                                  "complaint never dealt with", "投诉没人管" },
    [COMPETITOR_ACTION] = { "went to PaperPoint, free delivery", "better offer from Officina", "new shop around the corner",
                            "竞争对手送礼品" },
    [ETHICS] = { "billed for things never ordered", "feels cheated", "talked into a contract", "felt cheated by the salesman" },
    [INVOLUNTARY] = { "moved abroad", "business closed", "owner retired", "company was merged, buys centrally" },
    [NO_CAUSE] = { "", "unknown", "cannot be reached", "no reason given" },
};

static const char *reason_of(struct random *random, const struct customer *customer)
{
    enum cause said = customer->cause;
    bool fault = customer->type == FAULT;
    /* People are polite: they name the price, or nothing, rather than our fault. */
    if (fault && random_chance(random, 130000))
        said = PRICE;
    else if (!customer->passive && random_chance(random, 60000))
        said = NO_CAUSE;
    if (customer->passive)
        return customer->archetype == DEFAULTER ? "arrears" : "abusive complaints, contract ended by us";
    if (said != NO_CAUSE && random_chance(random, 550000))
        return reason_codes[said];
    return reason_texts[said][random_below(random, 4)];
}

static const char *destination_of(struct random *random, const struct customer *customer)
{
    static const char *const rivals[] = { "PaperPoint", "Officina", "Bürowelt", "online marketplace" };
    if (customer->type == COMPETITIVE && random_chance(random, 750000))
        return customer->region == SOUTH ? rivals[random_below(random, 2)] : rivals[random_below(random, 4)];
    if (customer->type == FAULT && random_chance(random, 300000))
        return rivals[random_below(random, 4)];
    return "";
}

static bool is_noticed(struct random *random, const struct customer *customer)
{
    if (customer->passive)
        return true;
    if (customer->type == MALICIOUS)
        return random_chance(random, 800000);
    return random_chance(random, customer->kind == RETAIL ? 500000 : 680000);
}

static void note_departure(struct shop *shop, int id)
{
    static const int delays[] = { 0, 4, 10, 20, 32, 60 };
    struct customer *customer = &shop->customers[id];
    struct random random = random_stream(id, FOR_DEPARTURE);
    int delay = customer->passive ? 0 : random_quantile(&random, delays, COUNT(delays));
    int day = customer->leave_day + delay;
    if (!is_noticed(&random, customer) || day > LAST_DAY)
        return;
    struct departure departure = { .customer = id, .day = day, .by_company = customer->passive };
    departure.reason = reason_of(&random, customer);
    departure.destination = destination_of(&random, customer);
    departure.value = random_chance(&random, 920000) && customer->last_year >= 0 ? customer->last_year : -1;
    shop->departures[shop_place(&shop->n_departures, CUSTOMERS)] = departure;
    customer->departure_recorded = true;
}

/* The salesman writes off a customer that still buys, only less: the record says gone, the till says no. */
static void note_partial_departure(struct shop *shop, int id)
{
    const struct customer *customer = &shop->customers[id];
    struct random random = random_stream(id, FOR_DEPARTURE);
    if (customer->partial_day > LAST_DAY - 40 || !random_chance(&random, 120000))
        return;
    struct departure departure = { .customer = id,
                                   .day = customer->partial_day + random_between(&random, 5, 40),
                                   .reason = "keeps the contract, buys paper elsewhere",
                                   .destination = "PaperPoint",
                                   .value = -1 };
    shop->departures[shop_place(&shop->n_departures, CUSTOMERS)] = departure;
}

void shop_note_departures(struct shop *shop)
{
    for (int id = 0; id < CUSTOMERS; id++) {
        if (shop->customers[id].leave_day <= LAST_DAY)
            note_departure(shop, id);
        else if (shop->customers[id].partial_day <= LAST_DAY)
            note_partial_departure(shop, id);
    }
}
