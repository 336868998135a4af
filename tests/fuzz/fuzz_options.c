/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any words as a command line: taken or refused, never anything else. Words end at NUL bytes. */
#include "fuzz.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/cli.h"

struct settings {
    bool flag;
    const char *text;
    char mark;
    uint64_t count;
    size_t size;
    churn_day day;
    churn_amount amount;
    unsigned choice;
};

#define AT(member) offsetof(struct settings, member)
#define WORDS_MAX 40

static const char *const CHOICES[] = { "one", "two", "three", NULL };
static const struct cli_option OPTIONS[] = {
    { "flag", 'a', CLI_FLAG, AT(flag), NULL, "Own", "a flag", NULL, NULL },
    { "text", 't', CLI_TEXT, AT(text), "TEXT", "Own", "a text", NULL, NULL },
    { "mark", 0, CLI_CHAR, AT(mark), "CHAR", "Own", "a mark", NULL, NULL },
    { "count", 'c', CLI_COUNT, AT(count), "N", "Own", "so many", NULL, NULL },
    { "room", 0, CLI_SIZE, AT(size), "SIZE", "Own", "so large", NULL, NULL },
    { "day", 0, CLI_DATE, AT(day), "DATE", "Own", "a day", NULL, NULL },
    { "money", 0, CLI_AMOUNT, AT(amount), "AMOUNT", "Own", "so much", NULL, NULL },
    { "choice", 0, CLI_CHOICE, AT(choice), NULL, "Own", "one of them", "one", CHOICES },
    { .name = NULL },
};
static const char *const EXAMPLES[] = { "true", NULL };
static const struct cli_command COMMAND = { "churn-fuzz", "be tried", "[FILE]...",
                                            EXAMPLES,     OPTIONS,    CLI_READS | CLI_WRITES | CLI_REPORTS };

static int split(char *words, size_t size, char **argv)
{
    static char name[] = "churn-fuzz";
    int argc = 0;
    argv[argc++] = name;
    for (size_t at = 0; at < size && argc < WORDS_MAX; at += strlen(words + at) + 1)
        argv[argc++] = words + at;
    argv[argc] = NULL;
    return argc;
}

/* Each time anew: help that is printed closes standard output, since then a full disk shows. */
static void be_silent(void)
{
    static int nothing = -1;
    if (nothing < 0)
        nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    PROMISE(nothing >= 0 && dup2(nothing, STDOUT_FILENO) == STDOUT_FILENO);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct settings settings = { .flag = false };
    char *argv[WORDS_MAX + 1];
    struct cli cli;
    char *words = malloc(size + 1);
    PROMISE(words != NULL);
    memcpy(words, data, size);
    words[size] = '\0';
    be_silent();
    int code = cli_begin(&cli, &COMMAND, &settings, split(words, size, argv), argv);
    PROMISE(code == -1 || code == CLI_DONE || code == CLI_WRONG_USAGE);
    if (code < 0) {
        PROMISE(settings.choice < 3 && cli.operand_count < WORDS_MAX);
        PROMISE(cli_end(&cli, CLI_WRONG_USAGE) == CLI_WRONG_USAGE);
    }
    free(words);
    return 0;
}
