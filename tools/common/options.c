/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options: the tool's table and the common ones as one list, handed to the C library's getopt_long as data, which finds options
 * and their arguments (operands may stand between them). What an argument means is ours, so that every refusal names the option
 * and what it takes; and so is that there are no abbreviations, which would change their meaning with every option that is
 * added.
 *
 * Nothing is allocated: arguments stay where they are. popt, which stood here before, ends a program with status 1 where it
 * finds no memory, and may lose the operands, so that a tool read standard input instead of its files.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "common/state.h"

bool cli_option_is_path(const struct cli_option *option)
{
    return option->kind == CLI_INPUT_FILE || option->kind == CLI_OUTPUT_FILE || option->kind == CLI_KEPT_FILE ||
           option->kind == CLI_FOLDER;
}

static void list_options(struct cli *cli, void *own)
{
    struct option_list *list = &cli->state->list;
    for (const struct cli_option *option = cli->command->options; option != NULL && option->name != NULL; option++)
        if (list->count < OPTIONS_MAX)
            list->options[list->count++] = (struct bound_option){ option, own };
    common_options_add(cli, list);
}

#define FIRST_LONG 256 /* values above those of letters */

/* What getopt_long works on. */
struct option_table {
    struct option options[OPTIONS_MAX + 1];
    char letters[2 * OPTIONS_MAX + 2];
};

/* A colon in front: a missing argument is told from an unknown option. */
static void fill_table(const struct option_list *list, struct option_table *table)
{
    char *letter = table->letters;
    *letter++ = ':';
    for (size_t i = 0; i < list->count; i++) {
        const struct cli_option *option = list->options[i].option;
        bool wants = option->kind != CLI_FLAG;
        table->options[i] = (struct option){ option->name, wants ? required_argument : no_argument, NULL, FIRST_LONG + (int)i };
        if (option->letter == 0)
            continue;
        *letter++ = option->letter;
        if (wants)
            *letter++ = ':';
    }
    *letter = '\0';
    table->options[list->count] = (struct option){ .name = NULL };
}

static void join_choices(const char *const *choices, char *buffer, size_t size)
{
    size_t used = 0;
    buffer[0] = '\0';
    for (; *choices != NULL && used < size; choices++) {
        int length = snprintf(buffer + used, size - used, "%s%s", used > 0 ? ", " : "", *choices);
        used += length > 0 ? (size_t)length : 0;
    }
}

static int refuse_value(struct cli *cli, const struct cli_option *option, const char *text)
{
    char shown[200], choices[512];
    churn_text_escape((struct churn_text){ text, strlen(text) }, shown, sizeof shown);
    if (option->kind != CLI_CHOICE)
        return cli_usage(cli, "--%s: \"%s\" is not %s", option->name, shown, value_expectation(option->kind));
    join_choices(option->choices, choices, sizeof choices);
    return cli_usage(cli, "--%s: \"%s\" is none of: %s", option->name, shown, choices);
}

static bool store(const struct bound_option *bound, const char *text)
{
    void *member = (char *)bound->base + bound->option->offset;
    switch (bound->option->kind) {
    case CLI_FLAG:
        *(bool *)member = true;
        return true;
    case CLI_TEXT:
    case CLI_INPUT_FILE:
    case CLI_OUTPUT_FILE:
    case CLI_KEPT_FILE:
    case CLI_FOLDER:
        *(const char **)member = text;
        return true;
    case CLI_CHAR:
        return value_char(text, member);
    case CLI_COUNT:
        return value_count(text, member);
    case CLI_SIZE:
        return value_size(text, member);
    case CLI_DATE:
        return value_day(text, member);
    case CLI_AMOUNT:
        return value_amount(text, member);
    case CLI_CHOICE:
        return value_choice(text, bound->option->choices, member);
    }
    return false;
}

/* The word on the command line that getopt_long has just taken: before its argument, where that stands apart. */
static const char *taken_word(char **argv)
{
    bool apart = optarg != NULL && optarg == argv[optind - 1];
    return argv[apart ? optind - 2 : optind - 1];
}

static const struct bound_option *find_option(const struct option_list *list, int value)
{
    if (value >= FIRST_LONG)
        return &list->options[value - FIRST_LONG];
    for (size_t i = 0; i < list->count; i++)
        if (list->options[i].option->letter == value)
            return &list->options[i];
    return NULL;
}

/* `--name` or `-x`, safe to be shown. value: what getopt_long says it is; 0: the word itself. */
static void name_option(const struct option_list *list, int value, const char *word, char *buffer, size_t size)
{
    char shown[200], letter = (char)value;
    struct churn_text name = { &letter, 1 };
    bool is_long = value == 0 || value >= FIRST_LONG;
    if (value == 0)
        name = (struct churn_text){ word + 2, strcspn(word + 2, "=") };
    else if (is_long)
        name = (struct churn_text){ find_option(list, value)->option->name, strlen(find_option(list, value)->option->name) };
    snprintf(buffer, size, "%s%s", is_long ? "--" : "-", churn_text_escape(name, shown, sizeof shown));
}

static int refuse_unknown(struct cli *cli, const char *name)
{
    const struct option_list *list = &cli->state->list;
    const char *names[OPTIONS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->options[i].option->group != NULL)
            names[count++] = list->options[i].option->name;
    const char *nearest = name[1] == '-' ? churn_text_nearest(name + 2, names, count) : NULL;
    if (nearest != NULL)
        return cli_usage(cli, "no option %s; did you mean --%s?", name, nearest);
    return cli_usage(cli, "no option %s; --help lists them", name);
}

static int refuse_option(struct cli *cli, int code, char **argv)
{
    char name[256];
    name_option(&cli->state->list, optopt, argv[optind - 1], name, sizeof name);
    if (code == ':')
        return cli_usage(cli, "%s wants an argument", name);
    if (optopt >= FIRST_LONG)
        return cli_usage(cli, "%s takes no argument", name);
    return refuse_unknown(cli, name);
}

/* -1 to go on. */
static int take_option(struct cli *cli, int value, char **argv)
{
    char name[256];
    const struct bound_option *bound = find_option(&cli->state->list, value);
    const char *word = taken_word(argv);
    if (value >= FIRST_LONG && strcspn(word + 2, "=") != strlen(bound->option->name)) {
        name_option(&cli->state->list, 0, word, name, sizeof name);
        return refuse_unknown(cli, name);
    }
    return store(bound, optarg) ? -1 : refuse_value(cli, bound->option, optarg);
}

static bool is_answered(const struct request *request)
{
    return request->help || request->version || request->list_options || request->completion != SHELL_NONE;
}

static void write_answer(const struct cli *cli, FILE *out)
{
    const struct request *request = &cli->state->request;
    const struct option_list *list = &cli->state->list;
    if (request->help)
        help_write(out, cli->command, list);
    else if (request->version)
        help_write_version(out, cli->command);
    else if (request->list_options)
        help_write_option_names(out, list);
    else
        completion_write(out, cli->command, list, (enum shell)request->completion);
}

/* To a checked file: a help text that did not arrive is a failure like any other. */
static int answer(struct cli *cli)
{
    struct output *output;
    struct stream stream;
    struct churn_error err;
    enum churn_status status = stream_open(&stream, &err);
    if (status != CHURN_OK)
        return cli_fail(cli, &err);
    write_answer(cli, stream.out);
    status = stream_close(&stream, &err);
    if (status == CHURN_OK)
        status = output_open(cli, NULL, true, &output, &err);
    if (status == CHURN_OK)
        status = churn_file_write(output->file, stream.data, stream.length, &err);
    if (status == CHURN_OK)
        status = output_commit(output, &err);
    stream_clear(&stream);
    return status == CHURN_OK ? CLI_DONE : cli_fail(cli, &err);
}

static int take_operands(struct cli *cli, int argc, char **argv)
{
    cli->operands = (const char *const *)(argv + optind);
    cli->operand_count = (size_t)(argc - optind);
    if (cli->operand_count > 0 && cli->command->operands == NULL)
        return cli_usage(cli, "takes no operands; --help says what it takes");
    return -1;
}

int options_parse(struct cli *cli, void *own, int argc, char **argv)
{
    struct cli_state *state = cli->state;
    struct option_table table;
    list_options(cli, own);
    fill_table(&state->list, &table);
    opterr = 0;
    optind = 0; /* begin anew */
    int value, code = -1;
    while (code < 0 && !is_answered(&state->request) &&
           (value = getopt_long(argc, argv, table.letters, table.options, NULL)) != -1)
        code = value == '?' || value == ':' ? refuse_option(cli, value, argv) : take_option(cli, value, argv);
    if (code >= 0)
        return code;
    return is_answered(&state->request) ? answer(cli) : take_operands(cli, argc, argv);
}
