/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which state a ledger is in, and so which inputs it holds.
 *
 * Two files cannot be replaced in one step, so the list of inputs is made to hold for the ledger before and after a run: each
 * line carries the sum of the ledger that it led to, the list is renamed first, and only the lines up to the ledger's own sum
 * count. Killed before the first rename: both old. Between: the ledger is old, the new lines lie below its sum and are not
 * read. After the second: both new. A ledger restored from a backup finds its own line in the same way.
 *
 * The whole file need not be summed before a night's work: its length nearly always leaves one state only, and the pass that
 * copies the rows sums them up and refuses in the end where the guess was wrong.
 */
#include "customer/update.h"

enum churn_status update_refuse_state(const struct churn_update *update, struct churn_error *err)
{
    return update_refuse(update, UPDATE_STRANGE, err);
}

static bool same_state(const struct update_line *a, const struct update_line *b)
{
    return a->has_state && b->has_state && sum_equal(&a->state, &b->state);
}

/* The states with the ledger's length: how many different ones, and the last of them. */
static size_t states_of_length(const struct update_list *list, uint64_t length, size_t *last)
{
    size_t states = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!list->lines[i].has_state || list->lines[i].state.length != length)
            continue;
        states += states == 0 || !same_state(&list->lines[i], &list->lines[*last]);
        *last = i;
    }
    return states;
}

bool update_find_state(const struct update_list *list, const struct sum *sum, size_t *line)
{
    bool found = false;
    for (size_t i = 0; i < list->count; i++)
        if (list->lines[i].has_state && sum_equal(&list->lines[i].state, sum)) {
            *line = i;
            found = true;
        }
    return found;
}

/* What a restored backup must not bring back: the states before customers were forgotten. */
static void forget_states(struct update_list *list)
{
    size_t last = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!list->lines[i].has_digest)
            last = i;
    for (size_t i = 0; i < last; i++)
        list->lines[i].has_state = false;
}

/* There is a list: which line is the ledger's? */
enum churn_status update_choose_state(struct churn_update *update, struct churn_error *err)
{
    size_t line = 0;
    size_t states = states_of_length(&update->list, (uint64_t)update->found.st_size, &line);
    if (states == 0)
        return update_refuse_state(update, err);
    if (states > 1 || line == 0) {
        struct sum sum;
        enum churn_status status = update_sum_file(update->ledger, &sum, err);
        if (status != CHURN_OK)
            return update_place(update, status, err);
        if (!update_find_state(&update->list, &sum, &line))
            return update_refuse_state(update, err);
    }
    update_list_cut(&update->list, line + 1);
    update->expected = update->list.lines[line].state;
    update->customers = update->list.lines[line].customers;
    update->kind = line > 0 ? CHURN_UPDATE_KNOWN : CHURN_UPDATE_FOREIGN; /* the first was written by somebody else */
    forget_states(&update->list);
    return CHURN_OK;
}

enum churn_status churn_update_verify(const struct churn_update *update, struct churn_error *err)
{
    struct sum sum;
    if (update->ledger < 0 || update->source != update->ledger) /* of a copy that was just read */
        return CHURN_OK;
    enum churn_status status = update_sum_file(update->ledger, &sum, err);
    if (status != CHURN_OK)
        return update_place(update, status, err);
    return sum_equal(&sum, &update->expected) ? CHURN_OK : update_refuse_state(update, err);
}

enum churn_status update_begin_list(struct churn_update *update, struct churn_error *err)
{
    struct update_line line = { .name = (char *)"", .has_state = true };
    enum churn_status status = CHURN_OK;
    update_list_cut(&update->list, 0);
    if (update->ledger >= 0)
        status = update_sum_file(update->ledger, &line.state, err);
    return status == CHURN_OK ? update_list_add(&update->list, &line, err) : update_place(update, status, err);
}

/*
 * No ledger: a list that ends with the run that was to create it is that of a run killed on the way. One that goes on tells of
 * a ledger that was lost.
 */
enum churn_status update_begin_ledger(struct churn_update *update, struct churn_error *err)
{
    const struct update_list *list = &update->list;
    bool lost = list->count > 0 && (!list->lines[0].has_state || list->lines[0].state.length > 0);
    for (size_t i = 2; i < list->count; i++)
        lost = lost || !same_state(&list->lines[i], &list->lines[1]);
    if (lost)
        return update_refuse(update,
                             "is not there, but its list of inputs is, with .inputs behind its name: restore the ledger, or "
                             "remove the list to begin a new one",
                             err);
    update->kind = CHURN_UPDATE_ABSENT;
    return update_begin_list(update, err);
}
