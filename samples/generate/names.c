/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names are made up. A few carry commas, quotes, umlauts or Chinese characters, as real lists do. */
#include "random.h"
#include "shop.h"

#include <stdio.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const char *const first_names[] = { "Anna",  "Ben",   "Carla", "David",  "Elena", "Frank",  "Grace", "Hugo",
                                           "Irene", "Jonas", "Karin", "Leo",    "Marta", "Nils",   "Olga",  "Paul",
                                           "Rosa",  "Simon", "Tessa", "Viktor", "Zoë",   "Jürgen", "Wei",   "Ming" };
static const char *const surnames[] = { "Abbott", "Baker",  "Brook",  "Carver", "Dorn",      "Ellis",  "Fischer", "Grant",
                                        "Hale",   "Ibsen",  "Jensen", "Keller", "Lane",      "Moreno", "Novak",   "Ortega",
                                        "Peters", "Quinn",  "Reed",   "Sommer", "Tanaka",    "Ulrich", "Vogel",   "Walsh",
                                        "Young",  "Zander", "Müller", "Schön",  "Lindqvist", "Petrov", "Chen",    "Okafor" };
static const char *const trades[] = { "Logistics",        "Dental Practice", "Architects",    "Printing",
                                      "Insurance Office", "Bakery",          "Engineering",   "Law Office",
                                      "Tax Advisers",     "Clinic",          "School",        "Travel",
                                      "Software",         "Metalworks",      "Garden Centre", "Consulting" };
static const char *const dealer_words[] = { "Office Trade", "Wholesale", "& Sons, Dealers", "Stationers", "Supply Ltd" };
static const char *const departments[] = { "Accounting",  "Purchasing",   "Warehouse",    "Marketing",        "Human Resources",
                                           "Branch West", "Branch North", "Branch South", "Customer Service", "IT" };
static const char *const whole_names[] = { "Brook, Lane & Partners",
                                           "Hotel \"Zum Anker\"",
                                           "北方文具有限公司",
                                           "上海明德贸易",
                                           "Keller, Inc.",
                                           "Bäckerei Schön",
                                           "广州蓝天办公用品",
                                           "Walsh, Reed, Quinn",
                                           "Café \"Nord\", Owner M. Ibsen",
                                           "成都新华书店" };

static const char *pick(struct random *random, const char *const *names, int n)
{
    return names[random_below(random, n)];
}

/* Each draw is a statement of its own: the order in which arguments are worked out is the compiler's to choose. */
static void name_person(struct customer *customer, struct random *random)
{
    const char *first_name = pick(random, first_names, COUNT(first_names));
    const char *surname = pick(random, surnames, COUNT(surnames));
    snprintf(customer->name, sizeof customer->name, "%s %s", first_name, surname);
}

static void name_company(struct customer *customer, struct random *random)
{
    const char *surname = pick(random, surnames, COUNT(surnames));
    const char *trade = pick(random, trades, COUNT(trades));
    if (random_chance(random, 40000))
        snprintf(customer->name, sizeof customer->name, "%s", pick(random, whole_names, COUNT(whole_names)));
    else if (random_chance(random, 60000))
        snprintf(customer->name, sizeof customer->name, "%s, %s", surname, trade);
    else
        snprintf(customer->name, sizeof customer->name, "%s %s", surname, trade);
}

static void name_dealer(struct customer *customer, struct random *random)
{
    const char *surname = pick(random, surnames, COUNT(surnames));
    snprintf(customer->name, sizeof customer->name, "%s %s", surname, pick(random, dealer_words, COUNT(dealer_words)));
}

void shop_name(struct customer *customer, int id)
{
    struct random random = random_stream(id, FOR_NAME);
    switch (customer->kind) {
    case RETAIL:
        name_person(customer, &random);
        break;
    case BUSINESS:
        name_company(customer, &random);
        break;
    case CHANNEL:
        name_dealer(customer, &random);
        break;
    case INTERNAL:
        snprintf(customer->name, sizeof customer->name, "%s", pick(&random, departments, COUNT(departments)));
        break;
    }
}
