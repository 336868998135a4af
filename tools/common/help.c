/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --help, --version and --list-options, printed from the tables, so that none of them can forget an option. */
#include <string.h>

#include "common/state.h"

#define WIDTH 100      /* columns, whatever the terminal: the same in a log, a mail and a test */
#define HELP_COLUMN 32 /* where descriptions begin */
#define NAMES_SIZE 512 /* bytes for the names of one option with its choices */

/* A word, or a short remark in brackets, which is not torn apart. */
static size_t unit_length(const char *text, size_t indent)
{
    const char *closing = text[0] == '(' ? strchr(text, ')') : NULL;
    size_t length = closing != NULL ? (size_t)(closing - text) + 1 : 0;
    return length > 0 && length <= WIDTH - indent ? length : strcspn(text, " ");
}

/* Words up to WIDTH, further lines indented; column: where the line stands now. */
static void wrap(FILE *out, const char *text, size_t column, size_t indent)
{
    bool begins = true;
    while (*text != '\0') {
        size_t length = unit_length(text, indent);
        if (!begins && column + 1 + length > WIDTH) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!begins) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, length, out);
        column += length;
        text += length;
        text += strspn(text, " ");
        begins = false;
    }
    fputc('\n', out);
}

static size_t append(char *buffer, size_t used, const char *before, const char *text)
{
    int length = used < NAMES_SIZE ? snprintf(buffer + used, NAMES_SIZE - used, "%s%s", before, text) : 0;
    return used + (length > 0 ? (size_t)length : 0);
}

static void write_names(const struct cli_option *option, char buffer[NAMES_SIZE])
{
    char letter[] = { '-', option->letter, ',', ' ', '\0' };
    size_t used = append(buffer, 0, "  ", option->letter != 0 ? letter : "    ");
    used = append(buffer, used, "--", option->name);
    if (option->kind == CLI_CHOICE)
        for (size_t i = 0; option->choices[i] != NULL; i++)
            used = append(buffer, used, i == 0 ? "=" : "|", option->choices[i]);
    else if (option->kind != CLI_FLAG)
        append(buffer, used, "=", option->placeholder);
}

static void write_option(FILE *out, const struct cli_option *option)
{
    char names[NAMES_SIZE], text[1024];
    write_names(option, names);
    bool fits = strlen(names) + 2 <= HELP_COLUMN;
    if (fits)
        fprintf(out, "%-*s", HELP_COLUMN, names);
    else
        fprintf(out, "%s\n%*s", names, HELP_COLUMN, "");
    bool has_default = option->initial != NULL;
    snprintf(text, sizeof text, "%s%s%s%s", option->help, has_default ? " (default: " : "", has_default ? option->initial : "",
             has_default ? ")" : "");
    wrap(out, text, HELP_COLUMN, HELP_COLUMN);
}

static void write_groups(FILE *out, const struct option_list *list)
{
    const char *group = "";
    for (size_t i = 0; i < list->count; i++) {
        const struct cli_option *option = list->options[i].option;
        if (option->group == NULL)
            continue;
        if (strcmp(group, option->group) != 0)
            fprintf(out, "\n%s:\n", option->group);
        group = option->group;
        write_option(out, option);
    }
}

static void write_usage(FILE *out, const struct cli_command *command)
{
    fprintf(out, "usage: %s [OPTION]...%s%s\n", command->name, command->operands != NULL ? " " : "",
            command->operands != NULL ? command->operands : "");
    if (command->common & CLI_READS)
        fprintf(out, "Without FILE, or where FILE is -, standard input is read; %s.\n",
                command->common & CLI_TABLES ? "each file is a table of its own" : "several files are one table");
}

void help_write(FILE *out, const struct cli_command *command, const struct option_list *list)
{
    fprintf(out, "%s: ", command->name);
    wrap(out, command->purpose, strlen(command->name) + 2, 0);
    fputc('\n', out);
    write_usage(out, command);
    fprintf(out, "\nExamples:\n");
    for (size_t i = 0; command->examples[i] != NULL; i++)
        fprintf(out, "  %s\n", command->examples[i]);
    write_groups(out, list);
    fprintf(out,
            "\nExit status:\n"
            "  0  done\n"
            "  1  the data were refused, or do not allow an answer\n"
            "  2  wrong usage\n"
            "  3  the machine failed: cannot open, read or write, or no memory\n"
            "  4  another run holds the lock\n"
            "\nSee %s(1), churnkit(7), churn-definitions(7).\n",
            command->name);
}

void help_write_version(FILE *out, const struct cli_command *command)
{
    fprintf(out,
            "%s (churnkit) %s\n"
            "License GPL-3.0-or-later: free software, without any warranty, as far as the law permits.\n",
            command->name, churn_version());
}

void help_write_option_names(FILE *out, const struct option_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct cli_option *option = list->options[i].option;
        if (option->group == NULL)
            continue;
        fprintf(out, "--%s", option->name);
        if (option->letter != 0)
            fprintf(out, " -%c", option->letter);
        fputc('\n', out);
    }
}
