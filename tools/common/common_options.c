/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that are alike everywhere: one table, in groups by what a tool does, and the rules that hold between them. */
#include <string.h>

#include "common/state.h"

#define AT(member) offsetof(struct cli_settings, member)
#define ASKED(member) offsetof(struct request, member)

static const char *const QUOTES[] = { "strict", "lax", NULL };
static const char *const ON_ERROR[] = { "fail", "skip", NULL };
static const char *const PROGRESS[] = { "auto", "always", "never", NULL };
static const char *const SANDBOX[] = { "auto", "require", "off", NULL };
static const char *const FORMATS[] = { "csv", "json", "table", NULL };
static const char *const SHELLS[] = { "bash", "zsh", "fish", NULL };

static const struct cli_option READING[] = {
    { "delimiter", 'd', CLI_CHAR, AT(delimiter), "CHAR", "Reading", "what stands between cells; \\t is a tab", ",", NULL },
    { "no-header", 'n', CLI_FLAG, AT(no_header), NULL, "Reading", "the first row is data; columns are #1, #2 and so on", NULL,
      NULL },
    { "encoding", 0, CLI_TEXT, AT(encoding), "NAME", "Reading", "as iconv -l names it; bytes: any bytes, compared as they are",
      "UTF-8", NULL },
    { "quotes", 0, CLI_CHOICE, AT(quotes), NULL, "Reading", "lax: a quote inside an unquoted cell is a plain character",
      "strict", QUOTES },
    { "trim", 0, CLI_FLAG, AT(trim), NULL, "Reading", "drop blanks and tabs around every cell", NULL, NULL },
    { "null", 0, CLI_TEXT, AT(null_word), "WORD", "Reading", "a cell that reads so counts as empty", NULL, NULL },
    { "decimal", 0, CLI_CHAR, AT(decimal), "CHAR", "Reading", "decimal mark of amounts", ".", NULL },
    { "thousands", 0, CLI_CHAR, AT(thousands), "CHAR", "Reading", "mark between groups of three digits", "none", NULL },
    { "date-format", 0, CLI_TEXT, AT(date_format), "FORMAT", "Reading", "how dates are written, such as %d/%m/%Y", "ISO 8601",
      NULL },
    { "tz", 0, CLI_TEXT, AT(tz), "ZONE", "Reading", "where a stamp with an offset has its day, such as Europe/Berlin", NULL,
      NULL },
    { "min-date", 0, CLI_DATE, AT(min_date), "DATE", "Reading", "earliest day that is accepted", "1900-01-01", NULL },
    { "max-date", 0, CLI_DATE, AT(max_date), "DATE", "Reading", "latest day that is accepted", "2199-12-31", NULL },
    { "max-field", 0, CLI_SIZE, AT(max_field), "SIZE", "Reading", "longest cell that is accepted", "1M; of a ledger 64M",
      NULL },
    { "max-unpacked", 0, CLI_SIZE, AT(max_unpacked), "SIZE", "Reading", "most bytes that a packed file may hold",
      "200 times its size, at least 1G", NULL },
    { "jobs", 'j', CLI_COUNT, AT(jobs), "N", "Reading", "threads that read and reckon", "one for each processor", NULL },
    { "progress", 0, CLI_CHOICE, AT(progress), NULL, "Reading",
      "how far the reading is, on standard error; auto: after a second, on a terminal", "auto", PROGRESS },
    { "on-error", 0, CLI_CHOICE, AT(on_error), NULL, "Bad rows", "skip: set bad rows aside in the file of --rejects and go on",
      "fail", ON_ERROR },
    { "rejects", 0, CLI_OUTPUT_FILE, AT(rejects), "FILE", "Bad rows",
      "where skipped rows go, with place and reason, to be mended and fed again", NULL, NULL },
    { "max-rejects", 0, CLI_COUNT, AT(max_rejects), "N", "Bad rows", "refuse the data after all where more rows are bad",
      "no limit", NULL },
    { "allow-empty", 0, CLI_FLAG, AT(allow_empty), NULL, "Bad rows", "a file of 0 bytes is a table without rows", NULL, NULL },
    { "require-eol", 0, CLI_FLAG, AT(require_eol), NULL, "Bad rows",
      "refuse a file whose last line does not end: it may be cut", NULL, NULL },
    { "expect-rows", 0, CLI_TEXT, AT(expect_rows), "N|N..|N..M", "Bad rows", "refuse any other number of rows", NULL, NULL },
    { "expect-total", 0, CLI_TEXT, AT(expect_total), "AMOUNT", "Bad rows",
      "refuse where the amounts do not add up to exactly this", NULL, NULL },
    { .name = NULL },
};

static const struct cli_option WRITING[] = {
    { "output", 'o', CLI_OUTPUT_FILE, AT(output), "FILE", "Writing", "write to FILE, which is whole or as it was",
      "standard output", NULL },
    { "output-delimiter", 0, CLI_CHAR, AT(output_delimiter), "CHAR", "Writing", "what stands between cells; \\t is a tab", ",",
      NULL },
    { "excel", 0, CLI_FLAG, AT(excel), NULL, "Writing", "for spreadsheets: byte order mark, CRLF, guarded formulas", NULL,
      NULL },
    { .name = NULL },
};

static const struct cli_option REPORTS[] = {
    { "format", 'f', CLI_CHOICE, AT(format), NULL, "Writing", "form of a report", "csv", FORMATS },
    { .name = NULL },
};

static const struct cli_option ALWAYS[] = {
    { "sandbox", 0, CLI_CHOICE, AT(sandbox), NULL, "Safety",
      "give up every right that the run does not need; auto: where the system can", "auto", SANDBOX },
    { "quiet", 'q', CLI_FLAG, AT(quiet), NULL, "Help", "no remarks, warnings and counts on standard error; only errors", NULL,
      NULL },
    { .name = NULL },
};

static const struct cli_option REQUESTS[] = {
    { "help", 'h', CLI_FLAG, ASKED(help), NULL, "Help", "print this and stop", NULL, NULL },
    { "version", 'V', CLI_FLAG, ASKED(version), NULL, "Help", "print the version and stop", NULL, NULL },
    { "completion", 0, CLI_CHOICE, ASKED(completion), NULL, NULL, "print a completion script", NULL, SHELLS },
    { "list-options", 0, CLI_FLAG, ASKED(list_options), NULL, NULL, "print the options, one a line", NULL, NULL },
    { .name = NULL },
};

static void add_table(struct option_list *list, const struct cli_option *table, void *base)
{
    for (; table->name != NULL && list->count < OPTIONS_MAX; table++)
        list->options[list->count++] = (struct bound_option){ table, base };
}

void common_options_add(struct cli *cli, struct option_list *list)
{
    if (cli->command->common & CLI_READS)
        add_table(list, READING, &cli->settings);
    if (cli->command->common & CLI_WRITES)
        add_table(list, WRITING, &cli->settings);
    if (cli->command->common & CLI_REPORTS)
        add_table(list, REPORTS, &cli->settings);
    add_table(list, ALWAYS, &cli->settings);
    add_table(list, REQUESTS, &cli->state->request);
}

void common_options_default(struct cli *cli)
{
    cli->settings = (struct cli_settings){
        .delimiter = ',',
        .decimal = '.',
        .min_date = CHURN_DAY_MIN,
        .max_date = CHURN_DAY_MAX,
        .max_rejects = UINT64_MAX,
        .output_delimiter = ',',
    };
    cli->state->request.completion = SHELL_NONE;
}

static int check_marks(struct cli *cli)
{
    const struct cli_settings *settings = &cli->settings;
    if (strchr("\"\r\n", settings->delimiter) != NULL)
        return cli_usage(cli, "--delimiter can be neither a quote nor a line end");
    if (strchr("\"\r\n", settings->output_delimiter) != NULL)
        return cli_usage(cli, "--output-delimiter can be neither a quote nor a line end");
    if (strchr("0123456789+-", settings->decimal) != NULL)
        return cli_usage(cli, "--decimal can be neither a digit nor a sign");
    if (settings->thousands != '\0' && strchr("0123456789+-", settings->thousands) != NULL)
        return cli_usage(cli, "--thousands can be neither a digit nor a sign");
    if (settings->decimal == settings->thousands)
        return cli_usage(cli, "--decimal and --thousands are the same mark; amounts could be read two ways");
    return -1;
}

static int check_dates(struct cli *cli)
{
    const struct cli_settings *settings = &cli->settings;
    struct churn_error err;
    if (settings->min_date > settings->max_date)
        return cli_usage(cli, "--min-date is after --max-date");
    if (settings->date_format != NULL && churn_date_format_check(settings->date_format, &err) != CHURN_OK)
        return cli_usage(cli, "%s", err.message);
    if (settings->tz != NULL && churn_zone_new(settings->tz, &cli->state->zone, &err) != CHURN_OK)
        return err.status == CHURN_USAGE ? cli_usage(cli, "%s", err.message) : cli_fail(cli, &err);
    return -1;
}

static bool is_operand(const struct cli *cli, const char *path)
{
    for (size_t i = 0; i < cli->operand_count; i++)
        if (!output_is_standard(cli->operands[i]) && output_same_file(cli->operands[i], path))
            return true;
    return false;
}

/* A row that is set aside must be somewhere: skip and rejects come together. */
static int check_rejects(struct cli *cli)
{
    const struct cli_settings *settings = &cli->settings;
    bool skips = settings->on_error == CLI_ON_ERROR_SKIP;
    if (skips && settings->rejects == NULL)
        return cli_usage(cli, "--on-error=skip wants --rejects=FILE");
    if (!skips && settings->rejects != NULL)
        return cli_usage(cli, "--rejects wants --on-error=skip");
    if (!skips && settings->max_rejects != UINT64_MAX)
        return cli_usage(cli, "--max-rejects wants --on-error=skip");
    if (!skips)
        return -1;
    if (settings->rejects[0] == '\0' || output_is_standard(settings->rejects))
        return cli_usage(cli, "--rejects wants the name of a file");
    if (settings->output != NULL && output_same_file(settings->rejects, settings->output))
        return cli_usage(cli, "--rejects and --output name the same file");
    if (is_operand(cli, settings->rejects))
        return cli_usage(cli, "--rejects names an input, which would be lost");
    return -1;
}

static int check_expectations(struct cli *cli)
{
    const struct cli_settings *settings = &cli->settings;
    char shown[200];
    const char *rows = settings->expect_rows, *total = settings->expect_total;
    if (rows != NULL && !value_range(rows, &cli->state->expect_rows)) {
        churn_text_escape((struct churn_text){ rows, strlen(rows) }, shown, sizeof shown);
        return cli_usage(cli, "--expect-rows: \"%s\" is not a number of rows: N, N.. or N..M", shown);
    }
    if (total != NULL && !value_amount(total, &cli->state->expect_total)) {
        churn_text_escape((struct churn_text){ total, strlen(total) }, shown, sizeof shown);
        return cli_usage(cli, "--expect-total: \"%s\" is not a decimal number, such as 12.50", shown);
    }
    return -1;
}

static int check_output(struct cli *cli)
{
    const struct cli_settings *settings = &cli->settings;
    if (settings->output != NULL && settings->output[0] == '\0')
        return cli_usage(cli, "--output wants the name of a file");
    if (settings->format != CLI_FORMAT_CSV && settings->excel)
        return cli_usage(cli, "--excel is a kind of CSV; leave out --format");
    return -1;
}

static int check_operands(struct cli *cli)
{
    size_t standard = 0;
    for (size_t i = 0; i < cli->operand_count; i++) {
        standard += output_is_standard(cli->operands[i]);
        if (cli->operands[i][0] == '\0')
            return cli_usage(cli, "an empty file name");
    }
    return standard > 1 ? cli_usage(cli, "- (standard input) can be read once only") : -1;
}

int common_options_check(struct cli *cli)
{
    int (*const checks[])(struct cli *) = { check_marks,   check_dates,  check_operands,
                                            check_rejects, check_output, check_expectations };
    int code = -1;
    for (size_t i = 0; code < 0 && i < sizeof checks / sizeof checks[0]; i++)
        code = checks[i](cli);
    return code;
}
