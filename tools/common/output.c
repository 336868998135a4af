/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is written: the main output, side outputs, rejects. They appear together or not at all, as far as a disk can do that:
 * every one is flushed first (a full disk shows there), then the side files take their places, and the main one, which others
 * wait for, is last.
 */
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/state.h"

bool output_is_standard(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

/* The folder a path lies in, as a status; path is no longer than PATH_MAX. */
static bool stat_folder(const char *path, struct stat *folder)
{
    char name[PATH_MAX] = ".";
    const char *slash = strrchr(path, '/');
    size_t length = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    if (length >= sizeof name)
        return false;
    if (length > 0) {
        memcpy(name, path, length);
        name[length] = '\0';
    }
    return stat(name, folder) == 0;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

bool output_same_file(const char *a, const char *b)
{
    struct stat of_a, of_b;
    if (output_is_standard(a) || output_is_standard(b))
        return output_is_standard(a) && output_is_standard(b);
    int found = (stat(a, &of_a) == 0) + (stat(b, &of_b) == 0);
    if (found == 1)
        return false;
    if (found == 0 && (strcmp(last_part(a), last_part(b)) != 0 || !stat_folder(a, &of_a) || !stat_folder(b, &of_b)))
        return false;
    return of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino && !S_ISCHR(of_a.st_mode);
}

bool cli_same_file(const char *a, const char *b)
{
    return output_same_file(a, b);
}

/* A named pipe is opened where it stands, and may wait for its reader for ever: nothing there to guard. */
bool output_needs_temporary(const char *path)
{
    struct stat found;
    return !output_is_standard(path) && (stat(path, &found) != 0 || S_ISREG(found.st_mode));
}

/* Signals wait until the temporary is known to the handler. */
static enum churn_status create_file(const char *path, struct churn_file **file, struct churn_error *err)
{
    if (!output_needs_temporary(path))
        return churn_file_new(path, file, err);
    start_block_signals();
    enum churn_status status = churn_file_new(path, file, err);
    if (status == CHURN_OK)
        start_guard(churn_file_temporary(*file));
    start_unblock_signals();
    return status;
}

static void free_file(struct churn_file *file)
{
    start_block_signals();
    start_unguard(churn_file_temporary(file));
    churn_file_free(file);
    start_unblock_signals();
}

enum churn_status output_open(struct cli *cli, const char *path, bool is_main, struct output **output, struct churn_error *err)
{
    struct cli_state *state = cli->state;
    if (output_is_standard(path) && state->was_closed[STDOUT_FILENO])
        return churn_error_set(err, CHURN_IO, "standard output is closed");
    assert(state->output_count < OUTPUTS_MAX);
    struct output *opened = &state->outputs[state->output_count];
    *opened = (struct output){ .path = path, .is_main = is_main };
    enum churn_status status = create_file(path, &opened->file, err);
    if (status != CHURN_OK)
        return status;
    state->output_count++;
    *output = opened;
    return CHURN_OK;
}

static enum churn_status open_held(struct cli *cli, struct output **output, struct churn_error *err)
{
    struct cli_state *state = cli->state;
    if (!output_is_standard(cli->settings.output))
        return output_open(cli, cli->settings.output, true, output, err);
    if (state->was_closed[STDOUT_FILENO])
        return churn_error_set(err, CHURN_IO, "standard output is closed");
    assert(state->output_count < OUTPUTS_MAX);
    struct output *opened = &state->outputs[state->output_count];
    *opened = (struct output){ .is_main = true };
    enum churn_status status = churn_file_new_held(&opened->file, err);
    if (status != CHURN_OK)
        return status;
    state->output_count++;
    *output = opened;
    return CHURN_OK;
}

enum churn_status output_add_writer(struct cli *cli, struct output *output, struct churn_error *err)
{
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    if (output->is_main || output->is_list) {
        options.delimiter = cli->settings.output_delimiter;
        options.excel = cli->settings.excel;
    }
    return churn_writer_new(output->file, &options, &output->writer, err);
}

static enum churn_status open_main(struct cli *cli, bool held, struct churn_writer **writer, struct churn_error *err)
{
    struct output *output = NULL;
    if (cli->settings.format != CLI_FORMAT_CSV)
        return churn_error_set(err, CHURN_USAGE, "--format=json and --format=table are for reports; this output is CSV");
    enum churn_status status = held ? open_held(cli, &output, err) : output_open(cli, cli->settings.output, true, &output, err);
    if (status == CHURN_OK)
        status = output_add_writer(cli, output, err);
    if (status == CHURN_OK)
        *writer = output->writer;
    return status;
}

enum churn_status cli_writer_open(struct cli *cli, struct churn_writer **writer, struct churn_error *err)
{
    return open_main(cli, false, writer, err);
}

enum churn_status cli_writer_open_held(struct cli *cli, struct churn_writer **writer, struct churn_error *err)
{
    return open_main(cli, true, writer, err);
}

/* Worth a look at the files: there may be hundreds of outputs. (A link under another name slips through.) */
static bool has_name_of(const char *path, const char *other)
{
    return !output_is_standard(other) && strcmp(last_part(path), last_part(other)) == 0;
}

static enum churn_status check_side_path(const struct cli *cli, const char *path, struct churn_error *err)
{
    const struct cli_settings *settings = &cli->settings;
    if (path[0] == '\0' || output_is_standard(path))
        return churn_error_set(err, CHURN_USAGE, "a side output wants the name of a file, not \"%s\"", path);
    if (output_same_file(path, settings->output))
        return churn_error_set(err, CHURN_USAGE, "two outputs have the same name; one is that of --output");
    if (settings->rejects != NULL && output_same_file(path, settings->rejects))
        return churn_error_set(err, CHURN_USAGE, "two outputs have the same name; one is that of --rejects");
    for (size_t i = 0; i < cli->state->output_count; i++)
        if (has_name_of(path, cli->state->outputs[i].path) && output_same_file(path, cli->state->outputs[i].path))
            return churn_error_set(err, CHURN_USAGE, "two outputs have the same name: \"%.200s\"", path);
    for (size_t i = 0; i < cli->operand_count; i++)
        if (output_same_file(path, cli->operands[i]))
            return churn_error_set(err, CHURN_USAGE, "an output has the name of an input, which would be lost: \"%.200s\"",
                                   path);
    return CHURN_OK;
}

static enum churn_status open_side(struct cli *cli, const char *path, bool is_list, struct churn_writer **writer,
                                   struct churn_error *err)
{
    struct output *output = NULL;
    enum churn_status status = check_side_path(cli, path, err);
    if (status == CHURN_OK)
        status = output_open(cli, path, false, &output, err);
    if (status != CHURN_OK)
        return status;
    output->is_list = is_list;
    status = output_add_writer(cli, output, err);
    if (status == CHURN_OK)
        *writer = output->writer;
    return status;
}

enum churn_status cli_side_writer_open(struct cli *cli, const char *path, struct churn_writer **writer, struct churn_error *err)
{
    return open_side(cli, path, false, writer, err);
}

enum churn_status cli_list_writer_open(struct cli *cli, const char *path, struct churn_writer **writer, struct churn_error *err)
{
    return open_side(cli, path, true, writer, err);
}

enum churn_status output_commit(struct output *output, struct churn_error *err)
{
    if (output->committed)
        return CHURN_OK;
    const char *temporary = churn_file_temporary(output->file);
    enum churn_status status = churn_file_commit(output->file, err);
    output->committed = status == CHURN_OK;
    if (output->committed)
        start_unguard(temporary);
    return status;
}

static enum churn_status flush_all(struct cli *cli, struct churn_error *err)
{
    struct cli_state *state = cli->state;
    enum churn_status status = state->report != NULL ? report_print(state->report, err) : CHURN_OK;
    if (status == CHURN_OK && state->rejects != NULL)
        status = rejects_flush(state->rejects, err);
    for (size_t i = 0; status == CHURN_OK && i < state->output_count; i++)
        if (!state->outputs[i].committed && state->outputs[i].writer != NULL)
            status = churn_writer_flush(state->outputs[i].writer, err);
    return status;
}

enum churn_status output_commit_all(struct cli *cli, struct churn_error *err)
{
    struct cli_state *state = cli->state;
    enum churn_status status = flush_all(cli, err);
    for (int mains = 0; mains < 2; mains++)
        for (size_t i = 0; status == CHURN_OK && i < state->output_count; i++)
            if (state->outputs[i].is_main == (mains == 1))
                status = output_commit(&state->outputs[i], err);
    return status;
}

enum churn_status cli_writer_close(struct cli *cli, struct churn_error *err)
{
    return output_commit_all(cli, err);
}

void output_clear(struct cli_state *state)
{
    for (size_t i = 0; i < state->output_count; i++) {
        churn_writer_free(state->outputs[i].writer);
        free_file(state->outputs[i].file);
    }
    state->output_count = 0;
}
