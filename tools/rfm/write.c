/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a customer: features, what follows from its scores, and the user's own columns of a summary. */
#include <string.h>

#include "rfm/rfm.h"

static const char *const COLUMNS[] = { "customer_id", "first_date", "last_date", "recency_days", "orders",    "monetary",
                                       "r_score",     "f_score",    "m_score",   "rfm_cell",     "rfm_score", "segment" };
#define COLUMN_COUNT (sizeof COLUMNS / sizeof COLUMNS[0])

/* --activity: how a customer's buying goes on; partial departures show here first. */
static const char *const ACTIVITY[] = { "purchase_days", "recent_purchase_days", "previous_purchase_days" };

static enum churn_status refuse_clash(struct churn_text name, struct churn_error *err)
{
    char shown[200];
    churn_text_escape(name, shown, sizeof shown);
    return churn_error_set(err, CHURN_DATA, "the input's column %s has the name of one that is written; rename it", shown);
}

static size_t count_extras(const struct rfm_customers *customers)
{
    return customers->summary != NULL ? churn_summary_extras(customers->summary) : 0;
}

static enum churn_status write_header(const struct rfm_customers *customers, bool activity, struct churn_writer *writer,
                                      struct churn_error *err)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        churn_writer_name(writer, COLUMNS[i]);
    for (size_t i = 0; activity && i < sizeof ACTIVITY / sizeof ACTIVITY[0]; i++)
        churn_writer_name(writer, ACTIVITY[i]);
    size_t extras = count_extras(customers);
    for (size_t extra = 0; extra < extras; extra++) {
        struct churn_text name = churn_summary_extra_name(customers->summary, extra);
        for (size_t i = 0; i < COLUMN_COUNT; i++)
            if (churn_text_compare(name, (struct churn_text){ COLUMNS[i], strlen(COLUMNS[i]) }) == 0)
                return refuse_clash(name, err);
        churn_writer_text(writer, name);
    }
    return churn_writer_row(writer, err);
}

static void write_activity(const struct rfm_plan *plan, const struct churn_feature_cursor *cursor, struct churn_writer *writer)
{
    churn_day recent = plan->as_of - plan->activity, before = recent - plan->activity;
    churn_writer_integer(writer, (int64_t)churn_feature_cursor_days(cursor, -INT32_MAX, plan->as_of));
    churn_writer_integer(writer, (int64_t)churn_feature_cursor_days(cursor, recent, plan->as_of));
    churn_writer_integer(writer, (int64_t)churn_feature_cursor_days(cursor, before, recent));
}

/* What a stretch of rows is made from. */
struct rows {
    const struct rfm_plan *plan;
    const struct rfm_customers *customers;
    const struct churn_rfm_score *scores;
    const struct rfm_endings *endings;
    size_t extras; /* the user's own columns of a summary */
    bool last;     /* nothing is behind the endings */
};

static enum churn_status write_customer(const struct rows *rows, struct churn_feature_cursor *cursor, size_t index,
                                        struct churn_writer *writer, struct churn_error *err)
{
    const struct rfm_customers *customers = rows->customers;
    struct churn_text id;
    struct churn_features features;
    enum churn_status status = churn_feature_cursor_next(cursor, &id, &features, err);
    if (status != CHURN_OK)
        return status;
    churn_features_write(writer, id, &features, customers->decimals);
    status = rfm_endings_write(rows->endings, rows->scores[index], rows->last, writer, err);
    if (rows->last)
        return status;
    if (rows->plan->activity > 0)
        write_activity(rows->plan, cursor, writer);
    for (size_t extra = 0; extra < rows->extras; extra++)
        churn_writer_text(writer, churn_summary_extra(customers->summary, index, extra));
    return status == CHURN_OK ? churn_writer_row(writer, err) : status;
}

static enum churn_status make_rows(void *context, size_t from, size_t to, struct churn_writer *writer, struct churn_error *err)
{
    const struct rows *rows = context;
    struct churn_feature_cursor *cursor;
    enum churn_status status = churn_feature_cursor_new(rows->customers->table, from, to, &cursor, err);
    for (size_t i = from; status == CHURN_OK && i < to; i++)
        status = write_customer(rows, cursor, i, writer, err);
    churn_feature_cursor_free(cursor);
    return status;
}

enum churn_status rfm_write(struct cli *cli, const struct rfm_plan *plan, const struct rfm_customers *customers,
                            const struct churn_rfm_score *scores, struct churn_error *err)
{
    struct rows rows = { plan, customers, scores, .extras = count_extras(customers) };
    struct rfm_endings *endings = NULL;
    struct churn_writer *writer;
    size_t count = churn_feature_table_count(customers->table);
    enum churn_status status = cli_writer_open(cli, &writer, err);
    if (status == CHURN_OK)
        status = write_header(customers, plan->activity > 0, writer, err);
    if (status == CHURN_OK)
        status = rfm_endings_new(plan, count, writer, &endings, err);
    rows.endings = endings;
    rows.last = plan->activity == 0 && rows.extras == 0;
    if (status == CHURN_OK)
        status = churn_writer_rows(writer, count, cli_jobs(cli), make_rows, &rows, err);
    rfm_endings_free(endings);
    return status;
}
