/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lanes held against each other: one input folded by the careful reader alone, and by any lane, number of threads, size of
 * block and memory. Everything that can be seen must be equal: the ledger, the faults in their order and places, the rows as
 * they were set aside, the counts, the end.
 */
#ifndef LANES_LANES_H
#define LANES_LANES_H

#include <churn/ledger.h>

struct lanes_case {
    const char *data;
    size_t length;
    size_t split; /* the bytes from here on are a second file; 0: one file */
    struct churn_reader_options reader;
    struct churn_transaction_roles roles;
    struct churn_cell_rules rules;
    struct churn_ledger_options ledger;
    churn_day until;
};

struct lanes_way {
    enum churn_lane lane;
    unsigned jobs;
    size_t block_size;
    size_t max_memory; /* of the ledger; 0: no limit */
};

/* All that can be seen of a fold as text, to be freed. */
char *lanes_outcome(const struct lanes_case *input, const struct lanes_way *way);
/* The same from wherever the bytes come: data, length and split of the case are not looked at. */
char *lanes_outcome_from(const struct lanes_case *input, const struct lanes_way *way, const char *const *paths, size_t count);

/* A case of the numbers in choices (16 bytes) and the bytes of a table behind them. */
void lanes_choose(const unsigned char choices[16], struct lanes_case *input);

#endif
