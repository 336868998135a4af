/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Order ids are the company's own bytes and may hold blanks, so blanks, controls, '%', quotes and commas become %XX; all else
 * stays, and a ledger can be searched with grep. Each set has one spelling: %41 for an A is refused, and so is half a character
 * as %C3, which would be written as a byte that is no text.
 */
#include "customer/member_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char HEX[] = "0123456789ABCDEF";

void member_text_clear(struct member_text *text)
{
    free(text->data);
    *text = (struct member_text){ NULL, 0, 0 };
}

static enum churn_status make_room(struct member_text *text, size_t more, struct churn_error *err)
{
    if (text->capacity - text->length >= more)
        return CHURN_OK;
    size_t capacity = 2 * (text->length + more);
    char *larger = realloc(text->data, capacity);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    text->data = larger;
    text->capacity = capacity;
    return CHURN_OK;
}

static bool is_plain(unsigned char byte)
{
    return byte > ' ' && byte != 0x7f && byte != '%' && byte != '"' && byte != ',';
}

static enum churn_status append_order(struct member_text *text, struct churn_text order, struct churn_error *err)
{
    enum churn_status status = make_room(text, 3 * order.length + 1, err);
    if (status != CHURN_OK)
        return status;
    if (text->length > 0)
        text->data[text->length++] = ' ';
    for (size_t i = 0; i < order.length; i++) {
        unsigned char byte = (unsigned char)order.data[i];
        if (is_plain(byte)) {
            text->data[text->length++] = (char)byte;
            continue;
        }
        text->data[text->length++] = '%';
        text->data[text->length++] = HEX[byte >> 4];
        text->data[text->length++] = HEX[byte & 15];
    }
    return CHURN_OK;
}

static int compare_texts(const void *a, const void *b)
{
    return churn_text_compare(*(const struct churn_text *)a, *(const struct churn_text *)b);
}

enum churn_status member_text_orders(struct member_text *text, struct churn_text *orders, size_t count, struct churn_error *err)
{
    text->length = 0;
    qsort(orders, count, sizeof *orders, compare_texts);
    for (size_t i = 0; i < count; i++) {
        enum churn_status status = append_order(text, orders[i], err);
        if (status != CHURN_OK)
            return status;
    }
    return CHURN_OK;
}

static churn_day day_of(struct churn_text bytes)
{
    churn_day day;
    memcpy(&day, bytes.data, sizeof day);
    return day;
}

static int compare_days(const void *a, const void *b)
{
    churn_day first = day_of(*(const struct churn_text *)a), second = day_of(*(const struct churn_text *)b);
    return (first > second) - (first < second);
}

enum churn_status member_text_days(struct member_text *text, struct churn_text *days, size_t count, struct churn_error *err)
{
    text->length = 0;
    qsort(days, count, sizeof *days, compare_days);
    for (size_t i = 0; i < count; i++) {
        enum churn_status status = make_room(text, CHURN_DAY_TEXT_SIZE + 1, err);
        if (status != CHURN_OK)
            return status;
        if (text->length > 0)
            text->data[text->length++] = ' ';
        text->length += churn_day_write(day_of(days[i]), text->data + text->length);
    }
    return CHURN_OK;
}

/* The bytes up to the next blank; an empty one is a fault, since a set is written without. */
static enum churn_status take_word(struct churn_text *cell, struct churn_text *word, struct churn_error *err)
{
    if (cell->length == 0)
        return CHURN_END;
    const char *blank = memchr(cell->data, ' ', cell->length);
    size_t length = blank != NULL ? (size_t)(blank - cell->data) : cell->length;
    *word = (struct churn_text){ cell->data, length };
    size_t step = blank != NULL ? length + 1 : length;
    cell->data += step;
    cell->length -= step;
    if (length == 0 || (blank != NULL && cell->length == 0))
        return churn_error_set(err, CHURN_DATA, "is no list with single blanks between its members");
    return CHURN_OK;
}

static int hex_value(char digit)
{
    const char *at = digit != '\0' ? strchr(HEX, digit) : NULL;
    return at != NULL ? (int)(at - HEX) : -1;
}

enum churn_status member_text_next_order(struct churn_text *cell, char *room, struct churn_text *order, struct churn_error *err)
{
    struct churn_text word;
    enum churn_status status = take_word(cell, &word, err);
    size_t used = 0;
    for (size_t i = 0; status == CHURN_OK && i < word.length; i++) {
        char byte = word.data[i];
        if (byte == '%') {
            int high = i + 2 <= word.length - 1 ? hex_value(word.data[i + 1]) : -1;
            int low = i + 2 <= word.length - 1 ? hex_value(word.data[i + 2]) : -1;
            if (high < 0 || low < 0)
                return churn_error_set(err, CHURN_DATA, "holds a %% that is not followed by two of 0-9A-F");
            byte = (char)(high * 16 + low);
            if (is_plain((unsigned char)byte))
                return churn_error_set(err, CHURN_DATA, "encodes a byte that is written as it is");
            i += 2;
        }
        room[used++] = byte;
    }
    *order = (struct churn_text){ room, used };
    return status;
}

enum churn_status member_text_next_day(struct churn_text *cell, churn_day *day, struct churn_error *err)
{
    static const struct churn_date_rules any_year = { NULL, NULL, INT32_MIN + 1, INT32_MAX };
    struct churn_text word;
    enum churn_status status = take_word(cell, &word, err);
    return status == CHURN_OK ? churn_date_parse(word, &any_year, day, err) : status;
}
