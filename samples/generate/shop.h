/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A made-up shop for office supplies: its customers, what they do, and the records it keeps of them. The life of a
 * customer (life.c) comes first and is the truth; every table is what the shop saw of it.
 */
#ifndef SAMPLES_SHOP_H
#define SAMPLES_SHOP_H

#include <stdbool.h>
#include <stdint.h>

enum {
    CUSTOMERS = 2000,
    LAST_DAY = 729,       /* 2026-10-31 */
    LIVES_LAST_DAY = 910, /* 2027-04-30 */
    SHOP_MONTHS = 24,
    LIFE_MONTHS = 30, /* lives go on for half a year after the records end, so that a forecast can be judged */
    NO_DAY = 1000000,
    PREFERRED = 3,
    LINES_MAX = 60000,
    ORDERS_MAX = 30000,
    EVENTS_MAX = 12000
};

enum kind { RETAIL, BUSINESS, CHANNEL, INTERNAL };

enum archetype {
    ONE_OFF,     /* needed something once */
    HOUSEHOLD,   /* now and then */
    ENTHUSIAST,  /* often */
    SEASONAL,    /* school start and Christmas only: long silences mean nothing */
    BARGAIN,     /* buys below cost */
    STEADY,      /* a company with a fixed rhythm */
    PROJECT,     /* a company with bursts */
    PROMISING,   /* small, growing */
    RESELLER,    /* a dealer with a fixed rhythm */
    DISTRIBUTOR, /* a big one */
    DEPARTMENT,  /* our own */
    RUNNER,      /* buys on credit, then vanishes */
    DEFAULTER,   /* cannot pay any more; we end it */
    ABUSER,      /* complains for the compensation */
    RETURNER,    /* sent back more than it bought since */
    REFUND_ONLY, /* bought before the records begin, sent it back after */
    ARCHETYPES
};

enum region { NORTH, SOUTH, EAST, WEST, CENTRAL, REGIONS };
enum channel { WEB, PHONE, BRANCH, CHANNELS };
enum payer { PROMPT, USUAL, SLOW, BAD };
enum owner { OWNERS = 7, NEGLECTFUL_OWNER = 3 };

enum cause {
    PRICE,
    INCONVENIENCE,
    CORE_SERVICE_FAILURE,
    FAILED_SERVICE_ENCOUNTER,
    POOR_COMPLAINT_RESPONSE,
    COMPETITOR_ACTION,
    ETHICS,
    INVOLUNTARY,
    CAUSES,
    NO_CAUSE = CAUSES
};

enum type { NATURAL, COMPETITIVE, FAULT, MALICIOUS, OTHER, NO_TYPE };

struct customer {
    /* who it is */
    enum kind kind;
    enum archetype archetype;
    enum region region;
    enum channel channel;
    enum payer payer;
    int owner;
    int since;
    int contract_end; /* NO_DAY: none */
    bool do_not_contact;
    char name[64];

    /* how it buys */
    bool regular;
    int gap_days;     /* the usual days between orders */
    int daily_chance; /* millionths, for those without a rhythm */
    int scale;        /* thousandths of a household's basket */
    int discount;     /* thousandths off the list price */
    int preferred[PREFERRED];
    bool price_sensitive;

    /* how it feels, in hundredths of a survey point */
    int satisfaction;
    int expectation;

    /* what became of it */
    int fade_day;     /* from here on it buys less; NO_DAY: never */
    int partial_day;  /* from here on it buys elsewhere as well, and stays; NO_DAY: never */
    int leave_day;    /* NO_DAY: it stays; beyond LAST_DAY: it leaves after the records end */
    int bad_debt_day; /* from here on it does not pay; NO_DAY: never */
    enum type type;
    enum cause cause;
    bool passive;

    /* what the shop saw */
    int64_t billed[SHOP_MONTHS];
    int64_t last_year; /* net amount in the year up to leaving */
    bool departure_recorded;
};

struct order {
    int day;
    int customer;
    int number;
};

struct line {
    int order;  /* index of the order, of the order sent back for a refund; -1: one before the records begin */
    int number; /* of the order, once orders are numbered */
    int customer;
    int day;
    int position;
    bool refund_id; /* the order id starts with R */
    int category;
    enum channel channel;
    int64_t amount;
    int64_t list_price;
    int64_t cost;
};

struct survey {
    int customer;
    int day;
    int score;
    int expected; /* 0: not asked */
    int channel;
};

enum outcome { RESOLVED, PARTIAL, UNANSWERED, REJECTED };

struct complaint {
    int customer;
    int opened;
    int first_response; /* NO_DAY: none */
    int closed;         /* NO_DAY: not closed */
    enum channel channel;
    int severity;
    enum outcome outcome;
    int64_t compensation;
    const char *reason;
};

struct invoice {
    int customer;
    int due;
    int paid; /* NO_DAY: unpaid */
    int64_t amount;
    int64_t paid_amount;
};

struct departure {
    int customer;
    int day;
    const char *reason;
    const char *destination;
    bool by_company;
    int64_t value; /* negative: not noted */
};

struct shop {
    struct customer customers[CUSTOMERS];
    struct order orders[ORDERS_MAX];
    struct line lines[LINES_MAX];
    struct survey surveys[EVENTS_MAX];
    struct complaint complaints[EVENTS_MAX];
    struct invoice invoices[EVENTS_MAX];
    struct departure departures[CUSTOMERS];
    int n_orders;
    int n_lines;
    int n_surveys;
    int n_complaints;
    int n_invoices;
    int n_departures;
};

enum purpose { FOR_ORIGIN = 1, FOR_TRAITS, FOR_LIFE, FOR_PURCHASES, FOR_INVOICES, FOR_DEPARTURE, FOR_NAME, FOR_SURVEYS };

/* The stages, in the order in which main calls them. */
void shop_populate(struct shop *shop);
void shop_live(struct shop *shop);
void shop_purchase(struct shop *shop);
void shop_bill(struct shop *shop);
void shop_note_departures(struct shop *shop);
/* False, with errno set, when a file cannot be written whole. */
bool shop_write(struct shop *shop, const char *directory);
bool shop_write_truth(const struct shop *shop, const char *directory);

void shop_name(struct customer *customer, int id);
void shop_complain(struct shop *shop, const struct complaint *complaint);
void shop_survey(struct shop *shop, int id, int day, int feeling);
/* The next free place of a table; the program ends when the table is full, as that is a mistake in it. */
int shop_place(int *n, int max);

#endif
