/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The night's pass: the old ledger is sorted, the night's customers are sorted, so the new ledger is a merge of the two.
 * Between two customers of the night the old rows are copied as they are; bisection finds where the next one belongs, as a
 * night touches one row in fifty or in a thousand. Only rows that are touched are read as figures, by the checks of every
 * merge. That the others are sound is known by the sum of the whole file, which is compared in the end, before anything takes
 * the ledger's place.
 */
#include "customer/update_pass.h"

#include <stdlib.h>
#include <string.h>

#include "table/file.h"

static struct churn_text customer_id(const struct pass *pass, size_t index)
{
    struct churn_customer customer;
    churn_ledger_customer(pass->night, index, &customer);
    return customer.id;
}

/* The smaller of the next customer of the night and the next one to be forgotten; they may be the same. */
static void set_target(struct pass *pass)
{
    bool customer = pass->next_customer < churn_ledger_count(pass->night);
    bool forget = pass->next_forget < pass->forget_count;
    pass->has_target = customer || forget;
    if (!pass->has_target)
        return;
    int order = !forget ? -1 : 1;
    if (customer && forget)
        order = churn_text_compare(customer_id(pass, pass->next_customer), pass->forget[pass->next_forget]);
    pass->of_night = order <= 0;
    pass->of_forget = order >= 0;
    pass->target = pass->of_night ? customer_id(pass, pass->next_customer) : pass->forget[pass->next_forget];
}

static void step_target(struct pass *pass)
{
    pass->next_customer += pass->of_night;
    pass->next_forget += pass->of_forget;
    set_target(pass);
}

static enum churn_status write_customer(struct pass *pass, struct churn_error *err)
{
    return ledger_write_customer(pass->night, pass->next_customer, &pass->sets, pass->writer, err);
}

/* The target is not in the old ledger. */
static enum churn_status insert(struct pass *pass, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    pass->counts->forgotten += pass->of_forget && pass->of_night;
    pass->counts->unknown += pass->of_forget && !pass->of_night;
    pass->counts->added += !pass->of_forget;
    if (!pass->of_forget)
        status = write_customer(pass, err);
    step_target(pass);
    return status;
}

static enum churn_status make_room(struct pass *pass, size_t size, struct churn_error *err)
{
    if (size <= pass->room_size)
        return CHURN_OK;
    char *larger = realloc(pass->room, 2 * size);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    pass->room = larger;
    pass->room_size = 2 * size;
    return CHURN_OK;
}

static enum churn_status split(struct pass *pass, struct churn_text row, struct churn_error *err)
{
    enum churn_status status = make_room(pass, row.length, err);
    if (status == CHURN_OK && !update_row_split(row, pass->room, pass->cells, pass->cell_count))
        return update_refuse_state(pass->update, err);
    return status;
}

/* The target is this row of the old ledger, without line end. */
static enum churn_status change(struct pass *pass, struct churn_text row, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    pass->counts->forgotten += pass->of_forget;
    pass->removed += pass->of_forget;
    if (!pass->of_forget) {
        status = split(pass, row, err);
        if (status == CHURN_OK)
            status = ledger_merge_row(&pass->merge, err);
        if (status == CHURN_DATA)
            return update_refuse_state(pass->update, err);
        if (status == CHURN_OK)
            status = write_customer(pass, err);
        pass->counts->changed++;
    }
    step_target(pass);
    return status;
}

static void copy_rows(struct pass *pass, size_t from, size_t to)
{
    if (to > from)
        writer_put_rows(pass->writer, pass->source.buffer + from, to - from);
}

static enum churn_status pass_plain_rows(struct pass *pass, struct churn_error *err)
{
    const char *data = pass->source.buffer;
    size_t at = pass->source.begin, to = pass->source.end;
    enum churn_status status = CHURN_OK;
    while (status == CHURN_OK && pass->has_target) {
        size_t found = update_row_find(data, at, to, pass->target);
        copy_rows(pass, at, found);
        at = found;
        if (found == to)
            return CHURN_OK;
        if (churn_text_compare(update_row_plain_id(data + at, to - at), pass->target) > 0) {
            status = insert(pass, err);
            continue;
        }
        at = update_row_end(data, found, to);
        status = change(pass, (struct churn_text){ data + found, at - found - 1 }, err);
    }
    copy_rows(pass, at, to);
    return status;
}

/* A row as it is, but for the decimals of its sums. */
static enum churn_status copy_row(struct pass *pass, struct churn_text row, struct churn_error *err)
{
    size_t ends[2], length = strlen(pass->padding);
    if (length == 0) {
        writer_put_rows(pass->writer, row.data, row.length + 1);
        return CHURN_OK;
    }
    if (!update_row_sums(row, ends))
        return update_refuse_state(pass->update, err);
    writer_put_rows(pass->writer, row.data, ends[0]);
    writer_put_rows(pass->writer, pass->padding, length);
    writer_put_rows(pass->writer, row.data + ends[0], ends[1] - ends[0]);
    writer_put_rows(pass->writer, pass->padding, length);
    writer_put_rows(pass->writer, row.data + ends[1], row.length + 1 - ends[1]);
    return CHURN_OK;
}

static enum churn_status pass_row(struct pass *pass, struct churn_text row, struct churn_error *err)
{
    struct churn_text id;
    enum churn_status status = make_room(pass, row.length, err);
    if (status != CHURN_OK)
        return status;
    if (!update_row_id(row, pass->room, &id))
        return update_refuse_state(pass->update, err);
    int order = 1;
    while (status == CHURN_OK && pass->has_target && (order = churn_text_compare(pass->target, id)) < 0)
        status = insert(pass, err);
    if (status != CHURN_OK)
        return status;
    return pass->has_target && order == 0 ? change(pass, row, err) : copy_row(pass, row, err);
}

static enum churn_status pass_odd_rows(struct pass *pass, struct churn_error *err)
{
    const char *data = pass->source.buffer;
    enum churn_status status = CHURN_OK;
    for (size_t at = pass->source.begin, length; status == CHURN_OK && at < pass->source.end; at += length) {
        length = update_row_length(data + at, pass->source.end - at);
        status = pass_row(pass, (struct churn_text){ data + at, length - 1 }, err);
    }
    return status;
}

/* The first block: header, and the decimals of the sums. */
static enum churn_status begin_rows(struct pass *pass, struct churn_error *err)
{
    char header[512];
    size_t length = update_header(&pass->night->options, header, sizeof header);
    if (pass->source.end < length || memcmp(pass->source.buffer, header, length) != 0)
        return update_refuse_state(pass->update, err);
    pass->source.begin = length;
    if (length == pass->source.end)
        return CHURN_OK;
    const char *first = pass->source.buffer + length;
    size_t row = update_row_length(first, pass->source.end - length);
    unsigned old = update_row_decimals((struct churn_text){ first, row - 1 }), new = pass->night->decimals;
    if (old >= new)
        pass->night->decimals = old;
    else
        memset(pass->padding, '0', new - old + (old == 0));
    if (old == 0 && old < new)
        pass->padding[0] = '.';
    return CHURN_OK;
}

enum churn_status pass_rows(struct pass *pass, struct churn_error *err)
{
    enum churn_status status;
    bool begun = false;
    while ((status = update_source_next(&pass->source, err)) == CHURN_OK) {
        if (!begun)
            status = begin_rows(pass, err);
        begun = true;
        bool plain = !pass->source.quoted && pass->padding[0] == '\0';
        if (status == CHURN_OK)
            status = plain ? pass_plain_rows(pass, err) : pass_odd_rows(pass, err);
        if (status != CHURN_OK)
            return status;
    }
    if (status != CHURN_END)
        return status == CHURN_DATA ? update_refuse_state(pass->update, err) : status;
    while (pass->has_target)
        if ((status = insert(pass, err)) != CHURN_OK)
            return status;
    return CHURN_OK;
}

static int compare_ids(const void *a, const void *b)
{
    return churn_text_compare(*(const struct churn_text *)a, *(const struct churn_text *)b);
}

enum churn_status pass_init(struct pass *pass, struct churn_error *err)
{
    struct churn_ledger *night = pass->night;
    pass->merge.ledger = night;
    pass->merge.cells = pass->cells;
    for (enum ledger_column column = 0; column < LEDGER_COLUMNS; column++)
        if (ledger_has_column(&night->options, column))
            pass->merge.column[column] = pass->cell_count++;
    pass->forget = pass->update->forget.keys;
    pass->forget_count = pass->update->forget.count;
    if (pass->forget_count > 0)
        qsort(pass->forget, pass->forget_count, sizeof *pass->forget, compare_ids);
    enum churn_status status = update_source_init(&pass->source, pass->update->source, pass->update->block, err);
    if (status == CHURN_OK)
        status = churn_ledger_sort(night, err);
    if (status == CHURN_OK)
        set_target(pass);
    return status;
}

void pass_clear(struct pass *pass)
{
    update_source_clear(&pass->source);
    ledger_sets_clear(&pass->sets);
    ledger_merge_clear(&pass->merge);
    free(pass->room);
}
