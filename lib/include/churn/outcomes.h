/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who stayed, by score: observations of a score and of what became of it, folded into one cell for each group and score. What a
 * retention curve is fitted to.
 *
 * An observation comes from a table that has both, or is made from a survey and the purchases after it (churn_follow_up).
 */
#ifndef CHURN_OUTCOMES_H
#define CHURN_OUTCOMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/reader.h>
#include <churn/text.h>
#include <churn/transactions.h>

CHURN_BEGIN_DECLS

/* 1, yes, true or 0, no, false, in any case of ASCII letters; null where the cell is. CHURN_DATA for anything else. */
CHURN_API enum churn_status churn_outcome_parse(struct churn_text cell, const struct churn_cell_rules *rules, bool *retained,
                                                bool *null, struct churn_error *err);

/* A finite decimal, never a negative zero; *has_score is false for a null. CHURN_DATA for anything else. */
CHURN_API enum churn_status churn_score_parse(struct churn_text cell, const struct churn_cell_rules *rules, double *score,
                                              bool *has_score, struct churn_error *err);

/* Which column is what: a header name or #N. NULL: there is no such column to read. */
struct churn_response_roles {
    size_t size;          /* sizeof(struct churn_response_roles): the version of this struct */
    const char *id;       /* customer */
    const char *date;     /* day of the survey */
    const char *score;    /* always read */
    const char *retained; /* did the customer stay? */
    const char *churned;  /* or its opposite; not both */
    const char *weight;   /* how many observations the row stands for, 0 or more */
    const char *value;    /* money the customer stands for */
    const char *group;
};

#define CHURN_RESPONSE_ROLES_INIT                                                                                              \
    {                                                                                                                          \
        sizeof(struct churn_response_roles), NULL, NULL, "score", NULL, NULL, NULL, NULL, NULL                                 \
    }

/* One row. Text is borrowed until the next row. */
struct churn_response {
    struct churn_text id; /* length 0 without such a role */
    churn_day day;        /* CHURN_DAY_NONE without such a role */
    bool has_score;       /* false: the cell is empty */
    bool has_outcome;     /* false: the cell is empty, or there is no such role */
    bool has_value;
    bool retained;
    double score;        /* finite; never a negative zero */
    churn_amount weight; /* CHURN_AMOUNT_UNIT without such a role; an empty cell is refused */
    churn_amount value;
    struct churn_text group; /* length 0 without such a role, and for an empty cell */
};

struct churn_responses; /* opaque; borrows its reader */

/* Bind the roles to the reader's columns. CHURN_DATA where one is missing or doubled. */
CHURN_API enum churn_status churn_responses_new(struct churn_reader *reader, const struct churn_response_roles *roles,
                                                const struct churn_cell_rules *rules, struct churn_responses **responses,
                                                struct churn_error *err);
CHURN_API void churn_responses_free(struct churn_responses *responses);

/* The next good row; rows with a bad cell are rejected on the way (churn/reader.h). CHURN_OK, CHURN_END, or why not. */
CHURN_API enum churn_status churn_responses_next(struct churn_responses *responses, struct churn_response *response,
                                                 struct churn_error *err);

/* The most decimals that a weight, and that a value, was written with so far. */
CHURN_API unsigned churn_responses_weight_decimals(const struct churn_responses *responses);
CHURN_API unsigned churn_responses_value_decimals(const struct churn_responses *responses);

/*
 * Observations by group and score. Sums are exact, so the order in which they come does not matter. Memory: some 150 bytes for
 * each distinct group and score, whatever the number of observations.
 */
struct churn_outcomes; /* opaque */

struct churn_outcome_cell {
    double score;
    uint64_t rows;         /* observations */
    churn_amount n;        /* sum of their weights */
    churn_amount retained; /* sum of the weights of those that stayed */
    churn_amount value;    /* sum of weight times value, of those that have a value */
    uint64_t valued;       /* observations that have a value */
};

CHURN_API enum churn_status churn_outcomes_new(struct churn_outcomes **outcomes, struct churn_error *err);
CHURN_API void churn_outcomes_free(struct churn_outcomes *outcomes);

/* Add a response that has a score and an outcome; one of weight 0 leaves no trace. CHURN_NUMERIC where a sum overflows,
 * CHURN_DATA where weight times value has more digits than an amount holds. */
CHURN_API enum churn_status churn_outcomes_add(struct churn_outcomes *outcomes, const struct churn_response *response,
                                               struct churn_error *err);

/*
 * The cells by group (byte by byte) and score (ascending), and the groups. The first call after an addition sorts, in
 * churn_outcomes_sort, which must come before the others. Text is borrowed from outcomes.
 */
CHURN_API enum churn_status churn_outcomes_sort(struct churn_outcomes *outcomes, struct churn_error *err);
CHURN_API size_t churn_outcomes_groups(const struct churn_outcomes *outcomes);
/* Name and number of scores of a group, and its cell of that index. */
CHURN_API struct churn_text churn_outcomes_group(const struct churn_outcomes *outcomes, size_t group, size_t *scores);
CHURN_API struct churn_outcome_cell churn_outcomes_at(const struct churn_outcomes *outcomes, size_t group, size_t index);

/*
 * Following customers up: a survey is an observation, retained where the customer bought again within so many days after it:
 * survey day < day of purchase <= survey day + within_days. A purchase is a row with a positive amount; refunds and rows of 0
 * are no activity.
 *
 * A survey counts only where its whole window is in the records: it starts no earlier than they do and ends no later than they
 * do. Outside, also a customer who did buy in the part that is seen is left out: to keep these and drop the others would make
 * every rate too high. By default it must also be of a buyer, who had bought by the day of the survey, since "again" is what is
 * asked; that is known on that day, so leaving out the others does not favour any outcome.
 */
enum churn_surveys_used {
    CHURN_SURVEYS_ALL = 0, /* each one; those of one customer are not independent */
    CHURN_SURVEYS_LAST,    /* of each customer the last that counts; of several on that day the one with the lowest score */
    CHURN_SURVEYS_FIRST
};

/* Settings; start from CHURN_FOLLOW_UP_OPTIONS_INIT. */
struct churn_follow_up_options {
    size_t size;          /* sizeof(struct churn_follow_up_options): the version of this struct */
    uint32_t within_days; /* 1 to 36500; default 180 */
    /* Later rows are left out; CHURN_DAY_NONE: none. The records are whole up to here, or to their last day where that is
     * earlier: purchases that nobody has handed over yet look like customers who are lost. */
    churn_day as_of;
    enum churn_surveys_used used; /* default all */
    bool everyone;                /* count those who had bought nothing by the day of the survey too; default no */
};

#define CHURN_FOLLOW_UP_OPTIONS_INIT                                                                                           \
    {                                                                                                                          \
        sizeof(struct churn_follow_up_options), 180, CHURN_DAY_NONE, CHURN_SURVEYS_ALL, false                                  \
    }

/* What became of the surveys. surveys = unscored + early + late + strangers + passed_over + used. */
struct churn_follow_up_counts {
    uint64_t surveys;
    uint64_t unscored;    /* no score */
    uint64_t early;       /* before the records begin */
    uint64_t late;        /* censored: the window ends after the records do */
    uint64_t strangers;   /* nothing bought by that day; 0 with everyone */
    uint64_t passed_over; /* another of that customer is the last, or the first */
    uint64_t used;
    uint64_t customers;     /* who stand behind the used ones */
    churn_day first_day;    /* of the records; CHURN_DAY_NONE: no row */
    churn_day last_day;     /* to which they are whole */
    uint64_t later_rows;    /* of transactions, after as_of: left out */
    uint64_t purchase_rows; /* with a positive amount */
};

struct churn_follow_up; /* opaque */

/* New; freed with churn_follow_up_free. CHURN_USAGE for within_days out of range. */
CHURN_API enum churn_status churn_follow_up_new(const struct churn_follow_up_options *options,
                                                struct churn_follow_up **follow_up, struct churn_error *err);
CHURN_API void churn_follow_up_free(struct churn_follow_up *follow_up);

/* Take in all rows there are; before the first survey. Memory: the ids once, and 8 to 16 bytes for each day a customer bought.
 */
CHURN_API enum churn_status churn_follow_up_purchases(struct churn_follow_up *follow_up,
                                                      struct churn_transactions *transactions, struct churn_error *err);

/* Judge a survey, which has id and day, and add it to outcomes, or hold it where only the last or first counts. */
CHURN_API enum churn_status churn_follow_up_survey(struct churn_follow_up *follow_up, const struct churn_response *survey,
                                                   struct churn_outcomes *outcomes, struct churn_error *err);

/* After the last survey: add those that were held. */
CHURN_API enum churn_status churn_follow_up_finish(struct churn_follow_up *follow_up, struct churn_outcomes *outcomes,
                                                   struct churn_error *err);
CHURN_API struct churn_follow_up_counts churn_follow_up_counts(const struct churn_follow_up *follow_up);

CHURN_END_DECLS

#endif
