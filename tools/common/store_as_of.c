/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day that a table of customers was scored on. churn-rfm writes last_date and recency_days, whose sum it is. */
#include "common/store_as_of.h"

struct dates {
    const struct churn_store *store;
    size_t last_date, recency_days; /* fields */
};

static bool day_of_row(const struct dates *dates, size_t row, churn_day *day)
{
    if (churn_store_null(dates->store, row, dates->last_date) || churn_store_null(dates->store, row, dates->recency_days))
        return false;
    uint64_t silent = churn_store_count(dates->store, row, dates->recency_days);
    if (silent > (uint64_t)(CHURN_DAY_MAX - CHURN_DAY_MIN))
        return false;
    *day = churn_store_day(dates->store, row, dates->last_date) + (churn_day)silent;
    return true;
}

static enum churn_status refuse(const struct dates *dates, size_t row, churn_day expected, struct churn_error *err)
{
    char text[CHURN_DAY_TEXT_SIZE] = "";
    struct churn_error reason;
    churn_day_write(expected, text);
    churn_error_set(&reason, CHURN_DATA, "counted from last_date does not lead to %s as in the rows above; use --as-of", text);
    return churn_store_refuse(dates->store, row, churn_store_column(dates->store, "recency_days"), false, &reason, err);
}

static enum churn_status agree(const struct dates *dates, churn_day *as_of, struct churn_error *err)
{
    for (size_t row = 0; row < churn_store_rows(dates->store); row++) {
        churn_day day;
        if (!day_of_row(dates, row, &day))
            continue;
        if (*as_of != CHURN_DAY_NONE && day != *as_of)
            return refuse(dates, row, *as_of, err);
        *as_of = day;
    }
    return CHURN_OK;
}

static churn_day latest(const struct dates *dates)
{
    churn_day found = CHURN_DAY_NONE;
    for (size_t row = 0; row < churn_store_rows(dates->store); row++) {
        if (churn_store_null(dates->store, row, dates->last_date))
            continue;
        churn_day day = churn_store_day(dates->store, row, dates->last_date);
        if (found == CHURN_DAY_NONE || day > found)
            found = day;
    }
    return found;
}

enum churn_status cli_store_as_of(struct cli *cli, const struct churn_store *store, size_t last_date, size_t recency_days,
                                  churn_day *as_of, struct churn_error *err)
{
    const struct dates dates = { store, last_date, recency_days };
    if (*as_of != CHURN_DAY_NONE) {
        cli_say_as_of(cli, *as_of, "");
        return CHURN_OK;
    }
    enum churn_status status = agree(&dates, as_of, err);
    if (status != CHURN_OK)
        return status;
    if (*as_of != CHURN_DAY_NONE) {
        cli_say_as_of(cli, *as_of, ", by last_date and recency_days");
        return CHURN_OK;
    }
    *as_of = latest(&dates);
    cli_say_as_of(cli, *as_of, ", the latest last_date");
    return CHURN_OK;
}
