/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the library itself asks of a file under way, beside churn/writer.h: a file that others read goes on being theirs. */
#ifndef TABLE_FILE_H
#define TABLE_FILE_H

#include <limits.h>
#include <stdint.h>
#include <sys/stat.h>

#include <churn/writer.h>

#include "base/digest.h"

struct write_behind; /* table/write_behind.h */

struct churn_file {
    int descriptor;
    struct write_behind *behind; /* the thread that writes, or NULL */
    struct sum_state *sum;       /* of what is written, or NULL */
    uint64_t written;
    uint64_t on_its_way; /* bytes whose writing the disk was told to begin */
    bool borrowed;       /* standard output, or the caller's descriptor: not ours to close */
    bool standard;       /* standard output: not ours to open */
    bool held;           /* the descriptor is a nameless file, copied to standard output in the end */
    const char *path;    /* as it was given, for messages; borrowed */
    char target[PATH_MAX];
    char temporary[PATH_MAX]; /* empty: written directly */
};

/* CHURN_IO with the file's name and the reason in errno. */
enum churn_status file_fail(const struct churn_file *file, const char *what, struct churn_error *err);
/* The folder at the beginning of a path, with its last slash; 0: there is none. */
size_t file_folder_length(const char *path);
/* Create the temporary beside file->target. */
enum churn_status file_open_temporary(struct churn_file *file, struct churn_error *err);

/*
 * Give the temporary the mode, group and owner of the file that it will replace, as far as this user may; where the group
 * cannot be kept, nobody but the owner gets anything.
 */
enum churn_status file_keep_mode(struct churn_file *file, const struct stat *model, struct churn_error *err);

/*
 * Write in a thread of its own from now on, where one can be had; a failure comes back from a later call. file_drain waits
 * until all is written, and ends the thread; churn_file_commit does the same.
 */
void file_write_behind(struct churn_file *file);
enum churn_status file_drain(struct churn_file *file, struct churn_error *err);

/* Sum up all that is written from now on; NULL: no more. sum is borrowed, and complete after file_drain. */
void file_sum(struct churn_file *file, struct sum_state *sum);

/* A nameless file in the folder of path, for reading and writing, mode 0600: nothing is left of it whatever happens. */
enum churn_status file_nameless(const char *path, int *descriptor, struct churn_error *err);

/* A descriptor to be written by churn_file_write; path is for messages. It stays the caller's to close. */
enum churn_status file_over(int descriptor, const char *path, struct churn_file **file, struct churn_error *err);

/* All bytes to a descriptor. errno says why not. */
bool file_write_all(int descriptor, const void *data, size_t length);

/* The file of a writer: borrowed. */
struct churn_file *writer_file(struct churn_writer *writer);

/* Whole rows as they are, line ends included. A failure sticks, as that of a cell. */
void writer_put_rows(struct churn_writer *writer, const char *data, size_t length);

#endif
