/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows with a score to values. The cells of a row are checked in the order of the columns, so the fault that is reported is the
 * leftmost one whatever the roles are called.
 */
#include <churn/outcomes.h>

#include <stdlib.h>

#include "table/cells.h"

enum role { ROLE_ID, ROLE_DATE, ROLE_SCORE, ROLE_RETAINED, ROLE_CHURNED, ROLE_WEIGHT, ROLE_VALUE, ROLE_GROUP, ROLES };

struct binding {
    enum role role;
    size_t column;
};

struct churn_responses {
    struct churn_reader *reader;
    struct churn_cell_rules rules;
    struct binding bindings[ROLES]; /* by column */
    size_t count;
    unsigned weight_decimals, value_decimals;
};

#define LONGEST_WORD 5 /* false */

enum churn_status churn_outcome_parse(struct churn_text cell, const struct churn_cell_rules *rules, bool *retained, bool *null,
                                      struct churn_error *err)
{
    char word[LONGEST_WORD + 1];
    struct churn_text folded = { word, cell.length };
    *null = cell_is_null(cell, rules);
    if (*null)
        return CHURN_OK;
    for (size_t i = 0; i < cell.length && cell.length <= LONGEST_WORD; i++)
        word[i] = (char)(cell.data[i] >= 'A' && cell.data[i] <= 'Z' ? cell.data[i] - 'A' + 'a' : cell.data[i]);
    return cell_flag(cell.length <= LONGEST_WORD ? folded : cell, rules, retained, err);
}

enum churn_status churn_score_parse(struct churn_text cell, const struct churn_cell_rules *rules, double *score,
                                    bool *has_score, struct churn_error *err)
{
    *has_score = !cell_is_null(cell, rules);
    if (!*has_score)
        return CHURN_OK;
    enum churn_status status = cell_real(cell, rules, score, err);
    if (status == CHURN_OK && *score == 0)
        *score = 0; /* -0 and 0 are one score */
    return status;
}

static enum churn_status bind(struct churn_responses *responses, enum role role, const char *spec, const char *option,
                              struct churn_error *err)
{
    size_t column;
    if (spec == NULL)
        return CHURN_OK;
    enum churn_status status = churn_reader_find(responses->reader, spec, option, &column, err);
    if (status != CHURN_OK)
        return status;
    size_t at = responses->count++;
    for (; at > 0 && responses->bindings[at - 1].column > column; at--)
        responses->bindings[at] = responses->bindings[at - 1];
    responses->bindings[at] = (struct binding){ role, column };
    return CHURN_OK;
}

static enum churn_status bind_all(struct churn_responses *responses, const struct churn_response_roles *roles,
                                  struct churn_error *err)
{
    const char *const specs[ROLES] = { roles->id,      roles->date,   roles->score, roles->retained,
                                       roles->churned, roles->weight, roles->value, roles->group };
    static const char *const options[ROLES] = { "--id",      "--date",   "--score", "--retained",
                                                "--churned", "--weight", "--value", "--group-by" };
    enum churn_status status = CHURN_OK;
    for (size_t role = 0; status == CHURN_OK && role < ROLES; role++)
        status = bind(responses, (enum role)role, specs[role], options[role], err);
    return status;
}

enum churn_status churn_responses_new(struct churn_reader *reader, const struct churn_response_roles *roles,
                                      const struct churn_cell_rules *rules, struct churn_responses **responses,
                                      struct churn_error *err)
{
    *responses = calloc(1, sizeof **responses);
    if (*responses == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*responses)->reader = reader;
    (*responses)->rules = *rules;
    enum churn_status status = bind_all(*responses, roles, err);
    if (status != CHURN_OK) {
        free(*responses);
        *responses = NULL;
    }
    return status;
}

void churn_responses_free(struct churn_responses *responses)
{
    free(responses);
}

static enum churn_status read_outcome(const struct churn_responses *responses, struct churn_text cell, bool churned,
                                      struct churn_response *response, struct churn_error *err)
{
    bool null = true;
    enum churn_status status = churn_outcome_parse(cell, &responses->rules, &response->retained, &null, err);
    response->has_outcome = !null;
    response->retained = response->retained != churned;
    return status;
}

static enum churn_status read_weight(struct churn_responses *responses, struct churn_text cell, struct churn_response *response,
                                     struct churn_error *err)
{
    unsigned decimals;
    enum churn_status status = cell_amount(cell, &responses->rules, &response->weight, &decimals, err);
    if (status != CHURN_OK)
        return status;
    if (response->weight < 0)
        return churn_error_set(err, CHURN_DATA, "is below 0, and counts observations");
    if (decimals > responses->weight_decimals)
        responses->weight_decimals = decimals;
    return CHURN_OK;
}

static enum churn_status read_value(struct churn_responses *responses, struct churn_text cell, struct churn_response *response,
                                    struct churn_error *err)
{
    unsigned decimals;
    response->has_value = !cell_is_null(cell, &responses->rules);
    if (!response->has_value)
        return CHURN_OK;
    enum churn_status status = cell_amount(cell, &responses->rules, &response->value, &decimals, err);
    if (status == CHURN_OK && decimals > responses->value_decimals)
        responses->value_decimals = decimals;
    return status;
}

static enum churn_status read_cell(struct churn_responses *responses, enum role role, struct churn_text cell,
                                   struct churn_response *response, struct churn_error *err)
{
    switch (role) {
    case ROLE_ID:
        response->id = cell;
        return cell_id(cell, &responses->rules, "id", err);
    case ROLE_DATE:
        return cell_day(cell, &responses->rules, &response->day, err);
    case ROLE_SCORE:
        return churn_score_parse(cell, &responses->rules, &response->score, &response->has_score, err);
    case ROLE_RETAINED:
    case ROLE_CHURNED:
        return read_outcome(responses, cell, role == ROLE_CHURNED, response, err);
    case ROLE_WEIGHT:
        return read_weight(responses, cell, response, err);
    case ROLE_VALUE:
        return read_value(responses, cell, response, err);
    default:
        response->group = cell_is_null(cell, &responses->rules) ? (struct churn_text){ NULL, 0 } : cell;
        return CHURN_OK;
    }
}

/* CHURN_END: the row was refused, take the next. */
static enum churn_status read_row(struct churn_responses *responses, const struct churn_text *cells,
                                  struct churn_response *response, struct churn_error *err)
{
    *response = (struct churn_response){ .day = CHURN_DAY_NONE, .weight = CHURN_AMOUNT_UNIT };
    for (size_t i = 0; i < responses->count; i++) {
        struct binding bound = responses->bindings[i];
        struct churn_error reason;
        enum churn_status status = read_cell(responses, bound.role, cells[bound.column], response, &reason);
        if (status == CHURN_OK)
            continue;
        status = churn_reader_reject(responses->reader, bound.column, bound.role == ROLE_ID, &reason, err);
        return status == CHURN_OK ? CHURN_END : status;
    }
    return CHURN_OK;
}

enum churn_status churn_responses_next(struct churn_responses *responses, struct churn_response *response,
                                       struct churn_error *err)
{
    const struct churn_text *cells;
    enum churn_status status;
    while ((status = churn_reader_next(responses->reader, &cells, err)) == CHURN_OK) {
        status = read_row(responses, cells, response, err);
        if (status != CHURN_END)
            return status;
    }
    return status;
}

unsigned churn_responses_weight_decimals(const struct churn_responses *responses)
{
    return responses->weight_decimals;
}

unsigned churn_responses_value_decimals(const struct churn_responses *responses)
{
    return responses->value_decimals;
}
