/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completion scripts for three shells, made from the tables when the project is built: options, the words of choices, files
 * where an argument or operand is one.
 */
#include <string.h>

#include "common/state.h"

/* Text inside single quotes; each byte of escaped gets a backslash before it. */
static void write_quoted(FILE *out, const char *text, const char *escaped)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("'\\'", out);
        else if (strchr(escaped, *text) != NULL)
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void write_choices(FILE *out, const char *const *choices)
{
    for (size_t i = 0; choices[i] != NULL; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", choices[i]);
}

/* A shell function's name may hold no dash. */
static void write_function(FILE *out, const char *name)
{
    fputc('_', out);
    for (; *name != '\0'; name++)
        fputc(*name == '-' ? '_' : *name, out);
}

static void write_bash_pattern(FILE *out, const struct cli_option *option)
{
    fprintf(out, "    --%s", option->name);
    if (option->letter != 0)
        fprintf(out, "|-%c", option->letter);
    fputs(") ", out);
}

/* Files are left to readline (-o default), which quotes them; for any other argument that is switched off. */
static void write_bash_argument(FILE *out, const struct cli_option *option)
{
    write_bash_pattern(out, option);
    if (option->kind == CLI_CHOICE) {
        fputs("COMPREPLY=($(compgen -W '", out);
        write_choices(out, option->choices);
        fputs("' -- \"$word\")); ", out);
    } else if (!cli_option_is_path(option)) {
        fputs("compopt +o default; ", out);
    }
    fputs("return ;;\n", out);
}

static void write_bash_words(FILE *out, const struct option_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct cli_option *option = list->options[i].option;
        if (option->group != NULL)
            fprintf(out, "--%s%s ", option->name, option->kind == CLI_FLAG ? "" : "=");
    }
}

/* bash splits words at "=", so --format=csv comes as three. */
static void write_bash(FILE *out, const struct cli_command *command, const struct option_list *list)
{
    write_function(out, command->name);
    fputs("()\n{\n"
          "  local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]}\n"
          "  COMPREPLY=()\n"
          "  if [[ $word == \"=\" ]]; then word=; elif [[ $option == \"=\" ]]; then option=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "  case $option in\n",
          out);
    for (size_t i = 0; i < list->count; i++)
        if (list->options[i].option->group != NULL && list->options[i].option->kind != CLI_FLAG)
            write_bash_argument(out, list->options[i].option);
    fputs("  esac\n"
          "  [[ $word == -* ]] || return\n"
          "  COMPREPLY=($(compgen -W '",
          out);
    write_bash_words(out, list);
    fputs("' -- \"$word\"))\n"
          "  [[ ${COMPREPLY-} != *= ]] || compopt -o nospace\n"
          "}\n"
          "complete -o default -F ",
          out);
    write_function(out, command->name);
    fprintf(out, " %s\n", command->name);
}

static void write_zsh_names(FILE *out, const struct cli_option *option)
{
    const char *sign = option->kind == CLI_FLAG ? "" : "=";
    const char *letter_sign = option->kind == CLI_FLAG ? "" : "+";
    if (option->letter != 0)
        fprintf(out, "  '(-%c --%s)'{-%c%s,--%s%s}", option->letter, option->name, option->letter, letter_sign, option->name,
                sign);
    else
        fprintf(out, "  --%s%s", option->name, sign);
}

static void write_zsh_option(FILE *out, const struct cli_option *option)
{
    write_zsh_names(out, option);
    fputs("'[", out);
    write_quoted(out, option->help, "[]:\\");
    fputc(']', out);
    if (option->kind == CLI_CHOICE) {
        fprintf(out, ":%s:(", option->name);
        write_choices(out, option->choices);
        fputc(')', out);
    } else if (option->kind != CLI_FLAG) {
        fprintf(out, ":%s:%s", option->name, cli_option_is_path(option) ? "_files" : " ");
    }
    fputs("' \\\n", out);
}

static void write_zsh(FILE *out, const struct cli_command *command, const struct option_list *list)
{
    fprintf(out, "#compdef %s\n_arguments -s \\\n", command->name);
    for (size_t i = 0; i < list->count; i++)
        if (list->options[i].option->group != NULL)
            write_zsh_option(out, list->options[i].option);
    fputs(command->operands != NULL ? "  '*:file:_files'\n" : "  ':::'\n", out);
}

static void write_fish_option(FILE *out, const struct cli_command *command, const struct cli_option *option)
{
    fprintf(out, "complete -c %s -l %s", command->name, option->name);
    if (option->letter != 0)
        fprintf(out, " -s %c", option->letter);
    if (option->kind == CLI_CHOICE) {
        fputs(" -x -a '", out);
        write_choices(out, option->choices);
        fputc('\'', out);
    } else if (option->kind != CLI_FLAG) {
        fputs(cli_option_is_path(option) ? " -r -F" : " -x", out);
    }
    fputs(" -d \"", out);
    for (const char *at = option->help; *at != '\0'; at++) {
        if (strchr("\"$\\", *at) != NULL)
            fputc('\\', out);
        fputc(*at, out);
    }
    fputs("\"\n", out);
}

void completion_write(FILE *out, const struct cli_command *command, const struct option_list *list, enum shell shell)
{
    if (shell == SHELL_BASH)
        write_bash(out, command, list);
    else if (shell == SHELL_ZSH)
        write_zsh(out, command, list);
    for (size_t i = 0; shell == SHELL_FISH && i < list->count; i++)
        if (list->options[i].option->group != NULL)
            write_fish_option(out, command, list->options[i].option);
}
