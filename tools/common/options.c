/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Options: the tool's table and the common ones as one list, handed to popt as data. popt finds options and their arguments
 * (operands may stand between them, no abbreviations); what an argument means is ours, so that every refusal names the option
 * and what it takes.
 */
#include <popt.h>
#include <stdlib.h>
#include <string.h>

#include "common/state.h"

static int fail_memory(struct cli *cli)
{
    struct churn_error err;
    churn_error_set(&err, CHURN_MEMORY, "out of memory");
    return cli_fail(cli, &err);
}

static void list_options(struct cli *cli, void *own)
{
    struct option_list *list = &cli->state->list;
    for (const struct cli_option *option = cli->command->options; option != NULL && option->name != NULL; option++)
        if (list->count < OPTIONS_MAX)
            list->options[list->count++] = (struct bound_option){ option, own };
    common_options_add(cli, list);
}

static void fill_popt_table(const struct option_list *list, struct poptOption *table)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct cli_option *option = list->options[i].option;
        table[i].longName = option->name;
        table[i].shortName = option->letter;
        table[i].argInfo = option->kind == CLI_FLAG ? POPT_ARG_NONE : POPT_ARG_STRING;
        table[i].val = (int)i + 1;
    }
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

/* -1 to go on. */
static int take_option(struct cli *cli, const struct bound_option *bound)
{
    struct cli_state *state = cli->state;
    char *text = poptGetOptArg(state->popt);
    if (text != NULL)
        state->texts[state->text_count++] = text;
    if (bound->option->kind != CLI_FLAG && text == NULL)
        return fail_memory(cli);
    return store(bound, text) ? -1 : refuse_value(cli, bound->option, text);
}

/* The letter of a cluster such as -qX that popt stumbled over: the first that is no flag. */
static char stumbling_letter(const struct option_list *list, const char *cluster)
{
    for (const char *letter = cluster + 1; *letter != '\0'; letter++) {
        bool is_flag = false;
        for (size_t i = 0; i < list->count; i++)
            is_flag = is_flag || (list->options[i].option->letter == *letter && list->options[i].option->kind == CLI_FLAG);
        if (!is_flag)
            return *letter;
    }
    return cluster[1];
}

static void name_option(const struct option_list *list, const char *argument, char *buffer, size_t size)
{
    char shown[200];
    bool is_long = argument[0] == '-' && argument[1] == '-';
    char letter[2] = { is_long ? '\0' : stumbling_letter(list, argument), '\0' };
    struct churn_text name = is_long ? (struct churn_text){ argument + 2, strcspn(argument + 2, "=") }
                                     : (struct churn_text){ letter, strlen(letter) };
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

static int refuse_option(struct cli *cli, int code)
{
    char name[256];
    const char *argument = poptBadOption(cli->state->popt, POPT_BADOPTION_NOALIAS);
    name_option(&cli->state->list, argument != NULL ? argument : "", name, sizeof name);
    switch (code) {
    case POPT_ERROR_BADOPT:
        return refuse_unknown(cli, name);
    case POPT_ERROR_NOARG:
        return cli_usage(cli, "%s wants an argument", name);
    case POPT_ERROR_UNWANTEDARG:
        return cli_usage(cli, "%s takes no argument", name);
    default:
        return cli_usage(cli, "%s: %s", name, poptStrerror(code));
    }
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

/* Through memory to a checked file: a help text that did not arrive is a failure like any other. */
static int answer(struct cli *cli)
{
    char *text = NULL;
    size_t length = 0;
    struct output *output;
    struct churn_error err;
    FILE *memory = open_memstream(&text, &length);
    if (memory == NULL)
        return fail_memory(cli);
    write_answer(cli, memory);
    int failed = ferror(memory);
    if (fclose(memory) != 0 || failed) {
        free(text);
        return fail_memory(cli);
    }
    enum churn_status status = output_open(cli, NULL, true, &output, &err);
    if (status == CHURN_OK)
        status = churn_file_write(output->file, text, length, &err);
    if (status == CHURN_OK)
        status = output_commit(output, &err);
    free(text);
    return status == CHURN_OK ? CLI_DONE : cli_fail(cli, &err);
}

static int take_operands(struct cli *cli)
{
    const char **operands = poptGetArgs(cli->state->popt);
    cli->operands = operands;
    while (operands != NULL && operands[cli->operand_count] != NULL)
        cli->operand_count++;
    if (cli->operand_count > 0 && cli->command->operands == NULL)
        return cli_usage(cli, "takes no operands; --help says what it takes");
    return -1;
}

int options_parse(struct cli *cli, void *own, int argc, char **argv)
{
    struct cli_state *state = cli->state;
    list_options(cli, own);
    state->popt_table = calloc(state->list.count + 1, sizeof *state->popt_table);
    state->texts = calloc((size_t)argc + 1, sizeof *state->texts);
    if (state->popt_table == NULL || state->texts == NULL)
        return fail_memory(cli);
    fill_popt_table(&state->list, state->popt_table);
    state->popt = poptGetContext(NULL, argc, (const char **)argv, state->popt_table, 0);
    if (state->popt == NULL)
        return fail_memory(cli);
    int option, code = -1;
    while (code < 0 && !is_answered(&state->request) && (option = poptGetNextOpt(state->popt)) != -1)
        code = option > 0 ? take_option(cli, &state->list.options[option - 1]) : refuse_option(cli, option);
    if (code >= 0)
        return code;
    return is_answered(&state->request) ? answer(cli) : take_operands(cli);
}

void options_clear(struct cli_state *state)
{
    for (size_t i = 0; i < state->text_count; i++)
        free(state->texts[i]);
    free(state->texts);
    if (state->popt != NULL)
        poptFreeContext(state->popt);
    free(state->popt_table);
}
