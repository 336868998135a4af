/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells as follow_up.c fills them: a held survey knows its group by number. */
#ifndef CUSTOMER_OUTCOMES_H
#define CUSTOMER_OUTCOMES_H

#include <churn/outcomes.h>

/* The number of a group's name, new where there was none; and the name. */
enum churn_status outcomes_group(struct churn_outcomes *outcomes, struct churn_text name, uint32_t *group,
                                 struct churn_error *err);
struct churn_text outcomes_group_name(const struct churn_outcomes *outcomes, uint32_t group);

#endif
