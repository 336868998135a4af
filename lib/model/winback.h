/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: the tables of win-back. */
#ifndef MODEL_WINBACK_H
#define MODEL_WINBACK_H

#include <limits.h>

#include <churn/winback.h>

#define WINBACK_NO_FLAG UINT_MAX

struct winback_action {
    struct churn_winback_action row;
    unsigned flag; /* its bit, or WINBACK_NO_FLAG */
};

struct churn_winback {
    struct churn_winback_effort *efforts;
    size_t effort_count;
    struct winback_action *actions;
    size_t action_count;
    char flags[CHURN_WINBACK_FLAGS_MAX][CHURN_WINBACK_NAME_SIZE];
    size_t flag_count;
};

/* Is this a success, a cost? CHURN_DATA; the message reads well behind the value. */
enum churn_status winback_check_success(churn_amount success, struct churn_error *err);
enum churn_status winback_check_cost(churn_amount cost, struct churn_error *err);

#endif
