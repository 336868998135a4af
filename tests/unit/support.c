/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary files, bytes in pieces, collected faults: see support.h. */
#include "support.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PATHS 4096

static char folder[] = "/tmp/churn-unit-XXXXXX";
static char *paths[PATHS];
static size_t path_count;
static uint64_t random_state = 88172645463325252u;

int support_begin(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_one(const char *path, const struct stat *found, int kind, struct FTW *where)
{
    (void)found;
    (void)kind;
    (void)where;
    return remove(path);
}

int support_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < path_count; i++)
        free(paths[i]);
    path_count = 0;
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *support_path(const char *name)
{
    char *path = NULL;
    for (size_t i = 0; i < path_count; i++)
        if (strcmp(paths[i] + sizeof folder, name) == 0)
            return paths[i];
    assert_true(path_count < PATHS);
    assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
    paths[path_count++] = path;
    return path;
}

const char *support_file(const char *name, const void *data, size_t length)
{
    const char *path = support_path(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return path;
}

const char *support_text_file(const char *name, const char *text)
{
    return support_file(name, text, strlen(text));
}

char *support_read(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    char *data = NULL;
    size_t used = 0, got;
    do {
        data = realloc(data, used + 65537);
        assert_non_null(data);
        got = fread(data + used, 1, 65536, file);
        used += got;
    } while (got > 0);
    data[used] = '\0';
    fclose(file);
    if (length != NULL)
        *length = used;
    return data;
}

void support_seed(uint64_t seed)
{
    random_state = seed * 2 + 1;
}

/* xorshift64 (Marsaglia 2003). */
uint64_t support_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

struct pieces {
    struct bytes bytes;
    const char *data;
    size_t length;
    size_t at;
    size_t step;
    enum churn_status failure;
};

static enum churn_status pieces_read(struct bytes *bytes, char *buffer, size_t size, size_t *got, struct churn_error *err)
{
    struct pieces *pieces = (struct pieces *)bytes;
    size_t part = pieces->length - pieces->at;
    if (part == 0 && pieces->failure != CHURN_OK)
        return churn_error_set(err, pieces->failure, "the bytes fail here");
    if (part > pieces->step)
        part = pieces->step;
    if (part > size)
        part = size;
    memcpy(buffer, pieces->data + pieces->at, part);
    pieces->at += part;
    *got = part;
    return CHURN_OK;
}

static void pieces_free(struct bytes *bytes)
{
    free(bytes);
}

struct bytes *pieces_failing(const char *data, size_t length, size_t step, enum churn_status status)
{
    struct pieces *pieces = malloc(sizeof *pieces);
    assert_non_null(pieces);
    *pieces = (struct pieces){ { pieces_read, pieces_free }, data, length, 0, step, status };
    return &pieces->bytes;
}

struct bytes *pieces_new(const char *data, size_t length, size_t step)
{
    return pieces_failing(data, length, step, CHURN_OK);
}

static void write_place(const struct churn_error *err, char *buffer, size_t size)
{
    snprintf(buffer, size, "%llu:%llu %s", (unsigned long long)err->line, (unsigned long long)err->column, err->message);
}

enum churn_status faults_take(void *context, const struct churn_error *fault, struct churn_text row, struct churn_error *err)
{
    struct faults *faults = context;
    (void)err;
    if (faults->count < FAULTS_MAX) {
        write_place(fault, faults->text[faults->count], sizeof faults->text[0]);
        memcpy(faults->file[faults->count], fault->file, sizeof fault->file);
        snprintf(faults->row[faults->count], sizeof faults->row[0], "%.*s", (int)row.length, row.data);
    }
    faults->count++;
    return CHURN_OK;
}

const char *place_and_message(const struct churn_error *err)
{
    static char buffer[FAULT_TEXT_SIZE];
    write_place(err, buffer, sizeof buffer);
    return buffer;
}

void assert_text_at(struct churn_text actual, const char *expected, const char *file, int line)
{
    if (actual.length == strlen(expected) && (actual.length == 0 || memcmp(actual.data, expected, actual.length) == 0))
        return;
    print_error("\"%.*s\" is not \"%s\"\n", (int)actual.length, actual.length > 0 ? actual.data : "", expected);
    _fail(file, line);
}

enum churn_status open_text(const char *text, size_t length, const struct churn_reader_options *options, struct faults *faults,
                            struct churn_reader **reader, struct churn_error *err)
{
    static const char *path; /* the reader borrows it */
    struct churn_reader_options chosen = *options;
    path = support_file("input.csv", text, length);
    chosen.paths = &path;
    chosen.path_count = 1;
    if (faults != NULL) {
        faults->count = 0;
        chosen.on_fault = faults_take;
        chosen.on_fault_context = faults;
    }
    return churn_reader_new(&chosen, reader, err);
}

void output_begin(struct output *output, const char *name, const struct churn_writer_options *options)
{
    static const struct churn_writer_options usual = CHURN_WRITER_OPTIONS_INIT;
    output->path = support_path(name);
    assert_int_equal(churn_file_new(output->path, &output->file, NULL), CHURN_OK);
    assert_int_equal(churn_writer_new(output->file, options != NULL ? options : &usual, &output->writer, NULL), CHURN_OK);
}

char *output_end(struct output *output, size_t *length)
{
    assert_int_equal(churn_writer_flush(output->writer, NULL), CHURN_OK);
    assert_int_equal(churn_file_commit(output->file, NULL), CHURN_OK);
    churn_writer_free(output->writer);
    churn_file_free(output->file);
    char *data = support_read(output->path, length);
    assert_non_null(data);
    return data;
}
