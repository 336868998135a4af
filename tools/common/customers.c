/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of customers, read whole: what nearly every tool behind the first begins with. */
#include "common/cli.h"

static enum churn_status close_store(struct cli *cli, enum churn_status status, struct churn_store **store,
                                     struct churn_error *err)
{
    status = cli_reader_close(cli, status == CHURN_OK ? CHURN_END : status, NULL, 0, err);
    if (status == CHURN_OK)
        return CHURN_OK;
    churn_store_free(*store);
    *store = NULL;
    return status;
}

static enum churn_status read_store(struct cli *cli, struct churn_reader *reader, const char *id, const char *id_option,
                                    const struct churn_field *fields, size_t count, struct churn_store **store,
                                    struct churn_error *err)
{
    struct churn_cell_rules rules;
    *store = NULL;
    enum churn_status status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_store_new(reader, id, id_option, fields, count, &rules, store, err);
    return close_store(cli, status, store, err);
}

enum churn_status cli_store_read(struct cli *cli, const char *id, const struct churn_field *fields, size_t count,
                                 struct churn_store **store, struct churn_error *err)
{
    return cli_store_read_checked(cli, id, fields, count, NULL, NULL, store, err);
}

enum churn_status cli_store_read_checked(struct cli *cli, const char *id, const struct churn_field *fields, size_t count,
                                         churn_row_fault fault, const void *context, struct churn_store **store,
                                         struct churn_error *err)
{
    struct churn_cell_rules rules;
    struct churn_reader *reader;
    *store = NULL;
    enum churn_status status = cli_reader_open(cli, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_store_new_checked(reader, id, NULL, fields, count, &rules, fault, context, store, err);
    return close_store(cli, status, store, err);
}

enum churn_status cli_store_read_first(struct cli *cli, const char *id, const struct churn_field *fields, size_t count,
                                       struct churn_store **store, struct churn_error *err)
{
    struct churn_reader *reader;
    *store = NULL;
    enum churn_status status = cli_reader_open_first(cli, &reader, err);
    return status == CHURN_OK ? read_store(cli, reader, id, NULL, fields, count, store, err) : status;
}

enum churn_status cli_store_read_path(struct cli *cli, const char *const *path, const char *id, const char *id_option,
                                      const struct churn_field *fields, size_t count, struct churn_store **store,
                                      struct churn_error *err)
{
    struct churn_reader *reader;
    *store = NULL;
    enum churn_status status = cli_reader_open_paths(cli, path, 1, &reader, err);
    return status == CHURN_OK ? read_store(cli, reader, id, id_option, fields, count, store, err) : status;
}
