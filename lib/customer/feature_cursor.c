/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The customers of a table of features one after the other, wherever they are kept. */
#include <stdlib.h>

#include "customer/feature_table.h"
#include "customer/ledger_cursor.h"

struct churn_feature_cursor {
    const struct churn_feature_table *table;
    struct churn_ledger_cursor *customers; /* of a ledger; of a summary: */
    size_t next, end;
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

enum churn_status churn_feature_cursor_next(struct churn_feature_cursor *cursor, struct churn_text *id,
                                            struct churn_features *features, struct churn_error *err)
{
    struct churn_customer customer;
    if (cursor->table->ledger == NULL) {
        if (cursor->next >= cursor->end)
            return CHURN_END;
        churn_feature_table_at(cursor->table, cursor->next++, id, features);
        return CHURN_OK;
    }
    enum churn_status status;
    if (!cursor->table->on_disk) {
        size_t index;
        status = ledger_cursor_pass(cursor->customers, &index);
        return status == CHURN_OK
                   ? features_of_account(cursor->table->ledger, index, &cursor->table->options, id, features, err)
                   : status;
    }
    status = churn_ledger_cursor_next(cursor->customers, &customer, err);
    if (status != CHURN_OK)
        return status;
    *id = customer.id;
    return churn_features_of(&customer, &cursor->table->options, features, err);
}

uint64_t churn_feature_cursor_days(const struct churn_feature_cursor *cursor, churn_day after, churn_day until)
{
    return churn_ledger_cursor_days(cursor->customers, after, until);
}
