/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rule that a zone follows in years past its table: std offset[dst[offset],start[/time],end[/time]], POSIX.1-2017
 * chapter 8.3 (TZ) with the extensions of RFC 8536, section 3.3.1 (times from -167 to 167 hours).
 *
 * The offset at an instant is that of the latest change before it. Changes of the year before and after are looked at too,
 * since a time may be so far from its day that it falls in another year. The calendar repeats itself after 400 years to the
 * weekday, so any instant is first brought into the years 1970 to 2369.
 */
#include "base/zone_internal.h"

#define DAY_SECONDS 86400
#define CYCLE_SECONDS ((int64_t)146097 * DAY_SECONDS) /* 400 years */
#define THURSDAY 4                                    /* 1970-01-01 */
#define OFFSET_HOURS_MAX 24
#define TIME_HOURS_MAX 167
#define DEFAULT_TIME (2 * 3600)

struct cursor {
    const char *at;
    const char *end;
};

static bool skip(struct cursor *in, char wanted)
{
    if (in->at == in->end || *in->at != wanted)
        return false;
    in->at++;
    return true;
}

static bool read_number(struct cursor *in, int min, int max, int *value)
{
    const char *first = in->at;
    for (*value = 0; in->at < in->end && *in->at >= '0' && *in->at <= '9' && *value <= max; in->at++)
        *value = *value * 10 + (*in->at - '0');
    return in->at > first && *value >= min && *value <= max;
}

/* [+-]hh[:mm[:ss]] */
static bool read_time(struct cursor *in, int max_hours, int32_t *seconds)
{
    int hour, minute = 0, second = 0;
    bool negative = skip(in, '-');
    if (!negative)
        skip(in, '+');
    if (!read_number(in, 0, max_hours, &hour))
        return false;
    if (skip(in, ':')) {
        if (!read_number(in, 0, 59, &minute))
            return false;
        if (skip(in, ':') && !read_number(in, 0, 59, &second))
            return false;
    }
    int32_t size = hour * 3600 + minute * 60 + second;
    *seconds = negative ? -size : size;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* CET or <+03>; which one does not matter to us. */
static bool skip_name(struct cursor *in)
{
    const char *first = in->at;
    if (skip(in, '<')) {
        while (in->at < in->end && *in->at != '>')
            in->at++;
        return skip(in, '>');
    }
    while (in->at < in->end && is_letter(*in->at))
        in->at++;
    return in->at - first >= 3;
}

static bool read_change(struct cursor *in, struct zone_change *change)
{
    bool good;
    *change = (struct zone_change){ .kind = '0', .seconds = DEFAULT_TIME };
    if (!skip(in, ','))
        return false;
    if (skip(in, 'M')) {
        change->kind = 'M';
        good = read_number(in, 1, 12, &change->month) && skip(in, '.') && read_number(in, 1, 5, &change->week) &&
               skip(in, '.') && read_number(in, 0, 6, &change->day);
    } else if (skip(in, 'J')) {
        change->kind = 'J';
        good = read_number(in, 1, 365, &change->day);
    } else {
        good = read_number(in, 0, 365, &change->day);
    }
    return good && (!skip(in, '/') || read_time(in, TIME_HOURS_MAX, &change->seconds));
}

bool zone_rule_parse(const char *text, size_t length, struct zone_rule *rule)
{
    struct cursor in = { text, text + length };
    int32_t west; /* POSIX counts offsets the other way round */
    *rule = (struct zone_rule){ .has_daylight = false };
    if (!skip_name(&in) || !read_time(&in, OFFSET_HOURS_MAX, &west))
        return false;
    rule->standard = -west;
    if (in.at == in.end)
        return true;
    rule->has_daylight = true;
    rule->daylight = rule->standard + 3600;
    if (!skip_name(&in))
        return false;
    if (in.at < in.end && *in.at != ',') {
        if (!read_time(&in, OFFSET_HOURS_MAX, &west))
            return false;
        rule->daylight = -west;
    }
    return read_change(&in, &rule->start) && read_change(&in, &rule->end) && in.at == in.end;
}

static bool is_leap(int year)
{
    return churn_day_from_civil(year, 2, 29) != CHURN_DAY_NONE;
}

static churn_day day_of_change(const struct zone_change *change, int year)
{
    if (change->kind != 'M') {
        churn_day first = churn_day_from_civil(year, 1, 1);
        if (change->kind == '0')
            return first + change->day;
        return first + change->day - 1 + (is_leap(year) && change->day >= 60);
    }
    churn_day first = churn_day_from_civil(year, change->month, 1);
    churn_day next_month = change->month < 12 ? churn_day_from_civil(year, change->month + 1, 1) : first + 31;
    int weekday = ((first + THURSDAY) % 7 + 7) % 7;
    churn_day day = first + (change->day - weekday + 7) % 7 + 7 * (change->week - 1);
    return day < next_month ? day : day - 7;
}

/* offset is the one that the clock shows before the change. */
static int64_t instant_of_change(const struct zone_change *change, int year, int32_t offset)
{
    return (int64_t)day_of_change(change, year) * DAY_SECONDS + change->seconds - offset;
}

int32_t zone_rule_offset(const struct zone_rule *rule, int64_t instant)
{
    if (!rule->has_daylight)
        return rule->standard;
    int64_t now = (instant % CYCLE_SECONDS + CYCLE_SECONDS) % CYCLE_SECONDS;
    int64_t latest = INT64_MIN;
    int32_t offset = rule->standard;
    int year;
    churn_day_to_civil((churn_day)(now / DAY_SECONDS), &year, NULL, NULL);
    for (int near = year - 1; near <= year + 1; near++) {
        int64_t end = instant_of_change(&rule->end, near, rule->daylight);
        int64_t start = instant_of_change(&rule->start, near, rule->standard);
        if (end <= now && end >= latest) {
            latest = end;
            offset = rule->standard;
        }
        if (start <= now && start >= latest) { /* also where one year's end is the next one's start: summer all year */
            latest = start;
            offset = rule->daylight;
        }
    }
    return offset;
}
