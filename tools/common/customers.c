/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of customers, read whole: what nearly every tool behind the first begins with. */
#include "common/cli.h"

enum churn_status cli_store_read_open(struct cli *cli, struct churn_reader *reader, const char *id, const char *id_option,
                                      const struct churn_field *fields, size_t count, churn_store_check check, void *context,
                                      struct churn_store **store, struct churn_error *err)
{
    struct churn_cell_rules rules;
    *store = NULL;
    enum churn_status status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_store_new_checked(reader, id, id_option, fields, count, &rules, check, context, store, err);
    status = cli_reader_close(cli, status == CHURN_OK ? CHURN_END : status, NULL, 0, err);
    if (status == CHURN_OK)
        return CHURN_OK;
    churn_store_free(*store);
    *store = NULL;
    return status;
}

enum churn_status cli_store_read_checked(struct cli *cli, const char *id, const struct churn_field *fields, size_t count,
                                         churn_store_check check, void *context, struct churn_store **store,
                                         struct churn_error *err)
{
    struct churn_reader *reader;
    *store = NULL;
    enum churn_status status = cli_reader_open(cli, &reader, err);
    return status == CHURN_OK ? cli_store_read_open(cli, reader, id, NULL, fields, count, check, context, store, err) : status;
}

enum churn_status cli_store_read(struct cli *cli, const char *id, const struct churn_field *fields, size_t count,
                                 struct churn_store **store, struct churn_error *err)
{
    return cli_store_read_checked(cli, id, fields, count, NULL, NULL, store, err);
}

enum churn_status cli_span_check(void *context, const struct churn_store *store, size_t row, const struct churn_text *cells,
                                 size_t *column, struct churn_error *reason)
{
    const struct cli_span *span = context;
    (void)cells;
    if (churn_store_null(store, row, span->from) || churn_store_null(store, row, span->to) ||
        churn_store_day(store, row, span->from) <= churn_store_day(store, row, span->to))
        return CHURN_OK;
    *column = churn_store_field_column(store, span->to);
    return churn_error_set(reason, CHURN_DATA, "lies before the day it began");
}

enum churn_status cli_store_read_first(struct cli *cli, const char *id, const struct churn_field *fields, size_t count,
                                       struct churn_store **store, struct churn_error *err)
{
    struct churn_reader *reader;
    *store = NULL;
    enum churn_status status = cli_reader_open_first(cli, &reader, err);
    return status == CHURN_OK ? cli_store_read_open(cli, reader, id, NULL, fields, count, NULL, NULL, store, err) : status;
}

enum churn_status cli_store_read_path(struct cli *cli, const char *const *path, const char *id, const char *id_option,
                                      const struct churn_field *fields, size_t count, struct churn_store **store,
                                      struct churn_error *err)
{
    struct churn_reader *reader;
    *store = NULL;
    enum churn_status status = cli_reader_open_paths(cli, path, 1, &reader, err);
    return status == CHURN_OK ? cli_store_read_open(cli, reader, id, id_option, fields, count, NULL, NULL, store, err) : status;
}
