/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Surveys to observations. Problem: what a customer said is known, what it then did must be looked for in the purchases, which
 * begin and end somewhere. Method: the outcome is a purchase in a window of fixed length after the survey, and a survey counts
 * only where that window is wholly in the records. The usual mistakes are to count a window that is cut off by the end of the
 * data as lost (rates too low), and to keep of such windows those in which a purchase happened to come early (rates too high).
 */
#include <stdlib.h>

#include "base/idmap.h"
#include "customer/outcomes.h"
#include "customer/purchases.h"

#define WITHIN_MAX 36500 /* a century: longer than any record of purchases */

/* The survey that counts so far of a customer's, where only one does. */
struct held {
    churn_day day; /* CHURN_DAY_NONE: none yet */
    uint32_t group;
    struct churn_response survey;
};

struct churn_follow_up {
    struct churn_follow_up_options options;
    struct idmap ids;
    struct purchases purchases;
    struct churn_follow_up_counts counts;
    bool *asked;       /* by customer: has a survey that counts; all */
    struct held *held; /* by customer; last, first */
    size_t capacity;   /* of asked or held */
};

enum churn_status churn_follow_up_new(const struct churn_follow_up_options *options, struct churn_follow_up **follow_up,
                                      struct churn_error *err)
{
    *follow_up = NULL;
    if (options->within_days < 1 || options->within_days > WITHIN_MAX)
        return churn_error_set(err, CHURN_USAGE, "a customer is followed for 1 to %d days", WITHIN_MAX);
    struct churn_follow_up *made = calloc(1, sizeof *made);
    if (made == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    made->options = *options;
    made->counts.first_day = CHURN_DAY_NONE;
    made->counts.last_day = CHURN_DAY_NONE;
    enum churn_status status = idmap_init(&made->ids, err);
    if (status != CHURN_OK) {
        churn_follow_up_free(made);
        return status;
    }
    *follow_up = made;
    return CHURN_OK;
}

void churn_follow_up_free(struct churn_follow_up *follow_up)
{
    if (follow_up == NULL)
        return;
    idmap_clear(&follow_up->ids);
    purchases_clear(&follow_up->purchases);
    free(follow_up->asked);
    free(follow_up->held);
    free(follow_up);
}

static enum churn_status take_in(struct churn_follow_up *follow_up, const struct churn_transaction *transaction,
                                 struct churn_error *err)
{
    struct churn_follow_up_counts *counts = &follow_up->counts;
    size_t customer;
    bool added;
    if (follow_up->options.as_of != CHURN_DAY_NONE && transaction->day > follow_up->options.as_of) {
        counts->later_rows++;
        counts->last_day = follow_up->options.as_of; /* rows behind it show that they reach to it */
        return CHURN_OK;
    }
    if (counts->first_day == CHURN_DAY_NONE || transaction->day < counts->first_day)
        counts->first_day = transaction->day;
    if (counts->last_day == CHURN_DAY_NONE || transaction->day > counts->last_day)
        counts->last_day = transaction->day;
    if (transaction->amount <= 0)
        return CHURN_OK;
    counts->purchase_rows++;
    enum churn_status status = idmap_add(&follow_up->ids, transaction->id, &customer, &added, err);
    return status == CHURN_OK ? purchases_add(&follow_up->purchases, (uint32_t)customer, transaction->day, err) : status;
}

enum churn_status churn_follow_up_purchases(struct churn_follow_up *follow_up, struct churn_transactions *transactions,
                                            struct churn_error *err)
{
    struct churn_transaction transaction;
    enum churn_status status;
    while ((status = churn_transactions_next(transactions, &transaction, err)) == CHURN_OK) {
        status = take_in(follow_up, &transaction, err);
        if (status != CHURN_OK)
            return status;
    }
    purchases_sort(&follow_up->purchases);
    return status == CHURN_END ? CHURN_OK : status;
}

/* Room for all customers known so far, new ones with nothing held. */
static enum churn_status make_room(struct churn_follow_up *follow_up, struct churn_error *err)
{
    bool all = follow_up->options.used == CHURN_SURVEYS_ALL;
    size_t capacity = follow_up->ids.count + follow_up->ids.count / 2 + 64;
    if (follow_up->ids.count <= follow_up->capacity)
        return CHURN_OK;
    bool *asked = all ? reallocarray(follow_up->asked, capacity, sizeof *asked) : NULL;
    struct held *held = all ? NULL : reallocarray(follow_up->held, capacity, sizeof *held);
    if (asked == NULL && held == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory at %zu customers", follow_up->ids.count);
    for (size_t i = follow_up->capacity; i < capacity; i++) {
        if (all)
            asked[i] = false;
        else
            held[i] = (struct held){ .day = CHURN_DAY_NONE };
    }
    follow_up->asked = asked;
    follow_up->held = held;
    follow_up->capacity = capacity;
    return CHURN_OK;
}

/* Of two surveys of one day the lower score counts: no customer looks happier than it said. What follows only keeps the order
 * of rows out of it. */
static bool precedes(const struct churn_response *survey, const struct churn_response *other, struct churn_text other_group)
{
    if (survey->score != other->score)
        return survey->score < other->score;
    int order = churn_text_compare(survey->group, other_group);
    if (order != 0)
        return order < 0;
    return survey->weight != other->weight ? survey->weight < other->weight : survey->value < other->value;
}

/* Does this survey take the place of the one held? */
static bool displaces(const struct churn_follow_up *follow_up, const struct held *held, const struct churn_response *survey,
                      const struct churn_outcomes *outcomes)
{
    if (held->day == CHURN_DAY_NONE)
        return true;
    if (survey->day != held->day)
        return (survey->day > held->day) == (follow_up->options.used == CHURN_SURVEYS_LAST);
    return precedes(survey, &held->survey, outcomes_group_name(outcomes, held->group));
}

static enum churn_status hold(struct churn_follow_up *follow_up, struct held *held, const struct churn_response *survey,
                              struct churn_outcomes *outcomes, struct churn_error *err)
{
    if (held->day != CHURN_DAY_NONE)
        follow_up->counts.passed_over++;
    else
        follow_up->counts.customers++;
    if (!displaces(follow_up, held, survey, outcomes))
        return CHURN_OK;
    held->day = survey->day;
    held->survey = *survey;
    return outcomes_group(outcomes, survey->group, &held->group, err);
}

static enum churn_status use(struct churn_follow_up *follow_up, size_t customer, const struct churn_response *survey,
                             struct churn_outcomes *outcomes, struct churn_error *err)
{
    struct churn_response observed = *survey;
    enum churn_status status = make_room(follow_up, err);
    if (status != CHURN_OK)
        return status;
    observed.has_outcome = true;
    observed.retained = purchases_between(&follow_up->purchases, (uint32_t)customer, survey->day,
                                          survey->day + (churn_day)follow_up->options.within_days);
    if (follow_up->options.used != CHURN_SURVEYS_ALL)
        return hold(follow_up, &follow_up->held[customer], &observed, outcomes, err);
    follow_up->counts.customers += follow_up->asked[customer] ? 0 : 1;
    follow_up->counts.used++;
    follow_up->asked[customer] = true;
    return churn_outcomes_add(outcomes, &observed, err);
}

enum churn_status churn_follow_up_survey(struct churn_follow_up *follow_up, const struct churn_response *survey,
                                         struct churn_outcomes *outcomes, struct churn_error *err)
{
    struct churn_follow_up_counts *counts = &follow_up->counts;
    size_t customer;
    bool added;
    uint64_t *left_out = NULL;
    counts->surveys++;
    enum churn_status status = idmap_add(&follow_up->ids, survey->id, &customer, &added, err);
    if (status != CHURN_OK)
        return status;
    if (!survey->has_score)
        left_out = &counts->unscored;
    else if (counts->first_day == CHURN_DAY_NONE || survey->day + 1 < counts->first_day)
        left_out = &counts->early;
    else if ((int64_t)survey->day + follow_up->options.within_days > counts->last_day)
        left_out = &counts->late;
    else if (!follow_up->options.everyone && !purchases_by(&follow_up->purchases, (uint32_t)customer, survey->day))
        left_out = &counts->strangers;
    if (left_out == NULL)
        return use(follow_up, customer, survey, outcomes, err);
    ++*left_out;
    return CHURN_OK;
}

enum churn_status churn_follow_up_finish(struct churn_follow_up *follow_up, struct churn_outcomes *outcomes,
                                         struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && follow_up->held != NULL && i < follow_up->capacity; i++) {
        struct held *held = &follow_up->held[i];
        if (held->day == CHURN_DAY_NONE)
            continue;
        held->survey.group = outcomes_group_name(outcomes, held->group);
        status = churn_outcomes_add(outcomes, &held->survey, err);
        held->day = CHURN_DAY_NONE;
        follow_up->counts.used++;
    }
    return status;
}

struct churn_follow_up_counts churn_follow_up_counts(const struct churn_follow_up *follow_up)
{
    return follow_up->counts;
}
