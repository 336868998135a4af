/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger as a file: customers by id, sets as text, so that parts can be merged again by anybody who can read CSV. */
#include <stdlib.h>

#include "customer/ledger_cursor.h"
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

/* A customer's set, wherever it is kept. */
struct set_source {
    const struct members *members; /* NULL: it was read from a run */
    uint32_t head;
    const struct run_members *read;
    uint64_t purchases, any; /* how many members */
};

static size_t list_members(const struct set_source *source, enum member_flag flag, struct churn_text *list)
{
    return source->members != NULL ? members_list(source->members, source->head, flag, list)
                                   : run_members_list(source->read, flag, list);
}

static enum churn_status write_list(const struct set_source *source, enum member_flag flag, set_to_text to_text,
                                    struct sets *sets, struct churn_writer *writer, struct churn_error *err)
{
    size_t count = list_members(source, flag, sets->list);
    enum churn_status status = to_text(&sets->text, sets->list, count, err);
    churn_writer_text(writer, (struct churn_text){ sets->text.data, sets->text.length });
    return status;
}

/* Room for the largest set so far. */
static enum churn_status make_room(struct sets *sets, uint64_t wanted, struct churn_error *err)
{
    if (wanted <= sets->size)
        return CHURN_OK;
    struct churn_text *larger = reallocarray(sets->list, 2 * wanted, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    sets->list = larger;
    sets->size = 2 * wanted;
    return CHURN_OK;
}

static enum churn_status write_set(const struct set_source *source, set_to_text to_text, struct sets *sets,
                                   struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = make_room(sets, source->any, err);
    churn_writer_integer(writer, (int64_t)source->purchases);
    if (status == CHURN_OK)
        status = write_list(source, MEMBER_PURCHASE, to_text, sets, writer, err);
    return status == CHURN_OK ? write_list(source, MEMBER_REFUND, to_text, sets, writer, err) : status;
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

static enum churn_status write_customer(const struct churn_ledger *ledger, const struct churn_customer *customer,
                                        const struct set_source *orders, const struct set_source *days, struct sets *sets,
                                        struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    write_sums(ledger, customer, writer);
    if (ledger->options.keep_orders)
        status = write_set(orders, member_text_orders, sets, writer, err);
    if (status == CHURN_OK && ledger->options.keep_days)
        status = write_set(days, member_text_days, sets, writer, err);
    if (ledger->options.keep_spend)
        write_spend(customer, writer);
    return status == CHURN_OK ? churn_writer_row(writer, err) : status;
}

static enum churn_status write_from_table(const struct churn_ledger *ledger, account_ref ref,
                                          const struct churn_customer *customer, struct sets *sets, struct churn_writer *writer,
                                          struct churn_error *err)
{
    const struct accounts_part *part = &ledger->accounts.parts[ref & 0xff];
    struct set_source orders = { .members = &part->orders }, days = { .members = &part->days };
    if (ledger->accounts.keep_sets) {
        const struct account_sets *account = accounts_sets(&ledger->accounts, ref);
        orders.head = account->order_list;
        orders.purchases = account->orders;
        orders.any = account->orders_any;
        days.head = account->day_list;
        days.purchases = account->days;
        days.any = account->days_any;
    }
    return write_customer(ledger, customer, &orders, &days, sets, writer, err);
}

static enum churn_status write_from_run(const struct churn_ledger_cursor *cursor, const struct churn_customer *customer,
                                        struct sets *sets, struct churn_writer *writer, struct churn_error *err)
{
    const struct set_source orders = { NULL, 0, &cursor->read.orders, customer->orders, customer->orders_any };
    const struct set_source days = { NULL, 0, &cursor->read.days, customer->days, customer->days_any };
    return write_customer(cursor->ledger, customer, &orders, &days, sets, writer, err);
}

enum churn_status ledger_write_customer(const struct churn_ledger *ledger, size_t index, struct sets *sets,
                                        struct churn_writer *writer, struct churn_error *err)
{
    struct churn_customer customer;
    churn_ledger_customer(ledger, index, &customer);
    return write_from_table(ledger, ledger->sorted[index], &customer, sets, writer, err);
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
    struct churn_ledger_cursor *cursor;
    struct churn_customer customer;
    struct sets sets = { .size = 0 };
    enum churn_status status = churn_ledger_cursor_new(ledger, from, to, &cursor, err);
    while (status == CHURN_OK && (status = churn_ledger_cursor_next(cursor, &customer, err)) == CHURN_OK)
        status = ledger_is_on_disk(ledger) ? write_from_run(cursor, &customer, &sets, writer, err)
                                           : write_from_table(ledger, cursor->ref, &customer, &sets, writer, err);
    churn_ledger_cursor_free(cursor);
    ledger_sets_clear(&sets);
    return status == CHURN_END ? CHURN_OK : status;
}

enum churn_status churn_ledger_write(struct churn_ledger *ledger, struct churn_writer *writer, struct churn_error *err)
{
    enum churn_status status = churn_ledger_sort(ledger, err);
    if (status == CHURN_OK)
        status = ledger_write_header(ledger, writer, err);
    return status == CHURN_OK ? churn_writer_rows(writer, churn_ledger_count(ledger), ledger->jobs, make_rows, ledger, err)
                              : status;
}
