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

/* Eight bytes and four: two more than the text, which are written over. */
static char *put_day(char *at, char delimiter, const char *text)
{
    *at = delimiter;
    memcpy(at + 1, text, WRITER_DAY_ROOM);
    return at + 1 + WRITER_DAY_LENGTH;
}

static char *put_small(char *at, char delimiter, uint32_t value)
{
    *at = delimiter;
    return digits_put_few(at + 1, value);
}

/* False: a day is longer than usual. */
static bool write_plainly(struct churn_writer *writer, struct churn_text id, const struct churn_features *features,
                          uint32_t whole, uint32_t hundredths)
{
    char delimiter = writer->options.delimiter, *at = writer->buffer + writer->used;
    const char *first = writer_day_text(writer, features->first_day), *last;
    if (first == NULL)
        return false;
    writer_copy(at, id.data, id.length);
    at = put_day(at + id.length, delimiter, first);
    if ((last = writer_day_text(writer, features->last_day)) == NULL)
        return false;
    at = put_day(at, delimiter, last);
    at = put_small(at, delimiter, (uint32_t)features->value.recency_days);
    at = put_small(at, delimiter, (uint32_t)features->value.frequency);
    *at = delimiter;
    at = digits_put(at + 1, whole);
    *at = '.';
    at = digits_put_pair(at + 1, hundredths);
    writer->used = (size_t)(at - writer->buffer);
    writer->row_begun = true;
    writer->row_bare = false;
    return true;
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
    bool exact = hundredths * HUNDREDTH == amount;
    if (!exact || !write_plainly(writer, id, features, (uint32_t)(hundredths / 100), (uint32_t)(hundredths % 100)))
        write_by_cell(writer, id, features, decimals);
}
