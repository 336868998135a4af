/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cut points as CSV, in the units of the dimension, so that a person can read and set them. */
#include <string.h>

#include <churn/saved.h>

#include "base/error.h"
#include "saved/rows.h"
#include "table/cells.h"

enum { DIMENSION, WITHIN, SCORE, THRESHOLD, CUSTOMERS, COLUMNS };
static const char *const NAMES[COLUMNS] = { "dimension", "within", "score", "threshold", "customers" };
static const struct churn_cell_rules RULES = CHURN_CELL_RULES_INIT;

/* Written for a score that nothing reaches and that no better one stands above. */
static const char UNREACHABLE[] = "unreachable";

static bool text_is(struct churn_text text, const char *word)
{
    return churn_text_compare(text, (struct churn_text){ word, strlen(word) }) == 0;
}

static enum churn_status refuse(const struct saved_rows *rows, size_t column, const char *why, struct churn_error *err)
{
    struct churn_error reason;
    churn_error_set(&reason, CHURN_DATA, "%s", why);
    return saved_rows_refuse(rows, column, &reason, err);
}

static enum churn_status read_dimension(const struct saved_rows *rows, struct churn_cut *cut, struct churn_error *err)
{
    struct churn_text name = saved_rows_cell(rows, DIMENSION);
    for (enum churn_dimension dimension = 0; dimension < CHURN_DIMENSIONS; dimension++)
        if (text_is(name, churn_dimension_name(dimension))) {
            cut->dimension = dimension;
            return CHURN_OK;
        }
    return refuse(rows, DIMENSION, "is none of recency, frequency, monetary", err);
}

/* "", "3" or "3-2". */
static enum churn_status read_within(const struct saved_rows *rows, struct churn_cut *cut, struct churn_error *err)
{
    struct churn_text text = saved_rows_cell(rows, WITHIN);
    unsigned part[2] = { 0, 0 };
    size_t parts = 0;
    bool digit_seen = false, sound = true;
    for (size_t i = 0; i < text.length && sound; i++) {
        char byte = text.data[i];
        if (byte >= '0' && byte <= '9') {
            part[parts] = part[parts] * 10 + (unsigned)(byte - '0');
            digit_seen = true;
        } else {
            parts++;
            sound = byte == '-' && digit_seen && parts < 2;
            digit_seen = false;
        }
        sound = sound && part[0] <= CHURN_BINS_MAX && part[1] <= CHURN_BINS_MAX;
    }
    bool zero = text.length > 0 && (part[0] == 0 || (parts == 1 && part[1] == 0));
    if (!sound || zero || (text.length > 0 && !digit_seen))
        return refuse(rows, WITHIN, "is neither empty nor scores such as 3 or 3-2", err);
    cut->within_r = (uint8_t)part[0];
    cut->within_f = (uint8_t)part[1];
    return CHURN_OK;
}

static enum churn_status read_threshold(const struct saved_rows *rows, struct churn_cut *cut, struct churn_error *err)
{
    struct churn_text text = saved_rows_cell(rows, THRESHOLD);
    struct churn_error reason;
    unsigned decimals;
    cut->threshold = 0;
    cut->unreachable = text_is(text, UNREACHABLE);
    if (cut->unreachable)
        return CHURN_OK;
    if (cut->score == 1)
        return text.length == 0 ? CHURN_OK : refuse(rows, THRESHOLD, "score 1 takes all the rest and has no threshold", err);
    enum churn_status status = cell_sum(text, &RULES, &cut->threshold, &decimals, &reason);
    return status == CHURN_OK ? CHURN_OK : saved_rows_refuse(rows, THRESHOLD, &reason, err);
}

static enum churn_status read_customers(const struct saved_rows *rows, struct churn_cut *cut, struct churn_error *err)
{
    struct churn_text text = saved_rows_cell(rows, CUSTOMERS);
    struct churn_error reason;
    uint64_t count;
    cut->customers = -1;
    if (text.length == 0)
        return CHURN_OK;
    enum churn_status status = cell_count(text, &RULES, &count, &reason);
    if (status != CHURN_OK)
        return saved_rows_refuse(rows, CUSTOMERS, &reason, err);
    cut->customers = (int64_t)count;
    return CHURN_OK;
}

static enum churn_status read_cut(const struct saved_rows *rows, struct churn_cut *cut, struct churn_error *err)
{
    enum churn_status status = read_dimension(rows, cut, err);
    if (status == CHURN_OK)
        status = read_within(rows, cut, err);
    if (status == CHURN_OK)
        status = saved_rows_number(rows, SCORE, CHURN_BINS_MAX, &cut->score, err);
    if (status == CHURN_OK)
        status = read_threshold(rows, cut, err);
    if (status == CHURN_OK)
        status = read_customers(rows, cut, err);
    return status;
}

static enum churn_status read_cuts(struct saved_rows *rows, struct churn_cuts *cuts, struct churn_error *err)
{
    enum churn_status status;
    while ((status = saved_rows_next(rows, err)) == CHURN_OK) {
        struct churn_cut cut;
        struct churn_error reason;
        status = read_cut(rows, &cut, err);
        if (status == CHURN_OK && (status = churn_cuts_add(cuts, &cut, &reason)) != CHURN_OK)
            status = saved_rows_refuse(rows, SCORE, &reason, err);
        if (status != CHURN_OK)
            return status;
    }
    return status == CHURN_END ? CHURN_OK : status;
}

enum churn_status churn_cuts_read(const char *path, struct churn_cuts **cuts, struct churn_error *err)
{
    struct saved_rows rows;
    bool nested;
    unsigned bins[CHURN_DIMENSIONS];
    *cuts = churn_cuts_new();
    if (*cuts == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = saved_rows_open(&rows, path, NAMES, COLUMNS, 1, err);
    if (status == CHURN_OK)
        status = read_cuts(&rows, *cuts, err);
    saved_rows_close(&rows);
    if (status == CHURN_OK && (status = churn_cuts_check(*cuts, &nested, bins, err)) != CHURN_OK)
        error_place(err, path, 0, 0);
    if (status != CHURN_OK) {
        churn_cuts_free(*cuts);
        *cuts = NULL;
    }
    return status;
}

static void write_within(const struct churn_cut *cut, struct churn_writer *writer)
{
    char text[CHURN_CELL_TEXT_SIZE];
    size_t length = 0;
    const uint8_t part[2] = { cut->within_r, cut->within_f };
    for (size_t i = 0; i < 2 && part[i] > 0; i++) {
        if (i > 0)
            text[length++] = '-';
        if (part[i] >= 100)
            text[length++] = (char)('0' + part[i] / 100);
        if (part[i] >= 10)
            text[length++] = (char)('0' + part[i] / 10 % 10);
        text[length++] = (char)('0' + part[i] % 10);
    }
    churn_writer_text(writer, (struct churn_text){ text, length });
}

/* So many decimals as the threshold needs. */
static void write_threshold(const struct churn_cut *cut, struct churn_writer *writer)
{
    if (cut->unreachable)
        churn_writer_name(writer, UNREACHABLE);
    else if (cut->score == 1)
        churn_writer_null(writer);
    else
        churn_writer_amount(writer, cut->threshold, 0);
}

enum churn_status churn_cuts_write(const struct churn_cuts *cuts, struct churn_writer *writer, struct churn_error *err)
{
    for (size_t i = 0; i < COLUMNS; i++)
        churn_writer_name(writer, NAMES[i]);
    enum churn_status status = churn_writer_row(writer, err);
    for (size_t i = 0; status == CHURN_OK && i < churn_cuts_count(cuts); i++) {
        const struct churn_cut *cut = churn_cuts_at(cuts, i);
        churn_writer_name(writer, churn_dimension_name(cut->dimension));
        write_within(cut, writer);
        churn_writer_integer(writer, cut->score);
        write_threshold(cut, writer);
        if (cut->customers >= 0)
            churn_writer_integer(writer, cut->customers);
        else
            churn_writer_null(writer);
        status = churn_writer_row(writer, err);
    }
    return status;
}
