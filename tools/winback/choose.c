/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is on the list. All are ordered by expected gain, ties by id; of those with nothing against them come the first so many
 * of each owner, of these the first so many in all, and of these whom the budget pays. Figures are weighed anew when a row is
 * written: they are quick to find and long to keep.
 */
#include <stdlib.h>

#include "common/groups.h"
#include "winback/winback.h"

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

/* Who has no figures stands behind all who have. */
#define NO_GAIN WINBACK_NOT_GIVEN

static enum churn_status weigh_all(const struct winback_table *table, struct winback_choice *choice,
                                   struct churn_winback_offer *offers, struct churn_error *err)
{
    struct churn_winback_plan plan;
    const char *reason;
    enum churn_status status = CHURN_OK;
    for (size_t row = 0; status == CHURN_OK && row < choice->rows; row++) {
        status = winback_weigh(table, row, &plan, &reason, err);
        choice->verdict[row] = (uint8_t)plan.verdict;
        offers[row] =
            plan.weighed ? (struct churn_winback_offer){ plan.gain, plan.cost } : (struct churn_winback_offer){ NO_GAIN, 0 };
    }
    return status;
}

static bool is_listed(const struct winback_choice *choice, size_t place)
{
    return choice->verdict[choice->order[place]] == CHURN_WINBACK_LISTED;
}

static enum churn_status cut_each(const struct churn_store *store, uint64_t most, struct winback_choice *choice,
                                  struct churn_error *err)
{
    struct cli_groups owners;
    enum churn_status status = cli_groups_make(store, WINBACK_OWNER, &owners, err);
    uint64_t *taken = status == CHURN_OK ? calloc(owners.count + 1, sizeof *taken) : NULL;
    for (size_t place = 0; taken != NULL && place < choice->rows; place++) {
        size_t row = choice->order[place];
        if (is_listed(choice, place) && taken[owners.group_of[row]]++ >= most)
            choice->verdict[row] = CHURN_WINBACK_BEYOND_TOP;
    }
    if (status == CHURN_OK && taken == NULL)
        status = no_memory(err);
    free(taken);
    cli_groups_clear(&owners);
    return status;
}

static void cut_all(uint64_t most, struct winback_choice *choice)
{
    uint64_t taken = 0;
    for (size_t place = 0; place < choice->rows; place++)
        if (is_listed(choice, place) && taken++ >= most)
            choice->verdict[choice->order[place]] = CHURN_WINBACK_BEYOND_TOP;
}

/* By id, so that equal offers are taken in its order. */
static enum churn_status spend(const struct churn_winback_offer *offers, churn_amount budget, struct winback_choice *choice,
                               struct churn_error *err)
{
    struct churn_winback_offer *open = calloc(choice->rows + 1, sizeof *open);
    size_t *row_of = calloc(choice->rows + 1, sizeof *row_of), count = 0;
    bool *taken = calloc(choice->rows + 1, sizeof *taken);
    churn_amount spent;
    enum churn_status status = open != NULL && row_of != NULL && taken != NULL ? CHURN_OK : no_memory(err);
    for (size_t row = 0; status == CHURN_OK && row < choice->rows; row++) {
        if (choice->verdict[row] != CHURN_WINBACK_LISTED)
            continue;
        open[count] = offers[row];
        row_of[count++] = row;
    }
    if (status == CHURN_OK)
        status = churn_winback_spend(open, count, budget, taken, &spent, err);
    for (size_t i = 0; status == CHURN_OK && i < count; i++)
        if (!taken[i])
            choice->verdict[row_of[i]] = CHURN_WINBACK_OVER_BUDGET;
    free(open);
    free(row_of);
    free(taken);
    return status;
}

/* Who is on the list first; within either part as before. */
static enum churn_status part(struct winback_choice *choice, struct churn_error *err)
{
    size_t *parted = calloc(choice->rows + 1, sizeof *parted);
    if (parted == NULL)
        return no_memory(err);
    for (size_t place = 0; place < choice->rows; place++)
        if (is_listed(choice, place))
            parted[choice->listed++] = choice->order[place];
    size_t next = choice->listed;
    for (size_t place = 0; place < choice->rows; place++)
        if (!is_listed(choice, place))
            parted[next++] = choice->order[place];
    free(choice->order);
    choice->order = parted;
    return CHURN_OK;
}

static enum churn_status add_up(const struct winback_table *table, struct winback_choice *choice, struct churn_error *err)
{
    struct churn_winback_plan plan;
    const char *reason;
    enum churn_status status = CHURN_OK;
    for (size_t row = 0; row < choice->rows; row++)
        choice->verdicts[choice->verdict[row]]++;
    for (size_t place = 0; status == CHURN_OK && place < choice->listed; place++) {
        status = winback_weigh(table, choice->order[place], &plan, &reason, err);
        if (status == CHURN_OK)
            status = churn_amount_add(&choice->at_stake, plan.at_stake, err);
        if (status == CHURN_OK)
            status = churn_amount_add(&choice->cost, plan.cost, err);
        if (status == CHURN_OK)
            status = churn_amount_add(&choice->gain, plan.gain, err);
    }
    return status;
}

static enum churn_status choose(const struct winback_table *table, const struct winback_settings *settings,
                                struct winback_choice *choice, struct churn_winback_offer *offers, struct churn_error *err)
{
    enum churn_status status = weigh_all(table, choice, offers, err);
    if (status == CHURN_OK)
        status = churn_winback_order(offers, choice->rows, choice->order, err);
    if (status == CHURN_OK && settings->top_each != UINT64_MAX)
        status = cut_each(table->store, settings->top_each, choice, err);
    if (status != CHURN_OK)
        return status;
    cut_all(settings->top, choice);
    if (settings->budget != WINBACK_NOT_GIVEN)
        status = spend(offers, settings->budget, choice, err);
    if (status == CHURN_OK)
        status = part(choice, err);
    return status == CHURN_OK ? add_up(table, choice, err) : status;
}

enum churn_status winback_choose(const struct winback_table *table, const struct winback_settings *settings,
                                 struct winback_choice *choice, struct churn_error *err)
{
    size_t rows = churn_store_rows(table->store);
    *choice = (struct winback_choice){ .rows = rows };
    struct churn_winback_offer *offers = calloc(rows + 1, sizeof *offers);
    choice->order = calloc(rows + 1, sizeof *choice->order);
    choice->verdict = calloc(rows + 1, sizeof *choice->verdict);
    enum churn_status status = offers != NULL && choice->order != NULL && choice->verdict != NULL
                                   ? choose(table, settings, choice, offers, err)
                                   : no_memory(err);
    free(offers);
    return status;
}

void winback_choice_clear(struct winback_choice *choice)
{
    free(choice->order);
    free(choice->verdict);
    *choice = (struct winback_choice){ .order = NULL };
}
