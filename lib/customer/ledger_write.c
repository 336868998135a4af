/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger as a file: customers by id, sets as text, so that parts can be merged again by anybody who can read CSV. */
#include <stdlib.h>

#include "customer/account_sets.h"
#include "customer/ledger_rows.h"

const char *const LEDGER_COLUMN_NAMES[LEDGER_COLUMNS] = {
    "customer_id",       "first_date",       "last_date",   "rows",          "gross",
    "refund_first_date", "refund_last_date", "refund_rows", "refunds",       "orders",
    "order_ids",         "refund_order_ids", "days",        "purchase_days", "refund_days",
    "first_spend",
};

bool ledger_has_column(const struct churn_ledger_options *options, enum ledger_column column)
{
    if (column == LEDGER_FIRST_SPEND)
        return options->keep_spend;
    if (column >= LEDGER_DAYS)
        return options->keep_days;
    return column < LEDGER_PLAIN || options->keep_orders;
}

enum churn_status ledger_write_header(const struct churn_ledger *ledger, struct churn_writer *writer, struct churn_error *err)
{
    for (enum ledger_column column = 0; column < LEDGER_COLUMNS; column++)
        if (ledger_has_column(&ledger->options, column))
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

/* Room for the largest set of this customer. */
static enum churn_status make_room(struct sets *sets, const struct account_sets *account, struct churn_error *err)
{
    size_t wanted = account->orders_any > account->days_any ? account->orders_any : account->days_any;
    if (wanted <= sets->size)
        return CHURN_OK;
    struct churn_text *larger = reallocarray(sets->list, 2 * wanted, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    sets->list = larger;
    sets->size = 2 * wanted;
    return CHURN_OK;
}

static enum churn_status write_sets(const struct churn_ledger *ledger, account_ref ref, struct sets *sets,
                                    struct churn_writer *writer, struct churn_error *err)
{
    const struct accounts_part *part = &ledger->accounts.parts[ref & 0xff];
    const struct account_sets *account = accounts_sets(&ledger->accounts, ref);
    enum churn_status status = make_room(sets, account, err);
    if (status == CHURN_OK && ledger->options.keep_orders)
        status = write_orders(part, account, sets, writer, err);
    if (status == CHURN_OK && ledger->options.keep_days)
        status = write_days(part, account, sets, writer, err);
    return status;
}

/* With as few decimals as it has: rows that a night copies unread need no more of them when the sums do. Empty: no purchase. */
static void write_spend(const struct churn_customer *customer, struct churn_writer *writer)
{
    unsigned decimals = 0;
    churn_amount unit = CHURN_AMOUNT_UNIT;
    while (customer->first_spend % unit != 0) {
        unit /= 10;
        decimals++;
    }
    if (customer->rows > 0)
        churn_writer_amount(writer, customer->first_spend, decimals);
    else
        churn_writer_null(writer);
}

enum churn_status ledger_write_customer(const struct churn_ledger *ledger, size_t index, struct sets *sets,
                                        struct churn_writer *writer, struct churn_error *err)
{
    struct churn_customer customer;
    enum churn_status status = CHURN_OK;
    churn_ledger_customer(ledger, index, &customer);
    write_sums(ledger, &customer, writer);
    if (ledger->accounts.keep_sets)
        status = write_sets(ledger, ledger->sorted[index], sets, writer, err);
    if (ledger->options.keep_spend)
        write_spend(&customer, writer);
    return status == CHURN_OK ? churn_writer_row(writer, err) : status;
}

void ledger_sets_clear(struct sets *sets)
{
    free(sets->list);
    member_text_clear(&sets->text);
    *sets = (struct sets){ .size = 0 };
}

static enum churn_status make_rows(void *context, size_t from, size_t to, struct churn_writer *writer, struct churn_error *err)
{
    const struct churn_ledger *ledger = context;
    struct sets sets = { .size = 0 };
    enum churn_status status = CHURN_OK;
    for (size_t i = from; status == CHURN_OK && i < to; i++)
        status = ledger_write_customer(ledger, i, &sets, writer, err);
    ledger_sets_clear(&sets);
    return status;
}

enum churn_status churn_ledger_write(struct churn_ledger *ledger, struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = churn_ledger_sort(ledger, err);
    if (status == CHURN_OK)
        status = ledger_write_header(ledger, writer, err);
    return status == CHURN_OK ? churn_writer_rows(writer, ledger->sorted_count, ledger->jobs, make_rows, ledger, err) : status;
}
