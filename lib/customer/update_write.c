/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the new ledger and its list, and the last looks before they may take their places. */
#include <stdlib.h>
#include <string.h>

#include "customer/update_pass.h"
#include "table/file.h"

#define BEHIND ((off_t)4 << 20) /* of a smaller ledger a thread costs more than it saves */

/* What was copied unseen is right where the sum is. Nobody else may have put another file in its place meanwhile. */
static enum churn_status check_ledger(const struct pass *pass, struct churn_error *err)
{
    const struct churn_update *update = pass->update;
    struct sum sum;
    struct stat now;
    bool there = stat(update->path, &now) == 0;
    if (there != (update->ledger >= 0) || (there && (now.st_dev != update->found.st_dev || now.st_ino != update->found.st_ino)))
        return update_refuse_state(update, err);
    sum_value(pass->source.sum, &sum);
    return update->source < 0 || sum_equal(&sum, &update->expected) ? CHURN_OK : update_refuse_state(update, err);
}

/* A ledger that lost customers, or that no input led to, has a line of its own. */
static bool wants_line(const struct churn_update *update, const struct sum *state, uint64_t removed)
{
    const struct update_line *last = &update->list.lines[update->list.count - 1];
    return removed > 0 || (update->night.count == 0 && !(last->has_state && sum_equal(&last->state, state)));
}

/*
 * A backup must not bring back who is forgotten. The ledger there is now must still be known, for this run may be killed; its
 * own turn comes when the next run has seen the new one.
 */
static void forget_older_states(struct update_list *list)
{
    const struct sum now = list->lines[list->count - 1].state;
    for (size_t i = 0; i < list->count; i++)
        if (!sum_equal(&list->lines[i].state, &now))
            list->lines[i].has_state = false;
}

/* The state that this run leads to, and the lines that carry it. */
static enum churn_status add_lines(struct churn_update *update, const struct sum *state, uint64_t customers, uint64_t removed,
                                   struct churn_error *err)
{
    struct update_line line = { .name = (char *)"", .has_state = true, .state = *state, .customers = customers };
    enum churn_status status = CHURN_OK;
    if (removed > 0)
        forget_older_states(&update->list);
    if (wants_line(update, state, removed))
        status = update_list_add(&update->list, &line, err);
    for (size_t i = 0; status == CHURN_OK && i < update->night.count; i++) {
        line = update->night.lines[i];
        line.has_state = true;
        line.state = *state;
        line.customers = customers;
        status = update_list_add(&update->list, &line, err);
    }
    return status;
}

static enum churn_status write_list(const struct churn_update *update, struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = update_list_write(&update->list, writer, err);
    return status == CHURN_OK && update->has_list ? file_keep_mode(writer_file(writer), &update->list_found, err) : status;
}

static enum churn_status write_ledger(struct pass *pass, struct sum_state *sum, struct sum *state, struct churn_error *err)
{
    struct churn_update *update = pass->update;
    struct churn_file *file = writer_file(pass->writer);
    file_sum(file, sum);
    if (update->found.st_size >= BEHIND)
        file_write_behind(file);
    enum churn_status status = ledger_write_header(pass->night, pass->writer, err);
    if (status == CHURN_OK)
        status = pass_rows(pass, err);
    if (status == CHURN_OK)
        status = churn_writer_flush(pass->writer, err);
    enum churn_status drained = file_drain(file, status == CHURN_OK ? err : NULL);
    status = status == CHURN_OK ? drained : status;
    file_sum(file, NULL);
    if (status == CHURN_OK && update->ledger >= 0)
        status = file_keep_mode(file, &update->found, err);
    sum_value(sum, state);
    return status == CHURN_OK ? check_ledger(pass, err) : status;
}

enum churn_status churn_update_write(struct churn_update *update, struct churn_ledger *night,
                                     struct churn_writer *ledger_writer, struct churn_writer *list_writer,
                                     struct churn_update_counts *counts, struct churn_error *err)
{
    struct pass pass = { .update = update, .night = night, .writer = ledger_writer, .counts = counts };
    struct sum_state *sum = NULL;
    struct sum state;
    *counts = (struct churn_update_counts){ .customers = 0 };
    enum churn_status status = pass_init(&pass, err);
    if (status == CHURN_OK)
        status = sum_new(&sum, err);
    if (status == CHURN_OK)
        status = write_ledger(&pass, sum, &state, err);
    if (status == CHURN_OK)
        status = update_check_inputs(update, err);
    counts->customers = update->customers + counts->added - pass.removed;
    if (status == CHURN_OK)
        status = add_lines(update, &state, counts->customers, pass.removed, err);
    if (status == CHURN_OK)
        status = write_list(update, list_writer, err);
    pass_clear(&pass);
    sum_free(sum);
    return status;
}
