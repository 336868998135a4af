/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-value: options as a plan, customers from any of three inputs, models fitted or read, and what they say. */
#ifndef VALUE_VALUE_H
#define VALUE_VALUE_H

#include <churn/churn.h>

#include "common/cli.h"

enum value_source { VALUE_TRANSACTIONS, VALUE_LEDGER, VALUE_CUSTOMERS };

#define VALUE_AUTO CHURN_BUYING_MODELS /* of --model: the most likely one */

#define VALUE_NO_HORIZON UINT64_MAX

struct value_settings {
    unsigned source;
    const char *id, *date, *amount;
    const char *first_date, *last_date, *purchase_days, *spend, *first_spend;
    const char *as_of;
    unsigned model; /* enum churn_buying_model, or VALUE_AUTO */
    unsigned unit;  /* week, day */
    bool no_spend;
    bool fit;
    const char *save, *load;
    uint64_t horizon;   /* days; VALUE_NO_HORIZON: not given */
    const char *period; /* days, with decimals */
    const char *annual_discount;
    churn_day calibrate_until;
};

/* What the words of the settings mean. */
struct value_plan {
    churn_day as_of; /* CHURN_DAY_NONE: not given */
    double unit_days;
    uint64_t horizon_days;
    bool has_discount;
    double period_days;
    double rate; /* of one period */
};

enum churn_status value_plan_make(struct cli *cli, const struct value_settings *settings, struct value_plan *plan,
                                  struct churn_error *err);

/* What is known of one customer: purchase days up to the day of the fit. */
struct value_person {
    churn_day first, last; /* CHURN_DAY_NONE: never bought by then */
    uint32_t days;         /* distinct days with a purchase */
    uint32_t later;        /* of the hold-out */
    double mean;           /* of a repeat day, in money; NAN: unknown */
};

/* Customers sorted by id. Owned: all. */
struct value_people {
    struct churn_ledger *ledger; /* of transactions or ledgers */
    struct churn_store *store;   /* of a table of customers */
    struct value_person *person;
    size_t count;
    bool spend_known;
    bool amounts_known; /* rows came with money */
    churn_day from;     /* the day their ages are counted to: as-of, or the end of calibration */
    churn_day until;    /* the last day looked at */
};

enum churn_status value_people_read(struct cli *cli, const struct value_settings *settings, struct value_plan *plan,
                                    struct value_people *people, struct churn_error *err);
/* The same, from a table of customers. */
enum churn_status value_table_read(struct cli *cli, const struct value_settings *settings, struct value_plan *plan,
                                   struct value_people *people, struct churn_error *err);
void value_people_clear(struct value_people *people);

/* A person as the models know one. */
struct churn_buyer value_buyer_of(const struct value_person *person, churn_day from, double unit_days);
struct churn_spender value_spender_of(const struct value_person *person);

/* All models that were tried; chosen is the one to go on with. */
struct value_fits {
    struct churn_buying_fit buying[CHURN_BUYING_MODELS];
    bool tried[CHURN_BUYING_MODELS];
    struct churn_value_model chosen;
};

/* Fit, or read from --load; said on standard error. CHURN_NUMERIC where nothing fits. */
enum churn_status value_fit(struct cli *cli, const struct value_settings *settings, const struct value_plan *plan,
                            const struct value_people *people, struct value_fits *fits, struct churn_error *err);

/* --save; --fit, the report of what was fitted; --calibrate-until, expected against actual; all customers. */
enum churn_status value_save(struct cli *cli, const struct value_settings *settings, const struct value_fits *fits,
                             struct churn_error *err);
enum churn_status value_report(struct cli *cli, const struct value_fits *fits, struct churn_error *err);
enum churn_status value_hold_out(struct cli *cli, const struct value_people *people, const struct churn_value_model *model,
                                 struct churn_error *err);
enum churn_status value_write(struct cli *cli, const struct value_plan *plan, const struct value_people *people,
                              const struct churn_value_model *model, struct churn_error *err);

/* The names of the columns that value_write appends; returns how many (at most VALUE_COLUMNS). */
#define VALUE_COLUMNS 6
size_t value_columns(bool spend, bool discount, const char *names[VALUE_COLUMNS]);

#endif
