/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two tables of win-back. Rows are checked as they are added, so that what weighs a customer need not doubt them. Flags
 * that actions name are numbered as they come: a customer's flags are then one word of bits.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "model/winback.h"

/* 10^-4 in units of churn_amount */
#define SUCCESS_UNIT (CHURN_AMOUNT_UNIT / 10000)
#define COST_END ((churn_amount)1000000000000000000LL * CHURN_AMOUNT_UNIT)

struct churn_winback *churn_winback_new(void)
{
    return calloc(1, sizeof(struct churn_winback));
}

void churn_winback_free(struct churn_winback *winback)
{
    if (winback == NULL)
        return;
    free(winback->efforts);
    free(winback->actions);
    free(winback);
}

enum churn_status winback_check_success(churn_amount success, struct churn_error *err)
{
    if (success >= 0 && success <= CHURN_AMOUNT_UNIT && success % SUCCESS_UNIT == 0)
        return CHURN_OK;
    return churn_error_set(err, CHURN_DATA, "is no share from 0 to 1 of at most %d decimals", CHURN_WINBACK_SUCCESS_DECIMALS);
}

enum churn_status winback_check_cost(churn_amount cost, struct churn_error *err)
{
    if (cost < 0)
        return churn_error_set(err, CHURN_DATA, "is below 0, which no cost is");
    if (cost >= COST_END)
        return churn_error_set(err, CHURN_DATA, "has more than %d digits before the point", CHURN_AMOUNT_DIGITS);
    return CHURN_OK;
}

static enum churn_status check_figures(churn_amount success, churn_amount cost, struct churn_error *err)
{
    enum churn_status status = winback_check_success(success, err);
    return status == CHURN_OK ? winback_check_cost(cost, err) : status;
}

/* Tables are small: they grow by a row. */
static enum churn_status make_room(void **rows, size_t count, size_t size, struct churn_error *err)
{
    if (count >= CHURN_WINBACK_ROWS_MAX)
        return churn_error_set(err, CHURN_DATA, "is in a table of more than %d rows", CHURN_WINBACK_ROWS_MAX);
    void *grown = reallocarray(*rows, count + 1, size);
    if (grown == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    *rows = grown;
    return CHURN_OK;
}

enum churn_status churn_winback_add_effort(struct churn_winback *winback, const struct churn_winback_effort *effort,
                                           struct churn_error *err)
{
    if (effort->effort[0] == '\0')
        return churn_error_set(err, CHURN_DATA, "is empty; say how hard to try, such as hard");
    for (size_t i = 0; i < winback->effort_count; i++)
        if (strcmp(winback->efforts[i].tier, effort->tier) == 0)
            return churn_error_set(err, CHURN_DATA, "has its row already");
    enum churn_status status = check_figures(effort->success, effort->cost, err);
    void *rows = winback->efforts;
    if (status == CHURN_OK)
        status = make_room(&rows, winback->effort_count, sizeof *winback->efforts, err);
    winback->efforts = rows;
    if (status == CHURN_OK)
        winback->efforts[winback->effort_count++] = *effort;
    return status;
}

static enum churn_status find_flag(struct churn_winback *winback, const char *name, unsigned *flag, struct churn_error *err)
{
    *flag = WINBACK_NO_FLAG;
    if (name[0] == '\0')
        return CHURN_OK;
    for (*flag = 0; *flag < winback->flag_count; ++*flag)
        if (strcmp(winback->flags[*flag], name) == 0)
            return CHURN_OK;
    if (winback->flag_count == CHURN_WINBACK_FLAGS_MAX)
        return churn_error_set(err, CHURN_DATA, "is one of more than %d different flags", CHURN_WINBACK_FLAGS_MAX);
    memcpy(winback->flags[winback->flag_count++], name, strlen(name) + 1);
    return CHURN_OK;
}

enum churn_status churn_winback_add_action(struct churn_winback *winback, const struct churn_winback_action *action,
                                           struct churn_error *err)
{
    unsigned flag;
    if (action->action[0] == '\0')
        return churn_error_set(err, CHURN_DATA, "is empty; say what to do");
    enum churn_status status = check_figures(action->success, action->cost, err);
    void *rows = winback->actions;
    if (status == CHURN_OK)
        status = make_room(&rows, winback->action_count, sizeof *winback->actions, err);
    winback->actions = rows;
    if (status == CHURN_OK)
        status = find_flag(winback, action->flag, &flag, err);
    if (status == CHURN_OK)
        winback->actions[winback->action_count++] = (struct winback_action){ *action, flag };
    return status;
}

const struct churn_winback_effort *churn_winback_effort_at(const struct churn_winback *winback, size_t index)
{
    return index < winback->effort_count ? &winback->efforts[index] : NULL;
}

const struct churn_winback_action *churn_winback_action_at(const struct churn_winback *winback, size_t index)
{
    return index < winback->action_count ? &winback->actions[index].row : NULL;
}

const char *churn_winback_flag(const struct churn_winback *winback, size_t index)
{
    return index < winback->flag_count ? winback->flags[index] : NULL;
}

static unsigned decimals_of(churn_amount cost)
{
    unsigned decimals = CHURN_AMOUNT_DECIMALS;
    for (; decimals > 0 && cost % 10 == 0; cost /= 10)
        decimals--;
    return decimals;
}

unsigned churn_winback_cost_decimals(const struct churn_winback *winback)
{
    unsigned most = 0;
    for (size_t i = 0; i < winback->effort_count; i++)
        if (decimals_of(winback->efforts[i].cost) > most)
            most = decimals_of(winback->efforts[i].cost);
    for (size_t i = 0; i < winback->action_count; i++)
        if (decimals_of(winback->actions[i].row.cost) > most)
            most = decimals_of(winback->actions[i].row.cost);
    return most;
}
