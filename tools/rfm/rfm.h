/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-rfm: settings from words, customers from any of three inputs, remarks, the linter's report. */
#ifndef RFM_RFM_H
#define RFM_RFM_H

#include <churn/churn.h>

#include "common/cli.h"

enum rfm_source { RFM_TRANSACTIONS, RFM_LEDGER, RFM_SUMMARY };

#define RFM_NOT_GIVEN 99u /* of a choice that has no fixed default */

struct rfm_settings {
    unsigned source;
    const char *id, *date, *amount, *order, *orders, *recency;
    const char *as_of;
    uint64_t activity;  /* days of a period; 0: not asked for */
    unsigned frequency; /* enum churn_frequency, or RFM_NOT_GIVEN */
    unsigned refunds;   /* enum churn_refunds */
    const char *bins;
    unsigned binning; /* enum churn_binning */
    bool nested;
    const char *cuts_in;
    const char *cuts_out;
    const char *weights;
    const char *segments;
    bool print_segments;
    bool check_segments;
    struct cli_memory memory;
};

/* What the words of the settings mean. Owned: cuts, segments, zone. */
struct rfm_plan {
    struct churn_rfm_options options;
    struct churn_cuts *cuts;         /* read, or NULL */
    struct churn_segments *segments; /* NULL: none */
    churn_amount weights[CHURN_DIMENSIONS];
    unsigned weight_decimals;
    churn_day as_of;    /* CHURN_DAY_NONE: not given */
    churn_day activity; /* days of a period; 0: not asked for */
};

/* Customers of whichever input, and what is known of it. Owned: all but the reader. */
struct rfm_customers {
    struct churn_ledger *ledger;
    struct churn_summary *summary;
    struct churn_feature_table *table;
    unsigned decimals;
    churn_amount total;
};

enum churn_status rfm_plan_make(struct cli *cli, const struct rfm_settings *settings, struct rfm_plan *plan,
                                struct churn_error *err);
void rfm_plan_clear(struct rfm_plan *plan);

/* Read all input; plan->as_of is settled here where it was not given. */
enum churn_status rfm_customers_read(struct cli *cli, const struct rfm_settings *settings, struct rfm_plan *plan,
                                     struct rfm_customers *customers, struct churn_error *err);
void rfm_customers_clear(struct rfm_customers *customers);

/* What a careful person wants to know before trusting the scores: sizes of the bins, why some are empty, drift. */
enum churn_status rfm_say_bins(struct cli *cli, const struct rfm_plan *plan, const struct churn_rfm_score *scores, size_t count,
                               struct churn_error *err);

/* --check-segments: the report; *sound is false where cells are uncovered or a rule can never match. */
enum churn_status rfm_check_segments(struct cli *cli, const struct rfm_plan *plan, const struct churn_rfm_score *scores,
                                     size_t count, bool *sound, struct churn_error *err);

/* The cells that follow from the scores alone, see endings.c. *endings is to be freed, also after a failure; plan is borrowed.
 */
struct rfm_endings;
enum churn_status rfm_endings_new(const struct rfm_plan *plan, size_t customers, const struct churn_writer *writer,
                                  struct rfm_endings **endings, struct churn_error *err);
void rfm_endings_free(struct rfm_endings *endings);
/* last: the row ends with them. */
enum churn_status rfm_endings_write(const struct rfm_endings *endings, struct churn_rfm_score score, bool last,
                                    struct churn_writer *writer, struct churn_error *err);

/* Write one row a customer. */
enum churn_status rfm_write(struct cli *cli, const struct rfm_plan *plan, const struct rfm_customers *customers,
                            const struct churn_rfm_score *scores, struct churn_error *err);

#endif
