/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the words on the command line to settings of the library, with every contradiction said before a byte is read. */
#include <string.h>
#include <unistd.h>

#include "rfm/rfm.h"

/* The next word up to a comma; false at the end. */
static bool next_word(const char **at, struct churn_text *word)
{
    if (*at == NULL)
        return false;
    const char *comma = strchr(*at, ',');
    *word = (struct churn_text){ *at, comma != NULL ? (size_t)(comma - *at) : strlen(*at) };
    *at = comma != NULL ? comma + 1 : NULL;
    return true;
}

static bool small_number(struct churn_text word, unsigned *number)
{
    *number = 0;
    for (size_t i = 0; i < word.length && i < 4; i++) {
        if (word.data[i] < '0' || word.data[i] > '9')
            return false;
        *number = *number * 10 + (unsigned)(word.data[i] - '0');
    }
    return word.length > 0 && word.length < 4;
}

/* One number for all dimensions, or one each. */
static enum churn_status parse_bins(const char *text, unsigned bins[CHURN_DIMENSIONS], struct churn_error *err)
{
    const char *at = text;
    struct churn_text word;
    unsigned count = 0, number;
    bool sound = true;
    for (; next_word(&at, &word); count++) {
        sound = sound && count < CHURN_DIMENSIONS && small_number(word, &number) && number >= CHURN_BINS_MIN &&
                number <= CHURN_BINS_MAX;
        if (sound)
            bins[count] = number;
    }
    if (!sound || (count != 1 && count != CHURN_DIMENSIONS))
        return churn_error_set(err, CHURN_USAGE, "--bins takes one number from %d to %d, or three such as 5,5,4",
                               CHURN_BINS_MIN, CHURN_BINS_MAX);
    for (; count < CHURN_DIMENSIONS; count++)
        bins[count] = bins[0];
    return CHURN_OK;
}

static enum churn_status parse_weights(const char *text, struct rfm_plan *plan, struct churn_error *err)
{
    static const struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    const char *at = text;
    struct churn_text word;
    unsigned count = 0, decimals;
    bool sound = true;
    for (; next_word(&at, &word); count++) {
        sound = sound && count < CHURN_DIMENSIONS &&
                churn_amount_parse(word, &format, &plan->weights[count], &decimals, NULL) == CHURN_OK &&
                plan->weights[count] >= 0;
        if (sound && decimals > plan->weight_decimals)
            plan->weight_decimals = decimals;
    }
    if (sound && count == CHURN_DIMENSIONS)
        return CHURN_OK;
    return churn_error_set(err, CHURN_USAGE, "--weights takes three numbers, such as 0.5,0.3,0.2");
}

static enum churn_status take_cuts(const struct rfm_settings *settings, struct rfm_plan *plan, struct churn_error *err)
{
    if (settings->bins != NULL || settings->binning != CHURN_BINNING_QUANTILE || settings->nested)
        return churn_error_set(err, CHURN_USAGE, "--cuts brings its own bins: leave out --bins, --binning and --nested");
    enum churn_status status = churn_cuts_read(settings->cuts_in, &plan->cuts, err);
    if (status != CHURN_OK)
        return status;
    plan->options.binning = CHURN_BINNING_CUTS;
    plan->options.cuts = plan->cuts;
    return churn_cuts_check(plan->cuts, &plan->options.nested, plan->options.bins, err);
}

static bool five_each(const struct rfm_plan *plan)
{
    const unsigned *bins = plan->options.bins;
    return bins[0] == 5 && bins[1] == 5 && bins[2] == 5;
}

static bool is_builtin(const char *name)
{
    const char *builtin;
    for (size_t i = 0; (builtin = churn_segments_builtin_name(i)) != NULL; i++)
        if (strcmp(name, builtin) == 0)
            return true;
    return false;
}

/* A built-in table speaks of five bins; with others there are no segments unless a file is given. */
static enum churn_status take_segments(struct cli *cli, const char *name, struct rfm_plan *plan, struct churn_error *err)
{
    if (name != NULL && strcmp(name, "none") == 0)
        return CHURN_OK;
    bool wordlike =
        name != NULL && strpbrk(name, "./") == NULL && access(name, F_OK) != 0; /* no file: a table's name, misspelt */
    if (name != NULL && !is_builtin(name) && !wordlike)
        return churn_segments_read(name, &plan->segments, err);
    if (wordlike && !is_builtin(name))
        return churn_segments_builtin(name, &plan->segments, err);
    if (five_each(plan))
        return churn_segments_builtin(name != NULL ? name : "default", &plan->segments, err);
    if (name != NULL)
        return churn_error_set(err, CHURN_USAGE, "the segments %s are made for five bins a dimension; give --segments=FILE",
                               name);
    cli_note(cli, "no segments: the built-in tables are made for five bins a dimension; give --segments=FILE");
    return CHURN_OK;
}

static enum churn_status check_segment_jobs(const struct cli *cli, const struct rfm_settings *settings, struct churn_error *err)
{
    if (settings->print_segments && settings->check_segments)
        return churn_error_set(err, CHURN_USAGE, "--print-segments and --check-segments are two jobs");
    if (settings->print_segments && (cli->operand_count > 0 || settings->cuts_out != NULL))
        return churn_error_set(err, CHURN_USAGE, "--print-segments reads no data: leave out the files and --cuts-out");
    if (!settings->check_segments && cli->settings.format != CLI_FORMAT_CSV)
        return churn_error_set(err, CHURN_USAGE, "--format=json and --format=table are for the report of --check-segments");
    return CHURN_OK;
}

static enum churn_status check_settings(const struct rfm_settings *settings, struct churn_error *err)
{
    bool summary = settings->source == RFM_SUMMARY;
    if (settings->cuts_out != NULL && settings->binning == CHURN_BINNING_NTILE)
        return churn_error_set(err, CHURN_USAGE, "--binning=ntile splits ties and has no cut points to write to --cuts-out");
    if (!summary && (settings->orders != NULL || settings->recency != NULL))
        return churn_error_set(err, CHURN_USAGE, "--orders and --recency name columns of --input=summary");
    if (settings->source == RFM_LEDGER && (settings->id != NULL || settings->date != NULL || settings->amount != NULL))
        return churn_error_set(err, CHURN_USAGE, "--id, --date and --amount have no meaning with --input=ledger");
    if (settings->source != RFM_TRANSACTIONS && settings->order != NULL)
        return churn_error_set(err, CHURN_USAGE, "--order names a column of --input=transactions");
    if (summary && (settings->frequency != RFM_NOT_GIVEN || settings->refunds != CHURN_REFUNDS_NET))
        return churn_error_set(err, CHURN_USAGE,
                               "--frequency and --refunds have no meaning with --input=summary: its counts are made");
    if (summary && settings->activity > 0)
        return churn_error_set(err, CHURN_USAGE, "--activity wants the days of purchases, which --input=summary does not have");
    if (summary && (settings->memory.most > 0 || settings->memory.folder != NULL))
        return churn_error_set(err, CHURN_USAGE, "--max-memory and --temp-dir have no meaning with --input=summary");
    if (settings->activity > 36500)
        return churn_error_set(err, CHURN_USAGE, "--activity takes at most 36500 days");
    if (settings->order != NULL && settings->frequency != RFM_NOT_GIVEN && settings->frequency != CHURN_FREQUENCY_ORDERS)
        return churn_error_set(err, CHURN_USAGE, "--order is read for --frequency=orders only");
    return CHURN_OK;
}

enum churn_status rfm_plan_make(struct cli *cli, const struct rfm_settings *settings, struct rfm_plan *plan,
                                struct churn_error *err)
{
    *plan = (struct rfm_plan){ .options = CHURN_RFM_OPTIONS_INIT };
    plan->options.binning = (enum churn_binning)settings->binning;
    plan->options.nested = settings->nested;
    plan->activity = (churn_day)settings->activity;
    enum churn_status status = check_settings(settings, err);
    if (status == CHURN_OK)
        status = check_segment_jobs(cli, settings, err);
    if (status == CHURN_OK && settings->bins != NULL)
        status = parse_bins(settings->bins, plan->options.bins, err);
    if (status == CHURN_OK)
        status = parse_weights(settings->weights, plan, err);
    if (status == CHURN_OK)
        status = cli_as_of(cli, settings->as_of, &plan->as_of, err);
    if (status == CHURN_OK && settings->cuts_in != NULL)
        status = take_cuts(settings, plan, err);
    if (status == CHURN_OK)
        status = take_segments(cli, settings->segments, plan, err);
    if (status == CHURN_OK && plan->segments == NULL && (settings->print_segments || settings->check_segments))
        status = churn_error_set(err, CHURN_USAGE, "there are no segments to print or check");
    return status;
}

void rfm_plan_clear(struct rfm_plan *plan)
{
    churn_cuts_free(plan->cuts);
    churn_segments_free(plan->segments);
}
