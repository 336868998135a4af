/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a customer; several threads make them. */
#include <stdatomic.h>

#include "satisfaction/satisfaction.h"

static const char *const COLUMNS[] = {
    "customer_id", "surveys",     "latest_score", "latest_survey_date", "days_since_survey",
    "mean_score",  "score_trend", "score_change", "expectation_gap",    "expectation_gap_trend",
};
static const char *const CURVE_COLUMNS[] = { "retention_probability", "zone" };

#define RETENTION_DECIMALS 6 /* as churn-curve writes it */

struct table {
    const struct satisfaction_plan *plan;
    struct churn_satisfaction *satisfaction;
    struct churn_survey_counts counts;
    bool expectations; /* is there such a column? */
    churn_day as_of;
    _Atomic uint64_t silent; /* customers who never answered */
    _Atomic uint64_t beyond; /* customers whose latest score lies outside of the curve's */
};

/* As few decimals as show it: 4, 4.5, 3.3333. Returns what was written. */
static churn_amount put_short(struct churn_quotient quotient, const struct table *table, struct churn_writer *writer)
{
    unsigned decimals;
    churn_amount amount = 0;
    if (churn_quotient_has(quotient)) {
        amount = churn_quotient_shorten(quotient, table->counts.decimals, SATISFACTION_DECIMALS, &decimals);
        churn_writer_amount(writer, amount, decimals);
    } else {
        churn_writer_null(writer);
    }
    return amount;
}

static void put_full(struct churn_quotient quotient, const struct table *table, struct churn_writer *writer)
{
    unsigned decimals = table->counts.decimals > SATISFACTION_DECIMALS ? table->counts.decimals : SATISFACTION_DECIMALS;
    if (churn_quotient_has(quotient))
        churn_writer_amount(writer, churn_quotient_round(quotient, decimals), decimals);
    else
        churn_writer_null(writer);
}

/* Of the score as it stands in the table, so that churn-curve --predict says the same of it. */
static void put_retention(struct table *table, const struct churn_satisfaction_figures *figures, churn_amount latest,
                          struct churn_writer *writer)
{
    static const struct churn_text no_group = { NULL, 0 };
    struct churn_prediction prediction;
    if (figures->surveys > 0 &&
        churn_saved_curves_predict(table->plan->curves, no_group, churn_amount_to_double(latest), &prediction)) {
        churn_writer_real(writer, prediction.retention, RETENTION_DECIMALS);
        churn_writer_name(writer, prediction.zone);
        table->beyond += prediction.beyond;
    } else {
        churn_writer_null(writer);
        churn_writer_null(writer);
    }
}

static enum churn_status write_row(struct table *table, size_t index, struct churn_writer *writer, struct churn_error *err)
{
    struct churn_satisfaction_figures figures;
    enum churn_status status = churn_satisfaction_at(table->satisfaction, index, &figures, err);
    if (status != CHURN_OK)
        return status;
    churn_writer_text(writer, figures.id);
    churn_writer_integer(writer, (int64_t)figures.surveys);
    churn_amount latest = put_short(figures.latest_score, table, writer);
    churn_writer_day(writer, figures.latest_day);
    if (figures.surveys > 0)
        churn_writer_integer(writer, table->as_of - figures.latest_day);
    else
        churn_writer_null(writer);
    put_full(figures.mean_score, table, writer);
    put_full(figures.score_trend, table, writer);
    put_short(figures.score_change, table, writer);
    put_short(figures.expectation_gap, table, writer);
    put_full(figures.expectation_gap_trend, table, writer);
    if (table->plan->curves != NULL)
        put_retention(table, &figures, latest, writer);
    table->silent += figures.surveys == 0;
    return churn_writer_row(writer, err);
}

static enum churn_status make_rows(void *context, size_t from, size_t to, struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = from; status == CHURN_OK && i < to; i++)
        status = write_row(context, i, writer, err);
    return status;
}

static enum churn_status write_table(struct cli *cli, struct table *table, struct churn_error *err)
{
    struct churn_writer *writer;
    enum churn_status status = cli_writer_open(cli, &writer, err);
    if (status != CHURN_OK)
        return status;
    for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++)
        churn_writer_name(writer, COLUMNS[i]);
    for (size_t i = 0; table->plan->curves != NULL && i < sizeof CURVE_COLUMNS / sizeof CURVE_COLUMNS[0]; i++)
        churn_writer_name(writer, CURVE_COLUMNS[i]);
    status = churn_writer_row(writer, err);
    size_t count = churn_satisfaction_count(table->satisfaction);
    return status == CHURN_OK ? churn_writer_rows(writer, count, cli_jobs(cli), make_rows, table, err) : status;
}

static void say(struct cli *cli, const struct table *table)
{
    uint64_t silent = table->silent, beyond = table->beyond;
    satisfaction_say(cli, table->plan, &table->counts);
    if (silent > 0)
        cli_note(cli, "%llu customer%s never gave a score: 0 surveys, and no figures", (unsigned long long)silent,
                 silent == 1 ? "" : "s");
    if (!table->expectations && table->counts.surveys > 0)
        cli_note(cli, "no column tells what was expected (--expected names it): expectation_gap and its trend stay empty");
    if (beyond > 0)
        cli_note(cli, "%llu customer%s with a score beyond those the curve was fitted to: judged as the nearest one",
                 (unsigned long long)beyond, beyond == 1 ? "" : "s");
}

static enum churn_status read_table(struct cli *cli, struct table *table, struct churn_error *err)
{
    struct churn_surveys *surveys = NULL;
    enum churn_status status = satisfaction_open(cli, table->plan, &surveys, err);
    if (status != CHURN_OK)
        return status;
    table->expectations = churn_surveys_have_expected(surveys);
    status = churn_satisfaction_new(table->plan->as_of, &table->satisfaction, err);
    if (status == CHURN_OK) {
        status = churn_satisfaction_fold(table->satisfaction, surveys, err);
        table->counts = churn_satisfaction_counts(table->satisfaction);
    }
    churn_surveys_free(surveys);
    status = satisfaction_close(cli, status, &table->counts, err);
    table->as_of = table->plan->as_of != CHURN_DAY_NONE ? table->plan->as_of : table->counts.last_day;
    return status == CHURN_OK ? churn_satisfaction_sort(table->satisfaction, err) : status;
}

enum churn_status satisfaction_customers(struct cli *cli, const struct satisfaction_plan *plan, struct churn_error *err)
{
    struct table table = { .plan = plan };
    enum churn_status status = read_table(cli, &table, err);
    if (status == CHURN_OK)
        status = write_table(cli, &table, err);
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err);
    if (status == CHURN_OK)
        say(cli, &table);
    churn_satisfaction_free(table.satisfaction);
    return status;
}
