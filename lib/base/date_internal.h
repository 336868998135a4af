/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: what the two readers of dates, ISO 8601 and --date-format, have in common. */
#ifndef BASE_DATE_INTERNAL_H
#define BASE_DATE_INTERNAL_H

#include <stdbool.h>

#include <churn/date.h>

/* A date and time of day as written; not yet known to be real ones. */
struct date_stamp {
    int year, month, day;
    int hour, minute, second;
    int offset; /* seconds east of Greenwich, with has_offset */
    bool has_offset;
};

struct date_cursor {
    const char *at;
    const char *end;
};

static inline bool date_is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* Read exactly two digits; the cursor is left alone where there are none. */
bool date_read_two(struct date_cursor *in, int *value);

/* Read Z, +hh:mm, +hhmm or +hh. */
bool date_read_offset(struct date_cursor *in, struct date_stamp *stamp);

/* The day of a stamp: a real day and time, in the zone where it has an offset, within the rules. */
enum churn_status date_of_stamp(const struct date_stamp *stamp, const struct churn_date_rules *rules, churn_day *day,
                                struct churn_error *err);

/* churn_date_parse for rules with a format that churn_date_format_check accepts; text is not empty. */
enum churn_status date_parse_format(struct churn_text text, const struct churn_date_rules *rules, churn_day *day,
                                    struct churn_error *err);

#endif
