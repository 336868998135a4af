/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: the parts of a time zone. */
#ifndef BASE_ZONE_INTERNAL_H
#define BASE_ZONE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include <churn/date.h>

/* When the clock changes in each year, by one of three countings: month, week and weekday; day 1 to 365; or day 0 to 365. */
struct zone_change {
    char kind; /* 'M'; 'J': day 60 is 1 March in leap years too; '0': leap days are counted */
    int month;
    int week;        /* 1 to 5, 5 being the last */
    int day;         /* of the week, Sunday is 0; or of the year */
    int32_t seconds; /* local time since that day's midnight; may be negative or over a day */
};

/* The footer of a TZif file, such as CET-1CEST,M3.5.0,M10.5.0/3. Offsets in seconds east of Greenwich. */
struct zone_rule {
    int32_t standard;
    int32_t daylight; /* with has_daylight, as start and end are */
    bool has_daylight;
    struct zone_change start;
    struct zone_change end;
};

bool zone_rule_parse(const char *text, size_t length, struct zone_rule *rule);
int32_t zone_rule_offset(const struct zone_rule *rule, int64_t instant);

/* As churn_zone_new, from the bytes of a TZif file; name is for messages. */
enum churn_status zone_new_from_bytes(const char *name, const unsigned char *bytes, size_t size, struct churn_zone **zone,
                                      struct churn_error *err);

#endif
