/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The triangle: one row for each cohort and period, or a row a cohort and a column a period. */
#include <stdio.h>
#include <stdlib.h>

#include "cohort/cohort.h"
#include "common/report.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define NAME_SIZE 24

static const struct cli_column CELLS[] = {
    { "cohort", CLI_COLUMN_TEXT },        { "customers", CLI_COLUMN_NUMBER },
    { "offset", CLI_COLUMN_NUMBER },      { "period", CLI_COLUMN_TEXT },
    { "active", CLI_COLUMN_NUMBER },      { "share", CLI_COLUMN_NUMBER },
    { "gross", CLI_COLUMN_NUMBER },       { "refunds", CLI_COLUMN_NUMBER },
    { "net", CLI_COLUMN_NUMBER },         { "net_per_customer", CLI_COLUMN_NUMBER },
    { "net_to_date", CLI_COLUMN_NUMBER }, { "whole", CLI_COLUMN_NUMBER },
};

/* A quotient of counts or of money, rounded exactly. */
static void put_quotient(churn_amount over, uint64_t under, unsigned decimals, struct cli_report *report)
{
    struct churn_quotient quotient = { over, (churn_amount)under };
    cli_report_amount(report, churn_quotient_round(quotient, decimals), decimals);
}

static void put_period(const struct cohort_plan *plan, int32_t period, struct cli_report *report)
{
    char text[CHURN_PERIOD_TEXT_SIZE];
    churn_period_write(plan->kind, period, text);
    cli_report_name(report, text);
}

#define EACH_DECIMALS 2 /* of a mean of money, at least */

static void put_money(const struct churn_cohort_cell *cell, churn_amount to_date, uint64_t customers, unsigned decimals,
                      struct cli_report *report)
{
    churn_amount net = cell->gross - cell->refunds;
    cli_report_amount(report, cell->gross, decimals);
    cli_report_amount(report, cell->refunds, decimals);
    cli_report_amount(report, net, decimals);
    unsigned each = decimals > EACH_DECIMALS ? decimals : EACH_DECIMALS;
    put_quotient(net, customers, each, report);
    put_quotient(to_date, customers, each, report);
}

static enum churn_status put_cohort(const struct cohort_plan *plan, const struct churn_cohorts *cohorts, size_t index,
                                    churn_day last, struct cli_report *report, struct churn_error *err)
{
    unsigned decimals = churn_cohorts_counts(cohorts).decimals;
    churn_amount to_date = 0;
    uint64_t customers;
    size_t cells;
    int32_t period = churn_cohorts_cohort(cohorts, index, &customers, &cells);
    enum churn_status status = CHURN_OK;
    for (size_t offset = 0; status == CHURN_OK && offset < cells; offset++) {
        struct churn_cohort_cell cell = churn_cohorts_cell(cohorts, index, offset);
        int32_t now = period + (int32_t)offset;
        to_date += cell.gross - cell.refunds;
        put_period(plan, period, report);
        cli_report_integer(report, (int64_t)customers);
        cli_report_integer(report, (int64_t)offset);
        put_period(plan, now, report);
        cli_report_integer(report, (int64_t)cell.active);
        put_quotient((churn_amount)cell.active * CHURN_AMOUNT_UNIT, customers, COHORT_SHARE_DECIMALS, report);
        put_money(&cell, to_date, customers, decimals, report);
        cli_report_integer(report, churn_period_last_day(plan->kind, now) <= last);
        status = cli_report_row(report, err);
    }
    return status;
}

enum churn_status cohort_report_cells(struct cli *cli, const struct cohort_plan *plan, const struct churn_cohorts *cohorts,
                                      churn_day last, struct churn_error *err)
{
    struct cli_report *report;
    enum churn_status status = cli_report_open(cli, "cells", CELLS, COUNT(CELLS), &report, err);
    for (size_t i = 0; status == CHURN_OK && i < churn_cohorts_count(cohorts); i++)
        status = put_cohort(plan, cohorts, i, last, report, err);
    return status;
}

static void put_cell(const struct cohort_plan *plan, const struct churn_cohorts *cohorts, size_t index, size_t offset,
                     uint64_t customers, struct cli_report *report)
{
    struct churn_cohort_cell cell = churn_cohorts_cell(cohorts, index, offset);
    unsigned decimals = churn_cohorts_counts(cohorts).decimals;
    switch ((enum cohort_triangle)plan->settings->triangle) {
    case COHORT_ACTIVE:
        cli_report_integer(report, (int64_t)cell.active);
        break;
    case COHORT_SHARE:
        put_quotient((churn_amount)cell.active * CHURN_AMOUNT_UNIT, customers, COHORT_SHARE_DECIMALS, report);
        break;
    case COHORT_GROSS:
        cli_report_amount(report, cell.gross, decimals);
        break;
    case COHORT_NET:
        cli_report_amount(report, cell.gross - cell.refunds, decimals);
        break;
    }
}

/* cohort, customers, month_0, month_1 and so on. The names stand behind the columns, in one block. */
static struct cli_column *make_columns(const struct cohort_plan *plan, size_t periods)
{
    static const char *const units[] = { "month", "quarter", "year" };
    struct cli_column *columns = malloc((periods + 2) * (sizeof *columns + NAME_SIZE));
    if (columns == NULL)
        return NULL;
    char *names = (char *)(columns + periods + 2);
    columns[0] = (struct cli_column){ "cohort", CLI_COLUMN_TEXT };
    columns[1] = (struct cli_column){ "customers", CLI_COLUMN_NUMBER };
    for (size_t i = 0; i < periods; i++) {
        snprintf(names + i * NAME_SIZE, NAME_SIZE, "%s_%zu", units[plan->kind], i);
        columns[i + 2] = (struct cli_column){ names + i * NAME_SIZE, CLI_COLUMN_NUMBER };
    }
    return columns;
}

enum churn_status cohort_report_matrix(struct cli *cli, const struct cohort_plan *plan, const struct churn_cohorts *cohorts,
                                       struct churn_error *err)
{
    struct cli_report *report;
    uint64_t customers;
    size_t periods = 0, cells;
    if (churn_cohorts_count(cohorts) > 0)
        churn_cohorts_cohort(cohorts, 0, &customers, &periods);
    struct cli_column *columns = make_columns(plan, periods);
    if (columns == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = cli_report_open(cli, "cohorts", columns, periods + 2, &report, err);
    for (size_t i = 0; status == CHURN_OK && i < churn_cohorts_count(cohorts); i++) {
        put_period(plan, churn_cohorts_cohort(cohorts, i, &customers, &cells), report);
        cli_report_integer(report, (int64_t)customers);
        for (size_t offset = 0; offset < periods; offset++) {
            if (offset < cells)
                put_cell(plan, cohorts, i, offset, customers, report);
            else
                cli_report_null(report);
        }
        status = cli_report_row(report, err);
    }
    if (status == CHURN_OK) /* the names are read until the table is printed */
        status = cli_writer_close(cli, err);
    free(columns);
    return status;
}
