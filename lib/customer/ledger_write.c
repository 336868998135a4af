/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger as a file: customers by id, sets as text, so that parts can be merged again by anybody who can read CSV. */
#include <stdlib.h>

#include "customer/ledger.h"
#include "customer/ledger_columns.h"
#include "customer/member_text.h"

const char *const LEDGER_COLUMN_NAMES[LEDGER_COLUMNS] = {
    "customer_id",       "first_date",       "last_date",   "rows",          "gross",
    "refund_first_date", "refund_last_date", "refund_rows", "refunds",       "orders",
    "order_ids",         "refund_order_ids", "days",        "purchase_days", "refund_days",
};

/* What writing sets needs beside the ledger. */
struct sets {
    struct member_text text;
    struct churn_text *list; /* room for the largest set of one customer of a stretch */
};

static bool column_is_there(const struct churn_ledger *ledger, enum ledger_column column)
{
    if (column >= LEDGER_DAYS)
        return ledger->options.keep_days;
    return column < LEDGER_PLAIN || ledger->options.keep_orders;
}

static enum churn_status write_header(const struct churn_ledger *ledger, struct churn_writer *writer, struct churn_error *err)
{
    for (enum ledger_column column = 0; column < LEDGER_COLUMNS; column++)
        if (column_is_there(ledger, column))
            churn_writer_name(writer, LEDGER_COLUMN_NAMES[column]);
    return churn_writer_row(writer, err);
}

static void write_sums(const struct churn_ledger *ledger, const struct churn_customer *customer, struct churn_writer *writer)
{
    churn_writer_text(writer, customer->id);
    churn_writer_day(writer, customer->first_day);
    churn_writer_day(writer, customer->last_day);
    churn_writer_integer(writer, (int64_t)customer->rows);
    churn_writer_amount(writer, customer->gross, ledger->decimals);
    churn_writer_day(writer, customer->refund_first_day);
    churn_writer_day(writer, customer->refund_last_day);
    churn_writer_integer(writer, (int64_t)customer->refund_rows);
    churn_writer_amount(writer, customer->refunds, ledger->decimals);
}

typedef enum churn_status (*set_to_text)(struct member_text *, struct churn_text *, size_t, struct churn_error *);

static enum churn_status write_set(const struct members *members, uint32_t head, enum member_flag flag, set_to_text to_text,
                                   struct sets *sets, struct churn_writer *writer, struct churn_error *err)
{
    size_t count = members_list(members, head, flag, sets->list);
    enum churn_status status = to_text(&sets->text, sets->list, count, err);
    churn_writer_text(writer, (struct churn_text){ sets->text.data, sets->text.length });
    return status;
}

static enum churn_status write_orders(const struct accounts_part *part, const struct account_sets *account, struct sets *sets,
                                      struct churn_writer *writer, struct churn_error *err)
{
    churn_writer_integer(writer, account->orders);
    enum churn_status status =
        write_set(&part->orders, account->order_list, MEMBER_PURCHASE, member_text_orders, sets, writer, err);
    if (status == CHURN_OK)
        status = write_set(&part->orders, account->order_list, MEMBER_REFUND, member_text_orders, sets, writer, err);
    return status;
}

static enum churn_status write_days(const struct accounts_part *part, const struct account_sets *account, struct sets *sets,
                                    struct churn_writer *writer, struct churn_error *err)
{
    churn_writer_integer(writer, account->days);
    enum churn_status status = write_set(&part->days, account->day_list, MEMBER_PURCHASE, member_text_days, sets, writer, err);
    if (status == CHURN_OK)
        status = write_set(&part->days, account->day_list, MEMBER_REFUND, member_text_days, sets, writer, err);
    return status;
}

static size_t largest_set(const struct churn_ledger *ledger, size_t from, size_t to)
{
    size_t largest = 1;
    for (size_t i = from; ledger->accounts.keep_sets && i < to; i++) {
        const struct account_sets *sets = accounts_sets(&ledger->accounts, ledger->sorted[i]);
        if (sets->orders_any > largest)
            largest = sets->orders_any;
        if (sets->days_any > largest)
            largest = sets->days_any;
    }
    return largest;
}

static enum churn_status write_customer(const struct churn_ledger *ledger, size_t index, struct sets *sets,
                                        struct churn_writer *writer, struct churn_error *err)
{
    account_ref ref = ledger->sorted[index];
    const struct accounts_part *part = &ledger->accounts.parts[ref & 0xff];
    struct churn_customer customer;
    enum churn_status status = CHURN_OK;
    churn_ledger_customer(ledger, index, &customer);
    write_sums(ledger, &customer, writer);
    if (ledger->options.keep_orders)
        status = write_orders(part, accounts_sets(&ledger->accounts, ref), sets, writer, err);
    if (status == CHURN_OK && ledger->options.keep_days)
        status = write_days(part, accounts_sets(&ledger->accounts, ref), sets, writer, err);
    return status == CHURN_OK ? churn_writer_row(writer, err) : status;
}

static enum churn_status make_rows(void *context, size_t from, size_t to, struct churn_writer *writer, struct churn_error *err)
{
    const struct churn_ledger *ledger = context;
    struct sets sets = { { NULL, 0, 0 }, NULL };
    enum churn_status status = CHURN_OK;
    sets.list = reallocarray(NULL, largest_set(ledger, from, to), sizeof *sets.list);
    if (sets.list == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    for (size_t i = from; status == CHURN_OK && i < to; i++)
        status = write_customer(ledger, i, &sets, writer, err);
    free(sets.list);
    member_text_clear(&sets.text);
    return status;
}

enum churn_status churn_ledger_write(struct churn_ledger *ledger, struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = churn_ledger_sort(ledger, err);
    if (status == CHURN_OK)
        status = write_header(ledger, writer, err);
    return status == CHURN_OK ? churn_writer_rows(writer, ledger->sorted_count, ledger->jobs, make_rows, ledger, err) : status;
}
