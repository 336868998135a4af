/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of surveys. As for transactions, cells are checked in the order of the columns: the leftmost fault is the one reported.
 */
#include <churn/surveys.h>

#include <stdlib.h>

#include "table/cells.h"

enum role { ROLE_ID, ROLE_DATE, ROLE_SCORE, ROLE_EXPECTED, ROLE_GROUP, ROLES };

struct binding {
    enum role role;
    size_t column;
};

struct churn_surveys {
    struct churn_reader *reader;
    struct churn_cell_rules rules;
    struct churn_survey_roles roles;
    struct binding bindings[ROLES]; /* by column */
    size_t count;
    bool expected;
};

static enum churn_status bind(struct churn_surveys *surveys, enum role role, const char *spec, const char *option,
                              struct churn_error *err)
{
    size_t column;
    enum churn_status status = churn_reader_find(surveys->reader, spec, option, &column, err);
    if (status != CHURN_OK)
        return status;
    size_t at = surveys->count++;
    for (; at > 0 && surveys->bindings[at - 1].column > column; at--)
        surveys->bindings[at] = surveys->bindings[at - 1];
    surveys->bindings[at] = (struct binding){ role, column };
    return CHURN_OK;
}

static enum churn_status bind_expected(struct churn_surveys *surveys, const char *spec, struct churn_error *err)
{
    const char *name = spec != NULL ? spec : "expected";
    surveys->expected = spec != NULL ? spec[0] != '\0' : churn_reader_has(surveys->reader, name);
    return surveys->expected ? bind(surveys, ROLE_EXPECTED, name, "--expected", err) : CHURN_OK;
}

static enum churn_status bind_all(struct churn_surveys *surveys, struct churn_error *err)
{
    const struct churn_survey_roles *roles = &surveys->roles;
    enum churn_status status = bind(surveys, ROLE_ID, roles->id != NULL ? roles->id : "customer_id", "--id", err);
    if (status == CHURN_OK)
        status = bind(surveys, ROLE_DATE, roles->date != NULL ? roles->date : "date", "--date", err);
    if (status == CHURN_OK)
        status = bind(surveys, ROLE_SCORE, roles->score != NULL ? roles->score : "score", "--score", err);
    if (status == CHURN_OK)
        status = bind_expected(surveys, roles->expected, err);
    if (status == CHURN_OK && roles->group != NULL)
        status = bind(surveys, ROLE_GROUP, roles->group, "--group-by", err);
    return status;
}

enum churn_status churn_surveys_new(struct churn_reader *reader, const struct churn_survey_roles *roles,
                                    const struct churn_cell_rules *rules, struct churn_surveys **surveys,
                                    struct churn_error *err)
{
    *surveys = calloc(1, sizeof **surveys);
    if (*surveys == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*surveys)->reader = reader;
    (*surveys)->rules = *rules;
    (*surveys)->roles = *roles;
    enum churn_status status = bind_all(*surveys, err);
    if (status != CHURN_OK) {
        free(*surveys);
        *surveys = NULL;
    }
    return status;
}

void churn_surveys_free(struct churn_surveys *surveys)
{
    free(surveys);
}

bool churn_surveys_have_expected(const struct churn_surveys *surveys)
{
    return surveys->expected;
}

/* A few digits are enough for any scale, and leave room for exact sums of products with days. */
static bool is_large(churn_amount score)
{
    static const churn_amount end = (churn_amount)1000000000 * CHURN_AMOUNT_UNIT; /* 10^CHURN_SCORE_DIGITS */
    return score >= end || score <= -end;
}

static enum churn_status refuse_scale(const struct churn_survey_roles *roles, struct churn_error *err)
{
    char least[CHURN_AMOUNT_TEXT_SIZE], most[CHURN_AMOUNT_TEXT_SIZE];
    churn_amount_write(roles->scale_min, 0, least);
    churn_amount_write(roles->scale_max, 0, most);
    return churn_error_set(err, CHURN_DATA, "is outside the scale %s to %s (--scale)", least, most);
}

static enum churn_status read_score(const struct churn_surveys *surveys, struct churn_text cell, bool *has, churn_amount *score,
                                    unsigned *decimals, struct churn_error *err)
{
    const struct churn_survey_roles *roles = &surveys->roles;
    *has = !cell_is_null(cell, &surveys->rules);
    if (!*has)
        return CHURN_OK;
    enum churn_status status = cell_amount(cell, &surveys->rules, score, decimals, err);
    if (status != CHURN_OK)
        return status;
    if (is_large(*score))
        return churn_error_set(err, CHURN_DATA, "has more than %d digits before the decimal mark", CHURN_SCORE_DIGITS);
    if (roles->has_scale && (*score < roles->scale_min || *score > roles->scale_max))
        return refuse_scale(roles, err);
    return CHURN_OK;
}

static enum churn_status read_cell(const struct churn_surveys *surveys, enum role role, struct churn_text cell,
                                   struct churn_survey *survey, struct churn_error *err)
{
    switch (role) {
    case ROLE_ID:
        survey->id = cell;
        return cell_id(cell, &surveys->rules, "id", err);
    case ROLE_DATE:
        return cell_day(cell, &surveys->rules, &survey->day, err);
    case ROLE_SCORE:
        return read_score(surveys, cell, &survey->has_score, &survey->score, &survey->score_decimals, err);
    case ROLE_EXPECTED:
        return read_score(surveys, cell, &survey->has_expected, &survey->expected, &survey->expected_decimals, err);
    default:
        survey->group = cell_is_null(cell, &surveys->rules) ? (struct churn_text){ NULL, 0 } : cell;
        return CHURN_OK;
    }
}

/* CHURN_END: the row was refused, take the next. */
static enum churn_status read_row(struct churn_surveys *surveys, const struct churn_text *cells, struct churn_survey *survey,
                                  struct churn_error *err)
{
    *survey = (struct churn_survey){ .day = CHURN_DAY_NONE };
    for (size_t i = 0; i < surveys->count; i++) {
        struct binding bound = surveys->bindings[i];
        struct churn_error reason;
        enum churn_status status = read_cell(surveys, bound.role, cells[bound.column], survey, &reason);
        if (status == CHURN_OK)
            continue;
        status = churn_reader_reject(surveys->reader, bound.column, bound.role == ROLE_ID, &reason, err);
        return status == CHURN_OK ? CHURN_END : status;
    }
    return CHURN_OK;
}

enum churn_status churn_surveys_next(struct churn_surveys *surveys, struct churn_survey *survey, struct churn_error *err)
{
    const struct churn_text *cells;
    enum churn_status status;
    while ((status = churn_reader_next(surveys->reader, &cells, err)) == CHURN_OK) {
        status = read_row(surveys, cells, survey, err);
        if (status != CHURN_END)
            return status;
    }
    return status;
}
