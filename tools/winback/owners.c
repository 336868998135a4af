/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list for each owner: DIR/NAME.csv, the name made safe, and DIR/owners.csv, which says whose which is. Owners without
 * anybody to call have an empty list, so that nobody takes last night's for tonight's; lists that the index of last night names
 * and tonight's does not are removed when all is written. What the index does not name is left alone.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "winback/owners.h"

enum churn_status owners_path(const char *folder, struct churn_text owner, char path[PATH_MAX], struct churn_error *err)
{
    char name[CHURN_FILE_NAME_SIZE];
    enum churn_status status = churn_file_name(owner, name, err);
    bool is_index = status == CHURN_OK && strcmp(name, OWNERS_INDEX) == 0;
    if (status == CHURN_OK &&
        snprintf(path, PATH_MAX, "%s/%s%s.csv", folder, is_index ? "%6F" : "", name + is_index) >= PATH_MAX)
        return churn_error_set(err, CHURN_USAGE, "--out-dir: the path is too long");
    return status;
}

static enum churn_status check_folder(const char *folder, struct churn_error *err)
{
    struct stat found;
    if (stat(folder, &found) != 0)
        return churn_error_set(err, CHURN_IO, "--out-dir: %.200s: %s", folder, strerror(errno));
    if (!S_ISDIR(found.st_mode))
        return churn_error_set(err, CHURN_USAGE, "--out-dir: %.200s is no folder", folder);
    return CHURN_OK;
}

/* A name is made from data: it must not write where a link leads, nor wait for a pipe's reader. */
static enum churn_status check_place(const char *path, struct churn_error *err)
{
    struct stat found;
    if (lstat(path, &found) != 0 || S_ISREG(found.st_mode))
        return CHURN_OK;
    return churn_error_set(err, CHURN_IO, "--out-dir: %.300s is there and is no regular file; remove it", path);
}

static enum churn_status open_lists(struct cli *cli, struct winback_owners *owners, const struct churn_store *store,
                                    const struct winback_columns *columns, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < owners->groups.count; i++) {
        struct owner_list *list = &owners->lists[i];
        status = check_place(list->path, err);
        if (status == CHURN_OK)
            status = cli_list_writer_open(cli, list->path, &list->writer, err);
        if (status == CHURN_OK)
            status = winback_write_header(store, columns, list->writer, err);
    }
    return status;
}

static enum churn_status make_paths(struct winback_owners *owners, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    if (snprintf(owners->index_path, PATH_MAX, "%s/" OWNERS_INDEX ".csv", owners->folder) >= PATH_MAX)
        return churn_error_set(err, CHURN_USAGE, "--out-dir: the path is too long");
    if (owners->groups.count > WINBACK_OWNERS_MAX)
        return churn_error_set(err, CHURN_USAGE,
                               "--per-owner: %zu different owners, and lists for at most %d; is that the column?",
                               owners->groups.count, WINBACK_OWNERS_MAX);
    owners->lists = calloc(owners->groups.count + 1, sizeof *owners->lists);
    if (owners->lists == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (size_t i = 0; status == CHURN_OK && i < owners->groups.count; i++) {
        struct owner_list *list = &owners->lists[i];
        status = owners_path(owners->folder, owners->groups.names[i], list->path, err);
        list->file = list->path + strlen(owners->folder) + 1;
    }
    return status;
}

enum churn_status winback_owners_open(struct cli *cli, const struct winback_settings *settings,
                                      const struct winback_table *table, const struct winback_columns *columns,
                                      struct winback_owners **owners, struct churn_error *err)
{
    struct winback_owners *opened = calloc(1, sizeof *opened);
    *owners = opened;
    if (opened == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    opened->folder = settings->out_dir;
    enum churn_status status = check_folder(opened->folder, err);
    if (status == CHURN_OK)
        status = cli_groups_make(table->store, WINBACK_OWNER, &opened->groups, err);
    if (status == CHURN_OK)
        status = make_paths(opened, err);
    if (status == CHURN_OK)
        status = check_place(opened->index_path, err);
    if (status == CHURN_OK)
        status = owners_read_index(opened, err);
    if (status == CHURN_OK)
        status = open_lists(cli, opened, table->store, columns, err);
    return status;
}

void winback_owners_free(struct winback_owners *owners)
{
    if (owners == NULL)
        return;
    cli_groups_clear(&owners->groups);
    free(owners->lists);
    free(owners->stale);
    free(owners);
}

enum churn_status winback_owners_write(struct winback_owners *owners, const struct winback_table *table,
                                       const struct winback_choice *choice, size_t row, size_t rank,
                                       const struct winback_columns *columns, struct churn_error *err)
{
    struct owner_list *list = &owners->lists[owners->groups.group_of[row]];
    struct churn_winback_plan plan;
    const char *reason;
    enum churn_status status = winback_weigh(table, row, &plan, &reason, err);
    list->customers++;
    if (status == CHURN_OK)
        status = churn_amount_add(&list->at_stake, plan.at_stake, err);
    if (status == CHURN_OK)
        status = churn_amount_add(&list->gain, plan.gain, err);
    return status == CHURN_OK ? winback_write_row(table, choice, row, rank, columns, list->writer, err) : status;
}

enum churn_status winback_owners_index(struct cli *cli, struct winback_owners *owners, unsigned decimals,
                                       struct churn_error *err)
{
    static const char *const names[] = { "owner", "file", "customers", "value_at_stake", "expected_gain" };
    struct churn_writer *writer;
    enum churn_status status = cli_side_writer_open(cli, owners->index_path, &writer, err);
    if (status != CHURN_OK)
        return status;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        churn_writer_name(writer, names[i]);
    status = churn_writer_row(writer, err);
    for (size_t i = 0; status == CHURN_OK && i < owners->groups.count; i++) {
        const struct owner_list *list = &owners->lists[i];
        churn_writer_text(writer, owners->groups.names[i]);
        churn_writer_name(writer, list->file);
        churn_writer_integer(writer, (int64_t)list->customers);
        churn_writer_amount(writer, list->at_stake, decimals);
        churn_writer_amount(writer, list->gain, decimals);
        status = churn_writer_row(writer, err);
    }
    return status;
}
