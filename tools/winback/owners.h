/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the lists of the owners and their index. */
#ifndef WINBACK_OWNERS_H
#define WINBACK_OWNERS_H

#include <limits.h>

#include "common/groups.h"
#include "winback/winback.h"

#define OWNERS_INDEX "owners"

struct owner_list {
    char path[PATH_MAX];
    const char *file; /* its name, within path */
    struct churn_writer *writer;
    size_t customers;
    churn_amount at_stake, gain;
};

struct winback_owners {
    const char *folder;
    char index_path[PATH_MAX];
    struct cli_groups groups;
    struct owner_list *lists; /* by group */
    char (*stale)[PATH_MAX];
    size_t stale_count;
};

/* DIR/NAME.csv; an owner whose name is that of the index has the first letter escaped, as no other owner has it. */
enum churn_status owners_path(const char *folder, struct churn_text owner, char path[PATH_MAX], struct churn_error *err);

/* The lists of last night's index, if there is one, that tonight's will not name. CHURN_DATA for an index that is not ours. */
enum churn_status owners_read_index(struct winback_owners *owners, struct churn_error *err);

#endif
