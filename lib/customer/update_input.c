/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether an input was taken in before shows only when its last byte is read. A file is read for its digest first and for its
 * rows afterwards, so that a known one costs no parsing and its faults, set aside on another night, are not raised again. A
 * pipe passes by once, so it is copied to a nameless file.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "customer/update.h"
#include "table/bytes.h"
#include "table/cells.h"
#include "table/file.h"

#define BLOCK ((size_t)256 * 1024) /* fits the second-level cache, as that of the reader */

/* One input while it is looked at. */
struct look {
    struct update_line line;
    struct digest_state *state;
    struct update_starts starts;
    int copy; /* -1: none is made */
    char *block;
};

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

static enum churn_status fail(const char *path, const char *what, struct churn_error *err)
{
    churn_error_set(err, CHURN_IO, "%s: %s", what, strerror(errno));
    error_place(err, is_standard(path) ? "<stdin>" : path, 0, 0);
    return CHURN_IO;
}

static enum churn_status read_all(struct look *look, struct bytes *bytes, const char *path, struct churn_error *err)
{
    for (;;) {
        size_t got;
        enum churn_status status = bytes->read(bytes, look->block, BLOCK, &got, err);
        if (status != CHURN_OK)
            return status;
        if (got == 0)
            break;
        update_starts_feed(&look->starts, look->state, look->block, got);
        if (look->copy >= 0 && !file_write_all(look->copy, look->block, got))
            return fail(path, "cannot copy the pipe to the ledger's folder", err);
    }
    look->line.bytes = look->starts.read;
    digest_final(look->state, &look->line.digest);
    look->line.has_digest = true;
    return CHURN_OK;
}

static enum churn_status look_at(struct look *look, const char *path, struct churn_error *err)
{
    struct bytes *bytes = NULL;
    enum churn_status status = digest_new(&look->state, err);
    look->block = malloc(BLOCK);
    if (status == CHURN_OK && look->block == NULL)
        status = churn_error_set(err, CHURN_MEMORY, "out of memory");
    if (status == CHURN_OK) {
        status = bytes_open(path, NULL, UINT64_MAX, NULL, &bytes, err);
        if (status == CHURN_OK)
            status = read_all(look, bytes, path, err);
        if (status != CHURN_OK && err != NULL && err->file[0] == '\0')
            error_place(err, is_standard(path) ? "<stdin>" : path, 0, 0);
    }
    if (bytes != NULL)
        bytes->free(bytes);
    free(look->block);
    digest_free(look->state);
    return status;
}

/* Of a regular file on standard input the rows are read from where it stood. */
static enum churn_status look_and_return(struct look *look, const char *path, struct churn_error *err)
{
    if (!is_standard(path))
        return look_at(look, path, err);
    off_t from = lseek(STDIN_FILENO, 0, SEEK_CUR);
    enum churn_status status = look_at(look, path, err);
    if (from < 0 || lseek(STDIN_FILENO, from, SEEK_SET) < 0)
        return status == CHURN_OK ? fail(path, "cannot read again", err) : status;
    return status;
}

static enum churn_status look_and_copy(struct look *look, const struct churn_update *update, const char *path,
                                       struct churn_error *err)
{
    enum churn_status status = file_nameless(update->path, &look->copy, err);
    if (status == CHURN_OK)
        status = look_at(look, path, err);
    if (status == CHURN_OK && lseek(look->copy, 0, SEEK_SET) != 0)
        status = fail(path, "cannot read again", err);
    if (status != CHURN_OK && look->copy >= 0) {
        close(look->copy);
        look->copy = -1;
    }
    return status;
}

static bool has_digest(const struct update_list *list, const struct digest *digest)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->lines[i].has_digest && memcmp(&list->lines[i].digest, digest, sizeof *digest) == 0)
            return true;
    return false;
}

/* 0 bytes are nothing to take in, and most often an export that died: whether that may be is for the reader to say, every time.
 */
static bool was_taken(const struct churn_update *update, const struct update_line *line)
{
    return line->bytes > 0 && (has_digest(&update->list, &line->digest) || has_digest(&update->night, &line->digest));
}

static enum churn_status remember(struct churn_update *update, const struct look *look, const char *path,
                                  const struct stat *before, struct churn_error *err)
{
    if (update->input_count == update->input_capacity) {
        size_t capacity = update->input_capacity == 0 ? 16 : 2 * update->input_capacity;
        struct update_input *larger = reallocarray(update->inputs, capacity, sizeof *larger);
        if (larger == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        update->inputs = larger;
        update->input_capacity = capacity;
    }
    struct update_line line = look->line;
    line.name = (char *)path; /* copied by the list */
    if (look->copy < 0)
        update->inputs[update->input_count++] = (struct update_input){ path, *before };
    return line.bytes > 0 ? update_list_add(&update->night, &line, err) : CHURN_OK;
}

static enum churn_status refuse_grown(const struct look *look, const char *path, struct churn_error *err)
{
    char name[164];
    churn_text_escape((struct churn_text){ look->starts.found->name, strlen(look->starts.found->name) }, name, sizeof name);
    churn_error_set(err, CHURN_DATA,
                    "begins with all of %s, which was taken in before: its rows would count twice; put new rows into a file of "
                    "their own, or take all in once more by --again",
                    name);
    error_place(err, is_standard(path) ? "<stdin>" : path, 0, 0);
    return CHURN_DATA;
}

/* What cannot be unpacked: the reader will say why, with the place. Should it read it after all, nothing is written. */
static bool leave_to_reader(struct churn_update *update, enum churn_status status, bool copied)
{
    bool left = !copied && status == CHURN_DATA;
    update->missed_input = update->missed_input || left;
    return left;
}

static enum churn_status refuse_changed(const char *path, struct churn_error *err)
{
    churn_error_set(err, CHURN_DATA, "changed while being read; read it when it is complete");
    error_place(err, is_standard(path) ? "<stdin>" : path, 0, 0);
    return CHURN_DATA;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

enum churn_status update_check_inputs(const struct churn_update *update, struct churn_error *err)
{
    if (update->missed_input)
        return churn_error_set(err, CHURN_DATA, "an input changed while being read; read it when it is complete");
    for (size_t i = 0; i < update->input_count; i++) {
        const struct update_input *input = &update->inputs[i];
        struct stat now;
        if ((is_standard(input->path) ? fstat(STDIN_FILENO, &now) : stat(input->path, &now)) != 0)
            return fail(input->path, "cannot examine", err);
        if (!same_file(&input->before, &now))
            return refuse_changed(input->path, err);
    }
    return CHURN_OK;
}

/* Whole, as a pipe or as a file. */
static enum churn_status look_whole(struct look *look, const struct churn_update *update, const char *path, bool copied,
                                    struct churn_error *err)
{
    enum churn_status status = update_starts_init(&look->starts, update, err);
    if (status != CHURN_OK)
        return status;
    return copied ? look_and_copy(look, update, path, err) : look_and_return(look, path, err);
}

/* Known, or grown, or new; a new one is remembered. */
static enum churn_status settle(struct churn_update *update, struct look *look, const char *path, bool again,
                                const struct stat *before, bool *taken, struct churn_error *err)
{
    *taken = !again && was_taken(update, &look->line);
    if (*taken)
        return CHURN_OK;
    if (!again && look->starts.found != NULL)
        return refuse_grown(look, path, err);
    return remember(update, look, path, before, err);
}

enum churn_status churn_update_input(struct churn_update *update, const char *path, bool again, bool *taken, int *replacement,
                                     struct churn_error *err)
{
    struct look look = { .copy = -1 };
    struct stat before;
    *taken = false;
    *replacement = -1;
    if ((is_standard(path) ? fstat(STDIN_FILENO, &before) : stat(path, &before)) != 0)
        return fail(path, "cannot open", err);
    bool copied = !S_ISREG(before.st_mode) && !S_ISDIR(before.st_mode);
    enum churn_status status = look_whole(&look, update, path, copied, err);
    bool left = status != CHURN_OK && leave_to_reader(update, status, copied);
    if (status == CHURN_OK)
        status = settle(update, &look, path, again, &before, taken, err);
    update_starts_clear(&look.starts);
    if (left)
        return CHURN_OK;
    if (look.copy >= 0 && (*taken || status != CHURN_OK))
        close(look.copy);
    else
        *replacement = look.copy;
    return status;
}

enum churn_status churn_update_forget(struct churn_update *update, struct churn_reader *reader, const char *column,
                                      const struct churn_cell_rules *rules, struct churn_error *err)
{
    const struct churn_text *cells;
    struct churn_error reason;
    size_t id, number;
    bool added;
    enum churn_status status = churn_reader_find(reader, column, "--id", &id, err);
    while (status == CHURN_OK && (status = churn_reader_next(reader, &cells, err)) == CHURN_OK) {
        status = cell_id(cells[id], rules, "id", &reason);
        if (status == CHURN_OK)
            status = idmap_add(&update->forget, cells[id], &number, &added, err);
        else
            status = churn_reader_reject(reader, id, true, &reason, err);
    }
    return status == CHURN_END ? CHURN_OK : status;
}
