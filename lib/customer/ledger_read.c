/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Merging ledger files. They are our own writing, but they lie on disks for years and are edited by hand, so every cell is
 * checked, and that the parts of a row agree: a damaged ledger is refused, not added up.
 */
#include <stdlib.h>
#include <string.h>

#include "customer/account_sets.h"
#include "customer/ledger.h"
#include "customer/ledger_rows.h"
#include "customer/member_text.h"
#include "customer/update.h"
#include "table/cells.h"
#include "table/reader.h"

static const struct churn_cell_rules RULES = { NULL, CHURN_AMOUNT_FORMAT_INIT, { NULL, NULL, INT32_MIN + 1, INT32_MAX } };

static bool has_all(const struct churn_reader *reader, enum ledger_column from, enum ledger_column to)
{
    for (enum ledger_column column = from; column < to; column++)
        if (!churn_reader_has(reader, LEDGER_COLUMN_NAMES[column]))
            return false;
    return true;
}

enum churn_status churn_ledger_inspect(const struct churn_reader *reader, struct churn_ledger_options *carries,
                                       struct churn_error *err)
{
    size_t column;
    for (enum ledger_column i = 0; i < LEDGER_PLAIN; i++) {
        enum churn_status status = churn_reader_find(reader, LEDGER_COLUMN_NAMES[i], NULL, &column, err);
        if (status != CHURN_OK)
            return status;
    }
    carries->keep_orders = has_all(reader, LEDGER_ORDERS, LEDGER_DAYS);
    carries->keep_days = has_all(reader, LEDGER_DAYS, LEDGER_FIRST_SPEND);
    carries->keep_spend = has_all(reader, LEDGER_FIRST_SPEND, LEDGER_COLUMNS);
    return CHURN_OK;
}

static enum churn_status bind_columns(struct merge *merge, struct churn_error *err)
{
    for (enum ledger_column column = 0; column < LEDGER_COLUMNS; column++) {
        if (!ledger_has_column(&merge->ledger->options, column))
            continue;
        enum churn_status status =
            churn_reader_find(merge->reader, LEDGER_COLUMN_NAMES[column], NULL, &merge->column[column], err);
        if (status != CHURN_OK)
            return status;
    }
    return CHURN_OK;
}

static struct churn_text cell(struct merge *merge, enum ledger_column column)
{
    merge->fault = column;
    return merge->cells[merge->column[column]];
}

/* Ids rise within each file, so a doubled or misplaced row shows. */
static enum churn_status check_order(struct merge *merge, struct churn_error *err)
{
    struct churn_text id = cell(merge, LEDGER_CUSTOMER_ID);
    struct churn_text last = { merge->last_id, merge->last_length };
    enum churn_status status = cell_id(id, &RULES, "id", err);
    if (status != CHURN_OK)
        return status;
    bool same_file = merge->path == merge->reader->path && merge->last_length > 0;
    if (same_file && churn_text_compare(last, id) >= 0)
        return churn_error_set(err, CHURN_DATA, "does not follow the id before it; a ledger is sorted by id, each one once");
    if (merge->last_size < id.length) {
        char *larger = realloc(merge->last_id, 2 * id.length);
        if (larger == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        merge->last_id = larger;
        merge->last_size = 2 * id.length;
    }
    memcpy(merge->last_id, id.data, id.length);
    merge->last_length = id.length;
    merge->path = merge->reader->path;
    return CHURN_OK;
}

/* One half of a row: purchases or refunds. */
struct half {
    enum ledger_column first, last, rows, sum;
};
static const struct half PURCHASES = { LEDGER_FIRST_DATE, LEDGER_LAST_DATE, LEDGER_ROWS, LEDGER_GROSS };
static const struct half REFUNDS = { LEDGER_REFUND_FIRST_DATE, LEDGER_REFUND_LAST_DATE, LEDGER_REFUND_ROWS, LEDGER_REFUNDS };

static enum churn_status read_day(struct merge *merge, enum ledger_column column, bool wanted, churn_day *day,
                                  struct churn_error *err)
{
    struct churn_text text = cell(merge, column);
    *day = CHURN_DAY_NONE;
    if (!wanted && text.length > 0)
        return churn_error_set(err, CHURN_DATA, "is a date, but there are no rows");
    return wanted ? cell_day(text, &RULES, day, err) : CHURN_OK;
}

static enum churn_status read_half(struct merge *merge, const struct half *half, churn_day *first, churn_day *last,
                                   uint64_t *rows, churn_amount *sum, struct churn_error *err)
{
    unsigned decimals;
    enum churn_status status = cell_count(cell(merge, half->rows), &RULES, rows, err);
    if (status == CHURN_OK)
        status = read_day(merge, half->first, *rows > 0, first, err);
    if (status == CHURN_OK)
        status = read_day(merge, half->last, *rows > 0, last, err);
    if (status == CHURN_OK && *last < *first)
        return churn_error_set(err, CHURN_DATA, "is before the first date");
    if (status == CHURN_OK)
        status = cell_sum(cell(merge, half->sum), &RULES, sum, &decimals, err);
    if (status != CHURN_OK)
        return status;
    if (*sum < 0 || (*rows == 0 && *sum != 0))
        return churn_error_set(err, CHURN_DATA, "is no sum of these rows");
    if (decimals > merge->ledger->decimals)
        merge->ledger->decimals = decimals;
    return CHURN_OK;
}

static enum churn_status read_row(struct merge *merge, struct account *row, struct churn_error *err)
{
    enum churn_status status = read_half(merge, &PURCHASES, &row->first_day, &row->last_day, &row->rows, &row->gross, err);
    if (status == CHURN_OK)
        status =
            read_half(merge, &REFUNDS, &row->refund_first_day, &row->refund_last_day, &row->refund_rows, &row->refunds, err);
    return status;
}

static enum churn_status add_row(struct merge *merge, const struct account *row, account_ref *ref, struct churn_error *err)
{
    struct churn_ledger *ledger = merge->ledger;
    struct account account;
    churn_day first = CHURN_DAY_NONE;
    enum churn_status status = accounts_find(&ledger->accounts, cell(merge, LEDGER_CUSTOMER_ID), ref, err);
    if (status != CHURN_OK)
        return status;
    accounts_get(&ledger->accounts, *ref, &account);
    status = account_add_account(&account, row, err);
    if (status == CHURN_OK)
        status = accounts_set(&ledger->accounts, *ref, &account, err);
    account_widen(&first, &ledger->last_day, row->last_day);
    account_widen(&first, &ledger->last_day, row->refund_last_day);
    if (status == CHURN_OK)
        status = churn_amount_add(&ledger->total, row->gross, err);
    if (status == CHURN_OK)
        status = churn_amount_add(&ledger->total, -row->refunds, err);
    return status;
}

static enum churn_status refuse_order(struct churn_error *err)
{
    return churn_error_set(err, CHURN_DATA, "is no list of members in rising order, each once");
}

static struct accounts_part *part_of(struct merge *merge, account_ref ref)
{
    return &merge->ledger->accounts.parts[ref & 0xff];
}

/*
 * Each of a set's members; *count how many. They rise, as they were written, so none stands twice. Decoded ids lie one behind
 * the other in room, which is as large as the cell, so the one before is still there.
 */
static enum churn_status add_orders(struct merge *merge, account_ref ref, enum ledger_column column, enum member_flag flag,
                                    uint64_t *count, struct churn_error *err)
{
    struct churn_text rest = cell(merge, column), order, last = { NULL, 0 };
    enum churn_status status;
    if (merge->room_size < rest.length) {
        char *larger = realloc(merge->room, 2 * rest.length);
        if (larger == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        merge->room = larger;
        merge->room_size = 2 * rest.length;
    }
    char *room = merge->room;
    for (*count = 0; (status = member_text_next_order(&rest, room, &order, err)) == CHURN_OK; ++*count) {
        if (*count > 0 && churn_text_compare(last, order) >= 0)
            return refuse_order(err);
        status = account_add_order(&merge->ledger->accounts, part_of(merge, ref), ref >> 8, order, flag, err);
        if (status != CHURN_OK)
            return status;
        last = order;
        room += order.length;
    }
    return status == CHURN_END ? CHURN_OK : status;
}

static enum churn_status add_days(struct merge *merge, account_ref ref, enum ledger_column column, enum member_flag flag,
                                  uint64_t *count, struct churn_error *err)
{
    struct churn_text rest = cell(merge, column);
    churn_day day, last = CHURN_DAY_NONE;
    enum churn_status status;
    for (*count = 0; (status = member_text_next_day(&rest, &day, err)) == CHURN_OK; ++*count) {
        if (*count > 0 && day <= last)
            return refuse_order(err);
        status = account_add_day(&merge->ledger->accounts, part_of(merge, ref), ref >> 8, day, flag, err);
        if (status != CHURN_OK)
            return status;
        last = day;
    }
    return status == CHURN_END ? CHURN_OK : status;
}

/* A set has a member where there are rows, and not more members than rows. */
static enum churn_status fit_rows(struct merge *merge, enum ledger_column column, uint64_t members, uint64_t rows,
                                  struct churn_error *err)
{
    merge->fault = column;
    if (members > rows || (rows > 0 && members == 0))
        return churn_error_set(err, CHURN_DATA, "does not fit the number of rows");
    return CHURN_OK;
}

static enum churn_status agree(struct merge *merge, enum ledger_column column, uint64_t members, struct churn_error *err)
{
    uint64_t said;
    enum churn_status status = cell_count(cell(merge, column), &RULES, &said, err);
    if (status == CHURN_OK && said != members)
        return churn_error_set(err, CHURN_DATA, "is not the number of members in the list beside it");
    return status;
}

typedef enum churn_status (*add_members)(struct merge *, account_ref, enum ledger_column, enum member_flag, uint64_t *,
                                         struct churn_error *);

/* The three columns of one kind of set: count, purchases' members, refunds' members, side by side. */
static enum churn_status add_set(struct merge *merge, account_ref ref, const struct account *row, enum ledger_column count,
                                 add_members add, struct churn_error *err)
{
    uint64_t purchases = 0, refunds = 0;
    enum churn_status status = add(merge, ref, count + 1, MEMBER_PURCHASE, &purchases, err);
    if (status == CHURN_OK)
        status = agree(merge, count, purchases, err);
    if (status == CHURN_OK)
        status = fit_rows(merge, count + 1, purchases, row->rows, err);
    if (status == CHURN_OK)
        status = add(merge, ref, count + 2, MEMBER_REFUND, &refunds, err);
    return status == CHURN_OK ? fit_rows(merge, count + 2, refunds, row->refund_rows, err) : status;
}

static enum churn_status add_sets(struct merge *merge, account_ref ref, const struct account *row, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    if (merge->ledger->options.keep_orders)
        status = add_set(merge, ref, row, LEDGER_ORDERS, add_orders, err);
    if (status == CHURN_OK && merge->ledger->options.keep_days)
        status = add_set(merge, ref, row, LEDGER_DAYS, add_days, err);
    return status;
}

/* No more than all purchases together, and these where there is but one day. */
static enum churn_status add_spend(struct merge *merge, account_ref ref, const struct account *row, struct churn_error *err)
{
    struct churn_text text = cell(merge, LEDGER_FIRST_SPEND);
    churn_amount sum;
    unsigned decimals;
    if (row->rows == 0)
        return text.length == 0 ? CHURN_OK : churn_error_set(err, CHURN_DATA, "is a sum, but there are no purchases");
    enum churn_status status = cell_sum(text, &RULES, &sum, &decimals, err);
    if (status != CHURN_OK)
        return status;
    bool one_day = row->first_day == row->last_day;
    if (sum < 0 || sum > row->gross || (one_day && sum != row->gross))
        return churn_error_set(err, CHURN_DATA, "is not what was bought on the first date");
    return account_add_spend(part_of(merge, ref), ref >> 8, row->first_day, sum, err);
}

enum churn_status ledger_merge_row(struct merge *merge, struct churn_error *err)
{
    struct account row;
    account_ref ref;
    enum churn_status status = read_row(merge, &row, err);
    if (status == CHURN_OK)
        status = add_row(merge, &row, &ref, err);
    if (status == CHURN_OK)
        status = add_sets(merge, ref, &row, err);
    if (status == CHURN_OK && merge->ledger->options.keep_spend)
        status = add_spend(merge, ref, &row, err);
    return status;
}

/* A bad row of a ledger cannot be set aside: its customer would lose a past. */
static enum churn_status refuse(struct merge *merge, const struct churn_error *reason, struct churn_error *err)
{
    bool private_value =
        merge->fault == LEDGER_CUSTOMER_ID || merge->fault == LEDGER_ORDER_IDS || merge->fault == LEDGER_REFUND_ORDER_IDS;
    if (reason->status != CHURN_DATA) {
        if (err != NULL)
            *err = *reason;
        return reason->status;
    }
    return churn_reader_reject(merge->reader, merge->column[merge->fault], private_value, reason, err);
}

void ledger_merge_clear(struct merge *merge)
{
    free(merge->last_id);
    free(merge->room);
    *merge = (struct merge){ .ledger = NULL };
}

enum churn_status churn_ledger_merge(struct churn_ledger *ledger, struct churn_reader *reader, struct churn_error *err)
{
    struct merge merge = { .ledger = ledger, .reader = reader };
    struct churn_error reason;
    if (reader->options.skip)
        return churn_error_set(err, CHURN_USAGE, "rows of a ledger cannot be set aside: a customer would lose a past");
    ledger->jobs = reader_jobs(reader);
    ledger_limit_set(ledger, 1);
    enum churn_status status = bind_columns(&merge, err);
    for (size_t i = 0; status == CHURN_OK && i < reader->options.path_count; i++)
        status = update_check_kept(reader->options.paths[i], err);
    while (status == CHURN_OK && (status = churn_reader_next(reader, &merge.cells, err)) == CHURN_OK) {
        status = check_order(&merge, &reason);
        if (status == CHURN_OK)
            status = ledger_merge_row(&merge, &reason);
        if (status != CHURN_OK)
            status = refuse(&merge, &reason, err);
        else if (ledger_is_full(ledger))
            status = ledger_relieve(ledger, err);
    }
    ledger_merge_clear(&merge);
    return status == CHURN_END ? CHURN_OK : status;
}
