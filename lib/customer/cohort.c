/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Problem: of millions of rows, which customers were there in which month, and with what money, by the month they came. Method:
 * one entry for each customer and period, its key 64 bits, its sums exact; entries are sorted and joined before their array
 * grows, so its size follows the customers and their periods, not the rows. At the end the entries of a customer stand
 * together, the first active one names the cohort, and each is added to its cell. Sums are integers: no order matters.
 */
#include <churn/cohort.h>

#include <stdlib.h>

#include "base/idmap.h"

#define FIRST_CAPACITY 4096

struct entry {
    uint64_t key; /* customer, period */
    bool active;
    churn_amount gross, refunds;
};

struct cohort {
    int32_t period;
    uint64_t customers;
    struct churn_cohort_cell *cells; /* NULL: nobody came in this period */
    size_t count;
};

struct churn_cohorts {
    struct churn_cohort_options options;
    struct idmap ids;
    struct entry *entries;
    size_t count, capacity;
    struct cohort *cohorts; /* after finish: those with customers */
    size_t cohort_count;
    struct churn_cohort_counts counts;
};

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory");
}

enum churn_status churn_cohorts_new(const struct churn_cohort_options *options, struct churn_cohorts **cohorts,
                                    struct churn_error *err)
{
    *cohorts = calloc(1, sizeof **cohorts);
    if (*cohorts == NULL)
        return no_memory(err);
    (*cohorts)->options = *options;
    (*cohorts)->counts.first_day = (*cohorts)->counts.last_day = CHURN_DAY_NONE;
    enum churn_status status = idmap_init(&(*cohorts)->ids, err);
    if (status == CHURN_OK)
        return CHURN_OK;
    free(*cohorts);
    *cohorts = NULL;
    return status;
}

void churn_cohorts_free(struct churn_cohorts *cohorts)
{
    if (cohorts == NULL)
        return;
    for (size_t i = 0; i < cohorts->cohort_count; i++)
        free(cohorts->cohorts[i].cells);
    free(cohorts->cohorts);
    free(cohorts->entries);
    idmap_clear(&cohorts->ids);
    free(cohorts);
}

static int compare_entries(const void *a, const void *b)
{
    uint64_t x = ((const struct entry *)a)->key, y = ((const struct entry *)b)->key;
    return (x > y) - (x < y);
}

static enum churn_status join(struct entry *into, const struct entry *from, struct churn_error *err)
{
    into->active = into->active || from->active;
    enum churn_status status = churn_amount_add(&into->gross, from->gross, err);
    return status == CHURN_OK ? churn_amount_add(&into->refunds, from->refunds, err) : status;
}

/* Sorted, and each key once. */
static enum churn_status settle(struct churn_cohorts *cohorts, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    size_t kept = 0;
    if (cohorts->count == 0)
        return CHURN_OK;
    qsort(cohorts->entries, cohorts->count, sizeof *cohorts->entries, compare_entries);
    for (size_t i = 1; status == CHURN_OK && i < cohorts->count; i++) {
        if (cohorts->entries[i].key == cohorts->entries[kept].key)
            status = join(&cohorts->entries[kept], &cohorts->entries[i], err);
        else
            cohorts->entries[++kept] = cohorts->entries[i];
    }
    cohorts->count = kept + 1;
    return status;
}

static enum churn_status make_room(struct churn_cohorts *cohorts, struct churn_error *err)
{
    enum churn_status status = settle(cohorts, err);
    if (status != CHURN_OK || cohorts->count < cohorts->capacity / 2)
        return status;
    size_t capacity = cohorts->capacity == 0 ? FIRST_CAPACITY : 2 * cohorts->capacity;
    struct entry *larger = reallocarray(cohorts->entries, capacity, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory at %zu customers", cohorts->ids.count);
    cohorts->entries = larger;
    cohorts->capacity = capacity;
    return CHURN_OK;
}

static enum churn_status add(struct churn_cohorts *cohorts, const struct churn_transaction *row, struct churn_error *err)
{
    size_t customer;
    bool added;
    enum churn_status status = idmap_add(&cohorts->ids, row->id, &customer, &added, err);
    if (status != CHURN_OK)
        return status;
    struct entry entry = { .active = row->amount > 0 || cohorts->options.any_row };
    entry.key = (uint64_t)customer << 32 | (uint32_t)churn_period_of(cohorts->options.kind, row->day);
    if (row->amount < 0)
        entry.refunds = -row->amount;
    else
        entry.gross = row->amount;
    if (cohorts->count > 0 && cohorts->entries[cohorts->count - 1].key == entry.key)
        return join(&cohorts->entries[cohorts->count - 1], &entry, err);
    status = cohorts->count < cohorts->capacity ? CHURN_OK : make_room(cohorts, err);
    if (status == CHURN_OK)
        cohorts->entries[cohorts->count++] = entry;
    return status;
}

static enum churn_status take(struct churn_cohorts *cohorts, const struct churn_transaction *row, struct churn_error *err)
{
    struct churn_cohort_counts *counts = &cohorts->counts;
    enum churn_status status = churn_amount_add(&counts->total, row->amount, err);
    counts->decimals = row->decimals > counts->decimals ? row->decimals : counts->decimals;
    if (status != CHURN_OK)
        return status;
    if (cohorts->options.until != CHURN_DAY_NONE && row->day > cohorts->options.until) {
        counts->later++;
        return CHURN_OK;
    }
    counts->first_day = counts->rows == 0 || row->day < counts->first_day ? row->day : counts->first_day;
    counts->last_day = counts->rows == 0 || row->day > counts->last_day ? row->day : counts->last_day;
    counts->rows++;
    return add(cohorts, row, err);
}

enum churn_status churn_cohorts_fold(struct churn_cohorts *cohorts, struct churn_transactions *transactions,
                                     struct churn_error *err)
{
    struct churn_transaction row;
    enum churn_status status;
    while ((status = churn_transactions_next(transactions, &row, err)) == CHURN_OK) {
        status = take(cohorts, &row, err);
        if (status != CHURN_OK)
            return status;
    }
    return status == CHURN_END ? CHURN_OK : status;
}

static uint32_t customer_of(const struct entry *entry)
{
    return (uint32_t)(entry->key >> 32);
}

static int32_t period_of(const struct entry *entry)
{
    return (int32_t)(uint32_t)entry->key;
}

static enum churn_status add_to_cell(struct churn_cohort_cell *cell, const struct entry *entry, struct churn_error *err)
{
    cell->active += entry->active;
    enum churn_status status = churn_amount_add(&cell->gross, entry->gross, err);
    return status == CHURN_OK ? churn_amount_add(&cell->refunds, entry->refunds, err) : status;
}

/* One customer's entries, in order of time. all: a cohort for every period from base on. */
static enum churn_status place(struct churn_cohorts *cohorts, const struct entry *entries, size_t count, struct cohort *all,
                               int32_t base, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    size_t first = 0;
    while (first < count && !entries[first].active)
        first++;
    for (size_t i = 0; status == CHURN_OK && i < first; i++)
        status = churn_amount_add(&cohorts->counts.refunds_outside, entries[i].refunds, err);
    if (first == count)
        cohorts->counts.strangers++;
    if (status != CHURN_OK || first == count)
        return status;
    struct cohort *cohort = &all[period_of(&entries[first]) - base];
    if (cohort->cells == NULL)
        cohort->cells = calloc(cohort->count, sizeof *cohort->cells);
    if (cohort->cells == NULL)
        return no_memory(err);
    cohort->customers++;
    cohorts->counts.customers++;
    for (size_t i = first; status == CHURN_OK && i < count; i++)
        status = add_to_cell(&cohort->cells[period_of(&entries[i]) - cohort->period], &entries[i], err);
    return status;
}

enum churn_status churn_cohorts_finish(struct churn_cohorts *cohorts, struct churn_error *err)
{
    enum churn_status status = settle(cohorts, err);
    if (status != CHURN_OK || cohorts->count == 0)
        return status;
    churn_day end = cohorts->options.until != CHURN_DAY_NONE ? cohorts->options.until : cohorts->counts.last_day;
    int32_t base = churn_period_of(cohorts->options.kind, cohorts->counts.first_day);
    size_t periods = (size_t)(churn_period_of(cohorts->options.kind, end) - base) + 1, kept = 0;
    cohorts->cohorts = calloc(periods, sizeof *cohorts->cohorts);
    if (cohorts->cohorts == NULL)
        return no_memory(err);
    cohorts->cohort_count = periods;
    for (size_t i = 0; i < periods; i++)
        cohorts->cohorts[i] = (struct cohort){ base + (int32_t)i, 0, NULL, periods - i };
    for (size_t i = 0; status == CHURN_OK && i < cohorts->count;) {
        size_t next = i + 1;
        while (next < cohorts->count && customer_of(&cohorts->entries[next]) == customer_of(&cohorts->entries[i]))
            next++;
        status = place(cohorts, &cohorts->entries[i], next - i, cohorts->cohorts, base, err);
        i = next;
    }
    for (size_t i = 0; i < periods; i++)
        if (cohorts->cohorts[i].cells != NULL)
            cohorts->cohorts[kept++] = cohorts->cohorts[i];
    cohorts->cohort_count = kept;
    return status;
}

struct churn_cohort_counts churn_cohorts_counts(const struct churn_cohorts *cohorts)
{
    return cohorts->counts;
}

size_t churn_cohorts_count(const struct churn_cohorts *cohorts)
{
    return cohorts->cohort_count;
}

int32_t churn_cohorts_cohort(const struct churn_cohorts *cohorts, size_t index, uint64_t *customers, size_t *cells)
{
    *customers = cohorts->cohorts[index].customers;
    *cells = cohorts->cohorts[index].count;
    return cohorts->cohorts[index].period;
}

struct churn_cohort_cell churn_cohorts_cell(const struct churn_cohorts *cohorts, size_t index, size_t offset)
{
    return cohorts->cohorts[index].cells[offset];
}
