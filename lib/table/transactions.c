/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Roles to columns, cells to values. The cells of a row are checked in the order of the columns, so the fault that is reported
 * is the leftmost one whatever the roles are called.
 */
#include <churn/transactions.h>

#include <stdlib.h>
#include <string.h>

#include "table/cells.h"
#include "table/transactions.h"

static enum churn_status bind(struct churn_transactions *transactions, enum role role, const char *spec, const char *option,
                              struct churn_error *err)
{
    size_t column;
    enum churn_status status = churn_reader_find(transactions->reader, spec, option, &column, err);
    if (status != CHURN_OK)
        return status;
    size_t at = transactions->count++;
    for (; at > 0 && transactions->bindings[at - 1].column > column; at--)
        transactions->bindings[at] = transactions->bindings[at - 1];
    transactions->bindings[at] = (struct binding){ role, column };
    return CHURN_OK;
}

/* A*B, unless there is a column of that very name. A name may hold a star itself: the first split whose two halves are columns
 * counts. */
static enum churn_status bind_product(struct churn_transactions *transactions, const char *spec, struct churn_error *err)
{
    char *copy = strdup(spec);
    if (copy == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    char *star = strchr(copy, '*');
    for (char *at = star; at != NULL; at = strchr(at + 1, '*')) {
        *at = '\0';
        bool both = churn_reader_has(transactions->reader, copy) && churn_reader_has(transactions->reader, at + 1);
        *at = '*';
        if (both) {
            star = at;
            break;
        }
    }
    *star = '\0';
    enum churn_status status = bind(transactions, ROLE_AMOUNT, copy, NULL, err);
    if (status == CHURN_OK)
        status = bind(transactions, ROLE_FACTOR, star + 1, NULL, err);
    free(copy);
    return status;
}

static enum churn_status bind_amount(struct churn_transactions *transactions, const char *spec, struct churn_error *err)
{
    transactions->amounts = spec[0] != '\0';
    if (!transactions->amounts)
        return CHURN_OK;
    if (strchr(spec, '*') != NULL && !churn_reader_has(transactions->reader, spec))
        return bind_product(transactions, spec, err);
    return bind(transactions, ROLE_AMOUNT, spec, "--amount", err);
}

static enum churn_status bind_order(struct churn_transactions *transactions, const char *spec, struct churn_error *err)
{
    const char *name = spec != NULL ? spec : "order_id";
    transactions->orders = spec != NULL ? spec[0] != '\0' : churn_reader_has(transactions->reader, name);
    return transactions->orders ? bind(transactions, ROLE_ORDER, name, "--order", err) : CHURN_OK;
}

static enum churn_status bind_all(struct churn_transactions *transactions, const struct churn_transaction_roles *roles,
                                  struct churn_error *err)
{
    enum churn_status status = bind(transactions, ROLE_ID, roles->id != NULL ? roles->id : "customer_id", "--id", err);
    if (status == CHURN_OK)
        status = bind(transactions, ROLE_DATE, roles->date != NULL ? roles->date : "date", "--date", err);
    if (status == CHURN_OK)
        status = bind_amount(transactions, roles->amount != NULL ? roles->amount : "amount", err);
    if (status == CHURN_OK)
        status = bind_order(transactions, roles->order, err);
    return status;
}

enum churn_status churn_transactions_new(struct churn_reader *reader, const struct churn_transaction_roles *roles,
                                         const struct churn_cell_rules *rules, struct churn_transactions **transactions,
                                         struct churn_error *err)
{
    *transactions = calloc(1, sizeof **transactions);
    if (*transactions == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    (*transactions)->reader = reader;
    (*transactions)->rules = *rules;
    enum churn_status status = bind_all(*transactions, roles, err);
    if (status != CHURN_OK) {
        free(*transactions);
        *transactions = NULL;
    }
    return status;
}

void churn_transactions_free(struct churn_transactions *transactions)
{
    free(transactions);
}

bool churn_transactions_have_orders(const struct churn_transactions *transactions)
{
    return transactions->orders;
}

/* Both columns of a product are read where the second stands; the first waits in the transaction. */
static enum churn_status read_amount(const struct churn_transactions *transactions, struct churn_text cell, bool second,
                                     struct churn_transaction *transaction, struct churn_error *err)
{
    churn_amount amount;
    unsigned decimals;
    enum churn_status status = cell_amount(cell, &transactions->rules, &amount, &decimals, err);
    if (status != CHURN_OK)
        return status;
    if (second)
        return churn_amount_multiply(transaction->amount, transaction->decimals, amount, decimals, &transaction->amount,
                                     &transaction->decimals, err);
    transaction->amount = amount;
    transaction->decimals = decimals;
    return CHURN_OK;
}

static enum churn_status read_cell(const struct churn_transactions *transactions, enum role role, struct churn_text cell,
                                   bool second, struct churn_transaction *transaction, struct churn_error *err)
{
    switch (role) {
    case ROLE_ID:
        transaction->id = cell;
        return cell_id(cell, &transactions->rules, "id", err);
    case ROLE_ORDER:
        transaction->order = cell;
        return cell_id(cell, &transactions->rules, "order id", err);
    case ROLE_DATE:
        return cell_day(cell, &transactions->rules, &transaction->day, err);
    default:
        return read_amount(transactions, cell, second, transaction, err);
    }
}

enum churn_status transactions_read_row(struct churn_transactions *transactions, const struct churn_text *cells,
                                        struct churn_transaction *transaction, struct churn_error *err)
{
    bool amount_seen = false;
    transaction->order = (struct churn_text){ NULL, 0 };
    transaction->amount = CHURN_AMOUNT_UNIT;
    transaction->decimals = 0;
    for (size_t i = 0; i < transactions->count; i++) {
        struct binding bound = transactions->bindings[i];
        bool money = bound.role == ROLE_AMOUNT || bound.role == ROLE_FACTOR;
        struct churn_error reason;
        enum churn_status status =
            read_cell(transactions, bound.role, cells[bound.column], amount_seen && money, transaction, &reason);
        amount_seen = amount_seen || money;
        if (status == CHURN_OK)
            continue;
        bool private_value = bound.role == ROLE_ID || bound.role == ROLE_ORDER;
        status = churn_reader_reject(transactions->reader, bound.column, private_value, &reason, err);
        return status == CHURN_OK ? CHURN_END : status;
    }
    return CHURN_OK;
}

enum churn_status churn_transactions_next(struct churn_transactions *transactions, struct churn_transaction *transaction,
                                          struct churn_error *err)
{
    const struct churn_text *cells;
    enum churn_status status;
    while ((status = churn_reader_next(transactions->reader, &cells, err)) == CHURN_OK) {
        status = transactions_read_row(transactions, cells, transaction, err);
        if (status != CHURN_END)
            return status;
    }
    return status;
}
