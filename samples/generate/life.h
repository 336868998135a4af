/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One customer's life while it is being lived. */
#ifndef SAMPLES_LIFE_H
#define SAMPLES_LIFE_H

#include "random.h"
#include "shop.h"

/* Months of the stories, counted from November 2024. */
enum {
    BRANCH_CLOSED = 7,       /* 2025-06: the branch in the West */
    WAREHOUSE_MOVED = 10,    /* 2025-09 to 2025-12: late deliveries in the East */
    SERVICE_DESK_SHORT = 14, /* 2026-01 to 2026-04: complaints by telephone wait */
    PRICES_RAISED = 15,      /* 2026-02 */
    RIVAL_OPENED = 16        /* 2026-03: in the South */
};

struct life {
    struct shop *shop;
    struct customer *customer;
    struct random random;
    int id;
    int month;
    int day;     /* the first of the month */
    int feeling; /* satisfaction of the moment, in hundredths of a point */
    enum cause grievance;
    int grievance_months;     /* since it happened */
    int poor_response_months; /* since a complaint was badly answered */
};

/* Whether this month is one of so many from the first month on. */
bool life_during(const struct life *life, int first_month, int months);

/* What may go wrong this month, with the complaint that may follow. */
void life_risk_incidents(struct life *life);
/* A complaint made for the compensation. */
void life_complain_falsely(struct life *life);

#endif
