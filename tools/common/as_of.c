/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day to look from, as people name it. */
#include <string.h>
#include <time.h>

#include "common/cli.h"

/* The clock is read here and nowhere else, and only when it is asked for. */
static enum churn_status day_of_clock(struct cli *cli, churn_day back, churn_day *day, struct churn_error *err)
{
    struct churn_zone *zone;
    struct timespec now;
    if (cli->settings.tz == NULL)
        return churn_error_set(err, CHURN_USAGE, "--as-of=today wants --tz=ZONE, to say where the day is");
    enum churn_status status = churn_zone_new(cli->settings.tz, &zone, err);
    if (status != CHURN_OK)
        return status;
    clock_gettime(CLOCK_REALTIME, &now);
    *day = (churn_day)((now.tv_sec + churn_zone_offset(zone, now.tv_sec)) / 86400) - back;
    churn_zone_free(zone);
    return CHURN_OK;
}

enum churn_status cli_as_of(struct cli *cli, const char *text, churn_day *day, struct churn_error *err)
{
    struct churn_date_rules rules = CHURN_DATE_RULES_INIT;
    rules.min = cli->settings.min_date;
    rules.max = cli->settings.max_date;
    *day = CHURN_DAY_NONE;
    if (text == NULL)
        return CHURN_OK;
    if (strcmp(text, "today") == 0)
        return day_of_clock(cli, 0, day, err);
    if (strcmp(text, "yesterday") == 0)
        return day_of_clock(cli, 1, day, err);
    if (strlen(text) == 10 && churn_date_parse((struct churn_text){ text, strlen(text) }, &rules, day, NULL) == CHURN_OK)
        return CHURN_OK;
    return churn_error_set(err, CHURN_USAGE, "--as-of takes YYYY-MM-DD, today or yesterday");
}

void cli_say_as_of(struct cli *cli, churn_day day, const char *why)
{
    char text[CHURN_DAY_TEXT_SIZE] = "";
    if (day == CHURN_DAY_NONE)
        return;
    churn_day_write(day, text);
    cli_note(cli, "as of %s%s", text, why);
}
