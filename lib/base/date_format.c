/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates by a format of the usual % letters. The C library's reader of these obeys the locale, accepts 31 February and skips
 * blanks anywhere, so this is our own. The format is walked anew for each text: it is a dozen bytes, and nothing has to be
 * compiled, kept and freed.
 *
 * Stricter than that reader where it would guess: a number may be short of its full width (1/2/2024) only where a character
 * that is no digit stands on its left. %Y%m%d therefore refuses 2024111, which could be 1 November or 11 January.
 */
#include "base/date_internal.h"

#include <string.h>

enum part { YEAR, MONTH, DAY, YEAR_DAY, HOUR, HALF_DAY_HOUR, HALF_DAY, MINUTE, SECOND, FRACTION, OFFSET, PARTS };

/* width: most digits of a number; 0 for what is no number. */
struct field {
    char letter;
    unsigned char part;
    unsigned char width;
};

static const struct field FIELDS[] = {
    { 'Y', YEAR, 4 },     { 'y', YEAR, 2 },   { 'm', MONTH, 2 },         { 'b', MONTH, 0 },
    { 'B', MONTH, 0 },    { 'h', MONTH, 0 },  { 'd', DAY, 2 },           { 'e', DAY, 2 },
    { 'j', YEAR_DAY, 3 }, { 'H', HOUR, 2 },   { 'I', HALF_DAY_HOUR, 2 }, { 'p', HALF_DAY, 0 },
    { 'M', MINUTE, 2 },   { 'S', SECOND, 2 }, { 'f', FRACTION, 0 },      { 'z', OFFSET, 0 },
};

/* rest is where the format goes on behind a shorthand such as %F, which is walked as what it stands for. */
struct format_walk {
    const char *at;
    const char *rest;
};

struct item {
    bool directive;
    char letter; /* of a directive; else the character itself; NUL for a % that ends the format */
};

static const char *long_form(char letter)
{
    switch (letter) {
    case 'F':
        return "%Y-%m-%d";
    case 'T':
        return "%H:%M:%S";
    case 'R':
        return "%H:%M";
    default:
        return NULL;
    }
}

static char plain_character(char letter)
{
    switch (letter) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case '%':
        return '%';
    default:
        return '\0';
    }
}

static bool next_item(struct format_walk *walk, struct item *item)
{
    if (*walk->at == '\0' && walk->rest != NULL)
        *walk = (struct format_walk){ walk->rest, NULL };
    if (*walk->at == '\0')
        return false;
    item->directive = *walk->at == '%';
    if (item->directive)
        walk->at++;
    item->letter = *walk->at;
    if (item->letter == '\0')
        return true;
    walk->at++;
    if (!item->directive)
        return true;
    const char *expanded = long_form(item->letter);
    if (expanded != NULL) {
        *walk = (struct format_walk){ expanded, walk->at };
        return next_item(walk, item);
    }
    char plain = plain_character(item->letter);
    if (plain != '\0')
        *item = (struct item){ false, plain };
    return true;
}

static const struct field *find_field(char letter)
{
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        if (FIELDS[i].letter == letter)
            return &FIELDS[i];
    return NULL;
}

/* What the fields together leave open or say twice, or NULL. */
static const char *find_gap(const bool seen[PARTS])
{
    if (!seen[YEAR])
        return "names no year; add %Y";
    if (seen[YEAR_DAY] && (seen[MONTH] || seen[DAY]))
        return "names the day by %j and by month or day; keep one";
    if (!seen[YEAR_DAY] && !seen[MONTH])
        return "names no month; add %m";
    if (!seen[YEAR_DAY] && !seen[DAY])
        return "names no day; add %d";
    if (seen[HOUR] && seen[HALF_DAY_HOUR])
        return "names the hour by %H and by %I; keep one";
    if (seen[HALF_DAY_HOUR] != seen[HALF_DAY])
        return "needs %I and %p together; without %p the hour is %H";
    if (seen[OFFSET] && !seen[HOUR] && !seen[HALF_DAY_HOUR])
        return "has %z without an hour; add %H";
    return NULL;
}

enum churn_status churn_date_format_check(const char *format, struct churn_error *err)
{
    static const char *const names[PARTS] = { "year",        "month",  "day",    "day of the year",    "hour",  "hour",
                                              "half of day", "minute", "second", "fraction of second", "offset" };
    char shown[164], letter[8];
    bool seen[PARTS] = { false };
    struct format_walk walk = { format, NULL };
    struct item item;
    churn_text_escape((struct churn_text){ format, strlen(format) }, shown, sizeof shown);
    while (next_item(&walk, &item)) {
        if (!item.directive)
            continue;
        const struct field *field = find_field(item.letter);
        if (item.letter == '\0')
            return churn_error_set(err, CHURN_USAGE, "--date-format=%s ends in a lone %%; write %%%% for one", shown);
        churn_text_escape((struct churn_text){ &item.letter, 1 }, letter, sizeof letter);
        if (field == NULL)
            return churn_error_set(err, CHURN_USAGE,
                                   "--date-format=%s has %%%s, which is not known; see the manual for those that are", shown,
                                   letter);
        if (seen[field->part])
            return churn_error_set(err, CHURN_USAGE, "--date-format=%s names the %s twice", shown, names[field->part]);
        seen[field->part] = true;
    }
    const char *gap = find_gap(seen);
    return gap == NULL ? CHURN_OK : churn_error_set(err, CHURN_USAGE, "--date-format=%s %s", shown, gap);
}

static bool read_number(struct date_cursor *in, const char *start, unsigned width, int *value)
{
    unsigned digits = 0;
    const char *first = in->at;
    for (*value = 0; digits < width && in->at < in->end && date_is_digit(*in->at); in->at++, digits++)
        *value = *value * 10 + (*in->at - '0');
    if (digits == 0 || (digits < width && width == 4))
        return false;
    return digits == width || first == start || !date_is_digit(first[-1]);
}

/* length bytes of letters, in any case; word is in lower case. */
static bool skip_word(struct date_cursor *in, const char *word, size_t length)
{
    if ((size_t)(in->end - in->at) < length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = in->at[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c) != word[i])
            return false;
    }
    in->at += length;
    return true;
}

static bool read_month_name(struct date_cursor *in, int *month)
{
    static const char *const names[] = { "january", "february", "march",     "april",   "may",      "june",
                                         "july",    "august",   "september", "october", "november", "december" };
    for (*month = 1; *month <= 12; ++*month) {
        const char *name = names[*month - 1];
        if (skip_word(in, name, strlen(name)) || skip_word(in, name, 3))
            return true;
    }
    return false;
}

static bool read_fraction(struct date_cursor *in)
{
    const char *first = in->at;
    while (in->at < in->end && date_is_digit(*in->at))
        in->at++;
    return in->at > first;
}

static bool read_half_day(struct date_cursor *in, int *half)
{
    *half = skip_word(in, "pm", 2);
    return *half == 1 || skip_word(in, "am", 2);
}

static bool read_field(struct date_cursor *in, const char *start, const struct field *field, int *value,
                       struct date_stamp *stamp)
{
    unsigned width = field->width;
    if (field->letter == 'e' && in->at < in->end && *in->at == ' ') {
        in->at++;
        width = 1;
    }
    if (width > 0) {
        bool good = read_number(in, start, width, value);
        if (field->letter == 'y')
            *value += *value >= 69 ? 1900 : 2000;
        return good;
    }
    switch (field->part) {
    case MONTH:
        return read_month_name(in, value);
    case HALF_DAY:
        return read_half_day(in, value);
    case FRACTION:
        return read_fraction(in);
    default:
        return date_read_offset(in, stamp);
    }
}

static bool match(struct churn_text text, const char *format, int values[PARTS], struct date_stamp *stamp)
{
    struct date_cursor in = { text.data, text.data + text.length };
    struct format_walk walk = { format, NULL };
    struct item item;
    while (next_item(&walk, &item)) {
        if (!item.directive) {
            if (in.at == in.end || *in.at++ != item.letter)
                return false;
            continue;
        }
        const struct field *field = find_field(item.letter);
        if (field == NULL || !read_field(&in, text.data, field, &values[field->part], stamp))
            return false;
    }
    return in.at == in.end;
}

/* Month and day of the n-th day of a year; 0 of month 0, which the calendar refuses, where the year has no such day. */
static void place_year_day(struct date_stamp *stamp, int year_day)
{
    int year;
    churn_day first = churn_day_from_civil(stamp->year, 1, 1);
    stamp->month = stamp->day = 0;
    if (first == CHURN_DAY_NONE || year_day < 1)
        return;
    churn_day_to_civil(first + year_day - 1, &year, &stamp->month, &stamp->day);
    if (year != stamp->year)
        stamp->month = stamp->day = 0;
}

enum churn_status date_parse_format(struct churn_text text, const struct churn_date_rules *rules, churn_day *day,
                                    struct churn_error *err)
{
    enum { UNSEEN = -1 };
    int values[PARTS] = { 0 };
    char shown[164];
    struct date_stamp stamp = { .hour = 0 };
    values[YEAR_DAY] = values[HALF_DAY_HOUR] = UNSEEN;
    if (!match(text, rules->format, values, &stamp)) {
        churn_text_escape((struct churn_text){ rules->format, strlen(rules->format) }, shown, sizeof shown);
        return churn_error_set(err, CHURN_DATA, "does not match --date-format=%s", shown);
    }
    stamp.year = values[YEAR];
    stamp.month = values[MONTH];
    stamp.day = values[DAY];
    if (values[YEAR_DAY] != UNSEEN)
        place_year_day(&stamp, values[YEAR_DAY]);
    stamp.hour = values[HOUR];
    if (values[HALF_DAY_HOUR] != UNSEEN) {
        if (values[HALF_DAY_HOUR] < 1 || values[HALF_DAY_HOUR] > 12)
            return churn_error_set(err, CHURN_DATA, "is no time of day");
        stamp.hour = values[HALF_DAY_HOUR] % 12 + 12 * values[HALF_DAY];
    }
    stamp.minute = values[MINUTE];
    stamp.second = values[SECOND];
    return date_of_stamp(&stamp, rules, day, err);
}
