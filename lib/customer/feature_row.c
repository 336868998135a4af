/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A customer's features as the first cells of a row. Nearly all rows are alike: a short id, two dates, small whole numbers and
 * hundredths; these go into the writer's buffer in one piece, since a call, a look at the room and at the delimiter for each of
 * six cells cost more than the cells. All others go cell by cell.
 */
#include <churn/features.h>

#include "base/digits.h"
#include "table/writer.h"

#define ROOM 160 /* more than a plain row takes, with what is copied behind its cells */
#define HUNDREDTH (CHURN_AMOUNT_UNIT / 100)

static bool is_plain(const struct churn_writer *writer, struct churn_text id, const struct churn_features *features,
                     unsigned decimals)
{
    const struct churn_rfm_value *value = &features->value;
    return writer->begun && !writer->row_begun && writer->plain_numbers && !writer->options.excel && decimals == 2 &&
           writer->capacity - writer->used >= ROOM && writer_is_plain(writer, id.data, id.length) &&
           features->last_day != CHURN_DAY_NONE && (uint32_t)value->recency_days < DIGITS_SHORT &&
           (uint64_t)value->frequency < DIGITS_SHORT && value->monetary >= 0 &&
           value->monetary < (churn_amount)DIGITS_SHORT * CHURN_AMOUNT_UNIT;
}

static char *put_day(struct churn_writer *writer, char *at, churn_day day)
{
    const struct writer_day *known = writer_day_text(writer, day);
    *at = writer->options.delimiter;
    memcpy(at + 1, known->text, sizeof known->text);
    return at + 1 + known->length;
}

static void write_plainly(struct churn_writer *writer, struct churn_text id, const struct churn_features *features,
                          uint64_t hundredths)
{
    char delimiter = writer->options.delimiter, *at = writer->buffer + writer->used;
    writer_copy(at, id.data, id.length);
    at = put_day(writer, at + id.length, features->first_day);
    at = put_day(writer, at, features->last_day);
    *at = delimiter;
    at = digits_put(at + 1, (uint32_t)features->value.recency_days);
    *at = delimiter;
    at = digits_put(at + 1, (uint32_t)features->value.frequency);
    *at = delimiter;
    at = digits_put(at + 1, (uint32_t)(hundredths / 100));
    *at = '.';
    at = digits_put_pair(at + 1, (uint32_t)(hundredths % 100));
    writer->used = (size_t)(at - writer->buffer);
    writer->row_begun = true;
    writer->row_bare = false;
}

static void write_by_cell(struct churn_writer *writer, struct churn_text id, const struct churn_features *features,
                          unsigned decimals)
{
    churn_writer_text(writer, id);
    churn_writer_day(writer, features->first_day);
    churn_writer_day(writer, features->last_day);
    if (features->value.recency_days == CHURN_RECENCY_NONE)
        churn_writer_null(writer);
    else
        churn_writer_integer(writer, features->value.recency_days);
    churn_writer_integer(writer, features->value.frequency);
    churn_writer_amount(writer, features->value.monetary, decimals);
}

void churn_features_write(struct churn_writer *writer, struct churn_text id, const struct churn_features *features,
                          unsigned decimals)
{
    if (!is_plain(writer, id, features, decimals)) {
        write_by_cell(writer, id, features, decimals);
        return;
    }
    uint64_t amount = (uint64_t)features->value.monetary, hundredths = amount / HUNDREDTH;
    if (hundredths * HUNDREDTH == amount)
        write_plainly(writer, id, features, hundredths);
    else
        write_by_cell(writer, id, features, decimals);
}
