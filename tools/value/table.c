/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers from a table of them, such as churn-rfm --activity or churn-value itself write: first and last purchase, purchase
 * days, money. */
#include <math.h>
#include <stdlib.h>

#include "common/store_as_of.h"
#include "value/value.h"

enum { FIRST, LAST, RECENCY, DAYS, SPEND, FIRST_SPEND, FIELDS };

/* Fields live as long as the store. */
static struct churn_field fields[FIELDS];

static const char *word(const char *given, const char *otherwise)
{
    return given != NULL ? given : otherwise;
}

static void name_fields(const struct value_settings *settings)
{
    const struct value_settings *s = settings;
    fields[FIRST] = (struct churn_field){ word(s->first_date, "first_date"), "--first-date", CHURN_FIELD_DAY, true, false };
    fields[LAST] = (struct churn_field){ word(s->last_date, "last_date"), "--last-date", CHURN_FIELD_DAY, true, false };
    fields[RECENCY] = (struct churn_field){ "recency_days", NULL, CHURN_FIELD_COUNT, false, false };
    fields[DAYS] =
        (struct churn_field){ word(s->purchase_days, "purchase_days"), "--purchase-days", CHURN_FIELD_COUNT, true, false };
    fields[SPEND] = (struct churn_field){ word(s->spend, "spend"), "--spend", CHURN_FIELD_AMOUNT, s->spend != NULL, false };
    fields[FIRST_SPEND] = (struct churn_field){ word(s->first_spend, "first_spend"), "--first-spend", CHURN_FIELD_AMOUNT,
                                                s->first_spend != NULL, false };
}

static const char *fault_of_dates(const struct churn_store *store, size_t row, size_t *field)
{
    bool never = churn_store_null(store, row, FIRST);
    *field = LAST;
    if (never != churn_store_null(store, row, LAST))
        return never ? "is a date, but there is no first one" : "is empty, but there is a first date";
    *field = DAYS;
    if (churn_store_null(store, row, DAYS))
        return never ? NULL : "is empty, but there are dates";
    uint64_t days = churn_store_count(store, row, DAYS);
    if (never)
        return days > 0 ? "is above 0, but there are no dates" : NULL;
    churn_day first = churn_store_day(store, row, FIRST), last = churn_store_day(store, row, LAST);
    if (last < first)
        return *field = LAST, "is before the first date";
    if (days < 1 || days > (uint64_t)(last - first) + 1 || (days == 1 && last != first))
        return "does not fit the dates";
    return NULL;
}

static const char *fault_of_money(const struct churn_store *store, size_t row, size_t *field)
{
    for (*field = SPEND; *field <= FIRST_SPEND; ++*field)
        if (!churn_store_null(store, row, *field) && churn_store_amount(store, row, *field) < 0)
            return "is below 0, but is money of purchases, from which refunds are not taken off";
    *field = FIRST_SPEND;
    if (!churn_store_null(store, row, SPEND) && !churn_store_null(store, row, FIRST_SPEND) &&
        churn_store_amount(store, row, FIRST_SPEND) > churn_store_amount(store, row, SPEND))
        return "is more than all purchases together";
    return NULL;
}

static bool knows_spend(const struct value_settings *settings, const struct churn_store *store)
{
    return !settings->no_spend && churn_store_has(store, SPEND) && churn_store_has(store, FIRST_SPEND);
}

/* Of a row whose cells are good. */
static enum churn_status check_row(void *settings, const struct churn_store *store, size_t row, const struct churn_text *cells,
                                   size_t *column, struct churn_error *reason)
{
    size_t field;
    const char *fault = fault_of_dates(store, row, &field);
    (void)cells;
    if (fault == NULL && knows_spend(settings, store))
        fault = fault_of_money(store, row, &field);
    if (fault == NULL)
        return CHURN_OK;
    *column = churn_store_field_column(store, field);
    return churn_error_set(reason, CHURN_DATA, "%s", fault);
}

/* Of no row alone: the as-of date may come from all of them, and to leave out who bought later would be to choose. */
static enum churn_status check_as_of(const struct churn_store *store, size_t row, churn_day as_of, struct churn_error *err)
{
    struct churn_error reason;
    if (churn_store_null(store, row, LAST) || churn_store_day(store, row, LAST) <= as_of)
        return CHURN_OK;
    churn_error_set(&reason, CHURN_DATA, "is after the as-of date, and a table cannot look back; make it as of that day");
    return churn_store_refuse(store, row, churn_store_column(store, fields[LAST].name), false, &reason, err);
}

static void take_person(const struct churn_store *store, size_t row, bool spend, struct value_person *person)
{
    *person = (struct value_person){ .first = CHURN_DAY_NONE, .last = CHURN_DAY_NONE, .mean = NAN };
    if (churn_store_null(store, row, FIRST))
        return;
    person->first = churn_store_day(store, row, FIRST);
    person->last = churn_store_day(store, row, LAST);
    person->days = (uint32_t)churn_store_count(store, row, DAYS);
    if (!spend || churn_store_null(store, row, SPEND) || churn_store_null(store, row, FIRST_SPEND))
        return;
    churn_amount repeats = churn_store_amount(store, row, SPEND) - churn_store_amount(store, row, FIRST_SPEND);
    person->mean = person->days > 1 ? churn_amount_to_double(repeats) / (person->days - 1) : 0;
}

static enum churn_status take_people(struct value_people *people, struct churn_error *err)
{
    const struct churn_store *store = people->store;
    people->count = churn_store_rows(store);
    people->person = calloc(people->count + 1, sizeof *people->person);
    if (people->person == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for %zu customers", people->count);
    for (size_t row = 0; row < people->count; row++) {
        enum churn_status status = check_as_of(store, row, people->from, err);
        if (status != CHURN_OK)
            return status;
        take_person(store, row, people->spend_known, &people->person[row]);
    }
    return CHURN_OK;
}

enum churn_status value_table_read(struct cli *cli, const struct value_settings *settings, struct value_plan *plan,
                                   struct value_people *people, struct churn_error *err)
{
    const char *names[VALUE_COLUMNS];
    name_fields(settings);
    enum churn_status status =
        cli_store_read_checked(cli, settings->id, fields, FIELDS, check_row, (void *)(uintptr_t)settings, &people->store, err);
    if (status == CHURN_OK)
        status = cli_store_as_of(cli, people->store, LAST, RECENCY, &plan->as_of, err);
    if (status != CHURN_OK)
        return status;
    people->from = people->until = plan->as_of;
    people->spend_known = knows_spend(settings, people->store);
    if (!people->spend_known && !settings->no_spend && churn_store_rows(people->store) > 0)
        cli_note(cli, "money is left out: there are no columns spend and first_spend (--spend, --first-spend name them)");
    size_t count = value_columns(true, true, names);
    status = churn_store_check_new(people->store, names, count, err);
    return status == CHURN_OK ? take_people(people, err) : status;
}
