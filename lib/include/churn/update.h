/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ledger that is kept in a file, night after night. One run at a time takes in new rows and replaces the file whole; each
 * input is taken in once.
 *
 * Beside the ledger FILE stand FILE.lock and FILE.inputs, the list of what was taken in: SHA-256 of each input, and the size
 * and XXH3-128 of the ledger after it. What counts as taken in are the inputs up to the line whose sum the ledger has. The list
 * takes its place first, the ledger second: killed in between, the ledger is the old one and so is its list, whatever stands
 * below. The sum also says that the ledger is what these functions wrote, byte for byte: rows that a night does not touch are
 * copied.
 */
#ifndef CHURN_UPDATE_H
#define CHURN_UPDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>
#include <churn/ledger.h>
#include <churn/reader.h>
#include <churn/transactions.h>
#include <churn/writer.h>

CHURN_BEGIN_DECLS

struct churn_update; /* opaque: a ledger file that is locked */

/* What became of the ledger. */
struct churn_update_counts {
    uint64_t customers; /* in the new ledger */
    uint64_t added;     /* that were not in the old one */
    uint64_t changed;
    uint64_t forgotten; /* of the old ledger or of the new rows */
    uint64_t unknown;   /* to be forgotten, but nowhere */
};

/* How an update finds the ledger. */
enum churn_update_kind {
    CHURN_UPDATE_ABSENT,  /* there is none: a new one begins */
    CHURN_UPDATE_FOREIGN, /* it has no list of inputs: one begins with it */
    CHURN_UPDATE_KNOWN
};

/*
 * Lock the ledger at path (links are followed: lock and list stand beside the file itself), read its list, and find the state
 * it is in. any_bytes: its ids need not be UTF-8. CHURN_LOCKED: another run has it. CHURN_DATA: it is no ledger, or packed, or
 * none of the states of its list: something else changed it. A ledger without a list is read whole, with every check of
 * churn_ledger_merge and in memory, once. The caller ends with churn_update_free, which gives the lock back; not before what
 * was written is committed.
 */
CHURN_API enum churn_status churn_update_new(const char *path, bool any_bytes, struct churn_update **update,
                                             struct churn_error *err);
CHURN_API void churn_update_free(struct churn_update *update);

CHURN_API enum churn_update_kind churn_update_found(const struct churn_update *update);
/* The sets that the ledger carries; its options for a ledger of new rows. Left alone where there is no ledger. */
CHURN_API void churn_update_carries(const struct churn_update *update, struct churn_ledger_options *carries);
/* The file to be replaced, its list and its lock: absolute where a link was followed. Borrowed. */
CHURN_API const char *churn_update_path(const struct churn_update *update);
CHURN_API const char *churn_update_list_path(const struct churn_update *update);
CHURN_API const char *churn_update_lock_path(const struct churn_update *update);

/*
 * Look at an input, whole, before its rows are read ("-": standard input, from where it stands): *taken, whether it was taken
 * in before, or stands earlier in this run; its bytes count, after unpacking and before any other encoding, not its name. With
 * again it is taken in whatever the list says, and *taken is false. A pipe is copied to a nameless file in the ledger's folder:
 * *replacement is its descriptor, at the first byte, for the caller to read instead and to close; -1 where path can be read
 * once more. An input of 0 bytes, or one that cannot be unpacked, is never taken: the reader says what is to be said.
 */
CHURN_API enum churn_status churn_update_input(struct churn_update *update, const char *path, bool again, bool *taken,
                                               int *replacement, struct churn_error *err);

/* A night without anything new reads no row of the ledger: is it what its list says? CHURN_DATA: it is not. Cost: one pass. */
CHURN_API enum churn_status churn_update_verify(const struct churn_update *update, struct churn_error *err);

/*
 * The customers of a table, by the ids in column (a header name, or #N), are left out of the new ledger, be they in the old one
 * or in the new rows. Ids are read as those of transactions are.
 */
CHURN_API enum churn_status churn_update_forget(struct churn_update *update, struct churn_reader *reader, const char *column,
                                                const struct churn_cell_rules *rules, struct churn_error *err);

/*
 * Write the new ledger, which is the old one and the rows of night, and its list. night keeps what the ledger carries; it must
 * not be used afterwards, since the rows of its customers are merged into it. Both writers write plain CSV to churn_update_path
 * and churn_update_list_path and are the caller's to flush; he commits the list first, then the ledger. CHURN_DATA: the old
 * ledger is not what its list says, or an input changed since it was looked at. Cost: one pass over the ledger, in which rows
 * of others are found by bisection and copied; memory is that of night.
 */
CHURN_API enum churn_status churn_update_write(struct churn_update *update, struct churn_ledger *night,
                                               struct churn_writer *ledger_writer, struct churn_writer *list_writer,
                                               struct churn_update_counts *counts, struct churn_error *err);

CHURN_END_DECLS

#endif
