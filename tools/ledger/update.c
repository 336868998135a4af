/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A night: look at every input whole, read the rows of those that are new, and let the library replace the ledger. The list of
 * inputs is a side output and the ledger the main one, so that they are committed in this order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/ledger.h"

static const char *const STANDARD[] = { "-" };

/* The copy of a pipe takes its place: standard input keeps its name for messages, another gets that of its descriptor. */
static enum churn_status take_copy(struct ledger_night *night, const char *path, int copy, struct churn_error *err)
{
    if (copy < 0) {
        night->paths[night->path_count++] = path;
        return CHURN_OK;
    }
    if (strcmp(path, "-") != 0) {
        snprintf(night->copies[night->path_count], sizeof night->copies[0], "/dev/fd/%d", copy);
        night->paths[night->path_count] = night->copies[night->path_count];
        night->path_count++;
        return CHURN_OK;
    }
    bool placed = dup2(copy, STDIN_FILENO) == STDIN_FILENO;
    close(copy);
    night->paths[night->path_count++] = path;
    return placed ? CHURN_OK : churn_error_set(err, CHURN_IO, "standard input cannot be read again");
}

static enum churn_status look_at(struct ledger_night *night, const char *path, struct churn_error *err)
{
    bool taken;
    int copy;
    enum churn_status status = churn_update_input(night->update, path, night->settings->again, &taken, &copy, err);
    if (status != CHURN_OK)
        return status;
    if (!taken)
        return take_copy(night, path, copy, err);
    cli_note(night->cli, "%s: taken in before, left out; --again takes it in once more",
             strcmp(path, "-") == 0 ? "<stdin>" : path);
    return CHURN_OK;
}

/* Without files standard input is read, unless there is something else to do. */
static enum churn_status look_at_inputs(struct ledger_night *night, struct churn_error *err)
{
    const char *const *operands = night->cli->operands;
    size_t count = night->cli->operand_count;
    if (count == 0 && night->settings->forget == NULL) {
        operands = STANDARD;
        count = 1;
    }
    night->paths = reallocarray(NULL, count + 1, sizeof *night->paths);
    night->copies = calloc(count + 1, sizeof *night->copies);
    if (night->paths == NULL || night->copies == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < count; i++)
        status = look_at(night, operands[i], err);
    return status;
}

static enum churn_status read_rows(struct ledger_night *night, bool chosen, struct churn_ledger_options *keeps,
                                   struct churn_error *err)
{
    struct churn_reader *reader = NULL;
    churn_amount total = 0;
    unsigned decimals = 0;
    night->cli->operands = night->paths;
    night->cli->operand_count = night->path_count;
    enum churn_status status = cli_reader_open(night->cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = ledger_fold(night->settings, night->cli, reader, chosen, keeps, &night->ledger, err);
    if (night->ledger != NULL) {
        total = churn_ledger_total(night->ledger);
        decimals = churn_ledger_decimals(night->ledger);
    }
    return cli_reader_close(night->cli, status == CHURN_OK ? CHURN_END : status, &total, decimals, err);
}

/* The table's ids under the same rules as those of the rows, so that the two mean the same customers. */
static enum churn_status read_forget(struct ledger_night *night, struct churn_error *err)
{
    const char *column = night->settings->id != NULL ? night->settings->id : "customer_id";
    struct churn_reader *reader = NULL;
    enum churn_status status = cli_reader_open_paths(night->cli, &night->settings->forget, 1, &reader, err);
    if (status != CHURN_OK)
        return status;
    struct churn_cell_rules rules;
    status = cli_cell_rules(night->cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_update_forget(night->update, reader, column, &rules, err);
    return cli_reader_close(night->cli, status == CHURN_OK ? CHURN_END : status, NULL, 0, err);
}

/* What the ledger carries it goes on carrying; an option may repeat it. */
static enum churn_status choose_sets(const struct ledger_night *night, struct churn_ledger_options *keeps, bool *chosen,
                                     struct churn_error *err)
{
    struct churn_ledger_options carries = *keeps;
    *chosen = night->settings->keep != NULL;
    if (churn_update_found(night->update) == CHURN_UPDATE_ABSENT)
        return CHURN_OK;
    churn_update_carries(night->update, &carries);
    if (*chosen && (carries.keep_orders != keeps->keep_orders || carries.keep_days != keeps->keep_days ||
                    carries.keep_spend != keeps->keep_spend))
        return churn_error_set(err, CHURN_USAGE, "--keep asks for other sets than the ledger carries; leave it out");
    *keeps = carries;
    *chosen = true;
    return CHURN_OK;
}

static void say(const struct ledger_night *night, const struct churn_update_counts *counts)
{
    enum churn_update_kind found = churn_update_found(night->update);
    const char *path = night->settings->update;
    char forgotten[100] = "";
    if (found == CHURN_UPDATE_ABSENT)
        cli_note(night->cli, "%s: no ledger was there, this is a new one", path);
    if (found == CHURN_UPDATE_FOREIGN)
        cli_note(night->cli, "%s: had no list of inputs; it begins with this run, in %s", path,
                 churn_update_list_path(night->update));
    if (night->settings->forget != NULL)
        snprintf(forgotten, sizeof forgotten, ", forgotten %llu, not there to be forgotten %llu",
                 (unsigned long long)counts->forgotten, (unsigned long long)counts->unknown);
    cli_note(night->cli, "%s: customers %llu, new %llu, changed %llu%s", path, (unsigned long long)counts->customers,
             (unsigned long long)counts->added, (unsigned long long)counts->changed, forgotten);
}

static enum churn_status replace_ledger(struct ledger_night *night, struct churn_error *err)
{
    struct churn_writer *ledger_writer = NULL, *list_writer = NULL;
    struct churn_update_counts counts;
    night->cli->settings.output = churn_update_path(night->update);
    enum churn_status status = cli_side_writer_open(night->cli, churn_update_list_path(night->update), &list_writer, err);
    if (status == CHURN_OK)
        status = cli_writer_open(night->cli, &ledger_writer, err);
    if (status == CHURN_OK)
        status = churn_update_write(night->update, night->ledger, ledger_writer, list_writer, &counts, err);
    if (status == CHURN_OK)
        status = cli_writer_close(night->cli, err);
    if (status == CHURN_OK)
        say(night, &counts);
    return status;
}

/* A reject file in the lock's place would let two runs in at once. */
static enum churn_status check_rejects(const struct ledger_night *night, struct churn_error *err)
{
    const char *rejects = night->cli->settings.rejects;
    if (rejects != NULL && (cli_same_file(rejects, churn_update_lock_path(night->update)) ||
                            cli_same_file(rejects, churn_update_list_path(night->update))))
        return churn_error_set(err, CHURN_USAGE, "--rejects names the lock or the list of inputs of the ledger");
    return CHURN_OK;
}

static enum churn_status run(struct ledger_night *night, struct churn_ledger_options *keeps, struct churn_error *err)
{
    bool chosen, any_bytes = night->cli->settings.encoding != NULL && strcmp(night->cli->settings.encoding, "bytes") == 0;
    enum churn_status status = churn_update_new(night->settings->update, any_bytes, &night->update, err);
    if (status == CHURN_OK)
        status = check_rejects(night, err);
    if (status == CHURN_OK)
        status = choose_sets(night, keeps, &chosen, err);
    if (status == CHURN_OK)
        status = look_at_inputs(night, err);
    if (status == CHURN_OK && night->path_count == 0 && night->settings->forget == NULL)
        return churn_update_verify(night->update, err);
    if (status != CHURN_OK)
        return status;
    if (night->path_count == 0 && churn_update_found(night->update) == CHURN_UPDATE_ABSENT)
        return churn_error_set(err, CHURN_DATA, "there is no ledger of that name to forget customers from");
    status = night->path_count > 0 ? read_rows(night, chosen, keeps, err) : churn_ledger_new(keeps, &night->ledger, err);
    if (status == CHURN_OK && night->settings->forget != NULL)
        status = read_forget(night, err);
    return status == CHURN_OK ? replace_ledger(night, err) : status;
}

enum churn_status ledger_update(struct ledger_night *night, struct cli *cli, const struct settings *settings,
                                struct churn_ledger_options *keeps, struct churn_error *err)
{
    night->cli = cli;
    night->settings = settings;
    return run(night, keeps, err);
}

void ledger_night_clear(struct ledger_night *night)
{
    churn_ledger_free(night->ledger);
    churn_update_free(night->update);
    free(night->paths);
    free(night->copies);
}
