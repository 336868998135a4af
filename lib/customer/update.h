/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An update as its files share it: update.c finds the state of the ledger, update_list.c is the list of inputs, update_input.c
 * looks at inputs, update_grown.c whether one is an earlier one that grew, update_adopt.c takes a ledger without list,
 * update_state.c the ledger's place in it, update_source.c reads the old ledger in blocks of rows, update_pass.c merges,
 * update_row.c knows single rows, update_write.c has what stands around the pass.
 */
#ifndef CUSTOMER_UPDATE_H
#define CUSTOMER_UPDATE_H

#include <limits.h>
#include <pthread.h>
#include <sys/stat.h>

#include <churn/update.h>

#include "base/digest.h"
#include "base/idmap.h"

/*
 * A line of the list: an input, and the ledger after the run that took it in. Without digest it is the ledger a list began with
 * (the first line), or one that customers were forgotten from. A state of length 0 means that there was no ledger.
 */
struct update_line {
    char *name; /* as it was given; "" where there is no digest */
    uint64_t bytes;
    struct digest digest;
    bool has_digest;
    bool has_state; /* no: the ledger after this line is not to come back */
    struct sum state;
    uint64_t customers;     /* in it */
    uint8_t sums[SUM_SIZE]; /* of the list up to the end of its run, as it was read */
};

struct update_list {
    struct update_line *lines;
    size_t count;
    size_t capacity;
};

void update_list_clear(struct update_list *list);
/* Append; name is copied. */
enum churn_status update_list_add(struct update_list *list, const struct update_line *line, struct churn_error *err);
/* Throw away the lines from count on. */
void update_list_cut(struct update_list *list, size_t count);
/* The last line whose ledger has this sum; false: none has. */
bool update_find_state(const struct update_list *list, const struct sum *sum, size_t *line);
/* Read a list; CHURN_DATA with its place where it is none. */
enum churn_status update_list_read(struct update_list *list, const char *path, struct churn_error *err);
enum churn_status update_list_write(const struct update_list *list, struct churn_writer *writer, struct churn_error *err);

/* Earlier inputs, by length, while a new one is read: does it begin with all of one? Lists must stay as they are meanwhile. */
struct update_starts {
    const struct update_line **lines;
    size_t count, next;
    uint64_t read;   /* bytes so far */
    uint64_t header; /* bytes of the first line; 0: it has not ended yet */
    bool has_rows;   /* anything but line ends was read behind it */
    const struct update_line *found;
};

enum churn_status update_starts_init(struct update_starts *starts, const struct churn_update *update, struct churn_error *err);
void update_starts_clear(struct update_starts *starts);
/* The next bytes of the input, into its digest, too. */
void update_starts_feed(struct update_starts *starts, struct digest_state *state, const char *data, size_t length);

/* An input of this run. */
struct update_input {
    const char *path;
    struct stat before; /* of a regular file: as it was when it was looked at */
};

#define UPDATE_BLOCK ((size_t)1 << 20) /* one quarter and four times of it measure the same */

struct churn_update {
    char path[PATH_MAX]; /* links resolved */
    char list_path[PATH_MAX];
    char lock_path[PATH_MAX];
    bool any_bytes;
    size_t block; /* bytes of the old ledger in memory at a time; a longer row doubles it */
    int lock;
    int ledger; /* the old file; -1: none */
    int source; /* where its rows are read: the file itself, or a nameless copy in our own form; -1: none */
    struct stat found;
    struct stat list_found;
    bool has_list; /* there is a file of that name */
    enum churn_update_kind kind;
    struct sum expected; /* of the source */
    uint64_t customers;
    struct churn_ledger_options carries;
    struct update_list list;  /* what was taken in, up to the state the ledger is in */
    struct update_list night; /* what this run takes in */
    struct update_input *inputs;
    size_t input_count;
    size_t input_capacity;
    bool missed_input; /* one could not be looked at */
    struct idmap forget;
};

#define UPDATE_LIST_ENDING ".inputs"
#define UPDATE_STRANGE                                                                                                         \
    "is not the ledger that its list of inputs, the file with " UPDATE_LIST_ENDING " behind its name, belongs to: something "  \
    "else than --update changed it; restore it, or remove the list to begin a new one with this ledger"

/* Hold a ledger that is only read against the list beside it, where there is one; CHURN_DATA: it is none of its states. */
enum churn_status update_check_kept(const char *path, struct churn_error *err);

/* Add the ledger's path to an error. */
enum churn_status update_place(const struct churn_update *update, enum churn_status status, struct churn_error *err);
/* CHURN_DATA: the ledger is none of the states of its list. */
enum churn_status update_refuse_state(const struct churn_update *update, struct churn_error *err);

/* CHURN_DATA where an input is not what was looked at. */
enum churn_status update_check_inputs(const struct churn_update *update, struct churn_error *err);

/* Find the line of the list that speaks of the ledger as it is; the list is cut to it, kind and expected are set. */
enum churn_status update_choose_state(struct churn_update *update, struct churn_error *err);
/* A list that begins with the ledger as it is, or with none. */
enum churn_status update_begin_list(struct churn_update *update, struct churn_error *err);
/* There is no ledger; CHURN_DATA where the list says that there was one. */
enum churn_status update_begin_ledger(struct churn_update *update, struct churn_error *err);

/* CHURN_DATA with the ledger's path. */
enum churn_status update_refuse(const struct churn_update *update, const char *message, struct churn_error *err);

/* Read a ledger that others may have written with all care, and make the source a copy of it in our own form. */
enum churn_status update_adopt(struct churn_update *update, struct churn_error *err);

/* The header of a ledger with these sets, as we write it; returns its length. 512 bytes are enough. */
size_t update_header(const struct churn_ledger_options *options, char *header, size_t size);

/* The sum of all bytes of a descriptor, from the first. */
enum churn_status update_sum_file(int descriptor, struct sum *sum, struct churn_error *err);

/* One block of it; ready while its rows are the consumer's. */
struct update_slot {
    char *buffer;
    size_t capacity;
    size_t filled;
    size_t end; /* of the last whole row */
    bool quoted;
    bool ready;
    enum churn_status status;
    struct churn_error err;
};

/* The old ledger, in blocks of whole rows. */
struct update_source {
    int descriptor; /* -1: there are no rows */
    const char *buffer;
    size_t begin;          /* of the rows there are now */
    size_t end;            /* behind the last of them */
    bool quoted;           /* there is a quote among these rows */
    struct sum_state *sum; /* of what was read; complete when update_source_next has returned CHURN_END */
    struct update_slot slots[2];
    size_t current; /* blocks that were begun; the slot is this one modulo 2 */
    bool threaded;
    bool stopped;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t turn;
};

enum churn_status update_source_init(struct update_source *source, int descriptor, size_t block, struct churn_error *err);
void update_source_clear(struct update_source *source);
/* The next rows; CHURN_END where there are no more, CHURN_DATA where the last has no end. */
enum churn_status update_source_next(struct update_source *source, struct churn_error *err);

/* A row with its line end; 0: it has none. */
size_t update_row_length(const char *data, size_t length);
/* The id of a row without quotes. */
struct churn_text update_row_plain_id(const char *row, size_t length);
/*
 * Rows without their line end. Cells without their quotes; room has as many bytes as the row. false: they are not so many, or
 * not as we write them.
 */
bool update_row_split(struct churn_text row, char *room, struct churn_text *cells, size_t count);
/* The id; room as above. */
bool update_row_id(struct churn_text row, char *room, struct churn_text *id);
/* Among rows without quotes, each with its line end, from from to to: the first whose id is not below the target (to: there is
 * none), and the end of a row. */
size_t update_row_find(const char *data, size_t from, size_t to, struct churn_text target);
size_t update_row_end(const char *data, size_t from, size_t to);
/* Where the cells of the two sums end. false: there are none. */
bool update_row_sums(struct churn_text row, size_t ends[2]);
/* The decimals its sums are written with. */
unsigned update_row_decimals(struct churn_text row);

#endif
