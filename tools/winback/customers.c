/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells as a customer to be weighed. */
#include <math.h>
#include <string.h>

#include "common/store_as_of.h"
#include "winback/winback.h"

static enum churn_status refuse(const struct churn_store *store, size_t row, const char *column, const char *why,
                                struct churn_error *err)
{
    struct churn_error reason;
    churn_error_set(&reason, CHURN_DATA, "%s", why);
    return churn_store_refuse(store, row, churn_store_column(store, column), false, &reason, err);
}

static bool is(struct churn_text text, const char *word)
{
    return text.length == strlen(word) && memcmp(text.data, word, text.length) == 0;
}

/* The number of a level's word, or CHURN_RISK_LEVELS. */
static unsigned level_of(struct churn_text word)
{
    unsigned level = 0;
    while (level < CHURN_RISK_LEVELS && !is(word, churn_risk_level_name(level)))
        level++;
    return level;
}

static enum churn_status check_rows(const struct churn_store *store, const struct winback_plan *plan, struct churn_error *err)
{
    for (size_t row = 0; row < churn_store_rows(store); row++) {
        double risk = churn_store_null(store, row, WINBACK_RISK) ? 0 : churn_store_real(store, row, WINBACK_RISK);
        if (!(risk >= 0 && risk <= 1))
            return refuse(store, row, "risk", "is no share from 0 to 1", err);
        if (plan->has_level && !churn_store_null(store, row, WINBACK_LEVEL) &&
            level_of(churn_store_text(store, row, WINBACK_LEVEL)) == CHURN_RISK_LEVELS)
            return refuse(store, row, "level", "is none of low, medium, high, critical", err);
        struct churn_text tier = churn_store_text(store, row, WINBACK_TIER);
        if (tier.length > 0 && !churn_winback_knows_tier(plan->tables, tier))
            return refuse(store, row, "tier", "has no effort; add it to a copy of --print-efforts and use --efforts=FILE", err);
    }
    return CHURN_OK;
}

/* Scores of more than five bins have no 4 or 5 that would mean what the rule means. */
static bool scores_of_five(const struct churn_store *store)
{
    static const size_t scores[] = { WINBACK_F_SCORE, WINBACK_M_SCORE };
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++)
        for (size_t row = 0; row < churn_store_rows(store); row++)
            if (!churn_store_null(store, row, scores[i]) && churn_store_count(store, row, scores[i]) > 5)
                return false;
    return true;
}

static unsigned money_decimals(const struct churn_store *store, const struct winback_plan *plan)
{
    unsigned of_costs = churn_winback_cost_decimals(plan->tables);
    unsigned of_values = churn_store_has(store, WINBACK_VALUE) ? churn_store_decimals(store, WINBACK_VALUE) : 0;
    return of_values > of_costs ? of_values : of_costs;
}

enum churn_status winback_table_make(struct cli *cli, const struct winback_settings *settings, const struct winback_plan *plan,
                                     const struct churn_store *store, struct winback_table *table, struct churn_error *err)
{
    *table = (struct winback_table){ plan, store, CHURN_DAY_NONE, false, 0 };
    enum churn_status status = cli_as_of(cli, settings->as_of, &table->as_of, err);
    if (status == CHURN_OK)
        status = check_rows(store, plan, err);
    if (status == CHURN_OK && churn_store_has(store, WINBACK_FIRST_DATE) && settings->promising == NULL)
        status = cli_store_as_of(cli, store, WINBACK_LAST_DATE, WINBACK_RECENCY_DAYS, &table->as_of, err);
    table->five_scores = scores_of_five(store);
    table->decimals = money_decimals(store, plan);
    return status;
}

static bool read_score(const struct winback_table *table, size_t row, size_t field, uint64_t *score)
{
    bool known = table->five_scores && !churn_store_null(table->store, row, field);
    *score = known ? churn_store_count(table->store, row, field) : 0;
    return known;
}

static bool is_promising(const struct winback_table *table, size_t row)
{
    const struct churn_store *store = table->store;
    struct churn_winback_signs signs = { .has_age = false };
    if (churn_store_has(store, WINBACK_PROMISING))
        return !churn_store_null(store, row, WINBACK_PROMISING) && churn_store_flag(store, row, WINBACK_PROMISING);
    signs.has_age = table->as_of != CHURN_DAY_NONE && !churn_store_null(store, row, WINBACK_FIRST_DATE);
    if (signs.has_age)
        signs.age_days = table->as_of - churn_store_day(store, row, WINBACK_FIRST_DATE);
    signs.has_f_score = read_score(table, row, WINBACK_F_SCORE, &signs.f_score);
    signs.has_m_score = read_score(table, row, WINBACK_M_SCORE, &signs.m_score);
    signs.has_activity =
        !churn_store_null(store, row, WINBACK_RECENT_DAYS) && !churn_store_null(store, row, WINBACK_PREVIOUS_DAYS);
    if (signs.has_activity) {
        signs.recent_purchase_days = churn_store_count(store, row, WINBACK_RECENT_DAYS);
        signs.previous_purchase_days = churn_store_count(store, row, WINBACK_PREVIOUS_DAYS);
    }
    return churn_winback_promising(&signs);
}

/* Set where the cell is 1; an empty cell and a missing column say nothing. */
static bool flagged(const struct churn_store *store, size_t row, size_t field)
{
    return !churn_store_null(store, row, field) && churn_store_flag(store, row, field);
}

static const char *find_block(const struct winback_table *table, size_t row)
{
    for (size_t i = 0; i < table->plan->exclusion_count; i++)
        if (flagged(table->store, row, winback_exclusion_field(table->plan, i)))
            return table->plan->exclusions[i].reason;
    return NULL;
}

static bool level_too_low(const struct winback_table *table, size_t row, unsigned least)
{
    return table->plan->has_level && !churn_store_null(table->store, row, WINBACK_LEVEL) &&
           level_of(churn_store_text(table->store, row, WINBACK_LEVEL)) < least;
}

static struct churn_winback_customer customer_of(const struct winback_table *table, size_t row)
{
    const struct churn_store *store = table->store;
    struct churn_winback_customer customer = { .tier = churn_store_text(store, row, WINBACK_TIER) };
    customer.has_value = !churn_store_null(store, row, WINBACK_VALUE);
    customer.has_risk = !churn_store_null(store, row, WINBACK_RISK);
    if (customer.has_value)
        customer.value = churn_store_amount(store, row, WINBACK_VALUE);
    if (customer.has_risk)
        customer.risk = (churn_amount)llrint(churn_store_real(store, row, WINBACK_RISK) * (double)CHURN_AMOUNT_UNIT);
    if (churn_store_has(store, WINBACK_LIKELY_TYPE))
        customer.likely_type = churn_store_text(store, row, WINBACK_LIKELY_TYPE);
    for (size_t flag = 0; flag < table->plan->flag_count; flag++)
        customer.flags |= (uint64_t)flagged(store, row, winback_flag_field(flag)) << flag;
    customer.promising = is_promising(table, row);
    customer.too_low = level_too_low(table, row, table->plan->least_level);
    return customer;
}

enum churn_status winback_weigh(const struct winback_table *table, size_t row, struct churn_winback_plan *plan,
                                const char **reason, struct churn_error *err)
{
    struct churn_winback_customer customer = customer_of(table, row);
    const char *block = find_block(table, row);
    customer.blocked = block != NULL;
    enum churn_status status =
        churn_winback_weigh(table->plan->tables, &customer, &table->plan->limits, table->decimals, plan, err);
    *reason = block != NULL ? block : churn_winback_verdict_words(plan->verdict);
    return status;
}
