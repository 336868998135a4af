/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes wrong, who complains of it (few do), and how the shop answers. A complaint answered in time and in full
 * gives back most of what was lost; silence or a refusal costs more than the fault did.
 */
#include "life.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

bool life_during(const struct life *life, int first_month, int months)
{
    return life->month >= first_month && life->month < first_month + months;
}

static void fill_incident_chances(const struct life *life, int chances[CAUSES])
{
    const struct customer *customer = life->customer;
    chances[PRICE] = customer->price_sensitive ? 6000 : 2000;
    chances[INCONVENIENCE] = 7000;
    chances[CORE_SERVICE_FAILURE] = 19000;
    chances[FAILED_SERVICE_ENCOUNTER] = 12000;
    chances[ETHICS] = 600;
    if (customer->region == EAST && life_during(life, WAREHOUSE_MOVED, 4))
        chances[CORE_SERVICE_FAILURE] = 120000;
    if (customer->owner == NEGLECTFUL_OWNER)
        chances[FAILED_SERVICE_ENCOUNTER] = 40000;
    if (customer->region == WEST && customer->channel == BRANCH && life_during(life, BRANCH_CLOSED, 4))
        chances[INCONVENIENCE] = 150000;
    if (customer->price_sensitive && life_during(life, PRICES_RAISED, 4))
        chances[PRICE] = 60000;
}

static const char *complaint_reason(struct random *random, enum cause cause)
{
    static const char *const reasons[CAUSES][3] = {
        [PRICE] = { "price on the invoice higher than offered", "prices too high", "discount missing" },
        [INCONVENIENCE] = { "branch too far", "web shop down", "item out of stock" },
        [CORE_SERVICE_FAILURE] = { "late delivery", "wrong item", "defective goods, twice" },
        [FAILED_SERVICE_ENCOUNTER] = { "rude on the telephone", "nobody called back", "incompetent advice" },
        [ETHICS] = { "charged for goods never ordered", "data passed on", "pressed into a contract" },
        [COMPETITOR_ACTION] = { "other", "other", "other" },
    };
    return reasons[cause][random_below(random, 3)];
}

static enum outcome draw_outcome(struct life *life, bool slow)
{
    static const int usual[] = { [RESOLVED] = 56, [PARTIAL] = 20, [UNANSWERED] = 10, [REJECTED] = 14 };
    static const int short_of_staff[] = { [RESOLVED] = 24, [PARTIAL] = 22, [UNANSWERED] = 38, [REJECTED] = 16 };
    return (enum outcome)random_weighted(&life->random, slow ? short_of_staff : usual, 4);
}

static int64_t draw_compensation(struct life *life, enum outcome outcome, int severity)
{
    if (outcome > PARTIAL || !random_chance(&life->random, 380000))
        return 0;
    return (int64_t)500 * severity * random_between(&life->random, 1, 2 + life->customer->scale / 800);
}

static struct complaint open_complaint(struct life *life, int opened, int severity)
{
    static const int waits[] = { 0, 0, 1, 1, 2, 3, 4, 6, 11 };
    static const int channels[] = { [WEB] = 45, [PHONE] = 40, [BRANCH] = 15 };
    struct random *random = &life->random;
    enum channel channel = (enum channel)random_weighted(random, channels, CHANNELS);
    bool slow = channel == PHONE && life_during(life, SERVICE_DESK_SHORT, 4);
    struct complaint complaint = { .customer = life->id, .opened = opened, .channel = channel, .severity = severity };
    complaint.outcome = draw_outcome(life, slow);
    complaint.first_response = opened + random_quantile(random, waits, COUNT(waits)) * (slow ? 4 : 1);
    complaint.closed = complaint.first_response + random_between(random, 0, 12);
    if (complaint.outcome == UNANSWERED) {
        complaint.first_response = NO_DAY;
        complaint.closed = random_chance(random, 300000) ? opened + random_between(random, 30, 90) : NO_DAY;
    }
    complaint.compensation = draw_compensation(life, complaint.outcome, severity);
    return complaint;
}

static void feel_response(struct life *life, const struct complaint *complaint, int drop)
{
    bool waited = complaint->first_response != NO_DAY && complaint->first_response > complaint->opened + 10;
    switch (complaint->outcome) {
    case RESOLVED:
        life->feeling += waited ? drop / 3 : drop * 3 / 4;
        break;
    case PARTIAL:
        life->feeling += waited ? 0 : drop / 3;
        break;
    case UNANSWERED:
        life->feeling -= 65;
        break;
    case REJECTED:
        life->feeling -= 45;
        break;
    }
    if (complaint->outcome > PARTIAL || waited)
        life->poor_response_months = 0;
    if (complaint->outcome == RESOLVED && !waited)
        life->grievance_months += 3;
}

static void complain(struct life *life, enum cause cause, int severity, int drop)
{
    int opened = life->day + random_below(&life->random, 27);
    if (opened >= life->customer->leave_day)
        return;
    struct complaint complaint = open_complaint(life, opened, severity);
    complaint.reason = complaint_reason(&life->random, cause);
    feel_response(life, &complaint, drop);
    shop_complain(life->shop, &complaint);
}

static void suffer(struct life *life, enum cause cause)
{
    static const int severities[] = { 45, 38, 17 };
    static const int complains[] = { [RETAIL] = 340000, [BUSINESS] = 460000, [CHANNEL] = 560000, [INTERNAL] = 200000 };
    int severity = 1 + random_weighted(&life->random, severities, 3);
    int drop = 35 + 50 * severity + random_below(&life->random, 40);
    life->feeling -= drop;
    life->grievance = cause;
    life->grievance_months = 0;
    if (random_chance(&life->random, complains[life->customer->kind]))
        complain(life, cause, severity, drop);
}

void life_risk_incidents(struct life *life)
{
    int chances[CAUSES] = { 0 };
    fill_incident_chances(life, chances);
    for (int cause = 0; cause < CAUSES; cause++) {
        if (random_chance(&life->random, chances[cause]))
            suffer(life, (enum cause)cause);
    }
}

void life_complain_falsely(struct life *life)
{
    static const char *const claims[] = { "box was empty", "defective goods", "never arrived", "defective goods" };
    struct complaint complaint = open_complaint(life, life->day + random_below(&life->random, 27), 3);
    if (complaint.opened >= life->customer->leave_day)
        return;
    complaint.reason = claims[random_below(&life->random, COUNT(claims))];
    if (complaint.outcome <= PARTIAL)
        complaint.compensation = 100 * random_between(&life->random, 20, 120);
    shop_complain(life->shop, &complaint);
}
