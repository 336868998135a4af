/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The truth, which no tool may read but every judge of a tool may. */
#include "shop.h"
#include "write.h"

static const char *const archetype_names[] = {
    [ONE_OFF] = "one_off",     [HOUSEHOLD] = "household",     [ENTHUSIAST] = "enthusiast", [SEASONAL] = "seasonal",
    [BARGAIN] = "bargain",     [STEADY] = "steady",           [PROJECT] = "project",       [PROMISING] = "promising",
    [RESELLER] = "reseller",   [DISTRIBUTOR] = "distributor", [DEPARTMENT] = "department", [RUNNER] = "runner",
    [DEFAULTER] = "defaulter", [ABUSER] = "abuser",           [RETURNER] = "returner",     [REFUND_ONLY] = "refund_only",
};

static const char *const type_names[] = {
    [NATURAL] = "natural", [COMPETITIVE] = "competitive", [FAULT] = "fault", [MALICIOUS] = "malicious", [OTHER] = "other",
    [NO_TYPE] = ""
};

static const char *const cause_names[] = {
    [PRICE] = "price",
    [INCONVENIENCE] = "inconvenience",
    [CORE_SERVICE_FAILURE] = "core_service_failure",
    [FAILED_SERVICE_ENCOUNTER] = "failed_service_encounter",
    [POOR_COMPLAINT_RESPONSE] = "poor_complaint_response",
    [COMPETITOR_ACTION] = "competitor_action",
    [ETHICS] = "ethics",
    [INVOLUNTARY] = "involuntary",
    [NO_CAUSE] = "",
};

static void write_leaving(FILE *file, const struct customer *customer)
{
    bool left = customer->leave_day <= LAST_DAY;
    csv_number(file, left, ',');
    csv_day(file, left ? customer->leave_day : NO_DAY, ',');
    csv_text(file, left ? type_names[customer->type] : "", ',');
    csv_text(file, !left ? "" : customer->passive ? "passive" : "active", ',');
    csv_text(file, left ? cause_names[customer->cause] : "", ',');
    csv_number(file, customer->partial_day <= LAST_DAY && !left, ',');
    csv_day(file, customer->partial_day <= LAST_DAY ? customer->partial_day : NO_DAY, ',');
    /* Beyond the half year only the slow ones of those decided would show: not a sample of any use. */
    csv_day(file, left || customer->leave_day > LIVES_LAST_DAY ? NO_DAY : customer->leave_day, ',');
}

static void write_traits(FILE *file, const struct customer *customer)
{
    bool buys_again = customer->leave_day > LAST_DAY && customer->archetype != ONE_OFF && customer->archetype != REFUND_ONLY;
    csv_number(file, buys_again, ',');
    csv_text(file, archetype_names[customer->archetype], ',');
    csv_number(file, customer->regular, ',');
    if (customer->archetype == ONE_OFF || customer->archetype == REFUND_ONLY)
        csv_text(file, "", ',');
    else
        csv_number(file, customer->gap_days, ',');
    csv_hundredths(file, customer->satisfaction, ',');
    csv_number(file, customer->price_sensitive, ',');
    csv_number(file, customer->departure_recorded, '\n');
}

bool shop_write_truth(const struct shop *shop, const char *directory)
{
    FILE *file = csv_open(directory, "truth",
                          "customer_id,left,left_date,type,mode,cause,partial,partial_date,next_left_date,"
                          "alive,archetype,regular,gap_days,satisfaction,price_sensitive,recorded");
    if (file == NULL)
        return false;
    for (int id = 0; id < CUSTOMERS; id++) {
        csv_id(file, id, ',');
        write_leaving(file, &shop->customers[id]);
        write_traits(file, &shop->customers[id]);
    }
    return csv_close(file);
}
