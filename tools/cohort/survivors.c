/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cohorts of contracts: how many are left after each renewal, from the calendar or as a table gives it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cohort/cohort.h"

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

static struct churn_text name_of(const struct survivors *cohort)
{
    return (struct churn_text){ cohort->name, strlen(cohort->name) };
}

enum churn_status survivors_cohort(struct survivor_table *table, struct churn_text name, struct survivors **cohort,
                                   struct churn_error *err)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (churn_text_compare(name_of(&table->cohorts[middle]), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < table->count && churn_text_compare(name_of(&table->cohorts[low]), name) == 0) {
        *cohort = &table->cohorts[low];
        return CHURN_OK;
    }
    struct survivors *grown = reallocarray(table->cohorts, table->count + 1, sizeof *grown);
    if (grown == NULL)
        return no_memory(err);
    table->cohorts = grown;
    char *copy = strndup(name.length > 0 ? name.data : "", name.length);
    if (copy == NULL)
        return no_memory(err);
    *cohort = &grown[low];
    memmove(*cohort + 1, *cohort, (table->count++ - low) * sizeof *grown);
    **cohort = (struct survivors){ .name = copy };
    return CHURN_OK;
}

enum churn_status survivors_reach(struct survivors *cohort, size_t count, struct churn_error *err)
{
    if (count <= cohort->count)
        return CHURN_OK;
    double *grown = reallocarray(cohort->alive, count, sizeof *grown);
    if (grown == NULL)
        return no_memory(err);
    cohort->alive = grown;
    while (cohort->count < count)
        grown[cohort->count++] = NAN;
    return CHURN_OK;
}

void survivors_clear(struct survivor_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        free(table->cohorts[i].name);
        free(table->cohorts[i].alive);
    }
    free(table->cohorts);
}

enum { START, END, FIELDS };

static enum churn_status add_contract(const struct cohort_plan *plan, churn_day start, churn_day end,
                                      struct survivor_table *table, struct churn_error *err)
{
    enum churn_period_kind kind = plan->kind;
    char text[CHURN_PERIOD_TEXT_SIZE];
    struct survivors *cohort;
    int32_t observed, renewals = churn_contract_renewals(kind, start, end, plan->as_of, &observed);
    if (observed < 0) {
        table->young++;
        return CHURN_OK;
    }
    struct churn_text name = { text, churn_period_write(kind, churn_period_of(kind, start), text) };
    enum churn_status status = survivors_cohort(table, name, &cohort, err);
    if (status == CHURN_OK && cohort->count == 0) {
        status = survivors_reach(cohort, (size_t)observed + 1, err);
        for (size_t i = 0; status == CHURN_OK && i < cohort->count; i++)
            cohort->alive[i] = 0;
    }
    for (int32_t i = 0; status == CHURN_OK && i <= renewals; i++)
        cohort->alive[i]++;
    return status;
}

static enum churn_status add_row(const struct cohort_plan *plan, const struct churn_store *store, size_t row,
                                 struct survivor_table *table, struct churn_error *err)
{
    if (churn_store_null(store, row, START)) {
        table->incomplete++;
        return CHURN_OK;
    }
    churn_day start = churn_store_day(store, row, START);
    churn_day end = churn_store_null(store, row, END) ? CHURN_DAY_NONE : churn_store_day(store, row, END);
    if (start <= plan->as_of)
        return add_contract(plan, start, end, table, err);
    table->later++;
    return CHURN_OK;
}

enum churn_status cohort_read_contracts(struct cli *cli, const struct cohort_plan *plan, struct survivor_table *table,
                                        struct churn_error *err)
{
    const struct cohort_settings *settings = plan->settings;
    const struct churn_field fields[FIELDS] = {
        [START] = { settings->start != NULL ? settings->start : "since", "--start", CHURN_FIELD_DAY, true, false },
        [END] = { settings->end != NULL ? settings->end : "contract_end", "--end", CHURN_FIELD_DAY, true, false },
    };
    struct churn_store *store = NULL;
    struct cli_span span = { START, END };
    enum churn_status status = cli_store_read_checked(cli, settings->id, fields, FIELDS, cli_span_check, &span, &store, err);
    for (size_t row = 0; status == CHURN_OK && row < churn_store_rows(store); row++)
        status = add_row(plan, store, row, table, err);
    churn_store_free(store);
    return status;
}
