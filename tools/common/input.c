/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is read: the streams, their faults on standard error, what the person said to expect, and the closing count. A fault
 * comes complete from the reader; here it is only counted, listed while the list is short, and set aside where that was asked
 * for.
 */
#include <assert.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "common/progress.h"

#define FIELD_MAX ((size_t)1 << 20)         /* no cell that people write is longer; bounds what an unclosed quote can take */
#define LEDGER_FIELD_MAX ((size_t)64 << 20) /* the order ids of one customer: some five million */
#define FAULTS_LISTED 10                    /* more do not help to see what is wrong, and would push the rest off the screen */

static unsigned long long ull(uint64_t number)
{
    return (unsigned long long)number;
}

static bool sets_aside(const struct input *input)
{
    return input->of_operands && input->cli->state->rejects != NULL;
}

/* What is set aside is listed in the reject file, with its place and reason: a night's mail is not the place to say it again.
 */
static enum churn_status take_fault(void *context, const struct churn_error *fault, struct churn_text row,
                                    struct churn_error *err)
{
    struct input *input = context;
    input->faults++;
    if (sets_aside(input))
        return rejects_write(input->cli->state->rejects, fault, row, err);
    if (input->faults <= FAULTS_LISTED)
        message_error(input->cli, fault);
    return CHURN_OK;
}

static void end_list(struct input *input)
{
    struct cli *cli = input->cli;
    if (input->faults > 0 && sets_aside(input))
        cli_note(cli, "%llu row%s set aside in %s", ull(input->faults), input->faults == 1 ? "" : "s", cli->settings.rejects);
    else if (input->faults > FAULTS_LISTED)
        message_say(cli, "and %llu more", ull(input->faults - FAULTS_LISTED));
}

void input_list_end(struct cli *cli)
{
    for (size_t i = 0; cli->state != NULL && i < cli->state->input_count; i++) {
        struct input *input = &cli->state->inputs[i];
        if (!input->listed)
            end_list(input);
        input->listed = true;
    }
}

unsigned cli_jobs(const struct cli *cli)
{
    return cli->settings.jobs < UINT_MAX ? (unsigned)cli->settings.jobs : UINT_MAX;
}

static void fill_options(struct input *input, struct churn_reader_options *options)
{
    const struct cli_settings *settings = &input->cli->settings;
    options->paths = input->paths;
    options->path_count = input->path_count;
    options->delimiter = settings->delimiter;
    options->no_header = settings->no_header;
    options->lax_quotes = settings->quotes == CLI_QUOTES_LAX;
    options->any_bytes = settings->encoding != NULL && strcmp(settings->encoding, "bytes") == 0;
    options->encoding = options->any_bytes ? NULL : settings->encoding;
    options->allow_empty = settings->allow_empty;
    options->require_eol = settings->require_eol;
    options->trim = settings->trim;
    options->skip = input->of_operands && settings->on_error == CLI_ON_ERROR_SKIP;
    options->jobs = cli_jobs(input->cli);
    options->max_unpacked = settings->max_unpacked;
    options->max_field = settings->max_field != 0 ? settings->max_field : input->max_field;
    options->max_rejects = settings->max_rejects;
    options->on_fault = take_fault;
    options->on_fault_context = input;
}

static bool reads_standard(const struct input *input)
{
    for (size_t i = 0; i < input->path_count; i++)
        if (output_is_standard(input->paths[i]))
            return true;
    return input->path_count == 0;
}

static enum churn_status open_stream(struct cli *cli, struct input wanted, struct churn_reader **reader,
                                     struct churn_error *err)
{
    struct cli_state *state = cli->state;
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    assert(state->input_count < INPUTS_MAX);
    struct input *input = &state->inputs[state->input_count++];
    *input = wanted;
    input->cli = cli;
    fill_options(input, &options);
    if (reads_standard(input) && state->was_closed[STDIN_FILENO])
        return churn_error_set(err, CHURN_IO, "standard input is closed");
    enum churn_status status = options.skip ? rejects_open(cli, err) : CHURN_OK;
    uint64_t total = progress_total(input);
    if (status == CHURN_OK)
        status = churn_reader_new(&options, &input->reader, err);
    if (status != CHURN_OK)
        return status;
    progress_watch(input, total);
    if (options.skip && !options.no_header)
        rejects_begin(state->rejects, churn_reader_header_line(input->reader));
    *reader = input->reader;
    return CHURN_OK;
}

enum churn_status cli_reader_open(struct cli *cli, struct churn_reader **reader, struct churn_error *err)
{
    struct input operands = {
        .paths = cli->operands, .path_count = cli->operand_count, .of_operands = true, .max_field = FIELD_MAX
    };
    return open_stream(cli, operands, reader, err);
}

enum churn_status cli_reader_open_first(struct cli *cli, struct churn_reader **reader, struct churn_error *err)
{
    struct input first = { .paths = cli->operands, .of_operands = true, .max_field = FIELD_MAX };
    first.path_count = cli->operand_count > 0 ? 1 : 0;
    return open_stream(cli, first, reader, err);
}

/* Options that say how others write cells, at other values than their defaults. */
static const char *cell_option_given(const struct cli_settings *settings)
{
    if (settings->decimal != '.')
        return "--decimal";
    if (settings->thousands != '\0')
        return "--thousands";
    if (settings->date_format != NULL)
        return "--date-format";
    if (settings->null_word != NULL)
        return "--null";
    if (settings->min_date != CHURN_DAY_MIN)
        return "--min-date";
    if (settings->max_date != CHURN_DAY_MAX)
        return "--max-date";
    if (settings->no_header)
        return "--no-header";
    return settings->on_error == CLI_ON_ERROR_SKIP ? "--on-error=skip" : NULL;
}

enum churn_status cli_reader_open_ledgers(struct cli *cli, struct churn_reader **reader, struct churn_error *err)
{
    struct input ledgers = {
        .paths = cli->operands, .path_count = cli->operand_count, .of_operands = true, .max_field = LEDGER_FIELD_MAX
    };
    const char *given = cell_option_given(&cli->settings);
    if (given != NULL)
        return churn_error_set(err, CHURN_USAGE, "%s has no meaning for a ledger, which is written by these tools alone",
                               given);
    return open_stream(cli, ledgers, reader, err);
}

enum churn_status cli_reader_open_paths(struct cli *cli, const char *const *paths, size_t count, struct churn_reader **reader,
                                        struct churn_error *err)
{
    struct input further = { .paths = paths, .path_count = count, .max_field = FIELD_MAX };
    return open_stream(cli, further, reader, err);
}

static void warn(struct cli *cli, const struct input *input, const struct churn_counts *counts)
{
    const char *name = input->path_count == 0 || output_is_standard(input->paths[0]) ? "<stdin>" : input->paths[0];
    if (counts->uncut > 0 && input->path_count <= 1)
        cli_note(cli, "%s: no newline at end: the file may be cut", name);
    else if (counts->uncut > 0)
        cli_note(cli, "no newline at end of %llu of %zu files: they may be cut", ull(counts->uncut), input->path_count);
    if (counts->read == 0 && input->path_count <= 1)
        cli_note(cli, "%s: no data rows", name);
    else if (counts->read == 0)
        cli_note(cli, "no data rows in %zu files", input->path_count);
}

/* Nothing but bad rows is no answer: most likely an option is missing. */
static enum churn_status check_used(const struct churn_counts *counts, struct churn_error *err)
{
    if (counts->used > 0 || counts->rejected == 0)
        return CHURN_OK;
    return churn_error_set(err, CHURN_DATA, "every row was set aside, nothing is left to work on; see the reject file");
}

static enum churn_status check_rows(const struct cli *cli, const struct churn_counts *counts, struct churn_error *err)
{
    struct count_range wanted = cli->state->expect_rows;
    if (cli->settings.expect_rows == NULL || (counts->read >= wanted.first && counts->read <= wanted.last))
        return CHURN_OK;
    return churn_error_set(err, CHURN_DATA, "rows read %llu, expected %.60s (--expect-rows)", ull(counts->read),
                           cli->settings.expect_rows);
}

static enum churn_status check_total(const struct cli *cli, const struct input *input, struct churn_error *err)
{
    char text[CHURN_AMOUNT_TEXT_SIZE];
    if (cli->settings.expect_total == NULL || (input->has_total && input->total == cli->state->expect_total))
        return CHURN_OK;
    if (!input->has_total)
        return churn_error_set(err, CHURN_USAGE, "--expect-total: these data have no total to compare with");
    churn_amount_write(input->total, input->decimals, text);
    return churn_error_set(err, CHURN_DATA, "amount total %s, expected %.60s (--expect-total)", text,
                           cli->settings.expect_total);
}

/*
 * Where the data are refused nothing else is written, but the reject file is: it was said to be, and it is the only record of
 * why. A failure of it is said here, as err has its own to tell.
 */
static enum churn_status keep_rejects(struct cli *cli, enum churn_status status)
{
    struct churn_error err;
    if (status == CHURN_DATA && cli->state->rejects != NULL && rejects_commit(cli->state->rejects, &err) != CHURN_OK)
        message_error(cli, &err);
    return status;
}

enum churn_status cli_reader_close(struct cli *cli, enum churn_status status, const churn_amount *total, unsigned decimals,
                                   struct churn_error *err)
{
    struct cli_state *state = cli->state;
    assert(state->input_count > 0);
    struct input *input = &state->inputs[state->input_count - 1];
    struct churn_counts counts = churn_reader_counts(input->reader);
    progress_unwatch(input);
    input->has_total = total != NULL;
    input->total = total != NULL ? *total : 0;
    input->decimals = decimals;
    input_list_end(cli);
    if (status != CHURN_END && status != CHURN_OK)
        return keep_rejects(cli, status);
    warn(cli, input, &counts);
    if (!input->of_operands)
        return CHURN_OK;
    status = check_used(&counts, err);
    if (status == CHURN_OK)
        status = check_rows(cli, &counts, err);
    if (status == CHURN_OK)
        status = check_total(cli, input, err);
    return keep_rejects(cli, status);
}

enum churn_status cli_cell_rules(struct cli *cli, struct churn_cell_rules *rules, struct churn_error *err)
{
    const struct cli_settings *settings = &cli->settings;
    (void)err; /* what can be wrong was found when the options were read */
    *rules = (struct churn_cell_rules)CHURN_CELL_RULES_INIT;
    rules->null_word = settings->null_word;
    rules->amount.decimal = settings->decimal;
    rules->amount.thousands = settings->thousands;
    rules->date.format = settings->date_format;
    rules->date.zone = cli->state->zone;
    rules->date.min = settings->min_date;
    rules->date.max = settings->max_date;
    return CHURN_OK;
}

/* The operands' total; a sum over streams of different things would mean nothing. */
static void write_total(const struct cli_state *state, char *buffer, size_t size)
{
    char text[CHURN_AMOUNT_TEXT_SIZE];
    buffer[0] = '\0';
    for (size_t i = 0; i < state->input_count; i++) {
        const struct input *input = &state->inputs[i];
        if (!input->has_total || !input->of_operands)
            continue;
        churn_amount_write(input->total, input->decimals, text);
        snprintf(buffer, size, ", amount total %s", text);
    }
}

void input_count(struct cli *cli)
{
    struct cli_state *state = cli->state;
    struct churn_counts sum = { .read = 0 };
    char total[CHURN_AMOUNT_TEXT_SIZE + 20];
    if (state->input_count == 0)
        return;
    for (size_t i = 0; i < state->input_count; i++) {
        if (state->inputs[i].reader == NULL)
            continue;
        struct churn_counts counts = churn_reader_counts(state->inputs[i].reader);
        sum.read += counts.read;
        sum.used += counts.used;
        sum.rejected += counts.rejected;
        sum.blank += counts.blank;
    }
    write_total(state, total, sizeof total);
    cli_note(cli, "rows read %llu, used %llu, rejected %llu, blank lines %llu%s", ull(sum.read), ull(sum.used),
             ull(sum.rejected), ull(sum.blank), total);
}

void input_clear(struct cli_state *state)
{
    for (size_t i = 0; i < state->input_count; i++)
        churn_reader_free(state->inputs[i].reader);
    state->input_count = 0;
}
