/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers in groups by the words of a column. */
#ifndef COMMON_GROUPS_H
#define COMMON_GROUPS_H

#include <churn/churn.h>

struct cli_groups {
    size_t *group_of;         /* by row */
    struct churn_text *names; /* in byte order; the first may be empty; borrowed from the store */
    size_t count;
};

/* field: of kind text. Where the table has no such column all are in one group without a name. CHURN_MEMORY. Cost: a sort. */
enum churn_status cli_groups_make(const struct churn_store *store, size_t field, struct cli_groups *groups,
                                  struct churn_error *err);
void cli_groups_clear(struct cli_groups *groups);

#endif
