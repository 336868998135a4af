/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums in and out of their packing. Nearly all customers have sums below 9 * 10^10 and fewer than half a million rows, and fit
 * in 16 bytes each for purchases and refunds; the others, the shop's own cash register among them, get a wide account.
 */
#include <stdlib.h>

#include "customer/account_entry.h"

void account_widen(churn_day *first, churn_day *last, churn_day day)
{
    if (day == CHURN_DAY_NONE)
        return;
    if (*first == CHURN_DAY_NONE || day < *first)
        *first = day;
    if (*last == CHURN_DAY_NONE || day > *last)
        *last = day;
}

enum churn_status account_add_row(struct account *account, churn_amount amount, churn_day day, struct churn_error *err)
{
    if (amount < 0) {
        account->refund_rows++;
        account_widen(&account->refund_first_day, &account->refund_last_day, day);
        return churn_amount_add(&account->refunds, -amount, err);
    }
    account->rows++;
    account_widen(&account->first_day, &account->last_day, day);
    return churn_amount_add(&account->gross, amount, err);
}

static void unpack(const struct account_half *half, churn_amount *sum, uint64_t *rows, churn_day *first, churn_day *last)
{
    *sum = half->sum;
    *rows = span_rows(half->span);
    *first = *last = CHURN_DAY_NONE;
    if (*rows == 0)
        return;
    *first = span_first_day(half->span);
    *last = span_last_day(half->span);
}

static bool pack(churn_amount sum, uint64_t rows, churn_day first, churn_day last, struct account_half *half)
{
    *half = (struct account_half){ (int64_t)sum, 0 };
    if (sum != half->sum || rows >= SPAN_ROWS_END)
        return false;
    if (rows == 0)
        return sum == 0 && first == CHURN_DAY_NONE && last == CHURN_DAY_NONE;
    if (!span_fits_day(first) || !span_fits_day(last))
        return false;
    half->span = rows << SPAN_ROWS_SHIFT | (SPAN_DAY_MASK - span_of_day(first)) << SPAN_DAY_BITS | span_of_day(last);
    return true;
}

void account_unpack(const struct account_half *purchases, const struct account_half *refunds, struct account *account)
{
    unpack(purchases, &account->gross, &account->rows, &account->first_day, &account->last_day);
    unpack(refunds, &account->refunds, &account->refund_rows, &account->refund_first_day, &account->refund_last_day);
}

bool account_pack(const struct account *account, struct account_half *purchases, struct account_half *refunds)
{
    return pack(account->gross, account->rows, account->first_day, account->last_day, purchases) &&
           pack(account->refunds, account->refund_rows, account->refund_first_day, account->refund_last_day, refunds);
}

/* Counts are written as signed numbers. */
static bool add_count(uint64_t *count, uint64_t more)
{
    *count += more;
    return *count <= INT64_MAX;
}

enum churn_status account_add_account(struct account *account, const struct account *more, struct churn_error *err)
{
    account_widen(&account->first_day, &account->last_day, more->first_day);
    account_widen(&account->first_day, &account->last_day, more->last_day);
    account_widen(&account->refund_first_day, &account->refund_last_day, more->refund_first_day);
    account_widen(&account->refund_first_day, &account->refund_last_day, more->refund_last_day);
    if (!add_count(&account->rows, more->rows) || !add_count(&account->refund_rows, more->refund_rows))
        return churn_error_set(err, CHURN_NUMERIC, "the count of rows overflows");
    enum churn_status status = churn_amount_add(&account->gross, more->gross, err);
    return status == CHURN_OK ? churn_amount_add(&account->refunds, more->refunds, err) : status;
}

void accounts_part_get(const struct accounts_part *part, uint32_t number, struct account *account)
{
    static const struct account_half none = { 0, 0 };
    const struct account_half *purchases = &part_entry(part, number)->purchases;
    if (purchases->span == SPAN_WIDE) {
        *account = *part_wide(part, purchases->sum);
        return;
    }
    account_unpack(purchases, purchases->span & SPAN_REFUNDS ? part_refunds(part, number) : &none, account);
}

static enum churn_status no_memory(struct churn_error *err)
{
    return churn_error_set(err, CHURN_MEMORY, "out of memory for so many customers");
}

static bool add_wide_chunk(struct account_memory *memory, struct accounts_part *part)
{
    uint32_t chunk = part->wide_count / ACCOUNTS_WIDE;
    if ((chunk & (chunk - 1)) == 0) {
        size_t room = chunk == 0 ? 1 : 2 * (size_t)chunk;
        struct account **larger = reallocarray(part->wide, room, sizeof *larger);
        if (larger == NULL)
            return false;
        part->wide = larger;
        account_memory_note(memory, (room - chunk) * sizeof *larger);
    }
    part->wide[chunk] = account_memory_room(memory, ACCOUNTS_WIDE * sizeof *part->wide[chunk]);
    return part->wide[chunk] != NULL;
}

static enum churn_status make_wide(struct account_memory *memory, struct accounts_part *part, struct account_half *purchases,
                                   struct churn_error *err)
{
    if (part->wide_count % ACCOUNTS_WIDE == 0 && !add_wide_chunk(memory, part))
        return no_memory(err);
    *purchases = (struct account_half){ part->wide_count++, SPAN_WIDE };
    return CHURN_OK;
}

#define REFUNDS_LEAST 4 /* of a chunk, once it has any */

/* Room for the first refunds of a customer; NULL without memory. */
static struct account_half *add_refunds(struct account_memory *memory, struct accounts_part *part, uint32_t number)
{
    struct account_refunds **chunk = &part->refunds[number / ACCOUNTS_CHUNK];
    if (*chunk == NULL)
        *chunk = account_memory_room(memory, sizeof **chunk);
    if (*chunk == NULL)
        return NULL;
    unsigned count = (*chunk)->count;
    if (count == 0 || (count >= REFUNDS_LEAST && (count & (count - 1)) == 0)) {
        unsigned room = count == 0 ? REFUNDS_LEAST : 2 * count;
        struct account_half *larger = reallocarray((*chunk)->halves, room, sizeof *larger);
        if (larger == NULL)
            return NULL;
        (*chunk)->halves = larger;
        account_memory_note(memory, (room - count) * sizeof *larger);
    }
    (*chunk)->count = (uint8_t)(count + 1);
    (*chunk)->places[number % ACCOUNTS_CHUNK] = (uint8_t)(count + 1);
    return &(*chunk)->halves[count];
}

enum churn_status accounts_part_set(struct accounts *accounts, struct accounts_part *part, uint32_t number,
                                    const struct account *account, struct churn_error *err)
{
    struct account_half *purchases = &part_entry(part, number)->purchases;
    struct account_half gross, refunds, *kept = part_refunds(part, number);
    bool narrow = purchases->span != SPAN_WIDE && account_pack(account, &gross, &refunds);
    if (!narrow) {
        enum churn_status status = purchases->span != SPAN_WIDE ? make_wide(&accounts->memory, part, purchases, err) : CHURN_OK;
        if (status == CHURN_OK)
            *part_wide(part, purchases->sum) = *account;
        return status;
    }
    if (account->refund_rows > 0 && kept == NULL) {
        kept = add_refunds(&accounts->memory, part, number);
        if (kept == NULL)
            return no_memory(err);
    }
    *purchases = gross;
    if (kept != NULL) {
        purchases->span |= SPAN_REFUNDS;
        *kept = refunds;
    }
    return CHURN_OK;
}
