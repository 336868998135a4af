/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading as its files share it: read.c takes the rows, read_join.c looks customers up, read_say.c tells what became of them.
 */
#ifndef CURVE_READ_H
#define CURVE_READ_H

#include "curve/curve.h"

/* Columns of --retained-from and --customers, and their numbers. */
enum { OUTCOME_FIELD };
enum { CUSTOMER_GROUP, CUSTOMER_VALUE, CUSTOMER_FIELDS };

/* A customer of --retained-from: a score was found; a score and an outcome. */
enum { SCORED = 1, JOINED = 2 };

/* What became of the rows. */
struct reading {
    const struct curve_settings *settings;
    struct curve_data *data;
    struct churn_cell_rules rules;
    struct churn_follow_up *follow_up; /* --transactions */
    struct cli_outcome outcome;        /* unless by --transactions */
    struct churn_field outcome_field;
    struct churn_store *outcome_store; /* --retained-from */
    uint8_t *scored;                   /* by its rows: SCORED, JOINED */
    struct churn_field customer_fields[CUSTOMER_FIELDS];
    struct churn_store *customer_store; /* --customers */
    uint64_t rows, unscored, without_outcome, weightless, used;
    uint64_t unknown;   /* used, and not in --customers */
    uint64_t valueless; /* used, and without a value where there should be one */
};

/* The column of the customer's id in the second table. */
const char *other_id(const struct curve_settings *settings);

/* Read --retained-from, --customers. */
enum churn_status read_join_outcomes(struct cli *cli, struct reading *reading, struct churn_error *err);
enum churn_status read_join_customers(struct cli *cli, struct reading *reading, struct churn_error *err);

/* What they know of the customer of a row. CHURN_DATA for an outcome that is none. */
enum churn_status join_outcome(struct reading *reading, struct churn_response *response, struct churn_error *err);
void join_customer(struct reading *reading, struct churn_response *response);

/* After the last row. */
void reading_say(struct cli *cli, const struct reading *reading);

#endif
