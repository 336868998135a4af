/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ISO 8601 dates and stamps to days. Nearly every cell is YYYY-MM-DD, so its ten bytes are read at fixed places and checked
 * together; a time of day behind them is read with a cursor. The calendar refuses days that do not exist,
 * as the C library's own reader does not (31 February).
 *
 * A stamp with an offset names an instant, and an instant has a day only in a zone: without one it is refused, not guessed.
 */
#include "base/date_internal.h"

#define DAY_SECONDS 86400
#define DATE_LENGTH 10 /* YYYY-MM-DD */

static enum churn_status check_range(churn_day day, const struct churn_date_rules *rules, churn_day *result,
                                     struct churn_error *err)
{
    char limit[CHURN_DAY_TEXT_SIZE];
    if (day == CHURN_DAY_NONE)
        return churn_error_set(err, CHURN_DATA, "is no day of the calendar");
    if (day < rules->min) {
        churn_day_write(rules->min, limit);
        return churn_error_set(err, CHURN_DATA, "is before %s; use --min-date to accept it", limit);
    }
    if (day > rules->max) {
        churn_day_write(rules->max, limit);
        return churn_error_set(err, CHURN_DATA, "is after %s; use --max-date to accept it", limit);
    }
    *result = day;
    return CHURN_OK;
}

/* A leap second belongs to the day it ends, in every zone; the count of seconds since 1970 has no place for it. */
static churn_day day_in_zone(churn_day day, const struct date_stamp *stamp, const struct churn_zone *zone)
{
    int second = stamp->second < 60 ? stamp->second : 59;
    int64_t instant = (int64_t)day * DAY_SECONDS + stamp->hour * 3600 + stamp->minute * 60 + second - stamp->offset;
    int64_t local = instant + churn_zone_offset(zone, instant);
    day = (churn_day)((local >= 0 ? local : local - (DAY_SECONDS - 1)) / DAY_SECONDS);
    int year;
    churn_day_to_civil(day, &year, NULL, NULL);
    return year >= 1 && year <= 9999 ? day : CHURN_DAY_NONE;
}

enum churn_status date_of_stamp(const struct date_stamp *stamp, const struct churn_date_rules *rules, churn_day *day,
                                struct churn_error *err)
{
    churn_day written = churn_day_from_civil(stamp->year, stamp->month, stamp->day);
    if (written == CHURN_DAY_NONE)
        return check_range(written, rules, day, err);
    if (stamp->hour > 23 || stamp->minute > 59 || stamp->second > 60)
        return churn_error_set(err, CHURN_DATA, "is no time of day");
    if (!stamp->has_offset)
        return check_range(written, rules, day, err);
    if (rules->zone == NULL)
        return churn_error_set(err, CHURN_DATA, "has an offset from UTC; use --tz to say where a day ends");
    return check_range(day_in_zone(written, stamp, rules->zone), rules, day, err);
}

/* Ones and zeros instead of branches: what is at fault matters to nobody, and the good case is all that has to be quick. */
static unsigned two_digits(const char *at, int *value)
{
    unsigned tens = (unsigned)(unsigned char)at[0] - '0', ones = (unsigned)(unsigned char)at[1] - '0';
    *value = (int)(tens * 10 + ones);
    return (unsigned)(tens <= 9) & (unsigned)(ones <= 9);
}

static bool read_date(const char *text, struct date_stamp *stamp)
{
    int century, year;
    unsigned good = two_digits(text, &century) & two_digits(text + 2, &year) & (unsigned)(text[4] == '-');
    good &= two_digits(text + 5, &stamp->month) & (unsigned)(text[7] == '-') & two_digits(text + 8, &stamp->day);
    stamp->year = century * 100 + year;
    return good != 0;
}

bool date_read_two(struct date_cursor *in, int *value)
{
    if (in->end - in->at < 2 || two_digits(in->at, value) == 0)
        return false;
    in->at += 2;
    return true;
}

static bool skip(struct date_cursor *in, char wanted)
{
    if (in->at == in->end || *in->at != wanted)
        return false;
    in->at++;
    return true;
}

bool date_read_offset(struct date_cursor *in, struct date_stamp *stamp)
{
    int hours, minutes = 0;
    stamp->offset = 0;
    stamp->has_offset = true;
    if (skip(in, 'Z'))
        return true;
    bool west = skip(in, '-');
    if (!west && !skip(in, '+'))
        return false;
    if (!date_read_two(in, &hours) || hours > 23)
        return false;
    bool more = skip(in, ':') || (in->at < in->end && date_is_digit(*in->at));
    if (more && (!date_read_two(in, &minutes) || minutes > 59))
        return false;
    stamp->offset = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

/* hh:mm[:ss[.digits]], then nothing or an offset. */
static bool read_time(struct date_cursor in, struct date_stamp *stamp)
{
    if (!date_read_two(&in, &stamp->hour) || !skip(&in, ':') || !date_read_two(&in, &stamp->minute))
        return false;
    if (skip(&in, ':')) {
        if (!date_read_two(&in, &stamp->second))
            return false;
        if (skip(&in, '.')) {
            if (in.at == in.end || !date_is_digit(*in.at))
                return false;
            while (in.at < in.end && date_is_digit(*in.at))
                in.at++;
        }
    }
    return in.at == in.end || (date_read_offset(&in, stamp) && in.at == in.end);
}

enum churn_status churn_date_parse(struct churn_text text, const struct churn_date_rules *rules, churn_day *day,
                                   struct churn_error *err)
{
    struct date_stamp stamp = { .hour = 0 };
    if (text.length == 0)
        return churn_error_set(err, CHURN_DATA, "is empty");
    if (rules->format != NULL)
        return date_parse_format(text, rules, day, err);
    if (text.length < DATE_LENGTH || !read_date(text.data, &stamp))
        return churn_error_set(err, CHURN_DATA,
                               "is not a date as YYYY-MM-DD; use --date-format=, such as --date-format=%%d/%%m/%%Y");
    if (text.length == DATE_LENGTH)
        return check_range(churn_day_from_civil(stamp.year, stamp.month, stamp.day), rules, day, err);
    char mark = text.data[DATE_LENGTH];
    if (mark != 'T' && mark != ' ')
        return churn_error_set(err, CHURN_DATA,
                               "is not a date as YYYY-MM-DD; use --date-format=, such as --date-format=%%d/%%m/%%Y");
    struct date_cursor rest = { text.data + DATE_LENGTH + 1, text.data + text.length };
    if (!read_time(rest, &stamp))
        return churn_error_set(
            err, CHURN_DATA,
            "is not a date with a time as YYYY-MM-DDThh:mm:ss; use --date-format=, such as --date-format='%%F "
            "%%I:%%M %%p'");
    return date_of_stamp(&stamp, rules, day, err);
}
