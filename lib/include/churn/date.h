/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calendar days of the (proleptic) Gregorian calendar, as whole days since 1970-01-01.
 *
 * No clock, no locale and no TZ variable is consulted. Years 1 to 9999.
 */
#ifndef CHURN_DATE_H
#define CHURN_DATE_H

#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>
#include <churn/text.h>

CHURN_BEGIN_DECLS

typedef int32_t churn_day;

#define CHURN_DAY_NONE INT32_MIN /* no day: an empty cell */
#define CHURN_DAY_MIN (-25567)   /* 1900-01-01, the earliest accepted unless told */
#define CHURN_DAY_MAX 84005      /* 2199-12-31, the latest accepted unless told */
#define CHURN_DAY_TEXT_SIZE 16   /* bytes of YYYY-MM-DD with its NUL, and some */

/* The day, or CHURN_DAY_NONE where the calendar has no such day (2023-02-29, month 13, year 0 or over 9999). */
CHURN_API churn_day churn_day_from_civil(int year, int month, int day);

/* Year, month 1 to 12 and day 1 to 31 of a day; any pointer may be NULL. */
CHURN_API void churn_day_to_civil(churn_day day, int *year, int *month, int *month_day);

/*
 * Write as YYYY-MM-DD and a NUL; only the NUL for CHURN_DAY_NONE. A day beyond the years 0 to 9999, which sums of days can
 * reach, gets a signed year. buffer holds CHURN_DAY_TEXT_SIZE bytes. Returns the length without the NUL.
 */
CHURN_API size_t churn_day_write(churn_day day, char *buffer);

/* A time zone of the IANA data base, or a fixed offset. Opaque. */
struct churn_zone;

/*
 * name: "UTC", a fixed offset "+02:00", or an IANA name such as "Europe/Berlin", read from /usr/share/zoneinfo (TZif version 2
 * or later, RFC 8536, with its footer for years past the table). CHURN_USAGE for a name that does not exist or is no relative
 * path of such names, CHURN_IO where it cannot be read, CHURN_DATA where it is damaged or counts leap seconds ("right/...").
 * The caller frees *zone with churn_zone_free; on failure it is left alone. The message is complete: it names --tz and its
 * value.
 */
CHURN_API enum churn_status churn_zone_new(const char *name, struct churn_zone **zone, struct churn_error *err);
CHURN_API void churn_zone_free(struct churn_zone *zone);

/* Seconds east of Greenwich that the zone keeps at an instant (seconds since 1970-01-01T00:00:00Z). */
CHURN_API int32_t churn_zone_offset(const struct churn_zone *zone, int64_t instant);

/* How dates are written in the data; what is borrowed stays the caller's and must outlive the rules. */
struct churn_date_rules {
    const char *format;            /* as strptime's, or NULL: ISO 8601 */
    const struct churn_zone *zone; /* where a stamp with an offset has its day, or NULL: such stamps are refused */
    churn_day min;                 /* earliest day accepted */
    churn_day max;                 /* latest day accepted */
};

#define CHURN_DATE_RULES_INIT                                                                                                  \
    {                                                                                                                          \
        NULL, NULL, CHURN_DAY_MIN, CHURN_DAY_MAX                                                                               \
    }

/*
 * Is this a format we read? %Y (4 digits) %y (69-99: 1969-1999, 00-68: 2000-2068) %m %d %e %H %I %M %S %p %b %B %h (English,
 * any case) %j %z %f (digits of a second) %F %T %R %n %t %%, and characters that stand for themselves. It must fix year, month
 * and day (or year and %j), each once; no field may stand twice, %I and %p go together, and %z needs an hour. CHURN_USAGE
 * otherwise; the message is complete: it names --date-format and its value.
 */
CHURN_API enum churn_status churn_date_format_check(const char *format, struct churn_error *err);

/*
 * The day that text names. ISO 8601 extended: YYYY-MM-DD, then nothing, or T or one blank and hh:mm[:ss[.digits]] and nothing,
 * Z or +hh:mm, +hhmm, +hh. With a format: the whole text must match it. A blank stands for one blank, no more and no less;
 * numbers may drop leading zeros (1/2/2024), except %Y, which wants four digits, and except where digits stand right before the
 * number (%Y%m%d refuses 2024111: which month?); %e takes a blank for its leading zero; %b takes Jan and January; %z takes Z,
 * +hh:mm, +hhmm, +hh.
 *
 * It must be a real day within rules->min and max and a real time of day: hour 0 to 23; second 60 is accepted and belongs to
 * the day that it ends. A stamp with an offset needs rules->zone: the day is the one there. Without an offset the day is as
 * written. CHURN_DATA with the reason and the option that helps; *day is left alone. The message does not quote the text.
 * 2024-03-31T22:30Z is 2024-04-01 in Europe/Berlin.
 */
CHURN_API enum churn_status churn_date_parse(struct churn_text text, const struct churn_date_rules *rules, churn_day *day,
                                             struct churn_error *err);

CHURN_END_DECLS

#endif
