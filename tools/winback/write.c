/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everybody in the order of the choice, into the files where they belong. */
#include "winback/winback.h"

void winback_run_clear(struct winback_run *run)
{
    winback_owners_free(run->owners);
    winback_columns_clear(&run->excluded_columns);
    winback_columns_clear(&run->columns);
    winback_choice_clear(&run->choice);
    churn_store_free(run->store);
    winback_plan_clear(&run->plan);
}

static enum churn_status write_listed(struct winback_run *run, struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = winback_write_header(run->store, &run->columns, writer, err);
    for (size_t place = 0; status == CHURN_OK && place < run->choice.listed; place++) {
        size_t row = run->choice.order[place];
        status = winback_write_row(&run->table, &run->choice, row, place + 1, &run->columns, writer, err);
        if (status == CHURN_OK && run->owners != NULL)
            status = winback_owners_write(run->owners, &run->table, &run->choice, row, place + 1, &run->columns, err);
    }
    return status;
}

static enum churn_status write_excluded(const struct winback_run *run, const struct winback_columns *columns,
                                        struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t place = run->choice.listed; status == CHURN_OK && place < run->choice.rows; place++)
        status = winback_write_row(&run->table, &run->choice, run->choice.order[place], 0, columns, writer, err);
    return status;
}

enum churn_status winback_write(struct cli *cli, const struct winback_settings *settings, struct winback_run *run,
                                struct churn_error *err)
{
    struct churn_writer *writer, *other;
    enum churn_status status = cli_writer_open(cli, &writer, err);
    if (status == CHURN_OK && settings->out_dir != NULL)
        status = winback_owners_open(cli, settings, &run->table, &run->columns, &run->owners, err);
    if (status == CHURN_OK)
        status = write_listed(run, writer, err);
    if (status == CHURN_OK && run->owners != NULL)
        status = winback_owners_index(cli, run->owners, run->table.decimals, err);
    if (status != CHURN_OK)
        return status;
    if (settings->excluded == NULL)
        return winback_columns_tell_reason(run->store, &run->columns) ? write_excluded(run, &run->columns, writer, err)
                                                                      : CHURN_OK;
    status = winback_columns_of_excluded(run->store, &run->columns, &run->excluded_columns, err);
    if (status == CHURN_OK)
        status = cli_list_writer_open(cli, settings->excluded, &other, err);
    if (status == CHURN_OK)
        status = winback_write_header(run->store, &run->excluded_columns, other, err);
    return status == CHURN_OK ? write_excluded(run, &run->excluded_columns, other, err) : status;
}
