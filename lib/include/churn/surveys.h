/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surveys: rows of a table as customer, day, score and what was expected, every cell checked. */
#ifndef CHURN_SURVEYS_H
#define CHURN_SURVEYS_H

#include <stdbool.h>
#include <stddef.h>

#include <churn/amount.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/reader.h>
#include <churn/text.h>
#include <churn/transactions.h>

CHURN_BEGIN_DECLS

/* Which column is what: a header name or #N. NULL: the default name. */
struct churn_survey_roles {
    size_t size;          /* sizeof(struct churn_survey_roles): the version of this struct */
    const char *id;       /* default customer_id */
    const char *date;     /* default date */
    const char *score;    /* default score */
    const char *expected; /* default expected, and then it may be missing; "": none is read */
    const char *group;    /* no default: NULL: none is read */
    bool has_scale;       /* a score, or what was expected, outside of these two is refused; default no */
    churn_amount scale_min, scale_max;
};

#define CHURN_SURVEY_ROLES_INIT                                                                                                \
    {                                                                                                                          \
        sizeof(struct churn_survey_roles), NULL, NULL, NULL, NULL, NULL, false, 0, 0                                           \
    }

#define CHURN_SCORE_DIGITS 9 /* digits before the point that a score may have */

struct churn_survey {
    struct churn_text id; /* under the rules of a transaction's; borrowed until the next row */
    churn_day day;
    bool has_score;    /* false: the cell is empty, the customer did not answer */
    bool has_expected; /* false: the cell is empty, or there is no such column */
    churn_amount score;
    churn_amount expected;
    unsigned score_decimals; /* as written; 0 where there is none */
    unsigned expected_decimals;
    struct churn_text group; /* any text; length 0 where the cell is empty, or there is no such column; borrowed likewise */
};

struct churn_surveys; /* opaque; borrows its reader */

/* Bind the roles to the reader's columns. CHURN_DATA where a column is missing or doubled. */
CHURN_API enum churn_status churn_surveys_new(struct churn_reader *reader, const struct churn_survey_roles *roles,
                                              const struct churn_cell_rules *rules, struct churn_surveys **surveys,
                                              struct churn_error *err);
CHURN_API void churn_surveys_free(struct churn_surveys *surveys);

/* Is there a column of what was expected? */
CHURN_API bool churn_surveys_have_expected(const struct churn_surveys *surveys);

/* The next good row; rows with a bad cell are rejected on the way (churn/reader.h). CHURN_OK, CHURN_END, or why not. */
CHURN_API enum churn_status churn_surveys_next(struct churn_surveys *surveys, struct churn_survey *survey,
                                               struct churn_error *err);

CHURN_END_DECLS

#endif
