/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-ledger as its files share it: check.c looks at the options, fold.c makes a ledger, update.c keeps one. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "common/cli.h"

struct settings {
    bool merge;
    const char *id, *date, *amount, *order;
    const char *keep; /* NULL: orders, where there are order ids */
    churn_day until;
    const char *update; /* the ledger to keep; NULL: none */
    const char *forget;
    bool again;
    struct cli_memory memory;
};

/* Options that contradict each other: CHURN_USAGE. keeps receives what --keep asks for, where it is given. */
enum churn_status ledger_check(const struct cli *cli, const struct settings *settings, struct churn_ledger_options *keeps,
                               struct churn_error *err);

/*
 * A ledger of the reader's transactions, or of its ledgers. keeps: the sets to carry; with chosen false they follow from the
 * data. *ledger may be there on failure as well; the caller frees it.
 */
enum churn_status ledger_fold(const struct settings *settings, struct cli *cli, struct churn_reader *reader, bool chosen,
                              struct churn_ledger_options *keeps, struct churn_ledger **ledger, struct churn_error *err);
enum churn_status ledger_merge(struct churn_reader *reader, bool chosen, struct churn_ledger_options *keeps,
                               struct churn_ledger **ledger, struct churn_error *err);

/* One night under way; zero at first. It outlives cli_end, which still knows its paths. */
struct ledger_night {
    struct cli *cli;
    const struct settings *settings;
    struct churn_update *update;
    struct churn_ledger *ledger; /* of the new rows */
    const char **paths;          /* what is new, to be read */
    size_t path_count;
    char (*copies)[32]; /* paths of pipes that were copied */
};

/* --update: take in the operands, replace the ledger. */
enum churn_status ledger_update(struct ledger_night *night, struct cli *cli, const struct settings *settings,
                                struct churn_ledger_options *keeps, struct churn_error *err);
void ledger_night_clear(struct ledger_night *night);

#endif
