/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The customers of a table of features one after the other, wherever they are kept. In memory they lie in no order: so many at
 * a time are asked for before the first of them is looked at.
 */
#include <stdlib.h>

#include "customer/account_entry.h"
#include "customer/feature_entry.h"
#include "customer/feature_table.h"
#include "customer/ledger_cursor.h"

#define FETCHED 32 /* asked for together */

struct churn_feature_cursor {
    const struct churn_feature_table *table;
    struct churn_ledger_cursor *customers; /* of a ledger; of a summary: */
    size_t next, end;
    size_t passed;                                    /* of a ledger in memory */
    const struct account_entry *fetched[2 * FETCHED]; /* those of this time, and of the next */
};

enum churn_status churn_feature_cursor_new(const struct churn_feature_table *table, size_t from, size_t to,
                                           struct churn_feature_cursor **cursor, struct churn_error *err)
{
    *cursor = calloc(1, sizeof **cursor);
    if (*cursor == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*cursor)->table = table;
    (*cursor)->next = from;
    (*cursor)->end = to < table->count ? to : table->count;
    if (table->ledger == NULL)
        return CHURN_OK;
    enum churn_status status = churn_ledger_cursor_new(table->ledger, from, to, &(*cursor)->customers, err);
    if (status == CHURN_OK)
        return CHURN_OK;
    free(*cursor);
    *cursor = NULL;
    return status;
}

void churn_feature_cursor_free(struct churn_feature_cursor *cursor)
{
    if (cursor == NULL)
        return;
    churn_ledger_cursor_free(cursor->customers);
    free(cursor);
}

/* Refunds lie apart: first where, then what they are. The entries are here by now. */
static void fetch_refunds(const struct accounts *accounts, const account_ref *refs, const struct account_entry *const *entries,
                          size_t count)
{
    const struct account_refunds *refunds[FETCHED];
    unsigned places[FETCHED];
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t span = entries[i]->purchases.span;
        if ((span & SPAN_REFUNDS) == 0 || span == SPAN_WIDE)
            continue;
        uint32_t number = refs[i] >> 8;
        refunds[found] = accounts->parts[refs[i] & 0xff].refunds[number / ACCOUNTS_CHUNK];
        places[found] = number % ACCOUNTS_CHUNK;
        __builtin_prefetch(&refunds[found]->places[places[found]]);
        found++;
    }
    for (size_t i = 0; i < found; i++)
        __builtin_prefetch(&refunds[i]->halves[refunds[i]->places[places[i]] - 1]);
}

/* The customers from an index on. */
static void fetch(const struct churn_feature_cursor *cursor, size_t index, const struct account_entry **entries)
{
    const struct churn_ledger *ledger = cursor->table->ledger;
    size_t count = index >= cursor->end ? 0 : cursor->end - index < FETCHED ? cursor->end - index : FETCHED;
    for (size_t i = 0; i < count; i++) {
        account_ref ref = ledger->sorted[index + i];
        entries[i] = part_entry(&ledger->accounts.parts[ref & 0xff], ref >> 8);
        __builtin_prefetch(entries[i]);
    }
}

static const struct account_entry *entry_at(struct churn_feature_cursor *cursor, size_t index)
{
    const struct churn_ledger *ledger = cursor->table->ledger;
    size_t place = cursor->passed++ % (2 * FETCHED);
    if (place % FETCHED == 0) {
        const struct account_entry **now = cursor->fetched + place, **later = cursor->fetched + (FETCHED - place);
        size_t count = cursor->end - index < FETCHED ? cursor->end - index : FETCHED;
        if (cursor->passed == 1)
            fetch(cursor, index, now);
        fetch(cursor, index + FETCHED, later);
        fetch_refunds(&ledger->accounts, ledger->sorted + index, now, count);
    }
    return cursor->fetched[place];
}

static enum churn_status next_of_summary(struct churn_feature_cursor *cursor, struct churn_text *id,
                                         struct churn_features *features)
{
    if (cursor->next >= cursor->end)
        return CHURN_END;
    churn_feature_table_at(cursor->table, cursor->next++, id, features);
    return CHURN_OK;
}

static enum churn_status next_on_disk(struct churn_feature_cursor *cursor, struct churn_text *id,
                                      struct churn_features *features, struct churn_error *err)
{
    struct churn_customer customer;
    enum churn_status status = churn_ledger_cursor_next(cursor->customers, &customer, err);
    if (status != CHURN_OK)
        return status;
    *id = customer.id;
    return churn_features_of(&customer, &cursor->table->options, features, err);
}

enum churn_status churn_feature_cursor_next(struct churn_feature_cursor *cursor, struct churn_text *id,
                                            struct churn_features *features, struct churn_error *err)
{
    const struct churn_feature_table *table = cursor->table;
    size_t index;
    if (table->ledger == NULL)
        return next_of_summary(cursor, id, features);
    if (table->on_disk)
        return next_on_disk(cursor, id, features, err);
    if (!ledger_cursor_pass(cursor->customers, &index))
        return CHURN_END;
    account_ref ref = cursor->customers->ref;
    const struct account_entry *entry = entry_at(cursor, index);
    *id = account_entry_id(entry);
    if (features_easily(&table->ledger->accounts.parts[ref & 0xff], ref >> 8, entry, &table->options, features))
        return CHURN_OK;
    return features_exactly(table->ledger, ref, &table->options, features, err);
}

uint64_t churn_feature_cursor_days(const struct churn_feature_cursor *cursor, churn_day after, churn_day until)
{
    return churn_ledger_cursor_days(cursor->customers, after, until);
}
